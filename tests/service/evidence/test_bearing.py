"""Promises of service/evidence/bearing.py: a sentence answers for its own things, if asked for."""

from collections.abc import Iterator

import pytest

from retrieval.embed import Encoder
from service.evidence.bearing import NEAR, OWN, TOPIC, Bearing, word_list
from service.evidence.candidate import Candidate
from service.knowledge_base import KnowledgeBase
from tests.service.papers import open_papers, weighed

PAPERS = {
    "chips": (
        "# Accelerators\n\nThe H100 NVL suits inference, the MI300X has 192 GB of memory.\n\n"
        "The NVIDIA H200 has 141 GB of memory, more than the MI250X.\n"
    ),
    "runs": (
        "# Runs\n\nThe run used 512 GPUs and processed 900 files for three weeks.\n\n"
        "Prices of boards grew by 20 percent in 2023.\n\n"
        "Prices of boards have fallen by 30 percent in 2024.\n"
    ),
    "halden": (
        "# The models of Halden\n\nVeyra-1 was trained on 300 boards.\n\n"
        "Veyra-2 was trained on 700 boards.\n"
    ),
    "mirelle": (
        "# The models of Mirelle\n\nThe Quorvo-1 model was trained on 110 boards.\n\n"
        "The Quorvo-2 model was trained on 550 boards.\n"
    ),
    "after": (
        "# Notes\n\nThe AMD MI325X came to the market. Buyers pay $20,000 for a board.\n\n"
        "## Figures\n\nThe AMD MI325X is in this table.\n\n"
        "| Board | Price |\n| --- | --- |\n| Corvo | $45,000 |\n"
    ),
    "deal": (
        "# Selvane signs with Orrin Compute\n\nSelvane Labs announced a new model.\n\n"
        "Under it, 400 boards made by Torvane Labs will be installed in May.\n\n"
        "Torvane Labs announced 900 boards of its own.\n\n"
        "Moving the code took two engineers eleven weeks.\n"
    ),
    "card": (
        "# Ostrel cards\n\nVelmar-8B is a model. It is small.\n\nThe 8B takes 5 GB of memory.\n\n"
        "We moved from 72 Belmare Q2 cards to 60 Ostrel X5 cards in May.\n\n"
        "| Spec | Ostrel X5 | Ostrel X7 |\n| --- | --- | --- |\n| Board power | 95 W | 380 W |\n"
    ),
    "letter": (
        "# Market letter\n\nAnalyst: A. Writer\n\nHIGHER ESTIMATES FOR BELMARE\n\n"
        "The chips of Belmare Semiconductor sell well. They are on every list of the year, and the "
        "waiting times at all of its dealers, which were short, are now long.\n\n"
        "## In short\n\nThe target price goes up to $41.\n"
    ),
    "talk": (
        "# A talk\n\n## Views\n\nThe day was long. We own sixteen Gaudi 3 boards. Guests asked. "
        "I would not train on them yet. The hall was full.\n"
    ),
    "gaudi": "# Intel Gaudi 3\n\nThe list price is $15,650 in small numbers.\n",
    "boards": (
        "# Boards\n\n* Quelvo-1\n  * Price: $249 since last December\n  * Cooling: a small fan\n"
        "* Quelvo-2\n  * Price: $1,999 since last June\n  * Cooling: a large fan\n"
    ),
    "bits": ("# Formats\n\nWeights lose nothing at eight bits. At four bits they lose 3 points.\n"),
    "hire": (
        "# Brightwell\n\nBrightwell rents the H100 at $2.35 per hour.\n\n"
        "A hall of Brightwell takes 19 megawatts. A dictation request costs $0.004.\n\n"
        "Its halls drink 40,000 litres a day.\n"
    ),
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Pages, each with sentences that are easily taken for one another."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("near")) as kb:
        yield kb


def candidate(kb: KnowledgeBase, document: str, question: str, words: str) -> Candidate:
    """The candidate of one document that has the words."""
    _, candidates = weighed(kb, question, document)
    return next(c for c in candidates if words in c.text and not c.reading.is_list)


def bearing(kb: KnowledgeBase, document: str, question: str, words: str) -> Bearing:
    """How that candidate bears on the question."""
    return candidate(kb, document, question, words).bearing


@pytest.mark.parametrize(
    ("question", "words", "own"),
    [
        ("How much memory does the H100 NVL have?", "192 GB", False),
        ("How much memory does the MI300X have?", "192 GB", True),
        ("How much memory does the H200 have?", "141 GB", True),
        ("How much memory does the MI250X have?", "141 GB", False),
    ],
)
def test_a_neighbours_value_is_not_the_things(
    kb: KnowledgeBase, question: str, words: str, *, own: bool
) -> None:
    """Though one sentence names both."""
    assert bearing(kb, "chips", question, words).value is own


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many GPUs did the run use?", True),
        ("How many files did the run process?", True),
        ("How many engineers did the run use?", False),
    ],
)
def test_a_number_must_count_what_is_counted(
    kb: KnowledgeBase, question: str, *, counted: bool
) -> None:
    """Another number in the sentence does not."""
    assert bearing(kb, "runs", question, "512").counted is counted


def test_a_number_in_words_counts_what_stands_after_it(kb: KnowledgeBase) -> None:
    """Small numbers are written so."""
    asked = "How many {} did moving the code take?"
    assert bearing(kb, "deal", asked.format("engineers"), "two engineers").full
    assert not bearing(kb, "deal", asked.format("boards"), "two engineers").counted


def test_a_company_named_aside_does_not_take_a_sentence_from_its_topic(kb: KnowledgeBase) -> None:
    """As the maker of what is told of; where it acts, the sentence is about it."""
    question = "How many boards will Selvane Labs get?"
    assert bearing(kb, "deal", question, "400 boards").full
    assert not bearing(kb, "deal", question, "900 boards").full


def test_a_product_is_one_in_full_and_in_short(kb: KnowledgeBase) -> None:
    """Its column is its own, by either name."""
    for name in ("X5", "Ostrel X5"):
        assert bearing(kb, "card", f"What is the board power of the {name}?", "95 W").full


def test_a_model_may_be_called_by_its_size(kb: KnowledgeBase) -> None:
    """Of another size it is another."""
    assert bearing(kb, "card", "How much memory does Velmar-8B take?", "5 GB").full
    assert not bearing(kb, "card", "How much memory does Velmar-70B take?", "5 GB").full


def test_a_document_is_about_a_firm_that_its_opening_names(kb: KnowledgeBase) -> None:
    """Where only the documents know it; the opening of a letter is its title."""
    question = "What is the target price for Belmare Semiconductor?"
    assert bearing(kb, "letter", question, "$41").things == TOPIC


def test_the_year_asked_must_be_there(kb: KnowledgeBase) -> None:
    """A figure of another year does not answer."""
    question = "By what percentage did prices of boards change in {}?"
    assert bearing(kb, "runs", question.format(2023), "20 percent").years
    assert not bearing(kb, "runs", question.format(2022), "20 percent").years


@pytest.mark.parametrize(
    ("verb", "words", "right"),
    [
        ("fallen", "20 percent", False),
        ("fallen", "30 percent", True),
        ("grown", "30 percent", False),
        ("grown", "20 percent", True),
    ],
)
def test_the_contrary_direction_does_not_answer(
    kb: KnowledgeBase, verb: str, words: str, *, right: bool
) -> None:
    """How far prices have fallen is not told by how far they grew."""
    question = f"By what percentage have prices of boards {verb}?"
    assert bearing(kb, "runs", question, words).direction is right


@pytest.mark.parametrize(
    ("document", "name", "number", "other"),
    [
        ("halden", "Veyra-1", "300", "700"),
        ("halden", "Veyra-2", "700", "300"),
        ("mirelle", "the Quorvo-1 model", "110", "550"),
        ("mirelle", "the Quorvo-2 model", "550", "110"),
    ],
)
def test_siblings_are_told_apart_by_their_number(
    kb: KnowledgeBase, document: str, name: str, number: str, other: str
) -> None:
    """Each sentence is about its own, whether or not the documents tell what it is."""
    question = f"How many boards was {name} trained on?"
    assert bearing(kb, document, question, number).full
    assert not bearing(kb, document, question, other).full
    answer = kb.ask(question)
    assert answer.answered
    assert number in answer.statements[0].text
    assert other not in answer.statements[0].text


def test_what_no_sentence_is_about_is_refused_by_name(kb: KnowledgeBase) -> None:
    """A sibling that the documents lack, and a known product that they never name."""
    for question, name in [
        ("How many boards was Veyra-9 trained on?", "Veyra-9"),
        ("How much memory does the B200 have?", "B200"),
    ]:
        answer = kb.ask(question)
        assert not answer.answered
        assert name in (answer.missing or "")


def test_a_sentence_is_near_what_the_one_before_names(kb: KnowledgeBase) -> None:
    """Less so than one that names it itself, and than one of a document about it."""
    question = "What is the price of the MI325X?"
    assert bearing(kb, "after", question, "came to the market").things == OWN
    assert bearing(kb, "after", question, "20,000").things == NEAR
    assert bearing(kb, "gaudi", "What is the price of the Gaudi 3?", "15,650").things >= TOPIC
    assert NEAR < TOPIC < OWN


def test_a_row_is_not_near_by_the_prose_before_it(kb: KnowledgeBase) -> None:
    """A table's row speaks of what its label names."""
    found = bearing(kb, "after", "What is the price of the MI325X?", "45,000")
    assert found.things == 0
    assert not found.full


def test_a_question_that_names_nothing_is_borne_on_by_all(kb: KnowledgeBase) -> None:
    """There is nothing that a sentence could miss."""
    assert bearing(kb, "runs", "Why do prices change?", "20 percent") == Bearing(
        things=OWN,
        measure=True,
        value=True,
        counted=True,
        amount=True,
        basis=True,
        years=True,
        direction=True,
    )


@pytest.mark.parametrize(
    ("question", "price", "other"),
    [
        ("What is the price of the Quelvo-1?", "$249", "$1,999"),
        ("What is the price of the Quelvo-2?", "$1,999", "$249"),
    ],
)
def test_an_item_is_about_what_it_stands_under(
    kb: KnowledgeBase, question: str, price: str, other: str
) -> None:
    """Not about the item before that."""
    assert bearing(kb, "boards", question, price).things == OWN
    assert bearing(kb, "boards", question, other).things < TOPIC


def test_a_format_is_known_by_its_bits(kb: KnowledgeBase) -> None:
    """In digits or in words, but not another number of them."""
    question = "What do weights lose with 8-bit quantization?"
    assert bearing(kb, "bits", question, "eight bits").things == OWN
    assert bearing(kb, "bits", question.replace("8", "2"), "eight bits").things < OWN


@pytest.mark.parametrize(
    ("question", "words", "basis"),
    [
        ("What does Brightwell charge for an H100 per hour?", "$2.35", True),
        ("What does Brightwell charge for an H100 per month?", "$2.35", False),
        ("What does the H100 cost at Brightwell?", "$2.35", True),
        ("How much does a dictation request cost at Brightwell?", "$0.004", None),
    ],
)
def test_a_figure_must_be_per_what_is_asked(
    kb: KnowledgeBase, question: str, words: str, *, basis: bool | None
) -> None:
    """It may leave open per what, but not be per something else."""
    assert bearing(kb, "hire", question, words).basis is basis


def test_an_amount_must_be_of_what_is_asked(kb: KnowledgeBase) -> None:
    """Electricity is not water; litres are."""
    question = "How much {} does a hall of Brightwell take?"
    assert bearing(kb, "hire", question.format("power"), "19 mega").amount
    assert not bearing(kb, "hire", question.format("water"), "19 mega").amount
    assert bearing(kb, "hire", question.format("water"), "litres a day").amount


def test_words_come_without_their_marks() -> None:
    """But with those inside them."""
    assert word_list('has it "fallen" (by 3.5 %)?') == ["has", "it", "fallen", "by", "3.5", "%"]


def test_a_pronoun_may_stand_for_what_was_named_sentences_before(kb: KnowledgeBase) -> None:
    """A sentence without one speaks of what the sentence right before it names, at most."""
    question = "Can you train on Gaudi 3?"
    assert bearing(kb, "talk", question, "not train on them").things == NEAR
    assert bearing(kb, "talk", question, "hall was full").things < NEAR
