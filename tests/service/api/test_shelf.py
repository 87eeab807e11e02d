"""Collections on their shelf: opened once, made whole, and removed when nobody uses them."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event
from weakref import ref

import pytest

from corpus.errors import IndexUnusableError, NotFoundError
from retrieval import manyvectors, readings, vectors
from retrieval.embed import Encoder
from service.api import shelf as shelves
from service.api.collection import Collection, Encoders
from service.api.problems import ConflictError
from service.api.shelf import Shelf
from service.indexing.build import build
from service.indexing.live import Live
from service.indexing.upload import Upload
from service.settings import Settings
from tests.encoders import HashingEncoder


class Opening:
    """Opens collections, and counts how often."""

    def __init__(self, *, shared: bool = False) -> None:
        self.shared = shared
        self.load: Encoders = Encoders(HashingEncoder())
        self.opened: list[str] = []

    def __call__(self, folder: Path) -> Collection:
        """The collection."""
        self.opened.append(folder.name)
        at = f"/collections/{folder.name}"
        live = Live.open(folder, load=self.load)
        return Collection.of(live, Settings(), at, shared=self.shared)


@pytest.fixture
def opening() -> Opening:
    """With a quick model."""
    return Opening()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one collection."""
    (tmp_path / "first.md").write_text("# First\n\nA TPU is a chip.\n", encoding="utf-8")
    build([tmp_path / "first.md"], tmp_path / "many" / "first", HashingEncoder())
    return tmp_path / "many"


@pytest.fixture
def shelf(folder: Path, opening: Opening) -> Iterator[Shelf]:
    """A shelf over it."""
    with closing(Shelf(folder, opening, folder.parent)) as shelf:
        yield shelf


@pytest.fixture
def encoder() -> Encoder:
    """The quick model."""
    return HashingEncoder()


def test_many_who_ask_at_once_open_a_collection_once(shelf: Shelf, opening: Opening) -> None:
    """And none before it is asked for; models are loaded once for all."""
    assert (shelf.names(), shelf.opened()) == (["first"], [])
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(shelf.open, ["first"] * 8))
    assert opening.opened == ["first"]
    with shelf.lent("first") as one, shelf.lent("first") as other:
        assert one is other
        with one.live.snapshot() as kb:
            assert kb.encoder is opening.load("hashing")


def test_one_in_use_is_not_removed(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a request, or by a job; it goes on being served."""
    monkeypatch.setattr(shelves, "PATIENCE", 0.2)
    shelf.open("first")
    with shelf.lent("first") as held, held.live.snapshot() as kb:
        with pytest.raises(ConflictError, match="in use"):
            shelf.remove("first")
        assert kb.passages("first")

    go = Event()
    with shelf.lent("first") as held:
        held.jobs.own._read = lambda _: go.wait(60)  # type: ignore[assignment,return-value]
        job = held.jobs.own.start([Upload("a.md", b"text")])
    with pytest.raises(ConflictError, match="in use"):
        shelf.remove("first")
    go.set()
    while not held.jobs.own.get(job.id).state.ended:
        go.wait(0)
    assert shelf.remove("first") is held
    assert shelf.names() == []


def test_removing_waits_for_readers_and_lets_no_others_in(shelf: Shelf, folder: Path) -> None:
    """So that none reads what is gone."""
    shelf.open("first")
    with ThreadPoolExecutor(1) as pool:
        with shelf.lent("first") as held, held.live.snapshot() as kb:
            kb.warm()
            kb.save()  # so that there is all that an index's folder can hold
            removed = pool.submit(shelf.remove, "first")
            while not shelf._places["first"].leaving:
                assert not removed.done()
            with pytest.raises(IndexUnusableError), shelf.lent("first"):
                pass
            assert kb.passages("first")
        assert removed.result() is held
    assert list(folder.iterdir()) == []
    for call in (shelf.open, shelf.found, shelf.remove):
        with pytest.raises(NotFoundError):
            call("first")


def test_what_is_not_to_be_removed_stays(shelf: Shelf, folder: Path, opening: Opening) -> None:
    """The default collection, a link, somebody's own files."""
    notes = folder / "first" / "notes.md"
    notes.touch()
    with pytest.raises(ConflictError, match=r"notes\.md"):
        shelf.remove("first")
    notes.unlink()
    (folder / "link").symlink_to(folder / "first")
    assert shelf.names() == ["first", "link"]
    for guarded, name in (
        (shelf, "link"),
        (Shelf(folder, opening, folder / "first"), "first"),
    ):
        with pytest.raises(ConflictError):
            guarded.remove(name)
    assert shelf.names() == ["first", "link"]


@pytest.mark.parametrize("name", [vectors.FILE, manyvectors.FILE, readings.FILE])
def test_what_is_derived_goes_with_it(shelf: Shelf, folder: Path, name: str) -> None:
    """Also what a large index has, and what a killed process left half made."""
    (folder / "first" / name).touch()
    (folder / "first" / f"{name}.0123abcd").touch()
    shelf.remove("first")
    assert shelf.names() == []


def test_one_is_made_whole_or_not_at_all(
    shelf: Shelf, folder: Path, opening: Opening, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of many who make it at once succeeds; nothing half made is left."""

    def make(_: int) -> bool:
        try:
            shelf.make("fresh", encoder)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(make, range(4))) == 1
    assert sorted(one.name for one in folder.iterdir()) == ["first", "fresh"]
    shelf.open("fresh")
    assert opening.opened == ["fresh"]
    with shelf.lent("fresh") as fresh:
        fresh.jobs.own.start([Upload("a.md", b"# A\n\nA TPU has 16 GB of memory.")])
        while fresh.jobs.busy:
            pass
        with fresh.live.snapshot() as kb:
            assert [document.id for document in kb.documents()] == ["a"]
    monkeypatch.setattr(shelves, "MOST", 2)
    with pytest.raises(ConflictError, match="2 collections"):
        shelf.make("third", encoder)
    with pytest.raises(ConflictError, match="--collections"):
        Shelf(None, opening, folder).make("third", encoder)


def test_processes_that_share_a_folder_delete_what_none_uses(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one has deleted, no other knows any more; what has its name afterwards is another."""
    monkeypatch.setattr(shelves, "PATIENCE", 0.2)
    openings = [Opening(shared=True), Opening(shared=True)]
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(closing(Shelf(folder, opening, folder.parent, shared=True)))
            for opening in openings
        )
        one.open("first")
        other.open("first")
        with other.lent("first") as used, pytest.raises(ConflictError, match="in use"):
            one.remove("first")
        with other.lent("first") as still:
            assert still is used
        held = ref(used.live)
        removed = one.remove("first")
        assert removed is not None
        assert not other.is_open("first")
        with pytest.raises(NotFoundError), other.lent("first"):
            pass
        with pytest.raises(NotFoundError):
            other.open("first")
        assert (other.names(), other.opened()) == ([], [])
        del used, still
        gc.collect()
        assert held() is None  # it stays in no process's memory

        other.make("first", HashingEncoder())
        one.open("first")
        with one.lent("first") as fresh, fresh.live.snapshot() as kb:
            assert len(kb.documents()) == 0
        other.open("first")
        other.remove("first")
        assert other.names() == []


def test_a_job_of_another_process_keeps_its_collection(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it has ended."""
    monkeypatch.setattr(shelves, "PATIENCE", 0.2)
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(
                closing(Shelf(folder, Opening(shared=True), folder.parent, shared=True))
            )
            for _ in range(2)
        )
        other.open("first")
        begun, go_on = Event(), Event()
        with other.lent("first") as used:
            put = used.live.put

            def slow(*given: object, **named: object) -> object:
                begun.set()
                assert go_on.wait(60)
                return put(*given, **named)  # type: ignore[arg-type]  # handed on

            monkeypatch.setattr(used.live, "put", slow)
            used.jobs.own.start([Upload("new.md", b"A GPU is a chip.", "new")])
        assert begun.wait(60)
        with pytest.raises(ConflictError, match="in use"):
            one.remove("first")
        go_on.set()
        with other.lent("first") as used:
            used.jobs.own.close()
        one.remove("first")
        assert one.names() == []
