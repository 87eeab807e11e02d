"""Whatever goes wrong around it, an index keeps what it acknowledged and says what to do."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from corpus.errors import IndexUnusableError, PhasebookError
from corpus.opening import FILE
from corpus.store import Store
from retrieval import vectors
from retrieval.vectors import Condition, VectorIndex, condition
from service.cli import run
from service.engines.model import model_meta
from service.indexing.backup import back_up
from service.indexing.integrity import check
from service.indexing.repair import repair
from tests.corpus.test_store import rights
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import entry

ENCODER = HashingEncoder()
WIDTH = ENCODER.dimension
MEGABYTE = 1_000_000


def put(store: Store, name: str, words: str = "Memory is scarce.") -> None:
    """Write a document."""
    store.replace(entry(name, words, ENCODER))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of one document, with its file of vectors."""
    return filled(tmp_path / "index")


def filled(folder: Path) -> Path:
    """The same in that folder."""
    with Store.open(folder, create=True) as store:
        store.set_meta(model_meta(ENCODER))
        put(store, "first")
        VectorIndex.open(store, WIDTH)
    return folder


def ids(folder: Path) -> set[str]:
    """The documents of an index that is sound and answers."""
    assert check(folder).faults == ()
    with Store.open(folder) as store:
        found = VectorIndex.open(store, WIDTH)
        assert {unit.split("-")[0] for unit in found.units} == {d.id for d in store.documents()}
        assert store.match("memory", 1)
        return {one.id for one in store.documents()}


def write_until_refused(folder: Path, large: str) -> tuple[set[str], PhasebookError]:
    """The documents that were acknowledged, and the error that said no to the next."""
    acknowledged = {"first"}
    with Store.open(folder, create=True) as store:
        for number in range(10_000):
            try:
                put(store, f"n{number}", large)
            except PhasebookError as error:
                return acknowledged, error
            acknowledged.add(f"n{number}")
            VectorIndex.open(store, WIDTH)
    pytest.fail("there was room for everything")


@contextmanager
def disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of that size, in memory."""
    folder.mkdir()
    if _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)):
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))


def _run(*command: str) -> int:
    return subprocess.run(command, check=False, capture_output=True).returncode  # noqa: S603 - ours


def use_up(file: Path) -> None:
    """Leave no room beside this file."""
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        while filler.write(bytes(512)):
            pass


def test_a_full_disk_refuses_the_write_and_keeps_the_rest(tmp_path: Path) -> None:
    """Reading, checking and removing go on; a write goes on once there is room."""
    with disk(tmp_path / "disk", 2 * MEGABYTE) as mounted:
        folder = filled(mounted / "index")
        acknowledged, error = write_until_refused(folder, "Memory is scarce and costly. " * 300)
        assert len(acknowledged) > 3
        assert "space" in error.remedy
        use_up(mounted / "filler")
        assert run(["check", "--index", str(folder)]) == 0
        assert ids(folder) == acknowledged
        with pytest.raises(IndexUnusableError, match="space"):
            back_up(folder, mounted / "copy")
        assert sorted(os.listdir(mounted)) == ["filler", "index"]  # noqa: PTH208 - hidden ones too
        assert not _run("mount", "-o", f"remount,size={8 * MEGABYTE}", str(mounted))
        with Store.open(folder, create=True) as store:
            store.remove("n0")
            put(store, "later")
        assert ids(folder) == acknowledged - {"n0"} | {"later"}


@contextmanager
def limited(kind: int, most: int) -> Iterator[None]:
    """Within it this process may have no more of that than so many."""
    soft, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))


def test_files_that_may_not_grow_refuse_the_write_and_keep_the_rest(index: Path) -> None:
    """As where a quota is used up."""
    with limited(resource.RLIMIT_FSIZE, MEGABYTE):
        acknowledged, error = write_until_refused(index, "Memory is scarce and costly. " * 300)
        assert len(acknowledged) > 3
        assert "space" in error.remedy
        assert ids(index) == acknowledged
    with Store.open(index, create=True) as store:
        put(store, "later")
    assert ids(index) == acknowledged | {"later"}


def test_without_file_handles_the_error_says_so(index: Path) -> None:
    """Not that the folder is at fault; and what is there stays."""
    last = os.dup(0)
    os.close(last)
    with limited(resource.RLIMIT_NOFILE, last):
        for attempt in (
            lambda: Store.open(index),
            lambda: Store.open(index, create=True),
            lambda: check(index),
            lambda: back_up(index, index.parent / "copy"),
        ):
            with pytest.raises(IndexUnusableError, match=r"(?i)too many open files.*ulimit"):
                attempt()
    assert ids(index) == {"first"}
    assert os.listdir(index.parent) == ["index"]  # noqa: PTH208 - hidden ones too


def test_running_out_of_file_handles_while_writing_loses_nothing(index: Path) -> None:
    """The file of vectors is left out; it is derived."""
    last = os.dup(0)
    os.close(last)
    with Store.open(index, create=True) as store:
        put(store, "before")
        with limited(resource.RLIMIT_NOFILE, last):
            put(store, "meanwhile")
            assert VectorIndex.open(store, WIDTH).units
        put(store, "after")
    assert ids(index) == {"first", "before", "meanwhile", "after"}


def test_a_read_only_folder_is_checked_and_copied_but_not_mended() -> None:
    """What cannot be done is said with the remedy."""
    with tempfile.TemporaryDirectory() as name:  # all above it can be entered by anybody
        folder, copies = filled(Path(name) / "index"), Path(name) / "copies"
        (folder / vectors.FILE).write_bytes(b"damaged")
        copies.mkdir()
        Path(name).chmod(0o755)
        copies.chmod(0o777)
        with rights(folder, 0o555):
            assert [fault.part for fault in check(folder).faults] == ["vectors.faiss"]
            back_up(folder, copies / "one")
            with pytest.raises(IndexUnusableError, match=r"written.*writable"):
                repair(folder, lambda _: ENCODER)
        assert ids(copies / "one") == {"first"}


PUT_MANY = """
import sys
from pathlib import Path
from corpus.store import Store
from retrieval.vectors import VectorIndex
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import entry
encoder = HashingEncoder()
with Store.open(Path(sys.argv[1]), create=True) as store:
    for number in range(15):
        store.replace(entry(f"{sys.argv[2]}{number}", "Memory is scarce.", encoder))
        VectorIndex.open(store, encoder.dimension)
"""


def test_two_processes_write_at_once(index: Path) -> None:
    """Each waits for the other; all that they wrote is there."""
    command = [sys.executable, "-c", PUT_MANY, str(index)]
    writers = [subprocess.Popen([*command, name]) for name in "ab"]  # noqa: S603 - ours
    assert [one.wait() for one in writers] == [0, 0]
    assert ids(index) == {"first", *(f"{name}{n}" for name in "ab" for n in range(15))}


# What a power cut, or a copy of a folder in use, may leave.


@pytest.fixture
def crashed(index: Path, tmp_path: Path) -> Path:
    """A folder as it is while a writer is at work, its last write in the log alone."""
    with Store.open(index, create=True) as store:
        put(store, "second")
        found = Path(shutil.copytree(index, tmp_path / "crashed"))
    assert (found / f"{FILE}-wal").stat().st_size
    return found


@pytest.mark.parametrize("lost", ["-shm", None])
def test_the_log_that_a_crash_leaves_is_heeded(crashed: Path, lost: str | None) -> None:
    """With its index (-shm) or without; the file of vectors is a write behind."""
    if lost:
        (crashed / f"{FILE}{lost}").unlink()
    with Store.open(crashed) as store:
        assert condition(store, WIDTH) is Condition.OLD
    assert check(crashed).sound
    assert ids(crashed) == {"first", "second"}


def test_deleted_words_are_overwritten_by_the_next_writer(index: Path, tmp_path: Path) -> None:
    """Where the one that deleted them was killed before it came to that."""
    with Store.open(index, create=True) as store:
        put(store, "second", "The zanzibarite is mentioned here, beside memory.")
    with Store.open(index, create=True) as store:
        store.remove("second")
        found = Path(shutil.copytree(index, tmp_path / "crashed"))
    with Store.open(found, create=True):
        pass
    assert ids(found) == {"first"}
    assert not any(b"zanzibarit" in path.read_bytes() for path in found.iterdir())


def test_a_log_index_of_garbage_is_made_again(crashed: Path) -> None:
    """It is only a way to find pages in the log."""
    file = crashed / f"{FILE}-shm"
    file.write_bytes(b"\xa5" * file.stat().st_size)
    assert ids(crashed) == {"first", "second"}


def test_a_log_cut_short_ends_with_the_last_whole_write(crashed: Path) -> None:
    """As when power fails within a write: whatever is cut, writes are there whole or not at all."""
    file = crashed / f"{FILE}-wal"
    whole = file.read_bytes()
    database = (crashed / FILE).read_bytes()
    seen = set()
    for end in range(0, len(whole), max(1, len(whole) // 25)):
        for path in crashed.iterdir():
            path.unlink()
        (crashed / FILE).write_bytes(database)
        file.write_bytes(whole[:end])
        seen.add(frozenset(ids(crashed)))
    assert seen == {frozenset({"first"})}


def test_a_lost_log_takes_with_it_what_was_only_there(crashed: Path) -> None:
    """Someone deleted it: the index is an older one, whole, and its file of vectors is not used."""
    with Store.open(crashed) as store:
        VectorIndex.open(store, WIDTH)
        newer = (crashed / vectors.FILE).read_bytes()
    for path in crashed.glob("*-*"):
        path.unlink()
    (crashed / vectors.FILE).write_bytes(newer)
    if ids(crashed) == {"first"}:  # the log was not written back yet
        with Store.open(crashed, create=True) as store:
            put(store, "other", "Prices of memory fall.")
        assert ids(crashed) == {"first", "other"}


def test_an_older_database_with_newer_vectors_is_not_fooled(index: Path) -> None:
    """A database put back from a copy comes to the same generation by another way."""
    old = (index / FILE).read_bytes()
    with Store.open(index, create=True) as store:
        put(store, "second")
        VectorIndex.open(store, WIDTH)
    (index / FILE).write_bytes(old)
    with Store.open(index, create=True) as store:
        put(store, "other", "Prices of memory fall.")
    assert ids(index) == {"first", "other"}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_half_a_file_of_vectors_is_made_again(index: Path, share: float) -> None:
    """Or none of it, or nearly all."""
    file = index / vectors.FILE
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])
    assert not check(index).sound
    with Store.open(index) as store:
        VectorIndex.open(store, WIDTH)
    assert file.read_bytes() == whole
    assert ids(index) == {"first"}


def test_what_a_killed_writer_leaves_beside_the_vectors_is_cleared(index: Path) -> None:
    """Once it is old enough to be nobody's who still writes."""
    old, fresh = index / f"{vectors.FILE}.00000000", index / f"{vectors.FILE}.11111111"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    (index / vectors.FILE).unlink()
    assert ids(index) == {"first"}
    assert fresh.exists()
    assert not old.exists()


def test_what_is_acknowledged_is_on_the_disk(index: Path) -> None:
    """SQLite syncs the log before a commit returns: with less, power could take it back."""
    full = 2
    with Store.open(index, create=True) as store, store._connections.lend() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == full
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
