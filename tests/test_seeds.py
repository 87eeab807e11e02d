"""The source documents, read raw: every span holds, and the development questions are answered."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from corpus.document import Document, Span
from corpus.load import find_files, load_file
from corpus.split import split
from corpus.structure import read_blocks
from kg.extraction import Extractor
from kg.ontology import default_ontology
from retrieval.embed import Encoder
from service.api import convert
from service.evaluation.examine import Trial, examine
from service.evaluation.item import read_items
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from tests.corpus.shapes import SEEDS, needs_seeds

EVAL = SEEDS.parent / "eval"
QUESTIONS = 0.95  # share of the development questions that pass
FACTS = 0.95  # share of the gold facts that are among the claims
REFUSED = 0.8  # share of the unanswerable questions

pytestmark = needs_seeds


@pytest.fixture(scope="session")
def seeds(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """An index of the source documents."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    build([SEEDS], folder, encoder)
    with KnowledgeBase.open(folder) as kb:
        yield kb


@pytest.fixture(scope="session")
def judged(seeds: KnowledgeBase) -> tuple[Trial, ...]:
    """Every development question with its answer and what is wrong with that."""
    return examine(seeds, read_items(EVAL / "seeds_dev.jsonl", 2_000), 5)


@pytest.mark.parametrize("number", range(5))
def test_all_that_is_read_off_a_source_equals_its_span(number: int) -> None:
    """Blocks, passages, sentences, mentions and claims, in the file itself."""
    path = find_files([SEEDS])[number]
    document = load_file(path)
    assert document.text == path.read_text("utf-8")
    blocks = read_blocks(document)
    for passage in split(document, blocks):
        assert passage.text == document.text[passage.span.start : passage.span.end]
        for sentence in passage.sentences:
            assert sentence.text == document.text[sentence.span.start : sentence.span.end]
            assert passage.span.covers(sentence.span)
    extractor = Extractor(default_ontology())
    claims = extractor.extract(document, blocks)
    mentions = extractor.mentions(document, blocks)
    assert claims
    assert mentions
    for span in (*(claim.source for claim in claims), *(mention.span for mention in mentions)):
        _lies_in(span, document)


def test_every_claim_is_cited_by_its_own_words(seeds: KnowledgeBase) -> None:
    """The index holds the same spans as the files."""
    texts = _texts()
    for claim in seeds.graph.claims():
        cited = seeds.citation(claim.source)
        assert cited.quote == texts[claim.source.document][claim.source.start : claim.source.end]


def test_every_sentence_is_worded_and_quoted(seeds: KnowledgeBase) -> None:
    """No fragment is left without words, no quote differs from its file."""
    texts = _texts()
    for document in seeds.documents():
        for passage in seeds.passages(document.id):
            for sentence in passage.sentences:
                wording = seeds._library.word(sentence)
                assert wording.text.strip(".")
                assert seeds.citation(wording.span).quote == wording.span.of(texts[document.id])


def test_enough_questions_are_answered_right(judged: tuple[Trial, ...]) -> None:
    """Those that are not are listed."""
    wrong = [f"{t.item.id} {t.item.question}: {t.faults}" for t in judged if t.faults]
    assert len(wrong) <= (1 - QUESTIONS) * len(judged), "\n".join(wrong)


def test_verdicts_equal_the_shared_scorers(judged: tuple[Trial, ...], score: ModuleType) -> None:
    """By the files themselves."""
    texts = _texts()
    lines = score.read_lines(EVAL / "seeds_dev.jsonl")
    for trial, line in zip(judged, lines, strict=True):
        reply = json.loads(trial.answer.model_dump_json())
        assert list(trial.faults) == score.judge(line, reply, texts)


def test_no_quote_fails(judged: tuple[Trial, ...]) -> None:
    """Each stands in its document."""
    faults = [fault for trial in judged for fault in trial.faults]
    assert "a quote is not in its document" not in faults
    assert "no citation" not in faults


def test_what_the_sources_do_not_say_is_refused(judged: tuple[Trial, ...]) -> None:
    """With what they lack, and nothing said."""
    unanswerable = [trial.answer for trial in judged if not trial.item.answerable]
    refused = [answer for answer in unanswerable if not answer.answered]
    assert len(refused) >= REFUSED * len(unanswerable)
    assert all(answer.missing and not answer.statements for answer in refused)


def test_the_facts_are_among_the_claims(seeds: KnowledgeBase, score: ModuleType) -> None:
    """By the shared measure; those that are not are listed."""
    texts = _texts()
    claims = [
        json.loads(convert.fact(seeds, claim).model_dump_json()) for claim in seeds.graph.claims()
    ]
    golds = score.read_lines(EVAL / "facts_dev.jsonl")
    missed = [
        gold["id"]
        for gold in golds
        if not any(score.matches(gold, claim, texts[gold["document"]]) for claim in claims)
    ]
    assert len(missed) <= (1 - FACTS) * len(golds), missed


def _lies_in(span: Span, document: Document) -> None:
    words = document.text[span.start : span.end]
    assert span.document == document.id
    assert len(words) == span.end - span.start
    assert words == words.strip() != ""


def _texts() -> dict[str, str]:
    return {path.stem: Path(path).read_text("utf-8") for path in find_files([SEEDS])}
