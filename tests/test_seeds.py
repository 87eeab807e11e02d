"""The source documents, read raw: every span holds, and the development questions are answered.

What is scored here is scored by the shared judge, in process.
"""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TypedDict

import pytest

from corpus.document import Document, Span
from corpus.load import find_files, load_file
from corpus.split import split
from corpus.structure import read_blocks
from kg.extraction import Extractor
from kg.ontology import default_ontology
from retrieval.embed import Encoder
from service.api import convert
from service.build import build
from service.knowledge_base import KnowledgeBase
from tests.corpus.shapes import SEEDS, needs_seeds

EVAL = SEEDS.parent / "eval"
QUESTIONS = 0.8  # share of the development questions that pass
FACTS = 0.95  # share of the gold facts that are among the claims
REFUSED = 0.8  # share of the unanswerable questions

pytestmark = needs_seeds


class Item(TypedDict):
    """What is looked at here of a question, as the shared format has it."""

    id: str
    question: str
    answerable: bool


class Reply(TypedDict):
    """What is looked at here of an answer, as the HTTP interface gives it."""

    answered: bool
    missing: str | None
    statements: list[dict[str, object]]
    facts: list[dict[str, object]]


class Judged(TypedDict):
    """A question, its answer, and what is wrong with it."""

    item: Item
    reply: Reply
    faults: list[str]


@pytest.fixture(scope="session")
def score() -> ModuleType:
    """The shared scoring script, as a module."""
    spec = importlib.util.spec_from_file_location("shared_score", EVAL / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def seeds(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """An index of the source documents."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    build([SEEDS], folder, encoder)
    with KnowledgeBase.open(folder) as kb:
        yield kb


@pytest.fixture(scope="session")
def judged(seeds: KnowledgeBase, score: ModuleType) -> list[Judged]:
    """Every development question with its answer and what is wrong with that."""
    texts = _texts()
    found = []
    for item in score.read_lines(EVAL / "seeds_dev.jsonl"):
        answer = convert.answer(seeds, seeds.ask(item["question"]), 0.0)
        reply = json.loads(answer.model_dump_json())
        found.append(Judged(item=item, reply=reply, faults=score.judge(item, reply, texts)))
    return found


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


def test_enough_questions_are_answered_right(judged: list[Judged]) -> None:
    """By the shared judge; those that are not are listed."""
    wrong = [f"{j['item']['id']} {j['item']['question']}: {j['faults']}" for j in judged]
    wrong = [line for line, j in zip(wrong, judged, strict=True) if j["faults"]]
    assert len(wrong) <= (1 - QUESTIONS) * len(judged), "\n".join(wrong)


def test_no_quote_fails(judged: list[Judged]) -> None:
    """Each stands in its document."""
    faults = [fault for j in judged for fault in j["faults"]]
    assert "a quote is not in its document" not in faults
    assert "no citation" not in faults


def test_what_the_sources_do_not_say_is_refused(judged: list[Judged]) -> None:
    """With what they lack, and nothing said."""
    unanswerable = [j["reply"] for j in judged if not j["item"]["answerable"]]
    refused = [reply for reply in unanswerable if not reply["answered"]]
    assert len(refused) >= REFUSED * len(unanswerable)
    assert all(reply["missing"] and not reply["statements"] for reply in refused)


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
