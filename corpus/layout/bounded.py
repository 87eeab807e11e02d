"""Elements in, the same out with none too large to be read with what belongs to it.

A heading is part of all that stands below it, a header of each cell of its column, a row of each of
its cells: where one is longer than any that people write, it is prose, and no label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.bounds import MAX_COLUMNS, MAX_DEPTH, MAX_HEADING, MAX_LABEL, MAX_ROW
from corpus.layout.element import (
    Element,
    Happening,
    Heading,
    Item,
    Pair,
    Paragraph,
    Range,
    Snippet,
    Table,
)

Row = tuple[Range | None, ...]


def in_bounds(elements: Sequence[Element]) -> list[Element]:
    """The elements, with what is too large for its kind as paragraphs.

    >>> in_bounds([Heading(Range(2, 1002), 1)])
    [Paragraph(words=Range(start=2, end=1002))]
    """
    return [part for element in elements for part in _bounded(element)]


def _bounded(element: Element) -> Iterator[Element]:
    match element:
        case Heading(words=words, level=level):
            yield _heading(words, level)
        case Item(lead=lead):
            yield element if _is_label(lead) else replace(element, lead=None)
        case Pair(key=key, under=under, whole=whole):
            kept = element if _is_label(under) else replace(element, under=None)
            yield kept if _is_label(key) else Paragraph(whole)
        case Happening(date=date, whole=whole):
            yield element if _is_label(date) else Paragraph(whole)
        case Snippet(title=title, words=words) if _length(title) > MAX_HEADING:
            yield from (Paragraph(title), Paragraph(words))
        case Table():
            yield from _table(element)
        case _:
            yield element


def _heading(words: Range, level: int) -> Element:
    long = _length(words) > MAX_HEADING
    return Paragraph(words) if long else Heading(words, min(level, MAX_DEPTH))


def _table(table: Table) -> Iterator[Element]:
    """A table without labels that are too long; its rows one by one where they are too wide."""
    rows = [table.header, *table.above, *table.rows]
    large = len(table.header) > MAX_COLUMNS or len(table.above) > MAX_DEPTH
    if large or any(_width(row) > MAX_ROW for row in rows):
        for row in [*table.above, table.header, *table.rows]:
            filled = [cell for cell in row if cell]
            if filled:
                yield Paragraph(filled[0].to(filled[-1]))
        return
    header, above = _labels(table.header), tuple(map(_labels, table.above))
    yield replace(table, header=header, above=above)


def _labels(row: Row) -> Row:
    return tuple(cell if _is_label(cell) else None for cell in row)


def _width(row: Row) -> int:
    filled = [cell for cell in row if cell]
    return _length(filled[0].to(filled[-1])) if filled else 0


def _is_label(words: Range | None) -> bool:
    return words is None or _length(words) <= MAX_LABEL


def _length(words: Range) -> int:
    return words.end - words.start
