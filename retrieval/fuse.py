"""Ranked lists in, one list with scores in [0, 1] out."""

from collections.abc import Mapping, Sequence

SMOOTHING = 5  # ranks are added to it: the smaller it is, the more the first places count
DENSE_SHARE = 0.6  # of the score; the rest is lexical
AGREED = 0.9  # blended score from which words and vectors agree on the best


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Names by score, best first; ties by name.

    >>> ranked({"b": 1.0, "a": 1.0, "c": 2.0})
    ['c', 'a', 'b']
    """
    return sorted(scores, key=lambda name: (-scores[name], name))


def blend(dense: Mapping[str, float], lexical: Mapping[str, float]) -> dict[str, float]:
    """Add cosines, from the list's last (0) to its best (1), to the shares of the best BM25.

    What matters is how far a passage stands out of its list, which a rank forgets.

    >>> ranked(blend({"a": 0.8, "b": 0.4}, {"b": 6.0, "c": 3.0}))
    ['a', 'b', 'c']
    """
    floor, top = min(dense.values(), default=0.0), max(dense.values(), default=0.0)
    width = top - floor or 1.0
    best = max(lexical.values(), default=0.0) or 1.0
    scores = {name: DENSE_SHARE * (cosine - floor) / width for name, cosine in dense.items()}
    for name, bm25 in lexical.items():
        scores[name] = scores.get(name, 0.0) + (1 - DENSE_SHARE) * bm25 / best
    return scores


def agreement(blended: Mapping[str, float], agreed: float = AGREED) -> float:
    """How far both lists that were blended mean the same by their best, in [0, 1].

    0 where it is the best of the vectors alone, or not even that; 1 where it is that of the words,
    too, or nearly. Where they do not agree, the first is a guess, and so is what it leads to.

    >>> agreement(blend({"a": 0.8, "b": 0.4}, {"a": 6.0, "c": 3.0}))
    1.0
    >>> agreement(blend({"a": 0.8, "b": 0.4}, {"b": 6.0, "c": 3.0}))
    0.0
    """
    best = max(blended.values(), default=0.0)
    return min(max((best - DENSE_SHARE) / (agreed - DENSE_SHARE), 0.0), 1.0)


def merge_ranks(rankings: Sequence[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """Reciprocal rank fusion of weighted rankings, scaled so that what is first in each has 1.

    >>> merge_ranks([({"a": 3.0, "b": 2.0}, 1.0), ({"b": 0.9, "a": 0.1}, 0.5)])["a"]
    0.9444444444444444
    """
    total = sum(weight for _, weight in rankings)
    merged: dict[str, float] = {}
    for scores, weight in rankings:
        for rank, name in enumerate(ranked(scores)):
            part = weight / total * SMOOTHING / (SMOOTHING + rank)
            merged[name] = merged.get(name, 0.0) + part
    return merged
