"""A vector in, the passages with the nearest ones out, wherever the index keeps its vectors."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, cast, runtime_checkable

from corpus.index import Index
from corpus.store import Store
from retrieval.encoding import Vectors
from retrieval.manyvectors import ManyVectors
from retrieval.vectors import VectorIndex


class Nearest(Protocol):
    """Vectors of passages."""

    def search(
        self, vector: Vectors, k: int, allowed: Collection[str] | None = None, /
    ) -> list[tuple[str, float]]:
        """The k passages with the highest cosine, best first; of `allowed` only, where given."""
        ...


@runtime_checkable
class Searched(Protocol):
    """An index that searches its vectors itself."""

    def nearest(
        self, vector: Sequence[float], limit: int, documents: frozenset[str] | None = None, /
    ) -> list[tuple[str, float]]:
        """Ids of the passages with the highest inner product, of some documents or of all."""
        ...


class RemoteVectors:
    """The vectors of an index that searches them itself, as it is seen now."""

    def __init__(self, index: Searched) -> None:
        self._index = index

    def search(
        self, vector: Vectors, k: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k passages with the highest cosine, best first; of the documents of `allowed`."""
        documents = None if allowed is None else frozenset(n.rsplit("-", 2)[0] for n in allowed)
        return self._index.nearest([float(x) for x in vector], k, documents)


def open_nearest(index: Index, dimension: int, *, many: bool = False) -> Nearest:
    """The vectors of an index.

    Args:
        index: The index; it stays open as long as they are used.
        dimension: Of the vectors.
        many: Whether there are so many that not each can be compared.
    """
    if isinstance(index, Searched):
        return RemoteVectors(index)
    store = cast("Store", index)  # no other index leaves the searching to us
    return ManyVectors.open(store, dimension) if many else VectorIndex.open(store, dimension)


def renewed(
    former: Nearest, index: Index, gone: Collection[str], fresh: Mapping[str, bytes]
) -> Nearest:
    """The vectors of an index that has changed: without some passages and with others."""
    if isinstance(index, Searched):
        return RemoteVectors(index)
    return cast("VectorIndex | ManyVectors", former).after(gone, fresh)


def save(nearest: Nearest, index: Index) -> None:
    """Write what is derived beside the index, where that is kept in a folder."""
    if isinstance(nearest, VectorIndex | ManyVectors) and isinstance(index, Store):
        nearest.save(index)
