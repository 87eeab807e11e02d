"""A question and its evidence in, an `Answer` out: cited statements, or what is missing."""

from dataclasses import replace

from kg.claim import Claim
from kg.ontology import Ontology
from retrieval.hit import Evidence
from service.answer import Answer, Kind, Statement
from service.candidate import Candidate
from service.library import Library
from service.polarity import polarity
from service.question import ASKED, Question
from service.refusal import missing
from service.selection import select
from service.weigh import Weigher

MAX_FACTS = 12


class Composer:
    """Builds answers from what the documents say."""

    def __init__(self, ontology: Ontology, library: Library, weigher: Weigher) -> None:
        self._ontology = ontology
        self._library = library
        self._weigher = weigher

    def compose(self, question: Question, evidence: Evidence) -> Answer:
        """Answer from `evidence`, or say what it lacks."""
        candidates = self._weigher.weigh(question, evidence.sentences)
        lacking = missing(question, candidates, self._ontology)
        answer = Answer(
            question=question.text,
            kind=question.kind,
            statements=(),
            missing=lacking,
            confidence=_confidence(candidates) if not lacking else 0.0,
            hits=evidence.hits,
        )
        if lacking:
            return answer
        chosen = select(question, candidates, self._weigher.telling)
        statements = self._statements(question, chosen)
        return replace(answer, statements=statements, claims=_facts(question, chosen, evidence))

    def _statements(
        self, question: Question, chosen: tuple[Candidate, ...]
    ) -> tuple[Statement, ...]:
        lead = self._lead(question, chosen[0])
        texts = [lead + chosen[0].text, *(c.text for c in chosen[1:])]
        return tuple(
            Statement(text, (self._library.citation(c.span),))
            for text, c in zip(texts, chosen, strict=True)
        )

    def _lead(self, question: Question, best: Candidate) -> str:
        """The word "Yes" or "No" where the best sentence settles it."""
        if question.kind is not Kind.YES_NO:
            return ""
        settled = polarity(question, best, self._ontology)
        return {True: "Yes. ", False: "No. ", None: ""}[settled]


def _facts(
    question: Question, chosen: tuple[Candidate, ...], evidence: Evidence
) -> tuple[Claim, ...]:
    """Claims of what is said, then others that state what is asked."""
    said = [claim for candidate in chosen for claim in candidate.reading.claims]
    asked = [
        hit.claim for hit in evidence.claims if hit.claim.predicate in question.predicates[:ASKED]
    ]
    return tuple(dict.fromkeys([*said, *asked]))[:MAX_FACTS]


def _confidence(candidates: tuple[Candidate, ...]) -> float:
    """How much of the question the best sentence carries, in [0, 1]."""
    best = candidates[0].hit
    return round(min(1.0, max(0.0, (best.score + best.coverage) / 2)), 3)
