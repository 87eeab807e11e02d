"""The whole of retrieval, in its order: a `Query` in, `Evidence` out.

    encode -> search (vectors, words) -> blend -> graph -> merge -> sentences -> claims

A `Retriever` reads an index once, as it is; `after` makes another when the index has changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Protocol

from corpus.document import Passage, Sentence, Span
from corpus.index import Index
from corpus.indexes import open_index
from kg.claim import Claim
from retrieval.claims import ClaimRanker
from retrieval.embed import Encoder
from retrieval.fuse import AGREED, agreement, blend, merge_ranks, ranked
from retrieval.graphrank import GraphRank
from retrieval.hit import ClaimHit, Evidence, Hit, Query, SentenceHit
from retrieval.leaf import Leaf, changed, read_leaves
from retrieval.lexical import content_words
from retrieval.nearest import Nearest, open_nearest, renewed, save
from retrieval.readings import Readings
from retrieval.rerank import Asked, SentenceRanker
from retrieval.shelf import HeldShelf, Shelf
from retrieval.stopwatch import Stopwatch
from retrieval.vectors import sentence_vectors

DEPTH = 50  # of the dense and the lexical list
SENTENCES = 40
CLAIMS = 40
BOILERPLATE = 0.5  # of its score

# What else is ranked, by a passage of which it is a part: whole lists.
Wholes = Callable[[Passage], Sequence[Sentence]]


class Walked(Protocol):
    """The graph of passages and concepts."""

    def rank(self, concepts: Iterable[str], best: Sequence[str], /) -> dict[str, float]:
        """The probability of each passage that a walk from these reaches."""
        ...

    def focus(self, ranks: Mapping[str, float], best: Sequence[str], /) -> float:
        """How much that walk tells, in [0, 1]."""
        ...


class Stated(Protocol):
    """The claims of an index."""

    def rank(
        self, query: Query, sentences: Sequence[SentenceHit], k: int, /
    ) -> tuple[ClaimHit, ...]:
        """The k that bear best on a query, best first."""
        ...

    def stating(self, query: Query, /) -> tuple[Claim, ...]:
        """Those that state a property asked for, if they are not too many."""
        ...


class Retriever:
    """Finds what an index holds about a question; safe to share between threads."""

    def __init__(
        self,
        store: Index,
        encoder: Encoder,
        claims: Sequence[Claim] = (),
        concepts: Mapping[str, Mapping[str, float]] | None = None,
        leaves: Sequence[Leaf] | None = None,
    ) -> None:
        """Read the index.

        Args:
            store: The index; it stays open as long as this is used.
            encoder: The model that made its vectors.
            claims: What its documents say.
            concepts: Concept ids with their counts, by passage id; from the claims, if not given.
            leaves: Its documents in order with their claims, where they were read already.
        """
        with store.snapshot():
            self._lay(store, leaves or read_leaves(store, claims), concepts)
            titles = {leaf.document.id: leaf.document.title for leaf in self._leaves}
            self._vectors: Nearest = open_nearest(store, encoder.dimension)
            rows, vectors = sentence_vectors(store, encoder.dimension)
        passages = self._shelf
        self._model = encoder.name
        kept = self._readings()
        self._sentences = SentenceRanker(encoder, titles, passages, rows, vectors, kept)

    def after(self, store: Index, leaves: Sequence[Leaf]) -> "Retriever":
        """The retriever of an index that has changed: only what is new is read from `store`.

        Args:
            store: The index as it is now; it stays open as long as what is returned is used.
            leaves: Its documents in order; those that did not change are the very same.
        """
        found = copy(self)
        gone, fresh = changed(self._leaves, leaves)
        found._lay(store, leaves)
        found._sentences = self._sentences.after(gone, fresh, store)
        wanted = {passage.id for leaf in fresh for passage in leaf.passages}
        vectors = {
            unit: data
            for leaf in fresh
            for unit, data in store.vectors_of(leaf.document.id)
            if unit in wanted
        }
        lost = {passage.id for leaf in gone for passage in leaf.passages}
        found._vectors = renewed(self._vectors, store, lost, vectors)
        return found

    def _lay(
        self,
        store: Index,
        leaves: Sequence[Leaf],
        concepts: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        """Lay out what is made of all documents."""
        self._store = store
        self._fingerprint = store.fingerprint()
        self._leaves = leaves
        self._shelf: Shelf = HeldShelf(leaves)
        if concepts is None:
            concepts = {name: found for leaf in leaves for name, found in leaf.concepts.items()}
        self._graph: Walked = GraphRank(concepts)
        self._claims: Stated = ClaimRanker([claim for leaf in leaves for claim in leaf.claims])

    def save(self) -> None:
        """Write what is derived beside the store, so that the next start need not make it again."""
        save(self._vectors, self._store)
        self._keep([sentence for _, sentence in self.ranked()])

    def _keep(self, sentences: Sequence[Sentence]) -> None:
        """Write what was read of these sentences, unless the index has changed since."""
        folder = self._store.place
        if not isinstance(folder, Path):
            return
        with open_index(folder) as now:
            if now.fingerprint() == self._fingerprint:
                self._sentences.keep(folder, self._made_of, sentences)

    def _readings(self) -> Readings:
        """What sentences were read before; none where an index is in no folder."""
        folder = self._store.place
        return Readings.open(folder, self._made_of) if isinstance(folder, Path) else Readings.none()

    @property
    def _made_of(self) -> dict[str, str]:
        return {"model": self._model, "index": self._fingerprint}

    def __len__(self) -> int:
        return len(self._shelf)

    def warm(
        self, stopped: Callable[[], bool] = lambda: False, wholes: Wholes | None = None
    ) -> None:
        """Do ahead what the first questions would wait for, until `stopped`.

        Args:
            stopped: Tells whether to leave off.
            wholes: What else will be ranked.
        """
        sentences = [sentence for _, sentence in self.ranked(wholes)]
        self._sentences.warm(sentences, stopped)
        if not stopped():
            self._keep(sentences)

    def ranked(self, wholes: Wholes | None = None) -> list[tuple[Passage, Sentence]]:
        """All sentences that can be found, each with the passage it stands in."""
        passages = list(self._shelf)
        own = [(passage, sentence) for passage in passages for sentence in passage.sentences]
        return [*own, *(_wholes(passages, wholes) if wholes else [])]

    def hear(self, texts: Sequence[str]) -> None:
        """Encode the texts of queries together, of which each will be asked for soon."""
        self._sentences.hear(texts)

    def search(self, query: Query, k: int) -> tuple[Hit, ...]:
        """The k best passages, best first."""
        return self._search(query, self._sentences.ask(query.text), k, Stopwatch())

    def gather(
        self,
        query: Query,
        k: int,
        watch: Stopwatch | None = None,
        wholes: Wholes | None = None,
    ) -> Evidence:
        """The k best passages, the best sentences, and the claims that bear on the question.

        Args:
            query: What to look for.
            k: How many passages.
            watch: Told how long each stage took.
            wholes: What else to rank.
        """
        watch = watch or Stopwatch()
        with watch.stage("encode"):
            asked = self._sentences.ask(query.text)
        effort = self._sentences.effort
        hits = self._search(query, asked, max(k, effort.passages), watch)
        with watch.stage("rerank"):
            read = hits[: effort.passages]
            stated = self._stated(query)
            passages = [hit.passage for hit in read]
            stated += _wholes(passages[: effort.wholes], wholes) if wholes else []
            sentences = self._sentences.rank(asked, passages, SENTENCES, stated)
        with watch.stage("claims"):
            claims = self._claims.rank(query, sentences, CLAIMS)
        return Evidence(query, hits[:k], read, sentences, claims)

    def _search(self, query: Query, asked: Asked, most: int, watch: Stopwatch) -> tuple[Hit, ...]:
        """What is found, best first, at most so many."""
        allowed = self._allowed(query)
        with watch.stage("search"):
            dense = dict(self._vectors.search(asked.vector, DEPTH, allowed))
            lexical = self._match(query)
            blended = blend(dense, lexical)
        with watch.stage("graph"):
            near, sure = walk_from(blended, query.concepts, self._graph)
            if allowed is not None:
                near = {name: share for name, share in near.items() if name in allowed}
            fused = merge_ranks([(blended, 1.0), (near, sure)])
        return tuple(
            Hit(passage, weight, dense.get(name), lexical.get(name), near.get(name))
            for name, passage, weight in self._best(fused, most)
        )

    def _best(self, fused: Mapping[str, float], most: int) -> list[tuple[str, Passage, float]]:
        """The best passages with what they are worth, once boilerplate is; no others are read."""
        found: list[tuple[float, Span, str, Passage]] = []
        names = sorted(fused, key=lambda name: -fused[name])
        for start in range(0, len(names), most):
            if start and found[most - 1 :] and -found[most - 1][0] > fused[names[start]]:
                break  # nothing that is left can be worth more
            some = self._shelf.get(names[start : start + most])
            found += ((-_weighed(fused[n], p), p.span, n, p) for n, p in some.items())
            found.sort()
        return [(name, passage, -weight) for weight, _, name, passage in found[:most]]

    def _match(self, query: Query) -> dict[str, float]:
        found = self._store.find(content_words(query.text), DEPTH, query.documents)
        # The store may have moved on since this was made; what it has gained is not known here.
        known = self._shelf.get(name for name, _ in found)
        return {name: score for name, score in found if name in known}

    def _stated(self, query: Query) -> list[tuple[Passage, Sentence]]:
        """The sentences of claims that state what is asked, wherever they stand."""
        sources = [claim.source for claim in self._claims.stating(query)]
        found = []
        for passage in self._shelf.at(sources):
            near = [source for source in sources if source.overlaps(passage.span)]
            found += [
                (passage, sentence)
                for sentence in passage.sentences
                if any(map(sentence.span.overlaps, near))
            ]
        return found

    def _allowed(self, query: Query) -> frozenset[str] | None:
        if not query.documents:
            return None
        return self._shelf.of(query.documents)


def _wholes(passages: Sequence[Passage], wholes: Wholes) -> list[tuple[Passage, Sentence]]:
    """What the passages are parts of, each once, with the best of its passages."""
    found = {s: passage for passage in reversed(passages) for s in wholes(passage)}
    return [(passage, sentence) for sentence, passage in found.items()]


def walk_from(
    blended: Mapping[str, float],
    concepts: Iterable[str],
    graph: Walked,
    agreed: float = AGREED,
) -> tuple[dict[str, float], float]:
    """What is near the best passages in the graph, and how much that counts, in [0, 1].

    A walk is heard where it began at a passage that words and vectors agree on, and ended at few.
    """
    best = ranked(blended)
    near = graph.rank(concepts, best)
    return near, graph.focus(near, best) * agreement(blended, agreed)


def _weighed(score: float, passage: Passage) -> float:
    return BOILERPLATE * score if passage.boilerplate else score
