"""What an endpoint serves: quads, the names of their graphs, and prefixes to write them with."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset to be queried.

    Attributes:
        quads: N-Quads.
        graphs: The IRIs of its named graphs, the empty ones too.
        prefixes: What results in RDF are abbreviated with.
    """

    quads: bytes
    graphs: frozenset[str]
    prefixes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the protocol hands it over.

    Attributes:
        text: SPARQL.
        base: What relative IRIs are relative to: the endpoint.
        default_graphs: The graphs to merge as the default graph, by the protocol.
        named_graphs: The named graphs to look in, by the protocol.
        results: How to write solutions or a boolean; None where the client takes none of these.
        triples: How to write a graph; None where the client takes none of these.
    """

    text: str
    base: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    results: str | None = "json"
    triples: str | None = "turtle"


# What a result can be written as -> its media types, the registered one first.
RESULTS: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
TRIPLES: Mapping[str, tuple[str, ...]] = {
    "turtle": ("text/turtle", "application/x-turtle", "application/turtle"),
    "ntriples": ("application/n-triples", "text/plain"),
    "json-ld": ("application/ld+json", "application/json"),
    "rdfxml": ("application/rdf+xml", "application/xml", "text/xml"),
    "nquads": ("application/n-quads",),
    "trig": ("application/trig",),
}
