"""The RDF is the model of docs/rdf.md: valid, the same in every syntax, the same in every build."""

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from corpus.document import Document, Span
from corpus.errors import InvalidInputError, NotFoundError
from kg.claim import Claim, Concept, Text
from kg.export.rdf import SYNTAXES, serialise, shapes, to_dataset, to_rdf
from kg.export.triples import OA, PROV, QUDT, SCHEMA, UNIT, number
from tests.kg.packaged import packaged
from tests.kg.sample import (
    CLAIMS,
    DOCUMENTS,
    H100,
    NOTE,
    ONTOLOGY,
    REVIEW,
    SHEET,
    TRAINING,
)
from tests.kg.sample import number as quantity

ROOT = Path(__file__).parents[3]
BASE = "https://phasebook.example/"
ID, DOC, KG = BASE + "id/", BASE + "doc/", BASE + "ns#"
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
QUADS = ["trig", "nquads", "json-ld"]
GRAPH = to_rdf(CLAIMS, DOCUMENTS, ONTOLOGY)


def parsed(data: bytes, syntax: str) -> set[tuple[object, ...]]:
    """The quads that another parser reads."""
    return {
        (quad.subject, quad.predicate, quad.object, quad.graph_name)
        for quad in ox.parse(data, format=FORMATS[syntax])
    }


def written(graph: Graph, node: Node | None, predicate: str) -> str:
    """A node's one value as N-Triples writes it."""
    value = graph.value(node, URIRef(predicate))
    assert value is not None
    return value.n3()


def statement(graph: Graph, claim: Claim) -> URIRef:
    """The node of a claim."""
    node = graph.value(None, URIRef("http://purl.org/dc/terms/identifier"), Literal(claim.id))
    assert isinstance(node, URIRef)
    return node


def test_a_quantity_claim() -> None:
    """A statement has subject, property, value with number and unit, scope and provenance."""
    claim = CLAIMS[0]
    node = statement(GRAPH, claim)
    value = GRAPH.value(node, URIRef(KG + "value"))
    assert (node, RDF.type, URIRef(KG + "QuantityClaim")) in GRAPH
    assert GRAPH.value(node, URIRef(KG + "subject")) == URIRef(ID + "hw-h100")
    assert GRAPH.value(node, URIRef(KG + "predicate")) == URIRef(KG + "memoryCapacity")
    assert value == URIRef(f"{node}-v")
    assert written(GRAPH, value, QUDT.numericValue) == f'"80"^^<{XSD.integer}>'
    assert GRAPH.value(value, QUDT.unit) == UNIT.GigaBYTE
    assert GRAPH.value(value, URIRef(KG + "asWritten")) == Literal("80 GB")
    activity = GRAPH.value(node, PROV.wasGeneratedBy)
    assert GRAPH.value(activity, PROV.used) == URIRef(DOC + "sheet")


def test_a_passage() -> None:
    """The words a claim rests on are given by place and by quote, from a document with a digest."""
    claim = CLAIMS[0]
    passage = GRAPH.value(statement(GRAPH, claim), PROV.wasDerivedFrom)
    source = GRAPH.value(passage, OA.hasSource)
    assert GRAPH.value(passage, PROV.wasQuotedFrom) == source == URIRef(DOC + "sheet")
    assert str(GRAPH.value(source, SCHEMA.sha256)) == SHEET.sha256
    place, quote = URIRef(f"{passage}-pos"), URIRef(f"{passage}-quote")
    assert set(GRAPH.objects(passage, OA.hasSelector)) == {place, quote}
    start, end = (GRAPH.value(place, edge) for edge in (OA.start, OA.end))
    assert str(GRAPH.value(quote, OA.exact)) == SHEET.text[int(str(start)) : int(str(end))]


def test_scope() -> None:
    """Phase, hedge, attribution, time and denial are kept where they are written."""
    hedged, denied = statement(GRAPH, CLAIMS[7]), statement(GRAPH, CLAIMS[8])
    agent = GRAPH.value(hedged, URIRef(KG + "attributedTo"))
    assert GRAPH.value(hedged, URIRef(KG + "phase")) == URIRef(ID + "phase-inference")
    assert GRAPH.value(hedged, URIRef(KG + "hedge")) == Literal("may")
    assert GRAPH.value(agent, SKOS.prefLabel) == Literal("Some Analyst", lang="en")
    assert GRAPH.value(hedged, URIRef(KG + "time")) == Literal("2024", datatype=XSD.gYear)
    assert GRAPH.value(denied, URIRef(KG + "negated")) == Literal("true", datatype=XSD.boolean)
    assert GRAPH.value(hedged, URIRef(KG + "negated")) is None


def test_comparisons() -> None:
    """With what it compares, how, and by how much; the shapes hold it to that."""
    factor = quantity("four times", "4", "4")
    higher = replace(CLAIMS[4], comparand=TRAINING, relation="higherThan", factor=factor)
    scoped = replace(higher, scope=("basis/per query", "statistic/peak"))
    graph = to_rdf([scoped], DOCUMENTS, ONTOLOGY)
    node = statement(graph, scoped)
    assert graph.value(node, URIRef(KG + "comparand")) == URIRef(ID + "phase-training")
    assert graph.value(node, URIRef(KG + "relation")) == URIRef(KG + "higherThan")
    value = graph.value(node, URIRef(KG + "factor"))
    assert written(graph, value, QUDT.numericValue) == f'"4"^^<{XSD.integer}>'
    scopes = {str(scope) for scope in graph.objects(node, URIRef(KG + "scope"))}
    assert scopes == {"basis/per query", "statistic/peak"}
    assert graph.value(URIRef(ID + "phase-training"), SKOS.prefLabel)
    assert pyshacl.validate(graph, shacl_graph=shapes(), advanced=True)[0]
    graph.remove((node, URIRef(KG + "comparand"), None))
    assert not pyshacl.validate(graph, shacl_graph=shapes(), advanced=True)[0]


def test_ranges() -> None:
    """An open range has the bound it has, and is no single number."""
    value = GRAPH.value(statement(GRAPH, CLAIMS[3]), URIRef(KG + "value"))
    assert written(GRAPH, value, SCHEMA.minValue) == f'"32"^^<{XSD.integer}>'
    assert GRAPH.value(value, SCHEMA.maxValue) is None
    assert GRAPH.value(value, QUDT.numericValue) is None


def test_rates() -> None:
    """A rate's unit is composed of its parts, QUDT's own where it has one."""
    value = GRAPH.value(statement(GRAPH, CLAIMS[4]), URIRef(KG + "value"))
    unit = GRAPH.value(value, QUDT.unit)
    assert written(GRAPH, value, QUDT.numericValue) == f'"0.002"^^<{XSD.decimal}>'
    assert GRAPH.value(unit, URIRef(KG + "numeratorUnit")) == UNIT.CCY_USD
    assert GRAPH.value(unit, URIRef(KG + "denominatorUnit")) == URIRef(ID + "unit-request")


def test_concepts() -> None:
    """A phase is a SKOS concept in the scheme; a product model names its maker and what it is."""
    phase, model = URIRef(ID + "phase-training"), URIRef(ID + "hw-h100")
    assert {URIRef(KG + "Phase"), SKOS.Concept} <= set(GRAPH.objects(phase, RDF.type))
    assert (phase, SKOS.inScheme, URIRef(ID + "scheme")) in GRAPH
    assert (phase, SKOS.prefLabel, Literal("training", lang="en")) in GRAPH
    assert SCHEMA.ProductModel in set(GRAPH.objects(model, RDF.type))
    assert GRAPH.value(model, SCHEMA.manufacturer) == URIRef(ID + "org-nvidia")
    broader = set(GRAPH.transitive_objects(model, SKOS.broader))
    assert URIRef(ID + "hw-gpu") in broader
    assert all(GRAPH.value(node, SKOS.prefLabel) for node in broader)


def test_a_name_the_ontology_lacks() -> None:
    """An unseen product is a hardware model, under the name its document gives."""
    new = replace(CLAIMS[0], subject=Concept("hw-acme-x1", "Acme X1", "hardware"))
    graph = to_rdf([new], DOCUMENTS, ONTOLOGY)
    node = URIRef(ID + "hw-acme-x1")
    assert (node, SKOS.prefLabel, Literal("Acme X1", lang="en")) in graph
    assert URIRef(KG + "HardwareModel") in set(graph.objects(node, RDF.type))


def test_the_shortcut_is_the_best_supported_value() -> None:
    """Of three values the one that two documents give; of relations each, but none denied."""
    twice = replace(CLAIMS[11], source=Span("review 2024", 0, 9))
    graph = to_rdf([*CLAIMS, twice], DOCUMENTS, ONTOLOGY)
    best = graph.value(URIRef(ID + "hw-h100"), URIRef(KG + "memoryCapacity"))
    assert graph.value(best, URIRef(KG + "asWritten")) == Literal("94 GB")
    inference = URIRef(ID + "phase-inference")
    assert set(graph.objects(inference, URIRef(KG + "runsOn"))) == {
        URIRef(ID + "hw-h100"),
        URIRef(ID + "hw-tpu-v5e"),
    }
    denied = to_rdf([CLAIMS[8]], DOCUMENTS, ONTOLOGY)
    assert denied.value(inference, URIRef(KG + "runsOn")) is None


def test_nothing_is_anonymous() -> None:
    """Every node is named, under the base or by a published vocabulary."""
    nodes = {node for triple in GRAPH for node in triple}
    assert not any(isinstance(node, BNode) for node in nodes)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_syntax_is_the_same_graph(syntax: str) -> None:
    """A parser that is not ours reads the same triples, literal by literal, from each."""
    reference = parsed(serialise(GRAPH, "ntriples"), "ntriples")
    assert len(reference) == len(GRAPH)
    assert parsed(serialise(GRAPH, syntax), syntax) == reference


@pytest.mark.parametrize("syntax", ["turtle", "ntriples", "rdfxml"])
def test_rdflib_reads_back_what_was_written(syntax: str) -> None:
    """Reading and writing is the identity, for rdflib's own parsers too."""
    names = {"ntriples": "nt", "rdfxml": "xml"}
    again = Graph().parse(data=serialise(GRAPH, syntax), format=names.get(syntax, syntax))
    assert isomorphic(again, GRAPH)


@pytest.mark.parametrize("syntax", QUADS)
def test_named_graphs(syntax: str) -> None:
    """Each document's claims are in its own graph, and all syntaxes put them in the same one."""
    quads = parsed(serialise(to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY), syntax), syntax)
    kind, name = ox.NamedNode(str(RDF.type)), ox.NamedNode(KG + "Claim")
    graphs = [quad[3] for quad in quads if quad[1:3] == (kind, name)]
    expected = [str(URIRef(BASE + "graph/" + name)) for name in ("sheet", "review%202024", "note")]
    counts = {ox.NamedNode(iri): count for iri, count in zip(expected, (6, 5, 2), strict=True)}
    assert {graph: graphs.count(graph) for graph in graphs} == counts
    assert {quad[:3] for quad in quads} == {quad[:3] for quad in parsed(_lines(), "ntriples")}


def _lines() -> bytes:
    return serialise(GRAPH, "ntriples")


def test_dropping_a_document_drops_its_graph_and_no_other() -> None:
    """What the others say stays, line by line."""
    whole = set(serialise(to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY), "nquads").splitlines())
    kept = [claim for claim in CLAIMS if claim.source.document != "note"]
    rest = set(serialise(to_dataset(kept, [SHEET, REVIEW], ONTOLOGY), "nquads").splitlines())
    others = {line for line in whole if b"/graph/" in line and b"/graph/note>" not in line}
    assert others == {line for line in rest if b"/graph/" in line}
    assert not any(b"/graph/note>" in line for line in rest)


def test_a_dataset_in_a_syntax_without_graphs_is_their_union() -> None:
    """Turtle of the dataset is Turtle of the graph."""
    dataset = to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY)
    assert serialise(dataset, "ntriples") == serialise(GRAPH, "ntriples")
    assert parsed(serialise(dataset, "turtle"), "turtle") == parsed(_lines(), "ntriples")


def test_lines_are_sorted() -> None:
    """N-Triples and N-Quads can be compared line by line."""
    for data in (_lines(), serialise(to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY), "nquads")):
        assert data.splitlines(keepends=True) == sorted(set(data.splitlines(keepends=True)))


def test_the_export_conforms() -> None:
    """The validator finds nothing against the shapes that ship with the package, under any base."""
    for base in (BASE, "http://localhost:8000/kb/"):
        graph = to_rdf(CLAIMS, DOCUMENTS, ONTOLOGY, base)
        conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes(base), advanced=True)
        assert conforms, report


CLAIM, PLACE = statement(GRAPH, CLAIMS[0]), URIRef(ID + "p-sheet-0-32-pos")


@pytest.mark.parametrize(
    ("gone", "instead"),
    [
        ((CLAIM, URIRef(KG + "subject"), None), None),
        ((CLAIM, PROV.wasDerivedFrom, None), None),
        ((CLAIM, PROV.wasGeneratedBy, None), None),
        ((URIRef(f"{CLAIM}-v"), QUDT.unit, None), None),
        ((URIRef(f"{CLAIM}-v"), QUDT.numericValue, None), Literal("eighty")),
        ((PLACE, OA.end, None), Literal(0)),
        ((PLACE, OA.end, None), Literal(31)),
        ((URIRef(DOC + "sheet"), SCHEMA.sha256, None), Literal("abc")),
        ((None, None, None), None),
    ],
)
def test_the_shapes_find_faults(
    gone: tuple[URIRef | None, URIRef | None, None], instead: Literal | None
) -> None:
    """A missing subject, passage, activity, unit or number, or a wrong place, does not conform."""
    graph = to_rdf(CLAIMS, DOCUMENTS, ONTOLOGY)
    subject, predicate, _ = gone
    if subject is None or predicate is None:
        graph.add((URIRef(ID + "hw-h100"), SKOS.prefLabel, Literal("second name", lang="en")))
    else:
        assert (subject, predicate, None) in graph
        graph.remove(gone)
        if instead is not None:
            graph.add((subject, predicate, instead))
    assert not pyshacl.validate(graph, shacl_graph=shapes(), advanced=True)[0]


def test_the_packaged_corpus() -> None:
    """All that is read from it conforms, and is one graph in every syntax."""
    claims, documents = packaged()
    dataset = to_dataset(claims, documents, ONTOLOGY)
    graph = to_rdf(claims, documents, ONTOLOGY)
    reference = {quad[:3] for quad in parsed(serialise(graph, "ntriples"), "ntriples")}
    for syntax in SYNTAXES:
        found = parsed(serialise(dataset, syntax), syntax)
        assert {quad[:3] for quad in found} == reference
    statements = set(graph.subjects(RDF.type, URIRef(KG + "Claim")))
    assert len(statements) == len({claim.id for claim in claims})
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes(), advanced=True)
    assert conforms, report


def test_another_base() -> None:
    """All of our own IRIs move with the base."""
    lines = serialise(to_rdf(CLAIMS, DOCUMENTS, ONTOLOGY, "https://kb.example.org/x/"), "ntriples")
    assert b"phasebook.example" not in lines
    assert lines.replace(b"https://kb.example.org/x/", BASE.encode()).count(b"\n") == len(GRAPH)


@pytest.mark.parametrize(
    "base", ["", "phasebook", "https://a.example", "file:///etc/", "http://a b/"]
)
def test_a_base_that_makes_no_iris_is_refused(base: str) -> None:
    """The error names the base."""
    with pytest.raises(InvalidInputError, match="base"):
        to_rdf(CLAIMS, DOCUMENTS, ONTOLOGY, base)


def test_an_unknown_syntax_is_refused() -> None:
    """The error names it and lists those there are."""
    with pytest.raises(InvalidInputError, match=r"'n3'.*turtle"):
        serialise(GRAPH, "n3")


def test_a_claim_without_its_document_is_refused() -> None:
    """Its words could not be quoted."""
    with pytest.raises(NotFoundError, match="'note'"):
        to_rdf(CLAIMS, [SHEET, REVIEW], ONTOLOGY)


def test_ids_are_of_the_content() -> None:
    """Other words in the document give its claims other names; other documents' keep theirs."""
    changed = replace(NOTE, text=NOTE.text + " More.")
    other = to_rdf(CLAIMS, [SHEET, REVIEW, changed], ONTOLOGY)
    assert statement(other, CLAIMS[11]) != statement(GRAPH, CLAIMS[11])
    assert statement(other, CLAIMS[0]) == statement(GRAPH, CLAIMS[0])


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30
    )
)
def test_numbers_keep_their_value_in_canonical_form(value: Decimal) -> None:
    """Whole numbers are integers, others decimals without exponent or idle zeros."""
    literal = number(value)
    assert Decimal(str(literal)) == value
    assert "E" not in str(literal).upper()
    whole = value == value.to_integral_value()
    assert literal.datatype == (XSD.integer if whole else XSD.decimal)
    assert whole or not str(literal).endswith("0")


WORDS = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\\n\r\f '), min_size=1)


@settings(max_examples=40)
@given(WORDS, WORDS)
def test_any_words_survive_every_syntax(words: str, name: str) -> None:
    """Quotes, backslashes, line ends and control characters mean the same to every parser."""
    document = Document(name, words, words)
    made = Claim(TRAINING, "states", Text(words), Span(name, 0, len(words)), "hand", hedge=words)
    dataset = to_dataset([made], [document], ONTOLOGY)
    reference = parsed(serialise(dataset, "ntriples"), "ntriples")
    exact = ox.NamedNode(str(OA.exact))
    quotes = [quad[2] for quad in reference if quad[1] == exact]
    assert [len(q.value) for q in quotes if isinstance(q, ox.Literal)] == [len(words)]
    for syntax in SYNTAXES:
        found = parsed(serialise(dataset, syntax), syntax)
        assert {quad[:3] for quad in found} == {quad[:3] for quad in reference}


def test_two_builds_give_the_same_bytes() -> None:
    """Neither the order of hashes nor of the input shows in any syntax."""
    program = (
        "import sys, hashlib\n"
        "from tests.kg.sample import CLAIMS, DOCUMENTS, ONTOLOGY\n"
        "from kg.export import interchange, rdf\n"
        "from kg.graph import KnowledgeGraph\n"
        "order = int(sys.argv[1])\n"
        "claims, documents = CLAIMS[::order], DOCUMENTS[::order]\n"
        "graphs = [f(claims, documents, ONTOLOGY) for f in (rdf.to_rdf, rdf.to_dataset)]\n"
        "kg = KnowledgeGraph.of(claims, ONTOLOGY)\n"
        "made = [rdf.serialise(g, s) for g in graphs for s in rdf.SYNTAXES]\n"
        "made += [f.write(kg, documents) for f in interchange.FORMATS.values()]\n"
        "print([hashlib.sha256(data).hexdigest() for data in made])\n"
    )
    seen = {
        subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", program, order],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed, order in (("1", "1"), ("2", "-1"))
    }
    assert len(seen) == 1
    assert H100.id.encode() in serialise(GRAPH, "turtle")


def test_the_documented_queries_run() -> None:
    """Each query of docs/rdf.md finds what the sample says."""
    page = (ROOT / "docs" / "rdf.md").read_text(encoding="utf-8")
    prefixes, *queries = [part.split("```")[0] for part in page.split("```sparql\n")[1:]]
    store = ox.Store()
    store.bulk_load(_lines(), format=ox.RdfFormat.N_TRIPLES)
    answers = [_rows(store, prefixes + query) for query in queries]
    assert answers[0] == [("Google TPU v5e",), ("NVIDIA H100",)]
    assert [row[:2] for row in answers[1]] == [("inference", "$0.002 per request")]
    assert [row[2:] for row in answers[2]] == [
        ("94 GB", "80 GB"),
        ("94 GB", "about 84 GB"),
        ("about 84 GB", "80 GB"),
    ]
    assert [row[0] for row in answers[3]] == [c.subject.label for c in CLAIMS[:6]]
    between = [(KG + "madeBy", H100.label, KG + "runsOn")]
    assert answers[4] == between


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(str(getattr(value, "value", value)) for value in row) for row in found]
