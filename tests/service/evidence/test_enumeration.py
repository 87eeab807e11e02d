"""Promises of service/evidence/enumeration.py: a list is found whole, whatever its layout."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Span
from corpus.structure import read_blocks
from service.evidence.enumeration import FEWEST, LONGEST, MOST, Enumeration, enumerations
from tests.corpus.shapes import documents

LAYOUTS = {
    "bullets below a lead-in": (
        "## Serving\n\nThree things matter here:\n\n- low delay\n- small cost\n- steady load\n",
        ("Three things matter here", ("low delay", "small cost", "steady load")),
    ),
    "bullets below a heading": (
        "## What matters\n\n- low delay\n- small cost\n- steady load\n",
        ("What matters", ("low delay", "small cost", "steady load")),
    ),
    "keys with values": (
        "## Limits\n\n**Delay:** kept low\n\n**Cost:** kept small\n",
        ("Limits", ("Delay: kept low", "Cost: kept small")),
    ),
    "bullets of which some have keys": (
        "## Serving\n\nFour things matter:\n\n- delay: kept low\n- **cost**: small\n- load\n"
        "- 1.5 seconds\n",
        ("Four things matter", ("delay: kept low", "cost: small", "load", "1.5 seconds")),
    ),
    "rows of a table": (
        "## Boards\n\n| Board | Memory |\n| --- | --- |\n| Corvo | 80 GB |\n| Brasa | 192 GB |\n",
        ("Boards", ("Corvo", "Brasa")),
    ),
    "headings": (
        "## Ways to save\n\n### Batching\n\nIt shares a pass.\n\n### Caching\n\nIt keeps keys.\n",
        ("Ways to save", ("Batching", "Caching")),
    ),
    "sentences that one announces": (
        "## Prices\n\nHours got cheaper. This had two reasons. Old chips came back. "
        "Two clouds closed. We expect no more.\n",
        ("This had two reasons.", ("Old chips came back.", "Two clouds closed.")),
    ),
    "paragraphs that count": (
        "## Myths\n\nOne myth is that size is all. It is not.\n\n"
        "Another myth is that replies are free. They cost.\n\n"
        "A third myth is that speed is all. It is not.\n",
        (
            "Myths",
            (
                "One myth is that size is all.",
                "Another myth is that replies are free.",
                "A third myth is that speed is all.",
            ),
        ),
    ),
}


def found(text: str, *, names: bool = True) -> dict[str, tuple[str, ...]]:
    """The items of a document's lists, by their lead."""
    document = Document("d", "Notes", f"# Notes\n\n{text}", "markdown")
    told = enumerations(document, read_blocks(document), lambda _: names)
    return {e.lead: e.items for e in told}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_is_found_whole(layout: str) -> None:
    """With what its items have in common."""
    text, (lead, items) = LAYOUTS[layout]
    assert found(text)[lead] == items


def test_rows_that_name_aspects_are_no_list() -> None:
    """A table whose columns are about things compares them."""
    text = "## Both\n\n| Aspect | Corvo | Brasa |\n| --- | --- | --- |\n| Delay | low | high |\n"
    document = Document("d", "Notes", f"# Notes\n\n{text}| Cost | high | low |\n", "markdown")
    blocks = read_blocks(document)
    assert not enumerations(document, blocks, {"Corvo", "Brasa"}.__contains__)
    assert enumerations(document, blocks, lambda _: False)


def test_the_things_of_a_column_are_a_list_of_what_its_header_says() -> None:
    """Each once; what is no thing is none."""
    text = (
        "## Offers\n\nPrices of June:\n\n| Shop | Chip | Price |\n| --- | --- | --- |\n"
        "| Alba | Corvo | $2 |\n| Bora | Brasa | $3 |\n| Cima | Corvo | $4 |\n"
    )
    document = Document("d", "Notes", f"# Notes\n\n{text}", "markdown")
    told = enumerations(document, read_blocks(document), {"Corvo", "Brasa"}.__contains__)
    assert {e.lead: e.items for e in told} == {
        "Chip": ("Corvo", "Brasa"),
        "Offers": ("Alba", "Bora", "Cima"),
    }
    assert {e.about for e in told} == {"", "Prices of June:"}


def test_what_a_page_is_made_of_is_no_list_though_its_title_be_another() -> None:
    """Whoever asks for boards does not ask for the parts of the page."""
    text = "# Boards\n\n## Uses\n\nMany.\n\n## Makers\n\nFew.\n\n## Limits\n\nNone.\n"
    document = Document("d", "Boards - Almanac", text, "markdown")
    assert not enumerations(document, read_blocks(document), lambda _: True)
    two = replace(document, text=f"{text}# Cards\n\nNone.\n")
    assert enumerations(two, read_blocks(two), lambda _: True)


@pytest.mark.parametrize(
    "text",
    [
        "## Alone\n\n- low delay\n",
        "## Long\n\n" + "".join(f"- item {n} of it\n" for n in range(MOST + 1)),
        "## Said\n\nIt shares a pass.\n\nIt keeps keys.\n\nIt costs little.\n",
        "## Asked\n\n### Is it fast?\n\nIt is.\n\n### Is it cheap?\n\nIt is.\n",
    ],
)
def test_other_things_are_no_list(text: str) -> None:
    """One item, too many, paragraphs that do not count, questions."""
    assert found(text) == {}


def test_what_a_document_is_made_of_is_no_list() -> None:
    """The sections below its title."""
    assert found("## Batching\n\nIt shares a pass.\n\n## Caching\n\nIt keeps keys.\n") == {}


def test_a_list_is_quoted_from_its_lead_in_to_its_last_item() -> None:
    """Nothing of it is left out, and the lead-in's first sentences are."""
    listed = "Two things matter:\n\n- low delay\n- small cost"
    text = f"# Notes\n\n## Serving\n\nIt is hard. {listed}\n\nEnd.\n"
    document = Document("d", "Notes", text, "markdown")
    (one,) = enumerations(document, read_blocks(document), lambda _: True)
    assert one.span.of(text) == listed
    assert one.path[-1] == "Serving"


def test_a_list_is_told_as_a_sentence() -> None:
    """The lead, then the items."""
    one = Enumeration("Two matter", ("delay.", "cost"), (), Span("d", 0, 9))
    assert one.wording.text == "Two matter: delay; cost."


_item = st.lists(st.sampled_from(["low", "delay", "of", "replies"]), min_size=1, max_size=12)


@given(st.lists(_item.map(" ".join), min_size=FEWEST, max_size=MOST))
def test_a_long_list_is_cut_and_says_so(items: list[str]) -> None:
    """It tells how many items it leaves out, and stays within its length."""
    told = Enumeration("What matters", tuple(items), (), Span("d", 0, 9)).wording.text
    left = int(told.rsplit("and ", 1)[1].split()[0]) if told.endswith(" more.") else 0
    assert told.count("; ") == len(items) - left - (0 if left else 1)
    assert len(told.split()) <= LONGEST + 3  # words of "and 9 more"


@given(documents)
def test_lists_of_any_document_lie_within_it(document: Document) -> None:
    """In order, each of at least two items and no more than are told."""
    told = enumerations(document, read_blocks(document), lambda _: True)
    assert [e.span for e in told] == sorted(e.span for e in told)
    for one in told:
        assert FEWEST <= len(one.items) <= MOST
        assert 0 <= one.span.start < one.span.end <= len(document.text)


def test_those_who_are_quoted_are_a_list_of_their_own() -> None:
    """Of titles with the name of their publisher; a title without one stands for itself."""
    text = (
        "## Found on the web\n\n### How It Is Served - The Almanac\n\nOne.\n\n"
        "### What It Costs | Chip Weekly\n\nTwo.\n\n### Bare Title\n\nThree.\n"
    )
    document = Document("d", "Notes", f"# Notes\n\n{text}", "markdown")
    told = enumerations(document, read_blocks(document), lambda _: True)
    assert [e.items for e in told if e.about] == [("The Almanac", "Chip Weekly", "Bare Title")]
    assert all("publishers" in e.sentence.text for e in told if e.about)
    assert not any("publishers" in e.wording.text for e in told)


def test_headings_are_ranked_by_what_leads_in_to_them() -> None:
    """And each is quoted by itself, since much stands between them."""
    text = "## Saving\n\nAsked how they spend less, they said:\n\n### Less\n\nA b.\n\n### Later\n"
    document = Document("d", "Notes", f"# Notes\n\n{text}", "markdown")
    (told,) = enumerations(document, read_blocks(document), lambda _: True)
    assert told.sentence.text == "Saving Asked how they spend less, they said:"
    assert told.wording.text == "Saving: Less; Later."
    assert [place.of(document.text) for place in told.places] == ["Less", "Later"]


def test_items_that_head_paragraphs_are_a_list() -> None:
    """As search results are."""
    says = "It says that this matters a great deal to all of them. " * 8
    text = f"Notes\n\nVoices\n  • Size and Cost\n\n    {says}\n\n  • Speed and Load\n\n    {says}\n"
    document = Document("d", "Notes", text)
    told = enumerations(document, read_blocks(document), lambda _: True)
    assert [e.items for e in told] == [("Size and Cost", "Speed and Load")]
