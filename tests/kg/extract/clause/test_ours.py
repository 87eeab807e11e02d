"""What "we" tell of ourselves is said of our firm, by whoever speaks."""

import pytest

from kg.claim import Claim, Text
from tests.kg.extract.reading_of import claims_of_page

HEAD = "*Ann Roe, staff engineer, Acme Cloud. 3 May 2025*"


def told(sentence: str) -> list[Claim]:
    """What the page of an engineer of Acme Cloud states of it in so many words."""
    found = claims_of_page(f"{HEAD}\n\n{sentence}\n")
    return [c for c in found if c.subject.label == "Acme Cloud" and isinstance(c.object, Text)]


@pytest.mark.parametrize(
    "words",
    [
        "moved 40 models to 12 Zenith Z9 cards",
        "run 300 replicas of the 8B model",
        "spent 40% of the budget on spare parts",
        "get 5,100 tokens per second out of one H100 node",
        "counted nine interruptions in 30 days",
        "have tested nine quantized models",
        "employ 40 people in Oslo",
        "kept 500 tickets aside",
        "accept around 60% of the drafted tokens",
    ],
)
def test_what_we_do_in_figures_our_firm_does(words: str) -> None:
    """Whose case it is, only the head of the document tells."""
    (claim,) = told(f"We {words}.")
    assert claim.object == Text(words)
    assert claim.attribution == "Ann Roe"


@pytest.mark.parametrize(
    "sentence",
    [
        "We ran that for 90 days.",  # what, only the sentence before tells
        "We gave it 11 trillion tokens.",
        "We sold the node for 900 dollars.",
        "We pay $1.85 an hour.",  # for what
        "We are at 58.",
        "We think that 400 GPUs are enough.",
        "We expect that a pool of 400 GPUs will do.",
        "If we had 400 GPUs, the queue would be empty.",
        "We would buy 400 GPUs.",
        "We like our customers.",  # no figure
        "They are the GPUs that we bought for 90 customers.",
    ],
)
def test_what_we_only_hold_or_point_at_is_no_claim_about_us(sentence: str) -> None:
    """Nor is a sum for which nothing is named."""
    assert not told(sentence)


def test_nobody_is_meant_where_the_document_names_no_author() -> None:
    """A "we" without a name says nothing of anybody."""
    found = claims_of_page("# Costs\n\nWe moved 40 models to 12 Zenith Z9 cards.\n")
    assert not [c for c in found if c.rule == "sentence/told"]


def test_what_else_a_clause_tells_is_told_once() -> None:
    """What renting a node costs is a price, and need not be said of the firm, too."""
    found = claims_of_page(f"{HEAD}\n\nWe rent each node at $14 an hour.\n")
    assert [(c.subject.label, c.predicate) for c in found] == [("node", "price")]
