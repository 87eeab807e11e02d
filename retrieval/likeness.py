"""A question's token vectors and several readings in, how alike they are word by word out.

All readings are laid side by side, so that the many small steps that each would take are few large
ones: a question is compared with some sixty sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Vectors
from retrieval.readings import Reading

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a question's tokens (rows) and readings (columns) are.

    Attributes:
        nearest: The likeness of each token's nearest in a reading, at least 0; what stands above
            the reading's own words counts less.
        anywhere: The same where it counts in full.
        telling: The same, but for stop words.
        focused: For each reading, how well its own words find their like in the question.
    """

    nearest: Vectors
    anywhere: Vectors
    telling: Vectors
    focused: Shares


def compare(tokens: Vectors, readings: Sequence[Reading], above: float) -> Likeness:
    """Compare a question with each of some readings.

    Args:
        tokens: A row for each token of the question.
        readings: At least one.
        above: What the likeness of a word counts that stands above a sentence, not in it.
    """
    similar = np.concatenate([tokens @ one.columns for one in readings], axis=1)
    own, telling = np.concatenate([one.marks for one in readings], axis=1)
    starts = np.cumsum([0, *(one.marks.shape[1] for one in readings[:-1])])

    def nearest(columns: Vectors) -> Vectors:
        found: Vectors = np.maximum.reduceat(columns, starts, axis=1)
        return found

    counted = own & telling & bool(len(tokens))
    best = np.where(counted, np.maximum.reduce(similar, axis=0, initial=-1.0), 0.0)
    several = np.maximum(np.add.reduceat(counted, starts, dtype=np.int64), 1)
    return Likeness(
        nearest=nearest(similar * np.where(own, 1.0, above).astype(np.float32)),
        anywhere=nearest(similar),
        telling=nearest(similar * telling),
        focused=np.add.reduceat(best, starts, dtype=np.float64) / several,
    )


def focus(similar: Vectors) -> float:
    """The mean, over columns, of the likeness of each to its nearest row; 0 where there is none."""
    if not similar.size:
        return 0.0
    best = np.maximum.reduce(similar, axis=0)
    return float(np.add.reduce(best) / np.float32(len(best)))
