"""What a question names and its best passages in, how near each passage is in the graph out.

Personalised PageRank over passages and the concepts they mention: a passage that shares rare
concepts with the question or with the passages found first is near, though it may share no word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEW = 3
SURE = 0.4  # share of the few from which the walk counts in full

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


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


@dataclass(frozen=True, slots=True)
class Links:
    """One way of the links between passages and concepts, each carrying a share of its start.

    It is what a sparse matrix of scipy's would be, whose import alone took a tenth of a start.

    Attributes:
        starts: Where each link begins.
        ends: Where it ends.
        shares: What it carries of what is at its start; those of one start sum to 1.
    """

    starts: Places
    ends: Places
    shares: Numbers

    @classmethod
    def shared(cls, starts: Places, ends: Places, weights: Numbers) -> "Links":
        """Links whose weights are scaled to shares."""
        sums = np.bincount(starts, weights)
        return cls(starts, ends, weights / np.where(sums > 0, sums, 1.0)[starts])

    def carry(self, masses: Numbers, size: int) -> Numbers:
        """What comes to each of `size` ends of the masses at the starts."""
        carried = np.bincount(self.ends, self.shares * masses[self.starts], size)
        return np.asarray(carried, dtype=np.float64)


class GraphRank:
    """The graph of passages and the concepts that each mentions."""

    def __init__(
        self,
        mentions: Mapping[str, Mapping[str, float]],
        walk: Walk = DEFAULT_WALK,
        total: int | None = None,
        holders: Mapping[str, int] | None = None,
    ) -> None:
        """Lay out the graph.

        Args:
            mentions: Concept ids with how often each is mentioned, by passage id.
            walk: How it is walked.
            total: How many passages there are, where these are not all.
            holders: How often concepts are found among all, where these are not all.
        """
        self._walk = walk
        self._passages = {name: row for row, name in enumerate(mentions)}
        names = sorted({concept for found in mentions.values() for concept in found})
        self._concepts = {name: column for column, name in enumerate(names)}
        rows, columns, counts = self._cells(mentions)
        held = np.bincount(columns, counts > 0, len(names))
        if holders is not None:
            held = np.array([holders[name] for name in names], dtype=np.float64)
        self._rarity = np.maximum(held, 1.0) ** -0.5
        idf = np.log(((total or len(self._passages)) + 1) / (held + 1)) + 1
        weights = counts * idf[columns]
        self._to_concepts = Links.shared(rows, columns, weights * self._rarity[columns])
        self._to_passages = Links.shared(columns, rows, weights)

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
                (1 - restart) * self._to_passages.carry(there, len(here)) + restart * passages,
                (1 - restart) * self._to_concepts.carry(here, len(there)) + restart * named,
            )
        total = float(here.sum())
        reached = zip(self._passages, here.tolist(), strict=True)
        return {name: weight / total for name, weight in reached if weight} if total else {}

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

    def _cells(self, mentions: Mapping[str, Mapping[str, float]]) -> tuple[Places, Places, Numbers]:
        """Row of the passage, column of the concept and count of each mention."""
        sizes = [len(found) for found in mentions.values()]
        names = (name for found in mentions.values() for name in found)
        counts = (count for found in mentions.values() for count in found.values())
        return (
            np.repeat(np.arange(len(sizes)), sizes),
            np.fromiter(map(self._concepts.__getitem__, names), np.intp, sum(sizes)),
            np.fromiter(counts, np.float64, sum(sizes)),
        )

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
