"""What an encoder is, and the vectors that it gives: unit vectors of texts and of their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The parts of one text as the model reads it, each in its context.

    Attributes:
        spans: Start and end of each token in the text; special tokens are left out.
        vectors: One L2-normalised row a token.
    """

    spans: tuple[tuple[int, int], ...]
    vectors: Vectors


class Encoder(Protocol):
    """Turns texts into unit vectors; the same text always into the same bytes."""

    @property
    def name(self) -> str:
        """The model, as an index records it."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        ...

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text."""
        ...


def normalised(rows: Vectors) -> Vectors:
    """The rows, each of length one; of a row of zeros nothing is made."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


def shown(spans: Sequence[tuple[int, int]], rows: Vectors) -> TokenVectors:
    """The tokens that stand for characters of the text, with their rows."""
    kept = [i for i, (start, end) in enumerate(spans[: len(rows)]) if start < end]
    return TokenVectors(tuple(spans[i] for i in kept), normalised(rows[kept]))
