"""An index in, all that it holds out, row for row: what two builds of the same must have alike."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from corpus.opening import FILE

TABLES = ("meta", "documents", "passages", "records", "vectors", "words_content", "words_data")


def dump(folder: Path) -> dict[str, str]:
    """A digest of each table, rows in the order in which they stand; the generation is left out."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        found = {}
        for table in TABLES:
            digest = sha256()
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own names
                digest.update(repr(row).encode())
            found[table] = digest.hexdigest()
        return found
