"""A claim survives being written and read, and equal claims are written alike."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from kg.claim import Claim, Concept, Quantity, Text
from kg.record import from_json, to_json

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
MAYBE = st.none() | WORDS
NUMBERS = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
CONCEPTS = st.builds(Concept, WORDS, WORDS, WORDS)
QUANTITIES = st.builds(Quantity, WORDS, NUMBERS, NUMBERS, MAYBE, MAYBE)
OBJECTS = CONCEPTS | QUANTITIES | st.builds(Text, WORDS)
SPANS = st.builds(
    lambda document, start, length: Span(document, start, start + length),
    WORDS,
    st.integers(0, 9999),
    st.integers(1, 99),
)
CLAIMS = st.builds(
    Claim,
    CONCEPTS,
    WORDS,
    OBJECTS,
    SPANS,
    WORDS,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    st.booleans(),
    st.none() | CONCEPTS,
    MAYBE,
    st.none() | QUANTITIES,
    st.lists(WORDS, max_size=3).map(tuple),
)


@given(CLAIMS)
def test_what_is_written_is_read_back(claim: Claim) -> None:
    """Writing and reading is the identity."""
    again = from_json(to_json(claim))
    assert again == claim
    assert again.id == claim.id


@given(CLAIMS)
def test_the_form_is_canonical(claim: Claim) -> None:
    """Keys are sorted, on one line, and writing what was read changes nothing."""
    body = to_json(claim)
    assert "\n" not in body
    assert list(json.loads(body)) == sorted(json.loads(body))
    assert to_json(from_json(body)) == body


def test_numbers_keep_their_digits() -> None:
    """0.10 stays 0.10: no float stands between the document and the record."""
    price = Quantity("$0.10", Decimal("0.10"), Decimal("0.10"), "USD")
    cost = Concept("cost-price", "price", "cost")
    claim = Claim(cost, "price", price, Span("d", 0, 5), "test")
    assert '"0.10"' in to_json(claim)
    assert from_json(to_json(claim)).object == price


def test_a_plain_claim_is_written_as_before() -> None:
    """The fields of comparisons are left out where there are none, and the id ignores them."""
    claim = Claim(Concept("a", "A", "other"), "isA", Text("b"), Span("d", 0, 1), "rule")
    assert not {"comparand", "relation", "factor", "scope"} & json.loads(to_json(claim)).keys()
    assert claim.id == "c-b08ce7ab26ebaeb5"
