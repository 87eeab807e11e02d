"""What retrieval asks of claims that are not in memory: those that bear on a query, and the graph.

    LedgerRanker  a query and its best sentences in, the claims that bear on it out
    NearGraph     what a question names and its best passages in, how near others are out

Both read the neighbourhood of what is asked, bounded whatever the index's size, and leave the
ranking to `ClaimRanker` and `GraphRank`, which rank it as if it were all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from corpus.index import Texts
from kg.claim import Claim
from kg.ledger import Ledger
from retrieval.claims import FEW, MANY, ClaimRanker
from retrieval.graphrank import DEFAULT_WALK, GraphRank
from retrieval.hit import ClaimHit, Query, SentenceHit
from retrieval.memory import Memory
from retrieval.mentioned import Counts, count_said

LOOKED = 100  # claims about one concept that are ranked
HUB = 50  # claims of a concept from which it is near everything, and is not walked over
NEAR = 100  # passages whose concepts are read
COUNTED = 1024  # documents of which it is kept what their passages speak of
TOGETHER = 20  # concepts of which it is asked at once where they are spoken of
ROUNDS = 2  # from passages to others by a concept


class LedgerRanker:
    """Finds claims as `ClaimRanker` does."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def rank(self, query: Query, sentences: Sequence[SentenceHit], k: int) -> tuple[ClaimHit, ...]:
        """The k best, best first; of a concept with very many claims, the best of some."""
        documents = dict.fromkeys(hit.sentence.span.document for hit in sentences)
        said = [claim for claims in self._ledger.each([*documents]) for claim in claims]
        named = [c for name in query.concepts for c in self._ledger.about(name, LOOKED)]
        unique = {claim.id: claim for claim in (*said, *named)}
        return ClaimRanker([*unique.values()]).rank(query, sentences, k)

    def stating(self, query: Query) -> tuple[Claim, ...]:
        """Claims that state a property asked for, if they are not too many."""
        found: list[Claim] = []
        for predicate in query.predicates:
            claims = self._ledger.stating(predicate, (), FEW + 1)
            if len(claims) > FEW:
                named = sorted({*query.concepts})
                claims = self._ledger.stating(predicate, named, MANY + 1) if named else ()
            found += claims if len(claims) <= MANY else ()
        wanted = query.documents
        return tuple(claim for claim in found if not wanted or claim.source.document in wanted)


class NearGraph:
    """Walks as `GraphRank` does, over what is near the seeds and no more.

    What a concept of very many claims leads to is left out: it is near everything, and little of
    the walk comes to any one passage over it.
    """

    def __init__(self, store: Texts, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._passages = store.passage_count()
        self._whole = GraphRank({})
        self._counts = Memory[str, Counts](self._count, COUNTED)

    def rank(self, concepts: Iterable[str], best: Sequence[str]) -> dict[str, float]:
        """The probability of each passage the walk reaches."""
        named = {*concepts}
        seeds = best[: DEFAULT_WALK.seeds]
        cells = self._around(named, seeds)
        counted = {
            name: {concept: n for concept, n in found.items() if self._leads(concept)}
            for name, found in cells.items()
        }
        known = {concept for found in counted.values() for concept in found}
        holders = {concept: self._ledger.count(concept) for concept in known}
        walked = GraphRank(counted, total=self._passages, holders=holders)
        return walked.rank(named, [name for name in best if name in counted])

    def focus(self, ranks: Mapping[str, float], best: Sequence[str]) -> float:
        """How much the walk of `rank` tells, in [0, 1]."""
        return self._whole.focus(ranks, best)

    def _around(self, named: set[str], seeds: Sequence[str]) -> Counts:
        """The concepts of the passages around the seeds."""
        cells: Counts = {}
        pending = self._read(cells, seeds) | named
        for _ in range(ROUNDS):
            fresh: dict[str, None] = {}
            for name in self._over(sorted(pending)):
                if len(cells) + len(fresh) >= NEAR:
                    break
                if name not in cells:
                    fresh[name] = None
            pending = self._read(cells, fresh)
        return cells

    def _over(self, concepts: Iterable[str]) -> Iterator[str]:
        """The passages with claims about concepts."""
        leading = [*filter(self._leads, concepts)]
        for start in range(0, len(leading), TOGETHER):
            speaking = self._ledger.speaking(leading[start : start + TOGETHER])
            self._counts.all([*dict.fromkeys(chain(*speaking.values()))][:NEAR])  # at once
            for concept, documents in speaking.items():
                for counted in self._counts.all(documents):
                    yield from (name for name, found in counted.items() if concept in found)

    def _read(self, cells: Counts, passages: Iterable[str]) -> set[str]:
        """Add the concepts of passages; which they are."""
        names = [*passages]
        counted = self._counts.all([name.rsplit("-", 2)[0] for name in names])
        fresh = {name: of.get(name, {}) for name, of in zip(names, counted, strict=True)}
        cells |= fresh
        return {concept for found in fresh.values() for concept in found}

    def _leads(self, concept: str) -> bool:
        return self._ledger.count(concept) <= HUB

    def _count(self, documents: Sequence[str]) -> list[Counts]:
        """How often each passage of documents speaks of each concept."""
        found: dict[str, Counts] = {name: {} for name in documents}
        counted = count_said(self._store.places(documents), self._ledger.spoken(documents))
        for name, concepts in counted.items():
            found[name.rsplit("-", 2)[0]][name] = concepts
        return [found[name] for name in documents]
