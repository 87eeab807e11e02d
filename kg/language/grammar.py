"""The word lists of `grammar.toml`: closed classes of English, by name."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _lists() -> Mapping[str, str | list[str]]:
    return tomllib.loads((files("kg.language") / "grammar.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """The words of one list, or its phrases.

    >>> "can" in word_list("modals")
    True
    """
    found = _lists()[name]
    return frozenset(found.split() if isinstance(found, str) else found)


def any_of(*names: str) -> str:
    """A pattern for whatever stands in one of some lists, the longest first.

    >>> any_of("demonstratives")
    'these|those|that|this'
    """
    words = frozenset().union(*map(word_list, names))
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))
