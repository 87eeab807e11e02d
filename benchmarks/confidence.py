"""Question sets to the weights of an answer's confidence: `python -m benchmarks.confidence`.

Each answered question is one example: the features of `service/answer/confidence.py`, and whether
the answer is right. The weights are those of a logistic regression with a penalty on their squares
after scaling. For each set it tells the area under the risk-coverage curve by support, as it was
before, and by the confidence that the other sets learn.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.weights import LONGEST, SETS, TESTS
from retrieval.embed import Encoder, load_encoder
from service.answer.confidence import features
from service.evaluation.examine import examine
from service.evaluation.item import packaged_items, read_items
from service.evaluation.selective import risks
from service.evidence.trace import Trace
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase

PENALTY = 5.0
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, answered or not.

    Attributes:
        set: Where it is from.
        features: By `service/answer/confidence.py`; None where it is refused.
        support: What confidence was before.
        right: Whether there is an answer, and it is right.
    """

    set: str
    features: tuple[float, ...] | None
    support: float
    right: bool


def main() -> None:
    """Print the areas, then the weights that all sets learn."""
    encoder = load_encoder()
    names: list[str] = []
    examples: list[Example] = []
    for name in ("packaged", *SETS):
        for found, example in _examples(name, encoder):
            names = found or names
            examples.append(example)
    for name in ("packaged", *SETS):
        own = [e for e in examples if e.set == name]
        weights = _fit([e for e in examples if e.set != name])
        areas = (_area(own, [e.support for e in own]), _area(own, [_odds(e, weights) for e in own]))
        sys.stdout.write(f"{name}: AURC by support {areas[0]:.3f}, learned {areas[1]:.3f}\n")
    for name, weight in zip(("intercept", *names), _fit(examples), strict=True):
        sys.stdout.write(f"{name}: {weight:.2f}\n")


def _examples(name: str, encoder: Encoder) -> Iterator[tuple[list[str], Example]]:
    items = (
        packaged_items(LONGEST)
        if name == "packaged"
        else read_items(TESTS / name / "questions.jsonl", LONGEST)
    )
    sources = [] if name == "packaged" else [TESTS / name / "documents"]
    with TemporaryDirectory() as folder:
        build(sources, Path(folder) / "index", encoder)
        with KnowledgeBase.open(Path(folder) / "index") as kb:
            for trial in examine(kb, items, 5):
                trace = Trace()
                said = kb.ask(trial.item.question, trace=trace)
                first = trace.chosen[0] if said.answered and trace.chosen else None
                found = features(said.kind, first) if first else {}
                values = tuple(found.values()) or None
                yield [*found], Example(name, values, said.support, trial.has_right_answer)


def _fit(examples: Sequence[Example]) -> Array:
    """The intercept and the weights, in the features' own units."""
    told = [(e.features, e.right) for e in examples if e.features]
    rows = np.array([(1.0, *found) for found, _ in told])
    right = np.array([float(good) for _, good in told])
    middle, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    middle[0], scale[0] = 0.0, 1.0
    scaled = (rows - middle) / scale

    def loss(weights: Array) -> tuple[float, Array]:
        odds = scaled @ weights
        penalised = weights * (np.arange(weights.size) > 0)
        each = np.logaddexp(0, -odds) * right + np.logaddexp(0, odds) * (1 - right)
        slope = scaled.T @ (1 / (1 + np.exp(-odds)) - right) + 2 * PENALTY * penalised
        return float(each.sum() + PENALTY * penalised @ penalised), slope

    found: Array = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x / scale
    found[0] -= float(found[1:] @ middle[1:])
    return found


def _odds(example: Example, weights: Array) -> float:
    return float(weights @ np.array((1.0, *example.features))) if example.features else 0.0


def _area(examples: Sequence[Example], sure: Sequence[float]) -> float:
    """The area under the risk-coverage curve; refused questions come last."""
    judged = [
        (how if e.features else float("-inf"), not e.right)
        for e, how in zip(examples, sure, strict=True)
    ]
    return fmean(risks(judged))


if __name__ == "__main__":
    main()
