"""Claims looked up in a store are those that a graph in memory has."""

import random
from collections import Counter
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest

from corpus.document import Document, Span
from corpus.entry import Entry, Record
from corpus.store import Store
from kg import ledger as ledgers
from kg import storedgraph
from kg.claim import Claim, Concept, Text
from kg.explore import compare, neighbors, paths
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger
from kg.ontology import default_ontology
from kg.record import CLAIM, to_json
from kg.storedgraph import StoredGraph

CHIP, MAKER = Concept("hw-zeta", "Zeta 9", "hardware"), Concept("org-north", "Northwind", "vendor")
TEXT = "Zeta 9 is made by Northwind."
ONTOLOGY = default_ontology()
OF_THE_FIELD = ("hw-h100", "hw-h100-sxm", "org-nvidia", "phase-training", "phase-inference")
THINGS = [
    CHIP,
    MAKER,
    *(ONTOLOGY.concepts[id_] for id_ in OF_THE_FIELD),
    *(Concept(f"hw-{letter}", f"Chip {letter}", "hardware") for letter in "stuvwxyz"),
]


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
    assert found == held.claims(subject, predicate, phase, document)
    assert stored.total(subject, predicate, phase, document) == len(found)
    pages = [stored.claims(subject, predicate, phase, document, 2, n) for n in range(0, 14, 2)]
    assert [claim for page in pages for claim in page] == list(found)
    assert stored.about("northwind") == held.about("northwind")
    assert stored.concepts() == held.concepts()
    assert stored.predicates() == held.predicates()
    assert stored.claims_by_document() == held.claims_by_document()


def _drawn(draw: random.Random, name: str, number: int) -> Claim:
    """A claim about things of the vocabulary and others, some of them narrower than others."""
    subject, value, beside = draw.sample(THINGS, 3)
    phase = draw.choice([None, None, "phase-training", "phase-inference", "phase-sft"])
    source = Span(name, draw.randrange(20), 20 + number)
    if draw.random() < 0.2:
        than = Claim(subject, "price", Text("more"), source, "test", phase)
        return replace(than, comparand=beside, relation="more")
    said = value if draw.random() < 0.7 else Text(f"{number} GB")
    return Claim(subject, draw.choice(["runsOn", "madeBy", "states"]), said, source, "test", phase)


def test_what_is_explored_is_the_same(tmp_path: Path) -> None:
    """Neighbourhoods, paths and comparisons, read where they are stored, are those from memory."""
    draw = random.Random(20261126)  # noqa: S311 - a sample, not a secret
    names = ["a", "b", "c", "d"]
    claims = [_drawn(draw, name, number) for name in names for number in range(12)]
    with Store.open(tmp_path, create=True) as store:
        for name in names:
            said = [claim for claim in claims if claim.source.document == name]
            records = tuple(Record(claim.id, CLAIM, to_json(claim)) for claim in said)
            store.replace(Entry(Document(name, name, TEXT), records=records))
        Ledger.prepare(store)
        held, stored = KnowledgeGraph.of(claims, ONTOLOGY), StoredGraph(Ledger(store), ONTOLOGY)
        assert stored.concepts() == held.concepts()
        assert tuple(Ledger(store)) == held.claims()
        ids = [concept.id for concept in held.concepts()]
        for one in ids:
            assert neighbors(stored, one, depth=2) == neighbors(held, one, depth=2)
            assert stored.degree(one) == held.degree(one)
        found = 0
        for one, other in product(ids, ids):
            ways = paths(held, one, other, max_hops=3)
            found += len(ways)
            assert paths(stored, one, other, max_hops=3) == ways
        assert found > len(ids)
        for one, other in permutations(ids[:6], 2):
            assert compare(stored, one, other) == compare(held, one, other)


def test_of_very_much_some_is_read_and_it_says_so(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a concept that very many claims are about; of two that very many link."""
    held, stored = KnowledgeGraph.of(CLAIMS, ONTOLOGY), StoredGraph(ledger, ONTOLOGY)
    whole = compare(held, CHIP.id, MAKER.id), neighbors(held, CHIP.id)
    assert whole[0].complete
    assert whole[1].complete
    monkeypatch.setattr(ledgers, "MANY", 5)
    monkeypatch.setattr(storedgraph, "EACH", 2)
    monkeypatch.setattr(storedgraph, "EDGES", 3)
    some = compare(stored, CHIP.id, MAKER.id), neighbors(stored, CHIP.id)
    assert not some[0].complete
    assert not some[1].complete
    assert {row.predicate for row in some[0].rows} == {row.predicate for row in whole[0].rows}
    said = [claim for row in some[0].rows for value in row.left for claim in value.claims]
    assert Counter(claim.predicate for claim in said) == {"madeBy": 2, "memoryCapacity": 2}
    assert some[1].nodes == whole[1].nodes
    assert len(some[1].edges) == 3
    assert {*some[1].edges} < {*whole[1].edges}
    monkeypatch.setattr(storedgraph, "EACH", len(CLAIMS))
    monkeypatch.setattr(storedgraph, "EDGES", len(CLAIMS))
    assert (compare(stored, CHIP.id, MAKER.id), neighbors(stored, CHIP.id)) == whole
