"""The pieces that a document's layout is made of, as ranges of its text."""

import re
from dataclasses import dataclass
from typing import NamedTuple

INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_MARKUP = re.compile(r"(\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w))|!?\[([^\]]*)\]\([^)]*\)")


class Range(NamedTuple):
    """Offsets of the first character and after the last."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]

    def to(self, other: "Range") -> "Range":
        """From the start of the first to the end of the last of the two."""
        return Range(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Heading:
    """Words that stand above others; `level` 1 is the outermost."""

    words: Range
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose."""

    words: Range


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with the line that leads in to the list."""

    words: Range
    lead: Range | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value, in either order; a question and its answer in one line.

    What stands `under` an entry of a list belongs to what that one names.
    """

    key: Range
    value: Range
    whole: Range
    under: Range | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, and when."""

    words: Range
    date: Range
    whole: Range


@dataclass(frozen=True, slots=True)
class Snippet:
    """A search result: the title of a page, and words from it."""

    title: Range
    words: Range


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column headers; the first column labels the rows; None is an empty cell.

    Where columns have several headers, `header` is the innermost and `above` are the others.
    """

    header: tuple[Range | None, ...]
    rows: tuple[tuple[Range | None, ...], ...]
    above: tuple[tuple[Range | None, ...], ...] = ()


Element = Heading | Paragraph | Item | Pair | Happening | Snippet | Table


def trim(text: str, start: int, end: int) -> Range:
    r"""The range without white space and invisible characters around it.

    >>> trim("\ufeff a b \n", 0, 7)
    Range(start=2, end=5)
    """
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return Range(start, end)


def bare(text: str) -> str:
    """Words without Markdown's marks and with single spaces.

    >>> bare("**Batch  size** of [vLLM](https://example.org)")
    'Batch size of vLLM'
    """
    return " ".join(_MARKUP.sub(r"\2", text).split())
