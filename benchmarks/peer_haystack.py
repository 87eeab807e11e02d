"""Haystack as a peer: its store in memory, and its retrievers of words, of vectors, or of both."""

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.pools import Pool
from benchmarks.recall import texts
from retrieval.embed import Encoder


@component
class Embedder:
    """Our encoder as a component of Haystack's."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]
    def run(self, text: str) -> dict[str, list[float]]:
        """The vector of a question."""
        return {"embedding": self._encoder.encode([text])[0].tolist()}


class Haystack:
    """A document a passage; two retrievers are fused by reciprocal ranks, as Haystack does it."""

    def __init__(self, encoder: Encoder | None, *, words: bool) -> None:
        """Prepare.

        Args:
            encoder: Ours; None to do without vectors.
            words: Whether BM25 is asked.
        """
        self._encoder = encoder
        self._words = words

    def index(self, pool: Pool) -> None:
        """Write the documents, with their vectors, and connect the retrievers."""
        said = texts(pool)
        rows = self._encoder.encode(said).tolist() if self._encoder else [None] * len(said)
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(
            [
                Document(id=str(place), content=text, embedding=row)
                for place, (text, row) in enumerate(zip(said, rows, strict=True))
            ]
        )
        self._pipeline = Pipeline()
        if self._words:
            self._pipeline.add_component("words", InMemoryBM25Retriever(store))
        if self._encoder:
            self._pipeline.add_component("embedder", Embedder(self._encoder))
            self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store))
            self._pipeline.connect("embedder.embedding", "vectors.query_embedding")
        self._last = self._joined()

    def search(self, question: str, k: int) -> list[int]:
        """The best; each of two retrievers gives as many as it does by itself."""
        asked: dict[str, dict[str, str | int]] = {}
        if self._words:
            asked["words"] = {"query": question}
        if self._encoder:
            asked["embedder"] = {"text": question}
        found: list[Document] = self._pipeline.run(asked)[self._last]["documents"]
        return [int(document.id) for document in found[:k]]

    def close(self) -> None:
        """Nothing is held."""

    def _joined(self) -> str:
        """Join the retrievers, where there are two; the last component."""
        if not (self._words and self._encoder):
            return "words" if self._words else "vectors"
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        for name in ("words", "vectors"):
            self._pipeline.connect(f"{name}.documents", "joiner.documents")
        return "joiner"
