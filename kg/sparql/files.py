"""RDF files in, what an endpoint serves out: a named graph a file."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from corpus.errors import UnreadableError
from kg.export.syntaxes import SYNTAXES
from kg.sparql.source import Source

# How a file is read, by its suffix.
READERS: Mapping[str, str] = {
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".trig": "trig",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "rdfxml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
}


def read_files(files: Iterable[str], base: str) -> Source:
    """The triples of each file in a graph of its own; quads keep the graph they name.

    Args:
        files: Paths, each alone or as IRI=PATH to name its graph.
        base: A graph without such a name is called this and the file's name.

    Raises:
        UnreadableError: A file that is missing, of no known suffix, or broken.
    """
    lines: list[bytes] = []
    graphs: set[str] = set()
    for place, file in enumerate(files):
        iri, path = _named(file, base)
        quads = list(_parsed(path, iri, place))
        names = (quad.graph_name for quad in quads)
        graphs |= {iri, *(name.value for name in names if isinstance(name, ox.NamedNode))}
        lines.append(ox.serialize(quads, format=SYNTAXES["nquads"]) or b"")
    return Source(b"".join(lines), frozenset(graphs), {})


def union(source: Source) -> bytes:
    """The triples of all graphs as N-Triples."""
    quads = ox.parse(source.quads, format=SYNTAXES["nquads"])
    triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return ox.serialize(triples, format=SYNTAXES["ntriples"]) or b""


def _named(file: str, base: str) -> tuple[str, Path]:
    """The graph's IRI and the path."""
    iri, _, path = file.rpartition("=")
    if iri and ":" in iri and not Path(file).exists():
        return iri, Path(path)
    return base + quote(Path(file).name), Path(file)


def _parsed(path: Path, iri: str, place: int) -> Iterable[ox.Quad]:
    syntax = READERS.get(path.suffix.lower())
    if syntax is None:
        what = f"{str(path)!r} has no suffix of RDF"
        raise UnreadableError(what, "use one of " + ", ".join(READERS))
    try:
        parser = ox.parse(path.read_bytes(), format=SYNTAXES[syntax], base_iri=iri)
        for quad in parser:
            graph = quad.graph_name
            if isinstance(graph, ox.DefaultGraph):
                graph = ox.NamedNode(iri)
            yield _apart(quad, place, graph)
    except (OSError, SyntaxError, ValueError) as error:
        what = f"{str(path)!r} cannot be read ({error})"
        raise UnreadableError(what, "check the file and its suffix") from error


def _apart(quad: ox.Quad, place: int, graph: ox.NamedNode | ox.BlankNode) -> ox.Quad:
    """A statement whose blank nodes have names that no other file uses."""
    subject, value = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.BlankNode(f"f{place}{subject.value}")
    if isinstance(value, ox.BlankNode):
        value = ox.BlankNode(f"f{place}{value.value}")
    return ox.Quad(subject, quad.predicate, value, graph)
