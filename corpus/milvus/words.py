"""Passages in, the weights of their words out: BM25 as the index in a folder has it.

    the score of a passage = sum over the words of a question: tells(word) * weight(word, passage)

The right factor is a passage's own once the mean length of passages is known, and is written as a
sparse vector; the left one follows from how many passages have the word, and is sent with each
question. Milvus multiplies and adds. Its own BM25 is not used: it would cut words by other rules,
and Milvus Lite counts holders in each of its segments by itself, so that scores would differ by
how the rows came to be stored.

Words are cut and their inflections dropped by SQLite's FTS5, the very code of the other index.
"""

import hashlib
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from corpus.schema import WORDS
from corpus.store import WEIGHTS

SATURATION, LENGTH = 1.2, 0.75  # FTS5's k1 and b
LEAST = 1e-6  # what FTS5 lets a word tell that most passages have
NO_WORD = 0  # a place in every vector, for none may be empty
PLACES = 2**32 - 2  # that Milvus has in a sparse vector


@dataclass(frozen=True, slots=True)
class Counted:
    """The words of a passage.

    Attributes:
        found: How often each is there, those of titles counting for more; by its number.
        length: How many words there are.
    """

    found: dict[int, float]
    length: int

    def weights(self, mean: float) -> dict[int, float]:
        """What each adds to a score, where passages have `mean` words."""
        long = SATURATION * (1 - LENGTH + LENGTH * self.length / mean) if mean else SATURATION
        weighed = {
            term: often * (SATURATION + 1) / (often + long) for term, often in self.found.items()
        }
        return {NO_WORD: 1.0} | weighed


def counted(texts: Sequence[tuple[str, str, str]]) -> list[Counted]:
    """The words of passages, each given as its title, path and text."""
    found: list[dict[int, float]] = [defaultdict(float) for _ in texts]
    lengths = [0] * len(texts)
    for place, column, term in _cut(texts):
        found[place][number(term)] += WEIGHTS[column]
        lengths[place] += 1
    return [Counted(dict(one), n) for one, n in zip(found, lengths, strict=True)]


def terms_of(words: Iterable[str]) -> list[str]:
    """Words as they are counted, each once.

    >>> terms_of(["costs", "costing", "GPUs"])
    ['cost', 'gpu']
    """
    return list(dict.fromkeys(term for _, _, term in _cut([(w, "", "") for w in words])))


def number(term: str) -> int:
    """The place of a term in sparse vectors; two of a million terms may share one.

    >>> number("cost")
    2187543501
    """
    drawn = int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "big")
    return 1 + drawn % (PLACES - 1)


def tells(holders: int, total: int) -> float:
    """What a word adds that so many of all passages have.

    >>> tells(1, 3) < tells(1, 300)
    True
    """
    return max(math.log((total - holders + 0.5) / (holders + 0.5)), LEAST)


def _cut(texts: Iterable[tuple[str, str, str]]) -> Iterator[tuple[int, int, str]]:
    """Every word of some texts: of which text and which of its columns, and its term."""
    names = {"title": 0, "path": 1, "text": 2}
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(WORDS.format(place=""))
        memory.execute("CREATE VIRTUAL TABLE cut USING fts5vocab(words, instance)")
        memory.executemany(
            "INSERT INTO words (rowid, title, path, text) VALUES (?, ?, ?, ?)",
            ((place, *text) for place, text in enumerate(texts)),
        )
        query = "SELECT doc, col, term FROM cut ORDER BY doc, col, offset"
        for place, column, term in memory.execute(query):
            yield place, names[column], term
