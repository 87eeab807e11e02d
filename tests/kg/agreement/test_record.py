"""What is written down of how sources stand is all of it."""

import pytest
from hypothesis import given, settings

from corpus.document import Span
from kg.agreement.groups import Agreement
from kg.agreement.record import from_json, to_json
from kg.claim import Claim
from tests.kg.agreement.test_groups_laws import CLAIMS, ONTOLOGY


@settings(deadline=None)  # the vocabulary is laid out in the first example
@given(CLAIMS)
def test_what_is_read_is_what_was_written(claims: list[Claim]) -> None:
    """Groups, conflicts, explanations and each claim's verdict."""
    found = Agreement(claims, ONTOLOGY)
    again = from_json(to_json(found), claims)
    assert again.groups == found.groups
    assert again.conflicts == found.conflicts
    assert again.explained == found.explained
    assert [again.verdict(claim) for claim in claims] == [found.verdict(claim) for claim in claims]
    assert again.about(claims) == found.about(claims)


def test_a_claim_that_is_gone_is_missed() -> None:
    """Nothing is left out in silence."""
    claims = [
        Claim(ONTOLOGY.concepts["hw-h100"], "madeBy", ONTOLOGY.concepts["org-nvidia"], span, "hand")
        for span in (Span("a", 0, 1), Span("b", 0, 1))
    ]
    written = to_json(Agreement(claims, ONTOLOGY))
    with pytest.raises(KeyError):
        from_json(written, claims[1:])
