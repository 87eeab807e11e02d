"""The packaged questions over the packaged corpus: a bar that no change may fall below."""

from pathlib import Path

import pytest

from service.knowledge_base import KnowledgeBase
from tests.judge import Item, faults, read_items

QUESTIONS = Path(__file__).parents[1] / "eval" / "packaged.jsonl"
PASSED = 0.75  # of all questions
REFUSED = 0.8  # of those that the corpus does not answer
WRONGLY_REFUSED = 0.05  # of those that it does


@pytest.fixture(scope="module")
def judged(knowledge_base: KnowledgeBase) -> list[tuple[Item, bool, list[str]]]:
    """Each question, whether it was answered, and what is wrong with its answer."""
    answers = [(item, knowledge_base.ask(item.question)) for item in read_items(QUESTIONS)]
    return [(item, answer.answered, faults(item, answer)) for item, answer in answers]


def test_enough_questions_are_answered_right(judged: list[tuple[Item, bool, list[str]]]) -> None:
    """Those that are not are listed."""
    wrong = [f"{item.id} {item.question}: {found}" for item, _, found in judged if found]
    assert len(wrong) <= (1 - PASSED) * len(judged), "\n".join(wrong)


def test_what_the_corpus_does_not_say_is_refused(
    judged: list[tuple[Item, bool, list[str]]],
) -> None:
    """And what it says seldom is."""
    refused = {
        answerable: [not answered for item, answered, _ in judged if item.answerable == answerable]
        for answerable in (True, False)
    }
    assert sum(refused[False]) >= REFUSED * len(refused[False])
    assert sum(refused[True]) <= WRONGLY_REFUSED * len(refused[True])
