"""Promises of corpus/bounds.py and of what reads a text's structure: none takes for ever."""

import pytest

from corpus.bounds import MAX_DEPTH, MAX_HEADING, MAX_QUOTE, is_readable
from corpus.document import Document, Kind
from corpus.reading.html import read_markup
from corpus.split import split
from corpus.structure import read_blocks
from tests.hostile import FEW, MADE, is_linear, repeated

_SIZE = 6_000


def _read(text: str, markup: str) -> None:
    document = Document("a", "A", text, markup)
    split(document, read_blocks(document))


@pytest.mark.parametrize("markup", ["plain", "markdown"])
@pytest.mark.parametrize("what", FEW)
def test_what_is_repeated_takes_time_by_its_length(what: str, markup: str) -> None:
    """And not by its square."""
    assert is_linear(lambda n: _read(repeated(what, n), markup), _SIZE)


@pytest.mark.parametrize("markup", ["plain", "markdown"])
@pytest.mark.parametrize("name", MADE)
def test_what_is_wide_or_deep_takes_time_by_its_length(name: str, markup: str) -> None:
    """Tables, headings, quotes and lists are as linear."""
    assert is_linear(lambda n: _read(MADE[name](n), markup), _SIZE)


def test_a_huge_heading_is_prose() -> None:
    """It would be part of all that stands below it."""
    document = Document("a", "A", "# " + "a" * (MAX_HEADING + 1) + "\n\nIt has 80 GB.", "markdown")
    assert [block.kind for block in read_blocks(document)] == [Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_headings_nest_no_deeper_than_any_that_people_write() -> None:
    """Each further one stands beside the last."""
    document = Document("a", "A", "# a\n" + "Is it?\n" * 100 + "It is.")
    assert max(len(block.path) for block in read_blocks(document)) <= MAX_DEPTH


def test_what_is_too_wide_for_a_table_is_kept_as_prose() -> None:
    """Every cell is still there to be found and quoted."""
    row = " | ".join(f"cell{n}" for n in range(100))
    text = f"| {row} |\n|{'---|' * 100}\n| {row} |"
    blocks = read_blocks(Document("a", "A", text, "markdown"))
    assert {block.kind for block in blocks} == {Kind.PARAGRAPH}
    assert [block.span.of(text) for block in blocks] == [row, row]


def test_a_sentence_without_end_is_quoted_in_parts() -> None:
    """Between words, and nothing of it is lost."""
    text = "word " * 5000
    document = Document("a", "A", text)
    found = [s for p in split(document, read_blocks(document)) for s in p.sentences]
    assert max(len(sentence.text) for sentence in found) <= MAX_QUOTE
    assert " ".join(sentence.text for sentence in found).split() == text.split()


def test_what_people_write_is_readable() -> None:
    """A long sentence is; one of hundreds of marks or words is none."""
    assert is_readable("Training needs " + ", ".join(["chips and power"] * 30) + ".")
    assert not is_readable(", " * 300)
    assert not is_readable("a" * 2000)


@pytest.mark.parametrize("times", [10, 1000])
def test_cells_that_span_the_page_are_filled_in_as_far_as_there_is_room(times: int) -> None:
    """However many places they claim: what is written stays a small multiple of what was sent."""
    cell = '<td colspan="100000" rowspan="60000">x</td>'
    one, each = f"<tr>{cell * times}</tr><tr><td>y</td></tr>", f"<tr>{cell}</tr>" * times
    for rows in (one, each):
        text = read_markup(f"<table>{rows}</table>").text
        assert text.count("x") >= times
        assert text.count("|") <= 4 * times + 30_000
