"""Promises of service/answer/selection.py: which candidates make the answer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.embed import Encoder
from service.answer.selection import MAX_STATEMENTS, MAX_WORDS, select
from service.evidence.candidate import Candidate
from service.knowledge_base import KnowledgeBase
from service.question.kind import Kind
from service.question.question import INFERENCE, TRAINING
from tests.service.papers import open_papers, weighed

PAPERS = {
    "alpha": (
        "# Alpha\n\nTraining takes three weeks. Inference takes 40 milliseconds.\n\n"
        "Quantization makes serving cheaper. A myth holds that training is the only cost of AI.\n"
    ),
    "beta": (
        "# Beta\n\nTraining takes five weeks. Inference takes 40 milliseconds.\n\n"
        "Training runs on thousands of GPUs while inference runs on a few.\n\n"
        "| Year | Power of the halls | Staff |\n| --- | --- | --- |\n"
        "| 2021 | 40 MW | 90 |\n| 2023 | 55 MW | 120 |\n| 2025 | 140 MW | 200 |\n"
    ),
}
QUESTIONS = (
    "How long does training take?",
    "How long do training and inference take?",
    "Do the documents agree on how long training takes?",
    "Is inference slow?",
    "What makes serving cheaper?",
    "List what runs on GPUs",
)


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Two papers that agree on one thing and differ on another."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("papers")) as kb:
        yield kb


def chosen(kb: KnowledgeBase, text: str, kind: Kind | None = None) -> tuple[Candidate, ...]:
    """What is chosen to answer a question, read as one of `kind` where that is given."""
    question, candidates = weighed(kb, text)
    question = replace(question, kind=kind or question.kind)
    return select(question, candidates, kb.pairing(question))


@settings(max_examples=60)
@given(text=st.sampled_from(QUESTIONS), kind=st.sampled_from(Kind))
def test_few_are_chosen_and_none_twice(kb: KnowledgeBase, text: str, kind: Kind) -> None:
    """Whatever the kind: one to three, with no more words than an answer may have."""
    found = chosen(kb, text, kind)
    assert 1 <= len(found) <= MAX_STATEMENTS
    assert len({candidate.span for candidate in found}) == len(found)
    assert len(found) == 1 or sum(len(c.text.split()) for c in found) <= MAX_WORDS
    assert found == chosen(kb, text, kind)


def test_the_best_comes_first(kb: KnowledgeBase) -> None:
    """Direct first."""
    _, candidates = weighed(kb, "What makes serving cheaper?")
    assert chosen(kb, "What makes serving cheaper?")[0] == candidates[0]
    assert "Quantization" in candidates[0].text


def test_a_comparison_has_both_sides(kb: KnowledgeBase) -> None:
    """Of the property asked for."""
    found = chosen(kb, "How do training and inference compare in how long they take?")
    said = " ".join(candidate.text for candidate in found)
    assert "weeks" in said
    assert "milliseconds" in said
    phases = frozenset[str]().union(*(c.reading.phases for c in found))
    assert phases == {TRAINING, INFERENCE}


def test_years_can_be_compared(kb: KnowledgeBase) -> None:
    """Each with what is told of it, and no other."""
    said = [candidate.text for candidate in chosen(kb, "power of the halls, 2021 vs 2025")]
    assert any("40 MW" in text for text in said)
    assert any("140 MW" in text for text in said)


def test_a_conflict_hears_every_document(kb: KnowledgeBase) -> None:
    """Each with its own figure."""
    found = chosen(kb, "Do the documents agree on how long training takes?")
    assert {candidate.document for candidate in found} == {"alpha", "beta"}
    said = " ".join(candidate.text for candidate in found)
    assert "three weeks" in said
    assert "five weeks" in said


def test_the_same_is_said_once(kb: KnowledgeBase) -> None:
    """Unless two documents are asked whether they agree."""
    found = chosen(kb, "How long does inference take?")
    assert sum("40 milliseconds" in candidate.text for candidate in found) == 1


LISTED = {
    "boards": (
        "# Boards\n\n## Prices of boards\n\n| Board | Memory | Price |\n| --- | --- | --- |\n"
        "| NVIDIA H100 | 80 GB | $30,000 |\n| AMD MI300X | 192 GB | $15,000 |\n"
        "| NVIDIA L40S | 48 GB | $8,000 |\n\n"
        "## Facts\n\n**Cooling:** By water from the river\n\n**Certified:** By Veritas of Lyon\n"
    )
}


def test_a_list_takes_the_place_of_several_of_its_items_or_of_none(
    encoder: Encoder, tmp_path: Path
) -> None:
    """Rows say each a part of what the list says; a pair says more than its key in a list."""
    with open_papers(LISTED, encoder, tmp_path) as kb:
        said = kb.ask("which boards have prices?").statements[0].text
        assert all(name in said for name in ("H100", "MI300X", "L40S"))
        assert "Veritas" in kb.ask("certified boards").statements[0].text


ASIDE = {
    "cycles": (
        "# Cycles\n\nA buying cycle of training is lumpy. A few laboratories place its orders for "
        "GPUs. A buying cycle of inference is spread over many firms.\n\n"
        "The Solvei site pays 5 cents per kilowatt-hour. Townsfolk pay 10 cents.\n\n"
        "The Solvei site signed for 150 megawatts of wind.\n\n"
        "## Renting\n\nRenters have two needs, and the contracts differ. For a training run "
        "they rent under one contract with a start date. For a service they rent under contracts "
        "in several regions.\n\n## Chips\n\nAt Solvei, two thirds of the chips were training "
        "in 2024, and in 2026 most of them were serving.\n\n"
        "## Learning on devices\n\nWith federated learning each device computes an update. In the "
        "pilot it needed 30 rounds over six weeks. We have since dropped federated learning.\n\n"
        "## Checks\n\n- Set a budget before you choose a board.\n- Keep a signed image.\n"
    )
}


@pytest.fixture(scope="module")
def aside(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A page on which what is asked stands beside the sentence that is most like the question."""
    with open_papers(ASIDE, encoder, tmp_path_factory.mktemp("aside")) as kb:
        yield kb


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who buys in a training cycle, and who in an inference cycle?", "A few laboratories"),
        ("What does the Solvei site pay for power vs regular people?", "10 cents"),
        (
            "Renting for a training run or for a service: how do the contracts differ?",
            "several regions",
        ),
        ("Why was federated learning dropped?", "30 rounds"),
    ],
)
def test_what_stands_beside_completes_an_answer(
    aside: KnowledgeBase, question: str, words: str
) -> None:
    """Between two sides; a figure of the same kind after the first; what came before a result.

    A sentence that names both sides of something else does not take its place.
    """
    said = " ".join(statement.text for statement in aside.ask(question).statements)
    assert words in said


def test_a_list_of_another_section_is_no_reason(aside: KnowledgeBase) -> None:
    """Though it stands right after the sentence that answers."""
    said = aside.ask("Why was federated learning dropped?").statements
    assert not any("signed image" in statement.text for statement in said)
