"""A quoted sentence, table row, key with value, dated event or list in, a readable sentence out.

Prose keeps its words; only markup goes. Fragments get the labels that their layout gave them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Block, Document, Kind, Sentence, Span
from corpus.sentences import sentence_places

SHORT_ITEM = 8  # words; a list of such items is quoted as a whole, as each alone says little
LONGEST_LIST = 60  # words

_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_DECORATION = re.compile(r"^[^\w\"'“‘($€£~≈<>+\-−.]+")
_UNIT = re.compile(r"\s*\(([^()\d][^()]{0,15})\)$")  # "Price (USD)", not "Fleet (60)"
_CLAUSE_END = re.compile(r"[,;:](?= )| [(–—]|[.!?](?= [(\"“A-Z])")
_EMPTY = frozenset({"", "n/a", "na", "none", "tbd"})
_LABELLED = (Kind.CELL, Kind.VALUE, Kind.EVENT)
_LISTED = (Kind.LIST_ITEM, Kind.ANSWER)

_NUMBERED = re.compile(r"[A-Z]+\d")  # "Q2", before which a word is part of a name


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's row, as the row is worded.

    Attributes:
        start: Where it starts in the words.
        end: Where it ends.
        header: The label of its column.
    """

    start: int
    end: int
    header: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a place in a document says, and the words to be quoted for it.

    Attributes:
        text: What it says.
        span: The words to be quoted.
        cells: The cells of a table's row with their columns' labels; none of anything else.
    """

    text: str
    span: Span
    cells: tuple[Cell, ...] = ()


class Wordsmith:
    """Words the sentences of one document."""

    def __init__(
        self, document: Document, blocks: Sequence[Block], names: Callable[[str], bool]
    ) -> None:
        """Learn the document's structure.

        Args:
            document: Where the sentences stand.
            blocks: Its structure.
            names: Whether a label or heading names a thing that has properties: a phase, a product.
        """
        self._document = document
        self._names = names
        self._labelled = [b for b in blocks if b.kind in _LABELLED and b.labels]
        self._items = [b for b in blocks if b.kind in _LISTED and b.labels]

    def word(self, sentence: Sentence) -> Wording:
        """Say what `sentence` says, as a sentence of its own."""
        inside = [b for b in self._labelled if sentence.span.covers(b.whole)]
        if inside:
            text = finish(self._fragments(inside))
            return Wording(text, sentence.span, tuple(self._cells(text, inside)))
        return self._list(sentence.span) or Wording(finish(clean(sentence.text)), sentence.span)

    def focused(self, sentence: Sentence, asks: Callable[[str], bool]) -> Wording | None:
        """Only those cells of a row whose headers are asked about; None where that is no part.

        Args:
            sentence: Any sentence.
            asks: Whether a header is.
        """
        row = [b for b in self._labelled if b.kind is Kind.CELL and sentence.span.covers(b.whole)]
        wanted = [b for b in row if len(b.labels) > 1 and asks(self._label(b, -1))]
        if not 0 < len(wanted) < len(row) or not self._filled(wanted):
            return None
        start, end = row[0].whole.start, max(b.span.end for b in wanted)
        return Wording(finish(self._row(wanted)), Span(sentence.span.document, start, end))

    def _fragments(self, blocks: Sequence[Block]) -> str:
        match blocks[0].kind:
            case Kind.CELL:
                return self._row(blocks)
            case Kind.EVENT:
                return "; ".join(f"{self._label(b, -1)}: {self._value(b)}" for b in blocks)
            case _:
                return "; ".join(map(self._pair, blocks))

    def _row(self, blocks: Sequence[Block]) -> str:
        """A row as "Label: cell for thing; ..." or "Label — property: cell; ..."."""
        filled = self._filled(blocks)
        mark = ":" if self._of_things(filled) else " —"
        cells = "; ".join(self._worded_cells(filled))
        return f"{self._label(blocks[0], 0)}{mark} {cells}"

    def _filled(self, blocks: Sequence[Block]) -> list[Block]:
        """The cells that say something."""
        return [b for b in blocks if self._value(b).strip("-–— ").lower() not in _EMPTY]

    def _of_things(self, filled: Sequence[Block]) -> bool:
        """Whether each cell is of what its column names."""
        return all(self._names(self._label(b, -1)) for b in filled if len(b.labels) > 1)

    def _worded_cells(self, filled: Sequence[Block]) -> Iterator[str]:
        return map(self._for_thing if self._of_things(filled) else self._property, filled)

    def _cells(self, text: str, blocks: Sequence[Block]) -> Iterator[Cell]:
        """Where the cells of a row stand in its words; those that say nothing have no length."""
        row = blocks if blocks[0].kind is Kind.CELL else ()
        filled = self._filled(row)
        worded = dict(zip(map(id, filled), self._worded_cells(filled), strict=True))
        end = len(self._label(blocks[0], 0))
        for block in row:
            said = worded.get(id(block), "")
            start = max(text.find(said.rstrip(" ,;:"), end), end)
            end = start + len(said)
            yield Cell(start, end, self._label(block, -1) if len(block.labels) > 1 else "")

    def _for_thing(self, block: Block) -> str:
        if len(block.labels) == 1:
            return self._value(block)
        return f"{self._value(block)} for {lowered(self._label(block, -1))}"

    def _property(self, block: Block) -> str:
        """A cell under a property's name; a unit in the header's brackets goes to the value."""
        value, header = self._value(block), self._label(block, -1)
        unit = _UNIT.search(header)
        if unit and any(c.isdigit() for c in value):
            return f"{lowered(header[: unit.start()])}: {value} {unit[1]}"
        return f"{lowered(header)}: {value}"

    def _pair(self, block: Block) -> str:
        """A key and its value, after the name of what has them; a value that says it all alone."""
        key, value = self._label(block, 0), self._value(block)
        if value.lower().startswith(key.lower()) and value.lower() != key.lower():
            return value
        owner = self._owner(block, key)
        pair = f"{lowered(key) if owner else key}: {value}"
        return f"{owner}, {pair}" if owner else pair

    def _owner(self, block: Block, key: str) -> str:
        """The innermost heading that names a thing, unless the key does itself."""
        if self._names(key):
            return ""
        above = (clean(heading) for heading in reversed(block.path))
        return next((h for h in above if h != self._document.title and self._names(h)), "")

    def _list(self, span: Span) -> Wording | None:
        """The whole list that the lead-in or short item at `span` belongs to, if it is short."""
        lead = next((self._lead(b) for b in self._items if self._leads(b, span)), None)
        items = [b for b in self._items if self._lead(b) == lead]
        words = [len(self._value(b).split()) for b in items]
        if not lead or sum(words) > LONGEST_LIST or sum(words) > SHORT_ITEM * len(words):
            return None
        listed = ", ".join(self._value(b) for b in items)
        whole = Span(span.document, lead.start, max(b.span.end for b in items))
        opening = clean(lead.of(self._document.text)).rstrip(" .:")
        return Wording(finish(f"{opening}: {listed}"), whole)

    def _leads(self, block: Block, span: Span) -> bool:
        lead = self._lead(block)
        return lead is not None and (block.span.overlaps(span) or lead.overlaps(span))

    def _lead(self, block: Block) -> Span | None:
        """The sentence that leads in to a list item: the last of the paragraph before the list."""
        label = block.labels[-1]
        text = label.of(self._document.text)
        if not text.rstrip().endswith(":"):
            return None
        start, end = sentence_places(text)[-1]
        return Span(label.document, label.start + start, label.start + end)

    def _value(self, block: Block) -> str:
        return clean(block.span.of(self._document.text)).rstrip(".;,")

    def _label(self, block: Block, index: int) -> str:
        words = clean(block.labels[index].of(self._document.text))
        return _DECORATION.sub("", words).rstrip(" .:")


def clean(text: str) -> str:
    """Text without inline Markdown and without line breaks.

    >>> clean("**Batch size:** see [the table](x.md)")
    'Batch size: see the table'
    """
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())


def clipped(text: str, end: int) -> str:
    """A text up to the end of the clause in which `end` lies; a mark tells that more follows.

    >>> clipped("It took 58% of the total, and we expect more.", 11)
    'It took 58% of the total …'
    """
    found = _CLAUSE_END.search(text, end)
    return f"{text[: found.start()]} …" if found else text


def lowered(label: str) -> str:
    """A label inside a sentence: small letters, but for names and acronyms.

    >>> lowered("Batch Size"), lowered("H100 SXM"), lowered("GPU pattern")
    ('batch size', 'H100 SXM', 'GPU pattern')
    >>> lowered("Tessera Q2")
    'Tessera Q2'
    """
    words = label.split()
    kept = (
        any(c.isupper() or c.isdigit() for c in word[1:]) or bool(_NUMBERED.match(after))
        for word, after in zip(words, [*words[1:], ""], strict=True)
    )
    return " ".join(word if keep else word.lower() for word, keep in zip(words, kept, strict=True))


def finish(text: str) -> str:
    """Close a sentence with a full stop and open it with a capital, unless it has its own.

    >>> finish("costs rise"), finish("vLLM is fast.")
    ('Costs rise.', 'vLLM is fast.')
    """
    text = text.strip().rstrip(",;:")
    if text and text[0].islower() and text.split(maxsplit=1)[0].islower():
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", '."', ".”")) else f"{text}."
