"""Claims and documents in, RDF out: a graph or dataset, and its bytes in six syntaxes.

The bytes depend on the content alone: every writer gets sorted triples, and none makes up a blank
node, a time stamp or a prefix.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from corpus.document import Document
from corpus.errors import InvalidInputError
from kg.claim import Claim
from kg.export.catalogue import FOAF, described, figures
from kg.export.rewrite import rewritten
from kg.export.triples import (
    DCAT,
    DCTERMS,
    OA,
    PROV,
    QUDT,
    SCHEMA,
    UNIT,
    VOID,
    Base,
    Model,
    Triple,
)
from kg.ontology import BASE

if TYPE_CHECKING:
    from kg.ontology import Ontology

Statement = tuple[Node, Node, Node]
Graphs = Mapping[URIRef | None, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A way to write RDF.

    Attributes:
        media_type: Its registered name.
        suffix: How its files end.
        quads: Whether it holds named graphs.
        write: Sorted triples by graph (None: the default graph) and prefixes -> the text.
    """

    media_type: str
    suffix: str
    quads: bool
    write: Callable[[Graphs, Mapping[str, str]], str]


def to_rdf(
    claims: Iterable[Claim], documents: Iterable[Document], ontology: "Ontology", base: str = BASE
) -> Graph:
    """Everything in one graph.

    Raises:
        NotFoundError: Where a claim's document is not among those given.
        InvalidInputError: Where `base` is no absolute http(s) address that ends in "/".
    """
    model = Model(claims, documents, ontology, base)
    graph = Graph(bind_namespaces="none")
    bind(graph, base)
    for document in model.documents.values():
        graph += model.said_by(document)
    graph += model.shared()
    graph += described(model.base, model.documents)
    return graph


def to_dataset(
    claims: Iterable[Claim], documents: Iterable[Document], ontology: "Ontology", base: str = BASE
) -> Dataset:
    """What each document says in a graph of its own, what they share in the default graph.

    Raises:
        NotFoundError: Where a claim's document is not among those given.
        InvalidInputError: Where `base` is no absolute http(s) address that ends in "/".
    """
    model = Model(claims, documents, ontology, base)
    dataset = Dataset()
    bind(dataset, base)
    for document in model.documents.values():
        named = dataset.graph(model.base.graph(document.id))
        named += model.said_by(document)
    shared = dataset.default_graph
    shared += model.shared()
    shared += described(model.base, model.documents)
    return dataset


def serialise(graph: Graph, syntax: str) -> bytes:
    """A graph or dataset as the bytes of one of `SYNTAXES`.

    A dataset written in a syntax without named graphs becomes the union of its graphs.

    Raises:
        InvalidInputError: Where there is no such syntax.
    """
    chosen = SYNTAXES.get(syntax)
    if chosen is None:
        message = f"no RDF syntax {syntax!r}"
        raise InvalidInputError(message, "use one of " + ", ".join(SYNTAXES))
    graphs = _sorted(graph)
    if not chosen.quads:
        union = {triple for triples in graphs.values() for triple in triples}
        graphs = {None: tuple(sorted(union, key=_n3))}
    prefixes = {prefix: str(iri) for prefix, iri in sorted(graph.namespaces())}
    return chosen.write(graphs, _used(prefixes, graphs)).encode()


def tidied(data: bytes, syntax: str, base: str) -> bytes:
    """N-Triples, in whatever order, as one of `SYNTAXES`: sorted, with the prefixes they use."""
    lines = b"".join(sorted(set(data.splitlines(keepends=True))))
    if SYNTAXES[syntax].write is _lines:
        return lines
    used = {name: iri for name, iri in prefixes(base).items() if f"<{iri}".encode() in lines}
    return rewritten(lines, "ntriples", syntax, used)


def shapes(base: str = BASE) -> Graph:
    """The SHACL shapes that every export under `base` conforms to."""
    return Graph().parse(data=shapes_file(base), format="turtle")


def shapes_file(base: str = BASE) -> str:
    """The same as they are written, in Turtle."""
    written = (files("kg.export") / "shapes.ttl").read_text(encoding="utf-8")
    return written.replace(BASE, Base(base).root)


def vocabulary(base: str = BASE) -> Graph:
    """The terms of the exports and the words of the field: what is published at `/ns`."""
    root = Base(base).root
    graph = Graph(bind_namespaces="none")
    for source in (files("kg.export") / "terms.ttl", files("kg") / "ontology.ttl"):
        written = source.read_text(encoding="utf-8")
        graph.parse(data=written.replace(BASE, root), format="turtle")
    bind(graph, base)
    return graph


def sizes(graph: Graph, base: str = BASE) -> Graph:
    """The description of an export together with its figures: what is at `/.well-known/void`."""
    about = Graph(bind_namespaces="none")
    bind(about, base)
    dataset = Base(base).thing("dataset")
    about += ((s, p, o) for s, p, o in graph if str(s).startswith(str(dataset)))
    about += figures(Base(base), set(graph))
    return about


def graph_iri(base: str, document_id: str) -> URIRef:
    """The named graph of what a document says."""
    return Base(base).graph(document_id)


def bind(graph: Graph, base: str) -> None:
    """Have a graph written with the prefixes of the exports."""
    for prefix, iri in prefixes(base).items():
        graph.bind(prefix, URIRef(iri), replace=True)


def prefixes(base: str = BASE) -> dict[str, str]:
    """Those that the exports are written with."""
    root = Base(base).root
    own = {"id": root + "id/", "doc": root + "doc/", "kg": root + "ns#"}
    known = {"rdf": RDF, "rdfs": RDFS, "xsd": XSD, "skos": SKOS, "schema": SCHEMA, "prov": PROV}
    known |= {"oa": OA, "qudt": QUDT, "unit": UNIT, "dcterms": DCTERMS, "void": VOID, "dcat": DCAT}
    known |= {"foaf": FOAF, "owl": OWL}
    return own | {prefix: str(iri) for prefix, iri in known.items()}


def _used(prefixes: Mapping[str, str], graphs: Graphs) -> dict[str, str]:
    """The prefixes of which there is a term."""
    iris = {_iri(node) for triples in graphs.values() for triple in triples for node in triple}
    iris |= {str(name) for name in graphs if name}
    return {
        prefix: namespace
        for prefix, namespace in prefixes.items()
        if any(iri.startswith(namespace) for iri in iris)
    }


def _iri(node: Node) -> str:
    """The name of a node, or of a literal's type."""
    return str(node.datatype or "") if isinstance(node, Literal) else str(node)


def _sorted(graph: Graph) -> Graphs:
    if not isinstance(graph, Dataset):
        return {None: tuple(sorted(graph, key=_n3))}
    default = graph.default_graph.identifier
    found = {
        None if part.identifier == default else URIRef(str(part.identifier)): part
        for part in graph.graphs()
    }
    names = sorted(found, key=lambda name: (name is not None, str(name)))
    return {name: tuple(sorted(found[name], key=_n3)) for name in names}


def _n3(triple: Statement) -> tuple[str, str, str]:
    return _term(triple[0]), _term(triple[1]), _term(triple[2])


def _term(node: Node) -> str:
    """A node as N-Triples writes it, on one line."""
    if not isinstance(node, Literal):
        return node.n3()
    escaped = str(node).translate(_ESCAPES)
    if node.language:
        return f'"{escaped}"@{node.language}'
    return f'"{escaped}"' + (f"^^<{node.datatype}>" if node.datatype else "")


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def lines(triples: Iterable[Triple], graph: URIRef | None = None) -> list[str]:
    """Triples as sorted lines of N-Quads, each once."""
    return sorted({_line(triple, graph) for triple in triples})


def _lines(graphs: Graphs, _: Mapping[str, str]) -> str:
    found = (_line(triple, name) for name, triples in graphs.items() for triple in triples)
    return "".join(sorted(found))


def _turtle(graphs: Graphs, prefixes: Mapping[str, str]) -> str:
    return _rewritten(graphs, "turtle", prefixes)


def _trig(graphs: Graphs, prefixes: Mapping[str, str]) -> str:
    return _rewritten(graphs, "trig", prefixes)


def _rdfxml(graphs: Graphs, prefixes: Mapping[str, str]) -> str:
    return _rewritten(graphs, "rdfxml", prefixes)


def _rewritten(graphs: Graphs, syntax: str, prefixes: Mapping[str, str]) -> str:
    """Graph by graph, subject by subject, what it is before what is said of it."""
    lines = [
        _line(triple, name)
        for name, triples in graphs.items()
        for _, about in groupby(triples, key=lambda triple: triple[0])
        for triple in sorted(about, key=lambda triple: triple[1] != RDF.type)
    ]
    return rewritten("".join(lines).encode(), "nquads", syntax, prefixes).decode()


def _line(triple: Statement, graph: URIRef | None) -> str:
    return " ".join((*_n3(triple), *([_term(graph)] if graph else []), ".\n"))


def _json_ld(graphs: Graphs, prefixes: Mapping[str, str]) -> str:
    """Flattened and compacted by prefix; rdflib's own writer orders nodes by hash.

    Numbers stay strings with their datatype: JSON's would round 3 x 10^25.
    """
    nodes: list[dict[str, object]] = []
    for name, triples in graphs.items():
        inside = list(_json_nodes(triples, prefixes))
        nodes += [{"@id": _compact(name, prefixes), "@graph": inside}] if name else inside
    body = json.dumps(nodes, ensure_ascii=False, indent=1)
    used = {prefix: iri for prefix, iri in prefixes.items() if f'"{prefix}:' in body}
    return f'{{"@context": {json.dumps(used, indent=1)},\n"@graph": {body}}}\n'


def _json_nodes(
    triples: Iterable[Statement], prefixes: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    for subject, about in groupby(triples, key=lambda triple: triple[0]):
        node: defaultdict[str, list[object]] = defaultdict(list)
        for _, predicate, value in about:
            if predicate == RDF.type:
                node["@type"].append(_compact(value, prefixes))
            else:
                node[_compact(predicate, prefixes)].append(_json_value(value, prefixes))
        yield {"@id": _compact(subject, prefixes), **node}


def _json_value(node: Node, prefixes: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(node, Literal):
        return {"@id": _compact(node, prefixes)}
    value = {"@value": str(node)}
    if node.language:
        value["@language"] = node.language
    elif node.datatype:
        value["@type"] = _compact(node.datatype, prefixes)
    return value


def _compact(node: Node, prefixes: Mapping[str, str]) -> str:
    iri = str(node) if isinstance(node, URIRef) else node.n3()
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and not iri.startswith(f"{namespace}//"):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


SYNTAXES: Mapping[str, Syntax] = {
    "turtle": Syntax("text/turtle", ".ttl", quads=False, write=_turtle),
    "trig": Syntax("application/trig", ".trig", quads=True, write=_trig),
    "nquads": Syntax("application/n-quads", ".nq", quads=True, write=_lines),
    "ntriples": Syntax("application/n-triples", ".nt", quads=False, write=_lines),
    "json-ld": Syntax("application/ld+json", ".jsonld", quads=True, write=_json_ld),
    "rdfxml": Syntax("application/rdf+xml", ".rdf", quads=False, write=_rdfxml),
}
