"""A backup is whole, of one generation, and never in the place of something else."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.errors import IndexDamagedError, IndexUnusableError, InvalidInputError
from corpus.opening import FILE
from corpus.store import Store
from retrieval import readings, vectors
from retrieval.vectors import Condition, VectorIndex, condition
from service.engines.model import model_meta
from service.indexing import backup
from service.indexing.backup import back_up
from service.indexing.integrity import check
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import entry

ENCODER = HashingEncoder()


def fill(folder: Path, *texts: str) -> Path:
    """An index of these texts, named by their number, with its file of vectors."""
    with Store.open(folder, create=True) as store:
        entries = [entry(f"d{i}", text, ENCODER) for i, text in enumerate(texts)]
        store.replace_all(entries, model_meta(ENCODER))
        VectorIndex.open(store, ENCODER.dimension)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two documents."""
    return fill(tmp_path / "index", "Memory is scarce.", "Batches are large. They fill it.")


def content(folder: Path) -> dict[str, bytes]:
    """Every file."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_backup_is_the_same_index(index: Path, tmp_path: Path) -> None:
    """Two files, of the same generation, with nothing left beside them."""
    target = tmp_path / "far" / "copy"
    made = back_up(index, target)
    assert sorted(content(target)) == [FILE, vectors.FILE]
    assert content(target)[vectors.FILE] == content(index)[vectors.FILE]
    assert os.listdir(target.parent) == ["copy"]  # noqa: PTH208 - hidden ones too
    assert made.bytes == sum(map(len, content(target).values()))
    with Store.open(index) as left, Store.open(target) as right:
        assert (made.documents, made.generation) == (2, left.generation)
        assert made.fingerprint == left.fingerprint() == right.fingerprint()
        assert dict(left.vectors()) == dict(right.vectors())
        assert condition(right, ENCODER.dimension) is Condition.SAME


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"x" * 99)])
def test_the_copy_has_its_file_of_vectors_whatever_the_index_has(
    index: Path, tmp_path: Path, spoil: object
) -> None:
    """It is made again where it cannot be copied."""
    whole = content(index)[vectors.FILE]
    assert callable(spoil)
    spoil(index / vectors.FILE)
    back_up(index, tmp_path / "copy")
    assert content(tmp_path / "copy")[vectors.FILE] == whole


def test_what_is_there_is_replaced_only_where_told(index: Path, tmp_path: Path) -> None:
    """And then as a whole."""
    target = fill(tmp_path / "copy", "Something older.")
    (target / readings.FILE).write_bytes(b"what a server that answered from it left")
    before = content(target)
    with pytest.raises(InvalidInputError, match=r"copy.*holds an index already.*--overwrite"):
        back_up(index, target)
    assert content(target) == before
    back_up(index, target, overwrite=True)
    with Store.open(index) as left, Store.open(target) as right:
        assert left.fingerprint() == right.fingerprint()
    assert sorted(os.listdir(tmp_path)) == ["copy", "index"]  # noqa: PTH208 - hidden ones too


def test_without_the_system_call_it_is_replaced_all_the_same(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on systems that cannot swap two names."""
    monkeypatch.setattr(backup, "_exchanged", lambda *_: False)
    target = fill(tmp_path / "copy", "Something older.")
    back_up(index, target, overwrite=True)
    with Store.open(index) as left, Store.open(target) as right:
        assert left.fingerprint() == right.fingerprint()
    assert sorted(os.listdir(tmp_path)) == ["copy", "index"]  # noqa: PTH208 - hidden ones too


@pytest.mark.parametrize("overwrite", [True, False])
def test_nothing_but_an_index_is_ever_replaced(
    index: Path, tmp_path: Path, *, overwrite: bool
) -> None:
    """Neither somebody's folder, nor a file, nor the index itself."""
    (tmp_path / "papers").mkdir()
    for path in (tmp_path / "papers" / "thesis.txt", tmp_path / "file"):
        path.write_text("mine")
    for target in (tmp_path / "papers", tmp_path / "file", index, tmp_path / "x" / ".." / "index"):
        with pytest.raises(InvalidInputError, match="name"):
            back_up(index, target, overwrite=overwrite)
    assert (tmp_path / "papers" / "thesis.txt").read_text() == "mine"
    assert (tmp_path / "file").read_text() == "mine"
    assert check(index).sound


def test_a_damaged_index_does_not_take_a_good_copys_place(index: Path, tmp_path: Path) -> None:
    """The error says what to do; the former copy stays."""
    target = tmp_path / "copy"
    back_up(index, target)
    before = content(target)
    data = bytearray((index / FILE).read_bytes())
    place = data.index(b"Memory is scarce")
    data[place : place + 6] = b"Melody"
    (index / FILE).write_bytes(data)
    with pytest.raises(IndexDamagedError, match="phasebook check"):
        back_up(index, target, overwrite=True)
    assert content(target) == before


def test_no_index_no_backup(tmp_path: Path) -> None:
    """And no folder for one."""
    with pytest.raises(IndexUnusableError, match="no index"):
        back_up(tmp_path / "none", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_copy_that_cannot_be_written_leaves_nothing(index: Path, tmp_path: Path) -> None:
    """The folder above is a file."""
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnusableError, match=r"copy.*cannot be written.*name another folder"):
        back_up(index, tmp_path / "file" / "copy")


def test_an_index_that_is_written_meanwhile_is_copied_at_one_moment(
    index: Path, tmp_path: Path
) -> None:
    """Every document has the same version in a copy, and each copy is sound."""
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        version = 0
        with Store.open(index, create=True) as store:
            while not done.is_set():
                version += 1
                texts = [f"Version {version} of {name}." for name in "abc"]
                store.replace_all(
                    [entry(f"d{i}", text, ENCODER) for i, text in enumerate(texts)],
                    model_meta(ENCODER),
                )
                VectorIndex.open(store, ENCODER.dimension)
                begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    generations = set()
    assert begun.wait(30)
    try:
        for number in range(5):
            generations.add(back_up(index, tmp_path / str(number)).generation)
    finally:
        done.set()
        thread.join()
    assert len(generations) > 1
    for number in range(5):
        assert check(tmp_path / str(number)).sound
        with Store.open(tmp_path / str(number)) as store:
            assert len({one.text.partition(" of ")[0] for one in store.documents()}) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from service.indexing import backup
step = sys.argv[3]
former = getattr(backup, step)
def last(*arguments, **named):
    former(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(backup, step, last)
backup.back_up(Path(sys.argv[1]), Path(sys.argv[2]), overwrite=True)
"""


@pytest.mark.parametrize("step", ["copy_database", "_put"])
def test_a_killed_backup_leaves_the_former_copy_or_the_new_one(
    index: Path, tmp_path: Path, step: str
) -> None:
    """Before the copy has its name, and right after."""
    target = fill(tmp_path / "copy", "Something older.")
    (target / readings.FILE).write_bytes(b"what a server that answered from it left")
    before = content(target)
    command = [sys.executable, "-c", KILLED, str(index), str(target), step]
    assert subprocess.run(command, check=False).returncode < 0  # noqa: S603 - ours
    assert check(target).sound
    assert (content(target) == before) == (step == "copy_database")
    back_up(index, target, overwrite=True)


def test_a_copied_folder_is_not_needed_to_restore(index: Path, tmp_path: Path) -> None:
    """The backup answers by itself where the index is gone."""
    back_up(index, tmp_path / "copy")
    shutil.rmtree(index)
    with Store.open(tmp_path / "copy") as store:
        found = VectorIndex.open(store, ENCODER.dimension)
        assert found.search(ENCODER.encode(["memory"])[0], 1)
        assert store.match("memory", 1)
