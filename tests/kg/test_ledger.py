"""Claims looked up in a store are those that a graph in memory has."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.document import Document, Span
from corpus.entry import Entry, Record
from corpus.store import Store
from kg.claim import Claim, Concept, Text
from kg.graph import KnowledgeGraph
from kg.identity import place
from kg.ledger import Ledger
from kg.ontology import default_ontology
from kg.record import CLAIM, to_json
from kg.storedgraph import StoredGraph

CHIP, MAKER = Concept("hw-zeta", "Zeta 9", "hardware"), Concept("org-north", "Northwind", "vendor")
TEXT = "Zeta 9 is made by Northwind."
ONTOLOGY = default_ontology()


def _said(name: str, number: int) -> Claim:
    phase = "phase-training" if number % 2 else None
    source = Span(name, number, number + 4)
    if number % 3:
        return Claim(CHIP, "memoryCapacity", Text(f"{number} GB"), source, "test", phase)
    return Claim(CHIP, "madeBy", MAKER, source, "test", phase)


CLAIMS = tuple(_said(name, number) for name in ("a", "b") for number in range(6))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Twelve claims of two documents."""
    folder: Path = tmp_path_factory.mktemp("ledger")
    store = Store.open(folder, create=True)
    for name in ("a", "b"):
        said = (claim for claim in CLAIMS if claim.source.document == name)
        records = tuple(Record(claim.id, CLAIM, to_json(claim)) for claim in said)
        store.replace(Entry(Document(name, name, TEXT), records=records))
    Ledger.prepare(store)
    return Ledger(store)


def test_claims_are_found_by_document_concept_and_property(ledger: Ledger) -> None:
    """By every end, by phase, and no more than asked for."""
    assert ledger.of("a") == CLAIMS[:6]
    assert ledger.about(MAKER.id, 99) == tuple(c for c in CLAIMS if c.object == MAKER)
    assert ledger.count(MAKER.id) == 4
    assert len(ledger.about(CHIP.id, 5)) == 5
    trained = tuple(c for c in CLAIMS if c.predicate == "madeBy" and c.phase)
    assert ledger.stating("madeBy", ["phase-training"], 99) == trained
    assert ledger.stating("madeBy", [MAKER.id], 99) == ()
    assert len(ledger.stating("memoryCapacity", (), 3)) == 3


def test_what_there_is_is_counted(ledger: Ledger) -> None:
    """Concepts each once, properties with their numbers."""
    assert ledger.concepts() == [CHIP, MAKER]
    assert ledger.predicates() == Counter(claim.predicate for claim in CLAIMS)
    assert [phase.id for phase in ledger.phases()] == ["phase-training"]
    assert len(ledger) == len(CLAIMS)


@pytest.mark.parametrize(
    "asked",
    [
        (None, None, None, None),
        ("zeta 9", None, None, None),
        (None, "madeBy", "training", None),
        (None, "memoryCapacity", None, "b"),
    ],
)
def test_the_graph_is_that_of_the_claims(ledger: Ledger, asked: tuple[str | None, ...]) -> None:
    """Names, filters and pages are the same as in memory."""
    held, stored = KnowledgeGraph.of(CLAIMS, ONTOLOGY), StoredGraph(ledger, ONTOLOGY)
    subject, predicate, phase, document = asked
    found = stored.claims(subject, predicate, phase, document)
    assert sorted(found, key=place) == list(held.claims(subject, predicate, phase, document))
    pages = [stored.claims(subject, predicate, phase, document, 2, n) for n in range(0, 14, 2)]
    assert [claim for page in pages for claim in page] == list(found)
    assert stored.about("northwind") == held.about("northwind")
    assert stored.concepts() == held.concepts()
    assert dict(stored.graph.nodes) == dict(held.graph.nodes)
    assert stored.graph.number_of_edges() == held.graph.number_of_edges()
