"""A build replaces all at once, goes on where one broke off, and gives the same every time."""

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.context import context_text, passage_unit, sentence_unit
from corpus.draft import DRAFT
from corpus.errors import IndexUnusableError, PhasebookError, UnreadableError
from corpus.opening import FILE
from corpus.packaged import packaged_documents
from corpus.store import Store
from kg.record import from_json
from retrieval.embed import Encoder, Vectors
from service.engines.program import program_digest
from service.indexing.build import build
from tests.encoders import HashingEncoder

PAGES = {
    "chips.md": (
        "# Chips\n\nThe NVIDIA H100 has 80 GB of memory.\n\n"
        "## Cost\n\nAn H100 costs $30,000. Training needs thousands of them.\n"
    ),
    "serving.txt": "Serving models\n\nInference runs all day.\n\nIt answers within 200 ms.\n",
    "phases.md": (
        "# Two phases\n\n| Aspect | Training | Inference |\n| --- | --- | --- |\n"
        "| Batch size | 512 samples | 8 samples |\n"
    ),
}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of three small documents."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the index goes; not there yet."""
    return tmp_path / "index"


def state(folder: Path) -> tuple[object, ...]:
    """All that an index says, with its generation."""
    with Store.open(folder) as store:
        kept = (store.fingerprint(), dict(store.vectors()), store.meta, store.generation)
        return (store.documents(), *kept)


def test_an_index_holds_all_that_was_read(pages: Path, folder: Path) -> None:
    """Documents, passages and claims are as many as reported, each true to its source."""
    report = build([pages], folder, HashingEncoder())
    with Store.open(folder) as store:
        documents = {one.id: one for one in store.documents()}
        assert {name: one.text for name, one in documents.items()} == {
            Path(name).stem: text for name, text in PAGES.items()
        }
        claims = [from_json(record.body) for record in store.records("claim")]
        assert (report.documents, report.passages, report.claims) == (
            len(documents),
            len(store.passages()),
            len(claims),
        )
        assert store.meta == {"model": "hashing", "dimension": "32"}
        assert [record.id for record in store.records("claim")] == [claim.id for claim in claims]
    assert {claim.source.document for claim in claims} == set(documents)
    assert all(claim.source.of(documents[claim.source.document].text) for claim in claims)
    assert report.skipped == ()
    assert report.resumed == 0
    assert report.seconds > 0
    assert not (folder / DRAFT).exists()


def test_every_passage_and_sentence_has_the_vector_of_its_words_in_context(
    pages: Path, folder: Path
) -> None:
    """And nothing else has one."""
    encoder = HashingEncoder()
    build([pages], folder, encoder)
    expected: dict[str, bytes] = {}
    with Store.open(folder) as store:
        for passage in store.passages():
            title = store.document(passage.span.document).title
            units = {passage_unit(passage): (passage.path, passage.text)} | {
                sentence_unit(one): (one.context, one.text) for one in passage.sentences
            }
            for unit, (context, text) in units.items():
                row = encoder.encode([context_text(title, context, text)])[0]
                expected[unit] = row.tobytes()
        assert dict(store.vectors()) == expected


def test_neither_order_nor_place_of_the_files_matters(pages: Path, tmp_path: Path) -> None:
    """Given one by one backwards, twice or as a folder, they make the same index."""
    files = sorted(pages.iterdir(), reverse=True)
    build([pages], tmp_path / "a", HashingEncoder())
    report = build([*files, pages, pages / ".." / "pages"], tmp_path / "b", HashingEncoder())
    assert report.skipped == ()
    assert state(tmp_path / "a")[:4] == state(tmp_path / "b")[:4]


DUMP = """
import sys
from hashlib import sha256
from pathlib import Path
from corpus.store import Store
from service.indexing.build import build
from service.engines.program import program_digest
from tests.encoders import HashingEncoder
folder = Path(sys.argv[1])
build([Path(name) for name in sys.argv[2:]], folder, HashingEncoder())
with Store.open(folder) as store:
    rows = [store.fingerprint(), *store.vectors(), *store.records("claim"), *store.passages()]
sys.stdout.write(rows[0] + " " + sha256(repr(rows).encode()).hexdigest())
"""


def test_two_hash_seeds_make_the_same_index(tmp_path: Path) -> None:
    """Ids, order and bytes of the packaged corpus are the same in every process."""
    running = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", DUMP, str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        running.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        )
    found = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(found) == 1
    assert found.pop().startswith("sha256:")


def test_without_paths_the_packaged_corpus_is_indexed(folder: Path) -> None:
    """All of it."""
    report = build([], folder, HashingEncoder())
    with Store.open(folder) as store:
        assert [one.id for one in store.documents()] == [one.stem for one in packaged_documents()]
    assert report.documents == len(packaged_documents()) > 0


def test_the_real_model_makes_the_bytes_that_it_would_make_alone(
    pages: Path, folder: Path, encoder: Encoder
) -> None:
    """A sentence's vector does not depend on its neighbours."""
    build([pages / "serving.txt"], folder, encoder)
    with Store.open(folder) as store:
        passage = store.passages()[0]
        text = context_text(store.documents()[0].title, passage.path, passage.text)
        assert dict(store.vectors())[passage.id] == encoder.encode([text])[0].tobytes()
        assert store.meta["model"] == encoder.name


# What is left out


BAD = {
    "empty.txt": b"",
    "blank.md": b" \n\n",
    "binary.txt": b"\x00\x01\x02\xff" * 100,
    "latin.txt": "Größe und Maß\n".encode("latin-1") * 20,
    "huge.txt": b"word " * 1000,
    "other.xyz": b"text",
}


@pytest.mark.parametrize("name", [*BAD, "missing.txt", "nothing"])
def test_one_unreadable_input_among_many_is_reported_and_skipped(
    pages: Path, folder: Path, tmp_path: Path, name: str
) -> None:
    """The others are indexed."""
    bad = tmp_path / name
    if name == "nothing":
        bad.mkdir()
    elif name in BAD:
        bad.write_bytes(BAD[name])
    report = build([bad, pages], folder, HashingEncoder(), max_bytes=1000)
    assert [path for path, _ in report.skipped] == [bad]
    assert name in report.skipped[0].reason
    assert report.documents == len(PAGES)


def test_of_two_files_with_one_id_the_second_is_skipped_naming_both(
    pages: Path, folder: Path, tmp_path: Path
) -> None:
    """Ids are unique in an index."""
    again = tmp_path / "chips.txt"
    again.write_text("Other words on chips.")
    report = build([pages, again], folder, HashingEncoder())
    assert [path for path, _ in report.skipped] == [again]
    assert str(pages / "chips.md") in report.skipped[0].reason
    with Store.open(folder) as store:
        assert store.document("chips").text == PAGES["chips.md"]


# What fails leaves the former


class Broken(HashingEncoder):
    """Fails after its first texts, as a machine that runs out of memory would."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The first time only."""
        if self.read:
            raise MemoryError
        return super().encode(texts)


@pytest.mark.parametrize("names", [["missing.txt"], ["empty.txt"], ["missing.txt", "empty.txt"]])
def test_with_nothing_readable_the_former_index_stays(
    pages: Path, folder: Path, tmp_path: Path, names: list[str]
) -> None:
    """The error names every input, and no index is made where there was none."""
    (tmp_path / "empty.txt").touch()
    build([pages], folder, HashingEncoder())
    before = state(folder)
    for place in (folder, tmp_path / "fresh"):
        with pytest.raises(UnreadableError) as caught:
            build([tmp_path / name for name in names], place, HashingEncoder())
        assert all(name in caught.value.what for name in names)
    assert state(folder) == before
    assert not (tmp_path / "fresh" / FILE).exists()


def test_a_build_that_breaks_off_leaves_the_former_index(pages: Path, folder: Path) -> None:
    """Also a build by another model, halfway through embedding."""
    build([pages], folder, HashingEncoder())
    before = state(folder)
    with pytest.raises(MemoryError):
        build([pages], folder, Broken("other", 8))
    assert state(folder) == before


class Interrupted(HashingEncoder):
    """Breaks off when it is asked for the texts of another document than the first."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Until then."""
        if self.read:
            raise KeyboardInterrupt
        return super().encode(texts)


def test_a_build_goes_on_with_what_another_had_read(pages: Path, tmp_path: Path) -> None:
    """It reads the rest alone, makes the same of it, and leaves nothing else."""
    build([pages], tmp_path / "straight", HashingEncoder())
    first, second = Interrupted(), HashingEncoder()
    with pytest.raises(KeyboardInterrupt):
        build([pages], tmp_path / "halting", first)
    assert not (tmp_path / "halting" / FILE).exists()
    report = build([pages], tmp_path / "halting", second)
    assert (report.resumed, report.documents) == (1, len(PAGES))
    assert first.read
    assert second.read
    assert not {*first.read} & {*second.read}
    assert state(tmp_path / "halting")[:4] == state(tmp_path / "straight")[:4]
    assert {file.name for file in (tmp_path / "halting").iterdir()} == {FILE}


@pytest.mark.parametrize("changed", ["words", "model", "program"])
def test_it_reads_again_what_would_come_out_otherwise(
    pages: Path, folder: Path, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed file, another model, or another version of the program."""
    with pytest.raises(KeyboardInterrupt):
        build([pages], folder, Interrupted())
    if changed == "words":
        (pages / "chips.md").write_text("# Chips\n\nThe NVIDIA H200 has 141 GB of memory.\n")
    if changed == "program":
        monkeypatch.setattr("service.engines.program.__version__", "another")
        program_digest.cache_clear()
    encoder = HashingEncoder("other" if changed == "model" else "hashing")
    report = build([pages], folder, encoder)
    program_digest.cache_clear()
    assert report.resumed == 0
    with Store.open(folder) as store:
        found = store.document("chips").text
    assert found == (pages / "chips.md").read_text(encoding="utf-8")


def test_what_is_read_already_is_no_work_to_be_done(pages: Path, folder: Path) -> None:
    """Progress is told of the rest, so that the time left can be told by it."""
    with pytest.raises(KeyboardInterrupt):
        build([pages], folder, Interrupted())
    told: list[tuple[str, int, int]] = []
    build([pages], folder, HashingEncoder(), progress=lambda *step: told.append(step))
    left = sum(len(PAGES[name].encode()) for name in ("phases.md", "serving.txt"))
    assert [step for step in told if step[0] == "read"][-1] == ("read", left, left)


def test_a_build_replaces_all_of_the_former_with_its_model(pages: Path, folder: Path) -> None:
    """Nothing of the former documents or their vectors is left."""
    build([pages], folder, HashingEncoder())
    build([pages / "chips.md"], folder, HashingEncoder("other", 8))
    with Store.open(folder) as store:
        assert [one.id for one in store.documents()] == ["chips"]
        assert store.meta == {"model": "other", "dimension": "8"}
        assert {len(vector) for _, vector in store.vectors()} == {8 * 4}
        assert all("chips-" in unit for unit, _ in store.vectors())


def test_an_unusable_folder_is_refused_before_the_work(pages: Path, tmp_path: Path) -> None:
    """Nothing is embedded for an index that cannot be written."""
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / FILE).write_bytes(b"no database" * 100)
    encoder = HashingEncoder()
    for folder in (in_the_way, damaged):
        with pytest.raises(IndexUnusableError, match=folder.name):
            build([pages], folder, encoder)
    assert encoder.read == []


def test_progress_runs_through_every_stage_to_its_end(pages: Path, folder: Path) -> None:
    """Each stage counts up from 0 to its total, which stays the same."""
    told: list[tuple[str, int, int]] = []
    build([pages], folder, HashingEncoder(), progress=lambda *step: told.append(step))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["read", "store"]
    for stage in stages:
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]
        assert all(a[0] < b[0] and a[1] == b[1] for a, b in pairwise(steps))


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    """One unreadable input keeps its own remedy."""
    with pytest.raises(PhasebookError) as caught:
        build([tmp_path / "missing.txt"], tmp_path / "index", HashingEncoder())
    assert "missing.txt" in caught.value.what
    assert caught.value.remedy
