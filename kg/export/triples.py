"""Claims and documents in, RDF triples out: the model that `docs/rdf.md` teaches.

A claim is a statement node with PROV-O provenance, a Web Annotation span and a QUDT value. Every
node is named by an IRI, so that two exports can be compared line by line.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import quote

from rdflib import RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef

from corpus.document import Document
from corpus.errors import InvalidInputError, NotFoundError
from kg.claim import MAKERS, Claim, Concept, Object, Quantity
from kg.export.characters import storable
from kg.identity import bounded, concepts_of, fold, place, said

if TYPE_CHECKING:
    from kg.ontology import Ontology

Triple = tuple[URIRef, URIRef, URIRef | Literal]

SCHEMA = Namespace("https://schema.org/")
PROV = Namespace("http://www.w3.org/ns/prov#")
OA = Namespace("http://www.w3.org/ns/oa#")
QUDT = Namespace("http://qudt.org/schema/qudt/")
UNIT = Namespace("http://qudt.org/vocab/unit/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")

_CLASS_OF_TYPE = {
    "phase": "Phase",
    "hardware": "HardwareModel",  # a name that the ontology lacks is a product's, not a class's
    "cost": "CostItem",
    "vendor": "Vendor",
    "organization": "Organization",
    "technique": "Technique",
    "metric": "Metric",
    "model": "Model",
}
_STANDING = {
    "HardwareModel": SCHEMA.ProductModel,
    "Model": SCHEMA.SoftwareApplication,
    "Vendor": SCHEMA.Organization,
    "Organization": SCHEMA.Organization,
}


@dataclass(frozen=True, slots=True)
class Base:
    """The IRIs of things, documents, graphs and terms under one configurable root.

    >>> Base("https://phasebook.example/").thing("hw-gpu-x")
    rdflib.term.URIRef('https://phasebook.example/id/hw-gpu-x')
    """

    root: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", self.root):
            message = f"the base {self.root!r} makes no IRIs"
            raise InvalidInputError(message, "give an absolute http(s) address that ends in '/'")

    def thing(self, name: str) -> URIRef:
        """A concept, claim, passage or agent."""
        return URIRef(f"{self.root}id/{quote(name, safe='')}")

    def document(self, name: str) -> URIRef:
        """A source document."""
        return URIRef(f"{self.root}doc/{quote(name, safe='')}")

    def graph(self, name: str) -> URIRef:
        """The named graph of what a document says."""
        return URIRef(f"{self.root}graph/{quote(name, safe='')}")

    def term(self, name: str) -> URIRef:
        """A class or property."""
        return URIRef(f"{self.root}ns#{quote(name, safe='')}")


@dataclass(frozen=True, slots=True)
class Used:
    """What claims and documents speak of that others may speak of, too.

    Attributes:
        concepts: By id.
        predicates: Ids of properties.
        units: As they are written.
        cited: Names of those that claims or documents are attributed to.
        publishers: Names of those that are publishers.
    """

    concepts: dict[str, Concept] = field(default_factory=dict)
    predicates: set[str] = field(default_factory=set)
    units: set[str | None] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    publishers: set[str] = field(default_factory=set)

    def add(self, other: "Used") -> None:
        """Take in what others speak of; a concept that is known stays as it is."""
        self.concepts.update({**other.concepts, **self.concepts})
        self.predicates.update(other.predicates)
        self.units.update(other.units)
        self.cited.update(other.cited)
        self.publishers.update(other.publishers)


class Model:
    """The triples of a set of claims, apart by document and shared.

    Raises:
        NotFoundError: Where a claim's document is not among those given.
        InvalidInputError: Where the base makes no IRIs.
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        documents: Iterable[Document],
        ontology: "Ontology",
        base: str,
        agents: Mapping[str, str] | None = None,
    ) -> None:
        """Take claims, or some of them.

        Args:
            claims: What is said.
            documents: By which documents.
            ontology: The vocabulary.
            base: Where IRIs start.
            agents: What `agents_of` gives of all concepts, where these claims are only some.
        """
        self.base = Base(base)
        self._ontology = ontology
        self.documents = {document.id: document for document in documents}
        self._digests = {document.id: document.sha256 for document in self.documents.values()}
        self._claims = sorted({claim.id: claim for claim in claims}.values(), key=place)
        self._by_document: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in self._claims:
            self._by_document[self._source(claim).id].append(claim)
        self._concepts = self._described()
        known = self._concepts.values()
        self._agents = _ids_by_name(known, ontology) if agents is None else agents

    def said_by(self, document: Document) -> Iterator[Triple]:
        """What one document says: itself, its claims, and the words they rest on."""
        yield from self._article(document)
        for claim in self._by_document[document.id]:
            yield from self._statement(claim)
            yield from self._passage(claim)

    def shared(self) -> Iterator[Triple]:
        """What several documents may rest on: concepts, agents, units, terms, shortcuts."""
        yield from self.terms(self.used())
        yield from self.shortcuts()

    def used(self) -> "Used":
        """What of others these claims and documents speak of."""
        cited = {claim.attribution for claim in self._claims if claim.attribution}
        publishers = {d.publisher for d in self.documents.values() if d.publisher}
        return Used(
            concepts=self._concepts,
            predicates={claim.predicate for claim in self._claims},
            units={quantity.unit for c in self._claims for quantity in _quantities(c)},
            cited=cited | publishers,
            publishers=publishers,
        )

    def terms(self, used: "Used") -> Iterator[Triple]:
        """Concepts, agents, units and properties."""
        yield from self._scheme()
        for concept in used.concepts.values():
            yield from self._concept(concept)
        yield from self._named_agents(used)
        for predicate in used.predicates:
            yield from self._property(predicate)
        for unit in used.units:
            yield from self._unit(unit)

    # What a document says

    def _article(self, document: Document) -> Iterator[Triple]:
        article, run = self.base.document(document.id), self._run(document)
        yield article, RDF.type, SCHEMA.Article
        yield article, RDF.type, PROV.Entity
        yield article, SCHEMA.name, text(document.title)
        yield article, SCHEMA.identifier, text(document.id)
        yield article, SCHEMA.sha256, text(self._digests[document.id])
        if document.publisher:
            yield article, SCHEMA.publisher, self._agent(document.publisher)
        yield run, RDF.type, PROV.Activity
        yield run, PROV.used, article

    def _run(self, document: Document) -> URIRef:
        """The reading of one text; a build is one such activity a document.

        So a document added or dropped leaves every line about the others as it was.
        """
        return self.base.thing(f"run-{document.id}-{self._digests[document.id][:16]}")

    def _statement(self, claim: Claim) -> Iterator[Triple]:
        node, term = self._claim(claim), self.base.term
        yield node, RDF.type, term("Claim")
        yield node, RDF.type, term(_claim_class(claim.object))
        yield node, DCTERMS.identifier, text(claim.id)
        yield node, term("subject"), self.base.thing(claim.subject.id)
        yield node, term("predicate"), term(claim.predicate)
        yield node, term("value"), self._value(claim)
        yield node, term("rule"), text(claim.rule)
        yield node, PROV.wasDerivedFrom, self._excerpt(claim)
        yield node, PROV.wasGeneratedBy, self._run(self._source(claim))
        yield from self._scope(node, claim)
        if isinstance(claim.object, Quantity) and bounded(claim.object):
            yield from self._quantity(self._value(claim), claim.object)

    def _scope(self, node: URIRef, claim: Claim) -> Iterator[Triple]:
        term = self.base.term
        hedges = {claim.hedge, getattr(claim.object, "hedge", None)}
        for hedge in hedges - {None}:
            yield node, term("hedge"), text(str(hedge))
        if claim.phase:
            yield node, term("phase"), self.base.thing(claim.phase)
        if claim.attribution:
            yield node, term("attributedTo"), self._agent(claim.attribution)
        if claim.time:
            yield node, term("time"), moment(claim.time)
        if claim.negated:
            yield node, term("negated"), Literal("true", datatype=XSD.boolean, normalize=False)
        for scope in claim.scope:
            yield node, term("scope"), text(scope)
        if claim.comparand:
            yield from self._comparison(node, claim, claim.comparand)

    def _comparison(self, node: URIRef, claim: Claim, comparand: Concept) -> Iterator[Triple]:
        term = self.base.term
        yield node, term("comparand"), self.base.thing(comparand.id)
        if claim.relation:
            yield node, term("relation"), term(claim.relation)
        if claim.factor and bounded(claim.factor):
            factor = URIRef(f"{node}-f")
            yield node, term("factor"), factor
            yield from self._quantity(factor, claim.factor)

    def _quantity(self, node: URIRef | Literal, value: Quantity) -> Iterator[Triple]:
        if isinstance(node, Literal):
            return
        yield node, QUDT.unit, self._unit_iri(value.unit)
        yield node, self.base.term("asWritten"), text(value.text)
        if value.minimum is not None and value.minimum == value.maximum:
            yield node, RDF.type, QUDT.QuantityValue
            yield node, QUDT.numericValue, number(value.minimum)
            return
        yield node, RDF.type, self.base.term("QuantityRange")
        yield node, RDF.type, SCHEMA.QuantitativeValue
        if value.minimum is not None:
            yield node, SCHEMA.minValue, number(value.minimum)
        if value.maximum is not None:
            yield node, SCHEMA.maxValue, number(value.maximum)

    def _passage(self, claim: Claim) -> Iterator[Triple]:
        node, source = self._excerpt(claim), self._source(claim)
        position, words = URIRef(f"{node}-pos"), URIRef(f"{node}-quote")
        yield node, RDF.type, OA.SpecificResource
        yield node, OA.hasSource, self.base.document(source.id)
        yield node, PROV.wasQuotedFrom, self.base.document(source.id)
        yield node, OA.hasSelector, position
        yield node, OA.hasSelector, words
        yield position, RDF.type, OA.TextPositionSelector
        yield position, OA.start, number(Decimal(claim.source.start))
        yield position, OA.end, number(Decimal(claim.source.end))
        yield words, RDF.type, OA.TextQuoteSelector
        yield words, OA.exact, text(claim.source.of(source.text))

    # What documents share

    def _scheme(self) -> Iterator[Triple]:
        scheme = self.base.thing("scheme")
        yield scheme, RDF.type, SKOS.ConceptScheme
        yield scheme, SKOS.prefLabel, label("AI training and inference")

    def _concept(self, concept: Concept) -> Iterator[Triple]:
        node, class_ = self.base.thing(concept.id), self._class(concept)
        yield node, RDF.type, self.base.term(class_)
        yield node, SKOS.prefLabel, label(concept.label)
        for name in {*self._ontology.names.get(concept.id, ())} - {concept.label}:
            yield node, SKOS.altLabel, label(name)
        yield from self._standing(node, class_)
        for above in self._ontology.broader.get(concept.id, ()):
            yield node, SKOS.broader, self.base.thing(above)
        if concept.id in self._ontology.maker:
            made = SCHEMA.creator if class_ == "Model" else SCHEMA.manufacturer
            yield node, made, self.base.thing(self._ontology.maker[concept.id])

    def _standing(self, node: URIRef, class_: str) -> Iterator[Triple]:
        """The class under which others know it."""
        yield node, RDF.type, _STANDING.get(class_, SKOS.Concept)
        if class_ not in _STANDING:
            yield node, SKOS.inScheme, self.base.thing("scheme")

    def _named_agents(self, used: "Used") -> Iterator[Triple]:
        """Those that claims or documents are attributed to, where they are no known concept."""
        labels: dict[URIRef, str] = {}
        for name in sorted(used.cited):
            if fold(name) not in self._agents:
                labels.setdefault(self._agent(name), name)
        for node, name in labels.items():
            yield node, RDF.type, PROV.Agent
            yield node, SKOS.prefLabel, label(name)
        for name in used.publishers:
            yield self._agent(name), RDF.type, SCHEMA.Organization

    def _property(self, predicate: str) -> Iterator[Triple]:
        node, known = self.base.term(predicate), self._ontology.predicates.get(predicate)
        yield node, RDF.type, RDF.Property
        yield node, RDFS.label, label(known.label if known else predicate)

    def _unit(self, unit: str | None) -> Iterator[Triple]:
        """What QUDT does not describe: units of its own lack, and rates with their two parts."""
        node = self._unit_iri(unit)
        if unit is None or node.startswith(str(UNIT)):
            return
        yield node, RDF.type, QUDT.Unit
        yield node, QUDT.symbol, text(unit)
        known = self._ontology.units.get(unit)
        yield node, SKOS.prefLabel, label(known.label if known else unit.replace("/", " per "))
        if known is None and "/" in unit:
            above, below = unit.split("/", 1)
            yield node, self.base.term("numeratorUnit"), self._unit_iri(above)
            yield node, self.base.term("denominatorUnit"), self._unit_iri(below)
            yield from self._unit(above)
            yield from self._unit(below)
        elif known and known.base != unit:
            yield node, self.base.term("base"), self._unit_iri(known.base)
            yield node, self.base.term("factor"), number(known.factor)
            yield from self._unit(known.base)

    def shortcuts(self) -> Iterator[Triple]:
        """Subject, property and value in one triple: each related concept, else the best value.

        What a source denies is no value of its subject, so a negated claim makes none.
        """
        values: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in self._claims:
            if claim.negated:
                continue
            if isinstance(claim.object, Concept):
                yield self._shortcut(claim)
            else:
                values[claim.subject.id, claim.predicate].append(claim)
        for claims in values.values():
            yield self._shortcut(best_supported(claims))

    def _shortcut(self, claim: Claim) -> Triple:
        subject = self.base.thing(claim.subject.id)
        return subject, self.base.term(claim.predicate), self._value(claim)

    # Names

    def _source(self, claim: Claim) -> Document:
        found = self.documents.get(claim.source.document)
        if found is None:
            message = f"claim {claim.id} rests on document {claim.source.document!r}"
            raise NotFoundError(message, "give that document too")
        return found

    def _claim(self, claim: Claim) -> URIRef:
        identity = f"{claim.id} {self._digests[claim.source.document]}"
        return self.base.thing("c-" + hashlib.sha256(identity.encode()).hexdigest()[:16])

    def _excerpt(self, claim: Claim) -> URIRef:
        source = claim.source
        return self.base.thing(f"p-{source.document}-{source.start}-{source.end}")

    def _value(self, claim: Claim) -> URIRef | Literal:
        match claim.object:
            case Concept(id=id_):
                return self.base.thing(id_)
            case Quantity() as value if bounded(value):
                return URIRef(f"{self._claim(claim)}-v")
            case value:
                return text(value.text)

    def _unit_iri(self, unit: str | None) -> URIRef:
        if unit is None:
            return UNIT.UNITLESS
        known = self._ontology.units.get(unit)
        if known and known.qudt:
            return URIRef(known.qudt)
        return self.base.thing("unit-" + unit.replace("/", "-PER-"))

    def _agent(self, name: str) -> URIRef:
        known = self._agents.get(fold(name))
        return self.base.thing(known or "agent-" + _slug(name))

    def _class(self, concept: Concept) -> str:
        known = self._ontology.classes.get(concept.id)
        return known or _CLASS_OF_TYPE.get(concept.type, "Topic")

    def _described(self) -> dict[str, Concept]:
        """Every concept that a triple may point to: those of the claims and all above them."""
        known = self._ontology.concepts
        found: dict[str, Concept] = {}
        for concept in (c for claim in self._claims for c in _things(claim)):
            found.setdefault(concept.id, known.get(concept.id, concept))
        for attributed in self._attributed():
            found.setdefault(attributed.id, attributed)
        pending = [*found]
        while pending:
            id_ = pending.pop()
            makers = [self._ontology.maker[id_]] if id_ in self._ontology.maker else []
            for other in {*self._ontology.broader.get(id_, ()), *makers} - found.keys():
                found[other] = known[other]
                pending.append(other)
        return found

    def _attributed(self) -> Iterator[Concept]:
        """The ontology's concepts that claims or documents are attributed to."""
        names = _ids_by_name(self._ontology.concepts.values(), self._ontology)
        said = [claim.attribution for claim in self._claims]
        said += [document.publisher for document in self.documents.values()]
        for name in said:
            if name and fold(name) in names:
                yield self._ontology.concepts[names[fold(name)]]


def agents_of(concepts: Iterable[Concept], ontology: "Ontology") -> Mapping[str, str]:
    """Folded name -> id of those that can say something, of all concepts that claims mention."""
    return _ids_by_name([*concepts, *ontology.concepts.values()], ontology)


def text(value: str) -> Literal:
    """A plain string."""
    return Literal(storable(value))


def label(value: str) -> Literal:
    """A name in English."""
    return Literal(storable(value), lang="en")


def number(value: Decimal) -> Literal:
    """A whole number as xsd:integer, any other as canonical xsd:decimal.

    >>> [str(number(Decimal(n))) for n in ("192.0", "1E+3", "0.0020")]
    ['192', '1000', '0.002']
    """
    if value == value.to_integral_value():
        return Literal(str(int(value)), datatype=XSD.integer, normalize=False)
    return Literal(f"{value:f}".rstrip("0"), datatype=XSD.decimal, normalize=False)


def moment(value: str) -> Literal:
    """A year, month or day as such where it is written as one, else the words.

    >>> moment("2024").datatype == XSD.gYear
    True
    """
    for whole, kind in (("{}-01-01", XSD.gYear), ("{}-01", XSD.gYearMonth), ("{}", XSD.date)):
        written = whole.format(value)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII) and _is_date(written):
            return Literal(value, datatype=kind, normalize=False)
    return text(value)


def best_supported(claims: Iterable[Claim]) -> Claim:
    """The claim whose value most documents give; then the one least hedged, then the first."""
    same: defaultdict[object, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=place):
        same[said(claim.object)].append(claim)
    most = min(same.values(), key=lambda group: (-_documents(group), _reserve(group[0])))
    return min(most, key=_reserve)


def _documents(claims: Iterable[Claim]) -> int:
    return len({claim.source.document for claim in claims})


def _reserve(claim: Claim) -> tuple[bool, int, tuple[str, int, int, str]]:
    quantity = isinstance(claim.object, Quantity)
    hedges = [claim.hedge, claim.attribution, getattr(claim.object, "hedge", None)]
    return not quantity, sum(hedge is not None for hedge in hedges), place(claim)


def _quantities(claim: Claim) -> Iterator[Quantity]:
    for value in (claim.object, claim.factor):
        if isinstance(value, Quantity):
            yield value


def _things(claim: Claim) -> Iterator[Concept]:
    yield from concepts_of(claim)
    if claim.comparand:
        yield claim.comparand


def _claim_class(value: Object) -> str:
    if isinstance(value, Concept):
        return "RelationClaim"
    return "QuantityClaim" if isinstance(value, Quantity) and bounded(value) else "TextClaim"


def _ids_by_name(concepts: Iterable[Concept], ontology: "Ontology") -> Mapping[str, str]:
    """Folded name -> id of the concepts that can say something: organisations."""
    return {
        fold(name): concept.id
        for concept in sorted(concepts, reverse=True)
        if concept.type in MAKERS
        for name in (*ontology.names.get(concept.id, ()), concept.label)
    }


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", fold(name)).strip("-") or hashlib.sha256(name.encode()).hexdigest()


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
