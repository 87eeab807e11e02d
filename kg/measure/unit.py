"""Units in text, and arithmetic with them.

Reads units and rates ("GB/s", "per million tokens", "a day") by the names that the ontology gives
them; conversion is pint's, over the ontology's own table of exact factors.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING

from kg.language.grammar import any_of
from kg.measure.number import plain
from kg.ontology import Ontology, Unit

if TYPE_CHECKING:
    from pint import Unit as PintUnit
    from pint import UnitRegistry

_AFTER = r"(?![\w²³])"
_SLASH = re.compile(r"\s?/\s?")
_PER = re.compile(
    r"(?:\s+per|[-\s]per[-\s]|\s+for\s+(?:each|every))\s*(?:single\s+)?", re.IGNORECASE
)
_ARTICLE = re.compile(r"\s+(?:an?|each|every)\s+", re.IGNORECASE)
_ADVERB = re.compile(
    r"\s+(?:(?P<h>hourly|(?:per|an)\s+hour)|(?P<day>daily)|(?P<week>weekly)|(?P<month>monthly)"
    r"|(?P<year>annually|yearly|year[- ]over[- ]year|YoY|per\s+annum|p\.a\.))(?!\w)",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\s+(?:before|{any_of('since_when')})\b", re.IGNORECASE)
_LASTING = re.compile(r"[- ](?=[a-z])")  # "per chip-hour", "a GB-month", "per user month"
_MAX_RATES = 2
_MIN_WORD = 5
_LEAP = 4


class Units:
    """The units of an ontology, ready to be read and converted."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = units
        names = [(name, unit.id) for unit in units.values() for name in unit.names]
        self._exact = dict(names)
        self._any_case = _unambiguous(names)
        self._pattern = _alternatives(self._exact)
        self._loose = _alternatives(self._any_case, re.IGNORECASE)
        before = [
            n for u in units.values() if u.dimension == "currency" for n in u.names if _leads(n)
        ]
        self._currency = re.compile("|".join(map(re.escape, sorted(before, key=len, reverse=True))))

    def read(self, text: str, start: int) -> tuple[str, int] | None:
        """The unit whose name starts at `start`: (its id, offset after it)."""
        if match := self._pattern.match(text, start):
            return self._exact[match.group()], match.end()
        if match := self._loose.match(text, start):
            return self._any_case[match.group().lower()], match.end()
        return None

    def read_currency(self, text: str, start: int) -> tuple[str, int] | None:
        """The currency written before a number, e.g. "US$" or "EUR "."""
        if match := self._currency.match(text, start):
            end = match.end()
            while text[end : end + 1] in (" ", "\u00a0"):
                end += 1
            return self._exact[match.group()], end
        return None

    def read_rate(self, text: str, start: int, unit: str) -> tuple[str, int]:
        """`unit` with the rate after it: "/day", "per query", "a request"; as it is without."""
        end = start
        for _ in range(_MAX_RATES):
            found = self._denominator(text, end, unit)
            if found is None:
                break
            unit, end = self._joined(f"{unit}/{found[0]}"), found[1]
        return unit, end

    def _joined(self, rate: str) -> str:
        """The rate with a unit for its last two denominators: per GPU per hour, per GPU-hour."""
        head, *rest = rate.rsplit("/", 2)
        whole = "-".join(rest)
        return f"{head}/{whole}" if whole in self.units and len(rest) > 1 else rate

    def _lasting(self, text: str, found: tuple[str, int]) -> tuple[str, int]:
        """A denominator with the time that a hyphen joins to it: "per chip-hour"."""
        unit, end = found
        gap = _LASTING.match(text, end) if self.units[unit].dimension != "time" else None
        time = self.read(text, gap.end()) if gap else None
        if time is None or self.units[time[0]].dimension != "time" or text[time[1] - 1] == "s":
            return found  # "per GPU months later"
        return f"{unit}/{time[0]}", time[1]

    def _denominator(self, text: str, start: int, unit: str) -> tuple[str, int] | None:
        if match := _ADVERB.match(text, start):
            return match.lastgroup or "", match.end()
        for pattern in (_SLASH, _PER, _ARTICLE):
            match = pattern.match(text, start)
            found = self._read_noun(text, match.end()) if match else None
            if found and _SINCE.match(text, found[1]):
                return None  # "cost $4 a year ago"
            if found and (pattern is not _ARTICLE or self._takes_article(unit, found[0])):
                return self._lasting(text, found)
        return None

    def _read_noun(self, text: str, start: int) -> tuple[str, int] | None:
        """A unit, where need be after one adjective ("per user query", "per H100-hour")."""
        found = self.read(text, start)
        if found or not (word := re.compile(r"[a-z]+[- ]").match(text, start)):
            return found
        return self.read(text, word.end())

    def _takes_article(self, unit: str, denominator: str) -> bool:
        """Whether "a" means per: "$2 a query", "10 requests a day", but not "8 GPUs a server"."""
        return (
            self.units[denominator].dimension == "time"
            or self.dimension(unit).split("/")[0] == "currency"
        )

    def dimension(self, unit: str | None) -> str:
        """Dimension of a unit or rate, e.g. "memory" or "currency/time"; empty for none.

        A rate that the table knows as a unit of its own has that unit's: "GB/s" is a bandwidth.
        """
        if unit is None:
            return ""
        if unit in self.units:
            return self.units[unit].dimension
        return "/".join(self.units[part].dimension for part in _parts(unit, self.units))

    def kind(self, unit: str | None) -> str:
        """What must be equal for two values to be compared: dimension, and what is counted."""
        if unit is None:
            return ""
        return str(self._of(unit).dimensionality)

    def convert(self, value: Decimal, unit: str, target: str) -> Decimal:
        """`value` in another unit of the same kind.

        Raises:
            ValueError: Where the two cannot be converted.
        """
        if unit == target:
            return value
        if self.kind(unit) != self.kind(target):
            message = f"{unit!r} cannot be converted to {target!r}"
            raise ValueError(message)
        made = self._registry.Quantity(value, self._of(unit)).to(self._of(target))
        return plain(Decimal(made.magnitude))

    def times(self, unit: str, smaller: str) -> Decimal:
        """How many of a smaller unit of the table make one of a unit of the same base."""
        return self.units[unit].factor / self.units[smaller].factor

    def next_larger(self, unit: str) -> Decimal:
        """How many of a unit make the next larger one in use: "milliseconds" end at a second."""
        this = self.units[unit]
        larger = [
            other.factor / this.factor
            for other in self.units.values()
            if other.base == this.base and other.factor >= _LEAP * this.factor
        ]
        return min(larger, default=Decimal(1000))

    @cached_property
    def _registry(self) -> "UnitRegistry[Decimal]":
        from pint import UnitRegistry  # noqa: PLC0415  needed for conversion alone

        registry: UnitRegistry[Decimal] = UnitRegistry(None, non_int_type=Decimal)
        numbers = {unit: f"u{n}" for n, unit in enumerate(self.units)}
        for unit in self.units.values():
            if unit.base == unit.id:
                registry.define(f"{numbers[unit.id]} = [{numbers[unit.id]}]")
        for unit in self.units.values():
            if unit.base != unit.id:
                base = " / ".join(numbers[part] for part in _parts(unit.base, self.units))
                registry.define(f"{numbers[unit.id]} = {unit.factor} * {base}")
        self._numbers = numbers
        return registry

    def _of(self, unit: str) -> "PintUnit":
        registry = self._registry
        first, *rest = _parts(unit, self.units)
        made = registry.Unit(self._numbers[first])
        for part in rest:
            made /= registry.Unit(self._numbers[part])
        return made


@cache
def units_of(ontology: Ontology) -> Units:
    """The units of an ontology, made once."""
    return Units(ontology.units)


def _parts(unit: str, units: Mapping[str, Unit]) -> list[str]:
    """A rate's numerator and denominators; a declared "GB/s" stays whole, its base does not."""
    if unit in units and units[unit].base != unit:
        return [unit]
    head, *rest = unit.split("/")
    for n in range(len(rest), 0, -1):
        whole = "/".join([head, *rest[:n]])
        if whole in units and units[whole].base != whole:
            return [whole, *rest[n:]]
    return [head, *rest]


def _unambiguous(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case, without those that only case tells apart (mW, MW)."""
    found: dict[str, set[str]] = {}
    for name, unit in names:
        if len(name) > 1:
            found.setdefault(name.lower(), set()).add(unit)
    return {name: min(units) for name, units in found.items() if len(units) == 1}


def _alternatives(names: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """One pattern for all names, longest first; spaces and hyphens within a name are alike."""
    parts = []
    for name in sorted(names, key=lambda n: (-len(n), n)):
        whole = re.escape(name)
        parts.append(whole + (_AFTER if name[-1].isalnum() else ""))
    return re.compile("|".join(parts), flags)


def _leads(name: str) -> bool:
    return not name.isalpha() or name.isupper()
