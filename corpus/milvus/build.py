"""Entries in, the rows of a state of the index out.

The weights of words depend on how long passages are on average, which is known when the last one
was seen: a build keeps the passages' rows in a temporary file until then. What is added later is
weighed by the average of the build.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from secrets import token_hex
from tempfile import TemporaryFile

from corpus.entry import Entry
from corpus.milvus import rows
from corpus.milvus.client import BATCH, Server
from corpus.milvus.state import State
from corpus.milvus.tables import (
    CHUNKS,
    DOCUMENTS,
    OF_DOCUMENTS,
    PASSAGES,
    RECORDS,
    UNITS,
    Row,
    Table,
)
from corpus.milvus.words import Counted

FLOAT = 4  # bytes
NO_DIMENSION = 2  # of the vectors of an index that has none


def add(server: Server, state: State, entry: Entry) -> None:
    """Write an entry's rows as the version that is next; nobody sees them yet."""
    found = rows.passage_rows(entry, state.next, state.dimension)
    weighed = [rows.weighed(row, one, state.length) for row, one in found]
    server.insert(PASSAGES, state.epoch, weighed)
    for table, made in _others(rows.parts(entry, state.next)):
        server.insert(table, state.epoch, made)


def build(
    server: Server,
    entries: Iterable[Entry],
    meta: Mapping[str, str],
    tick: Callable[[], None] = lambda: None,
) -> State:
    """Write entries into collections of their own; nobody sees them yet.

    Args:
        server: Where to.
        entries: What to write.
        meta: What to say of the index.
        tick: Called now and then.

    Returns:
        The state that they make, as yet of no generation.
    """
    epoch = f"e{token_hex(6)}"
    writing = _Writing(server, epoch, int(meta.get("dimension", 0)))
    with TemporaryFile("w+", encoding="utf-8") as kept:
        for entry in entries:
            writing.add(entry, kept.write)
            tick()
        writing.flush()
        kept.seek(0)
        mean = writing.words / writing.passages if writing.passages else 0.0
        server.insert(PASSAGES, epoch, (_weighed(line, mean, tick) for line in kept))
    for table in OF_DOCUMENTS:
        server.flush(table, epoch)
        tick()
    return State(0, epoch, writing.next, length=mean, dimension=writing.dimension, meta={**meta})


class _Writing:
    """Sends rows when there are enough of them."""

    def __init__(self, server: Server, epoch: str, dimension: int) -> None:
        self._server = server
        self._epoch = epoch
        self._pending: dict[Table, list[Row]] = {}
        self._made = False
        self.dimension = dimension
        self.next = 1
        self.passages = 0
        self.words = 0

    def add(self, entry: Entry, keep: Callable[[str], object]) -> None:
        """Write an entry but for its passages, which are kept as lines."""
        self._make(entry)
        for row, one in rows.passage_rows(entry, self.next, self.dimension):
            keep(json.dumps([row, [*one.found.items()], one.length]) + "\n")
            self.passages += 1
            self.words += one.length
        for table, made in _others(rows.parts(entry, self.next)):
            pending = self._pending.setdefault(table, [])
            pending += made
            if len(pending) >= BATCH:
                self._server.insert(table, self._epoch, pending)
                pending.clear()
        self.next += 1

    def flush(self) -> None:
        """Write what is left."""
        self._make(None)
        for table, pending in self._pending.items():
            self._server.insert(table, self._epoch, pending)

    def _make(self, entry: Entry | None) -> None:
        """Make the collections, once it is known how many numbers a vector has."""
        if self._made:
            return
        vector = next(iter(entry.vectors.values()), b"") if entry else b""
        self.dimension = self.dimension or len(vector) // FLOAT or NO_DIMENSION
        for table in OF_DOCUMENTS:
            self._server.make(table, self._epoch, self.dimension)
        self._made = True


def _others(parts: rows.Parts) -> Iterator[tuple[Table, list[Row]]]:
    yield CHUNKS, parts.chunks
    yield RECORDS, parts.records
    yield UNITS, parts.units
    yield DOCUMENTS, [parts.document]


def _weighed(line: str, mean: float, tick: Callable[[], None]) -> Row:
    row, found, length = json.loads(line)
    tick()
    return rows.weighed(row, Counted(dict(found), length), mean)
