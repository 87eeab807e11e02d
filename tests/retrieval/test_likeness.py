"""Readings compared side by side are as alike as each is alone, by plain sums."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from retrieval.encoding import Vectors, normalised
from retrieval.likeness import compare, focus
from retrieval.readings import Reading

WIDTH = 8
ABOVE = 0.9


def _rows(seed: int, count: int) -> Vectors:
    return normalised(default_rng(seed).standard_normal((count, WIDTH)).astype(np.float32))


@st.composite
def _readings(draw: st.DrawFn) -> list[Reading]:
    lengths = draw(st.lists(st.integers(0, 5), min_size=1, max_size=6))
    marks = st.booleans()
    return [
        Reading.of(
            _rows(place, length),
            np.array(draw(st.lists(marks, min_size=length, max_size=length)), dtype=np.bool_),
            np.array(draw(st.lists(marks, min_size=length, max_size=length)), dtype=np.bool_),
        )
        for place, length in enumerate(lengths)
    ]


@given(_readings(), st.integers(0, 4))
def test_each_reading_is_compared_as_if_alone(readings: list[Reading], words: int) -> None:
    """Whatever it is compared beside; also where it, or the question, has no token."""
    tokens = _rows(99, words)
    found = compare(tokens, readings, ABOVE)
    for place, one in enumerate(readings):
        similar = [[float(word @ row) for row in one.rows] for word in tokens]
        near = [
            max([0.0, *(s if own else ABOVE * s for s, own in zip(row, one.own, strict=True))])
            for row in similar
        ]
        telling = [
            max([0.0, *(s for s, tells in zip(row, one.telling, strict=True) if tells)])
            for row in similar
        ]
        best = [
            max(row[i] for row in similar)
            for i in range(len(one.own))
            if similar and one.own[i] and one.telling[i]
        ]
        for got, wanted in (
            (found.nearest[:, place], near),
            (found.anywhere[:, place], [max([0.0, *row]) for row in similar]),
            (found.telling[:, place], telling),
            (found.focused[place], sum(best) / len(best) if best else 0.0),
        ):
            np.testing.assert_allclose(got, wanted, atol=1e-6)


def test_a_heading_is_as_like_as_its_words_are() -> None:
    """Each column counts by its nearest row; nothing is like nothing."""
    assert focus(np.array([[0.5, 0.1], [0.25, 0.3]], dtype=np.float32)) == np.float32(0.4)
    assert focus(np.empty((3, 0), dtype=np.float32)) == 0.0
