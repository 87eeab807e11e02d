"""An endpoint's address and source in, its SPARQL 1.1 Service Description out."""

from collections.abc import Iterator, Mapping

from rdflib import RDF, Graph, Namespace, URIRef

from kg.export.rdf import serialise
from kg.sparql.source import TRIPLES, Source

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")

DESCRIPTIONS: Mapping[str, tuple[str, ...]] = TRIPLES
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML"),
)


def description(address: str, source: Source, syntax: str) -> bytes:
    """What can be asked of the endpoint at `address`, as RDF in one of `DESCRIPTIONS`."""
    graph = Graph(bind_namespaces="none")
    graph.bind("sd", SD)
    graph.bind("formats", FORMATS)
    graph += _service(URIRef(address), source)
    return serialise(graph, syntax)


def _service(node: URIRef, source: Source) -> Iterator[tuple[URIRef, URIRef, URIRef]]:
    dataset, default = URIRef(f"{node}#dataset"), URIRef(f"{node}#default")
    yield node, RDF.type, SD.Service
    yield node, SD.endpoint, node
    yield node, SD.supportedLanguage, SD.SPARQL11Query
    yield node, SD.feature, SD.UnionDefaultGraph
    for name in _RESULTS:
        yield node, SD.resultFormat, FORMATS[name]
    yield node, SD.defaultDataset, dataset
    yield node, SD.availableGraphs, dataset
    yield dataset, RDF.type, SD.Dataset
    yield dataset, RDF.type, SD.GraphCollection
    yield dataset, SD.defaultGraph, default
    yield default, RDF.type, SD.Graph
    for number, iri in enumerate(sorted(source.graphs)):
        named, graph = URIRef(f"{node}#named-{number}"), URIRef(f"{node}#graph-{number}")
        yield dataset, SD.namedGraph, named
        yield named, RDF.type, SD.NamedGraph
        yield named, SD.name, URIRef(iri)
        yield named, SD.graph, graph
        yield graph, RDF.type, SD.Graph
