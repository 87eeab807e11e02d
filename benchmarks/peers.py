"""Other programs that find passages, and ours, behind one protocol, each over its own index.

Those that embed take our encoder through their own interfaces, or its very files. LlamaIndex and
Haystack are in the environment of `make bench-peers` alone.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from benchmarks.pools import Pool
from benchmarks.recall import indexed, number, texts
from retrieval.embed import Encoder, default_folder, load_encoder
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from benchmarks.recall import Index

Ranking = list[list[int]]


class Peer(Protocol):
    """A program with an index of passages."""

    def index(self, pool: Pool) -> None:
        """Index the passages; only that is timed as indexing."""
        ...

    def search(self, question: str, k: int) -> list[int]:
        """The numbers of the k best, best first."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class Bm25s:
    """BM25 by bm25s, with its own tokeniser and stop words."""

    def __init__(self) -> None:
        import bm25s  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types

        self._bm25s = bm25s

    def index(self, pool: Pool) -> None:
        """Count the words."""
        self._count = len(pool.passages)
        self._index = self._bm25s.BM25()
        self._index.index(self._tokens(texts(pool)), show_progress=False)

    def search(self, question: str, k: int) -> list[int]:
        """The best by BM25."""
        asked = self._tokens([question])
        found, _ = self._index.retrieve(asked, k=min(k, self._count), show_progress=False)
        return [int(place) for place in found[0]]

    def close(self) -> None:
        """Nothing is held."""

    def _tokens(self, some: Sequence[str]) -> object:
        return self._bm25s.tokenize(list(some), stopwords="en", show_progress=False)


class Txtai:
    """The hybrid search of txtai (its BM25 and vectors, as it weighs them), over the same model."""

    def __init__(self) -> None:
        from txtai import Embeddings  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

        self._index = Embeddings(path=str(default_folder()), hybrid=True, gpu=False)

    def index(self, pool: Pool) -> None:
        """Embed the passages and count their words."""
        self._index.index(list(enumerate(texts(pool))))

    def search(self, question: str, k: int) -> list[int]:
        """The best of both."""
        return [int(place) for place, _ in self._index.search(question, k)]

    def close(self) -> None:
        """Close its files."""
        self._index.close()


class Retrieving:
    """Our own retriever, over passages and the names that stand in them."""

    def __init__(self) -> None:
        self._encoder: Encoder = load_encoder()
        self._open = ExitStack()

    def index(self, pool: Pool) -> None:
        """Embed the passages, count their words, find their names."""
        self._index: Index = self._open.enter_context(indexed(pool, self._encoder))

    def search(self, question: str, k: int) -> list[int]:
        """The best of words, vectors and graph."""
        return self._index.search(question).rankings["full"][:k]

    def close(self) -> None:
        """Delete the index."""
        self._open.close()


class Phasebook:
    """The product: documents built with all that it reads of them, and its search."""

    def __init__(self) -> None:
        self._encoder: Encoder = load_encoder()
        self._open = ExitStack()

    def index(self, pool: Pool) -> None:
        """Build an index of a file a passage; its sentences are embedded, too, and claims read."""
        folder = Path(self._open.enter_context(TemporaryDirectory()))
        for place, (title, text) in enumerate(pool.passages):
            (folder / f"{place:06d}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
        build([folder], folder / "index", self._encoder)
        opened = KnowledgeBase.open(folder / "index", load=lambda _: self._encoder)
        self._kb = self._open.enter_context(opened)

    def search(self, question: str, k: int) -> list[int]:
        """The best passages; a file may be several."""
        found = (number(hit.passage.id) for hit in self._kb.search(question, 2 * k))
        return list(dict.fromkeys(found))[:k]

    def close(self) -> None:
        """Delete the index."""
        self._open.close()


def _haystack(*, words: bool, vectors: bool) -> Peer:
    from benchmarks.peer_haystack import Haystack  # noqa: PLC0415 - not always there

    return Haystack(load_encoder() if vectors else None, words=words)


def _llamaindex() -> Peer:
    from benchmarks.peer_llamaindex import LlamaIndex  # noqa: PLC0415 - not always there

    return LlamaIndex(load_encoder())


PEERS: Mapping[str, Callable[[], Peer]] = {
    "bm25s": Bm25s,
    "Haystack, BM25": lambda: _haystack(words=True, vectors=False),
    "Haystack, vectors": lambda: _haystack(words=False, vectors=True),
    "Haystack, both": lambda: _haystack(words=True, vectors=True),
    "LlamaIndex, vectors": _llamaindex,
    "txtai hybrid": Txtai,
    "ours, passages": Retrieving,
    "ours, as built": Phasebook,
}


def rank(name: str, pool: Pool, questions: Sequence[str], k: int) -> Ranking:
    """What a program finds for each question."""
    peer = PEERS[name]()
    try:
        peer.index(pool)
        return [peer.search(question, k) for question in questions]
    finally:
        peer.close()
