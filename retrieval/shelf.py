"""Passages by what is known of them: their ids, their document, the words in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from corpus.document import Passage, Span
from retrieval.leaf import Leaf


class Shelf(Protocol):
    """The passages of an index."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def get(self, names: Iterable[str]) -> Mapping[str, Passage]:
        """Passages by id; those that are not there are left out."""
        ...

    def of(self, documents: Iterable[str]) -> frozenset[str]:
        """The ids of all passages of some documents."""
        ...

    def at(self, spans: Iterable[Span]) -> Sequence[Passage]:
        """The passages that have any of these words, by document and place."""
        ...

    def __iter__(self) -> Iterator[Passage]:
        """All of them, by document and place."""
        ...


class HeldShelf:
    """Passages that are all in memory."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._of_document = {leaf.document.id: leaf.passages for leaf in leaves}
        self._named = {p.id: p for found in self._of_document.values() for p in found}

    def __len__(self) -> int:
        return len(self._named)

    def __iter__(self) -> Iterator[Passage]:
        return iter(self._named.values())

    def get(self, names: Iterable[str]) -> Mapping[str, Passage]:
        """Passages by id."""
        return {name: self._named[name] for name in names if name in self._named}

    def of(self, documents: Iterable[str]) -> frozenset[str]:
        """The ids of all passages of some documents."""
        found = (self._of_document.get(name, ()) for name in documents)
        return frozenset(passage.id for passages in found for passage in passages)

    def at(self, spans: Iterable[Span]) -> Sequence[Passage]:
        """The passages that have any of these words, by document and place."""
        found = {
            passage.id: passage
            for span in spans
            for passage in overlapping(self._of_document.get(span.document, ()), span)
        }
        return sorted(found.values(), key=lambda passage: passage.span)


def overlapping(passages: Sequence[Passage], span: Span) -> Sequence[Passage]:
    """Those of a document's passages, which are in order and lie apart, that have these words."""
    first = bisect_right(passages, span.start, key=lambda passage: passage.span.end)
    return passages[first : bisect_left(passages, span.end, key=lambda p: p.span.start)]
