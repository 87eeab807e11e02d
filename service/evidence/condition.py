"""A question in, the condition that it sets on a figure out; and which figures meet it.

"Which chips have more than 150 GB", "clouds under $2 an hour".
"""

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal

from kg.claim import Claim, Quantity
from kg.measure.quantity import comparable, convert
from kg.ontology import Ontology
from retrieval.terms import terms
from service.evidence.reading import Reading, Value
from service.question.basis import bases, basis_of
from service.question.cues import cues, says
from service.question.kind import Kind
from service.question.question import ASKED, Question, measures

_ONE = frozenset({Kind.ENTITY, Kind.LIST, Kind.QUANTITY, Kind.DEFINITION})
_LISTED = frozenset({Kind.LIST, Kind.ENTITY})


@dataclass(frozen=True, slots=True)
class Condition:
    """What a figure of each thing must be.

    Attributes:
        limit: The figure, open at one end, or at none where what is wanted lies between two.
        strict: Whether the limit itself does not meet it: "more than", not "at least".
        bases: Per what it is given.
        text: In words.
        asked: The terms of the question that sets it.
    """

    limit: Quantity
    strict: bool
    bases: frozenset[str]
    text: str
    asked: frozenset[str] = frozenset()

    def meets(self, value: Quantity, per: Set[str], ontology: Ontology) -> bool | None:
        """Whether a figure meets it; None where it is of another measure.

        Args:
            value: The figure.
            per: Per what it is given, as the words around it tell.
            ontology: The vocabulary.
        """
        stated = self._converted(value, ontology) if per == self.bases else None
        if stated is None:
            return None
        low, high = self.limit.minimum, self.limit.maximum
        return self._beyond(stated.minimum, low, 1) and self._beyond(stated.maximum, high, -1)

    def _converted(self, value: Quantity, ontology: Ontology) -> Quantity | None:
        """A figure in the limit's unit; where both are per a time, what is before "per"."""
        if comparable(self.limit, value, ontology):
            unit = self.limit.unit
            same = not unit or unit == value.unit
            return value if same else convert(value, unit or "", ontology)
        plain = [(q.unit or "").split("/")[0] for q in (self.limit, value)]
        return value if self.bases and plain[0] and plain[0] == plain[1] else None

    def _beyond(self, stated: Decimal | None, limit: Decimal | None, sign: int) -> bool:
        """Whether one end of a figure is on the right side of that end of the limit."""
        if limit is None:
            return True
        if stated is None:
            return False
        return sign * (stated - limit) > 0 or (stated == limit and not self.strict)


def condition(question: Question, ontology: Ontology) -> Condition | None:
    """The condition that a question for things sets on a figure of theirs; None where none."""
    limits = [quantity for quantity in question.quantities if quantity.unit]
    if question.kind not in _LISTED or question.negated or len(limits) != 1:
        return None
    if not (question.types or question.kinds):
        return None
    lowered = question.asked.lower()
    limit = _opened(limits[0], lowered, ontology)
    if limit.minimum == limit.maximum:
        return None  # "DeepSeek's $5.6m run": a name for it, rather than a limit
    hedge = limit.hedge or ""
    text = limit.text if hedge in limit.text.lower() else f"{hedge} {limit.text}"
    one_sided = (limit.minimum is None) != (limit.maximum is None)
    strict = one_sided and hedge not in cues().inclusive
    return Condition(limit, strict, bases(lowered), text, terms(question.searched))


@dataclass(frozen=True, slots=True)
class Extreme:
    """What a thing is asked for by whose figure is at one end.

    Attributes:
        highest: Whether at the upper end.
        predicate: The property.
        bases: Per what it is given.
        text: The word that asks for it.
    """

    highest: bool
    predicate: str
    bases: frozenset[str]
    text: str


def extreme(question: Question, ontology: Ontology) -> Extreme | None:
    """The end at which the figure of a thing asked for is; None where none is asked for so."""
    if question.kind not in _ONE or question.negated or question.phases:
        return None
    lowered = question.asked.lower()
    asked = [
        (word, one) for one in cues().superlatives for word in one.words if says(lowered, word)
    ][:1]
    for word, one in asked:
        named = (p for p in question.predicates[:ASKED] if measures(p, ontology))
        predicate = one.property or next(named, "")
        if predicate:
            return Extreme(one.highest, predicate, bases(lowered), word)
    return None


def _opened(limit: Quantity, lowered: str, ontology: Ontology) -> Quantity:
    """A limit that a comparative opens: "cheaper than $2"."""
    before = lowered.partition(limit.text.lower())[0].rstrip()
    if limit.hedge or limit.minimum != limit.maximum or not before.endswith(" than"):
        return limit
    directions = {
        direction
        for predicate in ontology.predicates.values()
        for word, direction in predicate.comparatives
        if says(" ".join(before.split()[-2:]), word)
    }
    if len(directions) != 1:
        return limit
    words = " ".join(before.split()[-2:])
    if directions == {"lower"}:
        return Quantity(limit.text, None, limit.maximum, limit.unit, words)
    return Quantity(limit.text, limit.minimum, None, limit.unit, words)


def in_reading(wanted: Condition, reading: Reading, ontology: Ontology) -> bool | None:
    """Whether a figure of a sentence meets the condition; None where none is of its measure.

    Of a row, those figures count whose columns have most of the question's words.
    """
    places = tuple((v.start, v.end) for v in reading.values)
    told = [
        (_column(wanted, reading, value), met)
        for value in reading.values
        if (met := _meets(wanted, value, reading, places, ontology)) is not None
    ]
    most = max((fit for fit, _ in told), default=0)
    return any(met for fit, met in told if fit == most) if told else None


def _column(wanted: Condition, reading: Reading, value: Value) -> int:
    """How many of the question's words the column has that a value stands in."""
    headers = (c.header for c in reading.cells if c.start <= value.start < c.end)
    return max((len(terms(header) & wanted.asked) for header in headers), default=0)


def _meets(
    wanted: Condition,
    value: Value,
    reading: Reading,
    places: tuple[tuple[int, int], ...],
    ontology: Ontology,
) -> bool | None:
    if value.quantity is None:
        return None
    per = basis_of(reading.lowered, value.start, value.end, places) if wanted.bases else ()
    above = bases(reading.above.lower()) if wanted.bases else frozenset[str]()
    return wanted.meets(value.quantity, frozenset(per) or above, ontology)


def in_claim(wanted: Condition, claim: Claim, ontology: Ontology) -> bool | None:
    """Whether the figure of a claim meets the condition; None where it has none of its measure."""
    if not isinstance(claim.object, Quantity) or claim.negated:
        return None
    return wanted.meets(claim.object, per(claim.object, claim.scope, ontology), ontology)


def per(value: Quantity, scope: tuple[str, ...], ontology: Ontology) -> frozenset[str]:
    """Per what the figure of a claim is given.

    Args:
        value: The figure.
        scope: What the claim holds for.
        ontology: The vocabulary.
    """
    told = (entry.partition("/")[2] for entry in scope)
    unit = (value.unit or "").partition("/")[2]
    named = ontology.units[unit].label if unit in ontology.units else unit
    return bases(" ; ".join([value.text, f"per {named}" if unit else "", *told]).lower())
