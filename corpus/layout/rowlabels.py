"""A row of a table to what names it: its own label, and the row above that it belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.layout.element import Range, trim

_DASHED = re.compile(r"(?:[-–—•·↳]|&nbsp;)\s+(?=\w)")
_PART = re.compile(r"(?:of which|thereof)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The labels of a row.

    Attributes:
        text: What they are ranges of.
        own: Its own label, or that of the row above where it has none.
        heading: The row of one cell above it, in bold type, which heads it.
        whole: The row above that it is a part of: "- training" below "Spending".
        part: Whether it is a part of that.
    """

    text: str
    own: Range | None = None
    heading: Range | None = None
    whole: Range | None = None
    part: bool = False

    @property
    def above(self) -> Range | None:
        """What heads the row, or what it is a part of."""
        return self.whole if self.part else self.heading

    def of_row(self, row: Sequence[Range | None]) -> "RowLabels":
        """The labels of the next row."""
        first = row[0]
        if first is None:
            return self
        words = first.of(self.text)
        if len(row) > 1 and not any(row[1:]) and _is_heading(words):
            return replace(self, own=first, heading=first, whole=None, part=False)
        dashed = _DASHED.match(words)
        own = trim(self.text, first.start + dashed.end(), first.end) if dashed else first
        if self.whole is not None and (dashed or _PART.match(words)):
            return replace(self, own=own, part=True)
        return replace(self, own=own, whole=own, part=False)


def _is_heading(words: str) -> bool:
    """Whether the words of a row of one cell head what stands below: in bold type, or a colon."""
    return words.startswith(("**", "__")) or words.endswith(":")
