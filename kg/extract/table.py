"""A table's cell to claims: row and column labels give the subject, the property and the unit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Block, Document, Kind, Span
from kg.claim import Claim, Concept, Quantity
from kg.extract.context import Context
from kg.extract.keyvalue import ValueReader
from kg.extract.labels import LabelReader
from kg.extract.tools import MAKERS, Scribe, Tools
from kg.language.phrases import concept_for
from kg.predicates import STATES
from kg.reading import Reading
from kg.scope import is_time

_NUMBER = re.compile(r"\s*[~≈<>]?\s*[\d.,]+(?:\s*[-–]\s*[\d.,]+)?\+?\s*")
_UNIT = re.compile(r"[(\[,]\s*([^()\[\],]{1,40})[)\]]?\s*$")
_BRACKETS = re.compile(r"\s*[(\[].*$")
_LOSS = re.compile(r"\b(?:loss|drop|degradation|decline)\b", re.IGNORECASE)
_PER = re.compile(r"\bper (?:[\d,.]+ |million |thousand )*[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_SHARE = re.compile(r"share of (.+)", re.IGNORECASE)
_MORE = re.compile(r"\d|\b(?:above|at|below|for|of|over|under|up|with|without)\b", re.IGNORECASE)
_OF_OTHER = re.compile(r"(?:how|what|when|where)\b.* the (\w+)", re.IGNORECASE)
_NARROWED = re.compile(
    r"\b(?:for|of|at|under|with|without|against|during) \S"
    r"|\b(?:dense|sparse|peak|[BFT][FP]\d+|INT\d)\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:yes|no)\b", re.IGNORECASE)
_TOLD = frozenset({"accuracy", "price", "share"})
_UNTOLD = re.compile(r"\s*(?:n/a\b|(?:na|none|tbd|[-–—?])?\s*$)", re.IGNORECASE)
_SUBJECTS = frozenset({"phase", "hardware", "model", "vendor", "technique", "organization"})
_PRODUCTS = frozenset({"hardware", "model", "vendor"})


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the labels of a table are.

    Attributes:
        columns: Whether the columns, not the rows, are what it is about.
        dated: Whether its rows are dates.
    """

    columns: bool = False
    dated: bool = False


class CellReader:
    """Reads cells of tables of any orientation."""

    def __init__(self, tools: Tools, labels: LabelReader, values: ValueReader) -> None:
        self._tools = tools
        self._labels = labels
        self._values = values
        self._shapes: dict[Span, _Shape] = {}

    def survey(self, document: Document, blocks: Sequence[Block]) -> None:
        """Look at each table as a whole: whether its rows or its columns are the things."""
        table: list[Block] = []
        for block in [*blocks, None]:
            if block is not None and block.kind is Kind.CELL:
                table.append(block)
                continue
            shape = self._shape(document, table)
            self._shapes.update((cell.span, shape) for cell in table)
            table = []

    def read(self, document: Document, block: Block) -> Iterator[Claim]:
        """The claims of one cell."""
        words = block.span.of(document.text)
        if _UNTOLD.match(words) or not block.labels:
            return
        row = block.labels[0].of(document.text)
        columns = [label.of(document.text) for label in block.labels[1:]]
        above = self._labels.headings(block.path)
        reading = self._tools.read(document, block.span)
        quantity = self._with_unit(words, [*reversed(columns), row])
        measured = quantity or next((q for _, q in reading.amounts(reading.whole)), None)
        shape = self._shapes.get(block.span, _Shape())
        context, named_by = self._context(shape, row, columns, above)
        context = replace(context, predicate=self._property(named_by, words, measured))
        topic = context.topic
        if topic is None:
            return
        if context.predicate == "accuracy" and _LOSS.search(named_by):
            lost = replace(context, predicate=STATES)
            yield from self._told(reading, block, lost, (columns, named_by), None)
            return
        context = replace(context, predicate=self._of(topic, context.predicate))
        if not self._says_nothing(context, words, named_by):
            yield from self._told(reading, block, context, (columns, named_by), quantity)

    def _says_nothing(self, context: Context, words: str, named_by: str) -> bool:
        """Whether a cell tells why another was chosen, what a firm spends, or a bare number."""
        told = self._tools.predicates.by_name(named_by)
        firm = context.topic is not None and context.topic.type in MAKERS
        spent = firm and context.predicate == "price" and told != "price"
        other = told == "causes" or spent
        return other or (context.predicate is None and not any(c.isalpha() for c in words))

    def _told(
        self,
        reading: Reading,
        block: Block,
        context: Context,
        labels: tuple[list[str], str],
        quantity: Quantity | None,
    ) -> Iterator[Claim]:
        """The claims of a cell's words, or of the number that they are."""
        columns, named_by = labels
        if quantity is None:
            for claim in self._values.values(reading, block, context, "table"):
                yield self._labelled(claim, columns, named_by)
            return
        limits = replace(self._tools.limits(reading.text, reading.text), time=context.time)
        scribe = Scribe(reading, "table", block.whole, limits, context.phase)
        if context.predicate and context.topic is not None:
            claim = scribe.claim(context.topic, context.predicate, quantity)
            yield self._labelled(claim, columns, named_by)

    def _shape(self, document: Document, table: Sequence[Block]) -> _Shape:
        rows = {b.labels[0].of(document.text) for b in table if b.labels}
        columns = {b.labels[-1].of(document.text) for b in table if len(b.labels) > 1}
        if not rows or not columns:
            return _Shape()
        if all(is_time(row) for row in rows):
            return _Shape(dated=True)
        naming = [sum(map(self._names_property, names)) / len(names) for names in (rows, columns)]
        things = [sum(map(self._is_thing, names)) / len(names) for names in (rows, columns)]
        return _Shape(columns=naming[0] + things[1] > naming[1] + things[0])

    def _names_property(self, label: str) -> bool:
        """Whether a label names what is measured: a property, or words with a unit in brackets."""
        if self._thing(label) is not None and self._unit(label, "1") is None:
            return False
        return self._unit(label, "1") is not None or bool(self._tools.predicates.by_name(label))

    def _is_thing(self, label: str) -> bool:
        return self._thing(label) is not None

    def _context(
        self, shape: _Shape, row: str, columns: list[str], above: Context
    ) -> tuple[Context, str]:
        """Who a cell is about, and the label that names what it says of it."""
        header = columns[-1] if columns else ""
        beside = self._thing(row)
        over = next((t for c in reversed(columns) if (t := self._thing(c))), None)
        phase = self._tools.scope.phase([t for t in (over, beside) if t]) or above.phase
        if shape.dated:
            named = (c for _, _, c in self._tools.find(header) if c.type in _PRODUCTS)
            return Context(next(named, above.topic), phase, time=row), header
        if over is not None and beside is not None:
            turned = beside.type == "phase" and over.type != "phase"
            if turned or shape.columns:
                return Context(over, phase), row
            return Context(beside, phase), header
        if not shape.columns:
            return Context(beside or self._made(row), phase), header
        lone = over is None and self._tools.predicates.by_name(header) is None and len(columns) == 1
        own = above.topic if lone and self._is_generic(header) else None
        return Context(over or own or self._made(header), phase), row

    def _made(self, label: str) -> Concept | None:
        return concept_for(label.strip(" *:"))

    def _is_generic(self, header: str) -> bool:
        """Whether a header only says that values stand below it."""
        return header.strip().lower() in self._tools.ontology.words.get("valueHeader", ())

    def _property(self, label: str, value: str, quantity: Quantity | None) -> str | None:
        if not label:
            return None
        names = self._tools.predicates
        found = names.by_label(label, quantity) if quantity else names.by_name(label, value)
        other = _OF_OTHER.search(label)
        if other and names.by_name(other[1]) not in {None, found}:
            return None  # "How often the cost arises" is of the cost
        answers = found and not quantity and _ANSWER.match(value)
        return None if answers else found

    def _of(self, subject: Concept, predicate: str | None) -> str | None:
        """The property as such a subject has it: only machines have a capacity."""
        named = {c.type for _, _, c in self._tools.find(subject.label)} | {subject.type}
        held = predicate == "memoryCapacity" and named & {"technique", "model", "phase"}
        if predicate == "computeNeed" and subject.type == "hardware":
            return "computePerformance"
        return "memoryUse" if held else predicate

    def _labelled(self, claim: Claim, columns: list[str], label: str) -> Claim:
        """A claim with what its labels say beyond the property: the plan, what it is per or of."""
        scope = self._variant(claim, columns[-1] if columns else "", label)
        if isinstance(claim.object, Quantity):
            scope = (*scope, *self._basis(claim.object, [*reversed(columns), label]))
        return replace(claim, scope=tuple(dict.fromkeys((*claim.scope, *scope))))

    def _variant(self, claim: Claim, header: str, label: str) -> tuple[str, ...]:
        """Which of several a value is: of which plan or test, or under which words of a header."""
        bare = _BRACKETS.sub("", header if claim.predicate == "price" else label).strip(" *:")
        whole = _SHARE.match(bare) if claim.predicate == "share" else None
        if whole is not None:
            return (f"of/{whole[1]}",)
        named = claim.predicate == "price" and self._thing(bare) is not None
        plain = self._tools.predicates.by_exact_name(bare) == claim.predicate != "accuracy"
        plain = plain or bare.lower() == "accuracy" or self._is_generic(bare)
        told = claim.predicate in {*_TOLD, STATES} or _NARROWED.search(bare) is not None
        return (f"variant/{bare}",) if told and not plain and not named and bare else ()

    def _basis(self, quantity: Quantity, labels: list[str]) -> tuple[str, ...]:
        """What a label says that a number is per: "Cost per 1,000 letters", "USD per hour"."""
        if "/" in (quantity.unit or ""):
            return ()
        found = next((per for label in labels if (per := _PER.search(label))), None)
        return (f"basis/{found[0].lower()}",) if found else ()

    def _thing(self, label: str) -> Concept | None:
        """The thing that a label names by itself; a property's name is no thing."""
        bare = _BRACKETS.sub("", label).strip()
        if self._tools.predicates.by_exact_name(bare):
            return None
        for start, end, concept in self._tools.find(bare):
            covers = (end - start) * 2 > len(bare)
            if concept.type in _SUBJECTS and covers:
                whole = (start, end) == (0, len(bare)) and bare == label.strip(" *")
                if _MORE.search(self._unnamed(bare)):
                    return self._made(label)  # "Pre-training at scale", "Llama 3.3 70B"
                particular = self._tools.is_particular(concept) or concept.type == "phase"
                # "INT4 (AWQ)" and "Tuned 13B (INT8)" are more than what they name.
                return concept if whole or particular else self._made(label)
        return None

    def _unnamed(self, label: str) -> str:
        """The words of a label that name nothing known."""
        for start, end, _ in reversed(self._tools.find(label)):
            label = label[:start] + " " + label[end:]
        return label

    def _unit(self, label: str, words: str) -> Quantity | None:
        """A number with the unit that a label gives in brackets."""
        unit = _UNIT.search(label)
        if unit is None:
            return None
        sign, rest = unit[1][0], unit[1][1:]
        for form in (f"{words} {unit[1]}", f"{unit[1]}{words}", f"{sign}{words}{rest}"):
            found = self._tools.measure(form)
            if found and found[0][2].unit and found[0][1] == len(form):
                return found[0][2]
        return None

    def _with_unit(self, words: str, labels: list[str]) -> Quantity | None:
        """A bare number with the unit that one of its labels gives in brackets."""
        if not _NUMBER.fullmatch(words):
            return None
        for label in labels:
            found = self._unit(label, words.strip())
            if found is not None:
                return replace(found, text=words.strip())
        return None
