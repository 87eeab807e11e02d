"""The data type of quoted words: where they stand, true by construction."""

from dataclasses import dataclass

from corpus.document import Document, Span


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document, quoted: true by construction.

    Attributes:
        span: Where the words stand.
        quote: The words.
        title: The document's title.
        section: The heading above them; empty where there is none.
    """

    span: Span
    quote: str
    title: str
    section: str

    @classmethod
    def of(cls, document: Document, span: Span, section: str) -> "Citation":
        """Cut the quote from `document` itself, so that it cannot differ from its source."""
        return cls(span, span.of(document.text), document.title, section)
