"""LlamaIndex as a peer: its vector index in memory and its retriever, with our encoder."""

from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from benchmarks.pools import Pool
from benchmarks.recall import texts
from retrieval.embed import Encoder


class Embedding(BaseEmbedding):  # type: ignore[misc]  # where it is not there, mypy knows no class
    """Our encoder as LlamaIndex calls one."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        found: list[list[float]] = self._encoder.encode(texts).tolist()
        return found

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LlamaIndex:
    """A node a passage."""

    def __init__(self, encoder: Encoder) -> None:
        self._embedding = Embedding(encoder)

    def index(self, pool: Pool) -> None:
        """Embed the passages."""
        nodes = [TextNode(id_=str(place), text=text) for place, text in enumerate(texts(pool))]
        self._index = VectorStoreIndex(nodes=nodes, embed_model=self._embedding)

    def search(self, question: str, k: int) -> list[int]:
        """The nearest."""
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [int(one.node.node_id) for one in found]

    def close(self) -> None:
        """Nothing is held."""
