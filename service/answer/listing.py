"""A question for a list and the graph's claims in; the things asked for, each with its claim, out.

The union over all documents: things of the kind or type that is asked for, tied by the property
asked for to what the question names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.claim import MAKERS, NAMED, TABLE, Claim, Concept, Quantity
from kg.measure.interval import scale
from kg.ontology import Ontology
from retrieval.lexical import content_words
from retrieval.terms import terms
from service.evidence.condition import Condition, Extreme, in_claim, per
from service.question.cues import cues
from service.question.kind import Kind
from service.question.question import ASKED, Question, is_named, measures

FEWEST = 2  # things that make a list
MOST = 8  # things that are named
_CASES = ("statistic/", "case/")
ONE = "one"  # value that a thing has of a property
_COMMON = frozenset({"states", "isA", "hasExample", "definition"})


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with what each of its things rests on.

    Attributes:
        lead: What the things have in common, in words.
        claims: The claim of each thing, by its concept, in the order of the documents.
        valued: Whether the value of each is to be told.
    """

    lead: str
    claims: dict[Concept, Claim]
    valued: bool = False

    @property
    def text(self) -> str:
        """The list as a sentence."""
        names = [self._named(*one) for one in self.claims.items()]
        return f"{self.lead}: {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}."

    def _named(self, thing: Concept, claim: Claim) -> str:
        return f"{thing.label} ({_value(claim)})" if self.valued else thing.label


def listed(question: Question, claims: Iterable[Claim], ontology: Ontology) -> Listing | None:
    """The list that is asked for; None where the graph does not hold two of its things."""
    if question.kind not in {Kind.LIST, Kind.ENTITY} or not (question.types or question.kinds):
        return None
    if question.negated:
        return _others(question, claims, ontology)
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


def _others(question: Question, claims: Iterable[Claim], ontology: Ontology) -> Listing | None:
    """The things of which something else is known than what is denied: "not made by A".

    Only of a property that a thing has one of: what is said of another tells that it is not this.
    """
    given = {concept.id for concept in question.concepts}
    types = {concept.type for concept in question.concepts if concept.id not in question.kinds}
    asked = [
        name for name in question.predicates[:ASKED] if ontology.predicates[name].values == ONE
    ]
    found: dict[Concept, Claim] = {}
    barred: set[str] = set()
    for claim in claims:
        other = claim.object
        if claim.predicate not in asked or claim.negated or not isinstance(other, Concept):
            continue
        if {other.id, *ontology.ancestors(other.id)} & given:
            barred.add(claim.subject.id)
        elif other.type in types and _is_wanted(claim.subject, question, given, ontology):
            found.setdefault(claim.subject, claim)
    left = {thing: claim for thing, claim in found.items() if thing.id not in barred}
    if len(left) < FEWEST:
        return None
    label = ontology.predicates[asked[0]].label
    return Listing(f"{label} others", dict(list(left.items())[:MOST]), valued=True)


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


def measured(wanted: Condition, question: Question, ontology: Ontology) -> tuple[str, ...]:
    """The properties that may have figures of a condition's measure: those asked for, or all."""
    unit = wanted.limit.unit or ""
    known = ontology.units.get(unit) or ontology.units.get(unit.split("/")[0])
    dimension = known.dimension if known else ""
    asked = tuple(p for p in question.predicates if dimension in measures(p, ontology))
    return asked or tuple(p for p in ontology.predicates if dimension in measures(p, ontology))


@dataclass(frozen=True, slots=True)
class Sources:
    """What is to be known of the documents that claims come from.

    Attributes:
        topic: Gives the terms that tell what a document is about.
        written: Gives a claim's subject as its document writes it.
        is_name: Tells whether a text has a name of the documents.
        values: The figures of the sentences that answer best.
    """

    topic: Callable[[str], frozenset[str]]
    written: Callable[[Claim], Concept]
    is_name: Callable[[str], bool]
    values: tuple[Quantity, ...] = ()


def meeting(
    wanted: Condition,
    question: Question,
    claims: Iterable[Claim],
    sources: Sources,
    ontology: Ontology,
) -> Listing | None:
    """The things asked for of which a figure meets a condition; None where none is known to.

    Args:
        wanted: The condition.
        question: What is asked.
        claims: Those of the properties that may have such figures.
        sources: Where they come from.
        ontology: The vocabulary.
    """
    told = {
        claim: met
        for claim in claims
        if (met := in_claim(wanted, claim, ontology)) is not None
        and _is_tied(claim, question, sources, ontology)
    }
    found: dict[str, dict[Concept, Claim]] = {}
    for claim in filter(
        told.get, _of_variant(_of_kind(told, question, ontology), terms(question.searched))
    ):
        thing = sources.written(claim)
        found.setdefault(claim.predicate, {}).setdefault(thing, claim)
    best = max(found.items(), key=lambda item: len(item[1]), default=None)
    if best is None:
        return None
    lead = f"{ontology.predicates[best[0]].label} {wanted.text}"
    return Listing(lead, dict(list(best[1].items())[:MOST]), valued=True)


def utmost(
    wanted: Extreme,
    question: Question,
    claims: Iterable[Claim],
    sources: Sources,
    ontology: Ontology,
) -> Listing | None:
    """The thing asked for whose figure is at one end, or all that share it; None where unknown.

    Who asks least for a thing is one of those whose figures of it are told apart. Figures of a
    case ("at idle", on average) are none of the thing's own.

    Args:
        wanted: The end and the property.
        question: What is asked.
        claims: Those of the property.
        sources: Where they come from.
        ontology: The vocabulary.
    """
    told = [
        claim
        for claim in claims
        if isinstance(claim.object, Quantity)
        and not claim.negated
        and not any(entry.startswith(_CASES) for entry in claim.scope)
        and _is_tied(claim, question, sources, ontology)
    ]
    things = _askers(told, question, sources)
    if not things:
        # The supplier of a memory is no memory.
        types = question.types & NAMED or {
            c.type for c in question.concepts if c.type in NAMED and not is_named(c, ontology)
        }
        of_kind = _of_kind(told, replace(question, types=question.types | types), ontology)
        things = {claim: sources.written(claim) for claim in of_kind}
    found: dict[tuple[str, frozenset[str]], dict[Concept, tuple[Decimal, Claim]]] = {}
    called = terms(" ".join(thing.label for thing in things.values()))
    for claim in _of_variant([*things], terms(question.searched) - called):
        measure, size = _sized(claim, wanted, ontology)
        group = found.setdefault(measure, {})
        thing = things[claim]
        known = group.get(thing)
        if known is None or (size > known[0]) == wanted.highest:
            group[thing] = (size, claim)
    alike = [g for (_, per), g in found.items() if not wanted.bases or per == wanted.bases]
    best = max(alike, key=len, default={})
    if len(best) < FEWEST:
        return None
    end = (max if wanted.highest else min)(size for size, _ in best.values())
    ends = {thing: claim for thing, (size, claim) in best.items() if size == end}
    read = {claim.object for claim in told}
    left = (value for value in sources.values if value not in read)
    if any(map(_beyond(wanted, next(iter(ends.values()))), left)):
        return None  # a figure that no claim was read from
    label = ontology.predicates[wanted.predicate].label
    lead = f"{label}, {wanted.text} of {len(best)} that are told"
    return Listing(lead, dict(list(ends.items())[:MOST]), valued=True)


def _askers(claims: Iterable[Claim], question: Question, sources: Sources) -> dict[Claim, Concept]:
    """Whose figure each claim is, where it is asked who sells, rents out or has what is named.

    The table says whom a figure is of, or a column is headed by a name.
    """
    things = any(c.id in question.named and c.type not in MAKERS for c in question.concepts)
    agent = question.types & MAKERS or cues().agent.search(question.asked.lower())
    found: dict[Claim, Concept] = {}
    for claim in claims if things and agent else ():
        told = dict(entry.partition("/")[::2] for entry in claim.scope)
        heading = told.get("variant", "")
        own = terms(claim.subject.label)
        others = " ".join(word for word in heading.split() if not terms(word) <= own)
        label = told.get("of") or (heading if sources.is_name(others) else "")
        if label:
            found[claim] = Concept(f"asker-{label.lower()}", label, "vendor")
    return found


def _beyond(wanted: Extreme, claim: Claim) -> Callable[[Quantity], bool]:
    """What tells whether another figure in the unit of a claim's is beyond it."""

    def size(value: Quantity) -> Decimal | None:
        return value.maximum if wanted.highest else value.minimum

    known = claim.object if isinstance(claim.object, Quantity) else Quantity("", None, None)
    end = size(known)

    def beyond(value: Quantity) -> bool:
        other = size(value) if value.unit == known.unit else None
        if other is None or end is None:
            return False
        return other > end if wanted.highest else other < end

    return beyond


def _sized(
    claim: Claim, wanted: Extreme, ontology: Ontology
) -> tuple[tuple[str, frozenset[str]], Decimal]:
    """What a claim's figure measures, per what, and how much it is in the measure's base unit."""
    value = claim.object
    if not isinstance(value, Quantity):  # callers know
        return ("", frozenset()), Decimal(0)
    ends = (value.minimum, value.maximum)[:: -1 if wanted.highest else 1]
    size = next((end for end in ends if end is not None), Decimal(0))
    unit = (value.unit or "").split("/")[0] if value.unit not in ontology.units else value.unit
    dimension, factor = scale(unit, ontology)
    return (dimension, per(value, claim.scope, ontology)), size * factor


def _of_kind(claims: Iterable[Claim], question: Question, ontology: Ontology) -> list[Claim]:
    """The claims about things of the kind asked for; in a table, of whatever stands beside one."""
    given = {concept.id for concept in question.concepts}
    kinds = {
        claim: not claim.subject.label.islower()
        and _is_wanted(claim.subject, question, given, ontology)
        for claim in claims
    }
    tables = {_table(c) for c, is_wanted in kinds.items() if is_wanted and c.rule == TABLE}
    return [
        claim
        for claim, is_wanted in kinds.items()
        if is_wanted
        or (claim.subject.type != "phase" and claim.rule == TABLE and _table(claim) in tables)
    ]


def _is_tied(claim: Claim, question: Question, sources: Sources, ontology: Ontology) -> bool:
    """Whether a claim is of what else the question names: a maker, a phase, a class of things.

    Names that only the documents have must be what its document is about.
    """
    thing = claim.subject
    lineage = {thing.id, *ontology.ancestors(thing.id), ontology.maker.get(thing.id, "")}
    scope = {entry.partition("/")[2] for entry in claim.scope}
    about = lineage | scope | {claim.phase or ""}
    if not all(name in about for name in question.named if name not in question.kinds):
        return False
    return all(map(sources.topic(claim.source.document).issuperset, map(terms, question.names)))


def _of_variant(claims: list[Claim], asked: frozenset[str]) -> list[Claim]:
    """The claims of the variant that terms ask for, or all where none of them is of it."""
    return [claim for claim in claims if _variants(claim) & asked] or claims


def _table(claim: Claim) -> tuple[str, str]:
    """What the figures of one table's column, or row, have in common."""
    return claim.source.document, claim.predicate


def _variants(claim: Claim) -> frozenset[str]:
    """The terms of what a figure is one of several for: "on demand", "3-year reserved"."""
    told = (entry.partition("/")[2] for entry in claim.scope if entry.startswith("variant/"))
    return terms(" ".join(content_words(" ".join(told))))


def _value(claim: Claim) -> str:
    """A figure as it is written; with its unit where that stands in a header."""
    match claim.object:
        case Quantity(text=text, unit=unit):
            return text if any(c.isalpha() or c in "$€£%" for c in text) else f"{text} {unit}"
        case Concept(label=label):
            return label
        case _:
            return ""
