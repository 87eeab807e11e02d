"""What holds for the blocks of any document: generated ones, and the source documents."""

import pytest
from hypothesis import given

from corpus.document import Block, Document, Kind
from corpus.structure import read_blocks
from tests.corpus.shapes import documents, needs_seeds, seed


def check(document: Document) -> tuple[Block, ...]:
    """Assert what holds for the blocks of a document."""
    blocks = read_blocks(document)
    end = 0
    for block in blocks:
        assert block.span.start >= end, "blocks are ordered and do not overlap"
        end = block.span.end
        assert block.whole.covers(block.span)
        for span in (block.span, block.whole, *block.labels):
            words = span.of(document.text)
            assert len(words) == span.end - span.start, "spans lie within the text"
            assert words == words.strip() != "", "spans are trimmed"
    return blocks


@given(documents)
def test_blocks_are_exact_ordered_and_apart(document: Document) -> None:
    """Whatever the text holds."""
    check(document)


@given(documents)
def test_reading_is_deterministic(document: Document) -> None:
    """The same text has the same blocks."""
    assert read_blocks(document) == read_blocks(document)


@given(documents)
def test_labelled_kinds_have_their_labels(document: Document) -> None:
    """An answer has a question, a value a key, an event a date."""
    for block in read_blocks(document):
        if block.kind in {Kind.ANSWER, Kind.VALUE, Kind.EVENT}:
            assert block.labels


@given(documents)
def test_paths_hold_the_headings_above(document: Document) -> None:
    """Each element of a path has been a heading, or a search result's title, before the block."""
    above: set[str] = set()
    for block in read_blocks(document):
        assert {words.replace("*", "") for words in block.path} <= above
        if block.kind in {Kind.HEADING, Kind.LIST_ITEM}:
            above.add(" ".join(block.span.of(document.text).split()).replace("*", ""))


@needs_seeds
@pytest.mark.parametrize("number", range(5))
def test_source_documents_are_covered(number: int) -> None:
    """Every word of a source stands in a block or in the label of one, but for a table's corner."""
    document = seed(number)
    covered: set[int] = set()
    for block in check(document):
        for span in (block.span, *block.labels):
            covered.update(range(span.start, span.end))
    lost = "".join(c if i not in covered else "\n" for i, c in enumerate(document.text))
    words = [word for word in lost.split() if any(map(str.isalnum, word))]
    numbers = [word for word in words if word.rstrip(".").isdigit()]
    assert set(words) - set(numbers) <= {"Aspect", "Trait"}
