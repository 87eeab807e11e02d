"""Judged answers in, the trade between risk and coverage out.

Who answers only the questions that it is surest of makes fewer mistakes. Coverage is the share of
the questions that are answered so, risk the share of wrong answers among these (El-Yaniv and
Wiener, 2010; Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017). With
r(k) the risk over the k surest of n questions, the area under the curve is

    AURC = (r(1) + ... + r(n)) / n

(Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers",
2019); lower is better. A refused question has no answer that could be right: it comes after all
answered ones, and counts as wrong where it is covered.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from math import ceil
from statistics import fmean

from pydantic import Field

from service.api.schema import Model
from service.evaluation.examine import Trial

PARTS = 10  # points of the curve that are told, and one where refusal begins


class Point(Model):
    """What is risked where a share of the questions is covered."""

    coverage: float
    risk: float
    confidence: float | None = Field(description="least of the covered; null where one is refused")


class Selective(Model):
    """The curve by some of its points, and its area.

    `aurc_least` is the area had all right answers more confidence than all others; `aurc_support`
    is that of the support alone, as if refusals had no other reason.
    """

    points: list[Point]
    aurc: float
    aurc_least: float
    aurc_support: float


def selective(trials: Sequence[Trial]) -> Selective:
    """The curve of at least one trial."""
    wrong = [not trial.has_right_answer for trial in trials]
    sure = [trial.answer.confidence if trial.answer.answered else -1.0 for trial in trials]
    found = risks(zip(sure, wrong, strict=True))
    ideal = risks((not each, each) for each in wrong)
    support = risks(zip((trial.support for trial in trials), wrong, strict=True))
    return Selective(
        points=_points(found, sorted(sure, reverse=True)),
        aurc=fmean(found),
        aurc_least=fmean(ideal),
        aurc_support=fmean(support),
    )


def risks(judged: Iterable[tuple[float, bool]]) -> list[float]:
    """The share of wrong ones among the 1, 2, ... surest, of pairs (how sure, whether wrong).

    Among the equally sure, wrong ones are spread evenly: their order means nothing.

    >>> risks([(0.5, True), (0.9, False), (0.5, False)])
    [0.0, 0.25, 0.3333333333333333]
    """
    ranked = sorted(judged, reverse=True)
    losses: list[float] = []
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        lost = [wrong for _, wrong in tied]
        losses += [sum(lost) / len(lost)] * len(lost)
    return [total / count for count, total in enumerate(accumulate(losses), 1)]


def _points(found: Sequence[float], sure: Sequence[float]) -> list[Point]:
    of = len(found)
    answered = sum(value >= 0 for value in sure)
    counts = sorted({*(ceil(of * part / PARTS) for part in range(1, PARTS + 1)), answered} - {0})
    return [
        Point(
            coverage=count / of,
            risk=found[count - 1],
            confidence=sure[count - 1] if count <= answered else None,
        )
        for count in counts
    ]
