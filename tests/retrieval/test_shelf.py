"""Passages are found alike, whether they are in memory or looked up."""

from collections.abc import Iterator

import pytest

from corpus.document import Span
from corpus.index import Index
from retrieval.leaf import read_leaves
from retrieval.shelf import HeldShelf, Shelf
from retrieval.stored import StoredShelf
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import KINDS, index_in

TEXTS = {
    "one": "Training is rare. It takes weeks.\nInference is constant.",
    "one-2": "Żubr runs.\nPrices fall. Then they rise.",
}


@pytest.fixture(scope="module", params=KINDS)
def store(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Index]:
    """Two documents, of which one's id begins with the other's, in a folder and in Milvus."""
    folder = tmp_path_factory.mktemp("shelf")
    with index_in(request.param, folder, TEXTS, HashingEncoder()) as store:
        yield store


@pytest.fixture(params=["held", "stored"])
def shelf(store: Index, request: pytest.FixtureRequest) -> Shelf:
    """Either kind."""
    return HeldShelf(read_leaves(store)) if request.param == "held" else StoredShelf(store)


def test_they_are_those_of_the_store(store: Index, shelf: Shelf) -> None:
    """All, in order, with their sentences."""
    passages = store.passages()
    assert list(shelf) == passages
    assert len(shelf) == len(passages)
    ids = [passage.id for passage in passages]
    assert list(shelf.get([*ids, "one-7-9"]).values()) == passages
    assert shelf.of(["one", "none"]) == {p.id for p in store.passages("one")}


def test_they_are_found_by_words_in_them(store: Index, shelf: Shelf) -> None:
    """Each once, in order, where one character is shared."""
    first, second = store.passages("one")
    third, _ = store.passages("one-2")
    around = Span("one", first.span.end - 1, second.span.start + 1)
    assert list(shelf.at([third.span, around, around])) == [first, second, third]
    assert list(shelf.at([Span("one", first.span.end, second.span.start)])) == []
    assert list(shelf.at([Span("none", 0, 1)])) == []
