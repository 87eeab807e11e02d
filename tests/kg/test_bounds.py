"""Promises of reading claims off texts that no person wrote."""

import pytest

from corpus.bounds import MAX_SENTENCE
from corpus.document import Document
from corpus.structure import read_blocks
from kg.claim import Claim
from kg.extraction import Extractor
from kg.ontology import default_ontology
from tests.hostile import is_linear, repeated

_GOOD = "The H100 has 80 GB of memory."


def read(text: str) -> list[Claim]:
    """The claims of a text."""
    document = Document("a", "A", text)
    extractor = Extractor(default_ontology())
    return [*extractor.extract(document, read_blocks(document))]


@pytest.mark.parametrize("what", ["Qx7, ", "80 GB, ", "NVIDIA H100, AMD MI300X and ", "a@b", "1"])
def test_what_is_repeated_takes_time_by_its_length(what: str) -> None:
    """Not by its square, or cube."""
    read(_GOOD)
    assert is_linear(lambda n: read(repeated(what, n)), 8000)


@pytest.mark.parametrize("what", ["Q: ", "$1 ", "NVIDIA H100, AMD MI300X and "])
def test_a_sentence_longer_than_any_makes_no_claims(what: str) -> None:
    """Those of the others stand as they would without it."""
    alone, beside = read(_GOOD), read(f"{_GOOD}\n\n{what * 1000}\n\nThe A100 has 40 GB of memory.")
    assert [claim for claim in beside if claim in alone] == alone
    assert {claim.source.end - claim.source.start <= MAX_SENTENCE for claim in beside} == {True}
    assert {claim.subject.label for claim in beside} == {"NVIDIA H100", "NVIDIA A100"}


def test_a_name_of_no_end_is_no_name() -> None:
    """Matching knows each beginning of a name, which would fill the memory."""
    word = "Zq7" + "a" * 200_000
    assert {claim.subject.label for claim in read(f"{_GOOD}\n\nThe {word} chip.")} == {
        "NVIDIA H100"
    }
