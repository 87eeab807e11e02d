"""A table's cell to claims: row and column labels give the subject, the property and the unit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Block, Document, Kind, Span
from kg.circumstance import measure_in
from kg.claim import (
    ENTITIES,
    MADE,
    MAKERS,
    MARKETED,
    NAMED,
    RUNNING,
    TABLE,
    Claim,
    Concept,
    Quantity,
    Text,
)
from kg.extract.claimable.whole import is_whole
from kg.extract.context import Context
from kg.extract.subject.owner import is_hanging
from kg.extract.table.caption import PER, Caption, CaptionReader
from kg.extract.table.header import UNTOLD, Header, HeaderReader, is_scaled
from kg.extract.table.keyvalue import ValueReader
from kg.extract.table.kind import takes
from kg.extract.table.labels import LabelReader
from kg.extract.table.notes import notes_of
from kg.extract.table.shape import (
    Shape,
    corner,
    dated_row,
    is_dated,
    nameless,
    shared,
    undated,
    units_of,
)
from kg.extract.tools import Scribe, Tools
from kg.language.grammar import any_of, word_list
from kg.language.phrases import concept_for
from kg.language.syntax import can_be_verb
from kg.predicates import STATES
from kg.reading import Reading
from kg.scope import is_time, time_of

_BRACKETS = re.compile(r"\s*[(\[].*$")
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]+)")
_LOSS = re.compile(rf"\b(?:{any_of('losses')})\b", re.IGNORECASE)
# The mark of a note: "$3.10 [a]", "5*"; the star of "C*" is of the name.
_MARK = re.compile(r"(?<=[\w%)\]])(?:\s+\[\w{1,2}\]|\s*[†‡]+|(?<!\b[A-Za-z])\s*\*+)\s*$")
_SHARE = re.compile(r"share of (.+)", re.IGNORECASE)
_NAMED = re.compile(r"\W*[A-Z][A-Za-z]+-\d+[A-Za-z]?\W*")  # "Orsk-2"
_STEP = re.compile(r"\d[\d,]*[kK]?")
_MORE = re.compile(r"\d|\b(?:above|at|below|for|of|over|under|up|with|without)\b", re.IGNORECASE)
_OF_OTHER = re.compile(r"(?:how|what|when|where)\b.* the (\w+)", re.IGNORECASE)
_ANSWER = re.compile(r"(?P<answer>yes|no)\b[\s,;:(–—-]*", re.IGNORECASE)
_UNTOLD = re.compile(r"\s*(?:n/a\b|(?:na|none|tbd|[-–—?])?\s*$)", re.IGNORECASE)
_MISSING = re.compile(rf"not (?:{any_of('disclosed')})\W*$", re.IGNORECASE)
_SUPPORTING = word_list("supporting")
_NEGATIVE = re.compile(r"\s*[-−–]\s?[$€£¥]?\d")
_OF_WHICH = re.compile(r"(?:of which|thereof)(?: for)? (?P<part>.+)", re.IGNORECASE)
_SELLERS = word_list("sellers")
_RATES = word_list("rates")
_ADDING = word_list("adding")
_DATES = word_list("bare_dates")
_STEM = 4
_SHORT = 2  # words of a row that may name a property and nothing else
_LABELLED = 2  # a row's label and a header


@dataclass(frozen=True, slots=True)
class _Said:
    """A cell with what its labels make of it.

    Attributes:
        context: Who it is about, and the property.
        named_by: The label that names what is said.
        header: That label, read for this value.
        columns: The headers of its column, outermost first.
        captioned: Whether that label is but the heading of the table.
        seller: Who offers what the row tells of, where each row is of another provider.
        per: What the words above the table say that its prices are per.
        caption: The table's heading, where it limits what is said.
        case: What the row's label limits it to: one of several scenarios, a batch size.
        scale: The unit of all numbers of the table, where it scales them: "USD billion".
        whole: What the value is a part of, below "of which inference".
    """

    context: Context
    named_by: str
    header: Header
    columns: Sequence[str]
    captioned: bool = False
    seller: str = ""
    per: str = ""
    caption: str = ""
    case: str = ""
    scale: str = ""
    whole: str = ""


class CellReader:
    """Reads cells of tables of any orientation."""

    def __init__(self, tools: Tools, labels: LabelReader, values: ValueReader) -> None:
        self._tools = tools
        self._labels = labels
        self._values = values
        self._headers = HeaderReader(tools)
        self._captions = CaptionReader(tools, self._headers)
        self._shapes: dict[Span, Shape] = {}
        self._nameless: set[Span] = set()
        self._beside: dict[Span, Concept] = {}
        self._shared: dict[Span, bool] = {}

    def survey(self, document: Document, blocks: Sequence[Block]) -> None:
        """Look at each table as a whole: whether its rows or its columns are the things."""
        table: list[Block] = []
        above: Block | None = None
        general = ""  # "All figures are US dollars per hour", said of every table that follows
        for block in [*blocks, None]:
            if block is not None and block.kind is Kind.CELL:
                table.append(block)
                continue
            per = (self._announced(document, above) or general) if table else ""
            caption = self._captions.read(document, above) if table else Caption()
            shape = replace(self._shape(document, table, caption), per=per)
            self._shapes.update((cell.span, shape) for cell in table)
            general = self._announced(document, block, of_all=True) or general
            self._nameless |= nameless(table)
            self._shared |= shared(document, table)
            self._note(document, table)
            table, above = [], block

    def _note(self, document: Document, table: Sequence[Block]) -> None:
        """Note the one machine or model that a cell of each row is: whose price the row tells."""
        found: dict[Span, set[Concept]] = {}
        for cell in table:
            machine = self._machine(cell.span.of(document.text))
            if machine is not None:
                found.setdefault(cell.whole, set()).add(machine)
        self._beside.update((row, named.pop()) for row, named in found.items() if len(named) == 1)

    def _machine(self, words: str) -> Concept | None:
        """The one machine or model that words are the name of."""
        named = [c for a, b, c in self._tools.find(words) if b - a == len(words)]
        made = bool(named) and named[0].type in MADE and self._tools.is_particular(named[0])
        return named[0] if made else None

    def _announced(self, document: Document, above: Block | None, *, of_all: bool = False) -> str:
        """What the paragraph or heading above a table says that its prices are per."""
        prose = above is not None and (above.kind is Kind.PARAGRAPH or not of_all)
        text = above.span.of(document.text) if above is not None and prose else ""
        return self._captions.announced(text, of_all=of_all)

    def dates(self, document: Document, block: Block) -> bool:
        """Whether a cell stands in a row that is a date, below a header for what happened."""
        shape = self._shapes.get(block.span, Shape())
        if not shape.dated or len(block.labels) < _LABELLED:
            return False
        return self._is_of("eventHeader", block.labels[-1].of(document.text))

    def read(self, document: Document, block: Block) -> Iterator[Claim]:
        """The claims of one cell, as firm as the mark of a note at its end says."""
        hedge = notes_of(document.text).get(_mark_of(block.span.of(document.text)))
        for claim in self._cell(document, block):
            yield claim if hedge is None else replace(claim, hedge=_joined(claim.hedge, hedge))

    def _cell(self, document: Document, block: Block) -> Iterator[Claim]:
        """The claims of one cell."""
        if block.span in self._nameless or self._is_repeated(block):
            return
        block = self._unmarked(document, block)
        words = block.span.of(document.text)
        if _UNTOLD.match(words) or _MISSING.match(words) or not block.labels:
            return
        row, *columns = self._words(document, block)
        shape = self._shapes.get(block.span, Shape())
        if columns and self._is_aside(shape, columns[-1]):
            return
        above = self._labels.headings(block.path)
        context, named_by = self._context(shape, row, columns, above, block.path)
        if block.span in self._shared and not shape.columns:
            named_by, columns = row, []
        sold = self._beside.get(block.whole) if shape.sold else None
        context = context if sold is None else replace(context, topic=sold)
        if context.topic is None or (sold is not None and self._machine(words) == sold):
            return  # that a provider offers a machine says nothing of either
        answer = _ANSWER.match(words)
        if answer is not None:
            yield from self._answer(document, block, (context, named_by), answer)
            return
        yield from self._valued(document, block, context, (named_by, [row, *columns]))

    def _is_repeated(self, block: Block) -> bool:
        """Whether a cell of a row goes on with its neighbour's words, and is told there."""
        turned = self._shapes.get(block.span, Shape()).columns
        return self._shared.get(block.span) is False and not turned

    def _is_aside(self, shape: Shape, header: str) -> bool:
        """Whether a column holds units, or remarks on a table whose columns are its things."""
        remarks = shape.columns and self._is_of("remarkHeader", header)
        return remarks or self._is_of("unitHeader", header)

    def _unmarked(self, document: Document, block: Block) -> Block:
        """A cell without the marks of notes at its end; "*yes*" has none, but emphasis."""
        words = block.span.of(document.text)
        mark = _mark_of(words)
        if not mark:
            return block
        end = block.span.start + len(words.rstrip().removesuffix(mark).rstrip())
        return self._unmarked(document, self._within(block, replace(block.span, end=end)))

    def _within(self, block: Block, span: Span) -> Block:
        """A cell without some of its words; what was noted of it holds for the rest."""
        self._shapes[span] = self._shapes.get(block.span, Shape())
        return replace(block, span=span)

    def _words(self, document: Document, block: Block) -> list[str]:
        """The labels of a cell, the row's first."""
        return [label.of(document.text) for label in block.labels]

    def _valued(
        self, document: Document, block: Block, context: Context, labels: tuple[str, list[str]]
    ) -> Iterator[Claim]:
        """The claims of a cell that holds more than yes or no."""
        named_by, (row, *columns) = labels
        words, reading = block.span.of(document.text), self._tools.read(document, block.span)
        shape = self._shapes.get(block.span, Shape())
        unit = shape.units.get(block.labels[0]) or self._unit(shape, named_by)
        given = [*reversed(columns), row, named_by, *([f"({unit})"] if unit else [])]
        quantity = self._headers.measured(words, given)
        measured = quantity or next((q for _, q in reading.amounts(reading.whole)), None)
        header = self._headers.read(named_by, words, measured)
        captioned = named_by not in {row, *columns}
        predicate = self._property(context, header, named_by, reading)
        if captioned and not self._is_own(context.topic):
            predicate = None  # "Where a dollar goes" is no spending of what stands below it
        outer = columns[:-1] if columns and columns[-1] == named_by else []
        titled = [shape.caption.words] if shape.unit and unit == shape.unit else []
        for label in [*reversed(outer), *titled] if predicate is None else []:
            above = self._headers.read(label, words, measured)
            predicate = predicate or self._property(context, above, label, reading)
        phase = self._tools.scope.phase([c for _, _, c in self._tools.find(named_by)])
        context = replace(context, predicate=predicate, phase=phase or context.phase)
        made = context.topic is not None and context.topic.type in MADE
        seller = row.strip(" *:") if made and shape.sold else ""
        caption = self._caption(block.path, context, measured, shape)
        scaled = quantity is not None and unit == shape.unit and is_scaled(f"({unit})")
        part = _OF_WHICH.match(named_by.strip(" *")) and words.rstrip(" *").endswith("%")
        whole = shape.caption.name if part else ""
        context = replace(context, predicate="share") if whole else context
        about = (self._case(shape, row, columns), unit if scaled else "", whole)
        said = _Said(
            context, named_by, header, columns, captioned, seller, shape.per, caption, *about
        )
        if not self._says_nothing(said, words):
            yield from self._told(reading, block, said, quantity)

    def _unit(self, shape: Shape, named_by: str) -> str:
        """The unit that all numbers of a table have, where a label gives or wants no other."""
        quantity = self._headers.unit(f"({shape.unit})", "1") if shape.unit else None
        names = self._tools.predicates
        plain = named_by.partition(" ")[0].lower() not in _ADDING  # "On demand" is no demand
        told = names.by_name(named_by) if plain else None
        if quantity is None or self._headers.gives(named_by):
            return ""
        other = told is not None and names.is_measure(told) and not names.measures(told, quantity)
        return "" if other else shape.unit

    def _case(self, shape: Shape, row: str, columns: Sequence[str]) -> str:
        """What a row or column is a case of: "2030, low case", "Batch size: 8"."""
        if shape.stepped and columns:
            return f"{shape.stepped}: {columns[-1]}"
        if shape.swept:
            return f"{shape.swept}: {row}"
        dated = dated_row(row) if shape.dated else None
        return ", ".join(filter(None, (dated[1], shape.caption.case))) if dated else ""

    def _caption(
        self, path: Sequence[str], context: Context, quantity: Quantity | None, shape: Shape
    ) -> str:
        """A table's heading, where only that tells what providers sell, or what a share is of."""
        heading = path[-1].strip(" *:") if len(path) > 1 else ""
        rates = not _RATES.isdisjoint(heading.lower().split())  # "Discounts for commitment"
        bare = rates and context.predicate is None and quantity is not None
        named = (c for _, _, c in self._tools.find(heading) if c != context.topic)
        sold = shape.sold and any(c.type in MADE and self._tools.is_particular(c) for c in named)
        return heading if bare or sold else ""

    def _property(
        self, context: Context, header: Header, named_by: str, reading: Reading
    ) -> str | None:
        """The property of a cell: the label's, where the subject can have it, and such a value."""
        predicate, topic = header.predicate, context.topic
        if topic == self._made(named_by) or (predicate != "share" and _SHARE.match(header.words)):
            return None  # "Gross margin | 51 %" is no share of one, "Share of revenue" no revenue
        other = _OF_OTHER.search(named_by)
        if other and self._tools.predicates.by_name(other[1]) not in {None, predicate}:
            return None  # "How often the cost arises" is of the cost
        if predicate is None or topic is None or (header.counted and not header.close):
            return None  # the number of a "Smallest order" is not that of all orders
        if predicate == "accuracy" and _LOSS.search(named_by):
            return STATES
        text = reading.text.strip()
        figure = bool(reading.amounts(reading.whole)) or text[:1].isdigit()
        measured = figure and not is_time(text)
        fits = (header.close or measured) and takes(self._tools, predicate, topic, reading)
        return self._of(topic, predicate) if fits else None

    def _is_own(self, topic: Concept | None) -> bool:
        """Whether a table's heading tells the property of what a row names."""
        return topic is not None and (topic.type == "phase" or self._tools.is_particular(topic))

    def _answer(
        self,
        document: Document,
        block: Block,
        about: tuple[Context, str],
        answer: re.Match[str],
    ) -> Iterator[Claim]:
        """What yes or no says: the label that names it of the subject, or not."""
        context, named_by = about
        rest = block.span.start + answer.end()
        denies = answer["answer"].lower() == "no"
        if rest < block.span.end:
            span = Span(document.id, rest, block.span.end)
            measured = bool(self._tools.measure(span.of(document.text))) and not denies
            span = span if measured and self._headers.names(named_by) else block.span
            part = self._within(block, span)
            labels = (named_by, self._words(document, block))
            yield from self._valued(document, part, context, labels)
            return
        label = " ".join(block.labels[0].of(document.text).split()).strip(" *:?")
        if context.topic is not None and block.whole.covers(block.labels[0]) and _tells(label):
            yield Claim(
                context.topic,
                STATES,
                Text(label),
                block.whole,
                TABLE,
                context.phase,
                negated=denies,
            )

    def _says_nothing(self, said: _Said, words: str) -> bool:
        """Whether a cell tells why another was chosen, what a firm spends, or a bare number."""
        told = self._tools.predicates.by_name(said.named_by)
        firm = said.context.topic is not None and said.context.topic.type in MAKERS
        spent = firm and said.context.predicate == "price" and told != "price"
        unlabelled = said.context.predicate is None and not said.header.words
        return told == "causes" or spent or unlabelled or _is_bare_date(said.header.words, words)

    def _told(
        self, reading: Reading, block: Block, said: _Said, quantity: Quantity | None
    ) -> Iterator[Claim]:
        """The claims of a cell's words, or of the number that they are."""
        context = said.context
        if _NEGATIVE.match(reading.text) and context.topic is not None:
            limits = replace(self._tools.limits("", ""), time=context.time)
            scribe = Scribe(reading, "table", block.whole, limits, context.phase)
            words = Text(reading.text.strip())
            if context.predicate == "growthRate":  # of which of its numbers, a header may not say
                said = replace(said, context=replace(context, predicate=None))
            yield self._labelled(
                scribe.claim(context.topic, said.context.predicate or STATES, words), said
            )
            return
        if quantity is None:
            for claim in self._values.values(reading, block, context, TABLE):
                told = self._labelled(claim, said)
                if (
                    is_whole(told.object)
                    if isinstance(told.object, Text)
                    else _holds(told, claim, reading)
                ):
                    yield told
            return
        limits = replace(self._tools.limits(reading.text, reading.text), time=context.time)
        scribe = Scribe(reading, TABLE, block.whole, limits, context.phase)
        if context.topic is not None:
            claim = scribe.claim(context.topic, context.predicate or STATES, quantity)
            yield self._labelled(claim, said)

    def _shape(self, document: Document, table: Sequence[Block], caption: Caption) -> Shape:
        rows = {b.labels[0].of(document.text) for b in table if b.labels}
        columns = {b.labels[-1].of(document.text) for b in table if len(b.labels) > 1}
        if not rows or not columns:
            return Shape(caption=caption, unit=caption.unit)
        above = corner(document, table)
        unit = above if self._headers.scales(above) else caption.unit
        if all(map(dated_row, rows)):
            return Shape(dated=True, caption=caption, unit=unit)
        headers = self._tools.ontology.words.get("unitHeader", ())
        units = units_of(document, table, headers)
        sold = not {*above.lower().split()}.isdisjoint(_SELLERS)
        naming = [sum(map(self._names_property, names)) / len(names) for names in (rows, columns)]
        things = [sum(map(self._is_thing, names)) / len(names) for names in (rows, columns)]
        turned = naming[0] + things[1] > naming[1] + things[0]
        return Shape(
            columns=turned,
            units=units,
            sold=sold,
            owner=self._owner(above),
            caption=caption,
            unit=unit,
            swept=above if self._are_steps(rows) else "",
            stepped=above if self._are_steps(columns) else "",
        )

    def _are_steps(self, labels: set[str]) -> bool:
        return all(self._is_step(label) and not is_dated(label) for label in labels)

    def _is_step(self, label: str) -> bool:
        """Whether a label is but a number, as the steps of a measurement are: "8", "16K tokens"."""
        if _STEP.fullmatch(label):
            return True
        found = self._tools.measure(label)
        return len(found) == 1 and found[0][:2] == (0, len(label)) and self._thing(label) is None

    def _owner(self, corner: str) -> Concept | None:
        """The one firm or product whose figures a table's rows are, by the corner above them."""
        named = {c for _, _, c in self._tools.find(corner) if self._tools.is_particular(c)}
        owners = [c for c in named if c.type in NAMED]
        return owners[0] if len(owners) == 1 else None

    def _names_property(self, label: str) -> bool:
        """Whether a label names what is measured: a property, or words with a unit in brackets."""
        if self._thing(label) is not None and self._headers.unit(label, "1") is None:
            return False
        return self._headers.names(label)

    def _is_thing(self, label: str) -> bool:
        return self._thing(label) is not None

    def _context(
        self, shape: Shape, row: str, columns: list[str], above: Context, path: Sequence[str]
    ) -> tuple[Context, str]:
        """Who a cell is about, and the label that names what it says of it."""
        header = columns[-1] if columns else ""
        beside = self._thing(row)
        over = next((t for c in reversed(columns) if (t := self._thing(c))), None)
        phase = self._tools.scope.phase([t for t in (over, beside) if t]) or above.phase
        dated = dated_row(row)
        if shape.dated or (not columns and dated and shape.caption.words):
            return self._on(shape, (dated or (row, ""))[0], header or shape.caption.words, above)
        if shape.swept or shape.stepped:
            topic = (over if shape.swept else beside) or above.topic or shape.owner or above.sheet
            return self._about(topic, phase, above), header if shape.swept else row
        if (over is None or beside is not None) and (is_dated(header) or self._is_generic(header)):
            owned = replace(above, phase=phase, topic=shape.owner or above.topic)
            return self._unheaded(row, header, owned, path)
        if over is not None and beside is not None:
            by_column = shape.columns or (beside.type == "phase" and over.type != "phase")
            by_column = by_column or (beside.type in MAKERS and over.type in MADE)
        else:
            by_column = shape.columns
            beside, over = beside or self._made(row), over or self._made(header)
        topic, named_by = (over, row) if by_column else (beside, header)
        return self._about(topic, phase, above), named_by

    def _on(self, shape: Shape, time: str, header: str, above: Context) -> tuple[Context, str]:
        """The context of a cell whose row says only when."""
        named = [c for _, _, c in self._tools.find(header)]
        phase = self._tools.scope.phase(named) or above.phase
        part = _OF_WHICH.match(header.strip(" *"))
        of = self._thing(part["part"]) if part else None
        whose = self._captions.subject(shape.caption)
        marketed = next((c for c in named if c.type in MARKETED), None)
        marketed = whose if header == shape.caption.words else marketed
        topic = of or marketed or whose or above.topic
        return replace(self._about(topic, phase, above), time=time), header

    def _unheaded(
        self, row: str, header: str, above: Context, path: Sequence[str]
    ) -> tuple[Context, str]:
        """The context of a cell whose column says only when, or that values stand below it."""
        time = time_of(undated(header.strip(" *"))) if is_dated(header) else None
        beside, owner = self._thing(row), above.topic or above.sheet
        beside = None if owner is not None and self._is_key(row, beside) else beside
        beside = self._made(row) if beside is None and _NAMED.fullmatch(row) else beside
        if beside is None and owner is not None:
            return replace(self._about(owner, above.phase, above), time=time), row
        named = self._headers.names(row) and self._tools.predicates.by_exact_name(row) is None
        told = time is not None and len(row.split()) > _SHORT  # "Hyperscaler share of shipments"
        topic = beside or (None if named and not told else self._made(row))
        caption = path[-1] if path and time is None else row
        return replace(self._about(topic, above.phase, above), time=time), caption

    def _is_key(self, row: str, beside: Concept | None) -> bool:
        """Whether a row names what is told of an owner: "Typical number formats", no thing."""
        if beside is None or beside.type == "phase" or self._tools.is_known(beside):
            return False
        words = row.strip(" *").split()
        named = any(w != w.lower() for w in words[1:]) or any(map(str.isdigit, row))
        return len(words) > 1 and not named and words[-1].endswith("s")

    def _about(self, topic: Concept | None, phase: str | None, above: Context) -> Context:
        """The context of a subject; of products, a title's phase says nothing."""
        remote = above.titled and phase == above.phase
        told = topic is not None and (topic.type in {"phase", "technique"} or not remote)
        return Context(topic, phase if told else None, sheet=above.sheet)

    def _made(self, label: str) -> Concept | None:
        return concept_for(label.strip(" *:"), foreign=True)

    def _is_generic(self, header: str) -> bool:
        """Whether a header only says that values stand below it, or which of them."""
        return self._is_of("valueHeader", header) or self._is_of("valueStatistic", header)

    def _is_of(self, role: str, header: str) -> bool:
        return header.strip(" *").lower() in self._tools.ontology.words.get(role, ())

    def _of(self, subject: Concept, predicate: str) -> str:
        """The property as such a subject has it: only machines have a capacity."""
        named = {c.type for _, _, c in self._tools.find(subject.label)} | {subject.type}
        held = predicate == "memoryCapacity" and named & RUNNING
        if predicate == "computeNeed" and "hardware" in named:
            return "computePerformance"
        if predicate == "runsOn" and "hardware" in named:
            return "hasPart"  # a module's "Processor"
        return "memoryUse" if held else predicate

    def _labelled(self, claim: Claim, said: _Said) -> Claim:
        """A claim with what its labels say beyond the property: the plan, what it is per or of."""
        held = claim.predicate == "memoryCapacity" and claim.subject.type == "hardware"
        if said.context.predicate is None and claim.predicate in UNTOLD and not held:
            claim = replace(claim, predicate=STATES)
        claim = replace(claim, time=claim.time or said.context.time)
        scope = [*self._variant(claim, said), *self._above(said)]
        scope += self._statistic(said.columns)
        if isinstance(claim.object, Quantity):
            scope += self._measured_in(claim, claim.object, said, scope)
        scope += self._limits(claim, said)
        return replace(claim, scope=tuple(dict.fromkeys((*claim.scope, *scope))))

    def _measured_in(
        self, claim: Claim, quantity: Quantity, said: _Said, scope: Sequence[str]
    ) -> Iterator[str]:
        """What a number is per, and by what measure it is one."""
        labels = [*reversed(said.columns), said.named_by]
        per = said.per if claim.predicate == "price" else ""
        yield from self._basis(quantity, labels, per)
        if not any(s.startswith("variant/") for s in scope):
            told = (said.named_by, claim.predicate, claim.subject)
            yield from measure_in(*told, self._tools.find, self._tools.ontology)
        if said.scale:
            yield f"variant/{said.scale}"

    def _limits(self, claim: Claim, said: _Said) -> Iterator[str]:
        """Whose a claim is, of which machine, in which case."""
        if said.seller:
            yield f"of/{said.seller}"
        titled = said.caption if said.caption not in said.named_by and not said.captioned else ""
        yield from (f"case/{case}" for case in (said.case, titled) if case)
        beside = self._beside.get(claim.source)
        if claim.predicate == "price" and beside and claim.subject.type not in MADE:
            yield f"class/{beside.id}"
        owner, subject = said.context.sheet, claim.subject
        number = isinstance(claim.object, Quantity) and claim.predicate != "price"
        if owner is not None and owner.type == "hardware" and subject.type == "model" and number:
            yield f"class/{owner.id}"  # a model's speed, on the sheet of a card
        if owner is not None and is_hanging(self._tools, subject) and owner != subject:
            yield f"of/{owner.label}"

    def _variant(self, claim: Claim, said: _Said) -> tuple[str, ...]:
        """Which of several a value is: of which plan or test, or under which words of a header."""
        header = said.header
        whole = _SHARE.match(header.words) if claim.predicate == "share" else None
        if whole is not None:
            return (f"of/{whole[1]}",)
        if said.whole:
            return (f"of/{said.whole}",)
        plan = said.columns[-1] if said.columns else ""
        added = "(" in plan or undated(plan) != plan  # "2026E"
        dated = f"variant/{plan}" if is_dated(plan) and added else ""
        named = header.predicate and self._of(claim.subject, header.predicate)
        own = claim.predicate == named == said.context.predicate
        if own and said.captioned:
            return ()  # "Costs over time" above a column of amounts
        score = claim.predicate == "accuracy" and header.words.lower() != "accuracy"
        event = claim.predicate == "event" and is_time(_words_of(claim))
        plain = (header.plain and own and not score and not event) or not header.words
        kind = "variant" if own or header.predicate else "aspect"
        kind = "aspect" if event or claim.predicate == STATES else kind
        same = self._thing(header.words) == claim.subject or header.words == said.seller
        same = same or header.words.lower() == claim.subject.label
        told = () if plain or same else (f"{kind}/{header.words}",)
        return (*told, dated) if dated else told

    def _above(self, said: _Said) -> Iterator[str]:
        """The headers above a column's own that say which value it is: "On demand" over "EU"."""
        names = self._tools.predicates
        for label in said.columns[:-1]:
            words = label.strip(" *:")
            named = names.by_name(words)
            told = named is None or not self._headers.says_all(words, named)
            told = told and words not in {said.named_by, said.seller}
            thing = self._thing(words)
            family = self._thing(said.columns[-1])  # "C2-S" below "C2 family"
            of_other = thing is None or said.context.topic not in {thing, family}
            if told and words and of_other and words not in said.columns[-1]:
                yield f"variant/{words}"

    def _statistic(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The statistic that a column holds: "Min", "Typ", "Max"."""
        plan = columns[-1].strip(" *") if columns else ""
        return (f"variant/{plan}",) if self._is_of("valueStatistic", plan) else ()

    def _basis(self, quantity: Quantity, labels: Sequence[str], announced: str) -> tuple[str, ...]:
        """What a label says that a number is per: "Cost per 1,000 letters", "USD per hour"."""
        if "/" in (quantity.unit or ""):
            return ()
        found = next((per for label in labels if (per := PER.search(label))), None)
        if found is None:
            return (announced,) if announced else ()
        return (f"basis/{found[0].lower()}",)

    def _thing(self, label: str) -> Concept | None:
        """The thing that a label names by itself; a property's name is no thing."""
        bare = _BRACKETS.sub("", label).strip()
        if self._tools.predicates.by_exact_name(bare):
            return None
        for start, end, concept in self._tools.find(bare):
            if concept.type in ENTITIES and (end - start) * 2 > len(bare):
                return self._named(label, bare, concept, whole=(start, end) == (0, len(bare)))
        return None

    def _named(self, label: str, bare: str, concept: Concept, *, whole: bool) -> Concept | None:
        """The concept of a label, or one for its own words where they say more than its name."""
        rest = self._unnamed(bare, concept)
        plain = not any(c.isalnum() for c in rest)
        if _MORE.search(rest) or self._narrows(label, concept):
            return self._made(label)  # "Pre-training at scale", "Llama 3.3 70B"
        if concept.type == "phase":
            return concept
        if self._tools.is_particular(concept):
            return concept if whole or plain else self._made(label)  # "Hailo-8 M.2"
        bracketed = bare != label.strip(" *")
        same = whole and not bracketed and _is_name(bare, concept)
        return concept if same else self._made(label)

    def _narrows(self, label: str, concept: Concept) -> bool:
        """Whether brackets after a name say of which sort it is: "Tuned 13B (INT8)"."""
        within = _IN_BRACKETS.search(label)
        if within is None:
            return False
        named = {c.type for _, _, c in self._tools.find(within[1])}
        return bool(named) and not named & (MAKERS | {concept.type})

    def _unnamed(self, label: str, concept: Concept) -> str:
        """The words of a label that name neither a thing, its kind, its maker nor its like."""
        ontology = self._tools.ontology
        kin = {concept.id, ontology.maker.get(concept.id), *ontology.ancestors(concept.id)}
        for start, end, other in reversed(self._tools.find(label)):
            beside = "/" in label[max(0, start - 1) : end + 1] and other.type == concept.type
            if other.id in kin or other.type in MAKERS or beside:
                label = label[:start] + " " + label[end:]
        return label


def _holds(told: Claim, claim: Claim, reading: Reading) -> bool:
    """Whether a number still says what its cell does, where its unit alone told what it was."""
    whole = _words_of(told) == " ".join(reading.text.split()).strip(" .*")
    return whole or told.predicate == claim.predicate


def _words_of(claim: Claim) -> str:
    return claim.object.label if isinstance(claim.object, Concept) else claim.object.text


def _is_name(label: str, concept: Concept) -> bool:
    """Whether words are a name of a class of things, and not of some of them: "Smaller model"."""
    words = [w.lower() for w in re.findall(r"[^\W_]+", label)]
    if not words or label.isupper() or words[0].endswith("er"):
        return label.isupper()
    own = {w.lower()[:_STEM] for w in re.findall(r"[^\W_]+", concept.label)}
    return words[-1][:_STEM] in own and len(words) <= len(own)  # "Serving cluster" is narrower


def _tells(label: str) -> bool:
    """Whether a label reads as what is said of something: "Tolerates spot instances"."""
    words = label.lower().split()
    verb = words[0].endswith("s") and can_be_verb(words[0]) and len(words) > 1
    able = words[0].endswith(("able", "ible", "ed")) or words[-1].endswith("ed")
    return verb or able or words[0] in _SUPPORTING


def _is_bare_date(label: str, value: str) -> bool:
    """Whether a value is a date of which its label does not say what happened: "Year: 2024"."""
    return is_time(value.strip()) and label.lower() in _DATES


def _mark_of(words: str) -> str:
    """The mark of a note at the end of a cell; none where a star before it makes emphasis."""
    marked = _MARK.search(words)
    return "" if marked is None or "*" in words[: marked.start()] else marked.group().strip()


def _joined(own: str | None, hedge: str) -> str:
    """What a cell's words weaken it by, and what its note does."""
    return hedge if own is None else f"{hedge}, {own}"
