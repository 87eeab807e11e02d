"""A document's blocks to its claims and mentions: each kind of block has its reader.

The order: labels and headings give a block its context; its words are read sentence by sentence, or
as the value of a key or cell; what two readers say alike is said once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from corpus.bounds import is_readable
from corpus.document import Block, Document, Kind, Span
from kg.circumstance import circumstances, models_of, sizes_of, terms_above
from kg.claim import ENTITIES, MAKERS, NAMED, Claim, Concept, Mention, Quantity, Text
from kg.extract.case import move_of
from kg.extract.context import Context
from kg.extract.noun.defining import is_defining
from kg.extract.parts import Parts
from kg.extract.sentence import SentenceReader
from kg.extract.subject.antecedent import carried_on
from kg.extract.subject.carried import Carried
from kg.extract.subject.definite import seen_after
from kg.extract.subject.offer import terms_of
from kg.extract.subject.owner import WORK, is_hanging
from kg.extract.subject.voice import FIRST_PERSON, firm_of, voice_of
from kg.extract.table.cell import CellReader
from kg.extract.table.keyvalue import ValueReader
from kg.extract.table.labels import LabelReader
from kg.extract.tools import Scribe, Tools
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import any_of
from kg.language.phrases import concept_for
from kg.language.syntax import sentences
from kg.measure.quantity import find_quantities
from kg.naming.mention import MentionFinder
from kg.naming.unseen import concept_of
from kg.ontology import Ontology
from kg.predicates import Predicates
from kg.reading import Reading
from kg.scope import Scope, time_of

_OF_FIGURES = frozenset({"sentence/fragment", "noun/aside"})
_TOUCHING = re.compile(rf"\b(?:{any_of('touching')}) (?:us|me)\b")
_MAX_LEAD = 8
_JOINING = frozenset({"and", "or", "but"})
_SHORT = 5  # words of a value that but names its term again
_PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.ANSWER})


class Extractor:
    """Reads claims and mentions off documents, by the vocabulary of an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self._finder = MentionFinder(ontology)
        self.tools = Tools(
            ontology=ontology,
            scope=Scope(ontology),
            predicates=Predicates(ontology),
            find=self._finder.find,
            measure=partial(find_quantities, ontology=ontology),
        )

    def extract(self, document: Document, blocks: Sequence[Block]) -> tuple[Claim, ...]:
        """Every claim of a document, ordered by where it stands; boilerplate makes none."""
        return _DocumentReader(self._knowing(document)).extract(document, blocks)

    def mentions(self, document: Document, blocks: Sequence[Block]) -> tuple[Mention, ...]:
        """Every concept that a document names outside its boilerplate, in order."""
        find = self._knowing(document).find
        found = {
            Mention(Span(document.id, block.span.start + a, block.span.start + b), concept)
            for block in blocks
            if not block.boilerplate
            for a, b, concept in find(block.span.of(document.text))
        }
        return tuple(sorted(found, key=lambda m: (m.span, m.concept)))

    def _knowing(self, document: Document) -> Tools:
        """The tools, with the names that the document as a whole reveals."""
        return replace(self.tools, find=self._finder.within(document.text).find)


@dataclass(frozen=True, slots=True)
class _Title:
    """A title, as far as it tells what the claims of a block hold for: in words, and numbers."""

    of_words: str = ""
    of_numbers: str = ""


class _DocumentReader:
    """Reads the claims of one document, block by block."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._labels = LabelReader(tools)
        self._sentences = SentenceReader(tools)
        self._values = ValueReader(tools)
        self._cells = CellReader(tools, self._labels, self._values)
        self._firms: dict[str, str | None] = {}  # of those who speak

    def extract(self, document: Document, blocks: Sequence[Block]) -> tuple[Claim, ...]:
        """Every claim, ordered by where it stands."""
        found: list[Claim] = []
        last: list[Claim] = []
        blocks = [block for block in blocks if _is_read(document, block)]
        self._labels.survey(document, blocks)
        self._cells.survey(document, blocks)
        for block in blocks:
            if block.boilerplate or block.kind is Kind.HEADING:
                continue
            source = self._labels.source(document, block)
            if source is not None:
                found[len(found) - len(last) :] = [_sourced(c, source) for c in last]
                continue
            title = self._title(document, block)
            voiced = self._voiced(document, block)
            last = [self._placed(claim, document, title, block.path) for claim in voiced]
            found += last
        stands = [claim for claim in found if _stands(claim, document)]
        return tuple(_once(stands))

    def _voiced(self, document: Document, block: Block) -> list[Claim]:
        """What a block says; what it says of "us", as said by whoever that is, else not at all."""
        found = list(self._read(document, block))
        if not any(_is_own(claim, document) for claim in found):
            return found
        who, firm = self._told_by(document, block)
        told = (_spoken(c, who, firm) if who and _is_own(c, document) else c for c in found)
        return [c for c in told if c.attribution or not _is_own(c, document, named=True)]

    def _told_by(self, document: Document, block: Block) -> tuple[str | None, str | None]:
        """Who says "we" in a block, and whom they do so for."""
        who = voice_of(document, block)
        if who and who not in self._firms:
            self._firms[who] = firm_of(document, who)
        return who, self._firms[who] if who else None

    def _speaker(self, document: Document, block: Block) -> Concept | None:
        """Whom a "we" in a block is about."""
        if not FIRST_PERSON.search(block.span.of(document.text)):
            return None
        who, firm = self._told_by(document, block)
        name = firm or who
        if name is None:
            return None
        known = (c for *_, c in self._tools.find(name) if c.type in MAKERS and c.label == name)
        return next(known, None) or concept_of(name, "organization")

    def _title(self, document: Document, block: Block) -> _Title:
        """The title, as far as it tells what a block's claims hold for.

        A question or a comparison tells nothing, nor does one that names another model than the
        block: an answer in a thread may speak of another. Of a number, "a model" is no other.
        """
        title, words, find = document.title, block.whole.of(document.text), self._tools.find
        if "?" in title:
            return _Title()
        own, told = models_of(words, find) - models_of(title, find), sizes_of(title)
        sizes = sizes_of(words) - told
        numbers = not any(map(self._tools.is_particular, own)) and not (told and sizes)
        return _Title("" if own or sizes else title, title if numbers else "")

    def _placed(
        self, claim: Claim, document: Document, titles: _Title, path: Sequence[str]
    ) -> Claim:
        """A claim with what the words around its value, and above it, say it holds for."""
        title = titles.of_numbers if isinstance(claim.object, Quantity) else titles.of_words
        words = claim.source.of(document.text)
        find, ontology = self._tools.find, self._tools.ontology
        found = circumstances(claim, words, title, find, ontology)
        above = terms_above(replace(claim, scope=(*claim.scope, *found)), path, ontology)
        own = claim.subject.id if claim.subject.type == "phase" else None
        seller, host = self._labels.seller, self._labels.host
        offered = terms_of(self._tools, claim, document.text, seller, host)
        scope = tuple(sorted({*claim.scope, *found, *above, *offered}))
        return replace(claim, scope=scope, phase=claim.phase or own)

    def _read(self, document: Document, block: Block) -> Iterator[Claim]:
        if block.kind is Kind.CELL and self._cells.dates(document, block):
            dated = replace(block, labels=block.labels[:1])
            yield from (c for c in self._event(document, dated) if c.rule == "timeline")
        elif block.kind is Kind.CELL:
            yield from self._cells.read(document, block)
        elif block.kind is Kind.VALUE:
            yield from self._value(document, block)
        elif block.kind is Kind.EVENT:
            yield from self._event(document, block)
        elif block.kind is Kind.ANSWER:
            yield from self._defined(document, block)
            yield from self._prose(document, block, self._labels.question(document, block))
        elif block.labels:
            context = self._labels.lead(document, block)
            for claim in self._prose(document, block, context):
                yield claim if claim.source == block.whole else replace(claim, source=block.span)
        else:
            context = self._labels.headings(block.path)
            defined = self._titled(document, block)
            yield from defined
            context = replace(context, previous=tuple(c.subject for c in defined))
            note = block.span.of(document.text).startswith("[^")  # of what bears its mark
            yield from self._prose(
                document, block, replace(context, topic=None) if note else context
            )

    def _prose(self, document: Document, block: Block, context: Context) -> list[Claim]:
        found: list[Claim] = []
        text = block.span.of(document.text)
        parts, carried = Parts(self._tools), Carried(self._tools)
        seen = context.seen or self._labels.products(document, block)
        context = replace(context, speaker=self._speaker(document, block), seen=seen)
        for start, end in sentences(text):
            span = Span(document.id, block.span.start + start, block.span.start + end)
            reading = self._tools.read(document, span)
            context = replace(context, stage=self._stage(reading) or context.stage)
            if not context.begun:
                context = replace(context, lead=self._lead(reading))
            topic = None if context.begun else self._heads(reading)
            context = replace(context, topic=topic or context.topic)
            claims, subjects = self._sentences.read(reading, context)
            claims = [self._narrowed(claim, context.stage) for claim in claims]
            claims = [self._owned(claim, reading, context) for claim in claims]
            found += carried.read(claims, reading)
            found += parts.read(reading, subjects, context)
            context = replace(context, occasion=move_of(reading) or context.occasion)
            seen = seen_after(self._tools, reading, context)
            held = carried_on(self._tools, reading, context)
            told = (topic,) if topic else subjects
            if not context.begun and is_defining(reading):
                told = told or context.previous  # "Further training. It takes ...": what is defined
            context = replace(context.after(told), seen=seen, held=held)
        return found

    def _lead(self, reading: Reading) -> str:
        """The words that open a paragraph as a title would: "FP8 quantization"."""
        words = " ".join(reading.text.split()).strip("*_ ").rstrip(".")
        titles = all(c.link is Link.FRAGMENT for c in reading.clauses)
        short = titles and len(reading.row) <= _MAX_LEAD
        named = [c for _, c in reading.concepts(reading.whole) if c.type == "technique"]
        denied = any(t.lower in {"no", "not"} for t in reading.row)  # "Not in FP16, no."
        return words if short and named and ":" not in words and not denied else ""

    def _heads(self, reading: Reading) -> Concept | None:
        """What a paragraph's first words name as a heading would: "Acme. The start-up ..."."""
        stops = reading.row[-1].text in {".", ":"}
        named = reading.concepts(reading.whole)
        if not stops or len(named) != 1 or not self._tools.is_heading(reading, *named[0]):
            return None
        return named[0][1]

    def _defined(self, document: Document, block: Block) -> Iterator[Claim]:
        """What "What is an X?" is answered with, where its first words are no sentence."""
        asked = self._labels.asked(document, block)
        reading = self._first(document, block)
        if asked is not None and reading is not None and block.whole != block.span:
            yield from self._definition(reading, asked, block.whole)

    def _titled(self, document: Document, block: Block) -> list[Claim]:
        """What a heading names, where the first words below it say what that is."""
        term, reading = self._labels.heads(document, block), self._first(document, block)
        if term is None or reading is None or not reading.text.endswith("."):
            return []
        if self._labels.named(reading.text) == [term] and len(reading.row) <= _MAX_LEAD:
            return []  # "RLHF. Reinforcement learning from human feedback."
        end = Span(document.id, reading.start, reading.start + len(reading.text))
        return list(self._definition(reading, term, end))

    def _first(self, document: Document, block: Block) -> Reading | None:
        found = next(iter(sentences(block.span.of(document.text))), None)
        if found is None:
            return None
        start = block.span.start
        return self._tools.read(document, Span(document.id, start + found[0], start + found[1]))

    def _definition(self, reading: Reading, term: Concept, source: Span) -> Iterator[Claim]:
        if is_defining(reading):
            words = Text(reading.text.rstrip(" .;"))
            phase = self._tools.scope.phase([term])
            yield Claim(term, "definition", words, source, "answer", phase)

    def _stage(self, reading: Reading) -> Concept | None:
        """The stage that "There is also a fine-tuning stage" turns to."""
        if not reading.text.lower().startswith("there "):
            return None
        stages = {c for _, c in reading.concepts(reading.whole) if self._is_stage(c)}
        return stages.pop() if len(stages) == 1 else None

    def _is_stage(self, concept: Concept) -> bool:
        return concept.type == "phase" and bool(self._tools.ontology.ancestors(concept.id))

    def _narrowed(self, claim: Claim, stage: Concept | None) -> Claim:
        """A claim of the paragraph's stage, where its words name only the phase above that."""
        if stage is None or claim.subject.type == "phase":
            return claim
        wider = claim.phase is None or claim.phase in self._tools.ontology.ancestors(stage.id)
        return replace(claim, phase=stage.id) if wider else claim

    def _owned(self, claim: Claim, reading: Reading, context: Context) -> Claim:
        """A claim with the owner of what every product has: "the rack", "data-centre revenue".

        Nor is the phase of a document's title that of all that is told of a product in it.
        """
        owner, subject = context.sheet, claim.subject
        here = {c for part, c in reading.concepts(reading.whole) if not _is_means(reading, part)}
        hangs = is_hanging(self._tools, subject) or self._is_share_of_hanging(claim)
        owned = hangs and not _is_any(claim, reading)
        others = (c for c in here if c != owner and c.label != claim.attribution)
        owned = owned and not self._is_of_other(others)
        if owned:
            whose = f"of/{owner.label}" if owner is not None else ""
            own = owner is not None and owner.label.lower() in subject.label.lower()
            told = context.lead or here & {*self._labels.named(context.section)}
            case = f"case/{context.section}" if context.section and not told else ""
            more = (s for s in (case, "" if own else whose) if s)
            claim = replace(claim, scope=(*claim.scope, *more))
        named = [c for _, c in reading.concepts(reading.whole)]
        phase = self._tools.scope.phase(named, reading.text)
        remote = context.titled and claim.phase == context.phase and phase is None
        product = subject.type not in {"phase", "technique", "metric", "cost"}
        product = product and subject.label.split()[-1] not in WORK  # "its run cost $62 million"
        product = product or (owned and subject.type == "technique")
        return replace(claim, phase=None) if remote and product else claim

    def _is_share_of_hanging(self, claim: Claim) -> bool:
        """Whether what a share is of is what every firm has: "61 % of data-centre revenue"."""
        if claim.rule != "sentence/share":
            return False
        wholes = (s.removeprefix("of/") for s in claim.scope if s.startswith("of/"))
        return any(c is not None and is_hanging(self._tools, c) for c in map(concept_for, wholes))

    def _is_of_other(self, here: Iterable[Concept]) -> bool:
        """Whether a sentence names a product or firm that its subject may be of.

        One that the document's title names, the maker beside the product, is no other.
        """
        made = (c for c in here if c.type in NAMED and self._tools.is_particular(c))
        return any(c not in self._labels.titled for c in made)

    def _value(self, document: Document, block: Block) -> Iterator[Claim]:
        titles = not block.path and document.title == block.whole.of(document.text).strip()
        if (
            titles
            or self._labels.is_metadata(document, block)
            or self._labels.repeats(document, block)
        ):
            return
        term = self._labels.term(document, block)
        if term is not None and term.topic is not None:
            yield from self._entry(document, block, term, term.topic)
            return
        if self._labels.has_caption(document, block):
            yield from self._figure(document, block)
            return
        context = self._labels.key(document, block)
        reading = self._tools.read(document, block.span)
        if reading.text.endswith(".") and any(_asserts(reading, c) for c in reading.clauses):
            for claim in self._prose(document, block, context):
                yield replace(claim, source=block.whole)
        else:
            yield from self._values.read(document, block, context)
            yield from self._nouns(document, block, context)

    def _entry(
        self, document: Document, block: Block, context: Context, topic: Concept
    ) -> Iterator[Claim]:
        """An entry of a glossary: its first sentence defines the term, the others are about it."""
        text = block.span.of(document.text)
        (start, end), *others = sentences(text)
        place = Span(document.id, block.span.start + start, block.span.start + end)
        words = Text(place.of(document.text).rstrip(" .;"))
        if self._labels.named(words.text) != [topic] or len(words.text.split()) > _SHORT:
            yield Claim(topic, "definition", words, block.whole, "keyvalue/term", context.phase)
        if others:
            start, end = block.span.start + others[0][0], block.span.start + others[-1][1]
            rest = replace(block, span=Span(document.id, start, end))
            context = replace(context, previous=(topic,))
            for claim in self._prose(document, rest, context):
                yield replace(claim, source=block.whole)

    def _figure(self, document: Document, block: Block) -> Iterator[Claim]:
        """A number on its own with the words that explain it: "4x", "Annual growth in compute"."""
        context = self._labels.headings(block.path)
        caption = self._tools.read(document, block.labels[0])
        for claim in self._sentences.read(caption, context)[0]:
            whole = block.whole.of(document.text)
            marked = claim.rule == "sentence/attribution" and "*" in whole
            if claim.rule not in _OF_FIGURES and not marked:  # the figure is the value
                yield _with_figure(replace(claim, source=block.whole), document)
        reading = self._tools.read(document, block.span)
        named = [c for _, c in caption.concepts(caption.whole)]
        subject = self._measured(caption, context) or context.topic
        phase = self._tools.scope.phase(named) or context.phase
        limits = replace(self._tools.limits("", caption.text), time=time_of(caption.text))
        scribe = Scribe(reading, "figure", block.whole, limits, phase)
        for _, quantity in reading.amounts(reading.whole) if subject else ():
            predicate = self._tools.predicates.by_quantity(quantity, caption.text)
            if predicate and subject:
                yield scribe.claim(subject, predicate, quantity)

    def _measured(self, caption: Reading, context: Context) -> Concept | None:
        """Whose number a caption explains: the section's, where it names but what is measured."""
        subject, names = self._sentences.captioned(caption), self._tools.predicates
        if subject is None or context.topic is None or subject.type in {"phase", "hardware"}:
            return subject
        measure = names.by_name(subject.label)
        return context.topic if measure == names.by_name(caption.text) is not None else subject

    def _nouns(self, document: Document, block: Block, context: Context) -> Iterator[Claim]:
        reading = self._tools.read(document, block.span)
        for claim in self._sentences.nouns(reading, context):
            yield replace(claim, source=block.whole)

    def _event(self, document: Document, block: Block) -> Iterator[Claim]:
        context = self._labels.event(document, block)
        for claim in self._prose(document, block, replace(context, topic=None)):
            yield replace(claim, source=block.whole)
        first = next(iter(sentences(block.span.of(document.text))), None)
        if first is None:
            return
        span = Span(document.id, block.span.start + first[0], block.span.start + first[1])
        words = span.of(document.text).rstrip(".")
        if words.partition(" ")[0] in _JOINING:
            return  # a date within a sentence
        subject = self._event_subject(document, span)
        if subject is not None:
            yield Claim(
                subject,
                "event",
                Text(words),
                block.whole,
                "timeline",
                context.phase,
                time=context.time,
            )

    def _event_subject(self, document: Document, span: Span) -> Concept | None:
        reading = self._tools.read(document, span)
        first = reading.clauses[0] if reading.clauses else None
        told = [c for _, c in reading.concepts(first.subject)] if first else []
        told = [c for c in told if not _is_example(reading, c)]
        named = [c for c in self._labels.named(reading.text) if not _is_example(reading, c)]
        entities = (c for c in (*told, *named) if c.type in ENTITIES)
        known = (c for c in told[-1:] if self._tools.is_known(c))
        return next(iter((*known, *entities)), None)


def _is_read(document: Document, block: Block) -> bool:
    """Whether a block is read: prose is, sentence by sentence, a value or cell if it is no bigger.

    See `corpus.bounds`.
    """
    whole = block.kind in {Kind.CELL, Kind.VALUE}
    return not whole or is_readable(block.span.of(document.text))


def _is_example(reading: Reading, concept: Concept) -> bool:
    """Whether a sentence names a thing only as an example: "new players such as Acme"."""
    first = next((a for (a, _), c in reading.concepts(reading.whole) if c == concept), 0)
    before = [t.lower for t in reading.row[max(0, first - 2) : first]]
    return "like" in before or before == ["such", "as"]


def _asserts(reading: Reading, clause: Clause) -> bool:
    """Whether a clause of a value is a sentence, not "Hardware optimized to be quick"."""
    (a, b), row = clause.verb, reading.row
    narrows = b - a == 1 and row[a].tag == "VBD" and row[min(b, len(row) - 1)].tag in {"IN", "TO"}
    inner = clause.link is Link.RELATIVE
    return clause.subject[0] < clause.subject[1] and not (narrows or inner)


def _is_means(reading: Reading, part: Range) -> bool:
    """Whether a thing is only what another is joined or cooled by: of that, it is not the owner."""
    (start, _), row = part, reading.row
    while start > 0 and (row[start - 1].is_noun or row[start - 1].tag in {"CD", "JJ"}):
        start -= 1
    return start > 1 and row[start - 1].lower in {"by", "in", "with"} and row[start - 2].is_verb


def _is_any(claim: Claim, reading: Reading) -> bool:
    """Whether a subject is any thing of a sort: "A model with 70 billion parameters"."""
    words = claim.subject.label.split()
    at = reading.text.lower().find(claim.subject.label)
    before = reading.text[:at].lower().split()[-1:] if at > 0 else []
    return before in (["a"], ["an"], ["any"]) and not {"of", "with"}.isdisjoint(words)


def _with_figure(claim: Claim, document: Document) -> Claim:
    """A finding with the figure that stands before its caption: "~50% Surge in electricity"."""
    whole = claim.source.of(document.text)
    if claim.rule != "sentence/attribution" or not isinstance(claim.object, Text):
        return claim
    end = whole.index(claim.object.text) + len(claim.object.text)
    return replace(claim, object=Text(whole[:end]))


def _is_own(claim: Claim, document: Document, *, named: bool = False) -> bool:
    """Whether a claim of prose is about "us": by its own words, or those that it was told in.

    With `named`, not by the case it holds for: "in our own tests on G5 instances" names them.
    """
    if not claim.rule.startswith("sentence/"):
        return False
    value = claim.object.label if isinstance(claim.object, Concept) else claim.object.text
    scope = [s for s in claim.scope if not (named and s.startswith("case/"))]
    words = " ".join([claim.subject.label, value, *scope])
    source = claim.source.of(document.text)
    told = source if claim.rule == "sentence/told" else ""
    ours = not named and _TOUCHING.search(source)
    return bool(FIRST_PERSON.search(words) or FIRST_PERSON.search(told) or ours)


def _spoken(claim: Claim, who: str, firm: str | None) -> Claim:
    """A claim about "us" with who says it, and the firm that this is said of."""
    told = firm is None or any(firm in words for words in (*claim.scope, claim.subject.label))
    scope = claim.scope if told else (*claim.scope, f"of/{firm}")
    return replace(_sourced(claim, who), scope=scope)


def _sourced(claim: Claim, source: str) -> Claim:
    return claim if claim.attribution else replace(claim, attribution=source)


def _stands(claim: Claim, document: Document) -> bool:
    """Whether the words of the object stand within the words that the claim rests on."""
    match claim.object:
        case Text(text=text) | Quantity(text=text):
            return text in claim.source.of(document.text)
        case _:
            return claim.subject != claim.object


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in order; of those that say the same of overlapping words, the tightest."""
    kept: dict[tuple[object, ...], list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (c.source.end - c.source.start, c.id, c.rule)):
        said = (claim.subject, claim.predicate, claim.object, claim.negated, claim.column)
        same = kept.setdefault(said, [])
        if not any(other.source.overlaps(claim.source) for other in same):
            same.append(claim)
    found = [claim for same in kept.values() for claim in same]
    return sorted(found, key=lambda c: (c.source.start, c.predicate, c.id))
