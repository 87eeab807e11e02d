"""Keeps a library from loading another that it would only look for: torch takes seconds."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def without(name: str) -> Iterator[None]:
    """Within it, importing the module `name` fails, as if it were not installed.

    Where it is loaded already, nothing is changed.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = cast("ModuleType", None)  # how Python itself marks what cannot be imported
    try:
        yield
    finally:
        del sys.modules[name]
