"""A number that stands alone above the words that explain it: "4 to 5x" / "Annual growth in ..."."""

from collections.abc import Iterator, Sequence

from corpus.document import Block, Document, Kind, Span
from kg.claim import Claim
from kg.extract.labels import LabelReader
from kg.extract.tools import Scribe, Tools
from kg.syntax import sentences

_PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.HEADING})
_MAX_GAP = 12


class FigureReader:
    """Ties a lone figure to the fragment that stands next to it."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(
        self, document: Document, blocks: Sequence[Block], labels: LabelReader
    ) -> Iterator[Claim]:
        """A claim for each lone figure with its caption below it, else above it."""
        for above, below in zip(blocks, blocks[1:], strict=False):
            if above.kind not in _PROSE or below.kind not in _PROSE:
                continue
            if below.span.start - above.span.end > _MAX_GAP:
                continue
            if self._is_figure(document, above) and not self._is_figure(document, below):
                yield from self._tie(document, above, below, labels)

    def _is_figure(self, document: Document, block: Block) -> bool:
        words = block.span.of(document.text)
        found = self._tools.measure(words) if len(words) < 40 else []
        return len(found) == 1 and found[0][1] - found[0][0] >= len(words.strip()) - 2

    def _tie(
        self, document: Document, figure: Block, caption: Block, labels: LabelReader
    ) -> Iterator[Claim]:
        text = caption.span.of(document.text)
        start, end = sentences(text)[0]
        reading = self._tools.read(
            document, Span(document.id, caption.span.start + start, caption.span.start + end)
        )
        (_, _, quantity), *_ = self._tools.measure(figure.span.of(document.text))
        named = [c for _, c in reading.concepts(reading.whole)]
        above = labels.headings(figure.path)
        subject = named[0] if named else above.topic
        predicate = self._tools.predicates.by_quantity(quantity, reading.text)
        if subject is None or predicate is None:
            return
        whole = Span(document.id, figure.span.start, reading.start + len(reading.text))
        limits = self._tools.limits("", reading.text)
        phase = self._tools.scope.phase(named) or above.phase
        yield Scribe(reading, "figure", whole, limits, phase).claim(subject, predicate, quantity)
