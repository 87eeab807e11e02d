"""Passages and questions in, the rankings of other programs out, each over its own index."""

from collections.abc import Sequence

import bm25s  # type: ignore[import-untyped]  # it ships no types

from retrieval.embed import default_folder

Ranking = list[list[int]]


def rank_bm25s(texts: Sequence[str], questions: Sequence[str], k: int) -> Ranking:
    """BM25 by bm25s, its own tokeniser and stop words: the numbers of the k best for each."""
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False
    )
    asked = bm25s.tokenize(list(questions), stopwords="en", show_progress=False)
    found, _ = index.retrieve(asked, k=min(k, len(texts)), show_progress=False)
    return [[int(number) for number in row] for row in found]


def rank_txtai(texts: Sequence[str], questions: Sequence[str], k: int) -> Ranking:
    """The hybrid search of txtai (its BM25 and vectors, as it weighs them), over the same model."""
    from txtai import Embeddings  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

    index = Embeddings(path=str(default_folder()), hybrid=True, gpu=False)
    try:
        index.index(list(enumerate(texts)))
        return [[int(number) for number, _ in index.search(text, k)] for text in questions]
    finally:
        index.close()
