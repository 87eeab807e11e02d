"""What the cells of a table's column have in common, learned from the cells themselves."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

_SMOOTHING = 0.5
_CLASSES = 6  # about as many values as a feature has
_SHAPE_WEIGHT = 0.5
_LENGTH_WEIGHT = 0.6


class Column:
    """What the cells of a column have in common; cells come and go."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter(), Counter())
        self._size = self._words = 0
        for cell in cells:
            self.count(cell)

    def count(self, cell: str, times: int = 1) -> None:
        """Put a cell in; with -1, take it out."""
        for counts, value in zip(self._counts, features(cell), strict=True):
            counts[value] += times
        self._size += times
        self._words += times * len(cell.split())

    def fit(self, cell: str) -> float:
        """How well a text would fit in: log-odds."""
        shape = sum(self._gain(place, value) for place, value in enumerate(features(cell)))
        length = abs(math.log((1 + len(cell.split())) / (1 + self._words / self._size)))
        return _SHAPE_WEIGHT * shape - _LENGTH_WEIGHT * length

    def _gain(self, place: int, value: str) -> float:
        """Log of how much more often than by chance the cells have this value of a feature."""
        share = (self._counts[place][value] + _SMOOTHING) / (self._size + _SMOOTHING * _CLASSES)
        return math.log(share * _CLASSES)


@lru_cache(maxsize=4096)
def features(cell: str) -> tuple[str, str, str, str]:
    """What a cell starts with, its letter case, what it ends with, and its outline.

    >>> features("80 GB")
    ('number', 'title', 'GB', '9 A')
    """
    words = cell.split()
    later = [word for word in words[1:] if word[0].isalpha()]
    capital = sum(word[0].isupper() for word in later)
    case = ("title" if 2 * capital > len(later) else "sentence") if later else "none"
    start = word_kind(words[0]) if words else "none"
    numeric = start in {"number", "money"}
    end = words[-1] if numeric and len(words) > 1 else word_kind(words[-1][-1]) if words else "none"
    return start, case, end, _outline(cell) if numeric else str(min(len(words), 3))


def word_kind(word: str) -> str:
    """What a word is by its first characters and letter case.

    >>> [word_kind(word) for word in ("$5", "~80", "weeks", "Weeks", "H100")]
    ['money', 'number', 'small', 'capital', 'acronym']
    """
    if re.match(r"[~≈<>]?[$€£¥]", word):
        return "money"
    if re.match(r"[~≈<>≤≥±+-]?\.?\d", word):
        return "number"
    if not word[0].isalpha():
        return word[0]
    if word[0].islower():
        return "small"
    return "capital" if word[1:].islower() or len(word) == 1 else "acronym"


def _outline(cell: str) -> str:
    return re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d[\d.,]*", "9", cell)))
