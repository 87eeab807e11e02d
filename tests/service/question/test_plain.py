"""Promises of service/question/plain.py: talk is read as the same in plain words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.naming.mention import MentionFinder
from kg.ontology import default_ontology
from service import evaluation
from service.evaluation.item import PACKAGED, read_items
from service.question.kind import Kind
from service.question.plain import plain
from service.question.question import Question, analyse

ONTOLOGY = default_ontology()
FINDER = MentionFinder(ONTOLOGY)
NONE = frozenset[str]()
LONGEST = 2_000  # characters of a question


def read(text: str) -> Question:
    """A question as it is read where no document is known."""
    return analyse(text, ONTOLOGY, FINDER)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("so what's the damage for an H100?", "what is the cost of an H100?"),
        ("what did the run set you back", "how much did the run cost you"),
        ("headcount of Acme", "number of employees of Acme"),
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


ORDINARY = """
What is a training run?
What is an inference cost?
What is the H100 power draw?
How big is the training run?
How much is the inference cost?
How long is a typical training run?
Which part of inference is memory-bound?
What part of the model is frozen?
Which chunk of a document is retrieved?
What do customers want most?
What do neoclouds charge most for?
Explain the way transformer inference works
Is there a way more tokens can be served?
Which is the one way slower chips win?
How does EM training work?
Does the EM algorithm need labels?
How many U does a DGX H100 take in a rack?
How many u does a rack have?
Is there anything like NVLink for AMD?
Does Google have something like CUDA?
Are we talking?
What does Nvidia sell for inference?
What does AMD sell for an AI rack?
What do companies run them on?
How much energy does a battery pack hold?
How does liquid cooling soak up heat?
Did the data center burn down?
What was the damage to the data center?
What is the bottom line of the report?
What is the cloud business?
What is the most important thing?
When will OpenAI break even?
Which model won gold at the IMO?
Who takes safety seriously?
Do models answer honestly?
How honestly do models answer?
Did prices rise again?
So far, which chips are sold out?
So-called agentic models: what are they?
Well-known chips of AMD?
How many FLOP does training take?
what is a flop
what is spec decoding
what is the log prob of a token
what are binned chips
What is the biggest snag in training?
Are electric vehicles trained on GPUs?
How much cash flow does CoreWeave have?
Who burns more cash on training?
What is in the world model of Genie?
What is the best price for an H100?
Which models that big labs train are open?
How much water is in the cooling loop?
When does heat come out of the rack?
Why cannot GPUs be shared?
Which data centers go south for cheaper power?
What is OpenAI going for with Stargate?
List the hows and whys of quantization.
Compare training and inference in energy and cost.
Name the chips that are made for inference only.
Is CUDA hard for beginners?
How does the KV cache grow with context length?
Which accelerators have more than 100 GB of memory?
Why is decoding memory-bound while prefill is compute-bound?
Do the sources agree on what GPT-4 cost?
What is a straw-man?
""".strip().splitlines()
COLLOQUIAL = {"price tag for training something like GPT-4?"}  # of the packaged questions
PACKAGED_QUESTIONS = [
    item.question
    for item in read_items(Path(evaluation.__file__).parent / PACKAGED, LONGEST)
    if item.question not in COLLOQUIAL
]


@pytest.mark.parametrize("question", [*ORDINARY, *PACKAGED_QUESTIONS])
def test_what_is_asked_plainly_comes_out_unchanged(question: str) -> None:
    """Whatever its form, and though a part of it would be slang elsewhere."""
    assert plain(question, NONE) == question


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("how long's a B200 take to ship", "how long does a B200 take to ship"),
        ("what's a gpu go for", "how much does a gpu cost"),
        ("can u train on 'em", "can you train on them"),
        ("how many of em are there", "how many of them are there"),
        ("what does an H100 go for on eBay", "how much does an H100 cost on eBay"),
        ("cost of running something like GPT-4", "cost of running GPT-4"),
        ("what chunk of the bill is power", "what share of the bill is power"),
        ("what part of the training bill is power", "what share of the training bill is power"),
        ("what's RLHF again?", "what's RLHF?"),
        ("who won, imo", "who won"),
        ("so, can you seriously train on it", "can you train on it"),
        ("why is training that expensive?", "why is training expensive?"),
        ("what's my electric bill", "what's my electricity bill"),
        ("how many GPUs are we talking about?", "how many GPUs?"),
    ],
)
def test_talk_is_still_told_from_it(said: str, meant: str) -> None:
    """Where its words can mean nothing else."""
    assert plain(said, NONE) == meant


@pytest.mark.parametrize("filler", ["tbh?", "imo.", "btw"])
def test_what_only_fills_stays_where_nothing_else_is_said(filler: str) -> None:
    """There is no question in a mark alone."""
    assert plain(filler, NONE) == filler


@given(
    st.text(alphabet="abdehimnorstuwy' ?.", max_size=60).map(lambda text: " ".join(text.split()))
)
def test_something_is_left_of_whatever_is_said(text: str) -> None:
    """And its white space stays folded."""
    found = plain(text, NONE)
    assert bool(found) == bool(text)
    assert any(map(str.isalnum, found)) == any(map(str.isalnum, text))
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
    for text in (
        "what's NVIDIA's own chip called?",
        "name of NVIDIA's newest accelerator",
        "the name of NVIDIA's rack-scale chip",
    ):
        asked = read(text)
        assert "hardware" in asked.types
        assert "org-nvidia" not in asked.kinds
