"""What limits a claim beyond its own words is told with it, as scope."""

import pytest

from corpus.document import Kind
from tests.kg.extract.reading_of import claims_of, claims_of_block


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("A training cluster draws 17 MW at full load.", "case/at full load"),
        ("For small models, inference runs on a CPU.", "case/For small models"),
        ("If demand is low, the H100 draws 70 W.", "case/If demand is low"),
        ("Inference makes up 60 % of the energy use.", "of/the energy use"),
    ],
)
def test_a_condition_and_the_whole_of_a_share_are_scope(text: str, scope: str) -> None:
    """Every claim of the sentence that the words limit has them."""
    assert any(scope in claim.scope for claim in claims_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "In 2024, inference made up 60 % of the energy use.",
        "In fact, inference runs on a CPU.",
        "During training, the weights are updated.",
    ],
)
def test_a_time_a_phase_and_a_turn_of_speech_are_no_case(text: str) -> None:
    """They are told elsewhere, or nowhere."""
    found = claims_of(text)
    assert found
    assert not any(s.startswith("case/") for claim in found for s in claim.scope)


def test_what_a_key_says_beyond_its_property_is_kept() -> None:
    """The price of a rented card is not the price of the card."""
    found = claims_of_block(Kind.VALUE, "$4.10 an hour", ("On-demand H100",), ("Prices",))
    assert {s for claim in found for s in claim.scope} >= {"case/On-demand H100"}


def test_a_modal_and_what_weakens_a_number_are_both_kept() -> None:
    """A phone that can dissipate up to 8 W need not, and may stay below."""
    (claim,) = (c for c in claims_of("A phone can dissipate up to 8 W.") if c.predicate == "power")
    assert claim.hedge == "can, up to"


def test_words_before_a_colon_are_a_case() -> None:
    """They limit what follows as they would before a comma."""
    found = claims_of("Per query, yes: inference is much cheaper than training.")
    assert [c.scope for c in found] == [("case/Per query",)]


def test_what_a_heading_about_a_technique_tells_holds_within_it() -> None:
    """The draft model of speculative decoding is none of every model."""
    found = claims_of("A small model proposes several tokens.", ("Speculative decoding",))
    assert found
    assert all("case/speculative decoding" in claim.scope for claim in found)


def test_a_span_of_years_is_the_time_of_a_claim() -> None:
    """Both ends of it."""
    found = claims_of("Inference compute grew by 5.1x per year between 2022 and 2025.")
    assert {claim.time for claim in found} == {"between 2022 and 2025"}


def test_what_stands_before_a_speaker_is_a_case_of_what_is_said() -> None:
    """But for where it was said."""
    found = claims_of("For a typical small model we find that inference costs $3 a day.")
    (price,) = (claim for claim in found if claim.predicate == "price")
    assert "case/For a typical small model" in price.scope
    found = claims_of("In a report, Acme says that inference costs $3 a day.")
    assert not any(limit.startswith("case/") for claim in found for limit in claim.scope)
