"""A quantity as an interval in the base unit of its dimension, and when two of them meet.

They meet where some number lies in both; "about" reaches 10 % to either side, a property's
tolerance further, and the value written more finely is rounded to the precision of the other
("3.35 TB/s" meets "3.4 TB/s").
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from kg.claim import Quantity

if TYPE_CHECKING:
    from kg.ontology import Ontology

# How far "about" reaches to either side.
_ABOUT = Decimal("0.1")
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_DIGITS = 60


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `low` to `high`.

    Attributes:
        low: Lower bound; -Infinity where open.
        high: Upper bound; Infinity where open.
        open_above: Whether `high` itself is outside: "hundreds" end where "thousands" begin.
        step: What one in the last digit written is; 0 where no digit is written.
    """

    low: Decimal
    high: Decimal
    open_above: bool
    step: Decimal

    def meets(self, other: "Interval", tolerance: Decimal = Decimal(0)) -> bool:
        """Whether the two have a number in common, at the precision stated."""
        step = max(self.step, other.step) if self.step and other.step else Decimal(0)
        one, two = (i.rounded(step).widened(tolerance / 2) for i in (self, other))
        return one.reaches(two) and two.reaches(one)

    def reaches(self, other: "Interval") -> bool:
        """Whether it does not end below where the other begins."""
        return self.high > other.low if self.open_above else self.high >= other.low

    def rounded(self, step: Decimal) -> "Interval":
        """Its bounds to the nearest multiple of a step; as they are where that is 0."""
        if not step:
            return self
        low, high = (_to_multiple(bound, step) for bound in (self.low, self.high))
        return Interval(low, high, self.open_above, step)

    def widened(self, share: Decimal) -> "Interval":
        """With each bound further out by a share of it."""
        low, high = self.low, self.high
        if share:
            low = low - abs(low) * share if low.is_finite() else low
            high = high + abs(high) * share if high.is_finite() else high
        return Interval(low, high, self.open_above, self.step)


def interval(value: Quantity, hedge: str | None, ontology: "Ontology") -> Interval:
    """What a quantity, hedged by itself or by its claim, may be."""
    factor = scale(value.unit, ontology)[1]
    low, high = Decimal("-Infinity"), Decimal("Infinity")
    if value.minimum is not None:
        low = value.minimum * factor
    if value.maximum is not None:
        high = value.maximum * factor
    vague = not any(map(str.isdigit, value.text)) and value.text != "" and low < high
    found = Interval(low, high, vague, _step(value) * factor)
    about = "approximate" in {ontology.hedges.get(said or "") for said in (value.hedge, hedge)}
    return found.widened(_ABOUT) if about else found


def scale(unit: str | None, ontology: "Ontology") -> tuple[str, Decimal]:
    """The dimension of a unit id and what one of it is in the dimension's base unit.

    A rate's dimension and factor are the quotients of its parts; an unknown unit is its own
    dimension.
    """
    dimensions, factor = [], Decimal(1)
    known = ontology.units.get(unit or "")
    parts = [unit] if known or not unit else unit.split("/")
    for index, part in enumerate(parts):
        found = ontology.units.get(part or "")
        dimensions.append(_comparable(part, ontology))
        if found:
            factor = factor / found.factor if index else factor * found.factor
    return "/".join(dimensions), factor


def _comparable(unit: str | None, ontology: "Ontology") -> str:
    """The name of what a unit measures; its base too, for things counted differ (tokens, users)."""
    found = ontology.units.get(unit or "")
    return f"{found.dimension}:{found.base}" if found else unit or "number"


def _step(value: Quantity) -> Decimal:
    """One in the last digit written, in the quantity's unit: "$2.5M" is to the nearest 100,000."""
    bounds = [bound for bound in (value.minimum, value.maximum) if bound]
    written = [m for m in _NUMBER.finditer(value.text) if m[0].strip("0.,")]
    if len(written) != len({*bounds}) or not bounds:
        return Decimal(0)  # not just the bounds are written, so none can be told from the other
    return min(
        Decimal(1).scaleb(-len(match[1] or "")) * abs(bound / Decimal(match[0].replace(",", "")))
        for match, bound in zip(written, dict.fromkeys(bounds), strict=True)
    )


def _to_multiple(bound: Decimal, step: Decimal) -> Decimal:
    if not bound.is_finite():
        return bound
    with localcontext(prec=_DIGITS):
        return (bound / step).to_integral_value(ROUND_HALF_UP) * step
