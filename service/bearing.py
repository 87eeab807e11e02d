"""A question and a sentence in, how far the sentence bears on each part of the question out.

Knowing a thing and knowing of a property is not knowing that thing's property: the thing, the
property and a value of the kind asked for must be held together, and the value must be the
thing's own, not its neighbour's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.claim import Concept, Quantity
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from retrieval.terms import stem, terms
from service.answer import Kind
from service.cues import cues, says
from service.question import ASKED, Question, measures, years
from service.reading import Reading, Value
from service.vocabulary import Vocabulary

OWN = 1.0  # the sentence names the thing, or the headings above it do
TOPIC = 0.8  # the document is about it
NEAR = 0.5  # the passage names it
SAME = 0.6  # likeness from which a word of the question counts as said
_ALIKE = 0.7  # the same for a word that is counted
_AROUND = 40  # characters beside a number in which the thing it counts is named
_OPEN = frozenset({Kind.COMPARISON, Kind.LIST, Kind.CONFLICT})  # several sentences make the answer
_VALUED = frozenset({Kind.QUANTITY, Kind.ENTITY, Kind.DEFINITION})
_SINGLE = frozenset({"hardware", "model", "vendor", "organization"})


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a question names and that an answer must be about."""

    label: str
    terms: tuple[frozenset[str], ...]
    concept: Concept | None = None


@dataclass(frozen=True, slots=True)
class Bearing:
    """How far a sentence bears on a question.

    Attributes:
        things: How near the named things are, in [0, 1]; 1 where none is named.
        measure: Whether it states the measured property asked for; true where none is.
        value: Whether it holds a value of the kind asked for, of the things; true where none is.
        counted: Whether a number in it counts what is to be counted; true where nothing is.
        years: Whether it, or its passage, has the years that the question names.
        direction: Whether it does not tell the contrary of what is asked.
    """

    things: float
    measure: bool
    value: bool
    counted: bool
    years: bool
    direction: bool

    @property
    def full(self) -> bool:
        """Whether nothing that is asked for is missing."""
        parts = (self.measure, self.value, self.counted, self.years, self.direction)
        return self.things >= NEAR and all(parts)


class Bearings:
    """Tells how sentences bear on one question."""

    def __init__(self, question: Question, ontology: Ontology, vocabulary: Vocabulary) -> None:
        self._question = question
        self._ontology = ontology
        self._vocabulary = vocabulary
        self.wanted = _wanted(question, ontology)
        self.things = tuple(_things(question, ontology, valued=bool(self.wanted)))
        self.asked = self._measure_asked()
        self._mine = {concept.id for concept in question.concepts}

    def of(self, hit: SentenceHit, reading: Reading) -> Bearing:
        """How far a sentence bears on the question."""
        values = [v for v in reading.values if self.wanted & v.dimensions]
        return Bearing(
            things=self._nearness(hit, reading),
            measure=not self.asked or self._states(hit, reading),
            value=not self.wanted or any(self._owns(reading, v) for v in values),
            counted=not self._question.counted or self._counts(hit, reading),
            years=all(y in hit.passage.text for y in years(self._question.text)),
            direction=not self.wanted or not self._is_contrary(reading.text.lower()),
        )

    def _nearness(self, hit: SentenceHit, reading: Reading) -> float:
        found = [self.near(thing, hit, reading) for thing in self.things]
        if not found:
            return OWN
        two = self._question.kind is Kind.YES_NO and len(found) > 1  # "has the A more than the B?"
        return max(found) if two or self._question.kind in _OPEN else min(found)

    def near(self, thing: Thing, hit: SentenceHit, reading: Reading) -> float:
        """How near a sentence is to a thing: `OWN`, `TOPIC`, `NEAR` or 0."""
        above = " ".join(hit.sentence.context)
        if thing.concept is not None and thing.concept.id in reading.concepts | reading.phases:
            return OWN
        if _has(thing, terms(f"{reading.text} {above}")):
            return OWN
        if thing.concept is not None and any(
            c.type == thing.concept.type and c.id not in self._mine for c in reading.named
        ):
            return 0.0  # it speaks of another of the kind
        if _has(thing, self._vocabulary.about(reading.span.document)):
            return TOPIC
        return NEAR if _has(thing, terms(hit.passage.text)) else 0.0

    def _owns(self, reading: Reading, value: Value) -> bool:
        """Whether a value is of the things asked about, where the sentence names others too."""
        kinds = {t.concept.type for t in self.things if t.concept and t.concept.type in _SINGLE}
        others = [
            place
            for place in reading.places
            if place[2].type in kinds and not self._is_mine(place[2])
        ]
        if not kinds or not others:
            return True
        stating = [
            claim.subject
            for claim in reading.claims
            if isinstance(claim.object, Quantity)
            and value.quantity is not None
            and claim.object.text == value.quantity.text
            and claim.subject.type in kinds
        ]
        if stating:
            return any(map(self._is_mine, stating))
        mine = [place for place in reading.places if self._is_mine(place[2])]
        return min((_gap(place, value) for place in mine), default=float("inf")) <= min(
            _gap(place, value) for place in others
        )

    def _is_mine(self, concept: Concept) -> bool:
        lineage = {concept.id, *self._ontology.ancestors(concept.id)}
        return bool(lineage & self._mine)

    def _measure_asked(self) -> frozenset[str]:
        """The terms by which a measured property is asked for; empty where none is."""
        asked = self._question.predicates[:1]
        if not asked or not self.wanted or not measures(asked[0], self._ontology) & self.wanted:
            return frozenset()
        lowered = self._question.text.lower()
        said = [n for n in self._ontology.predicates[asked[0]].names if says(lowered, n)]
        return terms(max(said, key=len)) if said else frozenset()

    def _states(self, hit: SentenceHit, reading: Reading) -> bool:
        asked = self._question.predicates[:ASKED]
        if any(claim.predicate in asked for claim in reading.claims):
            return True
        text = f"{reading.text} {' '.join(hit.sentence.context)}".lower()
        names = self._ontology.predicates[asked[0]].names
        alike = {stem(m.word) for m in hit.matches if m.share >= SAME}
        return self.asked <= terms(text) | alike or any(says(text, name) for name in names)

    def _counts(self, hit: SentenceHit, reading: Reading) -> bool:
        """Whether a number stands beside what is to be counted, or beside what means the same."""
        wanted = {stem(word) for word in self._question.counted}
        lowered = reading.text.lower()
        for value in reading.values:
            if value.quantity is None:
                continue
            beside = lowered[max(0, value.start - _AROUND) : value.end + _AROUND]
            if wanted & terms(beside):
                return True
        shares = [m.share for m in hit.matches if m.word in self._question.counted]
        return bool(reading.values) and max(shares, default=1.0) >= _ALIKE

    def _is_contrary(self, lowered: str) -> bool:
        asked, said = ({*word_list(text)} for text in (self._question.text.lower(), lowered))
        return any(
            asked & words and said & contrary and not said & words
            for words, contrary in cues().opposites
        )


def word_list(lowered: str) -> list[str]:
    """The words of a lower-cased text, without the marks around them."""
    return [word.strip(".,;:!?()\"'") for word in lowered.split()]


def _wanted(question: Question, ontology: Ontology) -> frozenset[str]:
    """Dimensions of which the value must be one."""
    if question.expects:
        return question.expects
    if question.kind is not Kind.QUANTITY or not question.predicates:
        return frozenset()
    expects = frozenset(ontology.predicates[question.predicates[0]].expects)
    measured = measures(question.predicates[0], ontology)
    # A named thing's property is a figure; of a phase it may be told in words.
    return measured if question.named or expects <= measured else frozenset()


def _things(question: Question, ontology: Ontology, *, valued: bool) -> Iterator[Thing]:
    """What a sentence must be about: what has a name, and what limits the figure asked for."""
    for concept in question.concepts:
        limits = valued and question.kind in _VALUED and _limits(concept, ontology)
        if concept.id in question.named or limits:
            names = ontology.names.get(concept.id, (concept.label,))
            yield Thing(concept.label, tuple(map(terms, names)), concept)
    for word in question.names:
        yield Thing(word, (terms(word),))


def _limits(concept: Concept, ontology: Ontology) -> bool:
    """Whether a figure of it is another than that of the whole: a technique, a stage of a phase."""
    stage = concept.type == "phase" and bool(ontology.ancestors(concept.id))
    return concept.type == "technique" or stage


def _has(thing: Thing, words: frozenset[str]) -> bool:
    return any(name and name <= words for name in thing.terms)


def _gap(place: tuple[int, int, Concept], value: Value) -> float:
    """Characters between a name and a value; a name that follows is farther than one before."""
    start, end, _ = place
    return value.start - end if end <= value.start else 2 * (start - value.end) + 1
