"""A table's cell to claims: row and column labels give the subject, the property and the unit."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.document import Block, Document
from kg.claim import Claim, Concept, Quantity
from kg.extract.context import Context
from kg.extract.keyvalue import ValueReader, property_words
from kg.extract.labels import LabelReader
from kg.extract.tools import Scribe, Tools
from kg.phrases import concept_for

_NUMBER = re.compile(r"\s*[~≈<>]?\s*[\d.,]+(?:\s*[-–]\s*[\d.,]+)?\+?\s*")
_UNIT = re.compile(r"[(\[,]\s*([^()\[\],]{1,20})[)\]]?\s*$")
_EMPTY = frozenset({"", "-", "–", "—", "n/a", "na", "none", "tbd", "?"})
_SUBJECTS = frozenset({"phase", "hardware", "model", "vendor", "technique", "organization"})


class CellReader:
    """Reads cells of tables of any orientation."""

    def __init__(self, tools: Tools, labels: LabelReader, values: ValueReader) -> None:
        self._tools = tools
        self._labels = labels
        self._values = values

    def read(self, document: Document, block: Block) -> Iterator[Claim]:
        """The claims of one cell."""
        words = block.span.of(document.text)
        if words.strip().lower() in _EMPTY or not block.labels:
            return
        row = block.labels[0].of(document.text)
        columns = [label.of(document.text) for label in block.labels[1:]]
        context = self._context(row, columns, words, self._labels.headings(block.path))
        if context.topic is None:
            return
        reading = self._tools.read(document, block.span)
        quantity = self._with_unit(words, [*columns, row])
        if quantity is not None:
            limits = self._tools.limits(words, words)
            scribe = Scribe(reading, "table", block.whole, limits, context.phase)
            predicate = context.predicate or self._tools.predicates.by_quantity(quantity, row)
            if predicate:
                yield scribe.claim(context.topic, predicate, quantity)
            return
        yield from self._values.values(reading, block, context, "table")

    def _context(self, row: str, columns: list[str], value: str, above: Context) -> Context:
        """Who a cell is about, and what it says of it, from its row and column labels."""
        beside = self._thing(row)
        over = [thing for column in columns if (thing := self._thing(column)) is not None]
        named = [*over, *([beside] if beside else [])]
        phase = self._tools.scope.phase(named) or above.phase
        header = columns[-1] if columns else ""
        if beside is not None and not over:
            return Context(beside, phase, (), self._property(header, value))
        if over and beside is None:
            return Context(over[-1], phase, (), self._property(row, value))
        if beside is not None:
            subject, other = (over[-1], row) if beside.type == "phase" else (beside, header)
            return Context(subject, phase, (), self._property(other, value))
        topic = above.topic or concept_for(property_words(row, []))
        return Context(
            topic, phase, (), self._property(header, value) or self._property(row, value)
        )

    def _property(self, label: str, value: str) -> str | None:
        return self._tools.predicates.by_name(label, value) if label else None

    def _thing(self, label: str) -> Concept | None:
        """The thing that a label names by itself; a property's name is no thing."""
        bare = re.sub(r"\s*[(\[].*$", "", label).strip()
        for start, end, concept in self._tools.find(bare):
            covers = (end - start) * 2 > len(bare)
            if concept.type in _SUBJECTS and covers:
                return concept
        return None

    def _with_unit(self, words: str, labels: list[str]) -> Quantity | None:
        """A bare number with the unit that its header gives in brackets."""
        if not _NUMBER.fullmatch(words):
            return None
        for label in labels:
            unit = _UNIT.search(label)
            for form in (f"{words} {unit[1]}", f"{unit[1]}{words}") if unit else ():
                found = self._tools.measure(form)
                if found and found[0][2].unit:
                    return replace(found[0][2], text=words.strip())
        return None
