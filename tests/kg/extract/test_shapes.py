"""Cells, values, answers, events and list items take their subject from what stands around them."""

import pytest

from corpus.document import Document, Kind
from corpus.structure import read_blocks
from kg.claim import Claim, Concept, Object, Quantity, Text
from tests.kg.extract.reading_of import claims_of, claims_of_block, claims_of_page, extractor


def said(claims: tuple[Claim, ...]) -> set[tuple[str, str, str]]:
    """Subject, property and object of each claim, in words."""
    return {(c.subject.label, c.predicate, words_of(c.object)) for c in claims}


def words_of(value: Object) -> str:
    """An object's label or text."""
    return value.label if isinstance(value, Concept) else value.text


def test_a_cell_of_a_phase_column_is_about_the_phase() -> None:
    """The row names the property, the column the subject."""
    claims = claims_of_block(Kind.CELL, "1-16 samples", ("Batch size", "Inference"))
    assert ("inference", "batchSize", "1-16 samples") in said(claims)
    assert {c.phase for c in claims} == {"phase-inference"}


def test_a_cell_of_a_product_row_is_about_the_product() -> None:
    """The row names the subject, the header the property and, in brackets, the unit."""
    (claim,) = claims_of_block(Kind.CELL, "80", ("H100 SXM", "Memory (GB)"))
    assert claim.subject.id == "hw-h100-sxm"
    assert claim.predicate == "memoryCapacity"
    assert isinstance(claim.object, Quantity)
    assert (claim.object.text, claim.object.unit) == ("80", "GB")


def test_an_empty_cell_says_nothing() -> None:
    """A dash is the absence of a value."""
    assert claims_of_block(Kind.CELL, "—", ("H100", "Price")) == ()


def test_a_key_gives_the_property_and_the_heading_the_subject() -> None:
    """As under "AI Training" in an attribute list."""
    claims = claims_of_block(
        Kind.VALUE, "Recognizing patterns in past examples", ("Purpose",), ("AI Training",)
    )
    assert ("training", "purpose", "Recognizing patterns in past examples") in said(claims)


def test_a_key_may_name_both_subject_and_property() -> None:
    """The key "Inference Goal" is about inference, and names its goal."""
    claims = claims_of_block(Kind.VALUE, "Answering users quickly", ("Inference Goal",))
    assert ("inference", "goal", "Answering users quickly") in said(claims)


def test_a_figure_takes_its_meaning_from_its_caption() -> None:
    """The number is no more than its caption says, and carries the caption's source."""
    caption = "Yearly growth in training compute since 2012, according to Epoch AI."
    claims = claims_of_block(Kind.VALUE, "5x", (caption,))
    growth = [c for c in claims if isinstance(c.object, Quantity)]
    assert [c.predicate for c in growth] == ["growthRate"]
    assert {c.attribution for c in growth} == {"Epoch AI"}


def test_an_event_carries_its_date() -> None:
    """The date stands beside the event, not in it."""
    claims = claims_of_block(Kind.EVENT, "Cerebras launches the WSE-3.", ("2024",))
    assert claims
    assert {c.time for c in claims} == {"2024"}
    assert "event" in {c.predicate for c in claims}


def test_an_answer_is_about_what_its_question_names() -> None:
    """A pronoun stands for the thing asked about; the question itself states nothing."""
    claims = claims_of_block(
        Kind.ANSWER, "It runs on clusters of thousands of GPUs.", ("What does training run on?",)
    )
    assert claims
    assert {c.subject.id for c in claims} == {"phase-training"}


def test_a_pronoun_stands_for_the_subject_before_it() -> None:
    """Only within the paragraph, and only for a single thing."""
    claims = claims_of("Training is rare. It needs thousands of GPUs.")
    assert ("training", "deviceCount", "thousands of GPUs") in said(claims)
    assert not claims_of("It needs patience.")


def test_stages_announced_as_such_are_parts() -> None:
    """The next sentences name the parts of the phase that an earlier one divides."""
    claims = claims_of("Training has stages. Pre-training builds a base. Fine-tuning adapts it.")
    objects = [c.object for c in claims if c.predicate == "hasPart"]
    parts = {value.id for value in objects if isinstance(value, Concept)}
    assert {"phase-pre-training", "phase-fine-tuning"} <= parts


def test_scope_is_kept() -> None:
    """Hedge, attribution, time, negation and phase are those of the clause."""
    (claim,) = (
        c
        for c in claims_of("Inference may grow by 40% in 2026, according to Gartner.")
        if isinstance(c.object, Quantity)
    )
    assert claim.hedge == "may"
    assert claim.attribution == "Gartner"
    assert claim.time == "2026"
    assert claim.phase == "phase-inference"
    (denied,) = claims_of("Inference is not a one-time expense.")
    assert denied.negated


def test_an_entry_of_a_glossary_is_a_definition() -> None:
    """Below a heading that says so, a colon is enough; an acronym spelt out is none."""
    lines = "MFU: the share of a peak that is used.\nTTFT: time to first token."
    document = Document("doc", "Doc", f"## Glossary\n\n{lines}\n", "markdown")
    claims = extractor().extract(document, read_blocks(document))
    assert [(c.subject.id, c.predicate) for c in claims] == [("metric-mfu", "definition")]


def test_a_question_for_a_thing_is_answered_with_its_definition() -> None:
    """Where the first words of the answer are no sentence."""
    words = "A piece of text, about three quarters of a word. Prices are for a million."
    found = said(claims_of_block(Kind.ANSWER, words, ("What is a token?",)))
    assert ("tokens", "definition", "A piece of text, about three quarters of a word") in found


def test_what_stands_below_a_name_is_said_of_it() -> None:
    """As in a list of definitions; each part that a number opens gives one of its figures."""
    found = said(claims_of_block(Kind.VALUE, ": 67 TOPS, 8 GB of memory.", ("Jetson Orin Nano",)))
    assert ("NVIDIA Jetson Orin Nano", "computePerformance", "67 TOPS") in found
    assert ("NVIDIA Jetson Orin Nano", "memoryCapacity", "8 GB") in found


def test_a_former_price_is_no_price() -> None:
    """What something cost formerly, it does not cost."""
    found = said(claims_of_block(Kind.VALUE, "$249, formerly $499", ("H100 price",)))
    assert ("NVIDIA H100", "price", "$249") in found
    assert not any(value == "$499" for _, _, value in found)


def test_a_loss_is_told_under_its_header() -> None:
    """A loss of accuracy is no accuracy."""
    (claim,) = claims_of_block(Kind.CELL, "3.4", ("INT4", "Accuracy loss (points)"))
    assert (claim.predicate, words_of(claim.object)) == ("states", "3.4")
    assert any(s.startswith("aspect/Accuracy loss") for s in claim.scope)


def test_what_something_falls_by_is_no_rate_of_growth() -> None:
    """It is told with its verb, which alone says the direction."""
    told = claims_of("The H100's price has dropped by 40% since 2023.")
    assert [c.object.text for c in told if isinstance(c.object, Text)] == [
        "has dropped by 40% since 2023"
    ]
    assert not any(isinstance(c.object, Quantity) for c in told)
    assert any(isinstance(c.object, Quantity) for c in claims_of("GPU demand grew by 40% a year."))


def test_a_paragraph_below_a_term_defines_it_and_goes_on_about_it() -> None:
    """What is no sentence, below a heading that is a term, defines it; "it" is the term then."""
    page = """# Words

### KV cache

The stored keys and values of earlier tokens. For a 13B model it takes about 90 KB per token.

### Overview

A short tour of what follows below."""
    claims = claims_of_page(page)
    assert {(c.subject.label, c.predicate) for c in claims} == {
        ("KV cache", "definition"),
        ("KV cache", "memoryUse"),
    }


@pytest.mark.parametrize("verb", ["said", "argued", "explained"])
def test_what_is_quoted_is_told_by_who_said_it(verb: str) -> None:
    """A quotation has its speaker, also where the verb of saying comes first."""
    (claim,) = [
        c
        for c in claims_of(f'"Training needs 20 MW here," {verb} Ada Lindgren, who runs the grid.')
        if c.predicate == "power"
    ]
    assert claim.attribution == "Ada Lindgren"


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("Many firms buy accelerators like a TPU for training.", {"TPU"}),
        ("Charts like a mesa show training.", set()),
        ("Training is a lot like cooking.", set()),
        ("Training is a bit like cooking.", set()),
    ],
)
def test_what_something_is_likened_to_is_no_example_of_it(text: str, examples: set[str]) -> None:
    """What is known to exist may be an example, also with an article."""
    found = {words_of(c.object) for c in claims_of(text) if c.predicate == "hasExample"}
    assert found == examples


def test_each_of_several_shares_has_its_own_year() -> None:
    """What they are shares of is told once."""
    words = "Inference accounted for 38 % of spending on AI chips in 2022 and 46 % in 2023."
    found = {(words_of(c.object), c.time, c.scope) for c in claims_of(words)}
    assert found == {
        ("38 %", "2022", ("of/spending on AI chips",)),
        ("46 %", "2023", ("of/spending on AI chips",)),
    }


def test_the_final_run_is_that_of_the_model_of_the_title() -> None:
    """Its numbers are not those of the model's maker, nor of any run."""
    claims = claims_of_page("# How Llama 3 70B came about\n\nThe final run kept 512 H100s busy.\n")
    assert ("llama 3 70b's final run", "deviceCount", "512 H100s") in said(claims)


def test_what_a_number_is_per_may_follow_what_it_counts() -> None:
    """As "of memory per parameter" does."""
    found = claims_of("Mixed-precision training takes about 16 bytes of memory per parameter.")
    (memory,) = (c for c in found if c.predicate == "memoryUse")
    assert "basis/per parameter" in memory.scope


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "TPU v5e: $1.20 per chip-hour; TPU v5p: $4.20 per chip-hour",
            {
                ("Google TPU v5e", "price", "$1.20 per chip-hour"),
                ("Google TPU v5p", "price", "$4.20 per chip-hour"),
            },
        ),
        (
            "Prices: H100: $2.10 per hour; H200: $3.20 per hour",
            {
                ("NVIDIA H100", "price", "$2.10 per hour"),
                ("NVIDIA H200", "price", "$3.20 per hour"),
            },
        ),
        (
            "H100: 80 GB, H200: 141 GB",
            {
                ("NVIDIA H100", "memoryCapacity", "80 GB"),
                ("NVIDIA H200", "memoryCapacity", "141 GB"),
            },
        ),
    ],
)
def test_each_pair_of_a_line_has_its_own_key(
    words: str, expected: set[tuple[str, str, str]]
) -> None:
    """A later figure is of the key right before it, not of the first in the line."""
    assert said(claims_of_page(f"# Rates\n\n{words}\n")) == expected


def test_pairs_of_a_line_are_of_their_heading() -> None:
    """Keys that name properties give them of the one thing above."""
    claims = claims_of_page("# H100\n\nMemory: 80 GB; power: 700 W, price: $30,000\n")
    assert said(claims) == {
        ("NVIDIA H100", "memoryCapacity", "80 GB"),
        ("NVIDIA H100", "power", "700 W"),
        ("NVIDIA H100", "price", "$30,000"),
    }
