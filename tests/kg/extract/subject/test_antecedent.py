"""What "it" stands for stays as narrow as it was said, from clause to clause and on."""

import pytest

from corpus.document import Kind
from kg.claim import Claim, Concept
from tests.kg.extract.reading_of import claims_of, claims_of_block, claims_of_page

LARGE = "class/model-large"


def _of(claims: tuple[Claim, ...], words: str) -> Claim:
    """The one claim whose object has these words."""
    said = [c.object.label if isinstance(c.object, Concept) else c.object.text for c in claims]
    found = [c for c, told in zip(claims, said, strict=True) if words in told]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Training a large model ties up thousands of chips. It is a major project for a firm.",
        "Training a large model ties up dozens of chips, so it is treated as a major project.",
        "Training a large model ties up a cluster. It is slow. It is a major project for a firm.",
    ],
)
def test_it_is_of_the_models_that_it_stands_for(text: str) -> None:
    """What is said of training a large model is not said of all training."""
    assert LARGE in _of(claims_of(text), "a major project").scope


def test_the_process_is_of_the_sort_that_its_sentence_opens_with() -> None:
    """What "the process" does next holds "for a small model", too."""
    text = "For a small model, training means reading a few books. The process runs on a laptop."
    assert "case/For a small model" in _of(claims_of(text), "laptop").scope


def test_a_subject_of_its_own_takes_nothing_over() -> None:
    """After another subject, "it" is that one."""
    text = "Training a large model ties up a cluster. Inference is cheap. It is a steady business."
    assert LARGE not in _of(claims_of(text), "a steady business").scope


def test_on_which_terms_a_price_is_asked_is_told() -> None:
    """On demand, at spot prices or reserved; of what is no price, nothing of the kind."""
    said = "The average {} H100 cost $3 per GPU-hour in May 2024."
    terms = {word: claims_of(said.format(word)) for word in ("on-demand", "spot", "reserved")}
    for word, claims in terms.items():
        assert f"variant/{word}" in _of(claims, "$3").scope
    drawn = claims_of("An on-demand H100 draws 700 W.")
    assert not [s for claim in drawn for s in claim.scope if s.startswith("variant/")]


def test_a_cell_that_narrows_a_phase_keeps_the_word() -> None:
    """A cell of "Long-context inference" is not of all of it."""
    page = (
        "| Chip | Suited to |\n| --- | --- |\n| H200 | Long-context inference |\n| L4 | Inference |"
    )
    claims = [c for c in claims_of_page(page) if c.predicate == "suitedTo"]
    told = {c.subject.label: c.scope for c in claims if isinstance(c.object, Concept)}
    assert told["NVIDIA H200"] == ("case/Long-context inference",)
    assert told["NVIDIA L4"] == ()


def test_an_example_of_a_size_is_none_of_a_phase() -> None:
    """A service at a chatbot's scale is an example of that scale."""
    path = ("Inference costs",)
    scale = claims_of_block(Kind.VALUE, "Gemini-scale service", ("Example",), path)
    plain = claims_of_block(Kind.VALUE, "Speech recognition", ("Example",), path)
    assert not [c for c in scale if c.predicate == "hasExample"]
    assert [c for c in plain if c.predicate == "hasExample"]
