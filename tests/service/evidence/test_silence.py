"""Promises of service/evidence/silence.py: a sentence that says what is not told is heard."""

import pytest

from service.question.cues import cues


@pytest.mark.parametrize(
    "sentence",
    [
        "The maker does not publish a board power.",
        "Who paid was not disclosed.",
        "Board power: not published.",
        "The bank declined to comment.",
        "None of them reveals how much is meant for training.",
        "The vendor has not been chosen.",
        "Names of customers are left out.",
        "There is no public figure.",
        "How much of it is new nobody has measured.",
        "We did not ask for the price.",
    ],
)
def test_a_sentence_says_that_something_is_not_told(sentence: str) -> None:
    """In whatever way it is not told."""
    assert cues().silence.search(sentence.lower())


@pytest.mark.parametrize(
    "sentence",
    [
        "Inference does not need long bursts.",
        "It cannot be used for training.",
        "The maker publishes a board power of 700 W.",
        "Nobody can blow that away with fans.",
        "The weights are not updated.",
    ],
)
def test_another_denial_is_none(sentence: str) -> None:
    """It tells something."""
    assert not cues().silence.search(sentence.lower())
