"""Documents and questions with known evidence in, how often the best-ranked sentence is it out.

Four rankings of sentences, each adding one thing: words and vectors over bare sentences; over
sentences with what stands above them; the product's own two stages, the second word by word; and
what an answer is made from, which also looks up claims.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

import bm25s  # type: ignore[import-untyped]  # it ships no types

from corpus.context import context_text
from corpus.document import Span
from corpus.store import Store
from retrieval.embed import Encoder
from retrieval.fuse import blend, ranked
from retrieval.gather import DEPTH
from retrieval.hit import Hit
from retrieval.rerank import SentenceRanker
from retrieval.vectors import sentence_vectors
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase

FIRST = 5
ALL = 1_000_000

Spans = list[Span]


class Line(TypedDict):
    """A line of a question set, as far as it matters here."""

    question: str
    answerable: bool
    documents: NotRequired[list[str]]
    documents_all: NotRequired[list[str]]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its evidence stands in the documents that support its answer."""

    text: str
    evidence: tuple[Span, ...]

    def supported_by(self, span: Span) -> bool:
        """Whether some of the evidence stands there."""
        return any(span.overlaps(one) for one in self.evidence)


@dataclass(frozen=True, slots=True)
class Share:
    """Of the questions, in percent, that have evidence first, and among the first five."""

    first: float
    first_five: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured over one set.

    Attributes:
        questions: Those that the documents answer.
        sentences: Those ranked.
        of_sentences: By ranking of sentences.
        of_passages: By ranking of passages, without and with the graph.
    """

    questions: int
    sentences: int
    of_sentences: dict[str, Share]
    of_passages: dict[str, Share]


class Sentences:
    """The sentences of an index."""

    def __init__(self, store: Store) -> None:
        self.titles = {document.id: document.title for document in store.documents()}
        self.passages = store.passages()
        self.all = [sentence for passage in self.passages for sentence in passage.sentences]

    def bare(self) -> list[str]:
        """Their own words."""
        return [sentence.text for sentence in self.all]

    def in_context(self) -> list[str]:
        """Title and heading path before them."""
        return [context_text(self.titles[s.span.document], s.context, s.text) for s in self.all]


def measure(encoder: Encoder, paths: Sequence[Path], questions: Path) -> Report:
    """Index the documents (the packaged ones, if no path is given) and ask."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(paths, folder, encoder)
        with KnowledgeBase.open(folder) as kb, Store.open(folder) as store:
            asked = _read(questions, kb)
            sentences = Sentences(store)
            rankings: Mapping[str, Callable[[str], Spans]] = {
                "hybrid, bare sentences": _hybrid(encoder, sentences, sentences.bare()),
                "hybrid, with title and heading path": _hybrid(
                    encoder, sentences, sentences.in_context()
                ),
                "MaxSim on top": _word_by_word(encoder, sentences, store),
                "as answers are made": lambda text: [
                    hit.sentence.span for hit in kb.gather(text).sentences
                ],
            }
            of_sentences = {name: _share(rank, asked) for name, rank in rankings.items()}
            of_passages = {
                "fused": _share(lambda text: _fused(kb.search(text, ALL)), asked),
                "full": _share(lambda text: _spans(kb.search(text, FIRST)), asked),
            }
    return Report(len(asked), len(sentences.all), of_sentences, of_passages)


def _read(file: Path, kb: KnowledgeBase) -> list[Asked]:
    lines: list[Line] = [json.loads(x) for x in file.read_text("utf-8").splitlines() if x.strip()]
    return [Asked(line["question"], _evidence(line, kb)) for line in lines if line["answerable"]]


def _evidence(line: Line, kb: KnowledgeBase) -> tuple[Span, ...]:
    names = line.get("documents") or line.get("documents_all") or []
    return tuple(
        Span(name, *found.span())
        for name in names
        for pattern in line["evidence"]
        for found in re.finditer(pattern, kb.document(name).text, re.IGNORECASE)
    )


def _share(rank: Callable[[str], Spans], asked: Sequence[Asked]) -> Share:
    rows = [[one.supported_by(span) for span in rank(one.text)[:FIRST]] for one in asked]
    first = sum(any(row[:1]) for row in rows)
    return Share(100 * first / len(rows), 100 * sum(map(any, rows)) / len(rows))


def _hybrid(encoder: Encoder, sentences: Sentences, texts: list[str]) -> Callable[[str], Spans]:
    """The blend that ranks passages, over sentences."""
    vectors = encoder.encode(texts)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    def rank(text: str) -> Spans:
        words = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)[0]
        lexical = index.get_scores(words) if words else []
        dense = vectors @ encoder.encode([text])[0]
        best = ranked(blend(_best(dense), {n: s for n, s in _best(lexical).items() if s > 0}))
        return [sentences.all[int(name)].span for name in best]

    return rank


def _best(scores: Iterable[float]) -> dict[str, float]:
    """The best of a list, by place."""
    named = {f"{place:06}": float(score) for place, score in enumerate(scores)}
    return {name: named[name] for name in ranked(named)[:DEPTH]}


def _word_by_word(encoder: Encoder, sentences: Sentences, store: Store) -> Callable[[str], Spans]:
    """All sentences, as `retrieval.rerank` ranks those of the passages found."""
    rows, vectors = sentence_vectors(store, encoder.dimension)
    ranker = SentenceRanker(encoder, sentences.titles, sentences.passages, rows, vectors)

    def rank(text: str) -> Spans:
        found = ranker.rank(ranker.ask(text), sentences.passages, FIRST)
        return [hit.sentence.span for hit in found]

    return rank


def _fused(hits: Sequence[Hit]) -> Spans:
    """The passages as they would be without the graph."""
    spans = {hit.passage.id: hit.passage.span for hit in hits}
    dense = {hit.passage.id: hit.dense for hit in hits if hit.dense is not None}
    lexical = {hit.passage.id: hit.lexical for hit in hits if hit.lexical is not None}
    return [spans[name] for name in ranked(blend(dense, lexical))]


def _spans(hits: Sequence[Hit]) -> Spans:
    return [hit.passage.span for hit in hits]
