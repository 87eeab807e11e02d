"""A module that is hidden is as good as not installed, and only as long as it is hidden."""

import importlib
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.hiding import without

UNUSED = "wave"  # a module of Python's that nothing here loads


def test_it_cannot_be_imported_meanwhile_and_can_afterwards() -> None:
    """Whoever tries meets what is raised for a module that is not there."""
    assert UNUSED not in sys.modules
    with without(UNUSED), pytest.raises(ImportError):
        importlib.import_module(UNUSED)
    assert importlib.import_module(UNUSED).__name__ == UNUSED
    del sys.modules[UNUSED]


def test_other_threads_find_it_meanwhile() -> None:
    """A server imports what writes in the background, and may need the module for a question."""
    assert UNUSED not in sys.modules
    with without(UNUSED), ThreadPoolExecutor(1) as pool:
        assert pool.submit(importlib.import_module, UNUSED).result().__name__ == UNUSED
    del sys.modules[UNUSED]


def test_an_error_within_leaves_it_to_be_found() -> None:
    """It is not hidden for good."""
    with pytest.raises(KeyError), without(UNUSED):
        raise KeyError
    assert UNUSED not in sys.modules


def test_what_is_loaded_stays_as_it_is() -> None:
    """Others may be using it."""
    with without("json"):
        assert importlib.import_module("json") is sys.modules["json"]
