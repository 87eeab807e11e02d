"""The promises that hold for every document: spans, order, determinism, speed, no exception."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Block, Document, Kind, Span
from corpus.load import load_file
from corpus.structure import read_blocks
from kg.claim import Claim, Quantity, Text
from kg.extraction import Extractor
from kg.ontology import default_ontology
from tests.kg.extract.reading_of import extractor

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
VOCABULARY = """Training inference GPUs H100 costs $5 million , ; ( ) — and which that is are not
may 40% NVIDIA 's more than because runs on such as like for weeks . ? it they 2024 : " I"""
WORDS = st.sampled_from(VOCABULARY.split())
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=120)


def check(document: Document, claims: tuple[Claim, ...]) -> None:
    """Every object stands in the words that its claim rests on, and the order is by place."""
    for claim in claims:
        words = claim.source.of(document.text)
        assert claim.source.end <= len(document.text)
        if isinstance(claim.object, Text | Quantity):
            assert claim.object.text in words
    assert list(claims) == sorted(claims, key=lambda c: (c.source.start, c.predicate, c.id))
    assert len({c.id for c in claims}) == len(claims)


@given(TEXTS, st.sampled_from(list(Kind)), st.lists(TEXTS.filter(str.strip), max_size=2))
def test_no_words_break_the_extractor(text: str, kind: Kind, labels: list[str]) -> None:
    """Any text, under any labels, gives claims whose spans hold, or none."""
    whole = "\n".join([*labels, text])
    spans, at = [], 0
    for label in labels:
        spans.append(Span("d", at, at + len(label)))
        at += len(label) + 1
    if not text.strip():
        return
    block = Block(kind, Span("d", at, len(whole)), Span("d", 0, len(whole)), (), tuple(spans))
    document = Document("d", "D", whole)
    check(document, extractor().extract(document, [block]))
    for mention in extractor().mentions(document, [block]):
        assert block.span.covers(mention.span)


def seeds() -> list[Path]:
    """The source documents, where they are at hand."""
    return sorted(SEEDS.glob("*.txt"))


@pytest.mark.skipif(not seeds(), reason="the source documents are not beside this repository")
def test_the_sources_are_read_alike_by_two_extractors() -> None:
    """Claims hold their spans, and depend on nothing but the document."""
    for path in seeds():
        document = load_file(path)
        blocks = read_blocks(document)
        claims = extractor().extract(document, blocks)
        check(document, claims)
        assert len(claims) > 20
        assert claims == Extractor(default_ontology()).extract(document, blocks)


def test_boilerplate_and_headings_claim_nothing() -> None:
    """What is no statement of the document makes no claim."""
    text = "Training costs $5 million."
    span = Span("d", 0, len(text))
    document = Document("d", "D", text)
    assert extractor().extract(document, [Block(Kind.HEADING, span, span)]) == ()
    disclaimer = Block(Kind.LIST_ITEM, span, span, boilerplate=True)
    assert extractor().extract(document, [disclaimer]) == ()


def test_a_source_line_is_the_attribution_of_what_stands_above() -> None:
    """A "Source" value says who says the figure before it."""
    text = "Training costs $5 million.\nSource\nEpoch AI, May 2024"
    first, key, value = Span("d", 0, 26), Span("d", 27, 33), Span("d", 34, len(text))
    blocks = [
        Block(Kind.PARAGRAPH, first, first),
        Block(Kind.VALUE, value, Span("d", 27, len(text)), (), (key,)),
    ]
    claims = extractor().extract(Document("d", "D", text), blocks)
    assert claims
    assert {c.attribution for c in claims} == {"Epoch AI"}


def test_a_thousand_sentences_are_read() -> None:
    """A long document loses nothing."""
    line = "Training a large model needs thousands of GPUs, while inference runs on one for years."
    text = "\n\n".join([line] * 1000)
    blocks, at = [], 0
    for _ in range(1000):
        span = Span("d", at, at + len(line))
        blocks.append(Block(Kind.PARAGRAPH, span, span))
        at += len(line) + 2
    one = extractor().extract(Document("d", "D", line), blocks[:1])
    claims = extractor().extract(Document("d", "D", text), blocks)
    assert one
    assert len(claims) == 1000 * len(one)
