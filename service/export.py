"""A knowledge base in, its whole graph as bytes out, in the format asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import InvalidInputError
from kg import interchange, rdf
from service.knowledge_base import KnowledgeBase


class UnknownFormatError(InvalidInputError):
    """A format that the graph cannot be exported in."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is called over HTTP and what it is good for."""

    media_type: str
    purpose: str


FORMATS: Mapping[str, Format] = {
    "turtle": Format("text/turtle", "RDF that people can read"),
    "ntriples": Format("application/n-triples", "RDF that compares line by line"),
    "json-ld": Format("application/ld+json", "RDF for JSON tools"),
    "rdfxml": Format("application/rdf+xml", "RDF for XML tools"),
    "graphml": Format("application/graphml+xml", "Gephi, yEd, NetworkX"),
    "cytoscape": Format("application/json", "Cytoscape and Cytoscape.js"),
}


def checked_format(name: str) -> str:
    """The name, if there is such a format."""
    if name not in FORMATS:
        what = f"no export format {name!r}"
        raise UnknownFormatError(what, "use one of " + ", ".join(FORMATS))
    return name


def exported(kb: KnowledgeBase, name: str) -> bytes:
    """Every concept and claim with its evidence, in one of `FORMATS`."""
    if name == "graphml":
        return interchange.graphml(kb.graph)
    if name == "cytoscape":
        return interchange.cytoscape(kb.graph)
    claims, documents = kb.graph.claims(), kb.documents()
    return rdf.serialise(rdf.to_rdf(claims, documents, kb.ontology), checked_format(name))
