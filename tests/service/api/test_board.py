"""Jobs are known to every process that serves an index, and those of dead ones have failed."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event

import pytest

from corpus.document import Document
from corpus.errors import NotFoundError
from corpus.load import load_bytes
from corpus.store import Store
from kg.ontology import default_ontology
from service.api.board import Board
from service.api.problems import described_at
from service.indexing.build import build
from service.indexing.jobs import Jobs
from service.indexing.live import Live
from service.indexing.states import JobState
from service.indexing.upload import Upload
from service.knowledge_base import KnowledgeBase
from tests.encoders import HashingEncoder

PATIENCE = 60


class Reading:
    """Reads uploads, and waits at the first until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def __call__(self, upload: Upload) -> Document:
        """The document."""
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return load_bytes(upload.data, upload.name)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A small index."""
    (tmp_path / "first.md").write_text("# First\n\nA TPU is a chip.\n", encoding="utf-8")
    build([tmp_path / "first.md"], tmp_path / "index", HashingEncoder())
    with Store.open(tmp_path / "index") as store:
        kb = KnowledgeBase.of(store, HashingEncoder())
    with Live(kb, owned=True) as live:
        yield live


def board(live: Live, read: Reading, folder: Path | None) -> Board:
    """What one process knows."""
    return Board(
        lambda board: Jobs(live, read, board.tell, board.stopped),
        default_ontology(),
        lambda job, error: described_at(f"/v1/jobs/{job}", error),
        folder,
    )


def test_one_process_sees_and_stops_the_jobs_of_another(live: Live) -> None:
    """What it has written until then stays, and both tell the same of it."""
    uploads = [Upload(f"n{n}.txt", b"A chip has %d GB." % n) for n in range(3)]
    with ExitStack() as stack:
        read = Reading()
        one, other = (
            stack.enter_context(closing(board(live, read, live.folder / "jobs"))) for _ in "ab"
        )
        name = one.own.start(uploads).id
        assert read.begun.wait(PATIENCE)
        assert other.job(name).state is JobState.RUNNING
        assert [job.id for job in other.all()] == [name]
        assert other.cancel(name).cancelling
        read.go.set()
        one.own.close()
        found = one.job(name)
        assert other.job(name) == found
        assert (found.state, found.documents) == (JobState.CANCELLED, 3)
        with live.snapshot() as kb:
            assert len(kb.documents()) - 1 == found.written < 3
        for absent in ("0123456789abcdef", "../index", ""):
            with pytest.raises(NotFoundError):
                other.job(absent)


def test_a_job_whose_process_is_gone_has_failed(live: Live) -> None:
    """As if it had been killed: its lock is free, though its file says that it runs."""
    read = Reading()
    folder = live.folder / "jobs"
    with closing(board(live, read, folder)) as one, closing(board(live, read, folder)) as other:
        name = one.own.start([Upload("n.txt", b"A chip has 4 GB.")]).id
        assert read.begun.wait(PATIENCE)
        assert other.job(name).state is JobState.RUNNING
        assert one._lock
        one._lock.release()
        assert other.job(name).state is JobState.FAILED
        read.go.set()


def test_a_board_of_one_process_writes_no_files(live: Live) -> None:
    """Its jobs are its own."""
    read = Reading()
    read.go.set()
    with closing(board(live, read, None)) as one:
        name = one.own.start([Upload("n.txt", b"A chip has 4 GB."), Upload("n.xyz", b"x")]).id
        one.own._pool.shutdown()
        found = one.job(name)
    assert (found.state, found.written, found.failed) == (JobState.DONE, 1, 1)
    assert not (live.folder / "jobs").exists()
