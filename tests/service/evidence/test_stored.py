"""An index is asked where it is stored as it is asked in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.store import Store
from kg.explore import compare, neighbors, paths
from kg.ledger import INDEXES
from retrieval import stored
from retrieval.embed import Encoder
from retrieval.manyvectors import FILE, INT8, ManyVectors
from retrieval.rerank import FULL
from service.commands.session import indexed, served, writing
from service.evaluation.item import packaged_items
from service.evidence import stored as parts
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from tests.copies import copied

ASKED = 6  # questions
DIMENSION = 384  # of the default model's vectors
ALIKE = 0.8  # of what is asked; words are weighed by passages, not by sentences


@pytest.fixture(scope="module", autouse=True)
def _many(knowledge_base: KnowledgeBase) -> Iterator[None]:
    """Any index opened from now on is too large for memory, and as much of it is read as else."""
    assert knowledge_base.passage_count  # it was opened before, in memory
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "MANY", 1)
        patch.setattr(stored, "BRIEF", FULL)
        yield


@pytest.fixture(scope="module")
def folder(packaged_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the index of the packaged corpus."""
    return copied(packaged_index, tmp_path_factory.mktemp("stored") / "index")


def test_answers_are_those_from_memory(
    folder: Path, knowledge_base: KnowledgeBase, encoder: Encoder
) -> None:
    """They open with the same sentence nearly always, and the same questions are refused."""
    with KnowledgeBase.open(folder, load=lambda _: encoder) as kb:
        items = packaged_items(2_000)[::12][:ASKED]
        pairs = [(kb.ask(i.question), knowledge_base.ask(i.question)) for i in items]
        assert kb.document_count == knowledge_base.document_count
        assert kb.passage_count == knowledge_base.passage_count
    assert (folder / FILE).exists()
    assert [a.missing is None for a, _ in pairs] == [b.missing is None for _, b in pairs]
    same = sum(a.statements[:1] == b.statements[:1] for a, b in pairs)
    assert same >= ALIKE * len(pairs)


def test_what_is_written_is_found_and_what_is_deleted_is_not(
    folder: Path, encoder: Encoder
) -> None:
    """Without the file of vectors being made again."""
    with Live.open(folder, load=lambda _: encoder) as live:
        made = (folder / FILE).stat().st_mtime_ns
        live.put(Document("new", "Quendor", "Quendor glasses cost 48 zorkmids apiece."))
        with live.snapshot() as kb:
            assert "new" in {h.passage.span.document for h in kb.search("Quendor glasses", 2)}
            assert kb.document("new").title == "Quendor"
        live.remove("new")
        with live.snapshot() as kb:
            assert "new" not in {h.passage.span.document for h in kb.search("Quendor glasses", 9)}
        assert (folder / FILE).stat().st_mtime_ns == made


def test_an_index_that_grows_while_it_is_served_gets_its_indexes_on_claims(
    folder: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as it is asked where it is stored, not at the next opening."""
    grown = copied(folder, tmp_path / "index")
    with Store.open(grown, create=True) as store:
        store.index_records({})
        size = store.passage_count()
    monkeypatch.setattr(stored, "MANY", size + 1)
    with Live.open(grown, load=lambda _: encoder) as live, Store.open(grown) as store:
        assert not store.is_indexed(INDEXES)
        live.put(Document("new", "A chip", "The MI325X has 256 GB of memory."))
        assert store.is_indexed(INDEXES)
        with live.snapshot() as kb:
            assert kb.graph.claims(document="new")
            assert kb.claim_count == kb.graph.total() == sum(kb.graph.claims_by_document().values())


def test_claims_come_in_the_same_order_as_from_memory(
    folder: Path, knowledge_base: KnowledgeBase, encoder: Encoder
) -> None:
    """All, by each filter, page by page; and one by its id."""
    held = knowledge_base.graph
    with KnowledgeBase.open(folder, load=lambda _: encoder) as kb:
        kept = kb.graph
        assert kept.claims() == held.claims()
        assert kept.concepts() == held.concepts()
        assert kept.claims(limit=7, offset=90) == held.claims(limit=7, offset=90)
        for name in ("training", "inference"):
            assert kept.claims(subject=name) == held.claims(subject=name)
            assert kept.claims(phase=name, limit=3, offset=2) == held.claims(
                phase=name, limit=3, offset=2
            )
        for predicate, count in held.predicates().items():
            assert kept.claims(predicate=predicate) == held.claims(predicate=predicate)
            assert kept.total(predicate=predicate) == count
        some = held.claims()[5]
        assert kept.claim(some.id) == some
        assert kept.claim("c-none") is None
        assert compare(kept, "training", "inference") == compare(held, "training", "inference")
        assert neighbors(kept, "H100", 2, 30) == neighbors(held, "H100", 2, 30)
        assert paths(kept, "H100", "inference") == paths(held, "H100", "inference")
        for claim in held.claims():
            assert kb.citation(claim.source) == knowledge_base.citation(claim.source)


def test_sources_stand_to_each_other_as_from_memory(
    folder: Path, knowledge_base: KnowledgeBase, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On each subject; on all while they are not too many; else it says that there are more."""
    with KnowledgeBase.open(folder, load=lambda _: encoder) as kb:
        whole = knowledge_base.standing()
        assert whole.complete
        for subject in ("phase-training", "phase-inference", "hw-h100"):
            assert kb.standing(subject) == knowledge_base.standing(subject)
        monkeypatch.setattr(parts, "TOGETHER", 100_000)
        assert kb.standing() == whole
        monkeypatch.setattr(parts, "TOGETHER", 50)
        few = kb.standing()
        assert not few.complete
        assert few.groups


def test_vectors_take_a_byte_a_number_where_that_is_set(tmp_path: Path, encoder: Encoder) -> None:
    """The setting is the index's: whoever makes the file again finds it there."""
    paper = tmp_path / "note.txt"
    paper.write_text("Training is rare. Inference never stops.", encoding="utf-8")
    indexed([paper], tmp_path / "index", Settings(vectors="int8"))
    with Store.open(tmp_path / "index") as store:
        assert ManyVectors.open(store, encoder.dimension).made.precision == INT8


def test_an_index_that_is_there_can_be_set_to_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whatever serves or writes it with the setting."""
    monkeypatch.setenv("PHASEBOOK_VECTORS", INT8)
    for name, opening in (("served", served), ("written", writing)):
        index = copied(folder, tmp_path / name)
        with Store.open(index) as store:
            assert ManyVectors.open(store, DIMENSION).made.precision != INT8
        with opening(index=str(index)), Store.open(index) as store:
            assert ManyVectors.open(store, DIMENSION).made.precision == INT8
