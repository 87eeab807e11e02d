"""RDF in, what does not conform to the shapes out (pySHACL)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph
from rdflib.term import Node

from kg.export.rdf import shapes
from kg.ontology import BASE

_WHERE = re.compile(r" on \S+->.*", re.DOTALL)  # the message repeats node and path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that does not conform.

    Attributes:
        node: The node at fault, abbreviated.
        path: The property at fault; empty where it is the node itself.
        value: The value at fault; empty where one is missing.
        message: What is wrong.
        rule: What the shape asks for, in words.
    """

    node: str
    path: str
    value: str
    message: str
    rule: str


def faults(graph: Graph, base: str = BASE) -> list[Fault]:
    """What in `graph` does not conform to the shapes of an export under `base`, in order."""
    import pyshacl  # noqa: PLC0415 - heavy

    wanted = shapes(base)
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=wanted, advanced=True)
    if conforms:
        return []
    if not isinstance(report, Graph):
        return [Fault("", "", "", str(report), "the validator could not finish")]
    return sorted(set(_read(report, graph, wanted)))


def _read(report: Graph, graph: Graph, wanted: Graph) -> Iterator[Fault]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield Fault(
            _short(report.value(result, SH.focusNode), graph),
            _path(report.value(result, SH.resultPath), graph),
            _short(report.value(result, SH.value), graph),
            _WHERE.sub("", str(report.value(result, SH.resultMessage) or "")),
            _rule(report.value(result, SH.sourceShape), wanted),
        )


def _rule(shape: Node | None, wanted: Graph) -> str:
    """What the shape, or the one it belongs to, says of itself."""
    while shape is not None:
        comment = wanted.value(shape, RDFS.comment)
        if comment is not None:
            return str(comment)
        shape = wanted.value(None, SH.property, shape)
    return ""


def _path(node: Node | None, graph: Graph) -> str:
    """The property; a path of several is told by the rule."""
    return "" if isinstance(node, BNode) else _short(node, graph)


def _short(node: Node | None, graph: Graph) -> str:
    if node is None:
        return ""
    name = graph.value(node, SKOS.prefLabel)
    short = node.n3(graph.namespace_manager)
    return f"{short} ({name})" if name else short
