"""Question sets to the weights by which sentences are ranked: `python -m benchmarks.weights`.

Each answerable question is one example: the sentences found for it, with their features, of which
those that hold its evidence, or all that its answer must have, are the right ones. The weights
maximise the likelihood that a right one is drawn from the softmax of the scores (ListNet's top-one
probability, Cao et al. 2007), less a penalty on their squares after scaling. What the sets of
half the questions learn is measured on the other half.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.embed import load_encoder
from service.answer.pairing import NEAR
from service.answer.pairing import WEIGHTS as PAIRING
from service.evaluation.item import Item, packaged_items, read_items
from service.evidence.candidate import Candidate
from service.evidence.trace import Trace
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from service.question.kind import Kind

TESTS = Path(__file__).parents[1] / "tests"
SETS = ("field", "articles", "mixed")
LONGEST = 2_000
PENALTY = 3.0
SET_BY_HAND = frozenset({"joint", "phase"})
SCALE = 10.0  # the weights' likelihood is the same whatever their scale; this keeps them small

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: a row of features a sentence, and which sentences are right."""

    question: str
    features: Array
    right: NDArray[np.bool_]


def main() -> None:
    """Print the weights, and how often a right sentence is first with those of the other half."""
    names, examples, pairs = _examples()
    halves = [[e for e in examples if crc32(e.question.encode()) % 2 == h] for h in (0, 1)]
    for half, other in (halves, halves[::-1]):
        weights = _fit(half)
        found = "  ".join(f"{share:.1%}" for share in _first(other, weights))
        sys.stdout.write(f"learned on {len(half)}, right within 1, 3, 5 of {len(other)}: {found}\n")
    for name, weight in zip(names, _fit(examples), strict=True):
        sys.stdout.write(f'    "{name}": {weight / SCALE:.2f},\n')
    compared = _fit(pairs)
    sys.stdout.write(f"of pairs (service/answer/pairing.py), learned on {len(pairs)}\n")
    for name, weight in zip(PAIRING, compared, strict=True):
        sys.stdout.write(f'    "{name}": {weight / compared[0]:.2f},\n')


def _examples() -> tuple[list[str], list[Example], list[Example]]:
    """The features' names, and all questions that have a right sentence among those found.

    Last, the comparisons that have a right set of sentences among all that say both sides.
    """
    encoder = load_encoder()
    names: list[str] = []
    examples: list[Example] = []
    pairs: list[Example] = []
    for name in ("packaged", *SETS):
        sources = () if name == "packaged" else [TESTS / name / "documents"]
        items = (
            packaged_items(LONGEST)
            if name == "packaged"
            else read_items(TESTS / name / "questions.jsonl", LONGEST)
        )
        with TemporaryDirectory() as folder:
            build(sources, Path(folder) / "index", encoder)
            with KnowledgeBase.open(Path(folder) / "index") as kb:
                for item in items:
                    pairs += _pairs(kb, item)
                    candidates = _weighed(kb, item)
                    right = np.array([_is_right(kb, item, c) for c in candidates], dtype=np.bool_)
                    if right.any():
                        kept = [_kept(c) for c in candidates]
                        names = [feature for feature, _ in kept[0]]
                        rows = np.array([[value for _, value in row] for row in kept])
                        examples.append(Example(item.question, rows, right))
    return names, examples, pairs


def _pairs(kb: KnowledgeBase, item: Item) -> list[Example]:
    """A comparison as an example of sets of sentences; none where no set is right."""
    question = kb.read(item.question)
    if question.kind is not Kind.COMPARISON or not item.answerable:
        return []
    candidates = sorted(_weighed(kb, item), key=lambda c: (-c.score, c.span))
    near = [c for c in candidates if c.score >= NEAR * candidates[0].score]
    pairing = kb.pairing(question)
    sets = list(pairing.sets(near))
    right = [_are_right(item, said) for said in sets]
    if not any(right) or len(sets) == 1:
        return []
    rows = [list(pairing.features(said).values()) for said in sets]
    return [Example(item.question, np.array(rows), np.array(right, dtype=np.bool_))]


def _are_right(item: Item, said: Sequence[Candidate]) -> bool:
    """Whether sentences together have all that the answer must, and nothing that it must not."""
    text = " ".join(candidate.text for candidate in said)
    sourced = any(c.document in {*item.documents, *item.documents_all} for c in said)
    return sourced and all(_any(g, text) for g in item.must) and not _any(item.must_not, text)


def _kept(candidate: Candidate) -> list[tuple[str, float]]:
    return [(name, value) for name, value in candidate.features if name not in SET_BY_HAND]


def _weighed(kb: KnowledgeBase, item: Item) -> Sequence[Candidate]:
    trace = Trace()
    kb.ask(item.question, trace=trace)
    return trace.candidates if item.answerable else ()


def _is_right(kb: KnowledgeBase, item: Item, candidate: Candidate) -> bool:
    if candidate.document not in {*item.documents, *item.documents_all}:
        return False
    quote = candidate.span.of(kb.document(candidate.document).text)
    answers = bool(item.must) and all(_any(group, candidate.text) for group in item.must)
    return answers or _any(item.evidence, quote)


def _any(patterns: Iterable[str], text: str) -> bool:
    return any(re.search(p, text, re.IGNORECASE | re.DOTALL) for p in patterns)


def _fit(examples: Sequence[Example]) -> Array:
    """The weights, in the features' own units."""
    scale = np.vstack([e.features for e in examples]).std(axis=0) + 1e-9
    rows = [(e.features / scale, e.right) for e in examples]

    def loss(weights: Array) -> tuple[float, Array]:
        total = PENALTY * float(weights @ weights)
        slope = 2 * PENALTY * weights
        for features, right in rows:
            scores = features @ weights
            odds = np.exp(scores - scores.max())
            shares = odds / odds.sum()
            good = shares[right].sum() + 1e-12
            total -= float(np.log(good))
            slope = slope + features.T @ (shares - np.where(right, shares, 0.0) / good)
        return total, slope

    start = np.zeros(scale.size)
    found: Array = minimize(loss, start, jac=True, method="L-BFGS-B").x / scale
    return found


def _first(examples: Sequence[Example], weights: Array) -> list[float]:
    """How often a right sentence is among the first 1, 3 and 5."""
    ranks = np.array(
        [e.right[np.argsort(-(e.features @ weights), kind="stable")].argmax() for e in examples]
    )
    return [float((ranks < k).mean()) for k in (1, 3, 5)]


if __name__ == "__main__":
    main()
