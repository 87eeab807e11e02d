"""A comparison is read with its property, its order, its factor, and what it compares with."""

import pytest

from kg.claim import Claim
from tests.kg.extract.reading_of import claims_of


def compared(text: str) -> list[tuple[str, str, str | None, str, str | None]]:
    """Subject, property, relation, comparand and factor of each comparison in a text."""
    return [
        (c.subject.id, c.predicate, c.relation, c.comparand.id, c.factor.text if c.factor else None)
        for c in claims_of(text)
        if c.comparand
    ]


TRAINING, INFERENCE = "phase-training", "phase-inference"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Inference is cheaper than training.", (INFERENCE, "price", "lowerThan", TRAINING, None)),
        (
            "Training consumes more energy than inference.",
            (TRAINING, "energyConsumption", "higherThan", INFERENCE, None),
        ),
        (
            "The H200 has 1.4x more memory than the H100.",
            ("hw-h200", "memoryCapacity", "higherThan", "hw-h100", "1.4x"),
        ),
        (
            "The B200 delivers 2.5x the throughput of the A100.",
            ("hw-b200", "throughput", "higherThan", "hw-a100", "2.5x"),
        ),
        (
            "At scale, inference costs can exceed training costs.",
            ("cost-inference", "price", "higherThan", "cost-training", None),
        ),
        (
            "Inference compute can rival or exceed the cost of training.",
            ("metric-inference-compute", "computeNeed", "atLeast", "cost-training", None),
        ),
        (
            "Inference is four times cheaper than training.",
            (INFERENCE, "price", "lowerThan", TRAINING, "four times cheaper"),
        ),
    ],
)
def test_one_comparison(text: str, expected: tuple[str, str, str, str, str | None]) -> None:
    """The comparative tells the property and the order, "than" what it compares with."""
    assert compared(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The lab spends more on serving its users than on research.",
        "Training costs more than $100 million.",
        "Training uses GPUs rather than CPUs.",
    ],
)
def test_no_comparison_of_the_subject(text: str) -> None:
    """Two things that the subject does, a number, or a choice are no comparison of it."""
    assert compared(text) == []


def test_what_limits_a_comparison() -> None:
    """Modality, negation and scope stay with it."""
    found = {c.relation: c for c in only("Over time, inference can become costlier than training.")}
    claim = found["higherThan"]
    assert (claim.hedge, claim.scope) == ("can", ("basis/lifetime",))
    assert [c.negated for c in only("The TPU v5e is not cheaper than the H100.")] == [True]


def only(text: str) -> list[Claim]:
    """The comparisons of a text."""
    return [claim for claim in claims_of(text) if claim.comparand]
