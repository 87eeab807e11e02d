"""A question as people talk and type in, the same in plain words out.

The wordings are data (colloquial.toml). A single word that a document has stays as it is: there it
is no slang, or the document talks so itself.
"""

import re
import tomllib
from collections.abc import Set
from functools import cache
from importlib import resources
from typing import NamedTuple

from retrieval.lexical import fold

_WORD = re.compile(r"[^\W\d_]+")


class _Wordings(NamedTuple):
    """What is read of the file: phrases in order, and words."""

    phrases: tuple[tuple[re.Pattern[str], str], ...]
    words: dict[str, str]


@cache
def _wordings() -> _Wordings:
    """The wordings that come with the package."""
    data = tomllib.loads(
        (resources.files("service.question") / "colloquial.toml").read_text("utf-8")
    )
    phrases = (
        (re.compile(entry["said"], re.IGNORECASE), entry["plain"]) for entry in data["phrase"]
    )
    return _Wordings(tuple(phrases), dict(data["words"]))


def plain(text: str, known: Set[str]) -> str:
    """A question in plain words; as it is where nothing would be left of it.

    Args:
        text: The question, its white space folded.
        known: The words of the documents, lower-cased.

    >>> plain("whats the damage for a B200 these days?", frozenset())
    'what is the cost of a B200?'
    >>> plain("how much juice does it use", frozenset())
    'how much power does it use'
    >>> plain("how much juice does it use", frozenset({"juice"}))
    'how much juice does it use'
    >>> plain("tbh?", frozenset())
    'tbh?'
    """
    said = text
    for pattern, meant in _wordings().phrases:
        said = pattern.sub(meant, said)
    said = _WORD.sub(lambda found: _of_word(found.group(), known), said)
    return " ".join(said.split()) if any(map(str.isalnum, said)) else text


def _of_word(word: str, known: Set[str]) -> str:
    folded = fold(word)
    # A capital amid a question is a name's.
    return _wordings().words.get(word, word) if folded not in known else word
