"""Records are found by what their bodies say, as quickly as that can be counted."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from corpus import connections, marks
from corpus.document import Document
from corpus.entry import Entry, Record
from corpus.errors import IndexUnusableError
from corpus.fault import Fault
from corpus.inspection import inspected
from corpus.mending import Mender
from corpus.opening import FILE
from corpus.store import Store

INDEXES = {"colour": ("colour", "document"), "both": ("size.id", "colour", "n[1]")}
COLOURS = ("red", "blue", None)


def _entry(name: str, count: int) -> Entry:
    bodies = (
        {"colour": COLOURS[n % 3], "size": {"id": f"s{n % 2}"}, "n": [n, 10 * n]}
        for n in range(count)
    )
    records = tuple(Record(f"{name}{n}", "thing", json.dumps(b)) for n, b in enumerate(bodies))
    return Entry(Document(name, name, "It says so."), records=records)


def _seen(store: Store) -> list[object]:
    """What is found, counted and listed."""
    asked: list[Mapping[str, str | list[str]]] = [
        {"colour": "red"},
        {"colour": ["red", "blue"], "size.id": "s1"},
        {"document": ["b", "none"], "size.id": "s0"},
        {"id": "a3"},
        {},
    ]
    order = ("document", "n[1]", "id")
    return [
        *(store.records_where("thing", one, 3, 1, order) for one in asked),
        *(store.count_where("thing", one) for one in asked),
        *(sorted(store.values_of("thing", ("colour", "document"), one), key=str) for one in asked),
        store.count_where("other", {"colour": "red"}),
    ]


def _faults(store: Store) -> list[Fault]:
    with inspected(store.folder) as held:
        return [*held.database()]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two documents with records, found by their bodies."""
    with Store.open(tmp_path / "index", create=True) as made:
        made.replace_all([_entry("a", 7), _entry("b", 4)])
        made.index_records(INDEXES)
        yield made


def test_what_is_found_is_what_reading_all_bodies_finds(store: Store, tmp_path: Path) -> None:
    """An oracle: the same records without the table."""
    with Store.open(tmp_path / "plain", create=True) as plain:
        plain.replace_all([_entry("a", 7), _entry("b", 4)])
        assert not plain.is_indexed(INDEXES)
        assert store.is_indexed(INDEXES)
        assert _seen(store) == _seen(plain)


def test_it_follows_what_is_written(store: Store, tmp_path: Path) -> None:
    """Documents that come, are replaced and go, one by one and all at once."""
    store.replace(_entry("c", 5))
    store.replace(_entry("a", 2))
    store.remove("b")
    with Store.open(tmp_path / "plain", create=True) as plain:
        plain.replace_all([_entry("a", 2), _entry("c", 5)])
        assert _seen(store) == _seen(plain)
        store.replace_all([_entry("d", 1)])
        plain.replace_all([_entry("d", 1)])
        assert _seen(store) == _seen(plain)
        assert len(store.records_where("thing", {})) == 1


def test_counting_reads_an_index_alone(store: Store) -> None:
    """SQLite says so of every question that lists or counts by a path that an index begins with."""
    with sqlite3.connect(store.folder / FILE) as connection:
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        marks.count_where(connection, "thing", {"colour": "red"})
        marks.values_of(connection, "thing", ("document",), {"colour": "red"})
        marks.values_of(connection, "thing", ("colour", "n[1]"), {"size.id": ["s0", "s1"]})
        connection.set_trace_callback(None)
        counting = [one for one in asked if "count(*)" in one]
        plans = [connection.execute(f"EXPLAIN QUERY PLAN {one}").fetchall() for one in counting]
    assert len(plans) == 3
    for plan in plans:
        assert "SEARCH marks USING COVERING INDEX" in plan[0][3]


def test_other_paths_take_the_place_of_the_former(store: Store) -> None:
    """Also of the indexes on expressions that were made by versions before."""
    with sqlite3.connect(store.folder / FILE) as connection:
        connection.execute(
            "CREATE INDEX records_by_x ON records (kind, json_extract(body, '$.colour'))"
        )
    assert not store.is_indexed(INDEXES)
    before = _seen(store)
    store.index_records({"size": ("size.id",)})
    assert store.is_indexed({"size": ("size.id",)})
    assert _seen(store) == before
    store.index_records({})
    with sqlite3.connect(store.folder / FILE) as connection:
        query = "SELECT name FROM sqlite_schema WHERE name GLOB 'marks*' OR name GLOB 'records_by*'"
        assert connection.execute(query).fetchall() == []
    assert _seen(store) == before


def test_mending_leaves_nothing_that_could_be_wrong(store: Store) -> None:
    """A table that does not say what the records do is made again when it is next wanted."""
    before = _seen(store)
    assert not any("'marks'" in fault.what for fault in _faults(store))
    with sqlite3.connect(store.folder / FILE) as connection:
        connection.execute("DELETE FROM marks WHERE document = 'a'")
    assert _seen(store) != before
    assert any("'marks'" in fault.what for fault in _faults(store))
    Mender(store.folder).tables()
    assert not any("'marks'" in fault.what for fault in _faults(store))
    assert not store.is_indexed(INDEXES)
    assert _seen(store) == before
    store.index_records(INDEXES)
    assert _seen(store) == before


def test_another_process_that_is_at_it_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it takes longer than a write may; what it then finds made is not made again."""
    monkeypatch.setattr(connections, "WAIT", 0.01)
    waits: list[int] = []
    mark = marks.mark

    def made(connection: sqlite3.Connection, indexes: Mapping[str, tuple[str, ...]]) -> None:
        waits.append(1)
        mark(connection, indexes)

    monkeypatch.setattr(marks, "mark", made)
    with Store.open(tmp_path, create=True) as one, Store.open(tmp_path) as other:
        one.replace_all([_entry("a", 3)])
        busy = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexUnusableError, match="another process"):
            other.index_records(INDEXES)
        assert not waits
        mark(busy, INDEXES)
        busy.execute("COMMIT")
        busy.close()
        other.index_records(INDEXES)
        assert not waits
        assert other.is_indexed(INDEXES)
