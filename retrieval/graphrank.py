"""What a question names and its best passages in, how near each passage is in the graph out.

Personalised PageRank over passages and the concepts they mention: a passage that shares rare
concepts with the question or with the passages found first is near, though it may share no word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

FEW = 3
SURE = 0.4  # share of the few from which the walk counts in full

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Walk:
    """How the graph is walked; the defaults were measured on the pools of `benchmarks`.

    Attributes:
        seeds: How many of the best passages to start from. With as many as are asked for, the
            walk would only put its seeds in another order.
        concepts: Weight of the question's concepts, where the passages weigh 1.
        restart: Share of each step that begins anew at the seeds.
        steps: How many steps; each spreads from passages to concepts and back.
    """

    seeds: int = 2
    concepts: float = 0.5
    restart: float = 0.2
    steps: int = 8


DEFAULT_WALK = Walk()


class GraphRank:
    """The graph of passages and the concepts that each mentions."""

    def __init__(
        self, mentions: Mapping[str, Mapping[str, float]], walk: Walk = DEFAULT_WALK
    ) -> None:
        """Lay out the graph.

        Args:
            mentions: Concept ids with how often each is mentioned, by passage id.
            walk: How it is walked.
        """
        self._walk = walk
        self._passages = {name: row for row, name in enumerate(mentions)}
        names = sorted({concept for found in mentions.values() for concept in found})
        self._concepts = {name: column for column, name in enumerate(names)}
        counts = self._counts(mentions)
        holders = np.asarray((counts > 0).sum(axis=0), dtype=np.float64).ravel()
        self._rarity = np.maximum(holders, 1.0) ** -0.5
        idf = np.log((len(self._passages) + 1) / (holders + 1)) + 1
        weighted = (counts @ sparse.diags_array(idf)).tocsr()
        self._to_concepts = _by_row(weighted @ sparse.diags_array(self._rarity)).T.tocsr()
        self._to_passages = _by_row(weighted.T.tocsr()).T.tocsr()

    def rank(self, concepts: Iterable[str], best: Sequence[str]) -> dict[str, float]:
        """The probability of each passage the walk reaches.

        Args:
            concepts: Ids of the concepts that the question names.
            best: Ids of the passages that other rankings put first, best first.
        """
        passages, named = self._seeds(concepts, best)
        mass = passages.sum() + named.sum()
        if not mass:
            return {}
        passages, named = passages / mass, named / mass
        here, there = passages, named
        restart = self._walk.restart
        for _ in range(self._walk.steps):
            here, there = (
                (1 - restart) * (self._to_passages @ there) + restart * passages,
                (1 - restart) * (self._to_concepts @ here) + restart * named,
            )
        total = float(here.sum())
        reached = ((name, float(here[row])) for name, row in self._passages.items() if here[row])
        return {name: weight / total for name, weight in reached} if total else {}

    def focus(self, ranks: Mapping[str, float], best: Sequence[str]) -> float:
        """How much the walk of `rank` tells, in [0, 1]: whether it led to few passages or to all.

        Among documents of one narrow field every passage is near every other, and the order of
        what the walk reaches is chance. It is sure where a good part of what it carried away
        from its seeds has come to rest in three passages.
        """
        seeds = set(best[: self._walk.seeds])
        found = sorted((share for name, share in ranks.items() if name not in seeds), reverse=True)
        total = sum(found)
        return min(sum(found[:FEW]) / total / SURE, 1.0) if total else 0.0

    def _counts(self, mentions: Mapping[str, Mapping[str, float]]) -> "sparse.csr_array":
        cells = [
            (row, self._concepts[concept], count)
            for row, found in enumerate(mentions.values())
            for concept, count in found.items()
        ]
        rows, columns, counts = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(self._passages), len(self._concepts))
        return sparse.csr_array((np.array(counts, dtype=np.float64), (rows, columns)), shape=shape)

    def _seeds(self, concepts: Iterable[str], best: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Where the walk begins: the best passages by rank, the concepts by rarity."""
        passages = np.zeros(len(self._passages))
        known = [self._passages[name] for name in best if name in self._passages]
        for rank, row in enumerate(known[: self._walk.seeds], start=1):
            passages[row] = 1 / rank
        named = np.zeros(len(self._concepts))
        columns = [self._concepts[name] for name in set(concepts) if name in self._concepts]
        named[columns] = self._rarity[columns]
        return _share(passages, 1.0), _share(named, self._walk.concepts)


def _share(weights: Numbers, total: float) -> Numbers:
    """Scaled to that sum."""
    found = weights.sum()
    return np.asarray(weights * (total / found) if found else weights)


def _by_row(weights: "sparse.csr_array") -> "sparse.csr_array":
    """Each row scaled to the sum 1."""
    sums = np.asarray(weights.sum(axis=1)).ravel()
    scaled = sparse.diags_array(1 / np.where(sums > 0, sums, 1.0)) @ weights
    return sparse.csr_array(scaled)
