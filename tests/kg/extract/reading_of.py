"""Claims of words given as a block, for the tests of the extractors."""

from functools import cache

from corpus.document import Block, Document, Kind, Span
from corpus.structure import read_blocks
from kg.claim import Claim
from kg.extraction import Extractor
from kg.ontology import default_ontology


@cache
def extractor() -> Extractor:
    """The extractor over the packaged ontology."""
    return Extractor(default_ontology())


def claims_of(text: str, path: tuple[str, ...] = ()) -> tuple[Claim, ...]:
    """The claims of one paragraph, of a document that somebody has published."""
    document = Document("doc", "Doc", text, publisher="Acme Press")
    span = Span("doc", 0, len(text))
    return extractor().extract(document, [Block(Kind.PARAGRAPH, span, span, path)])


def claims_of_page(text: str, title: str = "Doc") -> tuple[Claim, ...]:
    """The claims of a page in Markdown, as its structure is read."""
    document = Document("doc", title, text, markup="markdown")
    return extractor().extract(document, read_blocks(document))


def claims_of_block(
    kind: Kind, words: str, labels: tuple[str, ...], path: tuple[str, ...] = ()
) -> tuple[Claim, ...]:
    """The claims of one block whose labels stand before it, a line each."""
    text = "\n".join([*labels, words])
    document = Document("doc", "Doc", text)
    spans, at = [], 0
    for label in labels:
        spans.append(Span("doc", at, at + len(label)))
        at += len(label) + 1
    whole = Span("doc", 0, len(text))
    block = Block(kind, Span("doc", at, len(text)), whole, path, tuple(spans))
    return extractor().extract(document, [block])
