"""Texts in, their terms out, and how much each term tells: what the ranking of sentences counts."""

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer  # type: ignore[import-untyped]  # it ships no types

from retrieval.lexical import words

_porter = stemmer("porter")  # the same as the full-text index's
_stemming = Lock()  # it keeps the word that it is at, so that threads would mix theirs


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its inflection.

    >>> stem("costs") == stem("costing") == "cost"
    True
    """
    with _stemming:
        return str(_porter.stemWord(word))


@lru_cache(maxsize=10_000)
def terms(text: str) -> frozenset[str]:
    """The stems of a text's words.

    >>> sorted(terms("GPUs cost more"))
    ['cost', 'gpu', 'more']
    """
    return frozenset(map(stem, words(text)))


Counted = tuple[int, Counter[str]]  # how many texts, and how many of them have each term


class TermWeights:
    """Inverse document frequencies: a word that few texts have tells more than a common one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._total = 0
        self._holders: Counter[str] = Counter()
        for text in texts:
            self._total += 1
            self._holders.update(terms(text))

    def after(self, gone: Iterable[Counted], fresh: Iterable[Counted]) -> "TermWeights":
        """The weights without some texts and with others, each given as their terms' counts."""
        found = TermWeights(())
        found._total, found._holders = self._total, self._holders.copy()
        for count, holders in gone:
            found._total -= count
            found._holders.subtract(holders)
        for count, holders in fresh:
            found._total += count
            found._holders.update(holders)
        return found

    def weight(self, word: str) -> float:
        """Above 0; highest for a word that no text has."""
        return tells(self._holders[stem(word)], self._total)


def tells(holders: int, total: int) -> float:
    """Inverse document frequency of a word that so many of all texts have."""
    return math.log(1 + (total - holders + 0.5) / (holders + 0.5))
