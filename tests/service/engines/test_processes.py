"""Several processes make what one makes, and say which file cost one of them its life."""

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import ModelUnusableError
from retrieval.embed import Encoder
from service.engines.engine import LostError, Task
from service.engines.processes import MODULE, Processes, Readers
from service.indexing.build import build
from tests.encoders import HashingEncoder
from tests.stress.dump import dump

LONG = "The NVIDIA H100 has 80 GB of memory, and inference on it costs $2 an hour. " * 400


def workers() -> list[int]:
    """The processes that read for this one."""
    lists = [task / "children" for task in Path("/proc/self/task").iterdir()]
    pids = [pid for one in lists for pid in one.read_text(encoding="utf-8").split()]
    return [pid for pid in map(int, pids) if MODULE in _command(pid)]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")


def test_two_processes_make_the_bytes_of_one(encoder: Encoder, pages: Path, tmp_path: Path) -> None:
    """Of the same files, in whatever order they are done; and both say alike what is no document.

    No process is left.
    """
    (tmp_path / "empty.txt").touch()
    given = [pages, tmp_path / "empty.txt"]
    one = build(given, tmp_path / "one", encoder)
    two = build(given, tmp_path / "two", encoder, engine=Processes(encoder, 2, worth=1))
    assert dump(tmp_path / "one") == dump(tmp_path / "two")
    assert one.skipped == two.skipped
    assert "is empty" in one.skipped[0].reason
    assert workers() == []


def test_a_file_that_ends_its_process_is_named(encoder: Encoder) -> None:
    """As where memory runs out."""
    with closing(Readers(encoder.name)) as readers:
        assert readers.read(Task(0, "short.txt", b"Training happens once.", 1_000_000)).entry
        (pid,) = workers()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(LostError, match=r"long\.txt.*SIGKILL.*goes on") as caught:
            readers.read(Task(1, "long.txt", LONG.encode(), 1_000_000))
        assert "--jobs" in caught.value.remedy


def test_where_one_ends_all_end(encoder: Encoder) -> None:
    """Whether it ends over a file or, where the other was faster, as it starts."""
    files = [("short.txt", "Training happens once."), ("long.txt", LONG), ("longer.txt", 2 * LONG)]
    tasks = [Task(n, name, text.encode(), 1_000_000) for n, (name, text) in enumerate(files)]
    found = Processes(encoder, 2, worth=1).read(tasks, 1_000_000)
    next(found)
    for pid in workers():
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(LostError, match="SIGKILL"):
        list(found)
    assert workers() == []


def test_a_model_that_cannot_be_loaded_there_is_named() -> None:
    """As where it is a folder that has gone meanwhile."""
    engine = Processes(HashingEncoder("/no/such/model"), 2, worth=1)
    with pytest.raises(ModelUnusableError, match="/no/such/model"):
        list(engine.read([Task(0, "a.txt", b"Words.", 100)], 100))
    assert workers() == []


def test_little_is_read_here(pages: Path, tmp_path: Path) -> None:
    """For a few kilobytes no process is worth starting: they would have no such model."""
    engine = Processes(HashingEncoder(), 8)
    assert build([pages], tmp_path / "index", HashingEncoder(), engine=engine).documents
