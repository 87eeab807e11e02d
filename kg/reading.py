"""A sentence (or cell, value, fragment) with all that is known of its words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.document import Span
from kg.claim import Concept, Quantity
from kg.language.clause import Clause, Range, asides, clauses
from kg.language.syntax import Token, tokens

Finder = Callable[[str], list[tuple[int, int, Concept]]]
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
Measurer = Callable[[str], list[tuple[int, int, Quantity]]]


@dataclass(frozen=True)
class Reading:
    """Words of a document, analysed.

    Attributes:
        document: Id of the document.
        start: Offset of the first character in it.
        text: The characters.
        row: Its tokens.
        mentions: Concepts named, by offsets in `text`.
        quantities: Quantities written, by offsets in `text`.
    """

    document: str
    start: int
    text: str
    row: tuple[Token, ...]
    mentions: tuple[tuple[int, int, Concept], ...]
    quantities: tuple[tuple[int, int, Quantity], ...]

    @cached_property
    def clauses(self) -> list[Clause]:
        """Its clauses, in order."""
        return clauses(self.row)

    @cached_property
    def asides(self) -> list[Range]:
        """Its parentheses."""
        return asides(self.row)

    @property
    def whole(self) -> Range:
        """All its tokens."""
        return 0, len(self.row)

    def place(self, part: Range) -> tuple[int, int]:
        """Offsets in `text` of a range of tokens, which must not be empty."""
        return self.row[part[0]].start, self.row[part[1] - 1].end

    def cut(self, part: Range) -> str:
        """The characters of a range of tokens; empty for an empty range."""
        if part[0] >= part[1]:
            return ""
        start, end = self.place(part)
        return self.text[start:end]

    def span(self, part: Range) -> Span:
        """Where in the document a range of tokens stands."""
        start, end = self.place(part)
        return Span(self.document, self.start + start, self.start + end)

    def concepts(self, part: Range) -> list[tuple[Range, Concept]]:
        """Concepts named within a range of tokens, with their own ranges."""
        return [(r, c) for a, b, c in self.mentions if (r := self._range(a, b, part))]

    def amounts(self, part: Range) -> list[tuple[Range, Quantity]]:
        """Quantities written within a range of tokens, with their own ranges."""
        return [(r, q) for a, b, q in self.quantities if (r := self._range(a, b, part))]

    def _range(self, start: int, end: int, part: Range) -> Range | None:
        starts, ends = self._edges
        first = max(part[0], bisect_right(ends, start))
        stop = min(part[1], bisect_left(starts, end))
        if first >= stop:
            return None
        # A name that begins before the range, or ends after it, belongs to another.
        if starts[first] > start and first > 0 and ends[first - 1] > start:
            return None
        if ends[stop - 1] < end and stop == part[1] < len(self.row) and starts[stop] < end:
            return None
        return first, stop

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where its tokens start, and where they end."""
        return [t.start for t in self.row], [t.end for t in self.row]


def read(document: str, start: int, text: str, find: Finder, measure: Measurer) -> Reading:
    """Analyse the characters that stand at `start` of a document."""
    plain = without_marks(text)
    mentions, quantities = find(plain), measure(plain)
    names = [(a, b) for a, b, _ in (*mentions, *quantities)]
    row = tuple(tokens(plain, names))
    own = [q for q in quantities if not _is_named(q, mentions)]
    return Reading(document, start, text, row, tuple(mentions), tuple(own))


def _is_named(
    quantity: tuple[int, int, Quantity], mentions: Sequence[tuple[int, int, Concept]]
) -> bool:
    """Whether a number is part of a name: of "A100 80GB" the size."""
    start, end, found = quantity
    return (
        bool(found.unit)
        and found.text[:1].isdigit()
        and any(a < start and end <= b for a, b, _ in mentions)
    )


def without_marks(text: str) -> str:
    """The characters with blanks in place of Markdown's marks, so that offsets hold.

    >>> without_marks("**FP8** is *fast*")
    '  FP8   is  fast '
    """
    return _MARKS.sub(lambda mark: " " * len(mark.group()), text)
