"""Sentence hits and a question in, weighed `Candidate`s out, best first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log
from operator import mul

from corpus.document import Span
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from retrieval.terms import terms
from service.evidence.bearing import Bearings
from service.evidence.candidate import Candidate
from service.evidence.claims import Claims
from service.evidence.features import NAMES, Features
from service.evidence.reading import Reader, Reading
from service.evidence.reason import Reason
from service.evidence.trace import lost, weighed
from service.question.question import Question
from service.question.vocabulary import Vocabulary

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
_IN_ORDER = tuple(WEIGHTS[name] for name in NAMES)
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

    def topic(self, document: str) -> frozenset[str]:
        """The terms that tell what a document is about."""
        return self._vocabulary.about(document, opening=True)

    def is_named(self, text: str) -> bool:
        """Whether a text has a word that the documents always write with a capital."""
        return self._vocabulary.has_name(text)

    def weigh(
        self, question: Question, hits: Iterable[SentenceHit], bearings: Bearings
    ) -> tuple[Candidate, ...]:
        """All that could answer, best first; a question among the sentences answers nothing.

        Args:
            question: What is asked.
            hits: Sentences.
            bearings: What tells how far they bear on it.
        """
        features = Features(question, self.telling, self._ontology)
        given = terms(" ".join(question.concept_words))
        told = (hit for hit in hits if not (self._asks(hit) or self._is_given(hit, given)))
        found = [self._weighed(hit, bearings, features) for hit in told]
        weighed(found)
        found = [c for c in found if _is_statement(c)] or found
        return tuple(sorted(found, key=lambda c: (-c.score, c.span)))

    def _asks(self, hit: SentenceHit) -> bool:
        """Whether it is a question itself; of a list, the lead may be one that the items answer."""
        if not hit.sentence.text.rstrip().endswith("?") or self._reader.is_list(hit):
            return False
        lost(hit.sentence.span, Reason.QUESTION)
        return True

    def _is_given(self, hit: SentenceHit, given: frozenset[str]) -> bool:
        """Whether it is a list in which what the question names is one of several."""
        found = self._reader.has_item(hit, given)
        if found:
            lost(hit.sentence.span, Reason.GIVEN)
        return found

    def _weighed(self, hit: SentenceHit, bearings: Bearings, features: Features) -> Candidate:
        reading = self._reading(hit, features)
        bearing = bearings.of(hit, reading)
        values = features.of(hit, reading, whole=bearing.whole)
        score = sum(map(mul, _IN_ORDER, values))
        return Candidate(hit, reading, bearing, tuple(zip(NAMES, values, strict=True)), score)

    def _reading(self, hit: SentenceHit, features: Features) -> Reading:
        """What the sentence holds, with what else a claim asked for rests on."""
        reading = self._reader.read(hit.passage, hit.sentence)
        if reading.predicates.isdisjoint(features.asked):
            return reading
        wider = [
            claim.source
            for claim in reading.claims
            if claim.predicate in features.asked
            and features.answers(claim) == self.telling[claim.predicate] > 0
            and claim.source.covers(reading.span)
            and claim.source != reading.span
            and claim.source.end - claim.source.start < WIDEST
        ]
        return self._reader.widened(hit, max(wider, key=_length)) if wider else reading


def _is_statement(candidate: Candidate) -> bool:
    """Whether it says something by itself."""
    if not candidate.reading.is_statement:
        lost(candidate.hit.sentence.span, Reason.FRAGMENT)
    return candidate.reading.is_statement


def _telling(counts: Mapping[str, int]) -> Mapping[str, float]:
    """What a property tells, in [0, 1]: little where every other sentence states it, as "is a"."""
    most = log(1 + max(counts.values(), default=0))
    return defaultdict(float, {name: 1 - log(n) / most for name, n in counts.items()})


def _length(span: Span) -> int:
    return span.end - span.start
