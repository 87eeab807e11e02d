"""How the claims of one family are compared: each kind of value has its `Comparison`.

A comparison says whether what one document says is compatible with what another does, and puts
claims that are not onto sides. Both are symmetric, and no claim is ever on two sides.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Protocol

from kg.claim import Claim, Quantity
from kg.measure.interval import Interval, interval

if TYPE_CHECKING:
    from kg.ontology import Ontology

Sides = list[list[Claim]]


class Comparison(Protocol):
    """How values of one kind are compared."""

    def compatible(self, one: Sequence[Claim], other: Sequence[Claim]) -> bool:
        """Whether two documents, each with all that it says, can both be right."""
        ...

    def sides(self, claims: Sequence[Claim]) -> Sides:
        """The claims by what they say; each on one side, in no order."""
        ...


@dataclass(frozen=True, slots=True)
class Same:
    """The same thing said or denied: all claims have an equal object."""

    def compatible(self, one: Sequence[Claim], other: Sequence[Claim]) -> bool:
        """Whether both say it, or both deny it."""
        return any(a.negated == b.negated for a, b in product(one, other))

    def sides(self, claims: Sequence[Claim]) -> Sides:
        """Those that say it, and those that deny it."""
        return _by(claims, lambda claim: claim.negated)


@dataclass(frozen=True)
class Numbers:
    """Quantities of one dimension, as intervals."""

    ontology: "Ontology"
    tolerance: Decimal = Decimal(0)

    def compatible(self, one: Sequence[Claim], other: Sequence[Claim]) -> bool:
        """Whether some value of one meets some value of the other.

        A document that lists several prices for one thing does not contradict one that names just
        one of them.
        """
        return any(self._fit(a, b) for a, b in product(one, other))

    def sides(self, claims: Sequence[Claim]) -> Sides:
        """Claims that all meet each other, from the lowest value up."""
        found: Sides = []
        for claim in sorted(claims, key=lambda c: (c.negated, self._interval(c), c.id)):
            fits = (side for side in found if all(self._alike(claim, other) for other in side))
            side = next(fits, None)
            if side is None:
                found.append([claim])
            else:
                side.append(claim)
        return found

    def _fit(self, one: Claim, other: Claim) -> bool:
        if one.negated and other.negated:
            return True
        return self._meet(one, other) == (one.negated == other.negated)

    def _alike(self, one: Claim, other: Claim) -> bool:
        return one.negated == other.negated and self._meet(one, other)

    def _meet(self, one: Claim, other: Claim) -> bool:
        return self._interval(one).meets(self._interval(other), self.tolerance)

    def _interval(self, claim: Claim) -> Interval:
        if not isinstance(claim.object, Quantity):
            message = f"claim {claim.id} has no quantity"
            raise TypeError(message)
        return interval(claim.object, claim.hedge, self.ontology)


@dataclass(frozen=True)
class Lists:
    """Values of a property of which a thing has one, or a list that sources name.

    Attributes:
        values: What each claim names, by its id.
        mode: "one" or "all": unequal lists differ; "several": lists of which neither holds the
            other; empty: only what one denies and the other says.
        kin: Whether two values are the same, or one is a kind or part of the other.
    """

    values: Mapping[str, frozenset[str]]
    mode: str
    kin: Callable[[str, str], bool]

    def compatible(self, one: Sequence[Claim], other: Sequence[Claim]) -> bool:
        """Whether neither denies what the other names, and their lists fit together."""
        (said, denied), (also, refused) = self._named(one), self._named(other)
        if self._touch(said, refused) or self._touch(also, denied):
            return False
        if not (self.mode and said and also):
            return True
        within = self._covers(also, said), self._covers(said, also)
        return any(within) if self.mode == "several" else all(within)

    def sides(self, claims: Sequence[Claim]) -> Sides:
        """The claims of documents that name the same, and deny the same."""
        documents = _by(claims, lambda claim: claim.source.document)
        named = {found[0].source.document: self._named(found) for found in documents}
        return _by(claims, lambda claim: named[claim.source.document])

    def overlap(self, claims: Sequence[Claim]) -> bool:
        """Whether there is something that all sides name."""
        named = [self._named(side)[0] for side in self.sides(claims)]
        return bool(frozenset.intersection(*named))

    def _named(self, claims: Sequence[Claim]) -> tuple[frozenset[str], frozenset[str]]:
        said = frozenset(v for c in claims if not c.negated for v in self.values[c.id])
        return said, frozenset(v for c in claims if c.negated for v in self.values[c.id])

    def _covers(self, wide: frozenset[str], narrow: frozenset[str]) -> bool:
        return all(any(self.kin(a, b) for b in wide) for a in narrow)

    def _touch(self, one: frozenset[str], other: frozenset[str]) -> bool:
        return any(a == b for a, b in product(one, other))


_ORDERS: Mapping[str, frozenset[str]] = {
    "higherThan": frozenset(">"),
    "lowerThan": frozenset("<"),
    "equalTo": frozenset("="),
    "atLeast": frozenset(">="),
    "atMost": frozenset("<="),
}
_ANY = frozenset("<=>")
_TURNED = {"<": ">", "=": "=", ">": "<"}


@dataclass(frozen=True)
class Comparatives:
    """Claims that compare one thing with one other by one property.

    Attributes:
        ontology: The vocabulary.
        turned: The ids of the claims whose subject is what the others compare with.
    """

    ontology: "Ontology"
    turned: frozenset[str] = frozenset()

    def compatible(self, one: Sequence[Claim], other: Sequence[Claim]) -> bool:
        """Whether some order, and some factor, fits what both say."""
        return any(
            self._order(a) & self._order(b) and self._factors_meet(a, b)
            for a, b in product(one, other)
        )

    def sides(self, claims: Sequence[Claim]) -> Sides:
        """The claims by the order they state; those of one order by their factors."""
        found = _by(claims, self._order)
        if len(found) > 1:
            return found
        return _by(claims, lambda claim: claim.factor and claim.factor.text)

    def _order(self, claim: Claim) -> frozenset[str]:
        found = _ORDERS.get(claim.relation or "", _ANY)
        if claim.id in self.turned:
            found = frozenset(_TURNED[sign] for sign in found)
        return _ANY - found if claim.negated and found != _ANY else found

    def _factors_meet(self, one: Claim, other: Claim) -> bool:
        if one.factor is None or other.factor is None or one.factor.unit != other.factor.unit:
            return True
        left, right = (interval(f, None, self.ontology) for f in (one.factor, other.factor))
        return left.meets(right)


def _by(claims: Sequence[Claim], key: Callable[[Claim], Hashable]) -> Sides:
    found: defaultdict[Hashable, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[key(claim)].append(claim)
    return list(found.values())
