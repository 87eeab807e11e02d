"""A share of many is claimed with what it is a share of, and as firmly as it is told."""

import pytest

from tests.kg.extract.reading_of import claims_of


@pytest.mark.parametrize(
    ("text", "whole", "hedge"),
    [
        ("About 60 % of all requests begin with the same prompt.", "of/all requests", "About"),
        (
            "Researchers found that 12 percent of answers differ between FP16 and INT4.",
            "of/answers",
            None,
        ),
        ("Eighty percent of questions go to a small model.", "of/questions", None),
    ],
)
def test_a_share_says_of_what_it_is(text: str, whole: str, hedge: str | None) -> None:
    """In the scope of its claim, whatever weakens it in the hedge."""
    found = [c for c in claims_of(text) if c.predicate == "share"]
    assert [(whole in c.scope, c.hedge) for c in found] == [(True, hedge)]


def test_who_gets_the_rest_is_no_part_of_it() -> None:
    """The words that a claim rests on end with whoever gets the share."""
    text = "Eighty percent of questions go to a small model and the remainder to a large one."
    (found,) = (c for c in claims_of(text) if c.predicate == "share")
    assert found.source.of(text) == "Eighty percent of questions go to a small model"


def test_an_estimate_is_told_as_one() -> None:
    """What "we" only estimate has that for its hedge, also where nobody is named."""
    text = "We estimate that training clusters in Europe drew 14 TWh in 2025."
    (found,) = (c for c in claims_of(text) if c.predicate == "energyConsumption")
    assert found.hedge == "we estimate"
