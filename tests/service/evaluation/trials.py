"""Trials made up for the laws of figures, where only right or wrong and confidence matter."""

from service.api.schema import Answer
from service.evaluation.examine import Trial
from service.evaluation.item import Item


def trial(confidence: float | None, *, wrong: bool, support: float | None = None) -> Trial:
    """A question answered rightly or wrongly with some confidence; refused where that is None."""
    answer = Answer(
        question="Why?",
        kind="cause",
        answered=confidence is not None,
        confidence=confidence or 0.0,
        answer="",
        statements=[],
        citations=[],
        facts=[],
        conflicts=[],
        passages=[],
        missing=None,
        worded_by=None,
        dropped=0,
        index="",
        took_ms=0.0,
    )
    item = Item(id="q", question="Why?", kind="cause", answerable=True)
    faults = ("it is wrong",) if wrong else ()
    return Trial(item, answer, support if support is not None else answer.confidence, faults, 1.0)
