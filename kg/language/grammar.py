"""The word lists of `grammar.toml`: closed classes of English, by name."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _lists() -> Mapping[str, str]:
    return tomllib.loads((files("kg.language") / "grammar.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """The words of one list.

    >>> "can" in word_list("modals")
    True
    """
    return frozenset(_lists()[name].split())
