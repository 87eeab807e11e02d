"""How the sources of a knowledge base stand to each other, found once for each of its graphs."""

from collections.abc import Sequence
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from kg.agreement.groups import Agreement
from kg.graph import KnowledgeGraph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.agreement.alike import Meaning
    from kg.ontology import Ontology

MOST = 50_000  # texts whose vectors are kept, 1.5 kB each

_found: WeakKeyDictionary[KnowledgeGraph, Agreement] = WeakKeyDictionary()
_lock = Lock()


class Remembered:
    """A meaning that is asked for no text twice in a row of states of an index.

    Of very many texts, those that were asked for last.
    """

    def __init__(self, meaning: "Meaning", most: int = MOST) -> None:
        """Take what gives the vectors of texts, and how many of them to keep."""
        self._meaning = meaning
        self._most = most
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def __call__(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """The vectors of the texts, a row each."""
        known = self._vectors
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known = {**known, **dict(zip(fresh, self._meaning(fresh), strict=True))}
            kept = islice(known.items(), max(len(known) - self._most, 0), None)
            self._vectors = dict(kept)  # replaced, never changed: others may be reading it
        return np.stack([known[text] for text in texts])

    def keep(self, texts: frozenset[str]) -> None:
        """Forget all other texts."""
        self._vectors = {text: row for text, row in self._vectors.items() if text in texts}


def accord(
    graph: KnowledgeGraph, ontology: "Ontology", meaning: "Meaning | None" = None
) -> Agreement:
    """The agreement of all claims of a graph; later calls take what the first one found."""
    with _lock:
        if graph not in _found:
            _found[graph] = Agreement(graph.claims(), ontology, meaning)
        return _found[graph]


def succeed(graph: KnowledgeGraph, former: KnowledgeGraph, ontology: "Ontology") -> None:
    """Compare as before, where there is a before: what has not changed is not compared again."""
    with _lock:
        before = _found.get(former)
        if before:
            _found[graph] = Agreement(graph.claims(), ontology, before.meaning, before)
