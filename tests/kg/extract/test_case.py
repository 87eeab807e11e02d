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
