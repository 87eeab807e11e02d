"""One document as retrieval has it: read off the store once, and kept until it changes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from corpus.context import context_text
from corpus.document import Document, Passage
from corpus.index import Index
from kg.claim import Claim
from retrieval.mentioned import Counts, count_concepts
from retrieval.terms import terms


@dataclass(frozen=True, eq=False)
class Leaf:
    """A document with its passages and claims.

    Attributes:
        document: The document.
        passages: In the order of its text.
        claims: In the order in which they were written.
        digest: Of all that is indexed of it; None where nobody asks.
    """

    document: Document
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...] = ()
    digest: str | None = None

    @cached_property
    def concepts(self) -> Counts:
        """How often each passage speaks of each concept."""
        return count_concepts(self.passages, self.claims)

    @cached_property
    def holders(self) -> Counter[str]:
        """In how many of its sentences each term stands."""
        found: Counter[str] = Counter()
        for text in self.texts():
            found.update(terms(text))
        return found

    @cached_property
    def sentences(self) -> int:
        """How many it has."""
        return sum(len(passage.sentences) for passage in self.passages)

    def texts(self) -> Iterator[str]:
        """Each sentence with what stands above it."""
        for passage in self.passages:
            for sentence in passage.sentences:
                yield context_text(self.document.title, sentence.context, "") + sentence.text


def read_leaves(store: Index, claims: Iterable[Claim] = ()) -> list[Leaf]:
    """All documents of a store, with claims that are known already."""
    said: dict[str, list[Claim]] = {}
    for claim in claims:
        said.setdefault(claim.source.document, []).append(claim)
    with store.snapshot():
        return [
            Leaf(document, tuple(store.passages(document.id)), tuple(said.get(document.id, ())))
            for document in store.documents()
        ]


def changed(former: Iterable[Leaf], leaves: Iterable[Leaf]) -> tuple[list[Leaf], list[Leaf]]:
    """What is no longer there, and what is there for the first time."""
    before: Mapping[int, Leaf] = {id(leaf): leaf for leaf in former}
    after = {id(leaf): leaf for leaf in leaves}
    gone = [leaf for key, leaf in before.items() if key not in after]
    return gone, [leaf for key, leaf in after.items() if key not in before]
