"""What a build has read so far, kept beside the index until the index holds it.

A build that is killed and started again goes on from here. Each document is kept whole or not at
all, under a key that says what it was made of; what was made by anything else than what makes it
now is dropped. One build at a time works on it: another waits for it to end.
"""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.connections import DAMAGE, WAIT, explained, primary_code
from corpus.opening import FILE

DRAFT = f"{FILE}-building"
TABLE = """
    CREATE TABLE IF NOT EXISTS entries (
        key TEXT PRIMARY KEY, made TEXT NOT NULL, body BLOB NOT NULL
    ) STRICT
"""


class Draft:
    """Packed entries by key; use it as a context manager, from one thread.

    Attributes:
        file: Where it is; it is made for the first entry.
    """

    def __init__(self, folder: Path, made: str) -> None:
        """Go on with what is there.

        Args:
            folder: Where the index is, or will be.
            made: What tells that an entry would come out the same today.
        """
        self.file = folder / DRAFT
        self._made = made
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Open what is there.

        Raises:
            IndexUnusableError: Another build works on it, or it cannot be opened.
        """
        if self.file.exists():
            try:
                with explained(self.file):
                    self._opened()
            except BaseException:
                self.close()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def holds(self, key: str) -> bool:
        """Whether an entry is there."""
        if self._connection is None:
            return False
        with explained(self.file):
            query = "SELECT 1 FROM entries WHERE key = ?"
            return self._connection.execute(query, (key,)).fetchone() is not None

    def put(self, key: str, body: bytes) -> None:
        """Keep an entry.

        Raises:
            IndexUnusableError: It cannot be written.
        """
        with explained(self.file):
            self._opened().execute(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, self._made, body)
            )

    def get(self, key: str) -> bytes:
        """An entry that is there."""
        with explained(self.file):
            query = "SELECT body FROM entries WHERE key = ?"
            found: bytes = self._opened().execute(query, (key,)).fetchone()[0]
            return found

    def close(self) -> None:
        """Leave it for a later build."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def discard(self) -> None:
        """Delete it: the index holds all of it."""
        self.close()
        self._unlink()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._begun()
        except sqlite3.DatabaseError as error:
            if primary_code(error) not in DAMAGE:
                raise
            self._unlink()  # it is but work that can be done again
            self._connection = self._begun()
        return self._connection

    def _begun(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=WAIT, isolation_level=None)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last ones
            connection.execute(TABLE)
            connection.execute("DELETE FROM entries WHERE made != ?", (self._made,))
        except BaseException:
            connection.close()
            raise
        return connection

    def _unlink(self) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)
