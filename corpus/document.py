"""The data types of a source: a `Document`, its `Block`s, `Passage`s and `Sentence`s, by `Span`."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters of one document's text.

    Attributes:
        document: The document's id.
        start: Offset of the first character, in Unicode code points.
        end: Offset after the last character.

    >>> Span("a", 4, 9).of("The quick fox")
    'quick'
    """

    document: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            message = f"a span needs 0 <= start < end, not {self.start} and {self.end}"
            raise ValueError(message)

    def of(self, text: str) -> str:
        """The words themselves, cut from the document's `text`."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies within this span."""
        return (
            self.document == other.document and self.start <= other.start and other.end <= self.end
        )

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One source, as text.

    Attributes:
        id: The stem of its file's name; unique in an index.
        title: What to call it: the front matter's title, the first heading or line, else the id.
        text: The file's characters with universal newlines (.txt, .md), or the text extracted from
            it.
        markup: How `text` is written: "plain" or "markdown".
        publisher: Who published it, where that is known.
    """

    id: str
    title: str
    text: str
    markup: str = "plain"
    publisher: str | None = None

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the text's UTF-8 bytes.

        >>> Document("a", "A", "abc").sha256[:16]
        'ba7816bf8f01cfea'
        """
        return hashlib.sha256(self.text.encode()).hexdigest()


class Kind(StrEnum):
    """The shapes in which documents state things."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CELL = "cell"
    ANSWER = "answer"
    VALUE = "value"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest piece of a document's structure.

    Attributes:
        kind: Its shape.
        span: Its words, without markup or bullets around them.
        whole: What must be quoted to understand it: a cell's row, a value with its key, an answer
            with its question, an event with its date; the same as `span` where the words stand
            alone.
        path: The headings above it, outermost first.
        labels: What the words belong to, in their own spans: a cell's row label then its column
            headers (outermost first), an answer's question, a value's key, an event's date (its
            last, where there are several).
        boilerplate: Whether it is a disclaimer, call to action or navigation.
    """

    kind: Kind
    span: Span
    whole: Span
    path: tuple[str, ...] = ()
    labels: tuple[Span, ...] = ()
    boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is ranked and quoted: a sentence of prose, a table row, a key with its value.

    Attributes:
        span: Its words.
        text: The characters at `span`.
        context: What stands above it, outermost first: heading path, then a question or lead-in it
            answers.
    """

    span: Span
    text: str
    context: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """By its place, which tells enough: sentences are looked up all the time."""
        return hash(self.span)


@dataclass(frozen=True)  # without slots, so that its name is made once
class Passage:
    """The unit that is retrieved: a few neighbouring sentences under one heading.

    Attributes:
        span: From the first to the last of its characters; `document.text[span] == text`.
        text: The characters at `span`.
        path: The headings above it, outermost first.
        sentences: What it holds that can be quoted, in order; their spans lie within `span`.
        boilerplate: Whether all of it is.
    """

    span: Span
    text: str
    path: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    boilerplate: bool = False

    @cached_property
    def id(self) -> str:
        """Stable name: document and offsets."""
        return f"{self.span.document}-{self.span.start}-{self.span.end}"
