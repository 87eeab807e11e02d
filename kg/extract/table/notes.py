"""What the marks of notes say of the figures that they stand at: "* vendor claim".

Takes a document's words, gives for each mark how firmly what it stands at is said.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.language.grammar import any_of, word_list

_SIGN = r"(?P<mark>\*{1,3}|†|‡)"
_OPENING = re.compile(rf"^[ \t>]*\\?{_SIGN}[ \t]*(?P<note>[^\n|*]+?)\*?$", re.MULTILINE)
_MARKED = re.compile(
    rf"\b(?:{any_of('numbers')}|entries|values)\b[^.\n]{{0,40}}?\bmarked (?:with |by )?(?:an? )?"
    rf"[\"“'(]?\\?{_SIGN}[\"”')]?,? (?:is|are|were|come from|show)\b(?P<note>[^.\n]+)",
    re.IGNORECASE,
)
_LONGEST = 12  # words of a note that tells no more than this


@lru_cache(maxsize=64)
def notes_of(text: str) -> Mapping[str, str]:
    """The hedge of each mark whose note weakens what it stands at.

    >>> notes_of("Figures marked * are vendor claims. We measured the rest.")
    {'*': 'claimed'}
    """
    found: dict[str, str] = {}
    opening = list(_OPENING.finditer(text))
    marks = [match["mark"] for match in opening]
    lone = [match for match in opening if marks.count(match["mark"]) == 1]  # several are a list
    for match in (*_MARKED.finditer(text), *lone):
        words = [w.strip(".,;:").lower() for w in match["note"].split()]
        hedge = _hedge(words) if len(words) <= _LONGEST else None
        if hedge and match["mark"] not in found:
            found[match["mark"]] = hedge
    return found


def _hedge(words: list[str]) -> str | None:
    for hedge in ("claimed", "estimated"):
        if not word_list(hedge).isdisjoint(words):
            return hedge
    return None
