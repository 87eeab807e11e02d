"""Hedges beside a number ("about", "up to", "or more"), by the ontology's lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_KINDS = frozenset({"approximate", "upper", "lower"})
_LONGEST = 60
_AFTER = re.compile(r"(?:or|and)\s|plus$")


@dataclass(frozen=True, slots=True)
class Hedge:
    """What a number is hedged by.

    Attributes:
        text: The words, white space folded; None where there are none.
        opens_below: Whether there is no lower bound ("up to").
        opens_above: Whether there is no upper bound ("over").
    """

    text: str | None = None
    opens_below: bool = False
    opens_above: bool = False


class Hedges:
    """The hedges of an ontology, ready to be found beside a number."""

    def __init__(self, hedges: Mapping[str, str]) -> None:
        self._kinds = {phrase.lower(): kind for phrase, kind in hedges.items() if kind in _KINDS}
        before = [p for p in self._kinds if not _AFTER.match(p)]
        after = [p for p in self._kinds if _AFTER.match(p)]
        self._before = re.compile(
            rf"(?:^|(?<=[\s(\"“'—–,;:|-]))({_any(before)})[\s-]*$", re.IGNORECASE
        )
        self._after = re.compile(rf"\s+({_any(after)})(?!\w)", re.IGNORECASE)

    def around(self, text: str, start: int, end: int) -> tuple[Hedge, int]:
        """The hedges at a number's sides, and the offset after the last."""
        phrases: list[str] = []
        place = start
        while match := self._before.search(text, max(0, place - _LONGEST), place):
            phrases.insert(0, match[1])
            place = match.start(1)
        if match := self._after.match(text, end):
            phrases.append(match[1])
            end = match.end()
        return self._make(phrases), end

    def of_mark(self, mark: str) -> Hedge:
        """What a mark such as "~" or "≥" says."""
        return self._make([mark.strip()])

    def _make(self, phrases: list[str]) -> Hedge:
        words = [" ".join(p.split()) for p in phrases]
        kinds = {self._kinds.get(w.lower()) for w in words}
        return Hedge(" ".join(words) or None, "upper" in kinds, "lower" in kinds)


def _any(phrases: list[str]) -> str:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered)
