"""A question and the differences between sources in, what is to be set side by side out.

Either claims of a difference that the graph holds, one a side; or sentences of several documents
that answer with a value of one dimension, where no claim was read off one of them.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kg.agreement.groups import Group
from kg.claim import Claim, Concept, Quantity
from kg.measure.interval import interval
from retrieval.hit import WordMatch, covered
from service.evidence.candidate import Candidate
from service.question.question import ASKED, Question

if TYPE_CHECKING:
    from kg.ontology import Ontology

_LEAST = 0.99  # a property asked for, or all concepts that the question names
_TRIED = 12  # sentences, the best first
_VALUED = 0.4  # what it adds that two sentences hold values of one dimension
_COVERED = 0.8  # what it adds that both have the same words of the question
_FULL = 0.1  # what a sentence that lacks nothing adds
_ABSENT = 0.3  # what one loses that is not about the thing asked about
_CLAIMED = 0.3  # what it adds that the graph holds the difference
_UNWEIGHED = 0.5  # of the best score, for a claim whose sentence was not weighed


@dataclass(frozen=True, slots=True)
class Contrast:
    """What different documents say.

    Attributes:
        sides: One sentence for each document, best first.
        values: The first value of each, of a dimension that is asked for and that both have.
        differ: Whether these cannot both be right.
        score: How well they answer.
    """

    sides: tuple[Candidate, ...]
    values: tuple[Quantity, ...]
    differ: bool
    score: float


def opposed(
    question: Question, conflicts: Iterable[Group], candidates: Sequence[Candidate]
) -> tuple[tuple[Claim, ...], float]:
    """One claim for each side of the difference that is asked about, and how well they answer.

    The claims come from different documents, in the order of the sides; none where there is none.
    """
    groups = [(g, _fit(question, g)) for g in conflicts]
    sided = [(fit, _sides(group)) for group, fit in groups if fit >= _LEAST]
    scored = [(fit, _weight(sides, candidates), sides) for fit, sides in sided if len(sides) > 1]
    if not scored:
        return (), 0.0
    _, weight, sides = max(scored, key=lambda found: found[:2])
    return sides, weight + _CLAIMED


def contrast(
    candidates: Sequence[Candidate], wanted: Set[str], ontology: "Ontology"
) -> Contrast | None:
    """The two sentences of different documents that answer best; None where there are none.

    Args:
        candidates: Best first.
        wanted: Dimensions in which the question is answered; empty where not with a value.
        ontology: The vocabulary.
    """
    tried = [c for c in candidates if not c.reading.is_list][:_TRIED]
    pairs = [
        _contrast(a, b, wanted, ontology)
        for a, b in combinations(tried, 2)
        if a.document != b.document
    ]
    return max(pairs, key=lambda pair: pair.score, default=None)


def _contrast(one: Candidate, other: Candidate, wanted: Set[str], ontology: "Ontology") -> Contrast:
    shared = one.reading.dimensions & other.reading.dimensions & wanted
    found = (_first(one, shared), _first(other, shared))
    values = tuple(value for value in found if value)
    score = _answers(one) + _answers(other) + _VALUED * bool(shared)
    score += _COVERED * covered(map(_less, one.hit.matches, other.hit.matches))
    return Contrast((one, other), values, _differ(values, ontology), score)


def _less(one: WordMatch, other: WordMatch) -> WordMatch:
    """How far both sentences have a word of the question."""
    return min(one, other, key=lambda match: match.share)


def _answers(candidate: Candidate) -> float:
    """How well a sentence tells one side."""
    absent = candidate.bearing.things == 0
    return candidate.score + _FULL * candidate.bearing.full - _ABSENT * absent


def _differ(values: Sequence[Quantity], ontology: "Ontology") -> bool:
    """Whether two values have nothing in common."""
    found = [interval(value, None, ontology) for value in values]
    return len(found) > 1 and not found[0].meets(found[1])


def _first(candidate: Candidate, dimensions: Set[str]) -> Quantity | None:
    found = (v.quantity for v in candidate.reading.values if v.dimensions & dimensions)
    return next((quantity for quantity in found if quantity), None)


def _sides(group: Group) -> tuple[Claim, ...]:
    chosen: dict[str, Claim] = {}
    for side in group.sides:
        claim = next((c for c in side if c.source.document not in chosen), None)
        if claim is not None:
            chosen[claim.source.document] = claim
    return tuple(chosen.values())


def _weight(claims: Sequence[Claim], candidates: Sequence[Candidate]) -> float:
    """How well the sentences of the first two claims answer."""
    unweighed = _UNWEIGHED * candidates[0].score if candidates else 0.0

    def score(claim: Claim) -> float:
        own = (c.score for c in candidates if c.span.overlaps(claim.source))
        return max(own, default=unweighed)

    return sum(sorted(map(score, claims), reverse=True)[:2])


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
