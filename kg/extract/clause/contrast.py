"""A denial with what is so instead: "is not limited by compute but by memory bandwidth".

Takes a clause, gives it without what its "but" claims, and the claims of both parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.claim import Claim, Quantity
from kg.extract.clause.objects import objects
from kg.extract.stated import Stated
from kg.extract.tools import Tools
from kg.language.clause import Clause, Range
from kg.predicates import STATES
from kg.reading import Reading
from kg.scope import is_negated

_INSTEAD = frozenset({"rather", "instead"})
_ADDING = frozenset({"only", "just", "merely", "solely", "simply"})  # "not only X but also Y"
_PAIR = 2  # words that "not" is one of: "is limited not by X"
_DETERMINERS = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Contrast:
    """A clause that denies one thing and claims another.

    Attributes:
        denied: The clause, up to its "but".
        claimed: What is so instead, without the preposition that it shares.
        inner: Whether "not" stands after the verb: "is limited not by X but by Y".
    """

    denied: Clause
    claimed: Range
    inner: bool


def contrast_in(reading: Reading, clause: Clause) -> Contrast | None:
    """The contrast of a clause, if it is one."""
    row, (a, b) = reading.row, clause.rest
    at = next((i for i in range(a + 1, b - 1) if row[i].lower == "but"), None)
    inner = any(t.lower == "not" for t in row[a : min(a + _PAIR, b)])
    if at is None or not (inner or is_negated(reading.cut(clause.verb))):
        return None
    adds = any(t.lower in _ADDING for t in row[clause.verb[0] : at])
    begin = at + 1 + (row[at + 1].lower in _INSTEAD)
    if adds or any(t.is_finite for t in row[at:b]) or begin >= b:
        return None
    begin += begin + 1 < b and row[begin].tag in {"IN", "TO"}
    end = at - (row[at - 1].text == ",")
    return Contrast(replace(clause, rest=(a, end), tail=0), (begin, b), inner)


def both_sides(
    tools: Tools, stated: Stated, contrast: Contrast, claims: Sequence[Claim]
) -> Iterator[Claim]:
    """The claims of what is denied, each of them with what is so instead."""
    told = set()
    for found in claims:
        denied = contrast.inner or found.negated
        claim = replace(found, source=stated.scribe.source, negated=denied)
        yield claim
        predicate = _predicate(stated, contrast, claim)
        if predicate is None or (claim.subject, predicate) in told:
            continue
        told.add((claim.subject, predicate))
        for value in objects(tools, stated, contrast.claimed):
            yield replace(claim, predicate=predicate, object=value, negated=False)


def _predicate(stated: Stated, contrast: Contrast, claim: Claim) -> str | None:
    """What the other side is claimed as; None where a verb would be lacking."""
    if isinstance(claim.object, Quantity) or claim.comparand is not None:
        return None
    if claim.predicate != STATES:
        return claim.predicate
    named = stated.row[contrast.claimed[0]].lower in _DETERMINERS
    return "isA" if stated.is_copula and named else None
