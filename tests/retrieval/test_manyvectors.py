"""The nearest of many passages, nearly as exact searching finds them, from a mapped file."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.synthetic import draw, spectrum
from corpus.document import Document, Passage, Sentence, Span
from corpus.entry import Entry
from corpus.store import Store
from retrieval.encoding import Vectors
from retrieval.manyvectors import FILE, NEAREST, RECALL, ManyVectors, condition, refresh
from retrieval.vectors import Condition, VectorIndex

WIDTH = 32
DOCUMENTS, EACH = 300, 10


def _entries() -> Iterator[Entry]:
    """Documents whose passages are near each other; each first one has a sentence."""
    rng, deviations = np.random.default_rng(5), spectrum(WIDTH)
    for number in range(DOCUMENTS):
        name = f"d{number:03d}"
        document = Document(name, name, "ab " * EACH)
        spans = [Span(name, 3 * n, 3 * n + 2) for n in range(EACH)]
        rows = [row.tobytes() for row in draw(rng, EACH + 1, deviations)]
        said = Sentence(spans[0], "ab")
        passages = tuple(Passage(s, "ab", (), (said,) if not s.start else ()) for s in spans)
        units = [*(passage.id for passage in passages), f"s:{name}-0-2"]
        yield Entry(document, passages, vectors=dict(zip(units, rows, strict=True)))


@pytest.fixture(scope="module", params=["float32", "int8"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Three thousand passages."""
    folder = tmp_path_factory.mktemp("many")
    with Store.open(folder, create=True) as store:
        store.replace_all(_entries(), {"vectors": request.param})
        yield store


@pytest.fixture(scope="module")
def many(store: Store) -> ManyVectors:
    """Their vectors."""
    return ManyVectors.open(store, WIDTH)


@pytest.fixture
def asked() -> Vectors:
    """Vectors of other documents."""
    return draw(np.random.default_rng(6), 100, spectrum(WIDTH))


def test_it_finds_what_exact_searching_finds(
    store: Store, many: ManyVectors, asked: Vectors
) -> None:
    """Of the ten nearest nearly all, though not every list is looked into."""
    flat = VectorIndex.open(store, WIDTH)
    found = [{name for name, _ in many.search(one, NEAREST)} for one in asked]
    nearest = [{name for name, _ in flat.search(one, NEAREST)} for one in asked]
    share = sum(len(a & b) for a, b in zip(found, nearest, strict=True)) / (NEAREST * len(asked))
    assert share >= RECALL - 0.02  # of other questions than it was measured by
    assert many.made.recall >= RECALL
    assert many._index.nprobe < many._index.nlist


def test_the_file_is_small_and_not_read(store: Store, many: ManyVectors) -> None:
    """A byte a number where that is asked for; the names are mapped."""
    size = 1 if store.meta["vectors"] == "int8" else 4
    assert many.made.index < DOCUMENTS * EACH * (size * WIDTH + 8) * 1.5
    assert isinstance(many._names.letters, np.memmap)


def test_within_documents_it_is_exact(store: Store, many: ManyVectors, asked: Vectors) -> None:
    """Every list is looked into, and nothing else is found."""
    allowed = [passage.id for name in ("d007", "d123") for passage in store.passages(name)]
    flat = VectorIndex.open(store, WIDTH).search(asked[0], 5, allowed)
    found = many.search(asked[0], 5, allowed)
    if store.meta["vectors"] == "float32":
        assert [name for name, _ in found] == [name for name, _ in flat]
    assert {name for name, _ in many.search(asked[0], 50, allowed)} == set(allowed)
    np.testing.assert_allclose([s for _, s in found], [s for _, s in flat], atol=0.02)
    assert many.search(asked[0], 5, []) == []


def test_what_has_changed_stands_beside_the_file(many: ManyVectors, asked: Vectors) -> None:
    """What is gone is not found, what is new is."""
    first, second = many.search(asked[0], 2)
    after = many.after({first[0]}, {"new": asked[0].tobytes()})
    assert [name for name, _ in after.search(asked[0], 2)] == ["new", second[0]]
    assert after.search(asked[0], 1, ["new"])[0][0] == "new"
    assert after.search(asked[0], 1, [first[0]]) == []
    again = after.after({"new"}, {})
    assert again.search(asked[0], 1)[0][0] == second[0]


def test_a_start_maps_the_file_and_does_not_make_it_again(store: Store, many: ManyVectors) -> None:
    """The same state, the same file."""
    before = (store.folder / FILE).stat().st_mtime_ns
    assert ManyVectors.open(store, WIDTH).made == many.made
    assert (store.folder / FILE).stat().st_mtime_ns == before
    assert condition(store) is Condition.SAME


def test_what_was_left_half_made_is_deleted(tmp_path: Path) -> None:
    """By whoever makes the file again, and not by one who only maps it."""
    half = tmp_path / f"{FILE}.0123abcd"
    with Store.open(tmp_path, create=True) as store:
        store.replace_all(list(_entries())[:2], {})
        ManyVectors.open(store, WIDTH)
        half.write_bytes(b"half")
        ManyVectors.open(store, WIDTH)
        assert half.exists()
        store.remove("d000")
        ManyVectors.open(store, WIDTH)
        assert not half.exists()


def test_where_nothing_can_be_written_it_is_made_for_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: Vectors
) -> None:
    """And finds the same."""
    with Store.open(tmp_path, create=True) as store:
        store.replace_all(list(_entries())[:20], {})
        with monkeypatch.context() as patch:
            patch.setattr(os, "access", lambda *_: False)
            apart = ManyVectors.open(store, WIDTH)
        assert not (tmp_path / FILE).exists()
        beside = ManyVectors.open(store, WIDTH)
        assert apart.search(asked[0], 5) == beside.search(asked[0], 5)


@pytest.mark.parametrize("cut", [1, 100])
def test_a_damaged_file_is_known_and_made_again(tmp_path: Path, cut: int) -> None:
    """Where it is cut off at the start, where a byte is wrong by the check."""
    with Store.open(tmp_path, create=True) as store:
        store.replace_all(list(_entries())[:20], {})
        ManyVectors.open(store, WIDTH)
        file = tmp_path / FILE
        whole = file.read_bytes()
        file.write_bytes(whole[:-cut])
        assert condition(store) is Condition.DAMAGED
        assert ManyVectors.open(store, WIDTH).made.count == 200
        spoilt = bytearray(file.read_bytes())
        spoilt[len(spoilt) // 3] ^= 1
        file.write_bytes(spoilt)
        assert condition(store) is Condition.DAMAGED
        assert refresh(store, WIDTH)
        assert condition(store) is Condition.SAME
        store.remove("d000")
        assert condition(store) is Condition.OLD
        assert ManyVectors.open(store, WIDTH).made.count == 190
