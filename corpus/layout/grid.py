"""Tables whose cells still have borders: pipes, tabs, or wide gaps."""

import re
from collections.abc import Callable, Sequence

from corpus.layout.columns import features
from corpus.layout.element import Range, Table, trim

Row = tuple[Range | None, ...]
_GAP = re.compile(r"\t+[ \t]*|[ \xa0]{2,}")
_PIPE = re.compile(r"(?<!\\)\|")
_MIN_LINES = 2
_UNIT = r"(?:%|[a-zA-Z°µ]{1,2}(?:/|\b(?![ -]*\d))|[A-Za-z]{3,})"
_AMOUNT = re.compile(
    rf"(?:about |up to |over )?[~≈<>≤≥±+-]?(?:[A-Z]{{0,3}}[$€£¥]\d|\d[\d.,–-]*\s?{_UNIT})"
)
_PLAIN_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+\.\d+")  # no year, nor a count that heads others
_NAMED = re.compile(r"\d+(?:\.\d+)?[BMK]\b")


def pipe_cells(text: str, line: Range) -> Row:
    r"""The cells of a row with pipes between them; None for an empty one.

    >>> row = r"| a | b\|c | |"
    >>> [cell and cell.of(row) for cell in pipe_cells(row, Range(0, len(row)))]
    ['a', 'b\\|c', None]
    """
    start, end = trim(text, *line)
    if text.startswith("|", start):
        start += 1
    if text.endswith("|", start, end) and not text.endswith("\\|", start, end):
        end -= 1
    cuts = [found.start() for found in _PIPE.finditer(text, start, end)]
    edges = zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True)
    return tuple(_cell(text, *edge) for edge in edges)


def read_bordered(text: str, lines: Sequence[Range]) -> tuple[Table, int] | None:
    """The table with pipes, tabs or wide gaps that starts at the first line, and its line count."""
    for has_border, cells in ((_has_pipe, pipe_cells), (_has_gap, gap_cells)):
        count = _height(text, lines, has_border)
        rows = [cells(text, line) for line in lines[:count]]
        if len(rows) >= _MIN_LINES and _is_even(rows):
            return without_header(text, fit(rows[0], rows[1:])), count
    return None


def read_piped(text: str, lines: Sequence[Range]) -> Table | None:
    """The table that lines are of which each has as many pipes."""
    rows = [pipe_cells(text, line) for line in lines]
    piped = len(rows) >= _MIN_LINES and all(_has_pipe(line.of(text)) for line in lines)
    even = piped and len({len(row) for row in rows}) == 1 and all(map(all, rows))
    return without_header(text, fit(rows[0], rows[1:])) if even else None


def gap_cells(text: str, line: Range) -> Row:
    """The cells of a row with tabs or wide gaps between them."""
    cuts = [found.span() for found in _GAP.finditer(text, *line)]
    edges = zip(
        [line.start, *(end for _, end in cuts)],
        [*(start for start, _ in cuts), line.end],
        strict=True,
    )
    return tuple(_cell(text, *edge) for edge in edges)


def fit(header: Row, rows: Sequence[Row]) -> Table:
    """A table whose rows are all as long; a header that is one short has an empty corner."""
    width = max(len(header), max((len(row) for row in rows), default=0))
    if len(header) < width:
        header = (None, *header) if len(header) == width - 1 else header
        header += (None,) * (width - len(header))
    return Table(header, tuple(row + (None,) * (width - len(row)) for row in rows))


def without_header(text: str, table: Table) -> Table:
    """A table whose first row holds figures such as stand below it, as the rows that it is.

    "Networking | 13 cents" over "Buildings | 24 cents" names no column.
    """
    first, *others = [[cell.of(text) if cell else "" for cell in row] for row in _all(table)]
    if table.above or not others or not first[0] or not any(first[1:]):
        return table
    same = all(_alike(cell, [row[c] for row in others]) for c, cell in enumerate(first) if c)
    pair = len(first) == len(("key", "value"))
    lone = pair and (_is_amount(first[1]) or _PLAIN_AMOUNT.fullmatch(first[1]) is not None)
    if not same and not lone:
        return table
    return Table((None,) * len(first), (table.header, *table.rows))


def _all(table: Table) -> list[Row]:
    return [table.header, *table.rows]


def _alike(cell: str, below: Sequence[str]) -> bool:
    """Whether a figure is written as those below it are: "13 cents", "24 cents"."""
    kinds = [features(other) for other in below if other]
    own = features(cell)
    alike = sum((kind[0], kind[2]) == (own[0], own[2]) for kind in kinds)
    return _is_amount(cell) and alike * 2 > len(kinds)


def _is_amount(cell: str) -> bool:
    """Whether a cell is a number with its unit: no year, no "7B", no "8 x H100"."""
    return _AMOUNT.match(cell) is not None and _NAMED.match(cell) is None


def _cell(text: str, start: int, end: int) -> Range | None:
    place = trim(text, start, end)
    return place if place.start < place.end else None


def _height(text: str, lines: Sequence[Range], has_border: Callable[[str], bool]) -> int:
    height = 0
    for line in lines:
        if not has_border(line.of(text)):
            break
        height += 1
    return height


def _has_pipe(line: str) -> bool:
    return len(_PIPE.findall(line.strip().strip("|"))) > 0


def _has_gap(line: str) -> bool:
    return _GAP.search(line.strip()) is not None


def _is_even(rows: Sequence[Row]) -> bool:
    """Whether the rows are about as long as the header: no prose with stray gaps."""
    width = len(rows[0])
    return width > 1 and all(width - 1 <= len(row) <= width + 1 for row in rows[1:])
