"""Promises of service/plain.py: what people say in talk is read as the same in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.naming.mention import MentionFinder
from kg.ontology import default_ontology
from service.answer import Kind
from service.plain import plain
from service.question import Question, analyse

ONTOLOGY = default_ontology()
FINDER = MentionFinder(ONTOLOGY)
NONE = frozenset[str]()


def read(text: str) -> Question:
    """A question as it is read where no document is known."""
    return analyse(text, ONTOLOGY, FINDER)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("so what's the damage for an H100?", "what is the cost of an H100?"),
        ("what did the run set you back", "how much did the run cost you"),
        ("whats an A100 go for these days", "how much does an A100 cost"),
        ("any idea what a B200 costs", "what a B200 costs"),
        ("does anyone know if it can train", "is it true that it can train"),
        ("how long's it take to train", "how long does it take to train"),
        ("what's a T4 cost", "what does a T4 cost"),
        ("why'd they drop the T4", "why did they drop the T4"),
        ("which of 'em is way faster tho", "which of them is faster"),
        ("why is it so hella expensive lol", "why is it so expensive"),
        ("what the heck is an LPU", "what is an LPU"),
        ("what's this RLHF thing all about?", "what is RLHF?"),
        ("when does the T4 come out", "when is the T4 released"),
        (
            "how many tokens does it spit out per second",
            "how many tokens does it produce per second",
        ),
        ("which cloud charges the least for a T4", "which cloud is cheapest for a T4"),
    ],
)
def test_talk_is_put_in_plain_words(said: str, meant: str) -> None:
    """Whole ways of asking, what is drawn together, and what only fills."""
    assert plain(said, NONE) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What is the cost of training compared with inference?",
        "What is the operational cost per day?",
        "Which kind of memory does the H100 have?",
        "What's cheaper to run, an H100 or an MI300X?",
        "What do the sources say about GPUs?",
        "How does the U.S. grid matter to data centers?",
        "What's the figure for compute alone?",
        "How come prices fell?",
        "Can GPUs be shared, or not?",
    ],
)
def test_plain_words_stay_as_they_are(question: str) -> None:
    """None of them is taken for slang."""
    assert plain(question, NONE) == question


def test_a_word_that_a_document_has_is_no_slang() -> None:
    """Nor is a name, which has a capital."""
    assert plain("how much juice does it use", NONE) == "how much power does it use"
    assert plain("how much juice does it use", {"juice"}) == "how much juice does it use"
    assert plain("who owns Juice Labs", NONE) == "who owns Juice Labs"


@given(st.text(alphabet="adeimnorstuwhy' ?.", max_size=60).map(lambda text: " ".join(text.split())))
def test_something_is_left_of_whatever_is_said(text: str) -> None:
    """And its white space stays folded."""
    found = plain(text, NONE)
    assert bool(found) == bool(text)
    assert found == " ".join(found.split())


def test_talk_is_read_for_kind_and_property() -> None:
    """As its plain words are; what was typed is kept."""
    asked = read("what'd an H100 set you back?")
    assert (asked.kind, asked.predicates[0]) == (Kind.QUANTITY, "price")
    assert asked.text == "what'd an H100 set you back?"
    assert read("what sparked the demand for GPUs?").kind is Kind.CAUSE
    assert read("do you know how much memory an H100 has?").kind is Kind.QUANTITY


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("When was the H100 released?", True),
        ("and when did prices fall?", True),
        ("When is it worth buying GPUs?", False),
        ("when should we retrain", False),
    ],
)
def test_when_asks_for_a_date_or_for_a_condition(text: str, dated: bool) -> None:  # noqa: FBT001
    """What one should do, and what pays, has no date."""
    assert ("date" in read(text).expects) == dated


def test_the_chip_of_a_maker_is_what_is_asked_for() -> None:
    """And not the maker, who is named."""
    for text in ("what's NVIDIA's own chip called?", "name of NVIDIA's newest accelerator"):
        asked = read(text)
        assert "hardware" in asked.types
        assert "org-nvidia" not in asked.kinds
