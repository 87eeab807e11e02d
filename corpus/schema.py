"""The tables of an index, and how a database file is known to be one."""

import sqlite3
from pathlib import Path

from corpus.errors import IndexUnusableError

SCHEMA = 2
SHADOWS = ("config", "content", "data", "docsize", "idx")  # where FTS5 keeps the word index
APPLICATION = 0x50484253  # "PHBS", in the header of every index, where `file` shows it

# It begins anywhere, so that what was derived from a deleted index is not taken for this one's.
BEGIN = "INSERT INTO state (generation) VALUES (abs(random() % 1000000000000))"

WORDS = """
    CREATE VIRTUAL TABLE {place}words USING fts5 (
        title, path, text, tokenize = 'porter unicode61'
    )
    """

# What follows from the documents, and can be made again from them.
DERIVED = {
    "state": """
    CREATE TABLE state (
        generation INTEGER NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0  -- whether the word index still holds deleted words
    ) STRICT
    """,
    "passages": """
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY,
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        body TEXT NOT NULL,  -- all but the words, which are the document's at [first, last)
        UNIQUE (document, first, last)
    ) STRICT
    """,
    "records": """
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
    "vectors": """
    CREATE TABLE vectors (
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        unit TEXT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (unit, document)
    ) STRICT
    """,
    # Without it a deletion would read every row.
    "vectors_of_document": "CREATE INDEX vectors_of_document ON vectors (document)",
    "words": WORDS.format(place=""),
}

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        markup TEXT NOT NULL,
        publisher TEXT,
        digest TEXT NOT NULL,  -- of the whole entry, see corpus/rows.py
        source TEXT NOT NULL,  -- digest of what was read: all columns before that of the entry
        vectors TEXT NOT NULL  -- digest of its vectors
    ) STRICT
    """,
    *DERIVED.values(),
    BEGIN,
)


def lay_out(connection: sqlite3.Connection) -> None:
    """Create the tables in the open transaction; a kill leaves all of them or none."""
    for statement in TABLES:
        connection.execute(statement)
    # The two names are in the file's header, so they commit and roll back with the tables.
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def complete(connection: sqlite3.Connection) -> None:
    """Create what is missing of the tables that follow from the documents."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    for name, statement in DERIVED.items():
        if name not in names:
            connection.execute(statement)


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
