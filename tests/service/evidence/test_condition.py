"""Promises of service/evidence/condition.py: things are listed by what their figures are.

And of the rows that such figures stand in: each is told of its own column.
"""

from collections.abc import Iterator

import pytest

from retrieval.embed import Encoder
from service.evidence.condition import condition
from service.knowledge_base import KnowledgeBase
from service.question.question import Question
from tests.service.papers import ONTOLOGY, open_papers

PAPERS = {
    "talvi": (
        "# Meet the Talvi T90 and the Ostra O20\n\nBoth come from one house.\n\n"
        "## The family beside another chip\n\n"
        "| Trait | Talvi T90 | Ostra O20 | NVIDIA H100 SXM |\n| --- | --- | --- | --- |\n"
        "| Memory | 120 GB | 60 GB | 80 GB |\n| Board power | 640 W | 95 W | 700 W |\n"
        "| List price | On request | $3,700 | Not published |\n\n"
        "The house does not disclose the list price of the T90.\n\n"
        "## Speed\n\nServing a small model, one Ostra O20 writes 2,700 tokens per second.\n"
    ),
    "hire": (
        "# Chips for hire at Lindenhof Cloud\n\n"
        "| GPU | On demand ($/GPU-hour) | Spot ($/GPU-hour) |\n| --- | --- | --- |\n"
        "| NVIDIA H100 SXM | 2.90 | 1.40 |\n| AMD MI300X | 2.30 | 1.10 |\n"
        "| NVIDIA B200 | 5.40 | - |\n"
    ),
    "sets": (
        "# Sets at Ferring Cloud\n\n| Set | GPU | On demand, per hour | Spot, per hour |\n"
        "| --- | --- | --- | --- |\n| f-1 | NVIDIA L40S | $1.15 | $0.45 |\n"
        "| f-2 | NVIDIA H100 SXM | $2.49 | $1.10 |\n"
    ),
    "rents": (
        "# What chips rent for, per hour\n\n"
        "| Chip | Lindenhof Cloud | Oriel Grid | Tavira |\n| --- | --- | --- | --- |\n"
        "| NVIDIA H100 | $2.85 | $2.20 | $2.60 |\n| AMD MI300X | $1.70 | - | $1.95 |\n"
    ),
    "told": (
        "# Memory\n\n| GPU | Memory |\n| --- | --- |\n| H200 | 141 GB |\n| B200 | 192 GB |\n\n"
        "Of memory, no GPU has more than the newest of them all, with its 288 GB.\n"
    ),
    "makers": (
        "# Who makes what\n\n| Accelerator | Vendor |\n| --- | --- |\n"
        "| H200 | NVIDIA |\n| MI325X | AMD |\n| Gaudi 3 | Intel |\n| Trainium2 | AWS |\n"
    ),
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A sheet of one maker, a price list, and a list of makers."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("figures")) as kb:
        yield kb


def said(kb: KnowledgeBase, question: str, document: str) -> str:
    """What one document answers; what it lacks, where it does not."""
    answer = kb.ask(question, documents=frozenset({document}))
    return " ".join(s.text for s in answer.statements) or f"(refused) {answer.missing}"


def check(answer: str, listed: list[str], not_listed: list[str]) -> None:
    """Assert that an answer has all of some words, and none of others."""
    assert all(words in answer for words in listed), answer
    assert not any(words in answer for words in not_listed), answer


@pytest.mark.parametrize(
    ("question", "strict", "text"),
    [
        ("Which chips have more than 100 GB of memory?", True, "more than 100 GB"),
        ("Which chips have at least 100 GB of memory?", False, "at least 100 GB"),
        ("chips drawing 600 W or more", False, "600 W or more"),
        ("Which chips are cheaper than $2 per hour?", True, "cheaper than $2 per hour"),
    ],
)
def test_a_question_for_things_sets_a_condition(
    kb: KnowledgeBase, question: str, text: str, *, strict: bool
) -> None:
    """In whatever words, and it is known whether the limit itself meets it."""
    found = condition(kb.read(question), ONTOLOGY)
    assert found
    assert (found.strict, found.text) == (strict, text)


@pytest.mark.parametrize(
    "question",
    [
        "Does the T90 have more than 100 GB of memory?",
        "Which chips have memory?",
        "Who paid for the $5.6m run of DeepSeek?",
        "Which chips do not have more than 100 GB of memory?",
    ],
)
def test_another_question_sets_none(kb: KnowledgeBase, question: str) -> None:
    """A figure that a question gives may be a name, or what it asks about."""
    read: Question = kb.read(question)
    assert condition(read, ONTOLOGY) is None


@pytest.mark.parametrize(
    ("question", "document", "listed", "not_listed"),
    [
        ("Which chips have more than 100 GB of memory?", "talvi", ["Talvi T90 (120 GB)"], ["H100"]),
        ("chips drawing 640 W or more", "talvi", ["T90 (640 W)", "H100 SXM (700 W)"], ["O20"]),
        ("chips drawing over 640 W", "talvi", ["H100 SXM (700 W)"], ["T90", "O20"]),
        ("Which GPUs cost less than $2.50 per hour on demand?", "hire", ["MI300X (2.30"], ["H100"]),
        ("Which GPUs cost less than $2 per hour on spot?", "hire", ["H100 SXM (1.40"], ["B200"]),
        ("Which GPUs cost less than $2 per hour on demand?", "sets", ["$1.15"], ["2.49"]),
        (
            "Which accelerators are not made by NVIDIA or AMD?",
            "makers",
            ["Gaudi", "Train"],
            ["H200"],
        ),
    ],
)
def test_things_are_listed_whose_figures_meet_it(
    kb: KnowledgeBase, question: str, document: str, listed: list[str], not_listed: list[str]
) -> None:
    """Each with its figure, and none that does not meet it."""
    check(said(kb, question, document), listed, not_listed)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("t90 vs o20: how much memory?", "Talvi T90: 120 GB; Ostra O20: 60 GB"),
        ("which draws more power, the t90 or the o20?", "Talvi T90: 640 W; Ostra O20: 95 W"),
    ],
)
def test_a_row_is_of_the_things_that_it_names(kb: KnowledgeBase, question: str, first: str) -> None:
    """Though a title names both: the row that has both comes first."""
    assert first in said(kb, question, "talvi").partition(".")[0]


@pytest.mark.parametrize(
    ("question", "document", "listed", "not_listed"),
    [
        (
            "Which chip has the most memory?",
            "talvi",
            ["most of", "Talvi T90 (120 GB)"],
            ["80 GB"],
        ),
        ("Which chip draws the least power?", "talvi", ["least of 3", "O20 (95 W)"], ["640 W"]),
        ("cheapest GPU on demand", "hire", ["cheapest of 3", "MI300X (2.30"], ["1.10", "H100"]),
        ("which cloud charges the least for an H100", "rents", ["of 3", "Oriel Grid ($2.20)"], []),
        ("who is cheapest for an MI300X?", "rents", ["of 2", "Lindenhof Cloud ($1.70)"], ["2.85"]),
        ("Which GPU has the most memory?", "told", ["288 GB"], ["most of"]),
    ],
)
def test_the_thing_is_told_whose_figure_is_at_one_end(
    kb: KnowledgeBase, question: str, document: str, listed: list[str], not_listed: list[str]
) -> None:
    """Of how many it is; but not where a sentence has a figure beyond those that were read."""
    check(said(kb, question, document), listed, not_listed)


def test_where_no_figure_meets_it_that_is_said(kb: KnowledgeBase) -> None:
    """Nothing else is listed in its place."""
    answer = said(kb, "Which chips have more than 300 GB of memory?", "talvi")
    assert answer == "(refused) These documents give none with more than 300 GB."


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("How much does the T90 cost?", "talvi", "no cost"),
        ("What is the spot price of the B200?", "hire", "no cost"),
        ("How many tokens per second does the T90 write?", "talvi", "no number"),
    ],
)
def test_a_neighbours_figure_is_not_told(
    kb: KnowledgeBase, question: str, document: str, words: str
) -> None:
    """Neither that of another column, nor that of the other product of the page."""
    answer = said(kb, question, document)
    assert answer.startswith("(refused)"), answer
    assert words in answer


@pytest.mark.parametrize(
    ("question", "listed", "not_listed"),
    [
        ("How much memory does the T90 have?", ["120 GB"], ["60 GB", "80 GB"]),
        ("T90 vs Ostra O20 memory", ["120 GB", "60 GB"], ["80 GB", "700 W"]),
    ],
)
def test_of_a_row_only_the_columns_asked_about_are_told(
    kb: KnowledgeBase, question: str, listed: list[str], not_listed: list[str]
) -> None:
    """Of both sides where two are compared."""
    answer = said(kb, question, "talvi")
    assert all(words in answer for words in listed), answer
    assert not any(words in answer for words in not_listed), answer
