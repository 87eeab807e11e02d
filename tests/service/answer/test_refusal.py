"""Promises of service/answer/refusal.py: what is answered, and what is said to be lacking."""

from collections.abc import Iterator

import pytest

from retrieval.embed import Encoder
from service.knowledge_base import KnowledgeBase
from tests.service.papers import open_papers

PAPERS = {
    "cards": (
        "# Accelerators\n\nThe NVIDIA H100 has 80 GB of memory. The AMD MI300X costs $15,000.\n\n"
        "Google makes the TPU v5e. Amazon introduced Inferentia in 2019.\n\n"
        "## Prices\n\nPrices of accelerators fell by 20 percent in 2024.\n"
    ),
    "phases": (
        "# Phases\n\nTraining takes three weeks on 512 GPUs. Inference takes 40 milliseconds.\n\n"
        "Serving is the use of a trained model. A wind turbine makes power for it.\n\n"
        "The Groq LPU keeps its weights on the chip.\n"
    ),
    "talk": (
        "# An evening\n\nVIGELAND: Where does the figure of 45 percent come from?\n\n"
        "IBSEN: I traced the figure of 45 percent once. It goes back to a lunch.\n\n"
        "VIGELAND: And what did you do?\n\nIBSEN: I laughed. Then I wrote to them.\n"
    ),
    "hire": (
        "# Prices of Brightwell\n\n"
        "| Chip | Memory | Power | Price per hour |\n| --- | --- | --- | --- |\n"
        "| MI325X | 256 GB | not published | $3.10 |\n| H200 | 141 GB | 700 W | $2.90 |\n\n"
        "The new hall opens in 2027. Its operator has not been chosen.\n\n"
        "Brightwell did not disclose the cost of the Vessel run. Analysts put the cost of the "
        "Vessel run at $12 million.\n"
    ),
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Pages that know little."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("pages")) as kb:
        yield kb


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much memory does the H100 have?", "80 GB"),
        ("What does the MI300X cost?", "$15,000"),
        ("price of the MI300X", "$15,000"),
        ("Who makes the TPU v5e?", "Google"),
        ("When was Inferentia introduced?", "2019"),
        ("How long does training take?", "three weeks"),
        ("how many GPUs does training take", "512"),
        ("By what percentage did prices of accelerators fall in 2024?", "20 percent"),
        ("What is serving?", "use of a trained model"),
        ("How much does the H200 cost per hour at Brightwell?", "$2.90"),
        ("What is the power of the H200?", "700 W"),
        ("What did the Vessel run cost?", "$12 million"),
        ("who traced the figure of 45 percent", "IBSEN: "),
        ("what's Amazon's own silicon called, the one they were boasting of?", "Inferentia"),
    ],
)
def test_what_the_documents_say_is_answered(kb: KnowledgeBase, question: str, words: str) -> None:
    """With the words that say it in the first statement."""
    answer = kb.ask(question)
    assert answer.answered
    assert answer.missing is None
    assert words in answer.statements[0].text


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the H100 cost?", "H100"),  # the H100 and prices are known, not together
        ("memory of the MI300X", "MI300X"),
        ("water consumption of accelerators", "water"),
        ("What does the Zorblax 9000 cost?", "Zorblax"),
        ("How much does it cost?", "it"),
        ("How much memory does the B200 have?", "B200"),  # the thing is not known
        ("Compare the H100 with the Gaudi 3.", "Gaudi 3"),
        ("What is the MI355X?", "MI355X"),
        ("When was the H100 introduced?", "date"),  # no date beside that name
        ("What is the memory bandwidth of the H100 in TB/s?", "bandwidth"),
        ("By what percentage did prices of accelerators fall in 2023?", "2023"),
        ("How much does the H200 cost per month at Brightwell?", "per month"),
        ("What is the power of the MI325X?", "not published"),
        ("Which company operates the new hall that opens in 2027?", "has not been chosen"),
        ("How much water does the H200 use?", "water"),
        ("What does a TPU v5e cost per hour at Brightwell?", "TPU v5e"),  # both must be there
        ("What is the power of the MI300X?", "MI300X"),
        ("Who is the CEO of NVIDIA?", "no one who is that"),
        ("How heavy is the H100?", "weight"),
        ("How many boards of the H200 were sold?", "number of boards"),  # it draws watts
        ("How much memory does a 30B model need?", "30B"),
        ("How loud is the H100?", "loudness"),
        ("How much memory does the successor of the H100 have?", "successor"),
        ("How much memory does the Groq LPU have?", "LPU"),  # other chips have
        ("How tall is Mount Everest?", ""),
        ("how do I mend a wind chime?", "do not say this"),  # one word in common, by chance
        ("best pizza dough recipe", ""),
        ("quelle heure est-il", ""),
    ],
)
def test_what_they_do_not_say_is_refused(kb: KnowledgeBase, question: str, named: str) -> None:
    """With no statement or fact, and a sentence that names what they lack."""
    answer = kb.ask(question)
    assert not answer.answered
    assert (answer.statements, answer.claims, answer.confidence) == ((), (), 0.0)
    assert answer.missing is not None
    assert answer.missing.startswith(("These documents ", "The question "))
    assert answer.missing.endswith(".")
    assert named in answer.missing
    assert answer.hits, "the nearest passages are listed all the same"


def test_documents_that_are_not_asked_do_not_answer(kb: KnowledgeBase) -> None:
    """What one document says, another does not."""
    question = "How much memory does the H100 have?"
    assert kb.ask(question, documents=frozenset({"cards"})).answered
    assert not kb.ask(question, documents=frozenset({"phases"})).answered
