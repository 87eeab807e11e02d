"""An index too large for memory, searched where it is stored: the same as `gather`, looked up.

What each question reads does not grow with the index: a bounded number of passages, of rows of the
word index, of claims and of sentences.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from corpus.document import Passage, Span
from corpus.index import Index, Texts, Words
from kg.ledger import Ledger
from retrieval.embed import Encoder
from retrieval.encoding import Vectors
from retrieval.gather import DEPTH, Retriever, Wholes
from retrieval.hit import Query
from retrieval.ledgers import LedgerRanker, NearGraph
from retrieval.lexical import STOP_WORDS, content_words
from retrieval.memory import Memory
from retrieval.nearest import Nearest, open_nearest, renewed
from retrieval.rerank import BRIEF, SentenceRanker
from retrieval.terms import stem, tells

MANY = 50_000  # passages from which an index is searched where it is stored
REMEMBERED = 4096  # passages, and sentences' vectors, that are kept
LOOKED = 5_000  # passages with a word of the question whose score is computed


def is_many(store: Texts) -> bool:
    """Whether an index is to be searched where it is stored."""
    return store.passage_count() >= MANY


class StoredShelf:
    """Passages that are read when they are asked for; the last ones are kept."""

    def __init__(self, store: Texts) -> None:
        self._store = store
        self._count = store.passage_count()
        self._known = Memory[str, Passage | None](self._read, REMEMBERED)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Passage]:
        return iter(self._store.passages())

    def get(self, names: Iterable[str]) -> Mapping[str, Passage]:
        """Passages by id."""
        wanted = list(names)
        found = zip(wanted, self._known.all(wanted), strict=True)
        return {name: passage for name, passage in found if passage is not None}

    def of(self, documents: Iterable[str]) -> frozenset[str]:
        """The ids of all passages of some documents."""
        return frozenset(map(_name, self._store.places(documents)))

    def at(self, spans: Iterable[Span]) -> Sequence[Passage]:
        """The passages that have any of these words, by document and place."""
        wanted: defaultdict[str, list[Span]] = defaultdict(list)
        for span in spans:
            wanted[span.document].append(span)
        places = self._store.places(wanted) if wanted else []
        found = [_name(at) for at in places if any(map(at.overlaps, wanted[at.document]))]
        return sorted(self.get(found).values(), key=lambda passage: passage.span)

    def _read(self, names: Sequence[str]) -> list[Passage | None]:
        found = self._store.passages_at(names)
        return [found.get(name) for name in names]


class StoredWeights:
    """What each word tells, by how many passages have it."""

    def __init__(self, store: Words, total: int) -> None:
        self._total = total
        self.holders = lru_cache(100_000)(store.holders)

    def weight(self, word: str) -> float:
        """Above 0; highest for a word that no passage has."""
        return tells(self.holders(stem(word)), self._total)


class StoredRetriever(Retriever):
    """Finds what a large index holds about a question; safe to share between threads.

    Attributes:
        digests: A hash of each document, by id.
    """

    def __init__(
        self,
        store: Index,
        encoder: Encoder,
        ledger: Ledger,
        former: "StoredRetriever | None" = None,
    ) -> None:
        """Open the index.

        Args:
            store: The index; it stays open as long as this is used.
            encoder: The model that made its vectors.
            ledger: Its claims.
            former: The retriever of the same index before it changed.
        """
        self._store = store
        self._model = encoder.name
        with store.snapshot():
            self._fingerprint = store.fingerprint()
            self.digests = store.digests()
            self._shelf = StoredShelf(store)
            self._graph = NearGraph(store, ledger)
            self._claims = LedgerRanker(ledger)
            self._vectors = (
                self._since(former) if former else open_nearest(store, encoder.dimension, many=True)
            )
        self._weights = StoredWeights(store, len(self._shelf))
        known = Memory[str, Vectors | None](self._rows, REMEMBERED)
        titles = lru_cache(REMEMBERED)(store.title)
        self._sentences = SentenceRanker.looking_up(
            encoder, titles, known.all, self._weights, BRIEF
        )

    def save(self) -> None:
        """Nothing: what is derived was written when it was made."""

    def warm(
        self,
        stopped: Callable[[], bool] = lambda: False,
        wholes: Wholes | None = None,  # noqa: ARG002 - too many to read ahead
    ) -> None:
        """Count the passages of the commonest words, which takes longest."""
        for word in STOP_WORDS:
            if not stopped():
                self._weights.weight(word)

    def _since(self, former: "StoredRetriever") -> Nearest:
        """The vectors of the former state, with what came and went since beside them."""
        before, after = former.digests, self.digests
        gone = [name for name, digest in before.items() if after.get(name) != digest]
        fresh = [name for name, digest in after.items() if before.get(name) != digest]
        wanted = self._shelf.of(fresh)
        vectors = {
            unit: data
            for name in fresh
            for unit, data in self._store.vectors_of(name)
            if unit in wanted
        }
        return former.changed(self._store, gone, vectors)

    def changed(self, store: Index, gone: Iterable[str], fresh: Mapping[str, bytes]) -> Nearest:
        """The vectors of the index as it is now: without some documents and with others."""
        return renewed(self._vectors, store, self._shelf.of(gone), fresh)

    def _match(self, query: Query) -> dict[str, float]:
        """By the rarest of the words: of those that half of all passages have, none tells much."""
        found = content_words(query.text)
        if not found:
            return {}
        counts = {word: self._weights.holders(stem(word)) for word in found}
        rare: list[str] = []
        for word in sorted(counts, key=lambda word: counts[word]):
            if not rare or sum(counts[one] for one in rare) + counts[word] <= LOOKED:
                rare.append(word)
        asked = [word for word in found if word in rare]
        return dict(self._store.find(asked, DEPTH, query.documents, LOOKED))

    def _rows(self, units: Sequence[str]) -> list[Vectors | None]:
        found = self._store.vectors_at(units)
        return [np.frombuffer(found[u], dtype=np.float32) if u in found else None for u in units]


def _name(span: Span) -> str:
    return f"{span.document}-{span.start}-{span.end}"
