"""Whatever was changed behind its back, `check` says so; `repair` restores all but documents."""

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import IndexDamagedError, IndexUnusableError
from corpus.fault import REPAIR, RESTORE, Part
from corpus.load import load_bytes
from corpus.opening import FILE
from corpus.store import Store
from retrieval import readings, vectors
from retrieval.vectors import VectorIndex
from service.indexing.backup import back_up
from service.indexing.build import build
from service.indexing.integrity import check
from service.indexing.live import Live
from service.indexing.repair import repair
from service.indexing.writer import Writer
from service.knowledge_base import KnowledgeBase
from tests.encoders import HashingEncoder
from tests.service.conftest import PAGES


def load(name: str | None) -> HashingEncoder:
    """The encoder of that name."""
    assert name is not None
    return HashingEncoder(name)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two pages with its file of vectors; only to be copied."""
    return made(tmp_path_factory.mktemp("whole"))


def made(folder: Path) -> Path:
    """The same beside its pages in that folder."""
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    build([folder], folder / "index", HashingEncoder())
    with Store.open(folder / "index") as store:
        VectorIndex.open(store, HashingEncoder().dimension)
    return folder / "index"


@pytest.fixture
def index(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(whole, tmp_path / "index"))


def harm(folder: Path, *statements: str) -> None:
    """Write past all that keeps the tables consistent."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def content(folder: Path) -> tuple[object, ...]:
    """All that can be read, but for the generation."""
    with Store.open(folder) as store:
        words = [store.match(word, 50) for word in ("memory", "inference", "training", "price")]
        held = (store.documents(), store.passages(), store.records("claim"), store.meta)
        return (*held, dict(store.vectors()), words, store.fingerprint())


def test_a_whole_index_is_sound(whole: Path) -> None:
    """Everything is counted, nothing is written, and the file of vectors is held against it."""
    before = {path: path.read_bytes() for path in whole.iterdir()}
    report = check(whole)
    assert report.sound
    assert report.notes == ()
    with Store.open(whole) as store:
        assert report.checked == {
            Part.DOCUMENTS: len(store.documents()),
            Part.PASSAGES: len(store.passages()),
            Part.SENTENCES: sum(len(passage.sentences) for passage in store.passages()),
            Part.CLAIMS: len(store.records("claim")),
            Part.VECTORS: len(dict(store.vectors())),
        }
        assert report.generation == store.generation
    assert all(report.checked.values())
    assert {path: path.read_bytes() for path in whole.iterdir()} == before


# What is changed -> what is named. All of it follows from the documents.
HARMS = {
    "UPDATE passages SET body = '[1]' WHERE row = 1": Part.PASSAGES,
    "UPDATE passages SET last = 99999 WHERE row = 1": Part.PASSAGES,
    "UPDATE passages SET first = -1 WHERE row = 1": Part.PASSAGES,
    "UPDATE passages SET first = first + 1 WHERE row = 1": Part.SENTENCES,
    "UPDATE passages SET body = replace(body, 'Cost', 'Coat')": Part.DOCUMENTS,
    "DELETE FROM passages WHERE row = 1": Part.VECTORS,
    "UPDATE records SET body = replace(body, '141 GB', '142 GB')": Part.CLAIMS,
    "UPDATE records SET body = '{}' WHERE position = 0": Part.CLAIMS,
    "UPDATE records SET body = 'no JSON' WHERE position = 0": Part.CLAIMS,
    "UPDATE records SET kind = 'other' WHERE position = 0": Part.CLAIMS,
    'UPDATE records SET body = replace(body, \'"attribution":null\', \'"attribution":"me"\')': (
        Part.DOCUMENTS
    ),
    "UPDATE records SET position = position - 128 WHERE position = 1": Part.CLAIMS,
    "DELETE FROM records WHERE position = 0": Part.DOCUMENTS,
    "DELETE FROM vectors WHERE unit LIKE 's:%'": Part.VECTORS,
    "UPDATE vectors SET vector = substr(vector, 1, 8)": Part.VECTORS,
    "UPDATE vectors SET vector = zeroblob(128) WHERE unit LIKE 'chips-%'": Part.VECTORS,
    "INSERT INTO vectors VALUES ('chips', 'stray', zeroblob(128))": Part.VECTORS,
    "UPDATE words_content SET c2 = 'other words' WHERE id = 1": Part.WORDS,
    "INSERT INTO words (rowid, text) VALUES (999, 'stray')": Part.WORDS,
    "DELETE FROM words WHERE rowid = 1": Part.WORDS,
    "DELETE FROM words_data WHERE id > 10": Part.WORDS,
    "DELETE FROM words_docsize": Part.WORDS,
    "DROP TABLE words_idx": Part.DATABASE,
    "DROP TABLE words": Part.DATABASE,
    "DROP TABLE vectors": Part.DATABASE,
    "DROP TABLE passages": Part.DATABASE,
    "DROP INDEX vectors_of_document": Part.DATABASE,
    "DELETE FROM state": Part.DATABASE,
    "INSERT INTO state VALUES (3, 0)": Part.DATABASE,
    "INSERT INTO vectors VALUES ('nobody', 'stray', zeroblob(128))": Part.DATABASE,
}


@pytest.mark.parametrize("statement", HARMS)
def test_what_follows_from_the_documents_is_found_and_made_again(
    index: Path, statement: str
) -> None:
    """The part is named with a remedy, and afterwards all reads as before."""
    before = content(index)
    harm(index, statement)
    report = check(index)
    assert HARMS[statement] in {fault.part for fault in report.faults}
    assert all(fault.derived and "--repair" in fault.remedy for fault in report.faults)
    told = repair(index, load)
    assert told.report.faults == ()
    assert told.done
    assert content(index) == before
    assert repair(index, load).done == ()


@pytest.mark.parametrize("change", ["text = text || 'x'", "title = 'Other'", "publisher = 'Me'"])
def test_a_document_that_was_changed_is_named_and_left(index: Path, change: str) -> None:
    """It is the source: nothing is derived from it, and what cannot be repaired is said."""
    harm(index, f"UPDATE documents SET {change} WHERE id = 'chips'")  # noqa: S608 - ours
    before = (index / FILE).read_bytes()
    told = repair(index, load)
    assert [(f.part, f.document, f.derived) for f in told.report.faults] == [
        (Part.DOCUMENTS, "chips", False)
    ]
    assert "add it again from its file" in told.report.faults[0].remedy
    assert (index / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = CAST(x'c328' AS TEXT) WHERE id = 'chips'",
        "UPDATE documents SET source = 'x' WHERE id = 'chips'",
        "UPDATE records SET body = '{}'",
        "UPDATE passages SET body = '[1]'",
    ],
)
def test_whatever_is_wrong_with_a_document_it_can_be_removed_and_added_again(
    index: Path, statement: str
) -> None:
    """As the remedy says, where nothing else helps."""
    before = content(index)
    harm(index, statement)
    with Writer.open(index, HashingEncoder()) as writer:
        for name, text in PAGES.items():
            writer.remove(Path(name).stem)
            writer.put(load_bytes(text.encode(), name))
    assert check(index).sound
    assert content(index) == before


def test_a_claim_that_cannot_be_read_is_an_error_that_says_what_to_do(index: Path) -> None:
    """Not a traceback."""
    harm(index, "UPDATE records SET body = '{}' WHERE position = 0")
    with (
        Store.open(index) as store,
        pytest.raises(IndexDamagedError, match=r"claim.*check.*--repair"),
    ):
        KnowledgeBase.of(store, HashingEncoder())


def test_damage_beside_a_changed_document_is_repaired_all_the_same(index: Path) -> None:
    """What belongs to others does not wait for it."""
    harm(index, "UPDATE documents SET text = 'x' WHERE id = 'chips'", "DELETE FROM vectors")
    told = repair(index, load)
    assert {fault.document for fault in told.report.faults} == {"chips"}
    assert any("phases" in line for line in told.done)


def test_a_lost_model_is_asked_for_and_held_against_the_vectors(index: Path) -> None:
    """Another one would give answers from vectors that mean something else."""
    before = content(index)
    harm(index, "DELETE FROM meta")
    told = repair(index, load)
    assert [fault.part for fault in told.report.faults] == [Part.MODEL]
    assert "--model" in told.report.faults[0].remedy
    with pytest.raises(IndexUnusableError, match=r"not made by 'other'.*--model"):
        repair(index, lambda _: HashingEncoder("other", 16), "other")
    assert repair(index, load, "hashing").report.sound
    assert content(index) == before


def test_a_model_that_did_not_make_the_index_is_refused(index: Path) -> None:
    """Nothing is mixed."""
    with pytest.raises(IndexUnusableError, match=r"made by the model 'hashing'.*--model other"):
        repair(index, load, "other")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[200] ^= 1
    file.write_bytes(data)


def _fill(file: Path) -> None:
    file.write_bytes(b"no vectors at all" * 20)


@pytest.mark.parametrize("spoil", [_cut, _spoil, _fill])
def test_a_damaged_file_of_vectors_is_a_fault(index: Path, spoil: Callable[[Path], None]) -> None:
    """It is made again, byte by byte."""
    file = index / vectors.FILE
    whole = file.read_bytes()
    spoil(file)
    assert [fault.part for fault in check(index).faults] == [Part.FILE]
    told = repair(index, load)
    assert told.report.sound
    assert file.read_bytes() == whole


def test_a_file_of_vectors_with_others_than_the_stores_is_a_fault(index: Path) -> None:
    """Though its digest and its state are right."""
    with Store.open(index) as store:
        made = VectorIndex.open(store, 32)
        mixed = VectorIndex(made._index, made.units[::-1])
        (index / vectors.FILE).write_bytes(mixed.to_bytes(vectors.state_of(store)))
    assert [fault.part for fault in check(index).faults] == [Part.FILE]
    assert repair(index, load).report.sound


def test_a_file_of_vectors_that_is_missing_or_old_is_no_fault(index: Path) -> None:
    """It is made at the next opening, so a note says so; a repair makes it now."""
    (index / vectors.FILE).unlink()
    assert "not there yet" in check(index).notes[0]
    assert check(index).sound
    assert repair(index, load).report.notes == ()
    harm(index, "UPDATE state SET generation = generation + 1")
    assert "another state" in check(index).notes[0]
    assert check(index).sound


@pytest.mark.parametrize("spoil", [_cut, _spoil, _fill])
def test_damaged_readings_are_told_and_are_no_fault(
    index: Path, spoil: Callable[[Path], None]
) -> None:
    """They are passed over, so that no answer rests on them; whole ones need no word."""
    with Store.open(index) as store, KnowledgeBase.of(store, HashingEncoder()) as kb:
        kb.warm()
    assert check(index).notes == ()
    spoil(index / readings.FILE)
    assert check(index).sound
    assert "readings.bin is damaged" in "".join(check(index).notes)


@pytest.mark.parametrize("data", [b"no database" * 1000, b"SQLite format 3\0" + b"\xa5" * 9000])
def test_what_cannot_be_read_at_all_is_one_fault(index: Path, data: bytes) -> None:
    """With the remedies that are left, and no repair."""
    (index / FILE).write_bytes(data)
    told = repair(index, load)
    assert told.done == ()
    assert [fault.part for fault in told.report.faults] == [Part.DATABASE]
    assert "backup" in told.report.faults[0].remedy
    assert (index / FILE).read_bytes() == data


@pytest.mark.parametrize("table", ["vectors", "passages", "records", "words_data", "state"])
def test_damaged_pages_of_a_derived_table_are_written_anew(index: Path, table: str) -> None:
    """All documents are kept, and all that follows from them is made again."""
    before = content(index)
    with closing(sqlite3.connect(index / FILE)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        page = connection.execute(query, (table,)).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray((index / FILE).read_bytes())
    data[(page - 1) * size : page * size] = b"\xa5" * size
    (index / FILE).write_bytes(data)
    report = check(index)
    assert table in report.faults[0].what
    assert report.faults[0].derived
    told = repair(index, load)
    assert told.report.faults == ()
    assert content(index) == before


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_what_repair_cannot_mend_is_not_told_to_be_repaired(index: Path, kept: int) -> None:
    """Of pages that are nothing but zeros, one that it cannot do without: a backup is named."""
    with closing(sqlite3.connect(index / FILE)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = (index / FILE).read_bytes()
    (index / FILE).write_bytes(data[: kept * size].ljust(len(data), b"\0"))
    assert any(fault.remedy == REPAIR for fault in check(index).faults)
    left = repair(index, load).report.faults
    assert left
    assert {fault.remedy for fault in left} == {RESTORE}


def test_a_missing_index_is_no_fault_but_cannot_be_checked(tmp_path: Path) -> None:
    """Exit 2, not 1."""
    with pytest.raises(IndexUnusableError, match="no index"):
        check(tmp_path)


def test_a_live_index_is_checked_copied_and_mended_while_it_is_written(
    index: Path, tmp_path: Path
) -> None:
    """Neither waits for the other for long; readers have the mended index at once."""
    copies = tmp_path / "copies"
    with Store.open(index) as store:
        kb = KnowledgeBase.of(store, HashingEncoder())
    with Live(kb, owned=True) as live:

        def write() -> None:
            for number in range(12):
                live.put(Document(f"n{number % 4}", "Note", f"The H200 draws {number} W."))

        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(write)
            rounds = 0
            while not writing.done() or not rounds:
                assert check(index).faults == ()
                back_up(index, copies / str(rounds))
                rounds += 1
            writing.result()
        harm(index, "DELETE FROM vectors WHERE document = 'n1'", "DELETE FROM words_docsize")
        assert repair(index, load).report.sound
        live.put(Document("last", "Note", "The H200 is quiet."))
        with live.snapshot() as now:
            assert {one.id for one in now.documents()} >= {"chips", "n0", "n1", "n2", "n3", "last"}
            assert now.search("quiet", 1)[0].passage.span.document == "last"
    assert check(index).sound
    assert check(copies / "0").sound
