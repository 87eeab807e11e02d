"""A question for a list and the graph's claims in; the things asked for, each with its claim, out.

The union over all documents: things of the kind or type that is asked for, tied by the property
asked for to what the question names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.claim import Claim, Concept
from kg.ontology import Ontology
from service.answer import Kind
from service.question import ASKED, Question

FEWEST = 2  # things that make a list
MOST = 8  # things that are named
_COMMON = frozenset({"states", "isA", "hasExample", "definition"})


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with what each of its things rests on.

    Attributes:
        lead: What the things have in common, in words.
        claims: The claim of each thing, by its concept, in the order of the documents.
    """

    lead: str
    claims: dict[Concept, Claim]

    @property
    def text(self) -> str:
        """The list as a sentence."""
        names = [concept.label for concept in self.claims]
        return f"{self.lead}: {', '.join(names[:-1])} and {names[-1]}."


def listed(question: Question, claims: Iterable[Claim], ontology: Ontology) -> Listing | None:
    """The list that is asked for; None where the graph does not hold two of its things."""
    if question.kind not in {Kind.LIST, Kind.ENTITY} or not (question.types or question.kinds):
        return None
    asked = [name for name in question.predicates[:ASKED] if name not in _COMMON]
    given = {concept.id for concept in question.concepts}
    anchors = given - {*question.kinds}
    found: dict[str, dict[Concept, Claim]] = {}
    for claim in claims:
        if claim.predicate not in asked or claim.negated or not isinstance(claim.object, Concept):
            continue
        for thing, other in ((claim.subject, claim.object), (claim.object, claim.subject)):
            if other.id in anchors and _is_wanted(thing, question, given, ontology):
                lead = _lead(claim, other, ontology)
                found.setdefault(lead, {}).setdefault(thing, claim)
    best = max(found.items(), key=lambda item: len(item[1]), default=None)
    if best is None or len(best[1]) < FEWEST:
        return None
    return Listing(best[0], dict(list(best[1].items())[:MOST]))


def _is_wanted(thing: Concept, question: Question, given: set[str], ontology: Ontology) -> bool:
    if thing.id in given or thing.type == "phase":
        return False
    kinds = {*question.kinds}
    if any(name in ontology.concepts and ontology.concepts[name].type != "other" for name in kinds):
        return bool(kinds & {*ontology.ancestors(thing.id)}) or thing.type in question.types
    return thing.type in question.types


def _lead(claim: Claim, other: Concept, ontology: Ontology) -> str:
    """What ties the things to the other end, read from the thing's side."""
    label = ontology.predicates[claim.predicate].label
    return f"{label} {other.label}" if other == claim.object else f"{other.label}, {label}"
