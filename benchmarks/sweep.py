"""Searches of a pool in, how recall changes with each of the graph's settings out.

The settings were chosen on these pools; if a figure hung by one of them, it would mean little.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.pools import Question, halves
from benchmarks.recall import Found, Mentions, number, recall
from retrieval.fuse import AGREED, merge_ranks, ranked
from retrieval.gather import walk_from
from retrieval.graphrank import DEFAULT_WALK, GraphRank, Walk


@dataclass(frozen=True, slots=True)
class Outcome:
    """Recall@5 under one setting: of all questions and of each half."""

    setting: str
    all: float
    first: float
    second: float


def settings() -> Iterator[tuple[str, Walk, float]]:
    """The defaults, then each setting changed alone."""
    yield "as it is", DEFAULT_WALK, AGREED
    for seeds in (1, 3):
        yield f"seeds {seeds}", replace(DEFAULT_WALK, seeds=seeds), AGREED
    for weight in (0.25, 1.0, 2.0):
        yield f"concepts {weight}", replace(DEFAULT_WALK, concepts=weight), AGREED
    for restart in (0.1, 0.3, 0.5):
        yield f"restart {restart}", replace(DEFAULT_WALK, restart=restart), AGREED
    for steps in (2, 4, 12):
        yield f"steps {steps}", replace(DEFAULT_WALK, steps=steps), AGREED
    for agreed in (0.7, 0.8, 1.0):
        yield f"agreed {agreed}", DEFAULT_WALK, agreed


def sweep(
    mentions: Mentions, found: Sequence[Found], questions: Sequence[Question]
) -> Iterator[Outcome]:
    """Recall of the full ranking under every setting; first, for comparison, of the fused one."""
    yield _outcome("fused, no graph", [one.rankings["fused"] for one in found], questions)
    for name, walk, agreed in settings():
        graph = GraphRank(mentions, walk)
        yield _outcome(name, [_full(graph, one, agreed) for one in found], questions)


def held_out(outcomes: Sequence[Outcome]) -> list[tuple[str, float]]:
    """The setting best on one half, and what it gains over the fused ranking on the other.

    >>> fused, one, two = Outcome("fused", 50, 50, 50), Outcome("a", 60, 65, 55), Outcome(
    ...     "b", 60, 55, 65)
    >>> held_out([fused, one, two])
    [('a', 5), ('b', 5)]
    """
    fused, *others = outcomes
    by_first = max(others, key=lambda one: one.first)
    by_second = max(others, key=lambda one: one.second)
    return [
        (by_first.setting, by_first.second - fused.second),
        (by_second.setting, by_second.first - fused.first),
    ]


def _full(graph: GraphRank, found: Found, agreed: float) -> list[int]:
    near, sure = walk_from(found.blended, found.names, graph, agreed)
    return [number(name) for name in ranked(merge_ranks([(found.blended, 1.0), (near, sure)]))]


def _outcome(name: str, rankings: Sequence[list[int]], questions: Sequence[Question]) -> Outcome:
    def of(places: Sequence[int]) -> float:
        return recall([rankings[i] for i in places], [questions[i] for i in places])

    first, second = halves(questions)
    return Outcome(name, of(range(len(questions))), of(first), of(second))
