"""The data types of an `Explanation`: how a question was read, what was weighed, why it lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.claim import Claim
from retrieval.hit import Hit, SentenceHit
from service.evidence.candidate import Candidate
from service.evidence.reason import Reason
from service.evidence.trace import Check, Loss
from service.question.question import Question


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature adds to a sentence's score.

    Attributes:
        name: Of the feature.
        value: How far the sentence has it.
        weight: What it counts for.
        behind: What it adds less than to the best sentence; negative where it adds more.
    """

    name: str
    value: float
    weight: float
    behind: float

    @property
    def contribution(self) -> float:
        """What it adds: the parts of a sentence add up to its score."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class ConsideredSentence:
    """A sentence that could have been part of the answer.

    Attributes:
        hit: As it was found.
        candidate: As it was weighed; None where it was not.
        parts: What its score is made of.
        chosen: Whether the answer says it.
        losses: Why it does not, in the order in which that was decided.
    """

    hit: SentenceHit
    candidate: Candidate | None
    parts: tuple[Part, ...]
    chosen: bool
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class ConsideredClaim:
    """A claim that could have been listed with the answer.

    Attributes:
        claim: The claim.
        score: How near it is to the question; None where it is there for another reason.
        said: Whether the answer quotes its words.
        listed: Whether it is among the answer's facts.
        loss: Why it is neither.
    """

    claim: Claim
    score: float | None
    said: bool
    listed: bool
    loss: Reason | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about.

    Attributes:
        question: How the question was read.
        passages: Those that sentences were taken from, best first.
        sentences: Best first; those not weighed come last. None where the graph alone answers.
        claims: Those listed come first, then those said.
        checks: Made in this order before anything is said; the last one may have refused.
        seconds: By stage.
    """

    question: Question
    passages: tuple[Hit, ...]
    sentences: tuple[ConsideredSentence, ...]
    claims: tuple[ConsideredClaim, ...]
    checks: tuple[Check, ...]
    seconds: Mapping[str, float]

    @property
    def refusal(self) -> Check | None:
        """The check that refused; None where there is an answer."""
        return next((check for check in self.checks if not check.passed), None)
