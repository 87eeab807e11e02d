"""An export says what it is and where it can be had; its figures are true and stay out of it."""

from rdflib import RDF, URIRef

from kg.export.catalogue import figures
from kg.export.rdf import SYNTAXES, serialise, sizes, to_dataset, to_rdf
from kg.export.triples import DCAT, DCTERMS, SCHEMA, VOID, Base
from tests.kg.sample import CLAIMS, DOCUMENTS, NOTE, ONTOLOGY, REVIEW, SHEET

BASE = "https://kb.example/"
GRAPH = to_rdf(CLAIMS, DOCUMENTS, ONTOLOGY, BASE)
DATASET = URIRef(BASE + "id/dataset")


def test_every_export_is_described() -> None:
    """As a dataset of VoID and of DCAT, with its endpoint, its documents and their graphs."""
    assert {VOID.Dataset, DCAT.Dataset} <= set(GRAPH.objects(DATASET, RDF.type))
    assert GRAPH.value(DATASET, VOID.sparqlEndpoint) == URIRef(BASE + "sparql")
    sources = set(GRAPH.objects(DATASET, DCTERMS.source))
    assert sources == set(GRAPH.subjects(RDF.type, SCHEMA.Article))
    graphs = {part.identifier for part in to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY, BASE).graphs()}
    assert set(GRAPH.objects(DATASET, VOID.subset)) <= graphs


def test_it_can_be_had_in_every_syntax() -> None:
    """One distribution each, with its media type and an address that names the format."""
    found = {
        str(GRAPH.value(node, DCAT.downloadURL)): str(GRAPH.value(node, DCAT.mediaType))
        for node in GRAPH.objects(DATASET, DCAT.distribution)
    }
    types = "https://www.iana.org/assignments/media-types/"
    assert found == {
        f"{BASE}v1/graph?format={name}": types + syntax.media_type
        for name, syntax in SYNTAXES.items()
    }


def test_the_figures_are_true() -> None:
    """Triples, entities of a class, uses of a property: counted again here."""
    about = sizes(GRAPH, BASE)
    assert int(str(about.value(DATASET, VOID.triples))) == len(GRAPH)
    for part in about.objects(DATASET, VOID.classPartition):
        class_ = about.value(part, VOID["class"])
        entities = len(list(GRAPH.subjects(RDF.type, class_)))
        assert int(str(about.value(part, VOID.entities))) == entities > 0
    parts = list(about.objects(DATASET, VOID.propertyPartition))
    assert len(parts) == len(set(GRAPH.predicates()))
    for part in parts:
        uses = len(list(GRAPH.subject_objects(about.value(part, VOID.property))))
        assert int(str(about.value(part, VOID.triples))) == uses > 0


def test_no_figure_is_in_an_export() -> None:
    """It would change with every document."""
    counted = {edge for _, edge, _ in figures(Base(BASE), set(GRAPH))} - {VOID.propertyPartition}
    assert not counted & set(GRAPH.predicates())


def test_a_document_more_changes_no_line_of_the_others() -> None:
    """The description and the graphs of those that stay are as they were, line by line."""
    kept = [claim for claim in CLAIMS if claim.source.document != NOTE.id]
    whole = set(serialise(to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY), "nquads").splitlines())
    rest = set(serialise(to_dataset(kept, [SHEET, REVIEW], ONTOLOGY), "nquads").splitlines())
    new = rest - whole
    assert all(b"/graph/" not in line and b"/id/dataset" not in line for line in new)
    again = serialise(to_dataset([*kept, *CLAIMS], DOCUMENTS, ONTOLOGY), "nquads")
    assert set(again.splitlines()) == whole
