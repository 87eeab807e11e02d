"""The tables of an index, and how a database file is known to be one."""

import sqlite3
from pathlib import Path

from corpus.errors import IndexUnusableError

SCHEMA = 1
APPLICATION = 0x50484253  # "PHBS", in the header of every index, where `file` shows it

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE state (generation INTEGER NOT NULL) STRICT",
    # It begins anywhere, so that what was derived from a deleted index is not taken for this one's.
    "INSERT INTO state VALUES (abs(random() % 1000000000000))",
    """
    CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        markup TEXT NOT NULL,
        publisher TEXT,
        digest TEXT NOT NULL  -- of the whole entry, see corpus/rows.py
    ) STRICT
    """,
    """
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY,
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        body TEXT NOT NULL,  -- all but the words, which are the document's at [first, last)
        UNIQUE (document, first, last)
    ) STRICT
    """,
    """
    CREATE TABLE records (
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        kind TEXT NOT NULL,
        position INTEGER NOT NULL,
        id TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (document, kind, position),
        UNIQUE (document, kind, id)
    ) STRICT
    """,
    """
    CREATE TABLE vectors (
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        unit TEXT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (unit, document)
    ) STRICT
    """,
    "CREATE INDEX vectors_of_document ON vectors (document)",  # else a deletion reads every row
    """
    CREATE VIRTUAL TABLE words USING fts5 (
        title, path, text, tokenize = 'porter unicode61'
    )
    """,
)


def lay_out(connection: sqlite3.Connection) -> None:
    """Create the tables in the open transaction; a kill leaves all of them or none."""
    for statement in TABLES:
        connection.execute(statement)
    # The two names are in the file's header, so they commit and roll back with the tables.
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written to the file, as after a kill at its very creation."""
    query = "SELECT NOT EXISTS (SELECT * FROM sqlite_schema)"
    return bool(connection.execute(query).fetchone()[0])


def missing(folder: Path) -> IndexUnusableError:
    """What to say where there is no index."""
    remedy = "make one with `phasebook build`, or name another folder"
    return IndexUnusableError(f"there is no index in {str(folder)!r}", remedy)


def check(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a database that is not an index, or one of another version.

    Raises:
        IndexUnusableError: Naming the file and what to do with it.
    """
    if is_blank(connection):
        raise missing(file.parent)
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION:
        what = f"{str(file)!r} is a database, but no Phasebook index"
        raise IndexUnusableError(what, "choose another folder for the index")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA:
        what = f"the index {str(file)!r} has format {version}, this Phasebook reads {SCHEMA}"
        remedy = "delete that file and build again, or use the Phasebook that made it"
        raise IndexUnusableError(what, remedy)
