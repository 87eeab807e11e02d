"""One database file; out connections to it for many threads, and errors that users can act on."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexDamagedError, IndexUnusableError
from corpus.rows import DamagedRowError

WAIT = 30.0  # seconds for another process's write to end
MOST_HELD = 8  # connections that read one generation at once

DAMAGE = (
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
)
SPACE = "free some space and try again; the index is as it was"
HANDLES = "close some, or raise the limit with `ulimit -n`, and try again"
# Python's own error is for what is no UTF-8, in a row or even in a message of SQLite's.
UNREADABLE = (sqlite3.DatabaseError, DamagedRowError, UnicodeDecodeError)
MEND = "point --index at a backup, or delete that file and build the index again"

# Primary result codes of SQLite -> what happened to the file, what to do about it.
EXPLANATIONS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_ERROR: ("is damaged", f"see `phasebook check`, {MEND}"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", f"see `phasebook check`, {MEND}"),
    sqlite3.SQLITE_NOTADB: ("is damaged or no index", MEND),
    sqlite3.SQLITE_FORMAT: ("is damaged or no index", MEND),
    sqlite3.SQLITE_FULL: (
        "could not be written, for the disk is full",
        SPACE,
    ),
    sqlite3.SQLITE_IOERR: (
        "could not be read or written",
        "check the disk and its free space; what was stored before is untouched",
    ),
    sqlite3.SQLITE_READONLY: (
        "cannot be written",
        "make its folder and files writable, or choose another folder for the index",
    ),
    sqlite3.SQLITE_PERM: (
        "cannot be opened",
        "make its folder and files readable, or choose another folder for the index",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "make its folder and files readable and writable, or choose another folder for the index",
    ),
    sqlite3.SQLITE_BUSY: (
        "is being written by another process",
        "wait for that to end and try again",
    ),
    sqlite3.SQLITE_LOCKED: (
        "is being written by another process",
        "wait for that to end and try again",
    ),
}


def primary_code(error: Exception) -> int:
    """SQLite's result code without its details; that of damage where Python found a bad value."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turn what SQLite says of `file` into an error that names it and the remedy.

    Raises:
        IndexUnusableError: In place of SQLite's error, which is its cause.
    """
    try:
        yield
    except UNREADABLE as error:
        explanation = EXPLANATIONS.get(primary_code(error))
        if explanation is None or isinstance(error, sqlite3.ProgrammingError):
            raise  # a mistake of ours, not something the user can act on
        happened, remedy = explanation
        if primary_code(error) == sqlite3.SQLITE_CANTOPEN and _exhausted():
            happened, remedy = "cannot be opened: there are too many open files", HANDLES
        what = f"{str(file)!r} {happened} ({error})"
        kind = IndexDamagedError if primary_code(error) in DAMAGE else IndexUnusableError
        raise kind(what, remedy) from error


def remedy_for(error: OSError, otherwise: str) -> str:
    """What to do about an error of the system; `otherwise` where it is about rights and paths."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return HANDLES
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return SPACE
    return otherwise


def _exhausted() -> bool:
    """Whether nothing more can be opened, which SQLite does not tell from other reasons."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno in (errno.EMFILE, errno.ENFILE)
    return False


class Connections:
    """Connections to one file, each lent to one thread at a time.

    Lending bounds their number by how many threads read at once, whatever threads come and go;
    a connection a thread would keep those of dead threads open.

    Attributes:
        file: The database.
    """

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        self.file = file
        self.read_only = read_only
        # Without write access SQLite can make no -shm file; it needs none where nobody writes.
        mode = "mode=ro&immutable=1" if read_only else "mode=rw"
        self._uri = f"{file.resolve().as_uri()}?{mode}"
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction; what is left uncommitted at the end is undone."""
        connection = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close all; those still lent are closed when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                message = f"the index {str(self.file)!r} was closed"
                raise ValueError(message)
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.rollback()
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._uri, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # With FULL the log is synced before a commit returns, so that what is acknowledged
            # outlives lost power. With NORMAL it is synced only before it is written back: a
            # killed process would lose nothing, a power cut the last commits.
            connection.execute("PRAGMA synchronous = FULL")
            # What is deleted is overwritten: its words cannot be read off the file.
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
        return connection


class Held(Connections):
    """Connections that all see the one generation at which they were made, whatever is written.

    Each keeps a transaction open; another is opened only where the file is still as it was.
    """

    def __init__(self, others: Connections) -> None:
        super().__init__(others.file, read_only=others.read_only)
        self._returned = threading.Condition(self._lock)
        first, self.generation = self._begun()
        self._idle.append(first)
        self._open = 1

    def renew(self) -> None:
        """Begin anew where nothing was written since, so that SQLite may reuse its log."""
        fresh = self._another()
        if fresh is None:
            return
        with self._returned:
            stale, self._idle = self._idle, [fresh]
            self._open += 1 - len(stale)
            self._returned.notify()
        for connection in stale:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._returned:
            while not self._closed:
                if self._idle:
                    return self._idle.pop()
                if self._open < MOST_HELD and (fresh := self._another()):
                    self._open += 1
                    return fresh
                self._returned.wait()
        message = f"the index {str(self.file)!r} was closed"
        raise ValueError(message)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._returned:
            if not self._closed:
                self._idle.append(connection)
                self._returned.notify()
                return
        connection.close()

    def _another(self) -> sqlite3.Connection | None:
        connection, generation = self._begun()
        if generation == self.generation:
            return connection
        connection.close()
        return None

    def _begun(self) -> tuple[sqlite3.Connection, int]:
        """A connection in a transaction, and the generation that it sees for as long."""
        connection = self._connect()
        try:
            connection.execute("BEGIN")
            query = "SELECT generation FROM state"
            return connection, connection.execute(query).fetchone()[0]
        except BaseException:
            connection.close()
            raise
