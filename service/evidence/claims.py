"""The claims of an index as questions need them: those of a document, and those of a property."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from kg.claim import Claim
from kg.ledger import Ledger

LOOKED = 100  # claims about one concept that are looked at, where they are not in memory


class Claims(Protocol):
    """The claims of an index."""

    def of(self, document: str, /) -> Sequence[Claim]:
        """Those that a document makes."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many there are of each property."""
        ...

    def joining(self, predicates: Collection[str], concepts: Collection[str]) -> Iterable[Claim]:
        """Those of some properties, of which all with any of the concepts at an end are."""
        ...


class HeldClaims:
    """Claims that are all in memory."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._of_document: defaultdict[str, list[Claim]] = defaultdict(list)
        self._of_predicate: defaultdict[str, list[tuple[int, Claim]]] = defaultdict(list)
        for number, claim in enumerate(claims):
            self._of_document[claim.source.document].append(claim)
            self._of_predicate[claim.predicate].append((number, claim))

    def of(self, document: str) -> Sequence[Claim]:
        """Those that a document makes."""
        return self._of_document.get(document, [])

    def counts(self) -> Mapping[str, int]:
        """How many there are of each property."""
        return Counter({name: len(found) for name, found in self._of_predicate.items()})

    def joining(self, predicates: Collection[str], concepts: Collection[str]) -> Iterable[Claim]:  # noqa: ARG002 - few properties are asked for, and their claims are at hand
        """Those of some properties, in order."""
        found = [pair for name in {*predicates} for pair in self._of_predicate.get(name, ())]
        return [claim for _, claim in sorted(found, key=lambda pair: pair[0])]


class StoredClaims:
    """Claims that are read where they are asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.of = ledger.of

    def counts(self) -> Mapping[str, int]:
        """How many there are of each property."""
        return self._ledger.predicates()

    def joining(self, predicates: Collection[str], concepts: Collection[str]) -> Iterable[Claim]:
        """Those of some properties with any of the concepts at an end, in order, not too many."""
        found = {c for name in concepts for c in self._ledger.about(name, LOOKED)}
        return sorted((c for c in found if c.predicate in predicates), key=lambda c: c.source)
