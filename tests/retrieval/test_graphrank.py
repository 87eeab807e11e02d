"""How the walk spreads over passages and the concepts that they mention."""

import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.graphrank import GraphRank, Walk

PASSAGES = st.dictionaries(
    st.sampled_from("pqrstu"),
    st.dictionaries(st.sampled_from(["x", "y", "z"]), st.integers(1, 5).map(float)),
    min_size=1,
)


@given(PASSAGES, st.sets(st.sampled_from(["x", "y", "z", "unknown"])))
def test_ranks_are_a_probability(mentions: dict[str, dict[str, float]], named: set[str]) -> None:
    """The walk ends somewhere: shares are positive and add up to 1."""
    ranks = GraphRank(mentions).rank(named, sorted(mentions)[:3])
    assert ranks.keys() <= mentions.keys()
    assert all(share > 0 for share in ranks.values())
    assert sum(ranks.values()) == pytest.approx(1)


def test_nothing_to_start_from_gives_nothing() -> None:
    """Unknown names and passages are no seeds."""
    graph = GraphRank({"p": {"x": 1.0}})
    assert graph.rank(["unknown"], ["no such passage"]) == {}
    assert GraphRank({}).rank(["x"], ["p"]) == {}


def test_a_passage_two_hops_away_is_reached_without_any_shared_word() -> None:
    """A shared concept leads on; what shares none is not reached."""
    graph = GraphRank({"seed": {"bridge": 1.0}, "far": {"bridge": 1.0}, "apart": {"else": 1.0}})
    ranks = graph.rank([], ["seed"])
    assert ranks["far"] > 0
    assert "apart" not in ranks


def test_a_rare_concept_leads_further_than_one_that_all_mention() -> None:
    """Hubs do not swallow the walk."""
    mentions = {f"p{i}": {"hub": 1.0} for i in range(20)}
    mentions |= {"seed": {"hub": 1.0, "rare": 1.0}, "near": {"rare": 1.0, "own": 1.0}}
    ranks = GraphRank(mentions).rank([], ["seed"])
    assert ranks["near"] > 5 * ranks["p3"]


def test_only_the_first_passages_are_seeds() -> None:
    """Later passages start nothing, and the second has half the weight."""
    graph = GraphRank({name: {name: 1.0} for name in "pqr"}, Walk(seeds=2))
    ranks = graph.rank([], ["p", "q", "r"])
    assert ranks.keys() == {"p", "q"}
    assert ranks["p"] == pytest.approx(2 * ranks["q"])


@given(PASSAGES, st.sets(st.sampled_from(["x", "y", "z"])))
def test_focus_is_a_share(mentions: dict[str, dict[str, float]], named: set[str]) -> None:
    """It weighs a ranking, so it lies in [0, 1]."""
    graph, best = GraphRank(mentions), sorted(mentions)
    assert 0 <= graph.focus(graph.rank(named, best), best) <= 1


def test_a_walk_that_ends_everywhere_is_less_sure_than_one_that_ends_somewhere() -> None:
    """Where all passages mention the same, their order is chance."""
    everywhere = GraphRank({f"p{i:02}": {"field": 1.0} for i in range(40)})
    assert everywhere.focus(everywhere.rank([], ["p00"]), ["p00"]) < 0.5
    somewhere = GraphRank({"p00": {"x": 1.0}, "p01": {"x": 1.0}, "p02": {"y": 1.0}})
    assert somewhere.focus(somewhere.rank([], ["p00"]), ["p00"]) == 1


@given(PASSAGES)
def test_a_long_walk_is_networkx_pagerank(mentions: dict[str, dict[str, float]]) -> None:
    """An oracle: a general implementation over the same weights agrees."""
    mentions = {name: found for name, found in mentions.items() if found}
    if not mentions:
        return
    best = min(mentions)
    ranks = GraphRank(mentions, Walk(restart=0.3, steps=200)).rank([], [best])
    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    lots = {x: sum(x in found for found in mentions.values()) for x in "xyz"}
    for passage, found in mentions.items():
        for concept, count in found.items():
            # A concept's own edges all have its frequency, so it only matters on the way there.
            idf = _idf(len(mentions), lots[concept])
            graph.add_edge(
                ("p", passage), ("c", concept), weight=count * idf * lots[concept] ** -0.5
            )
            graph.add_edge(("c", concept), ("p", passage), weight=count)
    theirs = nx.pagerank(graph, alpha=0.7, personalization={("p", best): 1.0}, tol=1e-12)
    total = sum(share for (kind, _), share in theirs.items() if kind == "p")
    for passage, share in ranks.items():
        assert share == pytest.approx(theirs["p", passage] / total, abs=1e-6)


def _idf(passages: int, holders: int) -> float:
    return math.log((passages + 1) / (holders + 1)) + 1
