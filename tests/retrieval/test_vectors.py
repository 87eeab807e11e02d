"""The nearest passages, exactly, from a file that may be lost at any time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import Store
from retrieval.vectors import FILE, VectorIndex, sentence_vectors
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import entry, index

TEXTS = {
    "one": "Training is rare. It takes weeks.\nInference is constant.",
    "two": "Chips need memory.\nPrices fall.",
}
ENCODER = HashingEncoder()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two documents, five sentences."""
    with index(tmp_path, TEXTS, ENCODER) as store:
        yield store


def _spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _overwrite(file: Path) -> None:
    file.write_bytes(b"no vectors at all, but more bytes than a digest and a length have")


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4), max_size=20))
def test_the_best_are_those_of_the_inner_product(rows: list[list[float]]) -> None:
    """An oracle: sorting all inner products finds the same."""
    vectors = np.array(rows, dtype=np.float32).reshape(-1, 4)
    flat = faiss.IndexFlatIP(4)
    flat.add(vectors)
    made = VectorIndex(flat, [str(row) for row in range(len(rows))])
    question = np.array([1.0, 0.5, -0.5, 0.25], dtype=np.float32)
    found = made.search(question, 5)
    expected = np.sort(vectors @ question)[::-1][:5]
    np.testing.assert_allclose([score for _, score in found], expected, atol=1e-6)


def test_it_holds_the_passages_and_not_the_sentences(store: Store) -> None:
    """Sentences' vectors are kept apart."""
    found = VectorIndex.open(store, ENCODER.dimension)
    assert set(found.units) == {passage.id for passage in store.passages()}
    rows, vectors = sentence_vectors(store, ENCODER.dimension)
    assert len(rows) == len(vectors) == 5


def test_only_what_is_allowed_is_found(store: Store) -> None:
    """A restriction to documents holds, also to none."""
    made = VectorIndex.open(store, ENCODER.dimension)
    question = ENCODER.encode(["prices"])[0]
    allowed = [passage.id for passage in store.passages("one")]
    assert {name for name, _ in made.search(question, 10, allowed)} == set(allowed)
    assert made.search(question, 10, []) == []
    assert made.search(question, 10, ["no such passage"]) == []


def test_a_file_of_the_same_generation_is_read_and_not_made_again(store: Store) -> None:
    """Opening twice writes once."""
    first = VectorIndex.open(store, ENCODER.dimension)
    file = store.folder / FILE
    before = file.stat().st_mtime_ns
    again = VectorIndex.open(store, ENCODER.dimension)
    assert file.stat().st_mtime_ns == before
    question = ENCODER.encode(["memory"])[0]
    assert again.search(question, 3) == first.search(question, 3)


@pytest.mark.parametrize("harm", [Path.unlink, _spoil, _empty, _overwrite])
def test_a_lost_or_damaged_file_is_made_again(store: Store, harm: Callable[[Path], None]) -> None:
    """The file is derived, so losing it costs only time."""
    VectorIndex.open(store, ENCODER.dimension)
    file = store.folder / FILE
    whole = file.read_bytes()
    harm(file)
    assert set(VectorIndex.open(store, ENCODER.dimension).units)
    assert file.read_bytes() == whole


def test_a_file_older_than_the_store_is_made_again(store: Store) -> None:
    """A change of the store is found at the next opening."""
    VectorIndex.open(store, ENCODER.dimension)
    store.replace(entry("three", "A new page.", ENCODER))
    units = VectorIndex.open(store, ENCODER.dimension).units
    assert set(units) == {passage.id for passage in store.passages()}


def test_where_nothing_can_be_written_it_is_made_in_memory(store: Store) -> None:
    """A read-only index can still be searched, and no litter is left."""
    (store.folder / FILE).mkdir()  # nothing can be put in its place
    assert VectorIndex.open(store, ENCODER.dimension).units
    assert [file.name for file in store.folder.glob(f"{FILE}.*")] == []


def test_faiss_itself_reads_the_file(store: Store) -> None:
    """The file is what its name says."""
    made = VectorIndex.open(store, ENCODER.dimension)
    assert faiss.read_index(str(store.folder / FILE)).ntotal == len(made.units)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    """An index without documents is no error."""
    with Store.open(tmp_path, create=True) as store:
        made = VectorIndex.open(store, ENCODER.dimension)
        assert made.search(ENCODER.encode(["anything"])[0], 5) == []
