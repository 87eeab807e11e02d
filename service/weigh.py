"""Sentence hits and a question in, weighed `Candidate`s out, best first."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from math import log

from corpus.document import Span
from kg.claim import Claim
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from service.answer import Kind
from service.bearing import Bearings
from service.candidate import Candidate
from service.claims import Claims
from service.cues import likens, says, says_any
from service.question import ASKED, Question, measures
from service.reading import Reader, Reading
from service.states import Reason
from service.trace import lost, weighed
from service.vocabulary import Vocabulary

# What each feature counts for. All but "joint" and "phase" by listwise logistic regression over
# the sentences found for the questions of the development sets (benchmarks/weights.py).
WEIGHTS = {
    "aligned": 0.84,
    "focused": 0.47,
    "score": 0.38,
    "property": 0.28,
    "shape": 0.28,
    "instance": 0.22,
    "coverage": 0.19,
    "headed": 0.19,
    "full": 0.18,
    "concepts": 0.16,
    "type": 0.15,
    "rank": 0.13,
    "value": 0.10,
    "short": -0.09,
    "joint": 0.1,
    "phase": 0.10,
}
ANALOGY = "analogy"
WHOLE = 0.7  # how well a list fits a question for one
ENUMERATES = 0.5  # and a sentence that counts things up
BRIEF = 8  # words below which a sentence seldom says it all
SHORTEST = 4  # words of a statement
_ITEM = r"[^,;:.]{2,60}"
_SERIES = re.compile(rf"{_ITEM}[,;] (?:{_ITEM}[,;] )*{_ITEM},? (?:and|or|as well as) \w")
WIDEST = 400  # characters of a claim's source that is quoted whole


class Weigher:
    """Turns sentence hits into candidates."""

    def __init__(
        self, ontology: Ontology, vocabulary: Vocabulary, reader: Reader, claims: Claims
    ) -> None:
        self._ontology = ontology
        self._vocabulary = vocabulary
        self._reader = reader
        self.telling = _telling(claims.counts())

    def bearings(self, question: Question) -> Bearings:
        """What tells how far sentences bear on a question."""
        return Bearings(question, self._ontology, self._vocabulary)

    def weigh(self, question: Question, hits: Iterable[SentenceHit]) -> tuple[Candidate, ...]:
        """All that could answer, best first; a question among the sentences answers nothing."""
        bearings = self.bearings(question)
        told = (hit for hit in hits if self._reader.is_list(hit) or not _asks(hit))
        found = [self._weighed(question, hit, bearings) for hit in told]
        weighed(found)
        found = [c for c in found if _is_statement(c)] or found
        return tuple(sorted(found, key=lambda c: (-c.score, c.span)))

    def _weighed(self, question: Question, hit: SentenceHit, bearings: Bearings) -> Candidate:
        reading = self._reading(question, hit)
        bearing = bearings.of(hit, reading)
        features = {
            "score": hit.score,
            "aligned": hit.aligned,
            "focused": hit.focused,
            "headed": hit.headed,
            "rank": hit.rank,
            "coverage": hit.coverage,
            "concepts": _share((c.id for c in question.concepts), {c.id for c in reading.named}),
            "full": float(bearing.whole),
            "short": float(len(reading.text.split()) < BRIEF),
            "value": self._value(question, reading),
            "phase": _phase(question, reading),
            "property": self._property(question, reading),
            "instance": self._instance(question, reading),
            "type": self._type(question, reading),
            "shape": self._shape(question, reading),
            "joint": _joint(question, reading),
        }
        score = sum(WEIGHTS[name] * value for name, value in features.items())
        return Candidate(hit, reading, bearing, tuple(features.items()), score)

    def _reading(self, question: Question, hit: SentenceHit) -> Reading:
        """What the sentence holds, with what else a claim asked for rests on."""
        reading = self._reader.read(hit.passage, hit.sentence)
        if not question.predicates:
            return reading
        wider = [
            claim.source
            for claim in reading.claims
            if self._answers(question, claim) == self.telling[claim.predicate] > 0
            and claim.source.covers(reading.span)
            and claim.source != reading.span
            and claim.source.end - claim.source.start < WIDEST
        ]
        return self._reader.widened(hit, max(wider, key=_length)) if wider else reading

    def _value(self, question: Question, reading: Reading) -> float:
        """Whether it holds a value of the kind asked for, or that the property's figures have."""
        wanted = question.expects
        if not wanted and question.kind is Kind.QUANTITY and question.predicates:
            wanted = measures(question.predicates[0], self._ontology)
        return 0.0 if not wanted else 1.0 if wanted & reading.dimensions else -0.5

    def _property(self, question: Question, reading: Reading) -> float:
        """How much its claims tell by stating the property asked for."""
        if not question.predicates:
            return 0.0
        return max((self._answers(question, claim) for claim in reading.claims), default=0.0)

    def _tells(self, question: Question, lowered: str) -> bool:
        """Whether it is worded as telling the property first asked for, which no claim states."""
        asked = question.predicates[:1]
        if not asked:
            return False
        unstated = (name for name in asked if not self.telling.get(name))
        predicates = [self._ontology.predicates[name] for name in unstated]
        cues = (cue for predicate in predicates for cue in predicate.cues if " " in cue)
        if says_any(lowered, cues):
            return True
        return any(p.id == ANALOGY for p in predicates) and any(
            likens(lowered, name)
            for concept in question.concepts
            for name in self._ontology.names.get(concept.id, (concept.label,))
        )

    def _answers(self, question: Question, claim: Claim) -> float:
        """What the claim's property tells if it is asked for; half where of something else."""
        if claim.predicate not in question.predicates[:ASKED]:
            return 0.0
        about = {c.id for c in question.concepts}
        matches = not about or {claim.subject.id, claim.phase} & about
        return self.telling[claim.predicate] * (1.0 if matches else 0.5)

    def _instance(self, question: Question, reading: Reading) -> float:
        """Whether it names one of the kind asked for: a TPU v5 where a TPU is."""
        kinds = {*question.kinds}
        if not kinds:
            return 0.0
        lineages = (self._ontology.ancestors(concept.id) for concept in reading.named)
        return float(any(not kinds.isdisjoint(lineage) for lineage in lineages))

    def _type(self, question: Question, reading: Reading) -> float:
        """Whether it names something of the type asked for that the question does not name."""
        if not question.types:
            return 0.0
        given = {c.id for c in question.concepts}
        return float(not question.types.isdisjoint(reading.types(given)))

    def _shape(self, question: Question, reading: Reading) -> float:
        """Whether it is worded as the kind of answer that is wanted."""
        text = reading.text.lower()
        if self._tells(question, text):
            return 1.0
        match question.kind:
            case Kind.LIST:
                return WHOLE if reading.is_list else ENUMERATES * _enumerates(text)
            case Kind.CAUSE:
                cues = self._ontology.predicates["causes"].cues
                reason = reading.is_told or says_any(text, ("because", *cues))
                return float(reason)
            case Kind.DEFINITION:
                names = (
                    name
                    for concept in question.concepts
                    for name in self._ontology.names.get(concept.id, (concept.label,))
                )
                return float(any(_defines(text, name) for name in names))
            case _:
                return 0.0


def _asks(hit: SentenceHit) -> bool:
    """Whether it is a question itself."""
    asks = hit.sentence.text.rstrip().endswith("?")
    if asks:
        lost(hit.sentence.span, Reason.QUESTION)
    return asks


def _is_statement(candidate: Candidate) -> bool:
    """Whether it says something by itself: more than a heading, a lead-in or a word of a list."""
    if candidate.reading.is_list:
        return True
    raw = candidate.hit.sentence.text.rstrip()
    opening = raw.rstrip(" .:")[:20]
    alone = candidate.text.startswith(opening) and candidate.span == candidate.hit.sentence.span
    says_something = not alone or (len(raw.split()) >= SHORTEST and not raw.endswith(":"))
    if not says_something:
        lost(candidate.hit.sentence.span, Reason.FRAGMENT)
    return says_something


def _enumerates(lowered: str) -> bool:
    """Whether a sentence counts things up: "A, B and C"."""
    return bool(_SERIES.search(lowered))


def _joint(question: Question, reading: Reading) -> float:
    """Whether it speaks of both sides of a comparison."""
    sides = question.phases if len(question.phases) > 1 else question.beside
    held = reading.phases if sides == question.phases else reading.concepts
    return float(len(held & {*sides}) > 1 and question.kind is Kind.COMPARISON)


def _share(wanted: Iterable[str], had: Container[str]) -> float:
    found = [name in had for name in wanted]
    return sum(found) / len(found) if found else 0.0


def _phase(question: Question, reading: Reading) -> float:
    """Whether it speaks of the phase asked about: in "why is A dearer than B", that is A."""
    of_first = question.kind is Kind.CAUSE and says(question.asked.lower(), "than")
    if not question.phases or not reading.phases:
        return 0.0
    if len(question.phases) > 1 and not of_first:
        return 0.0
    return 1.0 if question.phases[0] in reading.phases else -1.0


def _defines(lowered: str, name: str) -> bool:
    """Whether a sentence opens with the name and goes on to say what it is."""
    name = name.lower()
    if name not in lowered:
        return False
    opening, termed = _definitions(name)
    return bool(opening.match(lowered) or termed.search(lowered))


@lru_cache(maxsize=1024)
def _definitions(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a name is defined: as what a sentence opens with, or by the word that introduces it."""
    verb = r"(?:is|are|means?|involves?|happens?|refers?)"
    name = re.escape(name)
    opening = re.compile(rf"(?:an? |the |ai )*{name}s?\b.{{0,30}} {verb}\b")
    return opening, re.compile(rf"\b(?:called|known as|termed) {name}")


def _telling(counts: Mapping[str, int]) -> Mapping[str, float]:
    """What a property tells, in [0, 1]: little where every other sentence states it, as "is a"."""
    most = log(1 + max(counts.values(), default=0))
    return defaultdict(float, {name: 1 - log(n) / most for name, n in counts.items()})


def _length(span: Span) -> int:
    return span.end - span.start
