"""Claims to the families within which they may be compared, and to the slots that must be equal.

A family shares its subject, its property and the kind of its value: a dimension, the object itself,
what it is compared with, what its words speak of. Slots are what limits a claim: phase, time,
modality, and what the words around the value say (`kg/circumstance.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING

from kg.agreement.alike import Meaning, clusters, remembered, years
from kg.agreement.compatible import Comparatives, Comparison, Lists, Numbers, Same
from kg.claim import Claim, Concept, Quantity, Text
from kg.identity import bounded, fold, said
from kg.measure.interval import scale
from kg.naming.mention import MentionFinder

if TYPE_CHECKING:
    from kg.ontology import Ontology, Predicate

Slots = frozenset[tuple[str, str]]
Name = tuple[str, str, str]

# A claim of a property so marked names no value of the property it is compared under.
_APART = "none"
_IN_WORDS = "case"  # told in the sentence's own words, which are hardly ever those of another


@dataclass(frozen=True)
class Family:
    """Claims that speak of the same, and how they are compared.

    Attributes:
        subject: Concept id.
        predicate: Property id.
        kind: What values are comparable: a dimension, "list", the object itself, ...
        claims: In no order.
        comparison: How.
        generic: Whether the subject is a class of things, of which each may have its own value.
    """

    subject: str
    predicate: str
    kind: str
    claims: tuple[Claim, ...]
    comparison: Comparison
    generic: bool


@dataclass
class _Gathered:
    """Claims by family, while they are being told apart."""

    listed: dict[str, frozenset[str]] = field(default_factory=dict)
    turned: set[str] = field(default_factory=set)
    claims: defaultdict[Name, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    texts: defaultdict[tuple[str, str], list[Claim]] = field(
        default_factory=lambda: defaultdict(list)
    )


class Families:
    """Tells families apart by the vocabulary of an ontology."""

    def __init__(self, ontology: "Ontology", meaning: Meaning | None = None) -> None:
        self._ontology = ontology
        self._meaning = meaning
        self._slots: dict[str, Slots] = {}

    def of(self, claims: Iterable[Claim]) -> list[Family]:
        """Every claim in exactly one family, in no order."""
        gathered = _Gathered()
        for claim in claims:
            name = self._name(claim, gathered)
            if name is None:
                gathered.texts[claim.subject.id, claim.predicate].append(claim)
            else:
                gathered.claims[name].append(claim)
        return [
            *(self._family(name, found, gathered) for name, found in gathered.claims.items()),
            *self._of_texts(gathered.texts),
        ]

    def slots(self, claim: Claim) -> Slots:
        """What limits a claim, by kind: ("phase", ...), ("time", ...), ("basis", ...)."""
        if claim.id not in self._slots:
            self._slots[claim.id] = frozenset(self._limits(claim))
        return self._slots[claim.id]

    def _limits(self, claim: Claim) -> set[tuple[str, str]]:
        kinds = (s.partition("/") for s in claim.scope)
        found = {(kind, value) for kind, _, value in kinds if kind != _IN_WORDS}
        time = fold(claim.time or "")
        if isinstance(claim.object, Text):
            found |= {("time", year) for year in years(claim)} if not time else set()
        if time:
            found.add(("time", time))
        if claim.phase and claim.phase != claim.subject.id and not self._listed(claim):
            found.add(("phase", claim.phase))
        modality = self._modality.get(claim.hedge or "")
        if modality:
            found.add(("modality", modality))
        return found

    @cached_property
    def _modality(self) -> Mapping[str, str]:
        lists = self._ontology.words
        return {
            word: name.removeprefix("modality:")
            for name in lists
            if name.startswith("modality:")
            for word in lists[name]
        }

    def _name(self, claim: Claim, gathered: _Gathered) -> Name | None:
        """What a claim is compared under; None for plain words."""
        subject, predicate = claim.subject.id, claim.predicate
        if claim.comparand is not None and claim.relation is not None:
            one, other = self._whose(claim.subject), self._whose(claim.comparand)
            if one > other:
                gathered.turned.add(claim.id)
            return min(one, other), predicate, f"than {max(one, other)}"
        listed = self._listed(claim)
        if listed is not None:
            thing, compared, values = listed
            gathered.listed[claim.id] = values
            return thing, compared, "list"
        if isinstance(claim.object, Quantity) and bounded(claim.object):
            return subject, predicate, scale(claim.object.unit, self._ontology)[0]
        if isinstance(claim.object, Concept):
            return subject, predicate, f"concept {claim.object.id}"
        return None

    def _whose(self, concept: Concept) -> str:
        """The phase whose cost or measure is compared: that of "training costs" is training's."""
        measured = concept.type in {"cost", "metric"}
        return self._ontology.phase.get(concept.id, concept.id) if measured else concept.id

    def _listed(self, claim: Claim) -> tuple[str, str, frozenset[str]] | None:
        """The thing, property and values of a claim that names some of a list."""
        known = self._ontology.predicates.get(claim.predicate)
        if known is None or isinstance(claim.object, Quantity):
            return None
        if known.conversely_as:
            return self._converse(claim, known.conversely_as)
        compared = self._ontology.predicates[known.compared_as or known.id]
        if not compared.values:
            return None
        if known.values == _APART:
            return claim.subject.id, compared.id, frozenset({known.id})
        found = [claim.object] if isinstance(claim.object, Concept) else self._named(claim.object)
        values = self._narrowest({v for concept in found if (v := self._value(concept, compared))})
        return (claim.subject.id, compared.id, values) if values else None

    def _narrowest(self, values: set[str]) -> frozenset[str]:
        """Without those of which others are kinds: "low precision (INT8)" is INT8."""
        above = {a for value in values for a in self._ontology.ancestors(value)}
        return frozenset(values - above)

    def _converse(self, claim: Claim, name: str) -> tuple[str, str, frozenset[str]] | None:
        """As "training runs on X" says that X is suited to training."""
        compared = self._ontology.predicates[name]
        value, thing = self._value(claim.subject, compared), claim.object
        if value is None or not isinstance(thing, Concept) or thing.type not in compared.of:
            return None
        return thing.id, name, frozenset({value})

    def _value(self, concept: Concept, predicate: "Predicate") -> str | None:
        """The value that a concept stands for, if it is one of the property's; no class is one."""
        if f"concept:{concept.type}" in predicate.expects:
            return None if self._is_generic(concept.id) else concept.id
        phase = self._ontology.phase.get(concept.id)
        return phase if phase and "concept:phase" in predicate.expects else None

    def _named(self, text: Text) -> list[Concept]:
        return [concept for _, _, concept in _finder(self._ontology).find(text.text)]

    def _family(self, name: Name, claims: list[Claim], gathered: _Gathered) -> Family:
        subject, predicate, kind = name
        generic = self._is_generic(subject)
        known = self._ontology.predicates.get(predicate)
        comparison: Comparison
        if kind == "list":
            values = {claim.id: gathered.listed[claim.id] for claim in claims}
            comparison = Lists(values, self._mode(known, generic=generic), self._kin)
        elif kind.startswith("than "):
            comparison = Comparatives(self._ontology, frozenset(gathered.turned))
        elif kind.startswith("concept "):
            comparison = Same()
        else:
            comparison = Numbers(self._ontology, known.tolerance if known else Decimal(0))
        return Family(subject, predicate, kind, tuple(claims), comparison, generic)

    def _of_texts(self, texts: Mapping[tuple[str, str], list[Claim]]) -> Iterator[Family]:
        meaning = self._meaning and remembered(self._meaning, texts.values())
        for (subject, predicate), claims in texts.items():
            generic = self._is_generic(subject)
            for members, comparison in clusters(claims, meaning):
                kind = "text " + min(str(said(claim.object)[1]) for claim in members)
                yield Family(subject, predicate, kind, tuple(members), comparison, generic)

    def _mode(self, known: "Predicate | None", *, generic: bool) -> str:
        """A class of things may have many makers, and no source names all that it is for."""
        mode = known.values if known else ""
        return {"one": "", "all": "several"}.get(mode, mode) if generic else mode

    def _is_generic(self, id_: str) -> bool:
        """Whether it is a class of things: "GPU", "chatbot", "hyperscalers"."""
        class_ = self._ontology.classes.get(id_)
        if class_ == "Vendor":
            return self._ontology.concepts[id_].label.islower()
        return class_ == "HardwareClass" or (class_ == "Model" and id_ not in self._ontology.maker)

    def _kin(self, one: str, other: str) -> bool:
        above = self._ontology.ancestors
        return one == other or one in above(other) or other in above(one)


@cache
def _finder(ontology: "Ontology") -> MentionFinder:
    return MentionFinder(ontology)
