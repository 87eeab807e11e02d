"""The whole of retrieval over small documents, by the real model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Span
from corpus.index import Index
from kg.claim import Claim, Concept, Mention, Text
from retrieval.embed import Encoder
from retrieval.gather import Retriever
from retrieval.hit import Query
from retrieval.mentioned import count_concepts
from retrieval.stopwatch import Stopwatch
from tests.retrieval.indexes import KINDS, SIGN, index_in

TEXTS = {
    "chips": "The Zeta 9 has 48 GB of memory.\nNorthwind Foundry makes the Zeta 9.",
    "towns": "Northwind Foundry has its seat in Ulm.\nBread is baked before dawn.",
    "firms": "The company behind the bakery is small.\nWhere is the company? It moved.",
    "ads": f"{SIGN}Ask our experts about the memory of the Zeta 9.",
}
ZETA = Concept("hw-zeta-9", "Zeta 9", "hardware")
FOUNDRY = Concept("org-northwind", "Northwind Foundry", "vendor")


@pytest.fixture(scope="module", params=KINDS)
def store(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Index]:
    """Four documents, in a folder and in Milvus."""
    with index_in(request.param, tmp_path_factory.mktemp("gather"), TEXTS, encoder) as store:
        yield store


def _claims() -> tuple[Claim, ...]:
    seat = TEXTS["towns"].index("Northwind")
    return (
        Claim(ZETA, "memoryCapacity", Text("48 GB"), Span("chips", 0, 31), "test"),
        Claim(ZETA, "madeBy", FOUNDRY, Span("chips", 32, 67), "test"),
        Claim(FOUNDRY, "states", Text("Ulm"), Span("towns", seat, seat + 38), "test"),
    )


@pytest.fixture(scope="module")
def retriever(store: Index, encoder: Encoder) -> Retriever:
    """With three claims."""
    return Retriever(store, encoder, _claims())


def test_a_search_finds_the_passage_with_all_its_scores(retriever: Retriever) -> None:
    """Each ranking that brought a passage says so."""
    hits = retriever.search(Query("How much memory does the Zeta 9 have?", (ZETA.id,)), 3)
    assert "48 GB" in hits[0].passage.text
    assert hits[0].fused == pytest.approx(1)
    assert None not in (hits[0].dense, hits[0].lexical, hits[0].graph)
    assert [hit.fused for hit in hits] == sorted((hit.fused for hit in hits), reverse=True)


def test_the_passages_read_are_kept_however_few_are_asked_for(retriever: Retriever) -> None:
    """Best first; those asked for are the first of them, and every sentence is of one of them."""
    found = retriever.gather(Query("Which company makes the Zeta 9?", (ZETA.id,)), 1)
    assert len(found.hits) == 1 < len(found.read)
    assert found.read[:1] == found.hits
    assert {hit.passage.id for hit in found.sentences} <= {hit.passage.id for hit in found.read}


def test_the_graph_brings_what_the_question_does_not_name(store: Index, encoder: Encoder) -> None:
    """The maker's seat is two hops away: Zeta 9, its maker, the maker's town."""
    query = Query("Where is the company behind the Zeta 9?", (ZETA.id,))
    with_graph = Retriever(store, encoder, _claims()).search(query, 9)
    without = Retriever(store, encoder).search(query, 9)

    def place(hits: tuple[object, ...]) -> int:
        return next(i for i, hit in enumerate(hits) if "Ulm" in str(hit))

    assert place(with_graph) < place(without)


def test_only_the_documents_asked_for_are_looked_at(retriever: Retriever) -> None:
    """Passages, sentences and claims alike."""
    query = Query("Zeta 9 memory", (ZETA.id, FOUNDRY.id), frozenset({"towns"}))
    evidence = retriever.gather(query, 9)
    spans = [
        *(hit.passage.span for hit in evidence.hits),
        *(hit.sentence.span for hit in evidence.sentences),
        *(hit.claim.source for hit in evidence.claims),
    ]
    assert {span.document for span in spans} == {"towns"}
    assert retriever.search(Query("Zeta 9", (), frozenset({"no such document"})), 9) == ()


def test_evidence_has_sentences_and_claims_best_first(retriever: Retriever) -> None:
    """The claim that rests on the best sentence, about what is asked, leads."""
    evidence = retriever.gather(Query("memory of the Zeta 9", (ZETA.id,)), 2)
    assert len(evidence.hits) == 2
    assert "48 GB" in evidence.sentences[0].sentence.text
    assert evidence.claims[0].claim.predicate == "memoryCapacity"
    assert all(0 <= hit.score <= 1 for hit in evidence.claims)


def test_boilerplate_is_found_but_not_first(retriever: Retriever) -> None:
    """It shares the question's words, yet a statement goes before it."""
    names = [hit.passage.span.document for hit in retriever.search(Query("Zeta 9 memory"), 9)]
    assert names[0] == "chips"
    assert "ads" in names


@pytest.mark.parametrize("text", ["???", "the of", "zzzz qqqq", "ü" * 3000])
def test_any_question_gets_evidence(retriever: Retriever, text: str) -> None:
    """No words, only stop words, unknown words, very long words."""
    assert retriever.gather(Query(text), 3).hits


def test_the_stages_are_timed(retriever: Retriever) -> None:
    """A watch that is handed in knows every stage."""
    watch = Stopwatch()
    retriever.gather(Query("memory"), 3, watch)
    assert list(watch.seconds) == ["encode", "search", "graph", "rerank", "claims"]
    assert all(seconds > 0 for seconds in watch.seconds.values())


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_index_gives_empty_evidence(encoder: Encoder, tmp_path: Path, kind: str) -> None:
    """Nothing to find is no error."""
    with index_in(kind, tmp_path, {}, encoder) as store:
        evidence = Retriever(store, encoder).gather(Query("anything"), 3)
    assert (evidence.hits, evidence.sentences, evidence.claims) == ((), (), ())


def test_concepts_count_in_the_passage_that_they_stand_in(store: Index) -> None:
    """Claims and mentions both; what stands in no passage counts nowhere."""
    mentions = [Mention(Span("towns", 0, 17), FOUNDRY), Mention(Span("nowhere", 0, 4), ZETA)]
    counts = count_concepts(store.passages(), _claims(), mentions)
    assert counts["chips-0-31"] == {ZETA.id: 1.0}
    assert counts["chips-32-67"] == {ZETA.id: 1.0, FOUNDRY.id: 1.0}
    assert counts["towns-0-38"] == {FOUNDRY.id: 2.0}
    assert counts["towns-39-66"] == {}
