"""Talk, menus and header rows: what a page's layout says beyond its words."""

from corpus.document import Block, Document, Kind
from corpus.reading.html import read_html
from corpus.structure import read_blocks

TALK = """A talk about clusters

Interviewer: You run two halls. Why?

Dr Doe: One is for training. The other one answers users, day and night, and it is much
smaller than people think. We like it.

Interviewer: What does a request cost?

Dr Doe: Less than a cent. It used to cost four.
"""


def _read(text: str, markup: str = "plain") -> list[tuple[Kind, str, list[str]]]:
    document = Document("d", "D", text, markup)

    def words(block: Block) -> list[str]:
        return [label.of(text) for label in block.labels]

    return [(b.kind, b.span.of(text), words(b)) for b in read_blocks(document)]


def test_speakers_are_no_keys() -> None:
    """A question heads the answers to it, and nobody's name stands before what they say."""
    found = _read(TALK)
    answers = [(text, labels) for kind, text, labels in found if kind is Kind.ANSWER]
    assert ("Less than a cent. It used to cost four.", ["What does a request cost?"]) in answers
    assert not any(text.startswith(("Dr Doe", "Interviewer")) for _, text, _ in found)


def test_keys_that_repeat_under_two_products_stay_keys() -> None:
    """A data sheet is no conversation."""
    sheet = "# X1\n\n- Memory: 80 GB\n- Power: 300 W\n\n# X2\n\n- Memory: 96 GB\n- Power: 350 W\n"
    found = _read(sheet, "markdown")
    values = [(text, labels) for kind, text, labels in found if kind is Kind.VALUE]
    assert ("96 GB", ["Memory"]) in values
    assert len(values) == 4


def test_a_cell_has_the_headers_of_both_header_rows() -> None:
    """The outer header stands before the inner one, which names the column."""
    rows = (
        "<table><tr><th rowspan=2>Item</th><th colspan=2>X family</th></tr>"
        "<tr><th>X1</th><th>X2</th></tr><tr><td>Memory</td><td>80 GB</td><td>96 GB</td></tr>"
        "</table>"
    )
    found = _read(read_html(rows.encode()).text, "markdown")
    cells = [(text, labels) for kind, text, labels in found if kind is Kind.CELL]
    assert cells == [
        ("80 GB", ["Memory", "X family", "X1"]),
        ("96 GB", ["Memory", "X family", "X2"]),
    ]


def test_links_beside_one_another_are_no_words_of_a_page() -> None:
    """A row of links in HTML is left out; in plain text it is boilerplate."""
    page = (
        "<p><a href='/a'>Sign up</a> | <a href='/b'>Talk to sales</a></p><p>Chips need power.</p>"
    )
    assert "Sign up" not in read_html(page.encode()).text
    text = "Forum: chips > hardware\n\nChips need power, and they need a lot of it."
    blocks = read_blocks(Document("d", "D", text))
    assert [b.boilerplate for b in blocks if b.span.of(text).startswith("chips")] == [True]


def test_who_asks_in_bold_and_one_name_in_several_forms_are_speakers() -> None:
    """A name is no key, be it short, with its firm behind it, or without bold type."""
    document = Document(
        "talk",
        "Talk",
        "**Q:** How large is the hall?\n\n"
        "**Ada Brook (Vantor):** It holds ninety racks. We fill half of them.\n\n"
        "**Ada Brook:** The rest stands idle. It costs nothing.\n\n"
        "Ada Brook: We may let it. Nobody has asked.\n\n"
        "*Host*: Who cools it?\n\n"
        "**Brook**: The river does. It is cold.",
        markup="markdown",
    )
    found = [(b.kind, b.span.of(document.text)) for b in read_blocks(document)]
    assert not any(kind == "value" for kind, _ in found)
    assert not any("Brook" in words or "**" in words for _, words in found)
    assert [words for kind, words in found if kind == "heading"] == [
        "How large is the hall?",
        "Who cools it?",
    ]
