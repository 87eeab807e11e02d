"""A ranked sentence weighed against the question: does it name the things, hold the value?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.mention import MentionFinder
from kg.ontology import Ontology
from kg.quantity import find_quantities
from retrieval.hit import SentenceHit
from service.answer import Kind
from service.library import Library
from service.question import Question, phases_of, says

NAMED = frozenset({"hardware", "vendor", "organization", "model"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Shares of the score, found on the development questions; the first two carry it.
_RANK, _COVERAGE, _VALUE, _PHASE, _NAME, _PROPERTY, _SHAPE = 0.55, 0.3, 0.15, 0.1, 0.15, 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Attributes:
        hit: The sentence with its retrieval scores.
        text: Worded to be read by itself.
        concepts: Ids of the concepts that it or the headings above it name, and of broader ones.
        phases: Phases that it speaks of.
        dimensions: Of the quantities in it; "date" where it holds a year, "number" for any.
        score: How well it answers; higher is better, comparable within one question only.
    """

    hit: SentenceHit
    text: str
    concepts: frozenset[str]
    phases: frozenset[str]
    dimensions: frozenset[str]
    score: float = 0.0

    @property
    def document(self) -> str:
        """Id of the document that it stands in."""
        return self.hit.sentence.span.document


class Weigher:
    """Turns sentence hits into candidates, best first."""

    def __init__(self, ontology: Ontology, finder: MentionFinder, library: Library) -> None:
        self._ontology = ontology
        self._finder = finder
        self._library = library

    def weigh(self, question: Question, hits: Iterable[SentenceHit]) -> tuple[Candidate, ...]:
        """All that could answer, best first; questions among the sentences answer nothing."""
        read = (self._read(hit) for hit in hits if not hit.sentence.text.rstrip().endswith("?"))
        scored = (self._scored(question, candidate) for candidate in read)
        return tuple(sorted(scored, key=lambda c: (-c.score, c.hit.sentence.span)))

    def _read(self, hit: SentenceHit) -> Candidate:
        text = self._library.word(hit.sentence)
        context = " / ".join(hit.sentence.context)
        within = self._concepts(text)
        return Candidate(
            hit=hit,
            text=text,
            concepts=within | self._concepts(context),
            phases=frozenset(phases_of(within, self._ontology))
            or frozenset(phases_of(self._concepts(context), self._ontology)),
            dimensions=self._dimensions(text),
        )

    def _concepts(self, text: str) -> frozenset[str]:
        named = {concept.id for _, _, concept in self._finder.find(text)}
        return frozenset(named.union(*(self._ontology.ancestors(name) for name in named)))

    def _dimensions(self, text: str) -> frozenset[str]:
        found = {"date"} if _YEAR.search(text) else set()
        for _, _, quantity in find_quantities(text, self._ontology):
            found.add("number")
            unit = self._ontology.units.get((quantity.unit or "").split("/")[0])
            found |= {unit.dimension} if unit else set()
        return frozenset(found)

    def _scored(self, question: Question, candidate: Candidate) -> Candidate:
        named = [c.id for c in question.concepts if c.type in NAMED]
        share = sum(name in candidate.concepts for name in named) / len(named) if named else 0.0
        score = _RANK * candidate.hit.score + _COVERAGE * candidate.hit.coverage + _NAME * share
        if question.expects:
            score += _VALUE if question.expects & candidate.dimensions else -_VALUE
        if len(question.phases) == 1 and candidate.phases:
            score += _PHASE if question.phases[0] in candidate.phases else -_PHASE
        score += _PROPERTY * self._names_property(question, candidate)
        score += _SHAPE * self._has_shape(question, candidate)
        if candidate.hit.passage.boilerplate:
            score -= _SHAPE
        return Candidate(
            candidate.hit, candidate.text, candidate.concepts, candidate.phases,
            candidate.dimensions, score,
        )  # fmt: skip

    def _names_property(self, question: Question, candidate: Candidate) -> bool:
        """Whether it, or what stands above it, calls the property asked for by one of its names."""
        where = f"{candidate.text} / {' / '.join(candidate.hit.sentence.context)}".lower()
        return any(
            says(where, name)
            for asked in question.predicates[:2]
            for name in self._ontology.predicates[asked].names
        )

    def _has_shape(self, question: Question, candidate: Candidate) -> bool:
        """Whether it is worded as the kind of answer that is wanted."""
        text = candidate.text.lower()
        match question.kind:
            case Kind.CAUSE:
                return any(says(text, cue) for cue in self._ontology.words.get("cause", ()))
            case Kind.DEFINITION:
                return any(
                    _defines(text, name)
                    for concept in question.concepts
                    for name in self._ontology.names.get(concept.id, (concept.label,))
                )
            case Kind.COMPARISON:
                return len(candidate.phases & set(question.phases)) > 1
            case _:
                return False


def _defines(lowered: str, name: str) -> bool:
    """Whether a sentence opens with the name and goes on to say what it is."""
    verb = r"(?:is|are|means?|involves?|happens?|refers?)"
    subject = rf"(?:an? |the |ai )*{re.escape(name.lower())}s?\b"
    return bool(re.match(rf"{subject}.{{0,30}} {verb}\b", lowered))
