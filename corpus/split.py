"""Blocks in, `Passage`s out: what is retrieved, with the sentences that are ranked and quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile, zip_longest

from corpus.bounds import parts, words_in
from corpus.document import Block, Document, Kind, Passage, Sentence, Span
from corpus.layout.element import bare, trim
from corpus.sentences import sentence_places

MAX_WORDS = 120
_BEFORE_WORDS = re.compile(r"[\s|]*")
_PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.ANSWER})


@dataclass(frozen=True, slots=True)
class _Unit:
    """Something a passage is made of: sentences that stay together, and all they cover.

    Attributes:
        start: Where it starts, with the question or table header above it.
        end: Where it ends.
        sentences: What it holds.
        path: The headings above it.
        boilerplate: Whether it is.
        table: Offset of the table that it is a row of, else None.
    """

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    path: tuple[str, ...]
    boilerplate: bool
    table: int | None = None

    @property
    def words(self) -> int:
        """How many words its sentences have."""
        return sum(words_in(sentence.text) for sentence in self.sentences)


def split(document: Document, blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Cut a document into passages; no two overlap, and every block but headings is in them.

    A passage holds neighbouring sentences under one heading, or rows of one table, up to
    `MAX_WORDS` words where no single sentence is longer. It starts with the question that it
    answers, where that stands directly above, or with the table's header. A heading with nothing
    below it is a passage of its own.
    """
    units = _Splitter(document, blocks).units()
    passages: list[Passage] = []
    for _, group in groupby(units, key=lambda unit: (unit.path, unit.boilerplate, unit.table)):
        passages += (_passage(document, chunk) for chunk in _chunks(list(group)))
    return tuple(passages)


class _Splitter:
    """Makes units of blocks."""

    def __init__(self, document: Document, blocks: Sequence[Block]) -> None:
        self._document, self._text, self._blocks = document, document.text, blocks

    def units(self) -> list[_Unit]:
        """The units of the document, in order."""
        units: list[_Unit] = []
        index = 0
        while index < len(self._blocks):
            block = self._blocks[index]
            if block.kind is Kind.CELL:
                rows = self._rows(index)
                units += self._table(rows)
                index += sum(map(len, rows))
                continue
            if block.kind is not Kind.HEADING or not self._has_content(index):
                units += self._plain(block)
            index += 1
        return [_titled(unit, below) for unit, below in zip_longest(units, units[1:])]

    def _rows(self, index: int) -> list[list[Block]]:
        """The cells from `index` on that belong to one table, row by row."""
        cells = takewhile(
            lambda block: block.kind is Kind.CELL,
            (self._blocks[place] for place in range(index, len(self._blocks))),
        )
        rows: list[list[Block]] = []
        for _, group in groupby(cells, key=lambda block: block.whole):
            row = list(group)
            if rows and _header(rows[0]) != _header(row):
                break
            rows.append(row)
        return rows

    def _table(self, rows: Sequence[Sequence[Block]]) -> Iterator[_Unit]:
        columns = sorted({label for row in rows for cell in row for label in _names(cell)})
        header = " | ".join(bare(label.of(self._text)) for label in columns)
        first = rows[0][0]
        top = self._line_start(columns[0].start) if columns else first.whole.start
        for row in rows:
            cell = row[0]
            context = (*cell.path, header) if header else cell.path
            sentence = self._sentence(cell.whole, context)
            start = top if cell is first else cell.whole.start
            place = Span(self._document.id, start, cell.whole.end)
            yield self._unit(cell, place, (sentence,), first.whole.start)

    def _line_start(self, offset: int) -> int:
        """Where the words of a header row start."""
        start = self._text.rfind("\n", 0, offset) + 1
        found = _BEFORE_WORDS.match(self._text, start, offset)
        return found.end() if found else start

    def _plain(self, block: Block) -> list[_Unit]:
        """A block's unit; where it is longer than a passage, one for each of its sentences."""
        context = self._context(block)
        if block.kind not in _PROSE:
            spans = self._parts(block.whole.start, block.whole.end)
            return [self._unit(block, span, (self._sentence(span, context),)) for span in spans]
        start, end = block.whole.start, block.span.end
        offset = block.span.start
        places = sentence_places(block.span.of(self._text)) or [(0, end - offset)]
        sentences = tuple(
            self._sentence(span, context)
            for a, b in places
            for span in self._parts(offset + a, offset + b)
        )
        whole = Span(self._document.id, start, end)
        if sum(words_in(sentence.text) for sentence in sentences) <= MAX_WORDS:
            return [self._unit(block, whole, sentences)]
        starts = [start, *(sentence.span.start for sentence in sentences[1:])]
        ends = [*(sentence.span.end for sentence in sentences[:-1]), end]
        return [
            self._unit(block, Span(self._document.id, first, last), (sentence,))
            for first, last, sentence in zip(starts, ends, sentences, strict=True)
        ]

    def _parts(self, start: int, end: int) -> Iterator[Span]:
        """A stretch, which is one part unless it is larger than any that is quoted as one."""
        for part in parts(self._text, start, end):
            words = trim(self._text, *part)
            if words.start < words.end:
                yield Span(self._document.id, *words)

    def _unit(
        self,
        block: Block,
        place: Span,
        sentences: tuple[Sentence, ...],
        table: int | None = None,
    ) -> _Unit:
        return _Unit(place.start, place.end, sentences, block.path, block.boilerplate, table)

    def _context(self, block: Block) -> tuple[str, ...]:
        """The headings above, then the question or lead-in that the block belongs to."""
        if block.kind not in {Kind.ANSWER, Kind.LIST_ITEM}:
            return block.path
        context = list(block.path)
        for label in block.labels:
            words = bare(label.of(self._text))
            if words not in context:
                context.append(words)
        return tuple(context)

    def _sentence(self, span: Span, context: tuple[str, ...]) -> Sentence:
        return Sentence(span, span.of(self._text), context)

    def _has_content(self, index: int) -> bool:
        """Whether anything stands below the heading at `index`."""
        heading = self._blocks[index]
        path = (*heading.path, bare(heading.span.of(self._text)))
        below = self._blocks[index + 1].path if index + 1 < len(self._blocks) else ()
        return below[: len(path)] == path


def _titled(unit: _Unit, below: _Unit | None) -> _Unit:
    """The title of a search result goes with what stands below it."""
    if below is None or below.path[:-1] != unit.path:
        return unit
    own = (*unit.path, bare(unit.sentences[0].text))
    return replace(unit, path=own) if below.path == own else unit


def _names(cell: Block) -> tuple[Span, ...]:
    """The column headers of a cell: its labels that stand above its row."""
    return tuple(label for label in cell.labels if label.start < cell.whole.start)


def _header(row: Sequence[Block]) -> Span | None:
    """The first of the column headers: what the rows of one table share."""
    return min((label for cell in row for label in _names(cell)), default=None)


def _chunks(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    """Neighbouring units, as many as a passage can hold, in parts of about the same size."""
    total = sum(unit.words for unit in units)
    parts = -(-total // MAX_WORDS) or 1
    target = total / parts
    chunk: list[_Unit] = []
    words = 0
    for unit in units:
        too_long = words + unit.words > MAX_WORDS
        if chunk and (too_long or words + unit.words / 2 > target):
            yield chunk
            chunk, words = [], 0
        chunk.append(unit)
        words += unit.words
    if chunk:
        yield chunk


def _passage(document: Document, units: Sequence[_Unit]) -> Passage:
    span = Span(document.id, units[0].start, units[-1].end)
    sentences = tuple(sentence for unit in units for sentence in unit.sentences)
    return Passage(span, span.of(document.text), units[0].path, sentences, units[0].boilerplate)
