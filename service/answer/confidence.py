"""The sentence that an answer opens with and the kind of question in, how sure the answer is out.

A logistic regression on three features, learned by benchmarks/confidence.py from which answers to
the question sets are right.
"""

from math import exp

from service.evidence.candidate import Candidate
from service.question.kind import Kind

INTERCEPT = -1.92
WEIGHTS = {"score": 2.37, "coverage": 0.9, "several": -0.85}
# Kinds whose answers are made of several sentences, each of which may be the wrong one.
SEVERAL = frozenset({Kind.COMPARISON, Kind.LIST, Kind.CONFLICT, Kind.CAUSE})


def features(kind: Kind, first: Candidate) -> dict[str, float]:
    """What tells how sure an answer is, by name."""
    return {
        "score": first.score,
        "coverage": first.hit.coverage,
        "several": float(kind in SEVERAL),
    }


def confidence(kind: Kind, first: Candidate) -> float:
    """How likely the answer is right, in [0, 1], as far as the question sets tell."""
    found = features(kind, first)
    odds = INTERCEPT + sum(WEIGHTS[name] * value for name, value in found.items())
    return round(1 / (1 + exp(-odds)), 3)
