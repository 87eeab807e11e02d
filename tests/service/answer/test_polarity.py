"""Promises of service/answer/polarity.py: when an answer opens with Yes or No, rightly."""

from collections.abc import Iterator

import pytest

from retrieval.embed import Encoder
from service.knowledge_base import KnowledgeBase
from tests.service.papers import open_papers

# One sentence a document, so that nothing else can settle a question.
PAPERS = {
    "batch": (
        "# A\n\n| Trait | Training | Inference |\n| --- | --- | --- |\n"
        "| Batch size | 256-512 samples | 1-32 samples |\n"
    ),
    "memory": "# B\n\nThe NVIDIA H200 has 141 GB of memory.\n",
    "cheaper": "# C\n\nInference is cheaper than training.\n",
    "faster": "# D\n\nServing is faster than training.\n",
    "frozen": "# E\n\nThe weights are frozen during inference.\n",
    "myth": "# F\n\nA common misconception is that training is the only cost of AI.\n",
    "light": "# G\n\nFine-tuning is lighter than pre-training.\n",
    "denied": "# H\n\nInference does not update the weights.\n",
    "absent": "# H\n\nJAX support is experimental on the Talvi and absent on the Ostra.\n",
    "card": "# K\n\nThe K2 is a card for models that have been trained. "
    "It holds 256 GB, enough for a large model on one card.\n",
    "gpus": "# I\n\nTraining requires GPUs.\n",
    "righted": (
        "# J\n\nA common misconception is that training is the only cost of AI. Serving goes on"
        " for years and costs more in the end.\n"
    ),
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Nine documents of one sentence each, and one of two."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("said")) as kb:
        yield kb


def lead(kb: KnowledgeBase, document: str, question: str) -> str:
    """The "Yes" or "No" that a document's answer opens with; empty where it is left open."""
    answer = kb.ask(question, documents=frozenset({document}))
    text = answer.statements[0].text if answer.answered else ""
    return next((word for word in ("Yes", "No") if text.startswith(f"{word}. ")), "")


@pytest.mark.parametrize(
    ("document", "question", "expected"),
    [
        ("batch", "Is a batch size of 16 normal for inference?", "Yes"),
        ("batch", "Is a batch size of 256 normal for inference?", "No"),
        ("batch", "Is a batch size of 256 normal for training?", "Yes"),
        ("batch", "is a batch of 4 samples usual when teaching a model?", "No"),
        ("memory", "Does the H200 have 141 GB of memory?", "Yes"),
        ("memory", "Does the H200 have 80 GB of memory?", "No"),
        ("absent", "Does the Ostra have JAX support?", "No"),
        ("cheaper", "Is inference cheaper than training?", "Yes"),
        ("cheaper", "Is training cheaper than inference?", "No"),
        ("cheaper", "Is training more expensive than inference?", "Yes"),
        ("cheaper", "Is inference more expensive than training?", "No"),
        ("faster", "Is inference faster than training?", "Yes"),
        ("faster", "Is training faster than inference?", "No"),
        ("light", "Is fine-tuning as heavy as pre-training?", "No"),
        ("myth", "Is training the only cost of AI?", "No"),
        ("frozen", "Are the weights frozen during inference?", "Yes"),
        ("gpus", "Does training require GPUs?", "Yes"),
    ],
)
def test_a_lead_is_given_where_the_sentence_settles_it(
    kb: KnowledgeBase, document: str, question: str, expected: str
) -> None:
    """By a number, a comparison, a misconception or a claim."""
    assert lead(kb, document, question) == expected


@pytest.mark.parametrize(
    ("document", "question", "wrong"),
    [
        ("denied", "Does inference update the weights?", "Yes"),
        ("denied", "Does inference not update the weights?", "No"),
        ("memory", "Does the H200 cost $30,000?", "Yes"),
        ("frozen", "Are the weights frozen during training?", "Yes"),
        ("gpus", "Does inference require GPUs?", "Yes"),
        ("gpus", "Does training always require GPUs?", "Yes"),
        ("batch", "Is a batch size of 300 usual?", "No"),
        ("card", "Could I train models on the K2 card?", "Yes"),
        ("card", "could I train a model on the K2 if I had enough of them?", "Yes"),
    ],
)
def test_a_lead_is_never_wrong(kb: KnowledgeBase, document: str, question: str, wrong: str) -> None:
    """Leaving it open is right where it is not settled."""
    assert lead(kb, document, question) != wrong


@pytest.mark.parametrize(
    "question", ["What is cheaper than training?", "Why is inference cheaper than training?"]
)
def test_only_yes_no_questions_get_a_lead(kb: KnowledgeBase, question: str) -> None:
    """A who or why is no yes."""
    assert lead(kb, "cheaper", question) == ""


def test_a_misconception_is_put_right_first(kb: KnowledgeBase) -> None:
    """What is so comes before what some believe."""
    question = "Is training the only cost of AI?"
    answer = kb.ask(question, documents=frozenset({"righted"}))
    assert answer.statements[0].text.startswith("No: Serving goes on for years")
    assert "misconception" in answer.statements[1].text
