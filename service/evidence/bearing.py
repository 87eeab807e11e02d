"""A question and a sentence in, how far the sentence bears on each part of the question out.

Knowing a thing and knowing of a property is not knowing that thing's property: the thing, the
property and a value of the kind asked for must be held together, and the value must be the
thing's own, not its neighbour's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from math import inf
from typing import NamedTuple

from kg.claim import MAKERS, NAMED, Concept, Quantity
from kg.measure.number import SMALL
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from retrieval.lexical import content_words
from retrieval.rerank import SAME_MEANING
from retrieval.terms import stem, terms
from service.evidence.condition import condition, in_reading
from service.evidence.reading import Reading, Value
from service.evidence.silence import Silence
from service.question.basis import asked_bases, bases, basis_of
from service.question.cues import Phrases, cues
from service.question.expectation import CYCLE, VAGUE, amount
from service.question.kind import Kind
from service.question.question import ASKED, Question, is_named, measures, years
from service.question.things import Thing, things_of
from service.question.vocabulary import Vocabulary
from service.question.wanted import measure, properties, wanted

OWN = 1.0  # the sentence names the thing, or the headings above it do
TOPIC = 0.8  # the document is about it
NEAR = 0.5  # the sentence before names it
_ALIKE = 0.75  # likeness from which a word of the question counts as said, for a measure
_SENTENCE = re.compile(r"[.!?][\"'”’)]*\s*$")  # rows and pairs end without
_SPEAKS = re.compile(  # of what is named before
    r"\b(?:it|they|them|he|him|she|her|its|their|his|these|those|this"
    r"|the (?:example|same|former|latter))\b"
)
_PAIR = 2  # things side by side, or products in one title
_FAR = 3  # sentences before such a one, of what it speaks
_PRODUCT = re.compile(r"[^\W\d]\w*\d\w*")  # "k400", not "70b"
_DIGITS = re.compile(r"\d+")
_TALLY = re.compile(
    rf"\b(?:{'|'.join(word for word in SMALL if word not in {'zero', 'one'})}) "
    r"(?P<what>[\w-]+(?: [\w-]+){0,2})"
)
_AROUND = 40  # characters beside a number in which the thing it counts is named
_OPEN = frozenset({Kind.COMPARISON, Kind.LIST, Kind.CONFLICT})  # several sentences make the answer
_SEVERAL = frozenset({Kind.YES_NO, Kind.QUANTITY})  # may ask about each of several things
_MEASURED = frozenset({Kind.QUANTITY, Kind.CONFLICT})
_ASIDE = re.compile(r"\b(?:by|with|from|against) (?:the )?\Z")
_OF_PRODUCT = re.compile(r" (?:[A-Z]\w+ )?[A-Z]\w*\d")  # after its maker's name
_SHORT = 14  # characters in which such a word stands


class Bearing(NamedTuple):  # which is made in a third of the time, fifty times for a question
    """How far a sentence bears on a question.

    Attributes:
        things: How near the named things are, in [0, 1]; 1 where none is named.
        measure: Whether it states the measured property asked for; true where none is.
        value: Whether it holds a value of the kind asked for, of the things; true where none is.
        counted: Whether a number in it counts what is to be counted; true where nothing is.
        amount: Whether it speaks of what the amount is asked of; true where of nothing.
        basis: Whether its figure is per what is asked: an hour, a token; None where it does not
            say per what, and true where nothing is asked.
        years: Whether it, its passage, or what stands above it has the years of the question.
        direction: Whether it does not tell the contrary of what is asked.
        role: Whether it tells of someone who is what is asked for; true where no one is.
        fits: Whether a figure in it meets the condition that is set; None where it has none of
            that measure, and true where no condition is set.
        silent: The part of it that says that what is asked is not told; None where there is none.
    """

    things: float
    measure: bool
    value: bool
    counted: bool
    amount: bool
    basis: bool | None
    years: bool
    direction: bool
    role: bool = True
    fits: bool | None = True
    silent: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it speaks of all that is asked for, be it to say that it is not told."""
        value = self.value and self.counted and self.amount and self.basis is not False
        told = (self.measure, value, self.years, self.direction, self.role)
        return self.things > 0 and all(told) and self.fits is not False

    @property
    def full(self) -> bool:
        """Whether nothing that is asked for is missing."""
        return self.whole and self.silent is None


class Bearings:
    """Tells how sentences bear on one question."""

    def __init__(self, question: Question, ontology: Ontology, vocabulary: Vocabulary) -> None:
        self._question = question
        self._ontology = ontology
        self._vocabulary = vocabulary
        lowered = question.asked.lower()
        called = properties(question, ontology)
        self.wanted = wanted(question, called, ontology)
        self.properties = called or question.predicates[:ASKED]
        per = self.wanted - {"time", "date", CYCLE}
        self.bases = asked_bases(lowered) if per else frozenset[str]()
        self.rate = bool(bases(lowered))  # "per request", not "what does a request cost"
        self.things = things_of(question, ontology, vocabulary, self.wanted)
        self._called = frozenset[str]().union(*(t for thing in self.things for t in thing.terms))
        self.asked = measure(question, self.properties, ontology, self.wanted)
        # "How many watts": the unit is asked for, nothing is counted.
        self._counted = question.counted if "number" in self.wanted else ()
        self._mine = {concept.id for concept in question.concepts}
        self._years = years(question.asked)
        given = " ".join([*question.named_words, *question.names])
        self._plain = terms(" ".join(content_words(question.searched))) - terms(given)
        self._counted_words = frozenset(map(stem, self._counted))
        self._names = Phrases(n for p in self.properties for n in ontology.predicates[p].names)
        self._single = {
            thing.concept.type
            for thing in self.things
            if thing.concept and thing.concept.type in NAMED
        }
        self._nearest = max if question.kind in _OPEN or self._are_joined() else min
        asked = {*word_list(lowered)}
        self._directions = [told for verbs, told in cues().directions if asked & verbs]
        self._known_others: dict[Concept, bool] = {}
        self.amount = amount(lowered, ontology) if question.kind in _MEASURED else ()
        self._silence = Silence(question, ontology)
        of_one = (question.named or question.names) and not question.phases
        self._roles = [told for asked, told in cues().roles if of_one and asked.search(lowered)]
        self.condition = condition(question, ontology)

    def _are_joined(self) -> bool:
        """Whether several things of one type stand side by side, of which each has its sentence.

        "Has the A more than the B?", "how much does an A need, and a B?"
        """
        if self._question.kind not in _SEVERAL or len(self.things) < _PAIR:
            return False
        types = {thing.concept.type if thing.concept else "" for thing in self.things}
        keys = {thing.concept.id if thing.concept else thing.label for thing in self.things}
        beside = {*self._question.beside}
        # A name may be of any type, where nothing but the things stands in that row.
        return keys <= beside if len(types) == 1 else keys == beside and len(types - {""}) == 1

    def of(self, hit: SentenceHit, reading: Reading) -> Bearing:
        """How far a sentence bears on the question."""
        blank = self._is_blank(reading)
        given = [v for v in self._values(reading) if not blank and self.wanted & _dimensions(v)]
        values = [v for v in given if not self._counted or self._counts(reading, v)]
        tallied = bool(self._counted) and not blank and self._tallies(reading)
        return Bearing(
            things=self._nearness(hit, reading),
            measure=not self.asked or self._states(hit, reading),
            value=not self.wanted
            or tallied
            or any(self._owns(reading, v) for v in values or given),
            counted=not self._counted or tallied or bool(values),
            amount=not self.amount or self._speaks_of_amount(hit, reading),
            basis=self._basis(reading, given),
            years=all(has_year(year, hit, reading) for year in self._years),
            direction=not self.wanted or self._goes_the_way(reading.lowered),
            role=all(role.are_in(reading.within.lower()) for role in self._roles),
            fits=not self.condition or in_reading(self.condition, reading, self._ontology),
            silent=self._silence.quoted(reading),
        )

    def _values(self, reading: Reading) -> Sequence[Value]:
        """Its values; of a row in which the things have columns, those of these columns alone."""
        if not reading.cells:
            return reading.values
        cells = [c for c in reading.cells if any(t.is_in(c.header) for t in self.things)]
        if not cells or any(t.is_in(reading.text[: reading.cells[0].start]) for t in self.things):
            return reading.values
        return [v for v in reading.values if any(c.start <= v.start < c.end for c in cells)]

    def _is_blank(self, reading: Reading) -> bool:
        """Whether it is a row that has nothing in the column that is asked for."""
        if not reading.cells:
            return False
        fits = [len(terms(cell.header) & self._plain) for cell in reading.cells]
        most = max(fits, default=0)
        best = [c for c, fit in zip(reading.cells, fits, strict=True) if fit == most > 0]
        return bool(best) and all(cell.start == cell.end for cell in best)

    def _nearness(self, hit: SentenceHit, reading: Reading) -> float:
        found = [self.near(thing, hit, reading) for thing in self.things]
        return self._nearest(found) if found else OWN

    def near(self, thing: Thing, hit: SentenceHit, reading: Reading) -> float:
        """How near a sentence is to a thing: `OWN`, `TOPIC`, `NEAR` or 0."""
        named = thing.concept.id if thing.concept else ""
        if named in reading.concepts or named in reading.phases or thing.is_in(reading.within):
            return 0.0 if self._of_another(terms(reading.above), reading) else OWN
        if self._others(thing, reading):
            return 0.0
        opening = thing.concept is None or thing.concept.id not in self._ontology.concepts
        topic = self._vocabulary.about(reading.span.document, opening=opening)
        if thing.among(topic):
            return 0.0 if self._of_another(topic, reading) else TOPIC
        near = thing.is_in(_before(hit)) or thing.is_short_in(reading.lowered)
        return NEAR if near else 0.0

    def _of_another(self, topic: frozenset[str], reading: Reading) -> bool:
        """Whether a sentence speaks of another of the products that a title names."""
        products = _products(topic)
        if len(products) < _PAIR or products.isdisjoint(self._called):
            return False
        said = products & terms(reading.text)
        return bool(said) and said.isdisjoint(self._called)

    def _others(self, thing: Thing, reading: Reading) -> bool:
        """Whether a sentence speaks of another of the thing's kind: the MI300X, not the H100."""
        if thing.concept is not None:
            kinds = {thing.concept.type}
            return any(self._rivals(c, kinds) for c in _spoken_of(reading))
        if not any(map(str.isdigit, thing.label)):
            return False
        words = word_list(reading.within.lower())
        names = (w for w in words if any(map(str.isdigit, w)))
        label = thing.label.lower()
        alike = (w for w in names if w[:1] == label[:1] and w != label)
        return any(self._vocabulary.is_name(w) for w in alike)

    def _owns(self, reading: Reading, value: Value) -> bool:
        """Whether a value is of the things asked about, where the sentence names others too."""
        kinds = self._single
        spoken_of = [p for p in reading.places if not _is_aside(p, reading.text)]
        others = [p for p in spoken_of if self._rivals(p[2], kinds) and not _is_unit(p, value)]
        if not kinds or not others:
            return True
        if any(
            isinstance(claim.object, Quantity)
            and value.quantity is not None
            and claim.object.text == value.quantity.text
            and self._rivals(claim.subject, kinds)
            for claim in reading.claims
        ):
            return False
        named = [place for place in reading.places if is_named(place[2], self._ontology)]
        mine = [place for place in named if self._is_mine(place[2])]  # not "memory", asked for too
        gaps = [[_gap(place, value, reading.text) for place in found] for found in (mine, others)]
        return min(gaps[0], default=inf) <= min(gaps[1])

    def absent(self, hit: SentenceHit, reading: Reading) -> list[Thing]:
        """The named things that a sentence is not about."""
        return [thing for thing in self.things if not self.near(thing, hit, reading)]

    def _rivals(self, concept: Concept, kinds: Set[str]) -> bool:
        """Whether a concept may have a value instead of the things asked about."""
        if not self._is_another(concept):
            return False
        return concept.type in kinds or any(_are_siblings(concept, t.concept) for t in self.things)

    def _is_another(self, concept: Concept) -> bool:
        """Whether it is a single thing that is not asked about."""
        known = self._known_others.get(concept)
        if known is None:
            known = is_named(concept, self._ontology) and not self._is_mine(concept)
            self._known_others[concept] = known
        return known

    def _is_mine(self, concept: Concept) -> bool:
        lineage = {concept.id, *self._ontology.ancestors(concept.id)}
        return bool(lineage & self._mine) or any(
            _are_one(concept, thing.concept)
            for thing in self.things
            if thing.concept and not {concept.id, thing.concept.id} & self._ontology.concepts.keys()
        )

    def _states(self, hit: SentenceHit, reading: Reading) -> bool:
        if not reading.predicates.isdisjoint(self.properties):
            return True
        alike = {stem(m.word) for m in hit.matches if m.share >= _ALIKE}
        within = reading.within
        return self.asked <= terms(within) | alike or self._names.are_in(within.lower())

    def _counts(self, reading: Reading, value: Value) -> bool:
        """Whether a number stands beside what is to be counted."""
        if value.quantity is None or not self._is_count(value.quantity):
            return False
        first, last = value.start - _AROUND, value.end + _AROUND
        if self._counted_words & terms(reading.lowered[max(0, first) : last]):
            return True
        return any(first <= a and b <= last and self._is_counted(c) for a, b, c in reading.places)

    def _tallies(self, reading: Reading) -> bool:
        """Whether a number in words stands before what is to be counted: "two engineers"."""
        for found in _TALLY.finditer(reading.lowered):
            first, last = found.span("what")
            within = (c for start, _, c in reading.places if first <= start < last)
            if self._counted_words & terms(found["what"]) or any(map(self._is_counted, within)):
                return True
        return False

    def _is_count(self, quantity: Quantity) -> bool:
        """Whether it is a number of things: not "600 W", though "board" stands beside it."""
        unit = self._ontology.units.get((quantity.unit or "").split("/")[0])
        return unit is None or unit.dimension in VAGUE

    def _speaks_of_amount(self, hit: SentenceHit, reading: Reading) -> bool:
        """Whether it names what the amount is asked of, or gives it in a unit of that."""
        words = {stem(word) for word in self.amount}
        said = terms(reading.within)
        alike = {stem(m.word) for m in hit.matches if m.share >= SAME_MEANING}
        given_in = {unit for word, unit in cues().amounts.items() if word in self.amount}
        if words & (said | alike) or given_in & reading.dimensions:
            return True
        return any(
            reading.dimensions & measures(name, self._ontology)
            for name in self._question.predicates
            if words & {stem(noun) for noun in self._ontology.predicates[name].names}
        )

    def _basis(self, reading: Reading, values: list[Value]) -> bool | None:
        """Whether a figure is per what is asked; None where none of them says per what."""
        if not self.bases or self.bases & asked_bases(reading.above.lower()):
            return True
        places = tuple((v.start, v.end) for v in reading.values)
        lowered = reading.lowered
        found = [basis_of(lowered, v.start, v.end, places) for v in values]
        if any(each & self.bases for each in found):
            return True
        # Beside a figure per hour, one per nothing is none per month; but it may be that of one.
        another = any(found) if self.rate else found and all(found)
        return False if another else None

    def _is_counted(self, concept: Concept) -> bool:
        """Whether it is of the kind that is counted: an H100, where GPUs are."""
        lineage = {concept.id, *self._ontology.ancestors(concept.id)}
        return any(
            terms(name) & self._counted_words
            for c in lineage
            for name in self._ontology.names.get(c, ())
        )

    def _goes_the_way(self, lowered: str) -> bool:
        """Whether it tells of the direction that is asked about, if one is."""
        if not self._directions:
            return True
        said = {*word_list(lowered)}
        return all(said & told for told in self._directions)


def has_year(year: str, hit: SentenceHit, reading: Reading) -> bool:
    """Whether a sentence's passage, or what stands above it, has a year."""
    return year in hit.passage.text or year in reading.above


def word_list(lowered: str) -> list[str]:
    """The words of a lower-cased text, without the marks around them."""
    return [word.strip(".,;:!?()\"'") for word in lowered.split()]


def _dimensions(value: Value) -> frozenset[str]:
    """Of a value; a bare number may be a count or a share, as the header above it says."""
    bare = value.quantity is not None and value.quantity.unit is None
    return value.dimensions | {"count", "ratio"} if bare else value.dimensions


def _before(hit: SentenceHit) -> str:
    """The sentence before one of prose or a list, and the first of its passage; else nothing.

    One with a pronoun may speak of what is named a sentence earlier.
    """
    sentences = hit.passage.sentences
    place = bisect_left(sentences, hit.sentence.span, key=lambda sentence: sentence.span)
    within = place < len(sentences) and sentences[place] == hit.sentence
    if not place or (within and not _SENTENCE.search(hit.sentence.text)):
        return ""
    back = _FAR if _SPEAKS.search(hit.sentence.text.lower()) else 1
    before = sentences[max(place - back, 0) : place]
    return " ".join(sentence.text for sentence in (sentences[0], *before))


def _spoken_of(reading: Reading) -> Iterator[Concept]:
    """The concepts that a sentence names other than aside."""
    return (place[2] for place in reading.places if not _is_aside(place, reading.text))


def _is_aside(place: tuple[int, int, Concept], text: str) -> bool:
    """Whether a company is named as one that takes part: "made by X", "with X", "60 X A2 cards"."""
    start, end, concept = place
    if concept.type not in MAKERS:
        return False
    return bool(_ASIDE.search(text, max(0, start - _SHORT), start) or _OF_PRODUCT.match(text, end))


def _is_unit(place: tuple[int, int, Concept], value: Value) -> bool:
    """Whether a name is what a number counts: "500,000 Trainium2 chips"."""
    return 0 <= place[0] - value.end <= 1 or (value.start <= place[0] < value.end)


@lru_cache(maxsize=1_000)
def _products(words: frozenset[str]) -> frozenset[str]:
    """Those of some terms that are numbered names.

    >>> sorted(_products(frozenset({"k400", "s8", "70b", "2025", "memory"})))
    ['k400', 's8']
    """
    return frozenset(filter(_PRODUCT.fullmatch, words))


def _are_siblings(one: Concept, other: Concept | None) -> bool:
    """Whether names differ in their number alone: Veyra-1 and Veyra-2."""
    if other is None or one.label == other.label:
        return False
    stem_of_one = _without_digits(one.label)
    return stem_of_one == _without_digits(other.label) and stem_of_one != one.label


@lru_cache(maxsize=10_000)
def _are_one(one: Concept, other: Concept) -> bool:
    """Whether two names of the documents are one product's, in full and in short.

    >>> _are_one(Concept("a", "K400", "hardware"), Concept("b", "Kestrel K400", "hardware"))
    True
    """
    short, full = sorted((terms(one.label), terms(other.label)), key=len)
    return one.type == other.type and short <= full and any(map(_PRODUCT.fullmatch, short))


@lru_cache(maxsize=10_000)
def _without_digits(label: str) -> str:
    return _DIGITS.sub("", label)


def _gap(place: tuple[int, int, Concept], value: Value, text: str) -> float:
    """Characters between a name and a value; a name that follows is farther than one before.

    What stands in another part of a row is out of reach.
    """
    start, end, _ = place
    before = end <= value.start
    between = text[end : value.start] if before else text[value.end : start]
    if ";" in between:
        return inf
    return len(between) if before else 2 * len(between) + 1
