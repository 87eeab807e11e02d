"""The bar that the graph has to clear, on a public pool of multi-hop questions."""

from pathlib import Path

import pytest

from benchmarks.recall import rank_pool, read_pool, recall, rescued
from retrieval.embed import Encoder

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "bench"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the pools are not beside the repository")
def test_the_graph_brings_what_words_and_vectors_miss(encoder: Encoder) -> None:
    """Five points of recall above the fused ranking, which is no worse than its two lists."""
    pool = read_pool(FOLDER, "hotpotqa")
    rankings = rank_pool(pool, encoder)
    found = {system: recall(lists, pool.questions) for system, lists in rankings.items()}
    assert found["full"] >= found["fused"] + 5
    assert found["fused"] >= max(found["MiniLM"], found["lexical"])
    assert found["lexical"] >= found["bm25s"]
    gained, lost = rescued(rankings, pool.questions)
    assert gained > 5 * lost
