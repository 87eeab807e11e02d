"""What careful readers take from a sentence is read from it, and nothing that it does not say."""

import tomllib
from pathlib import Path
from typing import TypedDict

import pytest

from kg.claim import Claim, Concept
from tests.kg.extract.reading_of import claims_of

GOLDEN = Path(__file__).with_name("golden.toml")


class Pair(TypedDict, total=False):
    """One judged sentence."""

    text: str
    says: list[str]
    never: list[str]
    only: bool


def pairs() -> list[Pair]:
    """Every judged sentence of the file."""
    found: list[Pair] = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["pair"]
    return found


def row_of(claim: Claim) -> str:
    """A claim as the golden file writes it."""
    value = claim.object.label if isinstance(claim.object, Concept) else claim.object.text
    return f"{claim.subject.label} | {claim.predicate} | {value}"


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair["text"][:40])
def test_a_sentence_says_what_was_judged(pair: Pair) -> None:
    """Each claim listed is made, none that is ruled out, and no other where the list is whole."""
    rows = {row_of(claim) for claim in claims_of(pair["text"])}
    assert set(pair["says"]) <= rows
    assert not [row for row in rows for part in pair.get("never", []) if part in row]
    if pair.get("only"):
        assert rows == set(pair["says"])
