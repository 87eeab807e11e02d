"""A folder in; out connections to the index in it, which was checked."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

from corpus import schema
from corpus.connections import MEND, Connections, explained, primary_code, remedy_for
from corpus.errors import IndexDamagedError, IndexUnusableError

FILE = "phasebook.sqlite3"
CHECKED_BYTES = 64 * 1024 * 1024  # a file up to this size is read through when it is opened


def open_for_reading(folder: Path, *, pages: bool = True) -> Connections:
    """Connections to an index that is there; its folder need not be writable.

    Args:
        folder: Where it is.
        pages: Whether a small file is read through first.

    Raises:
        IndexUnusableError: It is missing, damaged or of another version.
    """
    file = folder / FILE
    with _reported(folder, "read"):
        found = file.is_file()
    if not found:
        raise schema.missing(folder)
    with explained(file):
        try:
            return _checked(Connections(file), pages=pages)
        except sqlite3.OperationalError as error:
            unwritable = primary_code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not unwritable or _has_log(file):
                raise
            return _checked(Connections(file, read_only=True), pages=pages)


def check_writable(folder: Path) -> None:
    """Refuse a folder in which no index can be written, without making the folder or an index.

    Raises:
        IndexUnusableError: As `open_for_writing` would.
    """
    with _reported(folder, "written"):
        if not (folder / FILE).exists():
            TemporaryFile(dir=_nearest(folder)).close()
            return
    open_for_writing(folder).close()


def open_for_writing(folder: Path) -> Connections:
    """Connections to an index, made where there is none.

    Raises:
        IndexUnusableError: It cannot be written, is damaged or of another version.
    """
    file = folder / FILE
    with _reported(folder, "written"):
        folder.mkdir(parents=True, exist_ok=True)
        file.touch()
    connections = Connections(file)
    try:
        with explained(file), connections.lend() as connection:
            _lay_out(connection, file)
            _check_pages(connection, file)
    except BaseException:
        connections.close()
        raise
    return connections


def _nearest(folder: Path) -> Path:
    """The folder, or the innermost one around it that is there."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


@contextmanager
def _reported(folder: Path, done: Literal["read", "written"]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"the index {str(folder)!r} cannot be {done} ({error.strerror})"
        able = {"read": "readable", "written": "writable"}[done]
        remedy = f"make its folder {able}, or choose another folder for the index"
        raise IndexUnusableError(what, remedy_for(error, remedy)) from error


def _has_log(file: Path) -> bool:
    """Whether another process writes, or was killed as it did: then the file alone is not all."""
    return file.with_name(f"{file.name}-wal").exists()


def _checked(connections: Connections, *, pages: bool) -> Connections:
    try:
        with connections.lend() as connection:
            schema.check(connection, connections.file)
            if pages:
                _check_pages(connection, connections.file)
    except BaseException:
        connections.close()
        raise
    return connections


def _check_pages(connection: sqlite3.Connection, file: Path) -> None:
    """Read a small file through; damage in a large one shows when its place is read."""
    if file.stat().st_size > CHECKED_BYTES:
        return
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        what = f"{str(file)!r} is damaged ({found})"
        raise IndexDamagedError(what, f"see `phasebook check`, {MEND}")


def _lay_out(connection: sqlite3.Connection, file: Path) -> None:
    if not schema.is_blank(connection):
        schema.check(connection, file)  # before anything of another's database is touched
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")  # fails here and now where nothing can be written
    if schema.is_blank(connection):
        schema.lay_out(connection)
    connection.execute("COMMIT")
