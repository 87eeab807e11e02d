"""Workers of a Ray cluster make what one process makes."""

import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from corpus.errors import IndexUnusableError
from retrieval.embed import Encoder
from service.engines.cluster import Cluster
from service.engines.engine import LostError, Task
from service.indexing.build import build
from tests.stress.dump import dump
from tests.stress.plan import NAMES, text

LONG = "The NVIDIA H100 has 80 GB of memory, and inference on it costs $2 an hour. " * 400

pytestmark = [pytest.mark.stress, pytest.mark.filterwarnings("ignore::ResourceWarning:ray")]


def test_two_workers_make_the_bytes_of_one_process(encoder: Encoder, tmp_path: Path) -> None:
    """Of the same files; and say alike what is no document."""
    files = tmp_path / "files"
    files.mkdir()
    for name, version in zip(NAMES, count(), strict=False):
        (files / f"{name}.txt").write_text(text(name, version), encoding="utf-8")
    (files / "empty.txt").touch()
    given = [files]
    one = build(given, tmp_path / "one", encoder)
    two = build(given, tmp_path / "two", encoder, engine=Cluster(encoder, "ray", 2))
    assert dump(tmp_path / "one") == dump(tmp_path / "two")
    assert one.skipped == two.skipped


def test_a_file_that_ends_its_worker_is_named(encoder: Encoder) -> None:
    """As where memory runs out."""

    def tasks() -> Iterator[Task]:
        yield Task(0, "short.txt", b"Training happens once.", 1_000_000)
        yield Task(1, "long.txt", LONG.encode(), 1_000_000)

    found = Cluster(encoder, "ray", 1).read(tasks(), 0)
    assert next(found).number == 0
    for pid in _actors():
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(LostError, match=r"long\.txt.*goes on"):
        list(found)


def test_where_there_is_no_cluster_that_is_said(encoder: Encoder) -> None:
    """With the address, and how to start one."""
    engine = Cluster(encoder, "ray://127.0.0.1:9")
    with pytest.raises(IndexUnusableError, match=r"127\.0\.0\.1:9.*ray start"):
        list(engine.read([], 0))


def _actors() -> list[int]:
    """The processes that read."""
    lines = Path("/proc").glob("[0-9]*/cmdline")
    return [int(one.parent.name) for one in lines if one.read_bytes().startswith(b"ray::Reader")]
