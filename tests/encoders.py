"""Encoders that are real and quick: for tests of what is done with vectors, not of their worth."""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from retrieval.embed import TokenVectors, Vectors

TOKEN = re.compile(r"\w+")


class HashingEncoder:
    """Adds up a random direction a word, so texts that share words are near each other."""

    def __init__(self, name: str = "hashing", dimension: int = 32) -> None:
        self.name = name
        self.dimension = dimension
        self.read: list[str] = []  # every text that it was asked for

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        self.read.extend(texts)
        rows = [self._words(text).sum(axis=0) for text in texts]
        return _unit(np.array(rows, dtype=np.float32).reshape(-1, self.dimension))

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """A word is a token."""
        spans = [tuple(found.span() for found in TOKEN.finditer(text)) for text in texts]
        rows = (_unit(self._words(text)) for text in texts)
        return [TokenVectors(places, row) for places, row in zip(spans, rows, strict=True)]

    def _words(self, text: str) -> Vectors:
        rows = [self._direction(word) for word in TOKEN.findall(text.casefold())]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dimension)

    def _direction(self, word: str) -> Vectors:
        seed = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
        generator = np.random.default_rng(seed)
        return generator.standard_normal(self.dimension, dtype=np.float32)


class Recording(HashingEncoder):
    """Remembers what it was asked to read word by word."""

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """As ever."""
        self.read.extend(texts)
        return super().tokens(texts)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)
