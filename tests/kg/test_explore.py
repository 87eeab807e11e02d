"""Walking the graph shows the evidence of every step, and stays bounded."""

from dataclasses import replace

import pytest

from corpus.document import Span
from corpus.errors import InvalidInputError, NotFoundError
from kg.claim import Claim, Concept
from kg.explore import Path, compare, neighbors, paths
from kg.graph import KnowledgeGraph
from tests.kg.packaged import packaged
from tests.kg.sample import CLAIMS, H100, INFERENCE, NVIDIA, ONTOLOGY, TPU, TRAINING

KG = KnowledgeGraph.of(CLAIMS, ONTOLOGY)


def made_up(source: str, target: str, *, document: str = "d", at: int = 0) -> Claim:
    """A claim between two concepts that the ontology does not know."""
    ends = (Concept(source, source, "other"), Concept(target, target, "other"))
    return Claim(ends[0], "requires", ends[1], Span(document, at, at + 1), "hand")


def steps(path: Path) -> list[str]:
    """The ids that a path visits."""
    return [path.hops[0].source.id, *(hop.target.id for hop in path.hops)]


def test_neighbors() -> None:
    """They come nearest first, with the links among them and their evidence."""
    near = neighbors(KG, "H100")
    assert near.nodes[0] == H100
    assert set(near.nodes[1:]) == {NVIDIA, TRAINING, INFERENCE}
    assert TPU in neighbors(KG, "H100", depth=2).nodes
    stated = {edge.claim for edge in near.edges if edge.claim}
    assert stated == {c for c in CLAIMS if {c.subject, c.object} <= set(near.nodes)}
    assert all(edge.claim or edge.rule == "ontology" for edge in near.edges)


def test_limit_of_neighbors() -> None:
    """At the limit, those that more claims link are kept."""
    assert neighbors(KG, "H100", limit=1).nodes == (H100, INFERENCE)


def test_path() -> None:
    """A path shows direction and claims of every hop."""
    path = paths(KG, "NVIDIA", "inference")[0]
    assert [(h.source, h.predicate, h.target, h.forward) for h in path.hops] == [
        (NVIDIA, "madeBy", H100, False),
        (H100, "runsOn", INFERENCE, False),
    ]
    assert [len(h.claims) for h in path.hops] == [1, 2]


def test_path_over_the_ontology() -> None:
    """A path may use the ontology, but shows that it has no evidence there."""
    graph = KnowledgeGraph.of([c for c in CLAIMS if c.predicate != "madeBy"], ONTOLOGY)
    maker = replace(CLAIMS[0], subject=NVIDIA)
    graph = KnowledgeGraph.of([*graph.claims(), maker], ONTOLOGY)
    hop = paths(graph, "H100", "NVIDIA")[0].hops[0]
    assert (hop.predicate, hop.claims, hop.forward) == ("madeBy", (), True)


def test_order_of_paths() -> None:
    """Shorter paths come first, and none visits a concept twice."""
    links = [("a", "b"), ("b", "z"), ("a", "c"), ("c", "d"), ("d", "z"), ("c", "b"), ("z", "y")]
    graph = KnowledgeGraph.of([made_up(*link) for link in links], ONTOLOGY)
    found = [steps(path) for path in paths(graph, "a", "z", max_hops=3)]
    assert found[0] == ["a", "b", "z"]
    assert {tuple(way) for way in found} == {
        ("a", "b", "z"),
        ("a", "c", "d", "z"),
        ("a", "c", "b", "z"),
    }
    assert [steps(path) for path in paths(graph, "a", "z", max_hops=2)] == [["a", "b", "z"]]
    assert len(paths(graph, "a", "z", limit=1)) == 1


def test_rare_link() -> None:
    """A rarely linked concept explains more than a hub."""
    crowd = [made_up("hub", f"n{i}") for i in range(30)]
    ways = [made_up("a", "hub"), made_up("hub", "z"), made_up("a", "rare"), made_up("rare", "z")]
    graph = KnowledgeGraph.of([*crowd, *ways], ONTOLOGY)
    assert steps(paths(graph, "a", "z")[0]) == ["a", "rare", "z"]


def test_no_path() -> None:
    """Concepts that nothing joins have no path, nor has one to itself."""
    graph = KnowledgeGraph.of([made_up("a", "b"), made_up("c", "d")], ONTOLOGY)
    assert paths(graph, "a", "d") == ()
    assert paths(graph, "a", "a") == ()


def test_hubs_do_not_make_paths_explode() -> None:
    """Two hubs over 600 concepts: 600 paths of two hops, and a great many longer ones."""
    spokes = [made_up(hub, f"n{i}") for i in range(600) for hub in ("left", "right")]
    rim = [made_up(f"n{i}", f"n{(i * 7 + 1) % 600}") for i in range(600)]
    graph = KnowledgeGraph.of([*spokes, *rim], ONTOLOGY)
    found = paths(graph, "left", "right", max_hops=6)
    assert [len(path.hops) for path in found] == [2] * 10


@pytest.mark.parametrize("options", [{"max_hops": 0}, {"limit": 0}])
def test_bounds(options: dict[str, int]) -> None:
    """A bound below one is refused by name."""
    with pytest.raises(InvalidInputError, match=next(iter(options))):
        paths(KG, "H100", "NVIDIA", **options)


def test_unknown_end() -> None:
    """An end that no document mentions is refused by name."""
    with pytest.raises(NotFoundError, match="'warp drive'"):
        paths(KG, "H100", "warp drive")


def test_comparison() -> None:
    """Each side lists its values in a row for each predicate."""
    found = compare(KG, "H100", "TPU v5e")
    memory = next(row for row in found.rows if row.predicate == "memoryCapacity")
    assert [value.object for value in memory.left] == [
        c.object for c in sorted(CLAIMS, key=lambda c: c.source) if c.predicate == "memoryCapacity"
    ]
    assert memory.right == ()


def test_order_of_rows() -> None:
    """Rows with both sides come first, then those with more documents."""
    price = replace(CLAIMS[4], subject=TRAINING, phase="phase-training")
    rows = compare(KnowledgeGraph.of([*CLAIMS, price], ONTOLOGY), "training", "inference").rows
    assert [row.aligned for row in rows] == sorted((row.aligned for row in rows), reverse=True)
    assert rows[0].predicate == "price"
    counts = [len(row.documents) for row in rows if not row.aligned]
    assert counts == sorted(counts, reverse=True)


def test_equal_values() -> None:
    """Equal values of two documents are one with two claims; a denial is another."""
    runs = next(r for r in compare(KG, "training", "inference").rows if r.predicate == "runsOn")
    assert [(v.object, v.negated, sorted(v.documents)) for v in runs.right] == [
        (TPU, False, ["note", "review 2024"]),
        (H100, True, ["review 2024"]),
        (H100, False, ["sheet"]),
    ]


def test_scope_of_a_side() -> None:
    """A side takes in what is narrower and what is in its phase."""
    stage = replace(CLAIMS[3], subject=ONTOLOGY.concepts["phase-pre-training"], phase=None)
    scoped = replace(CLAIMS[0], phase="phase-training")
    rows = compare(KnowledgeGraph.of([stage, scoped, *CLAIMS], ONTOLOGY), "training", "inference")
    said = {c for row in rows.rows for value in row.left for c in value.claims}
    assert {stage, scoped} <= said


def test_subject_before_phase() -> None:
    """A claim is its subject's before it is its phase's."""
    scoped = replace(CLAIMS[0], phase="phase-training")
    rows = compare(KnowledgeGraph.of([scoped, CLAIMS[3]], ONTOLOGY), "H100", "training").rows
    assert {row.predicate: (len(row.left), len(row.right)) for row in rows} == {
        "memoryCapacity": (1, 0),
        "batchSize": (0, 1),
    }


def test_the_packaged_corpus() -> None:
    """It compares the two phases on many aspects, each value with a source."""
    claims, documents = packaged()
    rows = compare(KnowledgeGraph.of(claims, ONTOLOGY), "training", "inference").rows
    assert sum(row.aligned for row in rows) >= 10
    assert {name for row in rows for name in row.documents} == {d.id for d in documents}
