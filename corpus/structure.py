"""A `Document` in, its `Block`s out: the pieces of its structure, each with its exact words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.boilerplate import heads_boilerplate, is_boilerplate, is_menu
from corpus.document import Block, Document, Kind, Span
from corpus.layout.bounded import in_bounds
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
    bare,
)
from corpus.layout.markdown import read_markdown
from corpus.layout.pairs import parted
from corpus.layout.plain import read_plain
from corpus.layout.regroup import regroup
from corpus.layout.rowlabels import RowLabels
from corpus.layout.shape import is_question
from corpus.layout.turns import read_turns


def read_blocks(document: Document) -> tuple[Block, ...]:
    """The blocks of a document, in its order; they do not overlap.

    A question and the line that leads in to a list are blocks of their own, and labels of what
    stands below them: an answer's first label is its question, a list item's is its lead-in.
    """
    read = read_markdown if document.markup == "markdown" else read_plain
    read_elements = read(document.text)
    elements = in_bounds(regroup(document.text, read_turns(document.text, read_elements)))
    return tuple(_mark(document.text, list(_Assembler(document).assemble(elements))))


class _Assembler:
    """Turns elements into blocks; knows the headings above."""

    def __init__(self, document: Document) -> None:
        self._id, self._text = document.id, document.text
        self._above: list[tuple[int, str]] = []
        self._question: Range | None = None
        self._fresh = False  # whether nothing stands between the question and what comes next

    def assemble(self, elements: Sequence[Element]) -> Iterator[Block]:
        """Yield the blocks of the elements, in order."""
        for element in elements:
            yield from self._blocks(element)
            self._fresh = isinstance(element, Heading)

    def _blocks(self, element: Element) -> Iterator[Block]:
        match element:
            case Heading():
                yield self._heading(element)
            case Paragraph(words=words):
                yield self._prose(Kind.PARAGRAPH, words)
            case Item(words=words, lead=lead):
                yield self._prose(Kind.LIST_ITEM, words, lead)
            case Pair():
                yield from map(self._pair, parted(self._text, element))
            case Happening(words=words, date=date, whole=whole):
                yield self._block(Kind.EVENT, words, whole, (date,))
            case Snippet(title=title, words=words):
                yield self._block(Kind.LIST_ITEM, title, title)
                named = (*self._path(), bare(title.of(self._text)))
                yield replace(self._block(Kind.PARAGRAPH, words, words), path=named)
            case Table():
                yield from self._cells(element)

    def _pair(self, pair: Pair) -> Block:
        kind = Kind.ANSWER if is_question(pair.key.of(self._text)) else Kind.VALUE
        block = self._block(kind, pair.value, pair.whole, (pair.key,))
        if pair.under is None:
            return block
        return replace(block, path=(*block.path, bare(pair.under.of(self._text))))

    def _heading(self, heading: Heading) -> Block:
        words = bare(heading.words.of(self._text))
        self._above = [above for above in self._above if above[0] < heading.level]
        block = self._block(Kind.HEADING, heading.words, heading.words)
        self._above.append((heading.level, words))
        self._question = heading.words if is_question(words) else None
        return block

    def _prose(self, kind: Kind, words: Range, lead: Range | None = None) -> Block:
        labels = (lead,) if lead else ()
        if self._question is None:
            return self._block(kind, words, words, labels)
        whole = self._question.to(words) if self._fresh else words
        return self._block(Kind.ANSWER, words, whole, (self._question, *labels))

    def _cells(self, table: Table) -> Iterator[Block]:
        labels = RowLabels(self._text)
        for row in table.rows:
            filled = [cell for cell in row if cell]
            if not filled:
                continue
            whole = filled[0].to(filled[-1])
            labels = labels.of_row(row)
            found = [
                self._block(Kind.CELL, cell, whole, self._names(table, labels, column))
                for column, cell in enumerate(row)
                if cell and column
            ]
            yield from found or [self._lone_cell(table, filled[0], whole)]

    def _names(self, table: Table, labels: RowLabels, column: int) -> list[Range]:
        """What names a cell: its row's label, then the headers of its column, outermost first.

        What stands above its row heads those.
        """
        headers = [row[column] for row in (*table.above, table.header) if column < len(row)]
        inner = headers[-1].of(self._text) if headers and headers[-1] else ""
        outer = [h for h in headers[:-1] if h and h.of(self._text) != inner]
        return [place for place in (labels.own, labels.above, *outer, *headers[-1:]) if place]

    def _lone_cell(self, table: Table, cell: Range, whole: Range) -> Block:
        """A row of one cell: a table with one column, or a row that is but a label."""
        header = table.header[0]
        return self._block(Kind.CELL, cell, whole, (header,) if header else ())

    def _block(self, kind: Kind, words: Range, whole: Range, labels: Sequence[Range] = ()) -> Block:
        spans = tuple(self._span(label) for label in labels)
        return Block(kind, self._span(words), self._span(whole), self._path(), spans)

    def _span(self, place: Range) -> Span:
        return Span(self._id, place.start, place.end)

    def _path(self) -> tuple[str, ...]:
        return tuple(words for _, words in self._above)


def _mark(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Mark boilerplate: blocks by their words or heading, headings by all that is below them."""
    marked = [replace(block, boilerplate=_is_marked(text, block)) for block in blocks]
    for index, block in enumerate(marked):
        if block.kind is Kind.HEADING and not block.boilerplate:
            marks = [other.boilerplate for other in _section(text, marked, index)]
            marked[index] = replace(block, boilerplate=bool(marks) and all(marks))
    return marked


def _is_marked(text: str, block: Block) -> bool:
    place = block.whole if block.kind is Kind.VALUE else block.span
    words = place.of(text)
    menu = block.kind in {Kind.VALUE, Kind.PARAGRAPH} and is_menu(words)
    return menu or is_boilerplate(words) or any(map(heads_boilerplate, block.path))


def _section(text: str, blocks: Sequence[Block], index: int) -> Iterator[Block]:
    """The blocks under the heading at `index`, but for headings."""
    heading = blocks[index]
    path = (*heading.path, bare(heading.span.of(text)))
    for place in range(index + 1, len(blocks)):
        block = blocks[place]
        if block.path[: len(path)] != path:
            return
        if block.kind is not Kind.HEADING:
            yield block
