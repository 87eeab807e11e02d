"""A knowledge base in, its whole graph as bytes out, in the format asked for."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from corpus.errors import InvalidInputError
from kg.export import interchange, rdf
from kg.sparql.source import Source

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

    from service.knowledge_base import KnowledgeBase

QUADS = {"trig", "nquads"}  # a named graph a document; JSON-LD readers expect one graph

# Format -> media type; Turtle leads, as the one to give where a client does not care.
FORMATS: Mapping[str, str] = {
    **{name: syntax.media_type for name, syntax in rdf.SYNTAXES.items()},
    **{name: form.media_type for name, form in interchange.FORMATS.items()},
}


class UnknownFormatError(InvalidInputError):
    """A format that the graph cannot be exported in."""


def checked_format(name: str) -> str:
    """The name, if there is such a format."""
    if name not in FORMATS:
        what = f"no export format {name!r}"
        raise UnknownFormatError(what, "use one of " + ", ".join(FORMATS))
    return name


def exported(kb: "KnowledgeBase", name: str, base: str) -> bytes:
    """Every concept and claim with its evidence, in one of `FORMATS`, its IRIs under `base`."""
    if name in interchange.FORMATS:
        return interchange.FORMATS[name].write(kb.graph, kb.documents())
    graph = dataset(kb, base) if name in QUADS else merged(kb, base)
    return rdf.serialise(graph, checked_format(name))


def merged(kb: "KnowledgeBase", base: str) -> "Graph":
    """Everything in one graph."""
    return rdf.to_rdf(kb.graph.claims(), kb.documents(), kb.ontology, base)


def dataset(kb: "KnowledgeBase", base: str) -> "Dataset":
    """What each document says in a graph of its own."""
    return rdf.to_dataset(kb.graph.claims(), kb.documents(), kb.ontology, base)


def source(kb: "KnowledgeBase", base: str) -> Source:
    """The same, to be queried."""
    quads = dataset(kb, base)
    return Source(
        quads=rdf.serialise(quads, "nquads"),
        graphs=frozenset(str(rdf.graph_iri(base, document.id)) for document in kb.documents()),
        prefixes={prefix: str(iri) for prefix, iri in quads.namespaces()},
    )
