"""What was read before is what would be read now, or is not used at all."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.store import Store
from retrieval.gather import Retriever
from retrieval.hit import Evidence, Query
from retrieval.readings import FILE, Readings
from tests.encoders import HashingEncoder, Recording
from tests.retrieval.indexes import index

TEXTS = {
    "chips": "The H100 has 80 GB. The H200 has 141 GB.\nBoth run inference all day.",
    "power": "Training a model takes weeks. It draws power. Inference draws less.",
}
QUERY = Query("How much power does inference draw?", ())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A small index."""
    with index(tmp_path, TEXTS, HashingEncoder()) as store:
        yield store


def ask(store: Store) -> tuple[Evidence, list[str]]:
    """What a fresh start finds, and the texts that it had to read for that."""
    encoder = Recording()
    evidence = Retriever(store, encoder).gather(QUERY, 5)
    return evidence, encoder.read


def test_a_start_after_warming_reads_nothing_again(store: Store) -> None:
    """And finds the same, to the last bit."""
    before, read = ask(store)
    Retriever(store, HashingEncoder()).warm()
    after, again = ask(store)
    assert after == before
    assert len(again) < len(read)
    assert set(again) == {QUERY.text}


@pytest.mark.parametrize("place", [0, 40, -100, -45, -20, -1])
def test_a_damaged_file_is_not_used(store: Store, place: int) -> None:
    """Wherever a byte differs: all is read anew."""
    before, read = ask(store)
    Retriever(store, HashingEncoder()).warm()
    file = store.folder / FILE
    data = bytearray(file.read_bytes())
    data[place] ^= 0x41
    file.write_bytes(data)
    assert ask(store) == (before, read)


@pytest.mark.parametrize("size", [0, 1, 39, 100])
def test_a_cut_file_is_not_used(store: Store, size: int) -> None:
    """Nor an empty one."""
    before, read = ask(store)
    Retriever(store, HashingEncoder()).warm()
    (store.folder / FILE).write_bytes((store.folder / FILE).read_bytes()[:size])
    assert ask(store) == (before, read)


def test_it_is_of_one_index_and_model(store: Store) -> None:
    """What is gone from the index is not read from the file."""
    Retriever(store, HashingEncoder()).warm()
    made_of = {"model": "hashing", "index": store.fingerprint()}
    assert Readings.open(store.folder, made_of).places
    assert not Readings.open(store.folder, made_of | {"model": "other"}).places
    store.remove("chips")
    made_of["index"] = store.fingerprint()
    assert not Readings.open(store.folder, made_of).places


def test_an_index_that_changed_meanwhile_is_not_described(store: Store) -> None:
    """Warming ends after the write: its readings are of another generation."""
    retriever = Retriever(store, HashingEncoder())
    store.remove("chips")
    retriever.warm()
    assert not (store.folder / FILE).exists()


def test_readings_are_of_their_text_under_what_stands_above(store: Store) -> None:
    """Marks and vectors come back as they were."""
    retriever = Retriever(store, HashingEncoder())
    retriever.warm()
    made_of = {"model": "hashing", "index": store.fingerprint()}
    kept = Readings.open(store.folder, made_of)
    sentence = store.passages("power")[0].sentences[0]
    above = retriever._sentences._above(sentence)
    found = kept.get(above, sentence.text)
    expected = retriever._sentences._read.one((above, sentence.text))
    assert found is not None
    assert found.rows.dtype == np.float32
    for ours, theirs in (
        (found.rows, expected.rows),
        (found.own, expected.own),
        (found.telling, expected.telling),
    ):
        np.testing.assert_array_equal(ours, theirs)
    assert kept.get("", "never read") is None
