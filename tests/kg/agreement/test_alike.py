"""Plain words are compared by meaning, then by the number, negation and year that meaning lacks."""

from typing import TYPE_CHECKING

import pytest

from corpus.document import Span
from kg.agreement.groups import Agreement, Verdict
from kg.claim import Claim, Text
from kg.ontology import default_ontology

if TYPE_CHECKING:
    from retrieval.embed import Encoder

ONTOLOGY = default_ontology()


def says(document: str, words: str) -> Claim:
    """What a document says of training in plain words."""
    subject = ONTOLOGY.concepts["phase-training"]
    return Claim(subject, "definition", Text(words), Span(document, 0, 1), "hand")


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (
            "the process of teaching a model from large datasets",
            "the process of teaching a model by feeding it large datasets",
            Verdict.AGREE,
        ),
        (
            "the process of teaching a model from large datasets",
            "not the process of teaching a model from large datasets",
            Verdict.DIFFER,
        ),
        (
            "the run of 3 stages that teaches a model",
            "the run of 5 stages that teaches a model",
            Verdict.DIFFER,
        ),
        (
            "the process of teaching a model from large datasets",
            "the stage that nobody outside the lab gets to see",
            Verdict.SINGLE,
        ),
    ],
)
def test_two_texts(one: str, other: str, verdict: Verdict, encoder: "Encoder") -> None:
    """Near texts agree unless they deny each other or count differently; far ones say nothing."""
    found = Agreement([says("a", one), says("b", other)], ONTOLOGY, encoder.encode)
    assert {group.verdict for group in found.groups} == {verdict}


def test_another_year_explains(encoder: "Encoder") -> None:
    """What was so in one year need not be so in another."""
    texts = "not the largest cost of AI in 2022", "the largest cost of AI in 2025"
    claims = [says(name, words) for name, words in zip("ab", texts, strict=True)]
    found = Agreement(claims, ONTOLOGY, encoder.encode)
    assert not found.conflicts
    assert [group.explained_by for group in found.explained] == [("time",)]


def test_without_meaning_words_are_compared_as_written() -> None:
    """No encoder, no guess: only the same words are about the same."""
    claims = [says("a", "teaching a model"), says("b", "teaching the model")]
    assert {g.verdict for g in Agreement(claims, ONTOLOGY).groups} == {Verdict.SINGLE}
