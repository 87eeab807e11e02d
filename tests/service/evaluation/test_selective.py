"""Promises of service/evaluation/selective.py: laws of the risk-coverage curve and its area."""

from itertools import permutations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.examine import Trial
from service.evaluation.selective import risks, selective
from tests.service.evaluation.trials import trial

LEVELS = st.sampled_from([0.2, 0.5, 0.9])
PAIRS = st.lists(st.tuples(LEVELS, st.booleans()), min_size=1, max_size=6)
TRIALS = st.lists(
    st.builds(trial, st.none() | LEVELS, wrong=st.booleans()), min_size=1, max_size=40
)


@given(PAIRS)
def test_the_area_is_the_mean_over_all_orders_of_the_equally_sure(
    pairs: list[tuple[float, bool]],
) -> None:
    """Counted out, one order after the other."""
    areas = []
    for order in permutations(pairs):
        if [sure for sure, _ in order] == sorted((sure for sure, _ in pairs), reverse=True):
            wrong = [each for _, each in order]
            areas.append(fmean(sum(wrong[:k]) / k for k in range(1, len(wrong) + 1)))
    assert fmean(risks(pairs)) == pytest.approx(fmean(areas))


@given(TRIALS)
def test_the_curve_ends_where_all_is_covered(trials: list[Trial]) -> None:
    """There the risk is the share without a right answer; no area is less than the least."""
    found = selective(trials)
    right = sum(each.answer.answered and not each.faults for each in trials)
    assert found.points[-1].coverage == 1
    assert found.points[-1].risk == pytest.approx(1 - right / len(trials))
    assert found.aurc_least <= found.aurc + 1e-9
    assert found.aurc_least <= found.aurc_support + 1e-9
    assert found.aurc <= 1
    coverages = [point.coverage for point in found.points]
    assert coverages == sorted(set(coverages))


def test_refusals_come_last() -> None:
    """However well a sentence had carried the question."""
    found = selective(
        [
            trial(0.3, wrong=False),
            trial(None, wrong=False, support=0.9),
        ]
    )
    assert [(point.coverage, point.risk) for point in found.points] == [(0.5, 0.0), (1.0, 0.5)]
    assert [point.confidence for point in found.points] == [0.3, None]
    assert (found.aurc, found.aurc_least, found.aurc_support) == (0.25, 0.25, 0.75)
