"""What an export is and where it can be had in, as VoID and DCAT; and how much of what it holds.

The description is part of every export. The figures are not: they would change with any document,
where each line of an export is to stay as long as what it says.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from rdflib import RDF, XSD, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.export.triples import DCAT, DCTERMS, OA, PROV, QUDT, SCHEMA, VOID, Base, Triple, label, text

Statement = tuple[Node, Node, Node]

SKOS_VOCABULARY = "http://www.w3.org/2004/02/skos/core#"
FORMATS = Namespace("http://www.w3.org/ns/formats/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")

# What the graph can be had in: the name that `?format=` takes, its media type and W3C's IRI for it.
_DUMPS: Mapping[str, tuple[str, URIRef | None]] = {
    "turtle": ("text/turtle", FORMATS.Turtle),
    "trig": ("application/trig", FORMATS.TriG),
    "nquads": ("application/n-quads", FORMATS["N-Quads"]),
    "ntriples": ("application/n-triples", FORMATS["N-Triples"]),
    "json-ld": ("application/ld+json", FORMATS["JSON-LD"]),
    "rdfxml": ("application/rdf+xml", FORMATS["RDF_XML"]),
}
_IANA = "https://www.iana.org/assignments/media-types/"
_TITLE = "Phasebook: what the documents say about AI training and inference"
_DESCRIPTION = "Claims with the exact words they rest on, and what they are about."


def described(base: Base, documents: Iterable[str]) -> Iterator[Triple]:
    """What the dataset is, and where it and its parts can be had.

    Args:
        base: Where its IRIs start.
        documents: Their ids.
    """
    node = base.thing("dataset")
    yield from _about(base, node)
    yield from _access(base, node)
    for id_ in documents:
        yield from _part(base, node, id_)


def figures(base: Base, triples: Collection[Statement]) -> Iterator[Triple]:
    """How many triples there are, and how many of each class and property."""
    node = base.thing("dataset")
    classes = Counter(str(value) for _, edge, value in triples if edge == RDF.type)
    properties = Counter(str(edge) for _, edge, _ in triples)
    yield node, VOID.triples, _count(len(triples))
    yield node, VOID.distinctSubjects, _count(len({subject for subject, _, _ in triples}))
    yield node, VOID.classes, _count(len(classes))
    yield node, VOID.properties, _count(len(properties))
    for class_, entities in classes.items():
        part = base.thing(f"dataset-class-{_short(class_)}")
        yield node, VOID.classPartition, part
        yield part, VOID["class"], URIRef(class_)
        yield part, VOID.entities, _count(entities)
    for edge, uses in properties.items():
        part = base.thing(f"dataset-property-{_short(edge)}")
        yield node, VOID.propertyPartition, part
        yield part, VOID.property, URIRef(edge)
        yield part, VOID.triples, _count(uses)


def _about(base: Base, node: URIRef) -> Iterator[Triple]:
    yield node, RDF.type, VOID.Dataset
    yield node, RDF.type, DCAT.Dataset
    yield node, DCTERMS.title, label(_TITLE)
    yield node, DCTERMS.description, label(_DESCRIPTION)
    yield node, DCTERMS.conformsTo, URIRef(f"{base.root}ns")
    yield node, FOAF.homepage, URIRef(base.root)
    yield node, VOID.uriSpace, text(base.root)
    yield node, VOID.exampleResource, base.thing("phase-training")
    for vocabulary in (SCHEMA, PROV, OA, QUDT, DCTERMS, SKOS_VOCABULARY, f"{base.root}ns#"):
        yield node, VOID.vocabulary, URIRef(str(vocabulary))


def _access(base: Base, node: URIRef) -> Iterator[Triple]:
    yield node, VOID.sparqlEndpoint, URIRef(f"{base.root}sparql")
    service = base.thing("dataset-sparql")
    yield service, RDF.type, DCAT.DataService
    yield service, DCTERMS.title, label("SPARQL endpoint")
    yield service, DCAT.endpointURL, URIRef(f"{base.root}sparql")
    yield service, DCAT.servesDataset, node
    for name, (media_type, iri) in _DUMPS.items():
        address = URIRef(f"{base.root}v1/graph?format={name}")
        distribution = base.thing(f"dataset-{name}")
        yield node, VOID.dataDump, address
        yield node, DCAT.distribution, distribution
        yield distribution, RDF.type, DCAT.Distribution
        yield distribution, DCTERMS.title, label(name)
        yield distribution, DCAT.downloadURL, address
        yield distribution, DCAT.mediaType, URIRef(_IANA + media_type)
        if iri is not None:
            yield node, VOID.feature, iri


def _part(base: Base, node: URIRef, document: str) -> Iterator[Triple]:
    """What one document says: a named graph."""
    part, source = base.graph(document), base.document(document)
    yield node, DCTERMS.source, source
    yield node, VOID.subset, part
    yield part, RDF.type, VOID.Dataset
    yield part, DCTERMS.source, source


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer, normalize=False)


def _short(iri: str) -> str:
    """A name for a term within this description: its vocabulary's and its own last part.

    >>> _short("http://www.w3.org/ns/prov#used"), _short("https://schema.org/name")
    ('prov-used', 'schema.org-name')
    """
    space, _, name = iri.replace("#", "/").rstrip("/").rpartition("/")
    return f"{space.rpartition('/')[2]}-{name}"
