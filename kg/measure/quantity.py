"""Numbers with their units in text, as written and as numbers.

Takes text, gives `Quantity`s with their offsets: values and ranges, open where the words are
("over", "+", "up to"), rates, currencies, factors, shares, and spans of bare units ("milliseconds
to seconds"). Names that hold digits (H100, GPT-4, FP16), versions, dates, times of day and list
numbers are none.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from kg.claim import Quantity
from kg.language.grammar import any_of
from kg.language.lexicon import Lexicon, split_words
from kg.measure.amount import MARK, Amount, AmountReader
from kg.measure.date import find_dates
from kg.measure.hedge import Hedge, Hedges
from kg.measure.number import plain
from kg.measure.series import carried_over
from kg.measure.unit import Units, units_of
from kg.ontology import Ontology, all_names

_START = re.compile(
    r"(?<![\w.,:/$€£¥₹])(?:[~≈<>≤≥±]\s?)?"
    r"(?=\d|\.\d|[A-Z]{0,3}[$€£¥₹₩]|[A-Z]{3}\s?\d|[A-Za-z]{3}|[Aa]n?\s)"
)
_JUNK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![^\s@])[^\s@]+@[^\s@]+\.\w+|\b24\s?[/x]\s?7\b|\bv?\d+(?:\.\d+){2,}\b"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\b)?|\[\d+\]|\b\d+(?:st|nd|rd|th)\b|\b\d+-high\b"
    r"|(?<=[.?!:\]] )\d{1,2}\.(?=\s+[A-Z])"
)
_SHARES = re.compile(
    r"(?<!\d)(\d+(?:\.\d+)?)\s?%\s?[:/]\s?(\d+(?:\.\d+)?)\s?%"
    r"|(?<![\d:.])(\d+(?:\.\d+)?)\s?(?::|-to-|\s+to\s+)\s?(\d+(?:\.\d+)?)(?=\s+ratio\b)"
    r"|(?<=ratio of )(\d+(?:\.\d+)?)\s?:\s?(\d+(?:\.\d+)?)"
)
_NAME_BEFORE = re.compile(r"\b[A-Z][\w-]*\s?$")
_LABEL_BEFORE = re.compile(rf"(?:#|\b(?:no\.|(?:{any_of('numbered')})))\s?$", re.IGNORECASE)
_HYPHENATED = re.compile(r"(?<!\bsub)(?<=\w)[-\u2010\u2011]$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:|\n]\s*)[A-Z][a-z]*\s?$")
_MARKER = re.compile(r"^[ \t]*(?:\|\s*)?\(?\d{1,3}[.)](?=\s|$)", re.MULTILINE)
_AFTER_FRACTION = re.compile(
    r"\s+(?:of|the|as|its|their|that|more|less|million|billion|what)\b|\s+(?:an?|every|each|per)\s+\w"
)
_SELF_SUFFICIENT = re.compile(
    r"(?:(?:doubl|tripl|quadrupl|halv)(?:ed|es|ing)|\w+fold|.*magnitude|twice|thrice)$",
    re.IGNORECASE,
)
_ORDINAL_BEFORE = re.compile(rf"\b(?:{any_of('nth')})[\s-]+$", re.IGNORECASE)
_GROWTH_BEFORE = re.compile(
    r"\b(?:gr[eo]w\w*|increas\w*|rose|risen|rises?|expand\w*|scal(?:ed|es))\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_BARE_BEFORE = re.compile(
    rf"\b(?:{any_of('leading_amounts')})\s+"
    r"(?:just\s+|only\s+|mere\s+)?$",
    re.IGNORECASE,
)
_BARE_JOIN = re.compile(
    r"\s*,\s*(?:(?:or|and|to)\s+)?|\s+(?:to|or|and|into|through)\s+|\s?[–—]\s?|-to-"
)
_BARE_DIMENSIONS = frozenset({"time", "memory", "energy", "power"})
_MIN_WORD = 4
_GROWTH_REACH = 100  # characters before an amount in which its verb stands
_THOUSAND = Decimal(1000)


def find_quantities(text: str, ontology: Ontology) -> list[tuple[int, int, Quantity]]:
    """Every quantity of a text with its offsets, in order; none overlap.

    >>> from kg.ontology import default_ontology
    >>> start, end, found = find_quantities("It costs over $2.5M a year.", default_ontology())[0]
    >>> found.text, int(found.minimum), found.maximum, found.unit, found.hedge
    ('$2.5M a year', 2500000, None, 'USD/year', 'over')
    """
    return _finder(ontology).find(text)


def convert(quantity: Quantity, unit: str, ontology: Ontology) -> Quantity:
    """The same quantity in another unit of its kind; its text stays as written.

    Raises:
        ValueError: Where its unit cannot be converted to `unit`.
    """
    units = units_of(ontology)
    low, high = (
        None if bound is None else units.convert(bound, quantity.unit or "", unit)
        for bound in (quantity.minimum, quantity.maximum)
    )
    return replace(quantity, minimum=low, maximum=high, unit=unit)


def comparable(left: Quantity, right: Quantity, ontology: Ontology) -> bool:
    """Whether two measure the same kind of thing: GB and TB do, tokens and requests do not."""
    units = units_of(ontology)
    return units.kind(left.unit) == units.kind(right.unit)


@cache
def _finder(ontology: Ontology) -> "_Finder":
    return _Finder(ontology)


class _Finder:
    """The grammar over one ontology's units, hedges and names."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._units = units_of(ontology)
        self._reader = AmountReader(self._units)
        self._hedges = Hedges(ontology.hedges)
        self._bare = _BareUnits(self._units)
        numbered = [(n, c) for n, c in all_names(ontology) if any(map(str.isdigit, n))]
        self._names = Lexicon((n, c, n in ontology.cased) for n, c in numbered)

    def find(self, text: str) -> list[tuple[int, int, Quantity]]:
        shares = list(self._shares(text))
        taken = [(s, e) for s, e, _ in shares] + self._blocked(text)
        names = self._name_spans(text)
        found = shares
        last = 0
        for match in _START.finditer(text):
            start = match.start()
            if start < last or _within(start, taken):
                continue
            amount = self._reader.read(text, start)
            if amount is None or not self._counts(text, amount, names):
                continue
            found.append(self._quantity(text, amount))
            last = found[-1][1]
        found += self._bare.find(text, [(s, e) for s, e, _ in found] + taken)
        return carried_over(text, sorted(found, key=lambda item: item[0]), self._ontology)

    def _blocked(self, text: str) -> list[tuple[int, int]]:
        """Digits that are no amount: dates, times, links, list numbers."""
        spans = [(s, e) for s, e, _ in find_dates(text)]
        return spans + [m.span() for p in (_JUNK, _MARKER) for m in p.finditer(text)]

    def _name_spans(self, text: str) -> list[tuple[int, int]]:
        words = split_words(text)
        spans = []
        for i, word in enumerate(words):
            if match := self._names.match(text, words, i):
                spans.append((word.start, words[match[0] - 1].end))
        return spans

    def _counts(self, text: str, amount: Amount, names: list[tuple[int, int]]) -> bool:
        """Whether what reads as an amount is one, by what stands around it."""
        start, kind = amount.start, amount.number.kind
        before = text[max(0, start - 40) : start]
        if _HYPHENATED.search(before):
            return False
        if kind == "times":
            return self._is_multiple(text, amount, before)
        dimension = self._units.dimension(amount.unit)
        if _within(start, names) and dimension in ("", "count"):
            return False
        if amount.unit is not None:
            return kind != "word" or dimension != "time" or amount.number.minimum > 1
        return kind == "vague" or (kind == "digits" and _is_plain(text, amount, before))

    def _is_multiple(self, text: str, amount: Amount, before: str) -> bool:
        """Whether half, twice or doubled is a factor, unlike "the first half" or "a quarter"."""
        if _ORDINAL_BEFORE.search(before):
            return False
        if amount.unit not in (None, "x") or amount.number.minimum >= _THOUSAND:
            return True
        words = text[amount.start : amount.number.end]
        return bool(_SELF_SUFFICIENT.match(words) or _AFTER_FRACTION.match(text, amount.number.end))

    def _quantity(self, text: str, amount: Amount) -> tuple[int, int, Quantity]:
        start, end = amount.start, amount.end
        mark = MARK.match(text, start)
        if mark:
            hedge = self._hedges.of_mark(mark.group())
        else:
            hedge, end = self._hedges.around(text, start, end)
        if hedge.text == "over" and self._units.dimension(amount.unit) == "time":
            hedge = Hedge()  # "over 3 weeks" is during
        unit = self._growth_unit(text, amount)
        low = None if hedge.opens_below else plain(amount.minimum)
        high = None if hedge.opens_above or amount.maximum is None else plain(amount.maximum)
        return start, end, Quantity(text[start:end], low, high, unit, hedge.text)

    def _growth_unit(self, text: str, amount: Amount) -> str | None:
        """The unit: "grown 4 times a year" is a factor, "runs 4 times a year" a frequency."""
        unit = amount.unit
        if (
            unit
            and unit.split("/")[0] == "time"
            and _GROWTH_BEFORE.search(text, max(0, amount.start - _GROWTH_REACH), amount.start)
        ):
            return "x" + unit.removeprefix("time")
        return unit

    def _shares(self, text: str) -> Iterator[tuple[int, int, Quantity]]:
        """Ratios: "90% : 10%", "a 10:1 ratio"."""
        for match in _SHARES.finditer(text):
            one, other = (Decimal(g) for g in match.groups() if g is not None)
            if other:
                value = plain(one / other)
                yield (*match.span(), Quantity(match.group(), value, value, "x"))


class _BareUnits:
    """Spans of magnitude told by units alone: "weeks or months", "KB to MB", "for weeks"."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._names: dict[str, str] = {}
        for unit in units.units.values():
            if unit.dimension in _BARE_DIMENSIONS:
                self._names |= {name: unit.id for name in unit.names if _is_bare(name)}
        names = "|".join(map(re.escape, sorted(self._names, key=lambda n: (-len(n), n))))
        self._pattern = re.compile(rf"(?<![\w.,$-])(?:{names})(?!\w)", re.IGNORECASE)

    def find(self, text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, Quantity]]:
        last = 0
        for match in self._pattern.finditer(text):
            start = match.start()
            if start < last or _within(start, taken):
                continue
            ids, end = self._run(text, match)
            if len(ids) > 1 or (ids and self._stands_alone(text, start, ids[0])):
                last = end
                yield start, end, self._quantity(text[start:end], ids)

    def _run(self, text: str, first: re.Match[str]) -> tuple[list[str], int]:
        """Units of one dimension, joined: "days, weeks, or months"."""
        ids = [self._id(first.group())]
        end = first.end()
        while (join := _BARE_JOIN.match(text, end)) and (
            after := self._pattern.match(text, join.end())
        ):
            ids.append(self._id(after.group()))
            end = after.end()
        known = [i for i in ids if i]
        kinds = {self._units.dimension(i) for i in known}
        return (known, end) if len(kinds) == 1 and len(known) == len(ids) else ([], end)

    def _id(self, name: str) -> str:
        return self._names.get(name) or self._names.get(name.lower(), "")

    def _stands_alone(self, text: str, start: int, unit: str) -> bool:
        before = text[max(0, start - 30) : start]
        return self._units.dimension(unit) == "time" and bool(_BARE_BEFORE.search(before))

    def _quantity(self, written: str, ids: list[str]) -> Quantity:
        """From one of the smallest to one of the next larger than the largest."""
        ordered = sorted(ids, key=lambda i: self._units.units[i].factor)
        low, high = ordered[0], ordered[-1]
        top = self._units.next_larger(high) * self._units.times(high, low)
        return Quantity(written, Decimal(1), plain(top), low)


def _is_plain(text: str, amount: Amount, before: str) -> bool:
    """Whether a bare number is no part of a name: not "Phase 2", "3D" or "4o"."""
    trailing = text[amount.number.end : amount.number.end + 1]
    named = _NAME_BEFORE.search(before) and not _SENTENCE_START.search(before)
    return not (trailing.isalpha() or trailing == "_" or named or _LABEL_BEFORE.search(before))


def _is_bare(name: str) -> bool:
    plural = len(name) >= _MIN_WORD and name.islower() and name.endswith("s")
    return plural or (name.isalpha() and name[-1:] in "BWh" and name[:1] in "kKMGTPE")


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
