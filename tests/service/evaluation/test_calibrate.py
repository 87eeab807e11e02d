"""Promises of service/evaluation/calibrate.py: the bound is exact, and its thresholds keep it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from service.evaluation.calibrate import calibrated, upper_bound
from service.evaluation.examine import Trial
from tests.service.evaluation.trials import trial


@given(st.integers(1, 3000), st.floats(0, 1), st.floats(0.5, 0.999))
def test_the_bound_is_clopper_and_pearsons(of: int, share: float, certainty: float) -> None:
    """As scipy has it from the beta distribution."""
    wrong = int(share * of)
    expected = beta.ppf(certainty, wrong + 1, of - wrong) if wrong < of else 1.0
    assert upper_bound(wrong, of, certainty) == pytest.approx(expected, abs=1e-6)


def test_the_sequence_stops_at_the_first_test_that_fails() -> None:
    """What would hold below it is not looked at; too few answers are not tested."""
    sure = [trial(0.9, wrong=False)] * 10
    good = [trial(0.7, wrong=False)] * 30
    bad = [trial(0.5, wrong=True)] * 30
    many = [trial(0.3, wrong=False)] * 1000
    refused = [trial(None, wrong=False)] * 100
    found = calibrated([*sure, *good, *bad, *many, *refused], 0.2, 0.9)
    tested = [(step.threshold, step.answered, step.wrong) for step in found.steps]
    assert tested == [(0.7, 40, 0), (0.5, 70, 30)]
    assert found.threshold == 0.7
    assert found.steps[0].bound <= 0.2 < found.steps[1].bound


@pytest.mark.parametrize("trials", [[], [trial(0.9, wrong=True)] * 40])
def test_without_a_test_that_holds_there_is_no_threshold(trials: list[Trial]) -> None:
    """Neither where there is too little to test."""
    assert calibrated(trials, 0.2, 0.9).threshold is None


def test_the_risk_is_kept_as_often_as_promised() -> None:
    """On sets drawn from a known law: with confidence c, an answer is wrong in 1 - c of cases."""
    draw = random.Random(7)  # noqa: S311 - no secret
    broken = 0
    for _ in range(200):
        sure = [draw.random() for _ in range(150)]
        found = calibrated([trial(c, wrong=draw.random() > c) for c in sure], 0.3, 0.9)
        # Uniform above the threshold t, so the risk is the mean of 1 - c: (1 - t) / 2.
        broken += found.threshold is not None and (1 - found.threshold) / 2 > 0.3
    assert broken <= 0.1 * 200 + 2 * (200 * 0.1 * 0.9) ** 0.5
