"""A sentence read for what it holds: names, phases, values, and the claims it makes."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from corpus.document import Passage, Sentence, Span
from kg.claim import Claim, Concept, Quantity
from kg.measure.quantity import find_quantities
from kg.naming.mention import MentionFinder
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from retrieval.memory import remember
from retrieval.terms import terms
from service.evidence.claims import Claims
from service.evidence.library import Library
from service.evidence.wording import Cell, Wording
from service.question.cues import cues, leans
from service.question.expectation import VAGUE
from service.question.question import YEAR, phases_of, phases_within

_YES_NO = re.compile(r"^(?:yes|no)\b[,.:;]?\s*(?:[—–-]\s*)?", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?][\"'”’)]*\s*$")  # rows and pairs end without
_CONTRAST = re.compile(r"\b(?:whereas|while|but|unlike|than)\b|;")
_LOOSE = re.compile(r"[a-z]{3,}s|[kKMGTPE]i?B")  # a plural, or a multiple of bytes
SENTENCES = 20_000  # that are remembered at most
DOCUMENTS = 4_096  # whose claims are, in order
LONGEST = 60  # words of sentences that are said as one
SHORTEST = 4  # words of a statement


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity or year of a sentence.

    Attributes:
        start: Where it starts in the sentence as worded.
        end: Where it ends.
        dimensions: What it may be asked for by: "date" for a year, "number" for any quantity, and
            the dimension of its unit.
        quantity: What was read; None for a year.
    """

    start: int
    end: int
    dimensions: frozenset[str]
    quantity: Quantity | None = None


@dataclass(frozen=True)
class Reading:
    """What a sentence holds, whatever the question; what follows from that is found out once.

    Attributes:
        text: Worded to be read by itself.
        span: What is to be quoted for it.
        above: The headings above it.
        named: Concepts that it names itself.
        concepts: Those, the ones named above it, and all that are broader.
        phases: Phases that it speaks of; where it names none, those of the headings above it.
        places: Where it names a concept itself, in `text`.
        values: The quantities in it, and years, where they stand in `text`.
        claims: What was read off it.
        is_list: Whether it is a list as a whole.
        is_told: Whether it is one in sentences.
        is_prose: Whether it is a sentence, not a row, a pair or a whole list.
        is_statement: Whether it says something by itself: more than a heading, a lead-in or a word
            of a list.
        cells: Of a table's row, the cells as they stand in `text`.
    """

    text: str
    span: Span
    above: str
    named: frozenset[Concept]
    concepts: frozenset[str]
    phases: frozenset[str]
    places: tuple[tuple[int, int, Concept], ...]
    values: tuple["Value", ...]
    claims: tuple[Claim, ...]
    is_list: bool = False
    is_told: bool = False
    is_prose: bool = False
    is_statement: bool = True
    cells: tuple[Cell, ...] = ()

    @cached_property
    def lowered(self) -> str:
        """Its words, lower-cased."""
        return self.text.lower()

    @cached_property
    def within(self) -> str:
        """Its words and the headings above it."""
        return f"{self.text} {self.above}"

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @cached_property
    def forms(self) -> frozenset[str]:
        """Its words, lower-cased, each once."""
        return frozenset(self.lowered.split())

    @cached_property
    def own(self) -> frozenset[str]:
        """Ids of the concepts that it names itself."""
        return frozenset(concept.id for concept in self.named)

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """Of its values."""
        return frozenset[str]().union(*(value.dimensions for value in self.values))

    @cached_property
    def predicates(self) -> frozenset[str]:
        """Ids of the properties that its claims state."""
        return frozenset(claim.predicate for claim in self.claims)

    @cached_property
    def contrasts(self) -> bool:
        """Whether it sets one thing against another."""
        return bool(_CONTRAST.search(self.lowered))

    def types(self, given: Container[str]) -> frozenset[str]:
        """Types of the concepts that it names, but for those `given`."""
        return frozenset(concept.type for concept in self.named if concept.id not in given)


class Reader:
    """Reads sentences once and remembers what they hold."""

    def __init__(
        self,
        ontology: Ontology,
        finder: MentionFinder,
        library: Library,
        claims: Claims,
    ) -> None:
        self._ontology = ontology
        self._finder = finder
        self._library = library
        self._claims = claims
        self._sorted: dict[str, list[Claim]] = {}
        self._known: dict[Sentence, Reading] = {}
        self._wider: dict[tuple[Sentence, Span], Reading] = {}

    def read(self, passage: Passage, sentence: Sentence) -> Reading:
        """What a sentence of a passage holds."""
        known = self._known.get(sentence)
        if known is not None:
            return known
        wording = self._library.word(sentence)
        if not self._library.is_list(sentence):
            wording = self._with_previous(passage, sentence, _unanswered(wording))
        return remember(self._known, sentence, self._read(sentence, wording), SENTENCES)

    def is_list(self, hit: SentenceHit) -> bool:
        """Whether it is a whole list, though its words be a question that the items answer."""
        return self._library.is_list(hit.sentence)

    def has_item(self, hit: SentenceHit, words: frozenset[str]) -> bool:
        """Whether some of these words alone are, or head, an item of what is a whole list."""
        items = self._library.items(hit.sentence) if words else ()
        if not items:
            return False  # most sentences are no lists
        others = words - terms(hit.sentence.text)
        heads = (terms(item.partition(":")[0]) for item in items)
        return any(head and head <= others for head in heads)

    def widened(self, hit: SentenceHit, span: Span) -> Reading:
        """What the sentence holds together with the rest of `span`, where a claim rests on both."""
        known = self._wider.get((hit.sentence, span))
        if known is not None:
            return known
        read = self._read(hit.sentence, self._library.quoted(span))
        return remember(self._wider, (hit.sentence, span), read, SENTENCES)

    def _with_previous(self, passage: Passage, sentence: Sentence, wording: Wording) -> Wording:
        """Put the sentences before in front of one that cannot be understood without them."""
        sentences = passage.sentences
        place = sentences.index(sentence)
        whole = wording
        while place and leans(whole.text):
            place -= 1
            before = self._library.word(sentences[place])
            text = f"{before.text} {whole.text}"
            if len(text.split()) > LONGEST or before.span.end > whole.span.start:
                break
            whole = Wording(text, Span(whole.span.document, before.span.start, whole.span.end))
        return whole

    def _read(self, sentence: Sentence, wording: Wording) -> Reading:
        text = wording.text
        places = tuple(self._finder.find(text))
        named = frozenset(concept for _, _, concept in places)
        own = {concept.id for concept in named}
        above = {concept.id for concept in self._named(" / ".join(sentence.context))}
        within = phases_within(named, self._ontology)
        phases = phases_of(own, self._ontology) or within or phases_of(above, self._ontology)
        lineage = (self._ontology.ancestors(name) for name in own | above)
        is_list = self._library.is_list(sentence)
        return Reading(
            text=text,
            span=wording.span,
            above=" ".join(sentence.context),
            named=named,
            concepts=frozenset(own | above).union(*lineage),
            phases=frozenset(phases),
            places=places,
            values=tuple(self._values(text)),
            claims=self._stated(wording.span),
            is_list=is_list,
            is_told=self._library.is_prose(sentence),
            is_prose=not is_list and bool(_SENTENCE.search(sentence.text)),
            is_statement=is_list or _says_something(sentence, wording),
            cells=wording.cells,
        )

    def _named(self, text: str) -> frozenset[Concept]:
        return frozenset(concept for _, _, concept in self._finder.find(text))

    def _values(self, text: str) -> Iterator[Value]:
        for found in YEAR.finditer(text):
            yield Value(*found.span(), frozenset({"date"}))
        quantities = find_quantities(text, self._ontology)
        for start, end, quantity in quantities:
            unit = self._ontology.units.get((quantity.unit or "").split("/")[0])
            rate = self._ontology.units.get(quantity.unit or "")
            dimensions = {u.dimension for u in (unit, rate) if u} | {"number"}
            yield Value(start, end, frozenset(dimensions), quantity)
        for dimension, pattern in cues().worded:
            for found in pattern.finditer(text.lower()):
                yield Value(*found.span(), frozenset({dimension}))
        for pattern, dimension in _loose_units(self._ontology):
            for found in pattern.finditer(text):
                if not any(start <= found.start() < end for start, end, _ in quantities):
                    yield Value(*found.span(), frozenset({dimension}))

    def _stated(self, span: Span) -> tuple[Claim, ...]:
        claims = self._sorted.get(span.document)
        if claims is None:
            said = sorted(self._claims.of(span.document), key=lambda claim: claim.source)
            claims = remember(self._sorted, span.document, said, DOCUMENTS)
        last = bisect_left(claims, span.end, key=lambda claim: claim.source.start)
        return tuple(claim for claim in claims[:last] if claim.source.overlaps(span))


def _says_something(sentence: Sentence, wording: Wording) -> bool:
    """Whether a sentence has enough words, or got some by being worded to be read by itself."""
    raw = sentence.text.rstrip()
    opening = raw.rstrip(" .:")[:20]
    alone = wording.text.startswith(opening) and wording.span == sentence.span
    return not alone or (len(raw.split()) >= SHORTEST and not raw.endswith(":"))


@cache
def _loose_units(ontology: Ontology) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Units that give a magnitude without a number: "milliseconds to seconds", "KB to MB"."""
    names: dict[str, set[str]] = {}
    for unit in ontology.units.values():
        if unit.dimension not in VAGUE:
            names.setdefault(unit.dimension, set()).update(filter(_LOOSE.fullmatch, unit.names))
    return tuple(
        (
            re.compile(rf"(?<![\w$€£])(?:{'|'.join(map(_either_case, sorted(found)))})(?![\w/])"),
            name,
        )
        for name, found in sorted(names.items())
        if found
    )


def _either_case(name: str) -> str:
    """A pattern for a unit's name, which may open a cell with a capital."""
    first = name[0]
    return f"[{first}{first.upper()}]{re.escape(name[1:])}" if name.islower() else re.escape(name)


def _unanswered(wording: Wording) -> Wording:
    """Without a "yes" or "no" that answers another question, that of an FAQ."""
    text = _YES_NO.sub("", wording.text)
    if not text or text == wording.text:
        return wording
    return Wording(text[:1].upper() + text[1:], wording.span)
