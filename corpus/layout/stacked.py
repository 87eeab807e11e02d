"""Lines with one cell each to the table that they are: a grid copied from a page, cell by cell.

The number of columns is the one that makes each column all figures or all words below a header of
words.
"""

import re
from collections.abc import Sequence

from corpus.layout.element import Range, Table

_MAX_COLUMNS = 9
_MIN_ROWS = 2  # below the header
_MIN_CELLS = 9  # three columns and three rows with the header
_MAX_WORDS = 9  # of a cell
_EVEN = 0.8  # share of a column's cells that are figures, where it is one of figures
_MIN_FIT = 0.9  # mean, over columns, of the share of cells that are of the column's kind
_MIN_NAMES = 0.6  # share of different names among the row labels
_FIGURE = re.compile(r"^[~≈<>≤≥±+\-−(]*(?:US)?[$€£¥]?\d")
_SENTENCE = re.compile(r"\w{3}[.!?]$")
_ENDING = 4  # characters that tell whether a line ends as a sentence does


def read_stacked(text: str, lines: Sequence[Range]) -> tuple[Table, int] | None:
    """The table whose cells are the first lines, one each, and how many lines it takes."""
    cells = [line.of(text) for line in lines]
    height = next((i for i, cell in enumerate(cells) if not _could_be_cell(cell)), len(cells))
    if height < _MIN_CELLS:
        return None
    fits = {
        columns: _fit(cells[: height - height % columns], columns)
        for columns in range(3, _MAX_COLUMNS + 1)
        if height // columns > _MIN_ROWS and height % columns == 0
    }
    best = max(fits, key=lambda columns: (fits[columns], columns), default=0)
    if not best or fits[best] < _MIN_FIT:
        return None
    rows = [tuple(lines[at : at + best]) for at in range(0, height, best)]
    return Table(rows[0], tuple(rows[1:])), height


def _fit(cells: Sequence[str], columns: int) -> float:
    """How even the columns are, in [0, 1]; 0 where the header or the row labels are figures."""
    header, body = cells[:columns], [cells[c + columns :: columns] for c in range(columns)]
    shares = [sum(map(_is_figure, column)) / len(column) for column in body]
    labels = body[0]
    plain = not any(map(_is_figure, [*header, *labels]))
    varied = len({*labels}) >= _MIN_NAMES * len(labels) and len({*header}) == columns
    if not plain or not varied or max(shares) < _EVEN:
        return 0.0
    return sum(max(share, 1 - share) for share in shares) / columns


def _could_be_cell(line: str) -> bool:
    return (
        len(line.split()) <= _MAX_WORDS
        and not _SENTENCE.search(line[-_ENDING:])
        and ": " not in line
    )


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.match(cell))
