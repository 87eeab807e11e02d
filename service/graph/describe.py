"""An IRI of the graph in, what is known of it out: as RDF, or as facts to be shown."""

import json
from dataclasses import dataclass

from rdflib import URIRef

from corpus.errors import NotFoundError
from kg.export.rdf import tidied
from kg.export.triples import Base
from kg.sparql.pool import Pool
from kg.sparql.source import Query

_PREFIXES = """
PREFIX kg: <{ns}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_KNOWN = "ASK { <{iri}> ?edge ?value }"
_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <{iri}> { ?s ?p ?o } }"
# The claims that a thing is subject, value or phase of, or that a document makes.
_CLAIMS = """
    { BIND ( <{iri}> AS ?claim ) ?claim kg:rule ?rule }
    UNION { ?claim kg:subject <{iri}> } UNION { ?claim kg:value <{iri}> }
    UNION { ?claim prov:wasDerivedFrom/oa:hasSource <{iri}> }
    UNION { ?claim prov:wasDerivedFrom <{iri}> }
"""
# The thing itself; its claims with their quantities, passages and quotes; the names of all.
_DATA = """
CONSTRUCT { ?s ?p ?o . ?o ?naming ?name } WHERE {
    { SELECT DISTINCT ?s WHERE {
        { BIND ( <{iri}> AS ?s ) }
        UNION { <{iri}> oa:hasSelector ?s }
        UNION { { SELECT DISTINCT ?claim WHERE { {claims} } }
            ?claim ( ( kg:value | kg:factor | prov:wasDerivedFrom/oa:hasSelector? )? ) ?s
            FILTER NOT EXISTS { ?s skos:prefLabel ?other } }
    } }
    ?s ?p ?o
    OPTIONAL { ?o ?naming ?name
        FILTER ( isIRI(?o) && ?naming IN ( skos:prefLabel, rdfs:label, schema:name ) ) }
}
"""
_PROPERTIES = """
SELECT DISTINCT ?edge ?value ?name WHERE {
    <{iri}> ?edge ?value
    OPTIONAL { ?value skos:prefLabel | rdfs:label | schema:name ?name }
} ORDER BY ?edge ?name ?value
"""
_FACTS = """
SELECT DISTINCT ?claim ?subject ?subjectName ?predicate ?predicateName ?value ?valueName ?phaseName
    ?hedge ?by ?time ?negated ?quote ?document ?title ?start
WHERE {
    { SELECT DISTINCT ?claim WHERE { {claims} } }
    ?claim kg:subject ?subject ; kg:predicate ?predicate ; kg:value ?value ;
        prov:wasDerivedFrom ?passage .
    ?subject skos:prefLabel ?subjectName .
    ?predicate rdfs:label ?predicateName .
    ?passage oa:hasSource ?document ;
        oa:hasSelector/oa:exact ?quote ; oa:hasSelector/oa:start ?start .
    ?document schema:name ?title
    OPTIONAL { ?value skos:prefLabel | kg:asWritten ?valueName }
    OPTIONAL { ?claim kg:phase/skos:prefLabel ?phaseName }
    OPTIONAL { ?claim kg:hedge ?hedge }
    OPTIONAL { ?claim kg:attributedTo/skos:prefLabel ?by }
    OPTIONAL { ?claim kg:time ?time }
    OPTIONAL { ?claim kg:negated ?negated }
} ORDER BY ?subjectName ?predicateName ?title ?start ?claim
"""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a thing.

    Attributes:
        iri: Its name.
        properties: What it is and has: edge, value, and the value's name where it has one.
        facts: The claims about it, or the claim that it is, or those that the document makes.
    """

    iri: str
    properties: tuple[Row, ...]
    facts: tuple[Row, ...]


class Describer:
    """Looks things up in what an endpoint serves."""

    def __init__(self, pool: Pool, base: Base) -> None:
        self.base = base
        self._pool = pool

    def named(self, name: str) -> URIRef:
        """The IRI of a page or file: a document's where there is one, else a thing's.

        Raises:
            NotFoundError: Where nothing is known of either.
        """
        if name.startswith("doc/") and self._is_known(self.base.document(name[4:])):
            return self.base.document(name[4:])
        self.check(self.base.thing(name))
        return self.base.thing(name)

    def check(self, iri: URIRef) -> None:
        """Pass what something is known of.

        Raises:
            NotFoundError: Nothing is.
        """
        if not self._is_known(iri):
            what = f"nothing is known of <{iri}>"
            raise NotFoundError(what, "look for it among the concepts, by a part of its name")

    def of(self, iri: URIRef) -> Described:
        """What is known of a thing, to be shown."""
        return Described(str(iri), self._rows(_PROPERTIES, iri), self._rows(_FACTS, iri))

    def data(self, iri: URIRef, syntax: str) -> bytes:
        """What is known of a thing, as RDF."""
        return self._data(_DATA, iri, syntax)

    def graph(self, iri: URIRef, syntax: str) -> bytes:
        """A named graph."""
        return self._data(_GRAPH, iri, syntax)

    def _is_known(self, iri: URIRef) -> bool:
        return bool(json.loads(self._run(_KNOWN, iri))["boolean"])

    def _rows(self, query: str, iri: URIRef) -> tuple[Row, ...]:
        found = json.loads(self._run(query, iri))["results"]["bindings"]
        return tuple({name: term["value"] for name, term in row.items()} for row in found)

    def _data(self, query: str, iri: URIRef, syntax: str) -> bytes:
        """The engine gives triples in another order each time; they are sorted here."""
        return tidied(self._run(query, iri), syntax, self.base.root)

    def _run(self, query: str, iri: URIRef) -> bytes:
        text = _PREFIXES + query.replace("{claims}", _CLAIMS)
        text = text.replace("{iri}", str(iri)).replace("{ns}", str(self.base.term("")))
        return self._pool.run(Query(text, self.base.root, triples="ntriples")).read()
