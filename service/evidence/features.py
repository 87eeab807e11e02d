"""A question in, what speaks for a sentence as its answer, and against it, by name out."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from kg.claim import Claim
from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from service.evidence.reading import Reading
from service.question.cues import Phrases, likens, says
from service.question.kind import Kind
from service.question.question import ASKED, Question, measures

NAMES = (
    *("score", "aligned", "focused", "headed", "rank", "coverage", "concepts", "full", "short"),
    *("value", "phase", "property", "instance", "type", "shape", "joint"),
)
ANALOGY = "analogy"
WHOLE = 0.7  # how well a list fits a question for one
ENUMERATES = 0.5  # and a sentence that counts things up
BRIEF = 8  # words below which a sentence seldom says it all
_ITEM = r"[^,;:.]{2,60}"
_SERIES = re.compile(rf"{_ITEM}[,;] (?:{_ITEM}[,;] )*{_ITEM},? (?:and|or|as well as) \w")


class Features:
    """What speaks for sentences as the answer to one question.

    Attributes:
        asked: Ids of the properties that it asks for.
    """

    def __init__(
        self, question: Question, telling: Mapping[str, float], ontology: Ontology
    ) -> None:
        """Take of the question what each sentence is looked at for.

        Args:
            question: What is asked.
            telling: What it tells, in [0, 1], that a claim has a property.
            ontology: The vocabulary.
        """
        self._question = question
        self._ontology = ontology
        self._telling = telling
        self.asked = question.predicates[:ASKED]
        self._concepts = tuple(concept.id for concept in question.concepts)
        self._about = frozenset(self._concepts)
        self._kinds = frozenset(question.kinds)
        self._value_of = _dimensions(question, ontology)
        self._phase = self._phase_asked()
        self._sides = self._compared()
        self._unstated = [
            ontology.predicates[name] for name in self.asked[:1] if not telling.get(name)
        ]
        self._cues = Phrases(c for predicate in self._unstated for c in predicate.cues if " " in c)
        self._names = tuple(
            name.lower()
            for concept in question.concepts
            for name in ontology.names.get(concept.id, (concept.label,))
        )
        shapes: dict[Kind, Callable[[Reading], float]] = {
            Kind.LIST: _lists,
            Kind.CAUSE: self._explains,
            Kind.DEFINITION: self._defines,
        }
        self._shape_of = shapes.get(question.kind)

    def of(self, hit: SentenceHit, reading: Reading, *, whole: bool) -> tuple[float, ...]:
        """The features of a sentence, in the order of `NAMES`.

        Args:
            hit: The sentence with its scores.
            reading: What it holds.
            whole: Whether it speaks of all that is asked for.
        """
        return (
            hit.score,
            hit.aligned,
            hit.focused,
            hit.headed,
            hit.rank,
            hit.coverage,
            self._named(reading),
            float(whole),
            float(reading.words < BRIEF),
            self._value(reading),
            self._of_phase(reading),
            self._property(reading),
            self._instance(reading),
            self._type(reading),
            self._shape(reading),
            self._joint(reading),
        )

    def answers(self, claim: Claim) -> float:
        """What the claim's property tells if it is asked for; half where of something else."""
        if claim.predicate not in self.asked:
            return 0.0
        about = self._about
        matches = not about or claim.subject.id in about or claim.phase in about
        return self._telling[claim.predicate] * (1.0 if matches else 0.5)

    def _phase_asked(self) -> str | None:
        """The phase asked about, if one is: in "why is A dearer than B", that is A."""
        question = self._question
        of_first = question.kind is Kind.CAUSE and says(question.asked.lower(), "than")
        one = len(question.phases) == 1 or of_first
        return question.phases[0] if question.phases and one else None

    def _compared(self) -> frozenset[str]:
        """The sides of a comparison."""
        question = self._question
        if question.kind is not Kind.COMPARISON:
            return frozenset()
        return frozenset(question.phases if len(question.phases) > 1 else question.beside)

    def _named(self, reading: Reading) -> float:
        """The share of the concepts asked about that it names itself."""
        if not self._concepts:
            return 0.0
        return sum(map(reading.own.__contains__, self._concepts)) / len(self._concepts)

    def _value(self, reading: Reading) -> float:
        """Whether it holds a value of the kind asked for, or that the property's figures have."""
        if not self._value_of:
            return 0.0
        return -0.5 if self._value_of.isdisjoint(reading.dimensions) else 1.0

    def _of_phase(self, reading: Reading) -> float:
        """Whether it speaks of the phase asked about."""
        if self._phase is None or not reading.phases:
            return 0.0
        return 1.0 if self._phase in reading.phases else -1.0

    def _property(self, reading: Reading) -> float:
        """How much its claims tell by stating the property asked for."""
        if reading.predicates.isdisjoint(self.asked):
            return 0.0
        return max(map(self.answers, reading.claims))

    def _instance(self, reading: Reading) -> float:
        """Whether it names one of the kind asked for: a TPU v5 where a TPU is."""
        if not self._kinds:
            return 0.0
        lineages = (self._ontology.ancestors(name) for name in reading.own)
        return float(any(not self._kinds.isdisjoint(lineage) for lineage in lineages))

    def _type(self, reading: Reading) -> float:
        """Whether it names something of the type asked for that the question does not name."""
        types = self._question.types
        return float(bool(types) and not types.isdisjoint(reading.types(self._about)))

    def _joint(self, reading: Reading) -> float:
        """Whether it speaks of both sides of a comparison."""
        if not self._sides:
            return 0.0
        of_phases = len(self._question.phases) > 1
        held = reading.phases if of_phases else reading.concepts
        return float(len(held & self._sides) > 1)

    def _shape(self, reading: Reading) -> float:
        """Whether it is worded as the kind of answer that is wanted."""
        if self._unstated and self._tells(reading.lowered):
            return 1.0
        return self._shape_of(reading) if self._shape_of else 0.0

    def _tells(self, lowered: str) -> bool:
        """Whether it is worded as telling the property first asked for, which no claim states."""
        if self._cues.are_in(lowered):
            return True
        analogy = any(predicate.id == ANALOGY for predicate in self._unstated)
        return analogy and any(likens(lowered, name) for name in self._likened)

    @property
    def _likened(self) -> Iterable[str]:
        """The names of what may be called something else, as they are written."""
        for concept in self._question.concepts:
            yield from self._ontology.names.get(concept.id, (concept.label,))

    def _explains(self, reading: Reading) -> float:
        reasons = _reasons(self._ontology)
        return float(reading.is_told or reasons.are_in(reading.lowered))

    def _defines(self, reading: Reading) -> float:
        lowered = reading.lowered
        return float(any(name in lowered and _defines(lowered, name) for name in self._names))


def _dimensions(question: Question, ontology: Ontology) -> frozenset[str]:
    """Dimensions of the value asked for, or of the property's figures; none where none is."""
    if not question.expects and question.kind is Kind.QUANTITY and question.predicates:
        return measures(question.predicates[0], ontology)
    return question.expects


@cache
def _reasons(ontology: Ontology) -> Phrases:
    """How reasons are given."""
    return Phrases(("because", *ontology.predicates["causes"].cues))


def _lists(reading: Reading) -> float:
    return WHOLE if reading.is_list else ENUMERATES * _enumerates(reading.lowered)


@lru_cache(maxsize=10_000)
def _enumerates(lowered: str) -> bool:
    """Whether a sentence counts things up: "A, B and C"."""
    return bool(_SERIES.search(lowered))


def _defines(lowered: str, name: str) -> bool:
    """Whether a sentence opens with a name and goes on to say what it is, both lower-cased."""
    opening, termed = _definitions(name)
    return bool(opening.match(lowered) or termed.search(lowered))


@lru_cache(maxsize=1024)
def _definitions(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a name is defined: as what a sentence opens with, or by the word that introduces it."""
    verb = r"(?:is|are|means?|involves?|happens?|refers?)"
    name = re.escape(name)
    opening = re.compile(rf"(?:an? |the |ai )*{name}s?\b.{{0,30}} {verb}\b")
    return opening, re.compile(rf"\b(?:called|known as|termed) {name}")
