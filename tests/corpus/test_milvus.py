"""An index in Milvus is what the same index in a folder is, and is seen whole."""

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.address import Remote, folder_of, place_of
from corpus.entry import Entry, Record
from corpus.errors import IndexUnusableError, InvalidInputError, NotFoundError
from corpus.index import Index, Wanted
from corpus.indexes import is_there, open_index
from corpus.milvus import client, lease, rows, words
from corpus.milvus import store as milvus
from corpus.milvus.client import Server
from corpus.milvus.store import MilvusStore
from corpus.milvus.tables import DOCUMENTS, OF_DOCUMENTS
from corpus.store import Store
from tests.corpus.entries import entry
from tests.retrieval.indexes import milvus_at

ONE = entry("one", "Memory is scarce. It is costly.\n\nBandwidth is scarcer.", path=("Chips",))
TWO = entry("two", "Batches are large.\n\nThey fill the memory, 80 GB of it.", title="On training")
THREE = entry("three", "Serving answers users.", claims=1)
ALL = (ONE, TWO, THREE)
META = {"model": "test", "dimension": "3"}
NEW = entry("two", "Batches are small.", claims=1)
FOR: list[Wanted] = [
    {"id": ["c-one-0", "c-two-1", "none"]},
    {"document": ["three", "one", "nowhere"]},
    {"id": "c-one-1", "document": "two"},
]
WORDS = ("memory", "scarce", "users", "80")

READ: dict[str, Callable[[Index], object]] = {
    "fingerprint": lambda index: index.fingerprint(),
    "digests": lambda index: index.digests(),
    "meta": lambda index: index.meta,
    "documents": lambda index: index.documents(),
    "document": lambda index: index.document("two"),
    "title": lambda index: (index.title("two"), index.title("nowhere")),
    "passages": lambda index: index.passages(),
    "passages of one": lambda index: (index.passages("one"), index.passages("nowhere")),
    "passages by id": lambda index: index.passages_at(["three-0-22", "nowhere-0-1", "two-0-18"]),
    "places": lambda index: (
        index.places(["two", "no", "one"]),
        index.places(["no"]),
        index.places([]),
    ),
    "count": lambda index: (index.passage_count(), index.count("claim"), index.count("other")),
    "holders": lambda index: [index.holders(term) for term in ("memori", "scarc", "zzz")],
    "words": lambda index: _rounded(index.find(WORDS, 9)),
    "best words": lambda index: _rounded(index.find(WORDS, 1)),
    "words in some": lambda index: _rounded(index.find(WORDS, 9, frozenset({"one", "nowhere"}))),
    "no words": lambda index: (index.find([], 9), index.find(WORDS, 9, frozenset({"nowhere"}))),
    "words that are there": lambda index: index.held_of([*WORDS, "zzz", "it", "filled"]),
    "having": lambda index: (sorted(index.having("memory", 9)), index.having("zzz", 9)),
    "texts having": lambda index: sorted(index.texts_having("memory", 9)),
    "records for": lambda index: _sorted(index.records_for("claim", FOR, -1)),
    "some records for": lambda index: _sorted(
        index.records_for("claim", FOR, 1, ("document", "position"))
    ),
    "records": lambda index: index.records("claim"),
    "records of one": lambda index: (index.records("claim", "two"), index.records("claim", "no")),
    "records where": lambda index: _sorted(index.records_where("claim", {}, -1)),
    "how many where": lambda index: index.count_where("claim", {}),
    "values": lambda index: sorted(index.values_of("claim", ["n"])),
    "vectors": lambda index: [*index.vectors()],
    "vectors of sentences": lambda index: [*index.vectors("s:")],
    "vectors of one": lambda index: (index.vectors_of("one"), index.vectors_of("nowhere")),
    "vectors by name": lambda index: index.vectors_at(["s:two-0-18", "two-0-18", "s:no-0-1"]),
}


def _rounded(found: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Scores as far as float32 holds them."""
    return [(name, round(score, 5)) for name, score in found]


def _sorted(found: list[Record]) -> list[Record]:
    return sorted(found, key=str)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Remote:
    """Where an index may be."""
    found = milvus_at(tmp_path_factory.mktemp("milvus"))
    assert isinstance(found, Remote)
    return found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    """The same index in a folder and in Milvus."""
    folder = tmp_path_factory.mktemp("pair")
    with (
        open_index(folder / "index", create=True) as local,
        open_index(milvus_at(folder), create=True) as remote,
    ):
        for one in (local, remote):
            one.replace_all(ALL, META)
        yield local, remote


@pytest.fixture
def store(place: Remote) -> Iterator[MilvusStore]:
    """Three documents, to be changed."""
    with MilvusStore.open(place, create=True) as made:
        made.replace_all(ALL, META)
        yield made


@pytest.mark.parametrize("what", READ)
def test_it_reads_as_the_same_index_in_a_folder(pair: tuple[Index, Index], what: str) -> None:
    """Whatever is asked of it."""
    local, remote = (READ[what](one) for one in pair)
    assert remote == local


def test_any_way_to_the_same_documents_gives_the_same_index(store: MilvusStore) -> None:
    """Documents replaced, removed and added again leave no trace; ids of the gone are named."""
    before = store.fingerprint(), store.documents(), store.records("claim"), [*store.vectors()]
    store.replace(NEW)
    assert [p.text for p in store.passages("two")] == ["Batches are small."]
    store.remove("one")
    with pytest.raises(NotFoundError, match="'one'"):
        store.document("one")
    with pytest.raises(NotFoundError, match="'one'"):
        store.remove("one")
    store.replace(TWO)
    store.replace(ONE)
    assert before == (
        store.fingerprint(),
        store.documents(),
        store.records("claim"),
        [*store.vectors()],
    )


def test_a_state_that_is_held_stays_as_it_was(store: MilvusStore) -> None:
    """Whatever is written meanwhile, also by a build; and every write raises the generation."""
    with store.held() as held:
        before, generation = _seen(held), held.generation
        for write in (
            partial(store.replace, NEW),
            partial(store.remove, "three"),
            partial(store.set_meta, {"note": "x"}),
            partial(store.replace_all, [NEW], META),
        ):
            former = store.generation
            write()
            assert store.generation > former
            assert _seen(held) == before
        assert held.generation == generation
    assert [document.id for document in store.documents()] == ["two"]


def _gone(store: MilvusStore) -> int:
    """How many versions are gone whose rows may be there."""
    return len(store._view.state.gone)


def _seen(index: Index) -> list[object]:
    said = [index.documents(), index.passages(), index.records("claim"), index.meta]
    return [*said, index.find(WORDS, 9), index.holders("memori"), index.passage_count()]


def test_a_write_that_fails_changes_nothing(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that were added before it failed are seen by nobody, nor in the way of the next."""
    insert = Server.insert

    def fail(server: Server, table: object, *rest: object) -> None:
        if table is DOCUMENTS:
            what = "the network is gone"
            raise ConnectionError(what)
        insert(server, table, *rest)  # type: ignore[arg-type]

    before = _seen(store)
    with monkeypatch.context() as patch:
        patch.setattr(Server, "insert", fail)
        for write in (partial(store.replace, NEW), partial(store.replace_all, [NEW], META)):
            with pytest.raises(ConnectionError):
                write()
            assert _seen(store) == before
    store.replace(NEW)
    assert [p.text for p in store.passages("two")] == ["Batches are small."]


def test_what_is_deleted_leaves_no_rows(store: MilvusStore, place: Remote) -> None:
    """Once the store is closed, or its deleted rows are erased."""
    store.remove("one")
    store.replace(NEW)
    generation = store.generation
    store.compact()
    assert store.generation == generation
    state = store._view.state
    assert state.gone == ()
    for table in OF_DOCUMENTS:
        left = store._server.every(table, state.epoch, "version > 0", ("version",))
        there = {held.version for held in store._view.documents.values()}
        assert {row["version"] for row in left} <= there, table
    with open_index(place) as again:
        assert again.documents() == store.documents()


def test_one_writes_at_a_time(store: MilvusStore, place: Remote) -> None:
    """Another waits; it is told when that takes too long."""
    store.replace(NEW)  # and keeps the right to write for a while
    with MilvusStore.open(place, create=True) as other, pytest.MonkeyPatch.context() as patch:
        patch.setattr(lease, "PATIENCE", 0.0)
        with pytest.raises(IndexUnusableError, match=r"written by another process: wait"):
            other.remove("one")
        store.compact()
        other.remove("one")
    assert [document.id for document in store.documents()] == ["three", "two"]


def test_very_many_deletions_are_erased_on_the_way(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what each search must leave out stays short."""
    monkeypatch.setattr(milvus, "SWEPT", 2)
    store.remove("one")
    assert _gone(store) == 1
    store.remove("two")
    assert _gone(store) == 0
    assert [document.id for document in store.documents()] == ["three"]


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With its address, and how to make it."""
    place = milvus_at(tmp_path)
    assert not is_there(place)
    with pytest.raises(IndexUnusableError, match=re.escape(f"build --index {place}")):
        open_index(place)


def test_a_server_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the remedy, soon."""
    monkeypatch.setattr(client, "PATIENCE", 0.2)
    with pytest.raises(IndexUnusableError, match=r"reached at 'http://127.0.0.1:9'.*start Milvus"):
        open_index(place_of("milvus://127.0.0.1:9/papers"))


def test_a_client_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(IndexUnusableError, match=r"pip install 'phasebook\[milvus\]'"):
        open_index(place_of("milvus://127.0.0.1:9/papers"))


@pytest.mark.parametrize(
    "written",
    ["milvus://", "milvus:/x", "milvus://host", "milvus://host:1/a-b", "milvus+tls:///x.db/a"],
)
def test_an_address_that_is_none_is_refused(written: str) -> None:
    """Not taken for a folder."""
    with pytest.raises(InvalidInputError, match="milvus://HOST:PORT/NAME"):
        place_of(written)


def test_a_token_is_not_shown() -> None:
    """Nor is it part of what an index is called."""
    place = place_of("milvus://db.example:19530/papers", "user:secret")
    assert "secret" not in f"{place} {place!r}"
    with pytest.raises(InvalidInputError, match="in Milvus"):
        folder_of(place)


def test_a_text_that_milvus_cannot_take_is_refused() -> None:
    """It says how long it may be."""
    with pytest.raises(InvalidInputError, match="65535"):
        rows.parts(entry("d", "x", title="y" * 70_000), 1)


@settings(max_examples=50)
@given(
    st.lists(st.text("ab cz.É_", min_size=1, max_size=30), min_size=1, max_size=5),
    st.lists(
        st.sampled_from(["a", "b", "c", "é", "ab", "zz"]), min_size=1, max_size=3, unique=True
    ),
)
def test_weights_add_up_to_the_scores_of_the_word_index(texts: list[str], asked: list[str]) -> None:
    """An oracle: SQLite's own BM25 of the same passages."""
    found = [entry(f"d{n}", text) for n, text in enumerate(texts)]
    with TemporaryDirectory() as folder, Store.open(Path(folder), create=True) as store:
        store.replace_all(found)
        expected = store.find(asked, 99)
        counted = [one for e in found for one in _counted(e)]
        mean = sum(one.length for _, one in counted) / len(counted) if counted else 0.0
        terms = words.terms_of(asked)
        tells = {t: words.tells(store.holders(t), len(counted)) for t in terms}
    scores = {}
    for name, one in counted:
        weights = one.weights(mean)
        score = sum(tells[t] * weights.get(words.number(t), 0.0) for t in terms)
        if score:
            scores[name] = score
    assert scores == pytest.approx(dict(expected))


def _counted(one: Entry) -> list[tuple[str, words.Counted]]:
    texts = [(one.document.title, " > ".join(p.path), p.text) for p in one.passages]
    return [(p.id, c) for p, c in zip(one.passages, words.counted(texts), strict=True)]
