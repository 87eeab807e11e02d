"""The data types of an answer: no `Statement` without a `Citation`, gathered as an `Answer`."""

from dataclasses import dataclass, field

from kg.claim import Claim
from retrieval.hit import Hit
from service.evidence.citation import Citation
from service.question.kind import Kind


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with what it rests on.

    Raises:
        ValueError: Where there is no citation.
    """

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            message = f"a statement needs a citation: {self.text!r}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Phasebook says to a question.

    Attributes:
        question: As asked.
        kind: What was asked for.
        statements: The answer, direct first; empty where the documents do not say.
        missing: What the documents lack, where they do not answer; else None.
        support: How much of the question the best sentence carries, in [0, 1], answered or not.
        sureness: How likely it is right, in [0, 1], as far as the question sets tell.
        claims: Facts of the graph that bear on the question.
        conflicts: Groups of claims that differ from each other.
        hits: The nearest passages, best first.
        worded_by: The language model that worded statements of it; None for the sources' own words.
        dropped: How many sentences of a model could not be verified.
    """

    question: str
    kind: Kind
    statements: tuple[Statement, ...]
    missing: str | None
    support: float
    sureness: float = 0.0
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[tuple[Claim, ...], ...] = ()
    hits: tuple[Hit, ...] = field(default=(), repr=False)
    worded_by: str | None = None
    dropped: int = 0

    @property
    def answered(self) -> bool:
        """Whether the documents say it."""
        return bool(self.statements)

    @property
    def confidence(self) -> float:
        """In [0, 1]; 0 where nothing is answered."""
        return self.sureness if self.answered else 0.0
