"""Judged answers in, the least confidence from which answers can be trusted out.

Thresholds are tested from the strictest to the mildest: of the answers given with at least that
confidence, is the risk of a wrong one no more than allowed? A test holds where the upper bound by
Clopper and Pearson (1934) is no more; the first that does not ends the sequence. Tested in an order
fixed beforehand, all that hold do so together, with the certainty of a single test (Angelopoulos et
al., "Learn then Test", 2021). Which thresholds are tested depends on confidence alone: not those
under which so few answers come that a single mistake among them would end the sequence, nor those
that bring no further answer.
"""

from collections.abc import Sequence
from itertools import count
from math import exp, fsum, lgamma, log, log1p

from pydantic import Field

from service.api.schema import Model
from service.evaluation.examine import Trial

STEPS = 20  # thresholds between 0 and 1
RISK = 0.2
CERTAINTY = 0.9
_PRECISION = 1e-9


class Step(Model):
    """A threshold, the answers with at least that confidence, and what they risk at most."""

    threshold: float
    answered: int
    wrong: int
    bound: float = Field(description="upper bound of the risk, at the certainty asked for")


class Calibration(Model):
    """The sequence of tests, up to the first that does not hold, and the last that does."""

    risk: float
    certainty: float
    steps: list[Step]
    threshold: float | None = Field(description="null where no test holds")


def calibrated(trials: Sequence[Trial], risk: float, certainty: float) -> Calibration:
    """The mildest threshold whose answers are wrong in no more than a share of `risk`."""
    given = [trial for trial in trials if trial.answer.answered]
    fewest = next(n for n in count(2) if upper_bound(1, n, certainty) <= risk)
    steps: list[Step] = []
    for number in reversed(range(STEPS)):
        threshold = number / STEPS
        trusted = [trial for trial in given if trial.answer.confidence >= threshold]
        if len(trusted) < max(fewest, steps[-1].answered + 1 if steps else 1):
            continue
        wrong = sum(not trial.has_right_answer for trial in trusted)
        bound = upper_bound(wrong, len(trusted), certainty)
        steps.append(Step(threshold=threshold, answered=len(trusted), wrong=wrong, bound=bound))
        if bound > risk:
            break
    held = [step.threshold for step in steps if step.bound <= risk]
    return Calibration(
        risk=risk, certainty=certainty, steps=steps, threshold=min(held, default=None)
    )


def upper_bound(wrong: int, of: int, certainty: float) -> float:
    """The largest share of mistakes under which so few of them are not too unlikely.

    >>> round(upper_bound(1, 18, 0.9), 3)
    0.199
    """
    low, high = wrong / of, 1.0
    while high - low > _PRECISION:
        middle = (low + high) / 2
        if _at_most(wrong, of, middle) > 1 - certainty:
            low = middle
        else:
            high = middle
    return high


def _at_most(wrong: int, of: int, share: float) -> float:
    """The probability of no more than so many mistakes, by the binomial distribution."""
    return fsum(
        exp(_ways(of, n) + n * log(share) + (of - n) * log1p(-share)) for n in range(wrong + 1)
    )


def _ways(of: int, chosen: int) -> float:
    """The logarithm of the number of ways to choose; the number itself is too large for a float."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
