"""An index with damage in; one whose derived parts are made again out, its documents untouched.

    mender = Mender(folder)
    mender.tables()
    mender.replace_derived(entry)
    mender.words()

Each step is one transaction on the file as it is, so that it can be done while others read, and
a kill between two steps leaves less to do.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from corpus import marks, rows, schema
from corpus.connections import UNREADABLE, Connections, explained
from corpus.entry import Entry
from corpus.opening import FILE


class Mender:
    """Writes anew what follows from the documents of the index in a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def tables(self) -> list[str]:
        """Make indexes again, and replace the tables that are missing or damaged by empty ones.

        Returns:
            The names of these tables; their rows are to be written again.
        """
        with self._connected() as connection:
            damaged = [name for name in schema.DERIVED if not _reindexed(connection, name)]
            # What finds records is made anew when it is next wanted.
            if forgotten := [*damaged, *marks.parts(connection)]:
                _forget(connection, forgotten)
        with self._transaction() as connection:  # another connection: that one knew the tables
            schema.complete(connection)
            if connection.execute("SELECT count(*) FROM state").fetchone()[0] != 1:
                connection.execute("DELETE FROM state")
                connection.execute(schema.BEGIN)
            for table in ("passages", "records", "vectors"):
                strays = "document NOT IN (SELECT id FROM documents)"
                connection.execute(f"DELETE FROM {table} WHERE {strays}")  # noqa: S608 - our names
        with self._connected() as connection:
            connection.execute("VACUUM")  # leaves out the pages of what was forgotten
        return damaged

    def replace_derived(self, entry: Entry) -> bool:
        """Write what is derived of a document anew; False where it has changed meanwhile."""
        wanted = rows.source_digest(entry.document)
        with self._transaction() as connection:
            query = "SELECT 1 FROM documents WHERE id = ? AND source = ?"
            if connection.execute(query, (entry.document.id, wanted)).fetchone() is None:
                return False
            rows.replace_derived(connection, entry)
        return True

    def words(self) -> None:
        """Make the word index again from the passages."""
        with self._transaction() as connection:
            connection.execute("DROP TABLE words")  # reads nothing of it
            schema.complete(connection)
            rows.insert_words(connection)

    def meta(self, values: Mapping[str, str]) -> None:
        """Record these values of the index as a whole."""
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("UPDATE state SET generation = generation + 1")
            connection.execute("COMMIT")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        connections = Connections(self._file)
        with explained(self._file), closing(connections), connections.lend() as connection:
            yield connection


def _reindexed(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a table or index is whole, once what is sorted in it was sorted again."""
    try:
        for part in _parts(name):
            query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
            root = connection.execute(query, (part,)).fetchone()
            if root is None:
                return False
            if root[0]:  # else it is virtual, and its parts are what is kept
                connection.execute(f"REINDEX {part}")
                found = connection.execute(f"PRAGMA integrity_check({part})").fetchone()[0]
                if found != "ok":
                    return False
    except UNREADABLE:
        return False
    return True


def _forget(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take tables out of the schema without reading them, as dropping would."""
    parts = [part for name in names for part in _parts(name)]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("PRAGMA writable_schema = ON")
    connection.executemany(
        "DELETE FROM sqlite_schema WHERE name = ? OR tbl_name = ?", zip(parts, parts, strict=True)
    )
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute(f"PRAGMA schema_version = {version + 1}")  # others read the schema again
    connection.execute("COMMIT")


def _parts(name: str) -> list[str]:
    """A table or index; of the word index, the tables that it is kept in, too."""
    return [name, *(f"words_{part}" for part in schema.SHADOWS)] if name == "words" else [name]
