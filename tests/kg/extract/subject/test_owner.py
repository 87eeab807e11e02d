"""Whose a claim is: the product's, the firm's or the speaker's that its document is about."""

import pytest

from corpus.document import Block, Document, Kind, Span
from kg.claim import Claim
from kg.extract.subject.voice import firm_of
from tests.kg.extract.reading_of import claims_of, claims_of_page, extractor

TALK = "A conversation with Dr Ines Falk, head of AI platforms at Marlow Insurance"


def in_interview(text: str, head: str = TALK) -> tuple[Claim, ...]:
    """The claims of an answer of Dr Falk."""
    turn = "Dr Falk: "
    document = Document("doc", "Machines", f"{head}\n\n{turn}{text}")
    span = Span("doc", len(head) + 2 + len(turn), len(document.text))
    return extractor().extract(document, [Block(Kind.PARAGRAPH, span, span)])


@pytest.mark.parametrize(
    "text",
    [
        "A fine-tune takes us two nights on eight H100s.",
        "A fine-tune costs us about $900.",
        "Our hall is capped at 2 megawatts.",
    ],
)
def test_what_a_speaker_tells_of_us_is_said_by_them_of_their_firm(text: str) -> None:
    """Without both it would read as what fine-tuning costs anybody."""
    found = in_interview(text)
    assert found
    assert all(c.attribution == "Dr Falk" for c in found)
    assert all("of/Marlow Insurance" in c.scope for c in found)


def test_what_a_speaker_tells_of_the_world_is_nobodys() -> None:
    """Decoding is the same at every firm."""
    found = in_interview("Decoding is limited by memory bandwidth.")
    assert found
    assert not [s for c in found for s in c.scope if s.startswith("of/")]


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        (TALK, "Marlow Insurance"),
        ("Guest: Ines Falk, chief technology officer, Marlow Labs\nHost: Al Roe", "Marlow Labs"),
        ("Ines Falk, who left Marlow in 2023, is our guest.", None),
        ("Ines Falk, of whom we know nothing.", None),
        ("No one of that name.", None),
    ],
)
def test_a_speakers_firm_is_what_stands_beside_the_name(text: str, firm: str | None) -> None:
    """A role and a firm, and nothing that somebody once did."""
    assert firm_of(Document("doc", "Doc", text), "Dr Falk") == firm


def test_a_blank_speaker_has_no_firm() -> None:
    """A publisher may be given as white space."""
    assert firm_of(Document("doc", "Doc", TALK), " ") is None


@pytest.mark.parametrize(
    ("who", "told"),
    [("Intelligence Unit", "Intelligence Unit"), ("Intel", None), ("Intel Research", None)],
)
def test_who_tells_of_itself_is_no_source_of_that(who: str, told: str | None) -> None:
    """A name that only begins with the same letters is another's."""
    found = claims_of(f"Intel earned $5 billion in 2024, according to {who}.")
    assert {c.attribution for c in found if c.predicate == "states"} == {told}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Kernels are written in Triton.", "kernels"),
        ("Conversations with customers are not used for training.", "conversations with customers"),
        ("Weights stay fixed after release.", "weights"),
        ("The API is to open in May 2026.", "API"),
    ],
)
def test_what_every_product_has_is_of_the_product_whose_card_it_is(text: str, subject: str) -> None:
    """A model card speaks of one model."""
    page = f"# Corvette-3 model card\n\n**Parameters:** 90 billion\n\n## Limits\n\n{text}\n"
    found = [c for c in claims_of_page(page, "Corvette-3 model card") if c.subject.label == subject]
    assert found
    assert all(any(s.startswith("of/") for s in c.scope) for c in found)


def test_a_share_of_a_firms_revenue_is_that_firms() -> None:
    """However the phrase begins, it is of the revenue that the report is about."""
    title = "Nordhavn Semiconductor, second quarter of fiscal 2026: call notes"
    page = f"# {title}\n\n61 % of data-centre revenue comes from inference products.\n"
    found = [c for c in claims_of_page(page, title) if "revenue" in c.subject.label]
    assert found
    assert all(any(s.startswith("of/Nordhavn") for s in c.scope) for c in found)


def test_what_came_of_a_move_is_told_with_it() -> None:
    """By whoever moved, and not of all serving."""
    page = "## #4 ann_b - 3 Mar 2025, 10:00\n\n{}Serving cost went down by 60 %.\n"
    moved = "We moved from a 70B model to an 8B (on one card, overnight) and kept it. "
    found = [c for c in claims_of_page(page.format(moved)) if c.subject.label == "serving cost"]
    assert [(c.attribution, c.scope) for c in found] == [
        ("ann_b", ("case/after we moved from a 70B model to an 8B",))
    ]


def test_a_post_is_no_case() -> None:
    """Who wrote when does not tell in which case a cost fell."""
    found = claims_of_page("## #4 ann_b - 3 Mar 2025, 10:00\n\nServing cost went down by 60 %.\n")
    assert not [c for c in found if "ann_b" in " ".join(c.scope)]


def test_a_table_whose_corner_names_a_firm_tells_of_that_firm() -> None:
    """A margin is somebody's."""
    table = (
        "| AMD estimates | 2024 | 2025 |\n| --- | --- | --- |\n"
        "| Gross margin | 51% | 53% |\n| Units shipped | 30 | 40 |\n"
    )
    found = [c for c in claims_of_page(f"# A note\n\n{table}") if "aspect/Gross margin" in c.scope]
    assert [c.subject.label for c in found] == ["AMD", "AMD"]


NEWS = "Kestrion opens its Finch-3 model to developers"


@pytest.mark.parametrize(
    ("text", "subject", "scope"),
    [
        ("The model has 90 billion parameters.", "Finch-3", None),
        ("The model cost $31 million. Training took 20 days.", "training", "class/model-finch-3"),
        ("Training a model of any size takes 20 days.", "training", None),
    ],
)
def test_news_of_one_model_tell_of_that_model(text: str, subject: str, scope: str | None) -> None:
    """A number of "the model" is its own, and that of its training; of any model nobody's."""
    page = f"# {NEWS}\n\nKestrion opened its language model Finch-3.\n\n{text}\n"
    found = [c for c in claims_of_page(page, NEWS) if c.source.of(page) in text]
    told = [c for c in found if c.subject.label == subject]
    named = {s for c in told for s in c.scope if s.startswith("class/model-finch")}
    assert told or scope is None
    assert named == ({scope} if scope else set())


def test_what_a_market_asks_is_no_firms() -> None:
    """A maker of systems tells of the memory that it buys."""
    title = "Nordhavn Semiconductor, second quarter of fiscal 2026: call notes"
    found = claims_of_page(f"# {title}\n\nMemory prices rose by 8 %.\n", title)
    assert not [s for c in found for s in c.scope if s.startswith("of/")]


MADE = "Acme Labs finished Zephyr-2, a language model, in May."


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        (f"{MADE} It is a dense model with 70 billion parameters.", "Zephyr-2", "70 billion"),
        (f"{MADE} It was trained on 9 trillion tokens.", "Zephyr-2", "9 trillion tokens"),
        (f"{MADE} The run occupied 2,048 H100s for 40 days.", "zephyr-2's run", "2,048 H100s"),
        (f"{MADE} The training took 40 days.", "zephyr-2's training", "40 days"),
        (
            "Acme Labs sells the Zenith Z9 accelerator. It is a card with 96 GB of memory.",
            "Zenith Z9",
            "96 GB",
        ),
        (
            "The Zenith Z9 chip is new. We wrote that the Zenith Z9 draws 90 W. It draws 300 W.",
            "Zenith Z9",
            "300 W",
        ),
    ],
)
def test_it_and_the_run_are_of_what_a_firm_made(text: str, subject: str, value: str) -> None:
    """A firm is no model, has no parameters, and is not trained."""
    found = [(c.subject.label, getattr(c.object, "text", "")) for c in claims_of(text)]
    assert any(who == subject and said.startswith(value) for who, said in found)
    assert not [who for who, said in found if who == "Acme Labs" and value in said]


def test_it_is_the_firm_where_only_a_firm_can_be_that() -> None:
    """What the firm made is no start-up."""
    found = claims_of(f"{MADE} It is a start-up with 40 people.")
    assert not [c for c in found if c.subject.label == "Zephyr-2" and "start-up" in str(c.object)]


@pytest.mark.parametrize(
    ("question", "answer", "predicate"),
    [
        ("Who makes the Zenith Z9 accelerator?", "It is made by Samsung.", "madeBy"),
        ("Why the Zenith Z9 accelerator?", "Each card holds 128 GB.", "memoryCapacity"),
        ("What is the Zenith Z9 accelerator?", "The card draws 300 W.", "power"),
    ],
)
def test_what_answers_a_question_about_a_product_is_of_it(
    question: str, answer: str, predicate: str
) -> None:
    """What the question names is "it", "the card" and "each card"."""
    found = claims_of_page(f"# Questions\n\n## {question}\n\n{answer}\n")
    assert ("Zenith Z9", predicate) in [(c.subject.label, c.predicate) for c in found]
