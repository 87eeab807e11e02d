"""The data types of an index: an `Entry` is one document with everything derived from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.document import Document, Passage


@dataclass(frozen=True, slots=True)
class Record:
    """A row that another package keeps about a document.

    Attributes:
        id: Its name, unique among the records of one kind in one document.
        kind: What it is, e.g. "claim".
        body: What it says, opaque here.
    """

    id: str
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index holds about one document; written, replaced and deleted as one.

    Attributes:
        document: The document.
        passages: Its passages; their words are those of the document at their spans.
        records: What others keep about it, in the order in which it is given back.
        vectors: Embeddings as float32 bytes, by unit: `passage_unit` or `sentence_unit`.
    """

    document: Document
    passages: tuple[Passage, ...] = ()
    records: tuple[Record, ...] = ()
    vectors: Mapping[str, bytes] = field(default_factory=dict)
