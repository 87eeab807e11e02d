"""Claims in, groups of comparable claims out: sources that agree, that differ, or that stand alone.

Only claims with an equal key are compared. Numbers are compared as intervals in the base unit of
their dimension. A concept or plain words are compared by identity: two different texts are two
groups, for they may both be true. Nothing is averaged and nothing is dropped.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, product
from typing import TYPE_CHECKING

from kg.claim import Claim, Concept, Quantity
from kg.identity import bounded, fold, place

if TYPE_CHECKING:
    from kg.ontology import Ontology

# How far "about" reaches to either side.
_ABOUT = Decimal("0.1")


class Verdict(StrEnum):
    """How the documents of a group stand to each other."""

    AGREE = "agree"
    DIFFER = "differ"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What two claims must share to be comparable.

    Attributes:
        subject: Concept id.
        predicate: Property id.
        phase: Concept id of the phase scope; empty where there is none.
        kind: The dimension of a quantity ("memory", "currency/count"), else the object itself.
        time: As written; empty where there is none.
    """

    subject: str
    predicate: str
    phase: str
    kind: str
    time: str


@dataclass(frozen=True, slots=True)
class Group:
    """Comparable claims, in the order of their sources, and how their documents stand."""

    key: Key
    claims: tuple[Claim, ...]
    verdict: Verdict


def groups(claims: Iterable[Claim], ontology: "Ontology") -> tuple[Group, ...]:
    """Every claim in exactly one group; ordered by key.

    Two documents differ when no value of one is compatible with any value of the other: a document
    that lists several prices for one thing does not contradict one that names just one of them.
    """
    found: defaultdict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[_key(claim, ontology)].append(claim)
    return tuple(
        Group(key, tuple(sorted(same, key=place)), _verdict(same, ontology))
        for key, same in sorted(found.items())
    )


def scale(unit: str | None, ontology: "Ontology") -> tuple[str, Decimal]:
    """The dimension of a unit id and what one of it is in the dimension's base unit.

    A rate's dimension and factor are the quotients of its parts; an unknown unit is its own
    dimension.
    """
    dimensions, factor = [], Decimal(1)
    known = ontology.units.get(unit or "")
    parts = [unit] if known or not unit else unit.split("/")
    for index, part in enumerate(parts):
        found = ontology.units.get(part or "")
        dimensions.append(_comparable(part, ontology))
        if found:
            factor = factor / found.factor if index else factor * found.factor
    return "/".join(dimensions), factor


def _comparable(unit: str | None, ontology: "Ontology") -> str:
    """The name of what a unit measures; its base too, for things counted differ (tokens, users)."""
    found = ontology.units.get(unit or "")
    return f"{found.dimension}:{found.base}" if found else unit or "number"


def _key(claim: Claim, ontology: "Ontology") -> Key:
    return Key(
        subject=claim.subject.id,
        predicate=claim.predicate,
        phase=claim.phase or "",
        kind=_kind(claim, ontology),
        time=claim.time or "",
    )


def _kind(claim: Claim, ontology: "Ontology") -> str:
    match claim.object:
        case Concept(id=id_):
            return f"concept {id_}"
        case Quantity(unit=unit) as value if bounded(value):
            return scale(unit, ontology)[0]
        case value:
            return f"text {fold(value.text)}"


def _verdict(claims: Sequence[Claim], ontology: "Ontology") -> Verdict:
    by_document: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_document[claim.source.document].append(claim)
    if len(by_document) == 1:
        return Verdict.SINGLE
    for one, other in combinations(by_document.values(), 2):
        if not any(_compatible(*pair, ontology) for pair in product(one, other)):
            return Verdict.DIFFER
    return Verdict.AGREE


def _compatible(one: Claim, other: Claim, ontology: "Ontology") -> bool:
    if one.negated and other.negated:
        return True
    return _overlap(one, other, ontology) == (one.negated == other.negated)


def _overlap(one: Claim, other: Claim, ontology: "Ontology") -> bool:
    if not isinstance(one.object, Quantity) or not isinstance(other.object, Quantity):
        return True
    low, high = _interval(one.object, one.hedge, ontology)
    least, most = _interval(other.object, other.hedge, ontology)
    return low <= most and least <= high


def _interval(value: Quantity, hedge: str | None, ontology: "Ontology") -> tuple[Decimal, Decimal]:
    factor = scale(value.unit, ontology)[1]
    about = "approximate" in {ontology.hedges.get(said or "") for said in (value.hedge, hedge)}
    slack = _ABOUT if about else Decimal(0)
    low, high = Decimal("-Infinity"), Decimal("Infinity")
    if value.minimum is not None:
        low = value.minimum * factor - abs(value.minimum * factor) * slack
    if value.maximum is not None:
        high = value.maximum * factor + abs(value.maximum * factor) * slack
    return low, high
