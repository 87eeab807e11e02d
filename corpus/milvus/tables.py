"""What is kept in Milvus of an index: its collections, each with its columns.

Every row says of which version of a document it is. Versions are numbered in the order in which
they are written, and a reader sees those up to the last one that was there when it began, without
those that were replaced or deleted by then (`corpus/milvus/state.py`): so a version is there as a
whole or not at all, however many rows it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

KEY = "key"
VERSION = "version"
EPOCH = r"e[0-9a-f]{12}"  # what tells the collections of one build from those of another


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"  # up to 65,535 bytes
    NUMBER = "number"
    NUMBERS = "numbers"  # a set of them, asked whether it has some
    VECTOR = "vector"
    WEIGHTS = "weights"  # a sparse vector


Value = str | int | Sequence[int] | Sequence[float] | Mapping[int, float]
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A collection.

    Attributes:
        name: What its name ends with.
        columns: What its rows hold beside their key.
        fresh: Whether a read waits for all that was written before it.
        sought: Columns, beside the version, that rows are looked up by.
    """

    name: str
    columns: Mapping[str, Kind]
    fresh: bool = False
    sought: tuple[str, ...] = ()


STATE = Table("state", {"value": Kind.TEXT}, fresh=True)

DOCUMENTS = Table(
    "documents",
    {
        VERSION: Kind.NUMBER,
        "id": Kind.TEXT,
        "digest": Kind.TEXT,
        "title": Kind.TEXT,
        "publisher": Kind.TEXT,  # JSON: it may be null
        "chunks": Kind.TEXT,  # JSON: of how many the text and the markup consist
    },
)
CHUNKS = Table("chunks", {VERSION: Kind.NUMBER, "chunk": Kind.TEXT})
PASSAGES = Table(
    "passages",
    {
        VERSION: Kind.NUMBER,
        "id": Kind.TEXT,
        "first": Kind.NUMBER,
        "last": Kind.NUMBER,
        "text": Kind.TEXT,
        "body": Kind.TEXT,
        "vector": Kind.VECTOR,
        "words": Kind.WEIGHTS,
        "terms": Kind.NUMBERS,
    },
    sought=("terms",),
)
RECORDS = Table(
    "records",
    {
        VERSION: Kind.NUMBER,
        "kind": Kind.TEXT,
        "id": Kind.TEXT,
        "position": Kind.NUMBER,
        "body": Kind.TEXT,
        "marks": Kind.NUMBERS,
    },
    sought=("kind", "marks"),
)
UNITS = Table("units", {VERSION: Kind.NUMBER, "unit": Kind.TEXT, "data": Kind.TEXT})

OF_DOCUMENTS = (DOCUMENTS, CHUNKS, PASSAGES, RECORDS, UNITS)  # all but the state
