"""Entries in, documents, passages, records and vectors out: the one SQLite file of an index.

    with Store.open(folder, create=True) as store:
        store.replace(entry)
        store.match("memory", limit=5)

Each write is one transaction and raises the generation; a reader sees an index as it was before or
after it, and a killed process loses nothing that was acknowledged.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus import marks, rows
from corpus.connections import Connections, Held, explained, primary_code
from corpus.document import Document, Passage, Span
from corpus.entry import Entry, Record
from corpus.errors import InvalidInputError, NotFoundError
from corpus.index import Wanted
from corpus.opening import open_for_reading, open_for_writing

__all__ = ["Entry", "Record", "Store"]

TRIES = 10  # at finding records, each for as long as another's write is waited for
WEIGHTS = (2.0, 1.0, 1.0)  # of a word in title, headings, text; 2 is best on both shared pools


class Store:
    """An index on disk; use it as a context manager, from as many threads as you like.

    Attributes:
        folder: Where it is.
    """

    def __init__(self, folder: Path, connections: Connections) -> None:
        self.folder = folder
        self._connections = connections
        self._writing = threading.Lock()
        self._thread = threading.local()
        self._known: tuple[int, str] | None = None
        self._deleted = False

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the index in `folder`; with `create`, for writing, and made where there is none.

        Raises:
            IndexUnusableError: It is missing, damaged, of another version or cannot be written.
        """
        found = cls(folder, open_for_writing(folder) if create else open_for_reading(folder))
        if create:  # what a writer left that was killed
            with found._reading() as connection:
                found._deleted = not rows.is_compact(connection)
        return found

    @property
    def place(self) -> Path:
        """Where it is."""
        return self.folder

    def held(self) -> "Store":
        """Another store that goes on seeing the index as it is now, whatever is written; close it.

        Raises:
            IndexUnusableError: The file is gone or damaged.
        """
        with explained(self._connections.file):
            return Store(self.folder, Held(self._connections))

    def renew(self) -> None:
        """Let SQLite reuse the log that this store, if it is held, kept it from reusing."""
        if isinstance(self._connections, Held):
            with explained(self._connections.file):
                self._connections.renew()

    def close(self) -> None:
        """Give up the file; the store cannot be used afterwards."""
        try:
            self.compact()
        finally:
            self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, all that this thread reads is of one generation."""
        if self._held() is not None:
            yield
            return
        with self._connections.lend() as connection:
            with explained(self._connections.file):
                if not connection.in_transaction:
                    connection.execute("BEGIN")
                _generation(connection)  # SQLite fixes what is seen at the first read
            self._thread.held = connection
            try:
                yield
            finally:
                self._thread.held = None

    @property
    def generation(self) -> int:
        """A number that each write raises by one; that of an empty index is anyone's guess."""
        with self._reading() as connection:
            return _generation(connection)

    @property
    def meta(self) -> dict[str, str]:
        """What is known of the index as a whole: its model, that model's dimension, ..."""
        with self._reading() as connection:
            return dict(connection.execute("SELECT key, value FROM meta ORDER BY key").fetchall())

    def documents(self) -> list[Document]:
        """All documents, by id."""
        with self.snapshot(), self._reading() as connection:
            return list(_documents(connection))

    def document(self, name: str) -> Document:
        """The document with that id.

        Raises:
            NotFoundError: There is none.
        """
        with self._reading() as connection:
            found = rows.document(connection, name)
        if found is None:
            raise _unknown(name)
        return found

    def passages(self, document: str | None = None) -> list[Passage]:
        """The passages of all documents or of one, by document and place."""
        with self.snapshot(), self._reading() as connection:
            sources = _documents(connection, document)
            return [p for source in sources for p in rows.passages(connection, source)]

    def records(self, kind: str, document: str | None = None) -> list[Record]:
        """The records of one kind, of all documents or of one, by document, then as written."""
        with self.snapshot(), self._reading() as connection:
            names = rows.ids(connection) if document is None else [document]
            return [r for name in names for r in rows.records(connection, kind, name)]

    def count(self, kind: str) -> int:
        """How many records of one kind there are."""
        with self._reading() as connection:
            return rows.count(connection, kind)

    def vectors(self, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        """The units whose names begin with `prefix`, by name, with their float32 bytes."""
        with self._reading() as connection, closing(rows.vectors(connection, prefix)) as cursor:
            yield from cursor

    def index_records(self, indexes: Mapping[str, Sequence[str]]) -> None:
        """Let records be found quickly by what their bodies, which are JSON, have at these paths.

        It changes nothing that is read, and so no generation. Other indexes on records are dropped.
        Where this store cannot write, it does without.
        """
        tries = 0
        while not self._connections.read_only and not self.is_indexed(indexes):
            tries += 1
            with (
                self._writing,
                explained(self._connections.file),
                self._connections.lend() as connection,
            ):
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    marks.mark(connection, indexes)
                    connection.execute("COMMIT")
                except sqlite3.OperationalError as error:
                    code = primary_code(error)
                    if code == sqlite3.SQLITE_READONLY:
                        return
                    # Another process may be at just this, which takes minutes where there is much.
                    if code != sqlite3.SQLITE_BUSY or tries == TRIES:
                        raise

    def is_indexed(self, indexes: Mapping[str, Sequence[str]]) -> bool:
        """Whether records are found by what they have at these paths."""
        with self._reading() as connection:
            return marks.is_marked(connection, indexes)

    def records_where(
        self,
        kind: str,
        wanted: Wanted,
        limit: int = -1,
        offset: int = 0,
        order: Sequence[str] = (),
    ) -> list[Record]:
        """The records of one kind whose bodies have these values at these paths, in that order."""
        with self._reading() as connection:
            return list(marks.records_where(connection, kind, wanted, (limit, offset), order))

    def records_for(
        self, kind: str, wanted: Sequence[Wanted], limit: int, order: Sequence[str] = ()
    ) -> list[Record]:
        """The same for each of several wants, as many of each; some may be there for several."""
        page = (limit, 0)
        with self._reading() as connection:
            found = (marks.records_where(connection, kind, one, page, order) for one in wanted)
            return [record for records in found for record in records]

    def count_where(self, kind: str, wanted: Wanted) -> int:
        """How many there are."""
        with self._reading() as connection:
            return marks.count_where(connection, kind, wanted)

    def values_of(
        self, kind: str, paths: Sequence[str], wanted: Wanted | None = None
    ) -> list[tuple[str | int | None, ...]]:
        """What the bodies of records have at these paths, each once, with how many have it."""
        with self._reading() as connection:
            return marks.values_of(connection, kind, paths, wanted or {})

    def title(self, document: str) -> str:
        """What a document is called; empty where it is not there."""
        with self._reading() as connection:
            return rows.title(connection, document)

    def holders(self, term: str) -> int:
        """How many passages have a term: a word in lower case, without its inflection."""
        with self._reading() as connection:
            return rows.holders(connection, term)

    def places(self, documents: Iterable[str]) -> list[Span]:
        """Where the passages of some documents are, in order; none of what is not there."""
        with self._reading() as connection:
            return [Span(*found) for found in rows.places(connection, documents)]

    def passage_count(self) -> int:
        """How many passages all documents have."""
        with self._reading() as connection:
            return rows.passage_count(connection)

    def passage_units(self) -> Iterator[str]:
        """The ids of the passages that have a vector, in no order."""
        with self._reading() as connection, closing(rows.passage_units(connection)) as cursor:
            yield from (unit for (unit,) in cursor)

    def passage_vectors(self, every: int = 1) -> Iterator[tuple[str, bytes]]:
        """The ids of the passages, or of one in `every`, with their float32 bytes, in no order."""
        with (
            self._reading() as connection,
            closing(rows.passage_vectors(connection, every)) as cursor,
        ):
            yield from cursor

    def passages_at(self, names: Iterable[str]) -> dict[str, Passage]:
        """Passages by their ids; those that are not there are left out."""
        with self._reading() as connection:
            return {found.id: found for found in rows.passages_at(connection, names)}

    def vectors_at(self, units: Iterable[str]) -> dict[str, bytes]:
        """The float32 bytes of units by their names; those that have none are left out."""
        with self._reading() as connection:
            return dict(rows.vectors_at(connection, units))

    def find(
        self,
        words: Iterable[str],
        limit: int,
        documents: frozenset[str] = frozenset(),
        most: int | None = None,
    ) -> list[tuple[str, float]]:
        """Ids of the passages that have any of some words, as `match` gives them."""
        expression = any_of(words)
        return self.match(expression, limit, documents, most) if expression else []

    def having(self, word: str, limit: int) -> list[str]:
        """Ids of passages that have a word, as many at most, unranked."""
        with self._reading() as connection:
            return rows.some(connection, any_of([word]), limit)

    def texts_having(self, word: str, limit: int) -> list[str]:
        """The texts of such passages."""
        with self._reading() as connection:
            return rows.texts(connection, any_of([word]), limit)

    def held_of(self, words: Iterable[str]) -> set[str]:
        """Those of some words that any passage has."""
        with self._reading() as connection:
            return {word for word in words if rows.some(connection, any_of([word]), 1)}

    def match(
        self,
        expression: str,
        limit: int,
        documents: frozenset[str] = frozenset(),
        most: int | None = None,
    ) -> list[tuple[str, float]]:
        """Ids of the passages that an FTS5 expression over title, path and text finds.

        Args:
            expression: In the query language of SQLite's FTS5.
            limit: How many at most.
            documents: Where to look; everywhere if empty.
            most: How many to look at where everywhere; all that match if None.

        Returns:
            Each with its BM25 score, best (highest) first; ties by document and place.

        Raises:
            InvalidInputError: The expression is malformed.
        """
        if limit < 1:
            return []
        with self._reading() as connection:
            try:
                return rows.match(connection, expression, limit, documents, WEIGHTS, most)
            except (sqlite3.OperationalError, UnicodeEncodeError) as error:
                encodable = not isinstance(error, UnicodeEncodeError)
                if encodable and primary_code(error) != sqlite3.SQLITE_ERROR:
                    raise
                what = f"{expression!r} is no search expression ({error})"
                raise InvalidInputError(what, "put the words in double quotes") from error

    def vectors_of(self, document: str) -> list[tuple[str, bytes]]:
        """The units of one document, by name, with their float32 bytes."""
        with self._reading() as connection:
            return list(rows.vectors_of(connection, document))

    def digests(self) -> dict[str, str]:
        """A hash of all that is indexed of each document, by the documents' ids, in order."""
        with self._reading() as connection:
            return dict(rows.digests(connection))

    def fingerprint(self) -> str:
        """Hash of all that is indexed: the same documents and model give the same one.

        Neither the order nor the time of writing matters, nor what was added and deleted since.
        """
        with self.snapshot():
            generation = self.generation
            if self._known is None or self._known[0] != generation:
                with self._reading() as connection:
                    digests = rows.digests(connection)
                self._known = (generation, rows.fingerprint_of(self.meta, digests))
            return self._known[1]

    def replace(self, entry: Entry) -> None:
        """Write an entry in place of what is there under its document's id, if anything."""
        with self._transaction() as connection:
            replaced = rows.delete(connection, entry.document.id)
            rows.insert(connection, entry)
        self._deleted |= replaced

    def replace_all(self, entries: Iterable[Entry], meta: Mapping[str, str] | None = None) -> None:
        """Write these entries in place of everything; with `meta`, that in place of the old."""
        with self._transaction() as connection:
            rows.delete_all(connection)
            for entry in entries:
                rows.insert(connection, entry)
            rows.compact(connection)
            if meta is not None:
                connection.execute("DELETE FROM meta")
                _write_meta(connection, meta)

    def remove(self, name: str) -> None:
        """Delete a document and all that was written with it.

        Until `compact`, which `close` calls, the file's word index still holds its words.

        Raises:
            NotFoundError: It is not there.
        """
        with self._transaction() as connection:
            if not rows.delete(connection, name):
                raise _unknown(name)
        self._deleted = True

    def compact(self) -> None:
        """Overwrite the words of what this store deleted, once for all since the last time.

        The word index is rewritten as a whole, so this is no part of a deletion. It changes
        nothing that is read, and so no generation.
        """
        if not self._deleted:
            return
        with (
            self._writing,
            explained(self._connections.file),
            self._connections.lend() as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")
            rows.compact(connection)
            connection.execute("COMMIT")
        self._deleted = False

    def checkpoint(self) -> None:
        """Move what was written from SQLite's log to the file, as far as no reader needs it."""
        with explained(self._connections.file), self._connections.lend() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Write these values under their keys; other keys keep theirs."""
        with self._transaction() as connection:
            _write_meta(connection, values)

    def _held(self) -> sqlite3.Connection | None:
        held: sqlite3.Connection | None = getattr(self._thread, "held", None)
        return held

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        held = self._held()
        with explained(self._connections.file):
            if held is not None:
                yield held
                return
            with self._connections.lend() as connection:
                yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with (
            self._writing,
            explained(self._connections.file),
            self._connections.lend() as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")
            yield connection  # an error on the way leaves it uncommitted: lend() undoes it
            connection.execute("UPDATE state SET generation = generation + 1")
            connection.execute("COMMIT")


def any_of(words: Iterable[str]) -> str:
    """The FTS5 expression for passages with any of these words.

    Each is quoted, so that nothing a user types is taken for the expression language.

    >>> any_of(["near", "h100"])
    '"near" OR "h100"'
    """
    return " OR ".join(f'"{word}"' for word in words)


def _generation(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("SELECT generation FROM state").fetchone()[0]
    return found


def _documents(connection: sqlite3.Connection, name: str | None = None) -> Iterator[Document]:
    """All documents by id, or the one if it is there."""
    for one in rows.ids(connection) if name is None else [name]:
        found = rows.document(connection, one)
        if found is not None:
            yield found


def _write_meta(connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(f"no document {name!r} in the index", "list the documents for their ids")
