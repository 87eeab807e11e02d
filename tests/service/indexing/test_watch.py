"""A folder is followed until the end is asked for."""

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from service.indexing.build import build
from service.indexing.states import Action
from service.indexing.sync import Synced
from service.indexing.watch import watched
from service.indexing.writer import Writer
from tests.encoders import HashingEncoder

TEXT = "# Chips\n\nThe NVIDIA H200 has 141 GB of memory.\n"
PATIENCE = 60


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An index of a document that has no file in the folder watched."""
    (tmp_path / "other.md").write_text("# Other\n\nA TPU is a chip.\n", encoding="utf-8")
    build([tmp_path / "other.md"], tmp_path / "index", HashingEncoder())
    with Writer.open(tmp_path / "index", HashingEncoder()) as writer:
        yield writer


def told(done: Synced) -> list[tuple[str, Action]]:
    """Each document with what became of it."""
    return [(one.document, one.action) for one in done.written]


def test_what_happens_in_a_folder_happens_in_the_index(writer: Writer, tmp_path: Path) -> None:
    """Added, changed, renamed, spoilt and deleted; what has no file there is left alone."""
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "chips.md").write_text(TEXT, encoding="utf-8")
    steps: Queue[Synced] = Queue()
    stop, ready = Event(), Event()

    def follow() -> None:
        for done in watched(writer, folder, stop, max_bytes=1_000, ready=ready.set):
            steps.put(done)

    thread = Thread(target=follow)
    thread.start()
    try:
        assert told(steps.get(timeout=PATIENCE)) == [("chips", Action.ADDED)]
        assert ready.wait(PATIENCE)
        (folder / "deep" / "note.txt").write_text("Training takes weeks.\n", encoding="utf-8")
        assert told(steps.get(timeout=PATIENCE)) == [("note", Action.ADDED)]
        (folder / "chips.md").write_text(TEXT.replace("141", "142"), encoding="utf-8")
        assert told(steps.get(timeout=PATIENCE)) == [("chips", Action.REPLACED)]
        (folder / ".hidden.md").write_text(TEXT, encoding="utf-8")
        (folder / "chips.md").rename(folder / "chips.markdown")
        assert told(steps.get(timeout=PATIENCE)) == [("chips", Action.UNCHANGED)]
        (folder / "chips.markdown").write_text("", encoding="utf-8")
        assert [one.path.name for one in steps.get(timeout=PATIENCE).skipped] == ["chips.markdown"]
        (folder / "chips.markdown").unlink()
        assert told(steps.get(timeout=PATIENCE)) == [("chips", Action.REMOVED)]
        assert writer.ids() == ["note", "other"]
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()
