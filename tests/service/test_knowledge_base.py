"""Promises of service/knowledge_base.py: an index, opened for questions."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.document import Span
from corpus.errors import IndexUnusableError, NotFoundError
from retrieval.embed import Encoder
from service.answer.answer import Answer
from service.evidence.trace import Trace
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from service.monitoring.outcome import Outcome, hearing
from tests.encoders import Recording
from tests.service.papers import open_papers

QUESTIONS = (
    "Why is inference more expensive over time?",
    "batch size training inference",
    "Who makes the TPU?",
    "How tall is Mount Everest?",
    "Is a batch size of 256 typical for inference?",
    "Where do the sources disagree?",
)


def test_documents_come_in_the_order_of_their_ids(knowledge_base: KnowledgeBase) -> None:
    """Each can be had by its id."""
    documents = knowledge_base.documents()
    ids = [document.id for document in documents]
    assert ids == sorted(ids)
    assert [knowledge_base.document(name) for name in ids] == documents


def test_passages_are_those_of_one_document_in_order(knowledge_base: KnowledgeBase) -> None:
    """And equal its text at their spans."""
    for document in knowledge_base.documents():
        passages = knowledge_base.passages(document.id)
        assert passages == sorted(passages, key=lambda passage: passage.span)
        assert all(passage.text == passage.span.of(document.text) for passage in passages)


def test_an_unknown_document_is_refused(knowledge_base: KnowledgeBase) -> None:
    """Wherever one is named."""
    for call in (knowledge_base.document, knowledge_base.passages):
        with pytest.raises(NotFoundError, match="nowhere"):
            call("nowhere")
    with pytest.raises(NotFoundError, match="nowhere"):
        knowledge_base.citation(Span("nowhere", 0, 1))


def test_a_warmed_index_reads_questions_alone(tmp_path: Path) -> None:
    """No sentence of it, nor any of its lists, is left for the first questions to be read for."""
    (tmp_path / "saving.md").write_text(
        "# Saving money\n\nFour ways of saving money are known:\n\n- batching requests\n"
        "- caching keys\n- pruning weights\n- smaller models\n\n## Why\n\nServing is dear.",
        encoding="utf-8",
    )
    questions = ("Which ways of saving money are known?", "What is batching?", "Why is it dear?")
    encoder = Recording()
    build([tmp_path / "saving.md"], tmp_path / "index", encoder)
    with KnowledgeBase.open(tmp_path / "index", load=lambda _: encoder) as kb:
        before = kb.at_hand
        kb.warm()
        assert (before, kb.at_hand) == (False, True)
        encoder.read.clear()
        for question in questions:
            kb.ask(question)
        assert questions[0] in encoder.read
        assert set(encoder.read) <= {kb.read(question).searched for question in questions}


def test_only_the_documents_asked_are_cited(knowledge_base: KnowledgeBase) -> None:
    """Statements, facts and passages alike."""
    for document in knowledge_base.documents():
        answer = knowledge_base.ask("What is inference?", documents=frozenset({document.id}))
        spans = [c.span for s in answer.statements for c in s.citations]
        spans += [claim.source for claim in answer.claims]
        spans += [hit.passage.span for hit in answer.hits]
        assert {span.document for span in spans} == {document.id}


def test_as_many_passages_are_listed_as_asked_for(knowledge_base: KnowledgeBase) -> None:
    """Best first, the same for a search as for an answer."""
    for k in (1, 4):
        hits = knowledge_base.ask("cost of inference", top_k=k).hits
        assert len(hits) == k
        assert hits == knowledge_base.search("cost of inference", k)
        assert [hit.fused for hit in hits] == sorted((hit.fused for hit in hits), reverse=True)


def test_threads_get_the_answers_that_one_gets(knowledge_base: KnowledgeBase) -> None:
    """One knowledge base serves all requests, and a trace has each answered anew."""
    alone = [knowledge_base.ask(question) for question in QUESTIONS * 3]

    def anew(question: str) -> Answer:
        return knowledge_base.ask(question, trace=Trace())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(anew, QUESTIONS * 3)) == alone


def test_what_is_remembered_is_what_is_made_anew(knowledge_base: KnowledgeBase) -> None:
    """An answer is the same asked again, or explained; other passages or documents are another."""
    first = knowledge_base.ask(QUESTIONS[0])
    assert knowledge_base.ask(QUESTIONS[0]) == first
    assert knowledge_base.ask(QUESTIONS[0], trace=Trace()) == first
    assert len(knowledge_base.ask(QUESTIONS[0], top_k=2).hits) == 2
    (one, *_) = knowledge_base.documents()
    within = knowledge_base.ask(QUESTIONS[0], documents=frozenset({one.id}))
    assert {hit.passage.span.document for hit in within.hits} == {one.id}


def test_questions_heard_together_are_answered_as_if_alone(
    encoder: Encoder, tmp_path: Path
) -> None:
    """In whatever company they are read ahead, also while others are answered."""
    texts = {"a": "# A\n\nTraining takes weeks. Inference is cheaper than training.\n"}
    asked = [f"{opening}{question}" for question in QUESTIONS for opening in ("", "So, ", "Well, ")]
    companies = [asked[start::step] for step in (1, 2, 3, 7) for start in range(step)]
    with open_papers(texts, encoder, tmp_path) as kb:
        alone = [kb.ask(question) for question in asked]
    with KnowledgeBase.open(tmp_path / "index") as other, ThreadPoolExecutor(4) as pool:
        heard = [pool.submit(other.hear, company) for company in companies]
        found = list(pool.map(other.ask, asked))
        for done in heard:
            done.result()
    assert found == alone


def test_what_was_done_ahead_is_counted_with_the_answer(knowledge_base: KnowledgeBase) -> None:
    """Once, with the first answer that is made of it."""
    question = "How are the weights of a network found, then?"
    outcomes: list[Outcome] = []
    knowledge_base.hear([question, "What is a weight, then?"])
    with hearing(outcomes.append):
        for count in (5, 4):
            knowledge_base.ask(question, top_k=count)
    first, second = ([lap.stage for lap in outcome.laps] for outcome in outcomes)
    assert first[:2] == ["read", "encode"]
    assert first[2:] == second


def test_what_is_known_is_what_was_asked(knowledge_base: KnowledgeBase) -> None:
    """The same question for other passages or documents is another; hearing is not answering."""
    (one, *_) = knowledge_base.documents()
    question = "Is what was asked known by now?"
    knowledge_base.hear([question])
    assert not knowledge_base.knows(question, 5)
    knowledge_base.ask(question, top_k=5)
    assert knowledge_base.knows(question, 5)
    assert not knowledge_base.knows(question, 4)
    assert not knowledge_base.knows(question, 5, frozenset({one.id}))


def test_a_remembered_answer_is_counted_like_any_other(knowledge_base: KnowledgeBase) -> None:
    """Whoever hears of outcomes hears of each once, though nothing was done for the second."""
    heard: list[Outcome] = []
    with hearing(heard.append):
        for _ in range(2):
            knowledge_base.ask("How are weights of a network found?")
    assert [(one.kind, one.answered) for one in heard] == [(heard[0].kind, heard[0].answered)] * 2
    assert heard[0].laps
    assert not heard[1].laps


def test_opening_again_gives_the_same_answers(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing depends on what was asked before, or on being warm."""
    folder = tmp_path_factory.mktemp("again")
    texts = {"a": "# A\n\nTraining takes weeks. Inference is cheaper than training.\n"}
    questions = ("How long does training take?", "Is inference cheaper than training?")
    with open_papers(texts, encoder, folder) as kb, KnowledgeBase.open(folder / "index") as other:
        other.warm()
        assert other.fingerprint == kb.fingerprint
        assert [kb.ask(q) for q in questions] == [other.ask(q) for q in questions[::-1]][::-1]


def test_names_that_documents_bring_can_be_asked_for(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A product that the ontology has never heard of."""
    texts = {
        "news": "# News\n\nThe Zeta Q7 accelerator has 48 GB of memory. Zeta sells bread, too.\n"
    }
    with open_papers(texts, encoder, tmp_path_factory.mktemp("news")) as kb:
        answer = kb.ask("How much memory does the Zeta Q7 have?")
        assert answer.answered
        assert "48 GB" in answer.statements[0].text
        assert not kb.ask("How much memory does the Zeta Q8 have?").answered


@pytest.mark.parametrize("text", ["# Heading alone\n", "Is there a question here?\n", "Thanks.\n"])
def test_a_document_that_says_nothing_answers_nothing(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Any question is refused, and none fails."""
    with open_papers({"empty": text}, encoder, tmp_path_factory.mktemp("empty")) as kb:
        for question in ("What is inference?", "Is there a question here?", "H100 vs B200 memory"):
            answer = kb.ask(question)
            assert not answer.answered
            assert answer.missing


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(IndexUnusableError, match="nowhere"):
        KnowledgeBase.open(tmp_path / "nowhere")
