"""The data type of what may answer a question: a sentence, what it holds and how it is weighed."""

from typing import NamedTuple

from corpus.document import Span
from retrieval.hit import SentenceHit
from service.evidence.bearing import Bearing
from service.evidence.reading import Reading


class Candidate(NamedTuple):  # as `Bearing` is
    """A sentence that may answer a question.

    Attributes:
        hit: The sentence with its retrieval scores.
        reading: What it holds.
        bearing: How far it bears on each part of the question.
        features: What speaks for and against it, by name.
        score: How well it answers; comparable within one question only.
    """

    hit: SentenceHit
    reading: Reading
    bearing: Bearing
    features: tuple[tuple[str, float], ...]
    score: float

    @property
    def text(self) -> str:
        """Its words, to be read by themselves."""
        return self.reading.text

    @property
    def span(self) -> Span:
        """What is to be quoted for it."""
        return self.reading.span

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence, not a row, a pair or a whole list."""
        return self.reading.is_prose

    @property
    def explains(self) -> bool:
        """Whether it is worded as a reason."""
        return dict(self.features).get("shape", 0.0) > 0

    @property
    def document(self) -> str:
        """Id of the document that it stands in."""
        return self.span.document
