"""Questions over a pool's passages in, what each ranking finds of the passages they need out.

Lexical, dense, fused and full ranking come from one search of the product's own `Retriever` over an
index of the pool; the dense one is MiniLM alone.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.names import NameFinder
from benchmarks.pools import Pool, Question
from corpus.context import context_text, passage_unit
from corpus.document import Document, Passage, Span
from corpus.store import Entry, Store
from retrieval.embed import Encoder, Vectors
from retrieval.fuse import blend, ranked
from retrieval.gather import Retriever
from retrieval.hit import Query

FIRST = 5
ALL = 1_000_000

Mentions = dict[str, dict[str, float]]
Rankings = dict[str, list[list[int]]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, as numbers of passages.

    Attributes:
        names: The names that the question was found to have.
        blended: Scores of words and vectors together, by passage id.
        rankings: The rankings of which the full one is made, and that one.
    """

    names: tuple[str, ...]
    blended: dict[str, float]
    rankings: dict[str, list[int]]


class Index:
    """A pool as the product holds it."""

    def __init__(self, retriever: Retriever, finder: NameFinder, mentions: Mentions) -> None:
        self._retriever = retriever
        self._finder = finder
        self.mentions = mentions

    def search(self, text: str) -> Found:
        """All that is found."""
        names = self._finder.in_question(text)
        hits = self._retriever.search(Query(text, names), ALL)
        dense = {hit.passage.id: hit.dense for hit in hits if hit.dense is not None}
        lexical = {hit.passage.id: hit.lexical for hit in hits if hit.lexical is not None}
        blended = blend(dense, lexical)
        lists: Mapping[str, Iterable[str]] = {
            "lexical": ranked(lexical),
            "MiniLM": ranked(dense),
            "fused": ranked(blended),
            "full": [hit.passage.id for hit in hits],
        }
        rankings = {system: list(map(number, found)) for system, found in lists.items()}
        return Found(names, blended, rankings)


@contextmanager
def indexed(pool: Pool, encoder: Encoder) -> Iterator[Index]:
    """Index a pool, in a temporary folder; names take the place of a field's concepts."""
    finder = NameFinder(title for title, _ in pool.passages)
    vectors = encoder.encode(texts(pool))
    rows = zip(pool.passages, vectors, strict=True)
    entries = [_entry(number, *passage, row) for number, (passage, row) in enumerate(rows)]
    mentions = {
        entry.passages[0].id: finder.in_passage(entry.document.title, entry.document.text)
        for entry in entries
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder), create=True) as store,
    ):
        store.replace_all(entries)
        yield Index(Retriever(store, encoder, concepts=mentions), finder, mentions)


def texts(pool: Pool) -> list[str]:
    """The passages with their titles, as every ranking reads them."""
    return [context_text(title, (), text) for title, text in pool.passages]


def number(passage: str) -> int:
    """A passage's place in its pool, from its id.

    >>> number("000012-0-345")
    12
    """
    return int(passage.partition("-")[0])


def by_system(found: Sequence[Found]) -> Rankings:
    """Each system's ranking for each question."""
    return {name: [one.rankings[name] for one in found] for name in found[0].rankings}


def recall(
    rankings: Sequence[Sequence[int]], questions: Sequence[Question], k: int = FIRST
) -> float:
    """Mean share of a question's passages among the first k, in percent.

    >>> recall([[1, 2, 3, 4, 5, 6]], [Question("?", frozenset({1, 6}))])
    50.0
    """
    pairs = zip(rankings, questions, strict=True)
    shares = [len(q.gold.intersection(found[:k])) / len(q.gold) for found, q in pairs]
    return 100 * sum(shares) / max(len(shares), 1)


def hits(rankings: Sequence[Sequence[int]], questions: Sequence[Question], k: int = FIRST) -> float:
    """Share of the questions with one of their passages among the first k, in percent.

    >>> hits([[1, 2], [3]], [Question("?", frozenset({2})), Question("?", frozenset({1, 2}))])
    50.0
    """
    pairs = zip(rankings, questions, strict=True)
    found = [bool(q.gold.intersection(ranking[:k])) for ranking, q in pairs]
    return 100 * sum(found) / max(len(found), 1)


@dataclass(frozen=True, slots=True)
class Rescue:
    """What the graph did to the first five.

    Attributes:
        missed: Supporting passages that words and vectors do not have there.
        brought: Those of them that the graph brought.
        lost: Supporting passages that had to make room.
    """

    missed: int
    brought: int
    lost: int


def rescue(rankings: Rankings, questions: Sequence[Question]) -> Rescue:
    """The full ranking's first five against the fused one's."""
    rows = zip(rankings["full"], rankings["fused"], questions, strict=True)
    pairs = [(q.gold & set(full[:FIRST]), q.gold & set(fused[:FIRST])) for full, fused, q in rows]
    supporting = sum(len(question.gold) for question in questions)
    return Rescue(
        missed=supporting - sum(len(fused) for _, fused in pairs),
        brought=sum(len(full - fused) for full, fused in pairs),
        lost=sum(len(fused - full) for full, fused in pairs),
    )


def _entry(place: int, title: str, text: str, vector: Vectors) -> Entry:
    document = Document(f"{place:06}", title, text)
    passage = Passage(Span(document.id, 0, len(text)), text, (), ())
    return Entry(document, (passage,), vectors={passage_unit(passage): vector.tobytes()})
