"""Public multi-hop questions over their pools in, the share of their passages found out.

Lexical, dense, fused and full ranking come from one search of the product's own `Retriever` over an
index of the pool. They are held against bm25s and MiniLM alone, which is the dense list.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import bm25s  # type: ignore[import-untyped]  # it ships no types

from benchmarks.names import NameFinder
from corpus.context import context_text, passage_unit
from corpus.document import Document, Passage, Span
from corpus.store import Entry, Store
from retrieval.embed import Encoder, Vectors
from retrieval.fuse import blend, ranked
from retrieval.gather import Retriever
from retrieval.hit import Hit, Query

FIRST = 5
ALL = 1_000_000
POOLS = ("musique", "hotpotqa")


class PassageLine(TypedDict):
    """A line of a pool's passages."""

    title: str
    text: str


class QuestionLine(TypedDict):
    """A line of a pool's questions."""

    question: str
    gold: list[int]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the numbers of the passages that support its answer."""

    text: str
    gold: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages as (title, text), and the questions on them."""

    name: str
    passages: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]


Rankings = dict[str, list[list[int]]]


def read_pool(folder: Path, name: str) -> Pool:
    """Read a pool's two files."""
    files = (folder / f"{name}_passages.jsonl", folder / f"{name}_questions.jsonl")
    passages: list[PassageLine] = [json.loads(line) for line in _lines(files[0])]
    questions: list[QuestionLine] = [json.loads(line) for line in _lines(files[1])]
    return Pool(
        name,
        tuple((line["title"], line["text"]) for line in passages),
        tuple(Question(line["question"], frozenset(line["gold"])) for line in questions),
    )


def recall(rankings: Sequence[Sequence[int]], questions: Sequence[Question]) -> float:
    """Mean share of a question's passages among the first five, in percent.

    >>> recall([[1, 2, 3, 4, 5, 6]], [Question("?", frozenset({1, 6}))])
    50.0
    """
    pairs = zip(rankings, questions, strict=True)
    shares = [len(q.gold.intersection(found[:FIRST])) / len(q.gold) for found, q in pairs]
    return 100 * sum(shares) / len(shares)


def rank_pool(pool: Pool, encoder: Encoder) -> Rankings:
    """Each system's ranking of passages for each question."""
    rankings: Rankings = {"bm25s": _bm25s(pool)}
    finder = NameFinder(title for title, _ in pool.passages)
    vectors = encoder.encode([context_text(title, (), text) for title, text in pool.passages])
    rows = zip(pool.passages, vectors, strict=True)
    entries = [_entry(number, *passage, row) for number, (passage, row) in enumerate(rows)]
    concepts = {
        entry.passages[0].id: finder.in_passage(entry.document.title, entry.document.text)
        for entry in entries
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder), create=True) as store,
    ):
        store.replace_all(entries)
        retriever = Retriever(store, encoder, concepts=concepts)
        for question in pool.questions:
            query = Query(question.text, finder.in_question(question.text))
            for system, found in _by_system(retriever.search(query, ALL)).items():
                rankings.setdefault(system, []).append(found)
    return rankings


def rescued(rankings: Rankings, questions: Sequence[Question]) -> tuple[int, int]:
    """Supporting passages that only the full ranking has among the first five; only the fused."""
    rows = zip(rankings["full"], rankings["fused"], questions, strict=True)
    pairs = [(q.gold & set(full[:FIRST]), q.gold & set(fused[:FIRST])) for full, fused, q in rows]
    return sum(len(a - b) for a, b in pairs), sum(len(b - a) for a, b in pairs)


def _by_system(hits: Sequence[Hit]) -> dict[str, list[int]]:
    """The rankings of which the full one is made."""
    dense = {hit.passage.id: hit.dense for hit in hits if hit.dense is not None}
    lexical = {hit.passage.id: hit.lexical for hit in hits if hit.lexical is not None}
    numbers = {hit.passage.id: int(hit.passage.span.document) for hit in hits}
    lists: Mapping[str, Iterable[str]] = {
        "lexical": ranked(lexical),
        "MiniLM": ranked(dense),
        "fused": ranked(blend(dense, lexical)),
        "full": [hit.passage.id for hit in hits],
    }
    return {system: [numbers[name] for name in names] for system, names in lists.items()}


def _entry(number: int, title: str, text: str, vector: Vectors) -> Entry:
    document = Document(f"{number:06}", title, text)
    passage = Passage(Span(document.id, 0, len(text)), text, (), ())
    return Entry(document, (passage,), vectors={passage_unit(passage): vector.tobytes()})


def _bm25s(pool: Pool) -> list[list[int]]:
    texts = [f"{title}. {text}" for title, text in pool.passages]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    asked = bm25s.tokenize(
        [question.text for question in pool.questions], stopwords="en", show_progress=False
    )
    found, _ = index.retrieve(asked, k=FIRST, show_progress=False)
    return [[int(number) for number in row] for row in found]


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line.strip()]
