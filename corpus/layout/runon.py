"""Tables that lost the borders of their cells: the cells are inferred from all rows together.

Each row's cuts have odds of their own (`cuts`). Which of them part its cells is found by dynamic
programming over the cuts' odds and over how well each cell fits its column; columns are described
by the cells that the other rows have there: what they start and end with, their letter case, their
length. Both steps alternate until nothing changes, for each possible number of columns, and the
number that explains the rows best wins.
"""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import mean

from corpus.layout.columns import Column, word_kind
from corpus.layout.cuts import Cut, glued_cuts, header_cuts, spaced_cuts
from corpus.layout.element import Range, Table

_MAX_COLUMNS = 8
_MIN_ROWS = 2
_MAX_ROW_WORDS = 45
_MAX_ROW_CHARACTERS = 600  # twice as many as the longest words of that number take
_MAX_NAME_WORDS = 4
_MAX_NAME_CUTS = 14  # of a header; all ways to choose among them are tried
_MIN_ODDS = 0.75  # what a row's cuts have, on average, where they alone make it a row
_MIN_ODDS_OF_TWO = 1.4  # where there are but two columns, and so one cut
_EMPTY_CORNER = 2.0  # what it costs to read a header as without a name for the row labels
_MIN_MEAN = 1.0  # what the cuts of all rows must have, on average
_MIN_NAMED_MEAN = 0.4  # the same, where each capital of the header names a column
_MIN_BORDER = -0.5  # what the cuts between two columns must have, on average
_MIN_GLUED_BORDER = -1.0
_MIN_LIKENESS = 0.5  # of a last row whose own cuts say little
_HOPELESS = -6.0  # odds of cuts that are never made
_UNLIKELY = -2.0  # odds of cuts that are tried only as far as a row has few better ones
_MAX_UNLIKELY = 10
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with its cuts, both of its ends among them."""

    text: str
    cuts: tuple[Cut, ...]
    glued: bool

    def cell(self, left: int, right: int) -> str:
        """The words between two cuts."""
        return self.text[self.cuts[left].start : self.cuts[right].end]


Choice = tuple[int, ...]  # the cuts chosen in a row, both ends included
Scorer = Callable[[int, str], float]  # how well a text fits a column


def read_run_on(text: str, lines: Sequence[Range], known: Set[str]) -> tuple[Table, int] | None:
    """The run-on table that starts at the first line, and how many lines it takes.

    Args:
        text: The document's text.
        lines: Neighbouring lines of it.
        known: Words with capitals inside them, such as product names, that the text uses elsewhere.
    """
    words = [line.of(text) for line in lines]
    readings = [
        reading
        for glued in (True, False)
        if (rows := _rows(words, known, glued=glued))
        for columns in range(2, _MAX_COLUMNS + 1)
        if (reading := _read(rows, columns)) is not None
    ]
    if not readings:
        return None
    _, header, choices, rows = max(readings, key=lambda reading: reading[0])
    width = len(choices[0]) - 1
    names = _ranges(rows[0], header, lines[0].start)
    table = Table(
        (None,) * (width - len(names)) + names,
        tuple(
            _ranges(row, choice, line.start)
            for row, choice, line in zip(rows[1:], choices, lines[1:], strict=False)
        ),
    )
    return table, 1 + len(choices)


Reading = tuple[float, Choice, list[Choice], list[_Row]]


def _rows(words: Sequence[str], known: Set[str], *, glued: bool) -> list[_Row]:
    """The header and the lines below it that could be rows; empty where there is no such header."""
    if not words or not _could_be_header(words[0], glued=glued):
        return []
    cuts = [glued_cuts(words[0], known) if glued else header_cuts(words[0])]
    height = next(
        (i for i, line in enumerate(words) if i and not _could_be_row(line, glued=glued)),
        len(words),
    )
    cuts += [glued_cuts(line, known) if glued else spaced_cuts(line) for line in words[1:height]]
    if not glued:
        cuts = _even_out(words, cuts)
    return [_with_ends(line, found, glued=glued) for line, found in zip(words, cuts, strict=False)]


def _even_out(words: Sequence[str], cuts: list[list[Cut]]) -> list[list[Cut]]:
    """Where each line has as many words, and a column of codes or numbers, a word is a cell."""
    lines = [line.split() for line in words[: len(cuts)]]
    columns = list(zip(*lines, strict=False))[1:]
    even = len({len(line) for line in lines}) == 1 and len(columns) > 1 and len(lines) > _MIN_ROWS
    if not even or not any(_is_coded(column) for column in columns):
        return cuts
    return [[Cut(cut.end, cut.start, max(cut.odds, 1.0)) for cut in found] for found in cuts]


def _is_coded(column: Sequence[str]) -> bool:
    """Whether words of a column are codes or numbers under a name that is a word."""
    kinds = {word_kind(word) for word in column[1:]}
    return word_kind(column[0]) == "capital" and kinds <= {"acronym", "number", "money"}


def _with_ends(line: str, cuts: Sequence[Cut], *, glued: bool) -> _Row:
    ranked = sorted(cut.odds for cut in cuts)
    least = max(_HOPELESS, min(_UNLIKELY, ranked[-_MAX_UNLIKELY:][0] if ranked else _UNLIKELY))
    likely = [cut for cut in cuts if cut.odds >= least]
    return _Row(line, (Cut(0, 0, 0.0), *likely, Cut(len(line), len(line), 0.0)), glued)


def _could_be_header(line: str, *, glued: bool) -> bool:
    words = line.split()
    if len(line) > _MAX_ROW_CHARACTERS:
        return False
    if not words or not line[0].isupper() or line[-1] in ".?!:;," or re.search(r"[.!?;:,] ", line):
        return False
    if glued:
        return len(words) <= _MAX_COLUMNS * _MAX_NAME_WORDS
    capitals = sum(word.lstrip("(")[:1].isupper() for word in words)
    return len(words) > 1 and capitals > 1 and len(words) <= _MAX_NAME_WORDS * capitals


def _could_be_row(line: str, *, glued: bool) -> bool:
    short = len(line) <= _MAX_ROW_CHARACTERS and len(line.split()) <= _MAX_ROW_WORDS
    return short and (glued or line[-1] not in ".?!:")


def _read(rows: Sequence[_Row], columns: int) -> Reading | None:
    """The best reading with so many columns, with its score."""
    names = max(
        (found for width in (columns, columns - 1) if (found := _header(rows[0], width))),
        default=None,
    )
    if names is None:
        return None
    choices = []
    for row in rows[1:]:
        choice = _best(row, columns, _indifferent)
        if choice is None or (_odds(row, choice) < 0 and len(row.text.split()) != columns):
            break
        choices.append(choice)
    choices = _agree(rows[1:], choices)
    choices = _without_others(rows[1:], choices)
    if not _convinces(rows, choices, columns):
        return None
    missing = _EMPTY_CORNER * (columns + 1 - len(names[1]))
    score = _score(rows[1:], choices) + len(choices) * names[0] - missing
    return score, names[1], choices, list(rows)


def _without_others(rows: Sequence[_Row], choices: Sequence[Choice]) -> list[Choice]:
    """The rows down to the last that is one, by its own cuts or by its likeness to the others."""
    kept, columns = list(choices), _Columns(rows, choices)
    while kept:
        row, choice = rows[len(kept) - 1], kept[-1]
        strong = _odds(row, choice) >= _least(len(choice) - 1)
        if strong or columns.likeness(row, choice) > _MIN_LIKENESS:
            break
        columns.count(row, kept.pop(), -1)
    return kept


def _convinces(rows: Sequence[_Row], choices: Sequence[Choice], columns: int) -> bool:
    """Whether there are enough rows, and signs of a border between any two columns."""
    if len(choices) < _MIN_ROWS + (columns == 2):  # noqa: PLR2004 - one cut a row is little evidence
        return False
    odds = [
        [row.cuts[cut].odds for cut in choice[1:-1]]
        for row, choice in zip(rows[1:], choices, strict=False)
    ]
    least = _MIN_GLUED_BORDER if rows[0].glued else _MIN_BORDER
    names = sum(word[0].isupper() for word in rows[0].text.split())
    least_mean = _MIN_NAMED_MEAN if names == columns else _MIN_MEAN
    return mean(map(mean, odds)) >= least_mean and all(
        mean(border) >= least for border in zip(*odds, strict=True)
    )


def _header(row: _Row, width: int) -> tuple[float, Choice] | None:
    """The column names, where the header can be cut into so many; with the odds of its cuts."""
    last = len(row.cuts) - 1
    if not 1 < width <= last <= _MAX_NAME_CUTS:
        return None
    choices = ((0, *inner, last) for inner in combinations(range(1, last), width - 1))
    choice = max(choices, key=lambda choice: _name_fit(row, choice))
    odds = sum(row.cuts[cut].odds for cut in choice)
    plausible = all(len(name.split()) <= _MAX_NAME_WORDS for name in _cells(row, choice))
    return (odds, choice) if plausible and odds > -2 * width else None


def _name_fit(row: _Row, choice: Choice) -> float:
    """Names are short, alike at one end ("AI training", "AI inference"), and end in a word."""
    names = [name.split() for name in _cells(row, choice)]
    alike = sum(len(names) - len({name[place].lower() for name in names}) for place in (0, -1))
    codes = sum(len(name) > 1 and name[-1].isupper() for name in names)
    odds = sum(row.cuts[cut].odds for cut in choice)
    return odds + alike - codes - 0.3 * sum(len(name) ** 2 for name in names)


def _indifferent(_column: int, _cell: str) -> float:
    return 0.0


def _least(columns: int) -> float:
    return _MIN_ODDS_OF_TWO if columns == 2 else _MIN_ODDS  # noqa: PLR2004 - two columns


def _odds(row: _Row, choice: Choice) -> float:
    """Mean odds of the cuts chosen."""
    inner = choice[1:-1]
    return sum(row.cuts[cut].odds for cut in inner) / len(inner) if inner else 0.0


def _best(row: _Row, columns: int, fit: Scorer) -> Choice | None:
    """The best way to cut a row into so many cells: dynamic programming over its cuts."""
    last = len(row.cuts) - 1
    if last < columns:
        return None
    best: dict[int, tuple[float, Choice]] = {0: (0.0, (0,))}
    for column in range(columns):
        ends = [last] if column == columns - 1 else range(column + 1, last)
        reached = {}
        for end in ends:
            options = [
                (score + row.cuts[end].odds + fit(column, row.cell(start, end)), (*path, end))
                for start, (score, path) in best.items()
                if start < end
            ]
            if options:
                reached[end] = max(options)
        best = reached
    return best[last][1] if last in best else None


def _agree(rows: Sequence[_Row], choices: Sequence[Choice]) -> list[Choice]:
    """Cut every row again in the light of the others until nothing changes."""
    agreed = list(choices)
    columns = _Columns(rows, agreed)
    for _ in range(_ROUNDS if len(agreed) > 1 else 0):
        before = list(agreed)
        for index, choice in enumerate(before):
            columns.count(rows[index], choice, -1)
            agreed[index] = _best(rows[index], len(choice) - 1, columns.fit) or choice
            columns.count(rows[index], agreed[index])
        if agreed == before:
            break
    return agreed


def _score(rows: Sequence[_Row], choices: Sequence[Choice]) -> float:
    """How well the cuts chosen explain the rows."""
    columns = _Columns(rows, choices)
    return sum(
        sum(rows[index].cuts[cut].odds for cut in choice) + columns.likeness(rows[index], choice)
        for index, choice in enumerate(choices)
    )


def _cells(row: _Row, choice: Choice) -> list[str]:
    return [row.cell(left, right) for left, right in pairwise(choice)]


class _Columns:
    """The columns that rows have where they are cut so."""

    def __init__(self, rows: Sequence[_Row], choices: Sequence[Choice]) -> None:
        table = [_cells(row, choice) for row, choice in zip(rows, choices, strict=False)]
        self._columns = [Column(cells) for cells in zip(*table, strict=True)]
        self._rows = len(table)

    def count(self, row: _Row, choice: Choice, times: int = 1) -> None:
        """Put a row in; with -1, take it out."""
        for column, cell in zip(self._columns, _cells(row, choice), strict=True):
            column.count(cell, times)
        self._rows += times

    def fit(self, column: int, cell: str) -> float:
        """How well a text fits a column."""
        return self._columns[column].fit(cell)

    def likeness(self, row: _Row, choice: Choice) -> float:
        """How well the cells of one of the rows fit the columns of the others."""
        self.count(row, choice, -1)
        cells = enumerate(_cells(row, choice) if self._rows else ())
        found = sum(self.fit(column, cell) for column, cell in cells)
        self.count(row, choice)
        return found


def _ranges(row: _Row, choice: Choice, offset: int) -> tuple[Range | None, ...]:
    return tuple(
        Range(offset + row.cuts[left].start, offset + row.cuts[right].end)
        for left, right in pairwise(choice)
    )
