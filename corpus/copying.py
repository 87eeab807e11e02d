"""An index that may be written meanwhile in, a copy of its database at one generation out."""

import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.connections import explained
from corpus.opening import FILE, open_for_reading


def copy_database(folder: Path, target: Path) -> Path:
    """Copy the database of the index in `folder` into the folder `target`, which has none.

    The copy is one file: what other processes committed is in it, what they had not is not.

    Raises:
        IndexUnusableError: One cannot be read, or the other not be written.
    """
    file = target / FILE
    connections = open_for_reading(folder)
    with (
        closing(connections),
        connections.lend() as source,
        explained(file),
        closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy)  # in one step, so of one generation; readers and writers go on
    return file
