"""One amount or range as it is written: currency, number, multiplier, unit, rate.

Takes text and an offset, gives an `Amount`. What a range leaves out on one side ("$2-3 million",
"4 to 5x per year") is taken from the other.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.language.grammar import word_list
from kg.measure.number import Number, read_number
from kg.measure.unit import Units

MARK = re.compile(r"[~≈<>≤≥±]\s?")
_ONE = Decimal(1)
_HYPHEN = r"\s?[-\u2010\u2011–—−]\s?(?=[\d.$€£¥])"
_TO = re.compile(rf"{_HYPHEN}|\s+(?:to|through|or|[-–—])\s+(?:(?:up\s+to|over|even)\s+)?|-to-")
_AND = re.compile(r"\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+\S{0,3}$", re.IGNORECASE)
_GAP = re.compile(r"[ \u00a0\u202f]|[-\u2010\u2011]|")
_OF = re.compile(r"\s+of\s+(?:(?:the|its|their|these|all)\s+)?")
_ADJECTIVE = re.compile(r"\s+(?P<word>[A-Za-z][\w/.-]*)(?=\s)")
_MAX_ADJECTIVES = 2
_NO_ADJECTIVE = word_list("no_adjectives")
_DEVICES = re.compile(r"\s+(?:[A-Z][A-Za-z]+\s)?[A-Z]+\d+[A-Z]*s\b")  # "16,384 H100s"
_PIECES = re.compile(r"\s?[A-Z]+[a-z]*\d")
_CLASSIC_PARAMETERS = re.compile(r"\d\s?[BT]$")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or range and where it stands.

    Attributes:
        start: Offset of its first character, a mark such as "~" included.
        end: Offset after its unit and rate.
        minimum: Lower bound.
        maximum: Upper bound; None where a plus sign opens it.
        unit: Unit id or rate; None where none is written.
        number: The first number as read.
        currency: Whether a currency sign leads.
    """

    start: int
    end: int
    minimum: Decimal
    maximum: Decimal | None
    unit: str | None
    number: Number
    currency: bool = False


class AmountReader:
    """Reads amounts with the units of an ontology."""

    def __init__(self, units: Units) -> None:
        self.units = units

    def read(self, text: str, start: int) -> Amount | None:
        """The amount or range that starts at `start`."""
        first = self._single(text, start)
        if first is None:
            return None
        gap = _TO.match(text, first.end)
        if gap is None and _BETWEEN.search(text, max(0, start - 16), start):
            gap = _AND.match(text, first.end)
        second = self._single(text, gap.end()) if gap else None
        joined = self._join(first, second) if second else None
        return self._rated(text, joined) if joined else first

    def _rated(self, text: str, span: Amount) -> Amount:
        """A range with the rate after it: "$2-3 million a year"."""
        if span.unit is None or "/" in span.unit:
            return span
        unit, end = self.units.read_rate(text, span.end, span.unit)
        return replace(span, unit=unit, end=end)

    def _single(self, text: str, start: int) -> Amount | None:
        mark = MARK.match(text, start)
        place = mark.end() if mark else start
        currency = self.units.read_currency(text, place)
        place = currency[1] if currency else place
        number = read_number(text, place, priced=currency is not None)
        if number is None:
            return None
        plus = text[number.end : number.end + 1] == "+"
        end = number.end + plus
        found = (currency[0], end) if currency else self._unit(text, end, number)
        unit, end = self.units.read_rate(text, found[1], found[0]) if found else (None, end)
        if unit is None and _CLASSIC_PARAMETERS.search(text, start, number.end):
            unit = "parameter"
        maximum = None if plus else number.maximum
        return Amount(start, end, number.minimum, maximum, unit, number, bool(currency))

    def _unit(self, text: str, start: int, number: Number) -> tuple[str, int] | None:
        if number.kind == "times":
            after = self._named(text, start)
            return after if after and after[0] != "time" else ("x", start)
        found = self._named(text, start)
        if found and found[0] == "x":
            return ("chip", found[1]) if _PIECES.match(text, found[1]) else found
        if found and not self._is_attribute(text, start, found):
            return found
        noun = self._noun(text, start, vague=number.kind == "vague") or found
        devices = None if noun else _DEVICES.match(text, start)
        return ("chip", devices.end()) if devices else noun

    def _named(self, text: str, start: int) -> tuple[str, int] | None:
        gap = _GAP.match(text, start)
        found = self.units.read(text, start)
        return found or self.units.read(text, gap.end() if gap else start)

    def _is_attribute(self, text: str, start: int, found: tuple[str, int]) -> bool:
        """Whether the unit's name only describes what is counted: "8 GPU servers"."""
        unit, end = found
        counted = self.units.units[unit].dimension == "count" and text[start : start + 1] == " "
        return counted and text[end - 1 : end] != "s" and text[end : end + 1] == " "

    def _noun(self, text: str, start: int, *, vague: bool) -> tuple[str, int] | None:
        """A counted noun after "of" and adjectives: "thousands of high-end GPUs"."""
        of = _OF.match(text, start) if vague else None
        if of and (found := self.units.read(text, of.end())):
            return found
        place = of.end() - 1 if of else start
        for _ in range(_MAX_ADJECTIVES):
            match = _ADJECTIVE.match(text, place)
            if match is None or match["word"].lower() in _NO_ADJECTIVE:
                return None
            place = match.end()
            found = self.units.read(text, place + 1)
            if found and text[found[1] - 1] == "s" and self._is_counted(found[0]):
                return found
        return None

    def _is_counted(self, unit: str) -> bool:
        return self.units.units[unit].dimension in ("count", "currency")

    def _join(self, first: Amount, second: Amount) -> Amount | None:
        """One range of both, with what one lacks taken from the other; None where they are two."""
        if "times" in (first.number.kind, second.number.kind):
            return None
        unit = self._common_unit(first, second)
        if unit is None and (first.unit or second.unit):
            return None
        if first.unit and second.unit and unit == first.unit != second.unit:
            second = self._in_unit(second, first.unit)
        return _span(_scaled(first, second.number), second, unit)

    def _common_unit(self, first: Amount, second: Amount) -> str | None:
        """The unit of a range; None where there is none, or two that do not meet."""
        if first.unit is None or (first.unit == "parameter" and second.unit):
            return None if second.currency else second.unit
        if second.unit is None:
            return first.unit if first.currency or first.unit == "%" else None
        if second.unit.startswith(first.unit + "/") and first.currency == second.currency:
            return second.unit
        same = self.units.kind(first.unit) == self.units.kind(second.unit)
        return first.unit if same else None

    def _in_unit(self, amount: Amount, unit: str) -> Amount:
        own = amount.unit or unit
        high = amount.maximum
        return replace(
            amount,
            minimum=self.units.convert(amount.minimum, own, unit),
            maximum=None if high is None else self.units.convert(high, own, unit),
        )


def _scaled(first: Amount, second: Number) -> Amount:
    """The first number with the second's multiplier, where it has none: "2-3 million"."""
    scale, number = second.scale, first.number
    if number.scale != _ONE or scale == _ONE or number.minimum >= second.minimum / scale:
        return first
    return replace(first, minimum=number.minimum * scale, maximum=number.maximum * scale)


def _span(first: Amount, second: Amount, unit: str | None) -> Amount:
    """From one to the other, whichever is larger."""
    low, high = sorted((first, second), key=lambda amount: amount.minimum)
    return replace(first, end=second.end, minimum=low.minimum, maximum=high.maximum, unit=unit)
