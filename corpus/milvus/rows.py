"""Entries in, rows of Milvus out, and back."""

import base64
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from corpus.document import Document, Passage, Span
from corpus.entry import Entry, Record
from corpus.errors import InvalidInputError
from corpus.milvus.tables import KEY, VERSION, Row
from corpus.milvus.words import Counted, counted, number
from corpus.rows import digest, passage_body, placed, verify, words

CHUNK = 16_000  # characters, at most four bytes each
MOST_BYTES = 65_535  # of a text in Milvus


@dataclass(frozen=True, slots=True)
class Held:
    """A document of an index: its version, and the digest of its entry."""

    version: int
    digest: str


class Parts(NamedTuple):
    """An entry's rows, all but those of its passages, which wait for the mean length."""

    document: Row
    chunks: list[Row]
    records: list[Row]
    units: list[Row]


def parts(entry: Entry, version: int) -> Parts:
    """An entry's rows as a version.

    Raises:
        ValueError: It quotes what its document does not say.
        InvalidInputError: A text of it is longer than Milvus takes.
    """
    verify(entry)
    one = entry.document
    texts = {"text": _cut(one.text), "markup": _cut(one.markup)}
    chunks: list[Row] = [
        {KEY: f"{version}:{name}:{n}", VERSION: version, "chunk": chunk}
        for name, found in texts.items()
        for n, chunk in enumerate(found)
    ]
    document: Row = {
        KEY: str(version),
        VERSION: version,
        "id": one.id,
        "digest": digest(entry),
        "title": one.title,
        "publisher": json.dumps(one.publisher),
        "chunks": json.dumps([len(found) for found in texts.values()]),
    }
    return Parts(_fitting(document), chunks, [*_records(entry, version)], [*_units(entry, version)])


def passage_rows(entry: Entry, version: int, dimension: int) -> list[tuple[Row, Counted]]:
    """The rows of an entry's passages, as yet without the weights of their words, and these."""
    found = counted([words(entry.document, passage) for passage in entry.passages])
    nothing = bytes(4 * dimension)
    rows: list[Row] = [
        {
            KEY: f"{version}:{passage.id}",
            VERSION: version,
            "id": passage.id,
            "first": passage.span.start,
            "last": passage.span.end,
            "text": passage.text,
            "body": passage_body(passage),
            "vector": numbers(entry.vectors.get(passage.id, nothing)),
            "terms": sorted(one.found),
        }
        for passage, one in zip(entry.passages, found, strict=True)
    ]
    return [(_fitting(row), one) for row, one in zip(rows, found, strict=True)]


def weighed(row: Row, one: Counted, mean: float) -> Row:
    """A passage's row with the weights of its words."""
    return {**row, "words": one.weights(mean)}


def _records(entry: Entry, version: int) -> Iterator[Row]:
    for position, record in enumerate(entry.records):
        yield _fitting(
            {
                KEY: f"{version}:{position}",
                VERSION: version,
                "kind": record.kind,
                "id": record.id,
                "position": position,
                "body": record.body,
                "marks": sorted({mark(path, value) for path, value in _leaves(record.body)}),
            }
        )


def _units(entry: Entry, version: int) -> Iterator[Row]:
    """The vectors that nothing is searched for, as text: they are looked up by name alone."""
    passages = {passage.id for passage in entry.passages}
    for unit, data in entry.vectors.items():
        if unit not in passages:
            coded = base64.b64encode(data).decode()
            yield {KEY: f"{version}:{unit}", VERSION: version, "unit": unit, "data": coded}


def unit_of(row: Row) -> tuple[str, bytes]:
    """The name and float32 bytes of a unit."""
    return str(row["unit"]), base64.b64decode(str(row["data"]))


def numbers(data: bytes) -> list[float]:
    """Float32 bytes as numbers."""
    return [*struct.unpack(f"<{len(data) // 4}f", data)]


def data_of(row: Row) -> bytes:
    """The float32 bytes of a passage's vector."""
    found = cast("Sequence[float]", row["vector"])
    return struct.pack(f"<{len(found)}f", *found)


def document_of(row: Row, chunks: Mapping[str, str]) -> Document:
    """A document of its row and its chunks by key."""
    lengths: list[int] = json.loads(str(row["chunks"]))
    text, markup = (
        "".join(chunks[f"{row[KEY]}:{name}:{n}"] for n in range(length))
        for name, length in zip(("text", "markup"), lengths, strict=True)
    )
    publisher = json.loads(str(row["publisher"]))
    return Document(str(row["id"]), str(row["title"]), text, markup, publisher)


def chunk_keys(row: Row) -> list[str]:
    """The keys of a document's chunks."""
    lengths: list[int] = json.loads(str(row["chunks"]))
    pairs = zip(("text", "markup"), lengths, strict=True)
    return [f"{row[KEY]}:{name}:{n}" for name, length in pairs for n in range(length)]


def terms_in(row: Row) -> Sequence[int]:
    """The numbers of a passage's terms."""
    return cast("Sequence[int]", row["terms"])


def span_of(row: Row) -> Span:
    """Where a passage is."""
    document = str(row["id"]).rsplit("-", 2)[0]
    return Span(document, _whole(row["first"]), _whole(row["last"]))


def passage_of(row: Row) -> Passage:
    """A passage of its row."""
    span = span_of(row)
    return placed(span, str(row["text"]), span.start, str(row["body"]))


def record_of(row: Row) -> Record:
    """A record of its row."""
    return Record(str(row["id"]), str(row["kind"]), str(row["body"]))


def version_of(row: Row) -> int:
    """Of which version a row is."""
    return _whole(row[VERSION])


def position_of(row: Row) -> tuple[int, int]:
    """Where a record stands among all."""
    return version_of(row), _whole(row["position"])


def mark(path: str, value: str | int) -> int:
    """The number by which records are found whose body has a value at a path.

    >>> mark("subject.id", "a") == mark("subject.id", "a") != mark("object.id", "a")
    True
    """
    return number(f"{path}={value}")


def values(
    row: Row, paths: Sequence[str], names: Mapping[int, str]
) -> tuple[str | int | None, ...]:
    """What a record has at some paths: in its body, or as its document or id.

    Args:
        row: The record's.
        paths: Where to look.
        names: The documents' ids by version.

    >>> body = '{"subject": {"id": "a"}, "n": [2, 3], "phase": null}'
    >>> row = {"body": body, "id": "c", "version": 7, "position": 1}
    >>> values(row, ["subject.id", "n[1]", "phase", "id", "document"], {7: "d"})
    ('a', 3, None, 'c', 'd')
    """
    own: dict[str, str | int | None] = {
        "id": str(row["id"]),
        "document": names.get(version_of(row)),
        "position": _whole(row["position"]),
    }
    found = dict(_leaves(str(row["body"]))) if {*paths} - own.keys() else {}
    return tuple(own[path] if path in own else found.get(path) for path in paths)


def _leaves(body: str) -> list[tuple[str, str | int]]:
    """The strings and numbers in a body, if that is JSON, with their paths."""
    try:
        return [*_values("", json.loads(body))]
    except ValueError:
        return []


def _values(path: str, value: object) -> Iterator[tuple[str, str | int]]:
    if isinstance(value, str | int) and path:
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _values(f"{path}[{place}]", inner)


def _cut(text: str) -> list[str]:
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]


def _fitting(row: Row) -> Row:
    for name, value in row.items():
        if isinstance(value, str) and len(value.encode()) > MOST_BYTES:
            what = f"{name} of {row.get('id')!r} has {len(value.encode())} bytes"
            raise InvalidInputError(what, f"Milvus takes {MOST_BYTES}: use an index in a folder")
    return row


def _whole(value: object) -> int:
    return cast("int", value)
