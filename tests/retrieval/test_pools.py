"""The bar that the graph has to clear, on a public pool of multi-hop questions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.peers import rank
from benchmarks.pools import Pool, halves, probes, read_pool, single_hop
from benchmarks.recall import FIRST, Index, by_system, hits, indexed, recall, rescue
from retrieval.embed import Encoder

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "bench"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the pools are not beside the repository"
)


@pytest.fixture(scope="module")
def pool() -> Pool:
    """The smaller one."""
    return read_pool(FOLDER, "hotpotqa")


@pytest.fixture(scope="module")
def index(pool: Pool, encoder: Encoder) -> Iterator[Index]:
    """It, indexed."""
    with indexed(pool, encoder) as index:
        yield index


def test_the_graph_brings_what_words_and_vectors_miss(pool: Pool, index: Index) -> None:
    """Five points of recall above the fused ranking, which is no worse than its two lists."""
    rankings = by_system([index.search(question.text) for question in pool.questions])
    found = {system: recall(lists, pool.questions) for system, lists in rankings.items()}
    assert found["full"] >= found["fused"] + 5
    assert found["fused"] >= max(found["MiniLM"], found["lexical"])
    theirs = rank("bm25s", pool, [question.text for question in pool.questions], FIRST)
    assert found["lexical"] >= recall(theirs, pool.questions)
    rescued = rescue(rankings, pool.questions)
    assert rescued.brought > 5 * rescued.lost
    for half in halves(pool.questions):
        asked = [pool.questions[i] for i in half]
        full, fused = ([rankings[name][i] for i in half] for name in ("full", "fused"))
        assert recall(full, asked) >= recall(fused, asked) + 5


def test_where_one_passage_answers_the_graph_takes_nothing_away(pool: Pool, index: Index) -> None:
    """Nor where a few words only say whence they are."""
    for questions in (single_hop(pool), probes(pool)):
        assert len(questions) > 50
        rankings = by_system([index.search(question.text) for question in questions])
        assert hits(rankings["full"], questions) >= hits(rankings["fused"], questions)
