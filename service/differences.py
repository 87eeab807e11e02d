"""A question and the differences between sources in, the claims to be set side by side out."""

from collections.abc import Iterable

from kg.agreement.groups import Group
from kg.claim import Claim, Concept
from service.question import ASKED, Question

_LEAST = 0.99  # a property asked for, or all concepts that the question names


def opposed(question: Question, conflicts: Iterable[Group]) -> tuple[Claim, ...]:
    """One claim for each side of the difference that is asked about; none where there is none.

    The claims come from different documents, in the order of the sides.
    """
    groups = tuple(conflicts)
    best = max(groups, key=lambda group: _fit(question, group), default=None)
    if best is None or _fit(question, best) < _LEAST:
        return ()
    chosen: dict[str, Claim] = {}
    for side in best.sides:
        claim = next((c for c in side if c.source.document not in chosen), None)
        if claim is not None:
            chosen[claim.source.document] = claim
    return tuple(chosen.values()) if len(chosen) > 1 else ()


def _fit(question: Question, group: Group) -> float:
    """How much of the question a group is about; any group will do where it names nothing."""
    wanted = {concept.id for concept in question.concepts if concept.type != "other"}
    held = {name for claim in group.claims for name in _concepts(claim)}
    asked = {claim.predicate for claim in group.claims} & {*question.predicates[:ASKED]}
    if not wanted:
        return 1.0
    share = len(wanted & held) / len(wanted)
    if not asked and len(wanted) == 1:
        return 0.0  # a difference about the same thing, but not the one asked about
    return share + bool(asked and share)


def _concepts(claim: Claim) -> set[str]:
    ends = {claim.subject.id, claim.phase or ""}
    return ends | {claim.object.id} if isinstance(claim.object, Concept) else ends
