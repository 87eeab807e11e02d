"""What sources give for one property, to ranges in one unit, so that they can be drawn together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.measure.unit import Units, units_of
from kg.ontology import Ontology
from service.api import schema

_READABLE = 4  # powers of ten from one; beyond, another unit may read better
_WIDE = 30  # past this ratio a scale by powers of ten shows more


@dataclass(frozen=True, slots=True)
class Range:
    """What one source says, in the unit of its `Scale`.

    Attributes:
        fact: The claim.
        text: The value as written.
        low: Lower bound; None where open.
        high: Upper bound; None where open.
        hedges: What makes it less than certain: "about", "can".
    """

    fact: schema.Fact
    text: str
    low: Decimal | None
    high: Decimal | None
    hedges: tuple[str, ...]

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        """The bounds that it has."""
        return tuple(bound for bound in (self.low, self.high) if bound is not None)


@dataclass(frozen=True, slots=True)
class Scale:
    """Ranges that can be compared.

    Attributes:
        unit: Id of their unit; empty for bare numbers.
        ranges: Lowest first.
    """

    unit: str
    ranges: tuple[Range, ...]

    @property
    def by_tens(self) -> bool:
        """Whether to draw it by powers of ten."""
        bounds = [bound for found in self.ranges for bound in found.bounds]
        return min(bounds) > 0 and max(bounds) / min(bounds) > _WIDE


def scales(facts: Iterable[schema.Fact], ontology: Ontology) -> list[Scale]:
    """The figures among facts, together where their units convert; the most first."""
    units = units_of(ontology)
    kinds: dict[str, list[schema.Fact]] = {}
    for fact in facts:
        value = fact.object
        if isinstance(value, schema.Value) and (value.min, value.max) != (None, None):
            kinds.setdefault(units.kind(value.unit), []).append(fact)
    found = [_scale(group, units) for group in kinds.values()]
    return sorted(found, key=lambda scale: (-len(scale.ranges), scale.unit))


def _scale(facts: Sequence[schema.Fact], units: Units) -> Scale:
    """All in the unit that most of them have, or in one with numbers easier to read."""
    names = Counter(fact.object.unit for fact in facts if isinstance(fact.object, schema.Value))
    used = [unit for unit, _ in names.most_common()]
    bases = [units.units[unit].base for unit in used if unit and unit in units.units]
    drawn = {unit: [_range(fact, unit, units) for fact in facts] for unit in (*used, *bases)}
    unit = used[0]
    if _extreme(drawn[unit]) > _READABLE:
        unit = min(drawn, key=lambda name: _extreme(drawn[name]))
    return Scale(unit or "", tuple(sorted(drawn[unit], key=_place)))


def _extreme(ranges: Iterable[Range]) -> int:
    """How many powers of ten the farthest bound is from one."""
    return max(abs(bound.adjusted()) for found in ranges for bound in found.bounds)


def _place(found: Range) -> tuple[Decimal, Decimal]:
    return min(found.bounds), max(found.bounds)


def _range(fact: schema.Fact, unit: str | None, units: Units) -> Range:
    value = fact.object
    if isinstance(value, schema.Concept):
        message = f"{fact.id} gives no figure"
        raise TypeError(message)
    hedges = dict.fromkeys(words for words in (value.hedge, fact.hedge) if words)
    return Range(
        fact,
        " ".join(value.text.split()),
        _converted(value.min, value.unit, unit, units),
        _converted(value.max, value.unit, unit, units),
        tuple(hedges),
    )


def _converted(
    bound: Decimal | None, unit: str | None, target: str | None, units: Units
) -> Decimal | None:
    if bound is None or unit is None or target is None:
        return bound
    return units.convert(bound, unit, target)
