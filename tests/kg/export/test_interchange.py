"""The graph opens in tools that are not ours, with every claim and its evidence in it."""

import csv
import json
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path

import igraph  # type: ignore[import-untyped]  # it ships no types
import networkx as nx
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from corpus.document import Document, Span
from kg.claim import Claim, Concept, Quantity, Text
from kg.export.interchange import FORMATS, claims_csv, cytoscape, gexf, graphml
from kg.graph import KnowledgeGraph
from tests.kg.packaged import packaged
from tests.kg.sample import (
    CLAIMS,
    DOCUMENTS,
    H100,
    ONTOLOGY,
    SHEET,
    TPU,
    TRAINING,
    number,
)

KG = KnowledgeGraph.of(CLAIMS, ONTOLOGY)
BY_ID = {claim.id: claim for claim in CLAIMS}
TEXTS = {document.id: document.text.replace("\f", "\ufffd") for document in DOCUMENTS}
VALUES = [claim for claim in CLAIMS if not isinstance(claim.object, Concept)]


def test_graphml_opens_in_igraph(tmp_path: Path) -> None:
    """Nodes and edges come with their attributes, each edge with what it relates and quotes."""
    (tmp_path / "kg.graphml").write_bytes(graphml(KG, DOCUMENTS))
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "kg.graphml"))
    assert graph.is_directed()
    assert graph.vcount() == len(KG.concepts()) + len(VALUES)
    edges = [edge for edge in graph.es if edge["claim"]]
    assert {edge["claim"] for edge in edges} == set(BY_ID)
    for edge in edges:
        claim = BY_ID[edge["claim"]]
        assert edge["relation"] == claim.predicate
        assert edge["quote"] == claim.source.of(TEXTS[edge["document"]])
        assert graph.vs[edge.source]["label"] == claim.subject.label
        assert edge["negated"] == claim.negated
    assert {edge["relation"] for edge in graph.es if not edge["claim"]} <= {"broader", "madeBy"}


def test_the_packaged_corpus(tmp_path: Path) -> None:
    """The GraphML of all that is read from it has every claim as an edge."""
    claims, documents = packaged()
    kg = KnowledgeGraph.of(claims, ONTOLOGY)
    (tmp_path / "kg.graphml").write_bytes(graphml(kg, documents))
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "kg.graphml"))
    assert {edge["claim"] for edge in graph.es if edge["claim"]} == {c.id for c in claims}


def test_graphml_opens_in_networkx() -> None:
    """Numbers are numbers, and nothing is an empty or "None" value."""
    graph = nx.read_graphml(BytesIO(graphml(KG, DOCUMENTS)), force_multigraph=True)
    memory = graph.nodes[f"{CLAIMS[0].id}-v"]
    assert memory == {
        "label": "80 GB",
        "type": "quantity",
        "minimum": 80.0,
        "maximum": 80.0,
        "unit": "GB",
    }
    data = [facts for *_, facts in graph.edges(data=True)]
    assert not any(value in {"", "None", None} for facts in data for value in facts.values())


def test_graphml_declares_every_key() -> None:
    """Each datum points to a declared key of its own domain, each edge to two declared nodes."""
    root = etree.fromstring(graphml(KG, DOCUMENTS))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = {node.get("id") for node in root.iterfind(".//g:node", space)}
    for domain in ("node", "edge"):
        keys = {k.get("id") for k in root.iterfind("g:key", space) if k.get("for") == domain}
        used = {d.get("key") for d in root.iterfind(f".//g:{domain}/g:data", space)}
        assert used == keys
    edges = root.findall(".//g:edge", space)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= nodes


def test_gexf_opens_in_networkx() -> None:
    """The same nodes and edges as in GraphML."""
    graph = nx.read_gexf(BytesIO(gexf(KG, DOCUMENTS)), version="1.3")
    assert set(graph) == set(nx.read_graphml(BytesIO(graphml(KG))))
    found = {facts["claim"] for *_, facts in graph.edges(data=True) if "claim" in facts}
    assert found == set(BY_ID)
    assert graph.nodes["hw-h100"]["label"] == "NVIDIA H100"


def test_cytoscape_json() -> None:
    """Elements have unique ids, and edges join nodes that are there."""
    elements = json.loads(cytoscape(KG, DOCUMENTS))["elements"]
    nodes = [node["data"]["id"] for node in elements["nodes"]]
    edges = [edge["data"] for edge in elements["edges"]]
    ids = [*nodes, *(edge["id"] for edge in edges)]
    assert len(set(ids)) == len(ids)
    assert {edge[end] for edge in edges for end in ("source", "target")} <= set(nodes)
    assert {edge["id"] for edge in edges if edge["rule"] != "ontology"} == set(BY_ID)


def test_csv() -> None:
    """One line a claim, its numbers exact, its quote the document's words."""
    rows = list(csv.DictReader(StringIO(claims_csv(KG, DOCUMENTS).decode(), newline="")))
    assert [row["id"] for row in rows] == [claim.id for claim in KG.claims()]
    for row in rows:
        claim = BY_ID[row["id"]]
        quote = TEXTS[row["document"]][int(row["start"]) : int(row["end"])]
        assert (row["subject"], row["predicate"]) == (claim.subject.label, claim.predicate)
        assert row["quote"] == quote
        assert row["negated"] == ("true" if claim.negated else "false")
        if isinstance(claim.object, Quantity):
            bound = claim.object.minimum
            assert row["minimum"] == ("" if bound is None else f"{bound:f}")


def test_what_limits_a_claim_and_what_it_compares_is_told_everywhere() -> None:
    """Two figures of one property are told apart by their scope; a maker's own are marked."""
    half, eight = (
        Claim(
            H100,
            "computePerformance",
            number(text, text, text),
            CLAIMS[0].source,
            "hand",
            scope=scope,
        )
        for text, scope in (("989", ("variant/BF16",)), ("1979", ("variant/FP8", "statistic/peak")))
    )
    faster = Claim(
        *(H100, "latency", number("30 %", "30", "30", "percent"), CLAIMS[0].source, "hand"),
        comparand=TPU,
        relation="lowerThan",
        factor=number("30 %", "30", "30", "percent"),
    )
    kg = KnowledgeGraph.of([half, eight, faster], ONTOLOGY)
    wanted: dict[str, dict[str, object]] = {
        half.id: {"scope": "variant/BF16"},
        eight.id: {"scope": "variant/FP8; statistic/peak", "self_reported": True},
        faster.id: {
            "comparand": TPU.label,
            "comparand_id": TPU.id,
            "comparison": "lowerThan",
            "factor": "30 %",
        },
    }
    names = {name for facts in wanted.values() for name in facts}

    def told(facts: Mapping[str, object]) -> dict[str, object]:
        return {name: value for name, value in facts.items() if name in names and value}

    def own(claim: Claim) -> bool:
        return claim is eight

    read = nx.read_graphml(BytesIO(graphml(kg, DOCUMENTS, own)), force_multigraph=True)
    drawn = nx.read_gexf(BytesIO(gexf(kg, DOCUMENTS, own)), version="1.3")
    elements = json.loads(cytoscape(kg, DOCUMENTS, own))["elements"]["edges"]
    rows = csv.DictReader(StringIO(claims_csv(kg, DOCUMENTS, own).decode(), newline=""))
    for edges in (
        [facts for *_, facts in read.edges(data=True)],
        [facts for *_, facts in drawn.edges(data=True)],
        [edge["data"] for edge in elements],
    ):
        assert {e["claim"]: told(e) for e in edges if "claim" in e} == wanted
    written = {id_: {k: _cell(v) for k, v in facts.items()} for id_, facts in wanted.items()}
    assert {row["id"]: told(row) for row in rows} == written


def _cell(value: object) -> str:
    return "true" if value is True else str(value)


def test_without_documents_there_are_no_quotes() -> None:
    """The words a claim rests on are left out, not made up."""
    for form in FORMATS.values():
        assert SHEET.text[:20].encode() in form.write(KG, DOCUMENTS, lambda _: False)
        assert SHEET.text[:20].encode() not in form.write(KG, (), lambda _: False)


def test_awkward_characters() -> None:
    """Markup, quotes, line ends and control characters open everywhere."""
    words = 'a <b> & "c"\n\x00\x0b, d;\te\u2028f'
    document = Document("d", words, words)
    claim = Claim(TRAINING, "states", Text(words), Span("d", 0, len(words)), "hand")
    kg = KnowledgeGraph.of([claim], ONTOLOGY)
    clean = words.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")
    graph = nx.read_graphml(BytesIO(graphml(kg, [document])))
    assert graph.nodes[f"{claim.id}-v"]["label"] == clean
    assert nx.read_gexf(BytesIO(gexf(kg, [document])), version="1.3").number_of_edges() == 1
    row = next(csv.DictReader(StringIO(claims_csv(kg, [document]).decode(), newline="")))
    assert row["quote"] == clean
