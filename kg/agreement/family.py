"""Claims to the families within which they may be compared, and to the slots that must be equal.

A family shares its subject, its property and the kind of its value: a dimension, the object itself,
what it is compared with, what its words speak of. Slots are what limits a claim: phase, time,
modality, and what the words around the value say (`kg/circumstance.py`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING

from kg.agreement.alike import Meaning, clusters, years
from kg.agreement.compatible import Comparatives, Comparison, Lists, Numbers, Same
from kg.claim import Claim, Concept, Quantity, Text
from kg.identity import bounded, fold, said
from kg.measure.interval import scale
from kg.naming.mention import MentionFinder

if TYPE_CHECKING:
    from kg.ontology import Ontology, Predicate

Slots = frozenset[tuple[str, str]]
Name = tuple[str, str, str]
_PLAIN = "text"  # for a kind: plain words are of one topic, but of several families

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


@dataclass(frozen=True, slots=True)
class _Named:
    """What one claim is compared under.

    Attributes:
        topic: Subject, property and kind of value.
        values: What it names of a list.
        turned: Whether its subject is what the others of its family compare with.
    """

    topic: Name
    values: frozenset[str] = frozenset()
    turned: bool = False


class Families:
    """Tells families apart by the vocabulary of an ontology."""

    def __init__(self, ontology: "Ontology", meaning: Meaning | None = None) -> None:
        self._ontology = ontology
        self._meaning = meaning
        self._slots: dict[str, Slots] = {}
        self._known: dict[str, _Named] = {}

    def keeping(self, ids: Collection[str]) -> "Families":
        """The same, remembering no other claims than these."""
        found = Families(self._ontology, self._meaning)
        found._slots = {k: v for k, v in list(self._slots.items()) if k in ids}
        found._known = {k: v for k, v in list(self._known.items()) if k in ids}
        return found

    def topic(self, claim: Claim) -> Name:
        """What a claim is compared under: claims of two topics are of two families."""
        return self._named_as(claim).topic

    def of(self, topic: Name, claims: Sequence[Claim]) -> list[Family]:
        """The families of a topic, given all its claims; in no order."""
        subject, predicate, kind = topic
        if kind == _PLAIN:
            return [*self._of_texts(subject, predicate, claims)]
        return [self._family(topic, claims)]

    def _named_as(self, claim: Claim) -> _Named:
        if claim.id not in self._known:
            self._known[claim.id] = self._name(claim)
        return self._known[claim.id]

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
        modality = self._modality.get((claim.hedge or "").partition(", ")[0])
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

    def _name(self, claim: Claim) -> _Named:
        subject, predicate = claim.subject.id, claim.predicate
        if claim.comparand is not None and claim.relation is not None:
            one, other = self._whose(claim.subject), self._whose(claim.comparand)
            name = min(one, other), predicate, f"than {max(one, other)}"
            return _Named(name, turned=one > other)
        listed = self._listed(claim)
        if listed is not None:
            thing, compared, values = listed
            return _Named((thing, compared, "list"), values)
        if isinstance(claim.object, Quantity) and bounded(claim.object):
            return _Named((subject, predicate, scale(claim.object.unit, self._ontology)[0]))
        if isinstance(claim.object, Concept):
            return _Named((subject, predicate, f"concept {claim.object.id}"))
        return _Named((subject, predicate, _PLAIN))

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

    def _family(self, name: Name, claims: Sequence[Claim]) -> Family:
        subject, predicate, kind = name
        generic = self._is_generic(subject)
        known = self._ontology.predicates.get(predicate)
        comparison: Comparison
        if kind == "list":
            values = {claim.id: self._named_as(claim).values for claim in claims}
            comparison = Lists(values, self._mode(known, generic=generic), self._kin)
        elif kind.startswith("than "):
            turned = frozenset(claim.id for claim in claims if self._named_as(claim).turned)
            comparison = Comparatives(self._ontology, turned)
        elif kind.startswith("concept "):
            comparison = Same()
        else:
            comparison = Numbers(self._ontology, known.tolerance if known else Decimal(0))
        return Family(subject, predicate, kind, tuple(claims), comparison, generic)

    def _of_texts(self, subject: str, predicate: str, claims: Sequence[Claim]) -> Iterator[Family]:
        generic = self._is_generic(subject)
        for members, comparison in clusters(claims, self._meaning):
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
