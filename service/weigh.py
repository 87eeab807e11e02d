"""Sentence hits and a question in, weighed `Candidate`s out, best first."""

import re
from collections.abc import Iterable

from kg.ontology import Ontology
from retrieval.hit import SentenceHit
from service.answer import Kind
from service.candidate import Candidate, Reader, Reading
from service.question import Question, says

# What each feature counts for. The first two rank by words and meaning; the others ask whether a
# sentence holds what the question wants. Found on the development questions; broad optima.
WEIGHTS = {
    "score": 0.55,
    "coverage": 0.3,
    "names": 0.15,
    "value": 0.15,
    "phase": 0.1,
    "property": 0.15,
    "instance": 0.1,
    "shape": 0.1,
    "stated": 0.05,
    "boilerplate": -0.1,
}
_ASKED = 2  # properties of a question that count, the surest first


class Weigher:
    """Turns sentence hits into candidates."""

    def __init__(self, ontology: Ontology, reader: Reader) -> None:
        self._ontology = ontology
        self._reader = reader

    def weigh(self, question: Question, hits: Iterable[SentenceHit]) -> tuple[Candidate, ...]:
        """All that could answer, best first; a question among the sentences answers nothing."""
        found = [
            self._weighed(question, hit)
            for hit in hits
            if not hit.sentence.text.rstrip().endswith("?")
        ]
        return tuple(sorted(found, key=lambda c: (-c.score, c.span)))

    def _weighed(self, question: Question, hit: SentenceHit) -> Candidate:
        reading = self._reader.read(hit.sentence)
        features = {
            "score": hit.score,
            "coverage": hit.coverage,
            "names": _share(question.named, reading.concepts),
            "value": _value(question, reading),
            "phase": _phase(question, reading),
            "property": self._property(question, hit, reading),
            "instance": self._instance(question, reading),
            "shape": self._shape(question, reading),
            "stated": float(bool(reading.claims)),
            "boilerplate": float(hit.passage.boilerplate),
        }
        score = sum(WEIGHTS[name] * value for name, value in features.items())
        return Candidate(hit, reading, tuple(features.items()), score)

    def _property(self, question: Question, hit: SentenceHit, reading: Reading) -> float:
        """1 where a claim states the property of what is asked about, 0.5 where one is in sight."""
        asked = question.predicates[:_ASKED]
        if not asked:
            return 0.0
        about = {c.id for c in question.concepts}
        stated = [claim for claim in reading.claims if claim.predicate in asked]
        if any({c.subject.id, c.phase} & about or not about for c in stated):
            return 1.0
        where = f"{reading.text} / {' / '.join(hit.sentence.context)}".lower()
        called = (name for id_ in asked for name in self._ontology.predicates[id_].names)
        return 0.5 if stated or any(says(where, name) for name in called) else 0.0

    def _instance(self, question: Question, reading: Reading) -> float:
        """Whether it names one of the kind asked for: a TPU v5 where a TPU is."""
        kinds = {c.id for c in question.concepts if c.type != "phase"}
        return float(any(kinds & {*self._ontology.ancestors(name)} for name in reading.named))

    def _shape(self, question: Question, reading: Reading) -> float:
        """Whether it is worded as the kind of answer that is wanted."""
        text = reading.text.lower()
        match question.kind:
            case Kind.CAUSE:
                cues = self._ontology.predicates["causes"].cues
                return float(any(says(text, cue) for cue in ("because", *cues)))
            case Kind.DEFINITION:
                names = (
                    name
                    for concept in question.concepts
                    for name in self._ontology.names.get(concept.id, (concept.label,))
                )
                return float(any(_defines(text, name) for name in names))
            case Kind.COMPARISON:
                return float(len(reading.phases & {*question.phases}) > 1)
            case _:
                return 0.0


def _share(wanted: Iterable[str], had: frozenset[str]) -> float:
    found = [name in had for name in wanted]
    return sum(found) / len(found) if found else 0.0


def _value(question: Question, reading: Reading) -> float:
    if not question.expects:
        return 0.0
    return 1.0 if question.expects & reading.dimensions else -1.0


def _phase(question: Question, reading: Reading) -> float:
    if len(question.phases) != 1 or not reading.phases:
        return 0.0
    return 1.0 if question.phases[0] in reading.phases else -1.0


def _defines(lowered: str, name: str) -> bool:
    """Whether a sentence opens with the name and goes on to say what it is."""
    verb = r"(?:is|are|means?|involves?|happens?|refers?)"
    subject = rf"(?:an? |the |ai )*{re.escape(name.lower())}s?\b"
    return bool(re.match(rf"{subject}.{{0,30}} {verb}\b", lowered))
