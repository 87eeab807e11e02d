"""A graph in, files for graph and table tools out: GraphML, GEXF, Cytoscape JSON and CSV.

In the graph formats every claim is an edge. A value that is no concept becomes a node of type
"quantity" or "text", so nothing the documents say is left out. These formats hold plain values
only: what is not known is left out, never written as an empty or "None".
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from xml.etree import ElementTree as ET

from corpus.document import Document
from kg.claim import Claim, Concept, Quantity
from kg.export.characters import storable
from kg.graph import ONTOLOGY_RULE, KnowledgeGraph

Row = Mapping[str, str | int | float | bool]
Firsthand = Callable[[Claim], bool]  # whether a publisher speaks of itself or its own product

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_XML_TYPES = {bool: "boolean", int: "int", float: "double", str: "string"}
_GEXF_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}

_COLUMNS = (
    *("id", "subject_id", "subject", "subject_type", "predicate", "object_id", "object"),
    *("object_type", "minimum", "maximum", "unit", "phase", "hedge", "attribution", "time"),
    *("negated", "scope", "comparand_id", "comparand", "comparison", "factor", "self_reported"),
    *("document", "start", "end", "quote", "rule"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A concept or value with what is known of it."""

    id: str
    data: Row


@dataclass(frozen=True, slots=True)
class Edge:
    """A claim or a link of the ontology with what is known of it."""

    id: str
    source: str
    target: str
    data: Row


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, how its files end, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[KnowledgeGraph, Iterable[Document], Firsthand], bytes]


def _unknown(_: Claim) -> bool:
    return False


def graphml(
    kg: KnowledgeGraph, documents: Iterable[Document] = (), firsthand: Firsthand = _unknown
) -> bytes:
    """GraphML, for igraph, NetworkX, yEd and Gephi; an edge's `relation` is what it states."""
    nodes, edges = _flatten(kg, documents, firsthand)
    root = ET.Element("graphml", {"xmlns": _GRAPHML})
    for domain, items in (("node", nodes), ("edge", edges)):
        for name, kind in _attributes(items).items():
            names = {"attr.name": name, "attr.type": _XML_TYPES[kind]}
            ET.SubElement(root, "key", {"id": f"{domain}-{name}", "for": domain, **names})
    graph = ET.SubElement(root, "graph", {"edgedefault": "directed"})
    for node in nodes:
        _graphml_data(ET.SubElement(graph, "node", {"id": node.id}), node.data)
    for edge in edges:
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        _graphml_data(ET.SubElement(graph, "edge", ends), edge.data)
    return _xml(root)


def gexf(
    kg: KnowledgeGraph, documents: Iterable[Document] = (), firsthand: Firsthand = _unknown
) -> bytes:
    """GEXF 1.3, for Gephi; an edge is labelled with what it states."""
    nodes, edges = _flatten(kg, documents, firsthand)
    root = ET.Element("gexf", {"xmlns": _GEXF, "version": "1.3"})
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    for domain, items in (("node", nodes), ("edge", edges)):
        declared = ET.SubElement(graph, "attributes", {"class": domain, "mode": "static"})
        for name, kind in _attributes(items).items():
            titled = {"id": f"{domain}-{name}", "title": name, "type": _GEXF_TYPES[kind]}
            ET.SubElement(declared, "attribute", titled)
    drawn = ET.SubElement(graph, "nodes")
    for node in nodes:
        named = {"id": node.id, "label": str(node.data["label"])}
        _gexf_data(ET.SubElement(drawn, "node", named), "node", node.data)
    drawn = ET.SubElement(graph, "edges")
    for edge in edges:
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        named = ends | {"label": str(edge.data["relation"])}
        _gexf_data(ET.SubElement(drawn, "edge", named), "edge", edge.data)
    return _xml(root)


def cytoscape(
    kg: KnowledgeGraph, documents: Iterable[Document] = (), firsthand: Firsthand = _unknown
) -> bytes:
    """The `elements` JSON of Cytoscape and Cytoscape.js."""
    nodes, edges = _flatten(kg, documents, firsthand)
    elements = {
        "nodes": [{"data": {"id": node.id, **node.data}} for node in nodes],
        "edges": [
            {"data": {"id": edge.id, "source": edge.source, "target": edge.target, **edge.data}}
            for edge in edges
        ],
    }
    return json.dumps({"elements": elements}, ensure_ascii=False, indent=1).encode() + b"\n"


def claims_csv(
    kg: KnowledgeGraph, documents: Iterable[Document] = (), firsthand: Firsthand = _unknown
) -> bytes:
    """One claim a line (RFC 4180), with the words it rests on."""
    texts = {document.id: document.text for document in documents}
    stream = StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, restval="")
    writer.writeheader()
    for claim in kg.claims():
        subject = claim.subject
        named = {"subject_id": subject.id, "subject": subject.label, "subject_type": subject.type}
        evidence = {
            "id": claim.id,
            "predicate": claim.predicate,
            **_evidence(claim, texts, firsthand),
        }
        evidence.pop("claim")
        evidence.pop("relation")
        cells = {**named, **_csv_object(claim), **evidence}
        writer.writerow({name: _written(value) for name, value in cells.items()})
    return stream.getvalue().encode()


FORMATS: Mapping[str, Format] = {
    "graphml": Format("application/graphml+xml", ".graphml", graphml),
    "gexf": Format("application/gexf+xml", ".gexf", gexf),
    "cytoscape": Format("application/json", ".cyjs", cytoscape),
    "csv": Format("text/csv", ".csv", claims_csv),
}


def _flatten(
    kg: KnowledgeGraph, documents: Iterable[Document], firsthand: Firsthand
) -> tuple[list[Node], list[Edge]]:
    texts = {document.id: document.text for document in documents}
    concepts = [
        Node(concept.id, {"label": storable(concept.label), "type": concept.type})
        for concept in sorted(kg.concepts())
    ]
    values = [Node(_target(claim), row) for claim in kg.claims() if (row := _value(claim))]
    edges = [
        Edge(claim.id, claim.subject.id, _target(claim), _evidence(claim, texts, firsthand))
        for claim in kg.claims()
    ]
    return concepts + values, edges + list(_ontology_edges(kg))


def _ontology_edges(kg: KnowledgeGraph) -> Iterator[Edge]:
    for link in sorted(kg.vocabulary_links, key=lambda link: (link.source, link.target)):
        name = f"{ONTOLOGY_RULE}-{link.source}-{link.predicate}-{link.target}"
        said = {"relation": link.predicate, "rule": ONTOLOGY_RULE}
        yield Edge(name, link.source, link.target, said)


def _target(claim: Claim) -> str:
    return claim.object.id if isinstance(claim.object, Concept) else f"{claim.id}-v"


def _value(claim: Claim) -> Row | None:
    """The data of the node that stands for an object; None where that is a concept."""
    match claim.object:
        case Concept():
            return None
        case Quantity() as value:
            bounds = {"minimum": value.minimum, "maximum": value.maximum}
            row = {name: float(bound) for name, bound in bounds.items() if bound is not None}
            unit = {"unit": value.unit} if value.unit else {}
            return {"label": storable(value.text), "type": "quantity", **row, **unit}
        case value:
            return {"label": storable(value.text), "type": "text"}


def _evidence(
    claim: Claim, texts: Mapping[str, str], firsthand: Firsthand
) -> dict[str, str | int | float | bool]:
    source = claim.source
    text = texts.get(source.document)
    hedge = claim.object.hedge if isinstance(claim.object, Quantity) else None
    written = {
        "quote": None if text is None else source.of(text),
        "phase": claim.phase,
        "hedge": claim.hedge or hedge,
        "attribution": claim.attribution,
        "time": claim.time,
        "scope": "; ".join(claim.scope) or None,
        "comparand_id": claim.comparand.id if claim.comparand else None,
        "comparand": claim.comparand.label if claim.comparand else None,
        "comparison": claim.relation,
        "factor": claim.factor.text if claim.factor else None,
    }
    return {
        "claim": claim.id,
        "relation": claim.predicate,
        "rule": claim.rule,
        "negated": claim.negated,
        **({"self_reported": True} if firsthand(claim) else {}),
        "document": source.document,
        "start": source.start,
        "end": source.end,
        **{name: storable(value) for name, value in written.items() if value is not None},
    }


def _csv_object(claim: Claim) -> Row:
    match claim.object:
        case Concept() as value:
            return {"object_id": value.id, "object": value.label, "object_type": value.type}
        case Quantity() as value:
            bounds = {"minimum": value.minimum, "maximum": value.maximum}
            written = {name: f"{bound:f}" for name, bound in bounds.items() if bound is not None}
            unit = {"unit": value.unit} if value.unit else {}
            return {"object": value.text, "object_type": "quantity", **written, **unit}
        case value:
            return {"object": value.text, "object_type": "text"}


def _attributes(items: Iterable[Node | Edge]) -> dict[str, type]:
    """Every attribute that occurs, with its type, ordered by name."""
    found = {name: type(value) for item in items for name, value in item.data.items()}
    return dict(sorted(found.items()))


def _graphml_data(element: ET.Element, row: Row) -> None:
    for name, value in row.items():
        ET.SubElement(element, "data", {"key": f"{element.tag}-{name}"}).text = _written(value)


def _gexf_data(element: ET.Element, domain: str, row: Row) -> None:
    values = ET.SubElement(element, "attvalues")
    for name, value in row.items():
        ET.SubElement(values, "attvalue", {"for": f"{domain}-{name}", "value": _written(value)})


def _written(value: str | float | bool) -> str:  # noqa: FBT001 - a cell of a table, not a switch
    return str(value).lower() if isinstance(value, bool) else str(value)


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
