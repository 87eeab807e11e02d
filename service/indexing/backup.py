"""An index that may be written meanwhile in, a folder with a copy out, whole or not at all."""

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from pydantic import BaseModel, ConfigDict

from corpus import opening
from corpus.connections import remedy_for
from corpus.copying import copy_database
from corpus.errors import IndexDamagedError, IndexUnusableError, InvalidInputError
from corpus.store import Store
from retrieval import derived, manyvectors, readings, vectors
from service.indexing.integrity import check

# What the names of its files begin with.
OURS = (opening.FILE, vectors.FILE, manyvectors.FILE, readings.FILE)
HERE = -100  # AT_FDCWD of Linux: a path is one from the folder we are in
EXCHANGE = 2  # RENAME_EXCHANGE of Linux


class Backup(BaseModel):
    """What was copied.

    Attributes:
        target: The folder that holds the copy.
        documents: How many documents it has.
        bytes: How large it is.
        generation: Of which generation it is.
        fingerprint: Of all that is indexed.
    """

    model_config = ConfigDict(frozen=True)

    target: Path
    documents: int
    bytes: int
    generation: int
    fingerprint: str


def back_up(folder: Path, target: Path, *, overwrite: bool = False) -> Backup:
    """Copy the index in `folder` to `target`, and put it there once it was found whole.

    Args:
        folder: The index; others may read and write it meanwhile.
        target: Where the copy is to be; any folder above it is made.
        overwrite: Whether an index that is there may be replaced.

    Raises:
        IndexUnusableError: The index is damaged, or the copy cannot be written.
        InvalidInputError: Something is at `target` that must not be replaced.
    """
    place = target.resolve()
    with _written(target):
        _check_target(folder, place, overwrite=overwrite)
        place.parent.mkdir(parents=True, exist_ok=True)
        with _beside(place) as fresh:
            copy_database(folder, fresh)
            _complete(folder, fresh)
            made = _described(fresh, target)
            _put(fresh, place, overwrite=overwrite)
    return made


def _check_target(folder: Path, target: Path, *, overwrite: bool) -> None:
    if not target.exists():
        return
    if target == folder.resolve():
        what = f"{str(target)!r} is the index itself"
        raise InvalidInputError(what, "name another folder for the copy")
    held = [path.name for path in target.iterdir()] if target.is_dir() else [target.name]
    strange = [name for name in held if not name.startswith(OURS)]
    if strange:
        what = f"{str(target)!r} holds something other than an index ({strange[0]!r})"
        raise InvalidInputError(what, "name a folder that is not there yet")
    if held and not overwrite:
        what = f"{str(target)!r} holds an index already"
        raise InvalidInputError(what, "name another folder, or say --overwrite")


def _complete(folder: Path, fresh: Path) -> None:
    """Check the copy, give it its file of vectors, and see that all of it is on the disk."""
    report = check(fresh)
    if not report.sound:
        what = f"the index in {str(folder)!r} is damaged ({report.faults[0].what})"
        raise IndexDamagedError(what, "see `phasebook check`, and repair it first")
    with Store.open(fresh) as store:
        name = derived.name_of(store)
        if (folder / name).is_file():  # of the copy's generation, unless that was written since
            shutil.copyfile(folder / name, fresh / name)
        derived.refresh(store, int(store.meta["dimension"]))
    for path in (*fresh.iterdir(), fresh):
        _sync(path)


def _described(fresh: Path, target: Path) -> Backup:
    with Store.open(fresh) as store:
        documents, generation = len(store.documents()), store.generation
        fingerprint = store.fingerprint()
    return Backup(
        target=target,
        documents=documents,
        bytes=sum(path.stat().st_size for path in fresh.iterdir()),
        generation=generation,
        fingerprint=fingerprint,
    )


def _put(fresh: Path, target: Path, *, overwrite: bool) -> None:
    """Give the copy its name: at any moment there is the former copy, or the new one."""
    if overwrite and target.exists():
        if not _exchanged(fresh, target):  # then the former is gone for the blink of an eye
            former = target.with_name(f"{fresh.name}.former")
            target.rename(former)
            fresh.rename(target)
            former.rename(fresh)
    else:
        fresh.rename(target)  # fails where something has come there meanwhile
    _sync(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two could swap their names in one step, which Python has no call for."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return call is not None and not call(
        HERE, os.fsencode(one), HERE, os.fsencode(other), ctypes.c_uint(EXCHANGE)
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder on the same disk, to be renamed; what is left there at the end is deleted."""
    fresh = target.with_name(f".{target.name}.{token_hex(4)}")
    fresh.mkdir()
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        with suppress(OSError):
            fresh.rmdir()  # what needs no file handle, where there are none left


@contextmanager
def _written(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"the copy {str(target)!r} cannot be written ({error.strerror})"
        remedy = "make the folder above it writable, or name another folder"
        raise IndexUnusableError(what, remedy_for(error, remedy)) from error
