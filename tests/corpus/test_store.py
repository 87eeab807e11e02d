"""The store gives back what was written, whole, in one order, to everyone at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import connections, opening
from corpus.errors import IndexUnusableError, InvalidInputError, NotFoundError
from corpus.opening import FILE, check_writable
from corpus.store import Entry, Record, Store
from tests.corpus.entries import entries, entry

ONE = entry("one", "Memory is scarce. It is costly.\n\nBandwidth is scarcer.", path=("Chips",))
TWO = entry("two", "Batches are large.\n\nThey fill the memory.", title="On training")
THREE = entry("three", "Serving answers users.", claims=1)
ALL = (ONE, TWO, THREE)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty index."""
    with Store.open(tmp_path, create=True) as made:
        yield made


@contextmanager
def filled(*held: Entry) -> Iterator[Store]:
    """An index of its own that holds these entries."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True) as made:
        for one in held:
            made.replace(one)
        yield made


def everything(store: Store) -> tuple[object, ...]:
    """All that can be read, but for the generation."""
    words = store.match("memory OR scarce OR users OR batches", 100)
    kept = (store.documents(), store.passages(), store.records("claim"), dict(store.vectors()))
    return (*kept, words, store.meta, store.fingerprint())


@given(entries())
def test_gives_back_what_was_written(drawn: Entry) -> None:
    """Any entry comes back as it was: characters, spans, order, bytes."""
    with filled(drawn) as store:
        assert store.document("d") == drawn.document
        assert store.documents() == [drawn.document]
        assert store.passages() == list(drawn.passages)
        for kind in {record.kind for record in drawn.records}:
            expected = [record for record in drawn.records if record.kind == kind]
            assert store.records(kind) == store.records(kind, "d") == expected
        assert dict(store.vectors("")) == drawn.vectors


@given(st.permutations(ALL), st.booleans())
def test_order_of_writing_leaves_no_trace(order: list[Entry], at_once: bool) -> None:  # noqa: FBT001 - drawn
    """One by one or at once, in any order: every reading is the same."""
    with filled(*ALL) as expected, filled(*(() if at_once else order)) as store:
        if at_once:
            store.replace_all(order)
        assert everything(store) == everything(expected)


@settings(max_examples=30)
@given(entries("x"))
def test_adding_and_deleting_leaves_the_same_index(drawn: Entry) -> None:
    """Whatever was added, deleting it restores every reading, word statistics too."""
    with filled(*ALL) as store:
        before = everything(store)
        store.replace(drawn)
        assert store.fingerprint() != before[-1]
        store.remove("x")
        assert everything(store) == before


def test_fingerprint_tells_any_difference() -> None:
    """No two of these indexes have the same fingerprint."""
    record = Record("c-one-0", "claim", "{}")
    variants = [
        ONE,
        replace(ONE, document=replace(ONE.document, title="Other")),
        replace(ONE, document=replace(ONE.document, publisher=None)),
        replace(ONE, passages=ONE.passages[:1]),
        replace(ONE, passages=(replace(ONE.passages[0], boilerplate=True), ONE.passages[1])),
        replace(ONE, passages=(replace(ONE.passages[0], path=("Else",)), ONE.passages[1])),
        replace(ONE, records=(record, *ONE.records[1:])),
    ]
    prints = set()
    for variant in variants:
        with filled(variant) as store:
            prints.add(store.fingerprint())
            store.set_meta({"model": "another"})
            prints.add(store.fingerprint())
    assert len(prints) == 2 * len(variants)
    assert all(found.startswith("sha256:") for found in prints)


def test_fingerprint_ignores_order_within_an_entry_and_what_is_no_model() -> None:
    """Nor do vectors count: their last bits depend on the processor."""
    turned = replace(ONE, passages=ONE.passages[::-1], records=ONE.records[::-1], vectors={})
    with filled(ONE) as left, filled(turned) as right:
        right.set_meta({"built": "yesterday"})
        assert left.fingerprint() == right.fingerprint()


def test_replacing_a_document_leaves_nothing_of_the_former() -> None:
    """A replaced document reads as if it had been the only one under its id."""
    with filled(*ALL) as store, filled(TWO, THREE) as expected:
        changed = entry("one", "Wholly other words.", claims=1)
        store.replace(changed)
        expected.replace(changed)
        assert everything(store) == everything(expected)
        assert store.match("bandwidth", 5) == []


def test_replace_all_replaces_documents_and_meta(store: Store) -> None:
    """Without meta data, that which is there stays."""
    store.replace_all([ONE, TWO], {"model": "a", "note": "x"})
    store.replace_all([THREE], {"model": "b"})
    assert store.documents() == [THREE.document]
    assert store.meta == {"model": "b"}
    store.replace_all([ONE])
    assert store.meta == {"model": "b"}


def test_set_meta_keeps_other_keys(store: Store) -> None:
    """Only the keys that are given change."""
    store.set_meta({"model": "a", "dimension": "3"})
    store.set_meta({"model": "b"})
    assert store.meta == {"dimension": "3", "model": "b"}


def test_every_write_raises_the_generation(store: Store) -> None:
    """By one each, whether or not it changes anything."""
    seen = [store.generation]
    writes: list[Callable[[], None]] = [
        lambda: store.replace(ONE),
        lambda: store.replace(ONE),
        lambda: store.replace_all(ALL),
        lambda: store.remove("one"),
        lambda: store.set_meta({"a": "b"}),
    ]
    for write_it in writes:
        write_it()
        seen.append(store.generation)
    assert seen == list(range(seen[0], seen[0] + 6))


def test_an_index_made_again_is_not_of_the_same_generation(tmp_path: Path) -> None:
    """Else what was derived from the former would be taken for the new one's."""
    write(tmp_path / "a")
    write(tmp_path / "b")
    with Store.open(tmp_path / "a") as left, Store.open(tmp_path / "b") as right:
        assert left.generation != right.generation


def test_unknown_documents_are_named(store: Store) -> None:
    """And asking for them changes nothing."""
    store.replace(ONE)
    generation = store.generation
    with pytest.raises(NotFoundError, match="'nine'"):
        store.document("nine")
    with pytest.raises(NotFoundError, match="'nine'"):
        store.remove("nine")
    assert store.passages("nine") == []
    assert store.records("claim", "nine") == []
    assert store.generation == generation


def test_what_is_read_of_one_document_is_its_own(store: Store) -> None:
    """Passages, records and vectors of one document are apart from the others'."""
    store.replace_all(ALL)
    assert store.passages("one") == list(ONE.passages)
    assert store.records("claim", "three") == list(THREE.records)
    assert dict(store.vectors("one-")) == {
        unit: vector for unit, vector in ONE.vectors.items() if unit.startswith("one-")
    }
    units = [unit for unit, _ in store.vectors("s:")]
    assert units == sorted(units)
    assert len(units) == sum(len(p.sentences) for one in ALL for p in one.passages)


def test_words_that_are_not_the_documents_are_refused_and_nothing_changes(store: Store) -> None:
    """A write that fails halfway leaves the index and its generation as they were."""
    store.replace(ONE)
    before = everything(store), store.generation
    passage = replace(TWO.passages[0], text="Batches are smaller")
    with pytest.raises(ValueError, match="Batches are smaller"):
        store.replace_all([THREE, replace(TWO, passages=(passage,))])
    assert (everything(store), store.generation) == before


# Words


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("bandwidth", ["one-33-54"]),
        ("batch", ["two-0-18"]),  # by its stem
        ("title : training", ["two-0-18", "two-20-41"]),
        ("path : chips", ["one-0-31", "one-33-54"]),
        ("text : chips", []),
        ("users OR bandwidth", ["one-33-54", "three-0-22"]),
    ],
)
def test_match_finds_words_in_each_column(
    store: Store, expression: str, expected: list[str]
) -> None:
    """Title, headings and text are searched, apart or together, by stems."""
    store.replace_all(ALL)
    assert sorted(unit for unit, _ in store.match(expression, 10)) == expected


def test_match_ranks_best_first_within_limit_and_documents(store: Store) -> None:
    """Higher is better, and the documents named are the only ones searched."""
    store.replace_all([ONE, TWO, entry("x", "Memory, memory and memory."), entry("y", "Disks.")])
    found = store.match("memory", 10)
    assert found[0][0] == "x-0-26"
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert store.match("memory", 1) == found[:1]
    assert store.match("memory", 0) == []
    assert {unit for unit, _ in store.match("memory", 9, frozenset({"one", "two"}))} == {
        "one-0-31",
        "two-20-41",
    }
    assert store.match("memory", 9, frozenset({"nine"})) == []


def test_ties_are_broken_by_document_and_place(store: Store) -> None:
    """Not by when they were written."""
    for name in ("b", "c", "a"):
        store.replace(entry(name, "Same words.\n\nSame words."))
    found = [unit for unit, _ in store.match("same", 10)]
    assert found == ["a-0-11", "a-13-24", "b-0-11", "b-13-24", "c-0-11", "c-13-24"]


@pytest.mark.parametrize(
    "expression",
    ["", '"', "AND", "a AND", "NEAR(", "nine : a", "*", "a b)", "^", "{", "\ud800", "(" * 999],
)
def test_malformed_expressions_are_refused(store: Store, expression: str) -> None:
    """The error shows the expression, and the index still answers."""
    store.replace(ONE)
    with pytest.raises(InvalidInputError) as caught:
        store.match(expression, 5)
    assert repr(expression) in caught.value.what
    assert store.match("memory", 5)


@given(st.text(max_size=20))
def test_any_expression_is_answered_or_refused(expression: str) -> None:
    """Nothing else is raised, whatever the characters."""
    with filled(ONE) as store:
        try:
            assert len(store.match(expression, 5)) <= 2
        except InvalidInputError as error:
            assert error.remedy  # noqa: PT017 - either outcome will do


def test_deleted_words_cannot_be_read_off_the_file(tmp_path: Path) -> None:
    """Deletion overwrites: neither text nor word index keeps them, nor any other file."""
    with Store.open(tmp_path, create=True) as store:
        store.replace_all([ONE, entry("two", "The zanzibarite was mentioned here.")])
    assert b"zanzibarit" in (tmp_path / FILE).read_bytes()
    with Store.open(tmp_path, create=True) as store:
        store.remove("two")
    assert b"zanzibarit" not in (tmp_path / FILE).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE]


# Many at once


def test_readers_see_one_generation_or_the_next(store: Store) -> None:
    """Ten threads read while the whole content is swapped between two sets of documents."""
    sets = [(ONE, TWO), (THREE, entry("four", "Nothing else."))]
    expected = {frozenset(one.document.id for one in held) for held in sets}
    store.replace_all(sets[0])
    done = threading.Event()

    def read() -> set[frozenset[str]]:
        seen = set()
        while not done.is_set():
            with store.snapshot():
                ids = frozenset(one.id for one in store.documents())
                assert {p.span.document for p in store.passages()} == ids
                assert {unit.split("-")[0] for unit, _ in store.match("page OR on", 9)} == ids
                seen.add(ids)
        return seen

    with ThreadPoolExecutor(10) as pool:
        readers = [pool.submit(read) for _ in range(10)]
        try:
            for i in range(30):
                store.replace_all(sets[i % 2])
        finally:
            done.set()
        assert set().union(*(reader.result() for reader in readers)) == expected


def test_writers_in_many_threads_lose_nothing(store: Store) -> None:
    """Writes wait for each other."""
    first = store.generation
    names = [f"d{i}" for i in range(24)]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(store.replace, entry(name, f"About {name}.")) for name in names]:
            done.result()
    assert [one.id for one in store.documents()] == sorted(names)
    assert store.generation == first + len(names)


def test_a_snapshot_stays_as_it_was_for_its_thread_alone(store: Store) -> None:
    """Others see the newer generation at once."""
    store.replace(ONE)
    first = store.generation
    with store.snapshot(), store.snapshot(), ThreadPoolExecutor(1) as pool:
        store.replace(TWO)
        assert [one.id for one in store.documents()] == ["one"]
        assert store.generation == first
        assert pool.submit(lambda: store.generation).result() == first + 1
    assert store.generation == first + 1


def test_an_abandoned_iteration_holds_nothing_up(store: Store) -> None:
    """Writes go through while somebody stopped reading halfway."""
    store.replace(ONE)
    units = store.vectors("")
    next(units)
    store.remove("one")
    del units
    assert list(store.vectors("")) == []


def test_dead_threads_leave_no_connections(store: Store) -> None:
    """Open connections are as many as read at once, not as ever read."""
    store.replace(ONE)
    for _ in range(20):
        thread = threading.Thread(target=store.documents)
        thread.start()
        thread.join()
    assert len(store._connections._idle) <= 2


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """Closing twice is fine, reading then is not."""
    store = Store.open(tmp_path, create=True)
    store.close()
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.documents()


WRITER = """
    import sys
    from pathlib import Path
    from corpus.store import Store
    from tests.corpus.entries import entry
    with Store.open(Path(sys.argv[1]), create=True) as store:
        for i in range(100_000):
            store.replace(entry(f"d{i}", f"Words of number {i}. " * 50))
            sys.stdout.write(f"{i}\\n")
            sys.stdout.flush()
"""


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """Each document is there whole or not at all, and all that were reported are."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        acknowledged = 20 + len(process.stdout.readlines())
    with Store.open(tmp_path) as store:
        held = len(store.documents())
        assert acknowledged <= held <= acknowledged + 1
        whole = [entry(f"d{i}", f"Words of number {i}. " * 50) for i in range(held)]
        with filled(*whole) as expected:
            assert everything(store) == everything(expected)


# What can be wrong with the file


def write(folder: Path) -> Path:
    """An index of the three entries in `folder`; its file."""
    with Store.open(folder, create=True) as store:
        store.replace_all(ALL, {"model": "m"})
    return folder / FILE


def test_reopening_gives_the_same(tmp_path: Path) -> None:
    """For reading or for writing, opening changes nothing."""
    with Store.open(tmp_path, create=True) as store:
        store.replace_all(ALL, {"model": "m"})
        before = everything(store), store.generation
    for create in (False, True):
        with Store.open(tmp_path, create=create) as store:
            assert (everything(store), store.generation) == before


@pytest.mark.parametrize("make_folder", [True, False])
def test_a_missing_index_is_named_with_the_remedy(tmp_path: Path, *, make_folder: bool) -> None:
    """And nothing is created by looking."""
    folder = tmp_path / "none"
    if make_folder:
        folder.mkdir()
    with pytest.raises(IndexUnusableError, match=r"none.*phasebook build"):
        Store.open(folder)
    assert list(tmp_path.iterdir()) == [folder] * make_folder


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("content", [b"not a database at all", b"\0" * 5000, b"SQLite format 3\0"])
def test_a_file_that_is_no_database_is_refused_and_kept(
    tmp_path: Path, content: bytes, *, create: bool
) -> None:
    """Also when it was to be written."""
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(IndexUnusableError, match=r"damaged.*backup.*delete that file"):
        Store.open(tmp_path, create=create)
    assert (tmp_path / FILE).read_bytes() == content


@pytest.mark.parametrize("create", [True, False])
def test_another_programs_database_is_refused_and_kept(tmp_path: Path, *, create: bool) -> None:
    """Not a byte of it changes."""
    file = tmp_path / FILE
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    content = file.read_bytes()
    with pytest.raises(IndexUnusableError, match=r"no Phasebook index.*another folder"):
        Store.open(tmp_path, create=create)
    assert file.read_bytes() == content


@pytest.mark.parametrize("create", [True, False])
def test_another_version_is_refused_naming_both(tmp_path: Path, *, create: bool) -> None:
    """The remedy is to build again."""
    other = sqlite3.connect(write(tmp_path))
    other.execute("PRAGMA user_version = 77")
    other.close()
    with pytest.raises(IndexUnusableError, match=r"format 77.*reads 2.*build again"):
        Store.open(tmp_path, create=create)


def test_a_creation_that_was_killed_is_taken_up(tmp_path: Path) -> None:
    """An empty file is no index to a reader and a new one to a writer."""
    (tmp_path / FILE).touch()
    with pytest.raises(IndexUnusableError, match="no index"):
        Store.open(tmp_path)
    with Store.open(tmp_path, create=True) as store:
        assert store.documents() == []


@pytest.mark.parametrize("create", [True, False])
def test_a_file_cut_short_is_refused(tmp_path: Path, *, create: bool) -> None:
    """Small files are read through when they are opened."""
    file = write(tmp_path)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(IndexUnusableError, match=r"damaged.*backup.*delete that file"):
        Store.open(tmp_path, create=create)


def test_damage_in_a_file_too_large_to_check_shows_at_the_first_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every reading and every write then says what to do."""
    file = write(tmp_path)
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    monkeypatch.setattr(opening, "CHECKED_BYTES", 0)
    with Store.open(tmp_path) as store:
        for read in (
            store.documents,
            store.passages,
            store.fingerprint,
            lambda: list(store.vectors("")),
            lambda: store.match("memory", 5),
            lambda: store.remove("one"),
        ):
            with pytest.raises(IndexUnusableError, match=r"damaged.*backup.*delete that file"):
                read()


def test_a_row_that_no_entry_was_written_as_is_damage(tmp_path: Path) -> None:
    """Values that SQLite takes and Phasebook cannot read are reported alike."""
    other = sqlite3.connect(write(tmp_path))
    other.execute("UPDATE passages SET body = '[1]'")
    other.commit()
    other.close()
    with Store.open(tmp_path) as store, pytest.raises(IndexUnusableError, match="damaged"):
        store.passages()


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    """For writing it is in the way, for reading there is no index."""
    (tmp_path / "index").write_text("in the way")
    with pytest.raises(IndexUnusableError, match="index"):
        Store.open(tmp_path / "index", create=True)
    with pytest.raises(IndexUnusableError, match="no index"):
        Store.open(tmp_path / "index")


def test_a_full_disk_leaves_the_index_as_it_was(store: Store) -> None:
    """The write that does not fit is undone."""
    store.replace(ONE)
    before = everything(store), store.generation
    with store._connections.lend() as connection:  # the one that the write will be lent
        connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(IndexUnusableError, match=r"full.*free some space"):
        store.replace_all([entry("x", "Words. " * 100_000)])
    assert (everything(store), store.generation) == before


def test_another_process_that_writes_is_waited_for_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading goes on meanwhile."""
    monkeypatch.setattr(connections, "WAIT", 0.05)
    with Store.open(tmp_path, create=True) as store:
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexUnusableError, match=r"another process.*try again"):
            store.replace(ONE)
        assert store.documents() == []
        other.execute("COMMIT")
        other.close()
        store.replace(ONE)
        assert store.documents() == [ONE.document]


@contextmanager
def rights(folder: Path, everyone: int) -> Iterator[None]:
    """Within it all have these rights to a folder and its files, and root has no more than all."""
    held = [(path, path.stat().st_mode) for path in (folder, *folder.iterdir())]
    for path, _ in reversed(held):
        path.chmod(everyone)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in held:
            path.chmod(mode)


def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written() -> None:
    """As on a mounted image: every way to write is refused with the remedy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        with rights(folder, 0o555):
            with Store.open(folder) as store:
                assert [one.id for one in store.documents()] == ["one", "three", "two"]
                with pytest.raises(IndexUnusableError, match=r"written.*writable"):
                    store.replace(ONE)
            with pytest.raises(IndexUnusableError, match=r"written.*writable"):
                Store.open(folder, create=True)
            with pytest.raises(IndexUnusableError, match=r"written.*writable"):
                Store.open(folder / "new", create=True)
            for place in (folder, folder / "new"):
                with pytest.raises(IndexUnusableError, match=r"written.*writable"):
                    check_writable(place)


def test_a_folder_that_must_not_be_entered_is_named() -> None:
    """Whether to read or to write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        write(folder)
        with rights(Path(name), 0o000):
            with pytest.raises(IndexUnusableError, match=r"index.*read.*readable"):
                Store.open(folder)
            with pytest.raises(IndexUnusableError, match=r"index.*written.*writable"):
                Store.open(folder, create=True)


def test_checking_a_folder_writes_nothing(tmp_path: Path) -> None:
    """Whether or not there is an index in it."""
    for place in (tmp_path, tmp_path / "new", tmp_path / "new" / "inner"):
        check_writable(place)
    assert list(tmp_path.iterdir()) == []
    content = write(tmp_path).read_bytes()
    check_writable(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content
