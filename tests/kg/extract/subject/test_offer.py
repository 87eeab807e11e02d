"""What a firm's price list tells of its terms is told as that firm's, and of nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claim import Claim
from tests.kg.extract.reading_of import claims_of_page

TITLE = "GPU prices - Quayside Cloud"
TABLE = """
| GPU | On demand ($/hour) | Site |
| --- | --- | --- |
| NVIDIA H100 SXM | 2.80 | Turku |
| NVIDIA L40S | 1.05 | Turku, Porto |
"""


def on_price_list(text: str, title: str = TITLE) -> tuple[Claim, ...]:
    """The claims of a page of a firm."""
    return claims_of_page(f"# {title.partition(' - ')[0]}\n\n{text}\n", title)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Storage is charged separately.", "storage"),
        ("Spot instances may be taken back with a notice of 90 seconds.", "spot instances"),
        ("L40S capacity is not offered overnight.", "l40s capacity"),
        ("Fine-tuning jobs have a minimum charge of $40.", "fine-tuning jobs"),
        ("Fine-tuning is available in BF16 only.", "fine-tuning"),
    ],
)
def test_a_rule_of_a_price_list_is_its_firms(text: str, subject: str) -> None:
    """Others may charge otherwise."""
    found = [c for c in on_price_list(text) if c.subject.label == subject]
    assert found
    assert all("of/Quayside Cloud" in c.scope for c in found)


def test_cells_in_words_are_the_firms_as_its_prices_are() -> None:
    """Where a chip is offered is no property of the chip."""
    found = on_price_list(TABLE)
    assert {c.predicate for c in found} == {"price", "states"}
    assert all("of/Quayside Cloud" in c.scope for c in found)


@pytest.mark.parametrize(
    "text",
    [
        "Training needs many GPUs that work in step.",
        "Quantization reduces the memory that weights take.",
        "The H100 SXM is made by NVIDIA.",
        "A GPU with 24 GB holds a model of 8 billion parameters.",
    ],
)
def test_what_holds_anywhere_is_nobodys(text: str) -> None:
    """A phase, a technique and a chip are what they are, whoever rents them out."""
    assert not [c for c in on_price_list(text) for s in c.scope if s.startswith("of/Quayside")]


def test_a_firms_answers_to_questions_are_its_terms() -> None:
    """The title begins with whose questions are answered."""
    text = "Batch jobs may not use streaming. Spot H100s start at $1.60."
    found = on_price_list(text, "Quayside Cloud: questions we are often asked")
    assert {c.scope and "of/Quayside Cloud" in c.scope for c in found} == {True}


@pytest.mark.parametrize(
    "title",
    ["Questions about training, answered", "Fine-Tuning: questions and answers", "GPUs explained"],
)
@given(text=st.sampled_from(["Spot instances are cheap to rent.", "Backups are charged apart."]))
def test_a_page_of_no_firm_tells_nobodys_terms(title: str, text: str) -> None:
    """An article on the field in general has no owner."""
    assert not [c for c in on_price_list(text, title) for s in c.scope if s.startswith("of/")]


BLOG = "*Quayside Cloud Blog, 4 May 2026*\n\nOur customers ask what to rent.\n\n"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("An H100 costs $3.10 per GPU-hour.", True),
        ("B300 instances are in private preview.", True),
        ("New accounts receive $100 in credits.", True),
        ("Training GPT-4 cost more than $100 million.", False),
        ("Inference is limited by memory bandwidth.", False),
        ("At AWS, an H100 costs $3.90 per GPU-hour.", False),
    ],
)
def test_a_firms_blog_tells_its_terms_among_much_else(text: str, *, own: bool) -> None:
    """What it asks for an hour is its price; what a model cost, or what a phase needs, is not."""
    found = claims_of_page(f"# What to rent\n\n{BLOG}{text}\n", "What to rent")
    told = [c for c in found if c.source.of(f"# What to rent\n\n{BLOG}{text}\n") in text]
    assert told
    assert {"of/Quayside Cloud" in c.scope for c in told} == {own}


def test_a_blog_that_is_only_spoken_of_is_no_host() -> None:
    """What stands in the text, and not above it, tells of somebody else."""
    page = "As the Quayside Cloud blog says, our customers rent. An H100 costs $3.10 per GPU-hour."
    found = claims_of_page(f"# What to rent\n\n{page}\n", "What to rent")
    assert [c for c in found if c.predicate == "price"]
    assert not [s for c in found for s in c.scope if s.startswith("of/")]
