"""Entries in, bytes out, and back: what one process reads for another, and what a build has done.

JSON, on one line | the vectors, one behind the other
"""

import json

from corpus import rows
from corpus.document import Document
from corpus.entry import Entry, Record


def packed(entry: Entry) -> bytes:
    r"""An entry as bytes; equal entries give equal ones.

    >>> packed(Entry(Document("a", "A", "Words."), vectors={"u": b"1234"})).rpartition(b"\n")[2]
    b'1234'
    """
    one = entry.document
    said = {
        "document": [one.id, one.title, one.text, one.markup, one.publisher],
        "passages": [[p.span.start, p.span.end, rows.passage_body(p)] for p in entry.passages],
        "records": [[record.id, record.kind, record.body] for record in entry.records],
        "units": [[unit, len(vector)] for unit, vector in entry.vectors.items()],
    }
    return b"\n".join((rows.canonical(said).encode(), b"".join(entry.vectors.values())))


def unpacked(data: bytes) -> Entry:
    """The entry that these bytes were made of."""
    line, _, numbers = data.partition(b"\n")
    said = json.loads(line)
    document = Document(*said["document"])
    vectors: dict[str, bytes] = {}
    start = 0
    for unit, length in said["units"]:
        vectors[unit] = numbers[start : start + length]
        start += length
    return Entry(
        document,
        tuple(rows.read_passage(document, *row) for row in said["passages"]),
        tuple(Record(*row) for row in said["records"]),
        vectors,
    )
