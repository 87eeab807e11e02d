"""Promises of service/evidence/trace.py: who listens hears what is decided, nobody else."""

from contextvars import copy_context

import pytest

from corpus.document import Span
from service.evidence.reason import Reason
from service.evidence.trace import Check, Loss, Measure, Trace, check, compared, listening, lost

HERE = Span("a", 0, 9)
THERE = Span("a", 10, 19)


@check("the heights suffice")
def _too_low(*heights: float) -> str | None:
    enough = [compared("height", height, 2) for height in heights]
    return None if any(enough) else "too low"


def test_what_is_decided_is_kept_in_order() -> None:
    """All that was held against one sentence, with numbers and names."""
    trace = Trace()
    with listening(trace):
        lost(HERE, Reason.UNNAMED, lacks=["hw-a"])
        lost(THERE, Reason.QUESTION)
        lost(HERE, Reason.BEHIND, measured=(0.3, 0.5))
    assert trace.losses == {
        HERE: [Loss(Reason.UNNAMED, lacks=("hw-a",)), Loss(Reason.BEHIND, value=0.3, limit=0.5)],
        THERE: [Loss(Reason.QUESTION)],
    }


@pytest.mark.parametrize(("heights", "lacking"), [((1, 3, 2), None), ((1, 0.5), "too low")])
def test_a_check_has_the_best_of_its_numbers(
    heights: tuple[float, ...], lacking: str | None
) -> None:
    """And those of no other check; it returns what it returns when nobody listens."""
    trace = Trace()
    with listening(trace):
        assert _too_low(*heights) == lacking
        assert _too_low() == "too low"
    best = (Measure("height", max(heights), 2),)
    assert trace.checks == [
        Check("the heights suffice", lacking is None, best),
        Check("the heights suffice", passed=False),
    ]
    assert _too_low(*heights) == lacking
    assert len(trace.checks) == 2


def _fail_heard(trace: Trace) -> None:
    with listening(trace):
        raise RuntimeError


def test_nobody_hears_of_another_question() -> None:
    """Neither in another context, nor after the block, even when that ended with an error."""
    trace = Trace()
    elsewhere = copy_context()
    with listening(trace):
        elsewhere.run(lost, HERE, Reason.LONG)
    with pytest.raises(RuntimeError):
        _fail_heard(trace)
    lost(HERE, Reason.LONG)
    assert trace.losses == {}


def test_a_question_that_nobody_listens_to_is_not_heard_by_the_one_around_it() -> None:
    """Listening with none is silence."""
    trace = Trace()
    with listening(trace), listening(None):
        lost(HERE, Reason.LONG)
    assert trace.losses == {}
