"""Plain words to those that speak of the same, and whether they say the same of it.

Meaning is measured by an encoder that the caller brings; numbers, negation and names, which
encoders do not see, are compared as written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Protocol

from kg.agreement.compatible import Sides
from kg.claim import Claim, Text
from kg.identity import fold
from kg.predicates import STATES
from kg.scope import is_negated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.75
REMEMBERED = 4096  # texts of which it is kept what was found in them: each is compared with many
_YEAR = re.compile(r"\b(?:19[5-9]\d|20\d\d)\b")
_NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_NAME = re.compile(r"\b[A-Z][\w-]*[A-Z\d][\w-]*\b|(?<=[a-z,] )[A-Z][a-z]+\b")
_ONLY = re.compile(r"\bnot (?:just|only|merely|simply)\b", re.IGNORECASE)
_UP = re.compile(
    r"\b(?:more|higher|faster|larger|bigger|greater|increas\w+|rising|grow\w*)\b", re.IGNORECASE
)
_DOWN = re.compile(
    r"\b(?:less|lower|slower|smaller|fewer|decreas\w+|reduc\w+|falling)\b", re.IGNORECASE
)


class Meaning(Protocol):
    """Texts to unit vectors, a row each, that lie near where the texts mean the like."""

    def __call__(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode the texts."""
        ...


@dataclass(frozen=True)
class Texts:
    """Claims in plain words that speak of the same.

    Attributes:
        linked: The pairs of ids of claims that are near enough to be compared.
    """

    linked: frozenset[tuple[str, str]]

    def compatible(self, one: Sequence[Claim], other: Sequence[Claim]) -> bool:
        """Whether no two near ones differ, or some near ones say the same."""
        near = [(a, b) for a, b in product(one, other) if self._are_near(a, b)]
        return not near or any(_agree(a, b) for a, b in near)

    def sides(self, claims: Sequence[Claim]) -> Sides:
        """The claims by whether they deny, and by their numbers."""
        found: dict[tuple[bool, frozenset[str]], list[Claim]] = {}
        for claim in claims:
            found.setdefault((denies(claim), _numbers(claim)), []).append(claim)
        return list(found.values())

    def _are_near(self, one: Claim, other: Claim) -> bool:
        return fold(_words(one)) == fold(_words(other)) or pair(one, other) in self.linked


def pair(one: Claim, other: Claim) -> tuple[str, str]:
    """The ids of two claims, in order."""
    return min(one.id, other.id), max(one.id, other.id)


def years(claim: Claim) -> tuple[str, ...]:
    """The years that plain words name."""
    return tuple(sorted({*_YEAR.findall(_words(claim))}))


def denies(claim: Claim) -> bool:
    """Whether a claim denies what its words say without "not"."""
    return claim.negated or _are_negated(_words(claim))


@lru_cache(REMEMBERED)
def _are_negated(words: str) -> bool:
    return is_negated(_ONLY.sub("", words))


def clusters(claims: Iterable[Claim], meaning: Meaning | None) -> list[tuple[list[Claim], Texts]]:
    """Claims of one subject and property by what they speak of; a lone one by itself."""
    ordered = sorted(claims, key=lambda claim: claim.id)
    linked = _links(ordered, meaning) if meaning and len(_documents(ordered)) > 1 else frozenset()
    roots = {claim.id: claim.id for claim in ordered}
    same: dict[str, str] = {}
    for claim in ordered:
        first = same.setdefault(fold(_words(claim)), claim.id)
        roots[claim.id] = _root(roots, first)
    for one, other in sorted(linked):
        roots[_root(roots, one)] = _root(roots, other)
    found: dict[str, list[Claim]] = {}
    for claim in ordered:
        found.setdefault(_root(roots, claim.id), []).append(claim)
    return [(members, Texts(linked)) for members in found.values()]


def _links(claims: Sequence[Claim], meaning: Meaning) -> frozenset[tuple[str, str]]:
    vectors = meaning([_words(claim) for claim in claims])
    near = vectors @ vectors.T
    return frozenset(
        pair(claims[i], claims[j])
        for i, j in combinations(range(len(claims)), 2)
        if near[i, j] >= NEAR
        and claims[i].source.document != claims[j].source.document
        and _on_one_matter(claims[i], claims[j])
    )


def _on_one_matter(one: Claim, other: Claim) -> bool:
    """Whether two texts name no different things, and point in no different directions."""
    left, right = (_names_in(_words(claim)) for claim in (one, other))
    if left and right and not left & right:
        return False
    if one.predicate == STATES and not _nested(_numbers(one), _numbers(other)):
        return False  # figures are compared as values of their own properties
    return _direction_of(_words(one)) == _direction_of(_words(other))


@lru_cache(REMEMBERED)
def _names_in(words: str) -> frozenset[str]:
    return frozenset(_NAME.findall(words))


@lru_cache(REMEMBERED)
def _direction_of(words: str) -> tuple[bool, bool]:
    return bool(_UP.search(words)), bool(_DOWN.search(words))


def _agree(one: Claim, other: Claim) -> bool:
    """Whether neither denies the other, and the numbers of one hold all those of the other."""
    return denies(one) == denies(other) and _nested(_numbers(one), _numbers(other))


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _numbers(claim: Claim) -> frozenset[str]:
    return _numbers_in(_words(claim))


@lru_cache(REMEMBERED)
def _numbers_in(words: str) -> frozenset[str]:
    found = _NUMBER.findall(_YEAR.sub(" ", words))
    return frozenset(number.replace(",", "") for number in found)


def _words(claim: Claim) -> str:
    return claim.object.text if isinstance(claim.object, Text) else ""


def _documents(claims: Iterable[Claim]) -> set[str]:
    return {claim.source.document for claim in claims}


def _root(roots: dict[str, str], id_: str) -> str:
    while roots[id_] != id_:
        roots[id_] = id_ = roots[roots[id_]]  # so that the way is shorter the next time
    return id_
