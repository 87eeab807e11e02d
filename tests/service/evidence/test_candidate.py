"""Promises of service/evidence/candidate.py: what a ranked sentence is read for."""

from collections.abc import Iterator

import pytest

from retrieval.embed import Encoder
from service.evidence.candidate import Candidate
from service.knowledge_base import KnowledgeBase
from service.question.question import INFERENCE, TRAINING
from tests.service.papers import open_papers, weighed

PAPERS = {
    "notes": (
        "# Notes\n\n## Training\n\nMany nodes take part for weeks. A run started in 2021.\n\n"
        "## Hardware\n\nThe NVIDIA H100 SXM has 80 GB of memory. It draws 700 W of power.\n\n"
        "## Serving\n\nA reply costs $0.002.\n"
    )
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """One page of notes."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("notes")) as kb:
        yield kb


def about(kb: KnowledgeBase, words: str) -> Candidate:
    """The candidate whose text has the words."""
    _, candidates = weighed(kb, f"memory, power and costs of the H100 in training: {words}")
    return next(c for c in candidates if words in c.text)


def test_a_sentence_names_concepts_and_all_that_are_broader(kb: KnowledgeBase) -> None:
    """An H100 SXM is an H100."""
    reading = about(kb, "80 GB").reading
    assert "hw-h100-sxm" in {concept.id for concept in reading.named}
    assert {"hw-h100-sxm", "hw-h100"} <= reading.concepts


def test_a_phase_comes_from_the_words_else_from_the_headings(kb: KnowledgeBase) -> None:
    """A heading speaks for what stands under it."""
    assert about(kb, "nodes").reading.phases == {TRAINING}
    assert about(kb, "reply").reading.phases == {INFERENCE}
    assert about(kb, "80 GB").reading.phases == set()


def test_a_sentence_knows_the_dimensions_of_its_values(kb: KnowledgeBase) -> None:
    """A year is a date, and any number a number."""
    assert {"memory", "number"} <= about(kb, "80 GB").reading.dimensions
    assert {"currency", "number"} <= about(kb, "reply").reading.dimensions
    assert "date" in about(kb, "2021").reading.dimensions
    assert "date" not in about(kb, "reply").reading.dimensions


def test_a_sentence_has_the_claims_that_were_read_off_it(kb: KnowledgeBase) -> None:
    """And no others."""
    candidate = about(kb, "80 GB")
    assert "memoryCapacity" in {claim.predicate for claim in candidate.reading.claims}
    assert all(claim.source.overlaps(candidate.span) for claim in candidate.reading.claims)


def test_a_pronoun_is_said_with_the_sentence_that_it_leans_on(kb: KnowledgeBase) -> None:
    """Both are quoted, in one run."""
    candidate = about(kb, "700 W")
    assert "H100" in candidate.text
    quote = candidate.span.of(PAPERS["notes"])
    assert "H100" in quote
    assert "700 W" in quote


def test_types_leave_out_what_the_question_names(kb: KnowledgeBase) -> None:
    """What is given cannot be the answer."""
    reading = about(kb, "80 GB").reading
    assert "hardware" in reading.types(())
    named = {concept.id for concept in reading.named}
    assert reading.types(named) == frozenset()


def test_a_sentence_is_read_once(kb: KnowledgeBase) -> None:
    """The second question finds the same reading."""
    assert about(kb, "nodes").reading is about(kb, "nodes").reading
