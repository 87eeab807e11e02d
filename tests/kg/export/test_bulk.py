"""N-Quads document by document are the whole export, in parts."""

from kg.export import rdf
from kg.export.bulk import Bulk
from kg.graph import KnowledgeGraph
from kg.ontology import BASE
from tests.kg.sample import CLAIMS, DOCUMENTS, ONTOLOGY

TEXTS = {document.id: document for document in DOCUMENTS}
KG = KnowledgeGraph.of(CLAIMS, ONTOLOGY)


def test_the_parts_are_the_whole() -> None:
    """Line by line; each part once, the documents' in their order."""
    parts = [*Bulk(KG, TEXTS.__getitem__, ONTOLOGY, BASE).parts(DOCUMENTS)]
    assert [part.document for part in parts] == [*TEXTS, None]
    lines = [line for part in parts for line in part.lines]
    whole = rdf.serialise(rdf.to_dataset(CLAIMS, DOCUMENTS, ONTOLOGY), "nquads").decode()
    assert sorted(lines) == whole.splitlines(keepends=True)


def test_a_part_is_what_its_document_says() -> None:
    """In its named graph, whatever others say."""
    alone = Bulk(KG, TEXTS.__getitem__, ONTOLOGY, BASE).parts(DOCUMENTS[:1])
    together = Bulk(KG, TEXTS.__getitem__, ONTOLOGY, BASE).parts(DOCUMENTS)
    first, again = next(alone), next(together)
    assert first.lines == again.lines
    graph = rdf.graph_iri(BASE, DOCUMENTS[0].id).n3()
    assert all(line.endswith(f" {graph} .\n") for line in first.lines)
