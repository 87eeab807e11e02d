"""A clause that compares to comparative claims: by which property, in which order, by how much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kg.claim import MEASURES, Claim, Concept, Quantity
from kg.extract.stated import Stated
from kg.extract.subject.subjects import linked_parts
from kg.extract.tools import Tools, text_of
from kg.language.grammar import any_of, word_list
from kg.language.syntax import Token
from kg.predicates import lemma

COMPARED = "comparedWith"
_HIGHER, _LOWER = "higherThan", "lowerThan"
_RELATIONS = {"higher": _HIGHER, "lower": _LOWER}
_MACHINE = frozenset(
    {"memoryCapacity", "memoryBandwidth", "computePerformance", "power", "interconnect"}
)
_GRADED = dict.fromkeys(word_list("more"), _HIGHER) | dict.fromkeys(word_list("less"), _LOWER)
_GRADING = re.compile(rf"\b({any_of('more', 'less')})\s+([\w-]+)(?:\s+([\w-]+))?")
_LEADING = frozenset(
    {"on", "for", "in", "from", "with", "of", "to", "at", "the", "a", "an", "that"}
)
_CLOSING = frozenset(
    {",", ";", ":", "(", "—", "–", "because", "while", "when", "as", "with", "over"}
)
_MEASURES = MEASURES | {"other"}
_FACTORS = frozenset({"x", "%"})
_TIMES = "time"


@dataclass(frozen=True, slots=True)
class _Order:
    """By what two things are compared, and which is more."""

    predicate: str
    relation: str | None


class ComparisonReader:
    """Reads what a comparison compares."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, stated: Stated, claim: Claim) -> Iterator[Claim]:
        """A claim of the words of a comparison, as one for each property that it compares by."""
        than = self._than(stated)
        verb = self._relation_of_verb(stated) if than is None else None
        begin = than + 1 if than is not None else stated.rest[0]
        compares = verb is not None or (than is not None and not self._is_of_parts(stated, begin))
        other = self._comparand(stated, begin) if compares else None
        if other is None or other == claim.subject:
            yield claim
            return
        compared = replace(claim, comparand=other, factor=self._factor(stated, begin))
        before = stated.reading.cut((stated.clause.verb[0], begin))
        orders = self._orders(before, claim.subject) if than is not None else []
        if not orders:
            named = self._named(claim.subject, stated, begin) if verb else None
            orders = [_Order(named or COMPARED, verb)]
        for order in orders:
            yield replace(compared, predicate=order.predicate, relation=order.relation)

    def multiples(self, stated: Stated, subject: Concept) -> Iterator[Claim]:
        """What "2.5x the throughput of the A100" says of a subject."""
        row, (_, end) = stated.row, stated.rest
        for (a, b), quantity in stated.reading.amounts(stated.rest):
            if quantity.unit not in {"x", _TIMES} or b + 2 >= end or row[b].lower != "the":
                continue
            of = next((i for i in range(b + 1, min(b + 5, end)) if row[i].lower == "of"), None)
            predicate = self._tools.predicates.by_name(stated.reading.cut((b, of))) if of else None
            other = self._comparand(stated, of + 1) if of and predicate else None
            words = text_of(stated.reading, (a, end))
            if predicate and words and other is not None and other != subject:
                yield replace(
                    stated.scribe.claim(subject, predicate, words),
                    comparand=other,
                    relation=_HIGHER if (quantity.minimum or 0) >= 1 else _LOWER,
                    factor=replace(quantity, unit="x"),
                )

    def _than(self, stated: Stated) -> int | None:
        rest = stated.rest
        found = (i for i in range(*rest) if stated.row[i].lower == "than")
        return next(found, None) if stated.compares else None

    def _is_of_parts(self, stated: Stated, begin: int) -> bool:
        """Whether two things that the subject does are compared: "more on X than on Y"."""
        inner = any(t.is_finite for t in stated.row[stated.rest[0] : begin])
        return inner or (begin < stated.rest[1] and stated.row[begin].tag in {"IN", "TO"})

    def _relation_of_verb(self, stated: Stated) -> str | None:
        """How a verb compares: "exceeds"; "can rival or exceed" is at least as much."""
        verbs = [lemma(t.text) for t in stated.row[slice(stated.clause.verb[0], stated.rest[0])]]
        lists = self._tools.ontology.words
        said = {
            name.removeprefix("relation:")
            for name in lists
            if name.startswith("relation:") and set(lists[name]) & {*verbs}
        }
        after = {lemma(t.text) for t in stated.row[slice(*stated.rest)][:3]}
        joined = {"or"} & after and set(lists.get("relation:higherThan", ())) & after
        if joined or said == {_HIGHER, "equalTo"}:
            return "atLeast"
        return said.pop() if len(said) == 1 else None

    def _comparand(self, stated: Stated, begin: int) -> Concept | None:
        """What it is compared with: the thing that the next noun phrase names."""
        row, end = stated.row, stated.rest[1]
        while begin < end and (
            row[begin].lower in _LEADING or row[begin].lower in {"or", "exceed", "match"}
        ):
            begin += 1
        stop = next((i for i in range(begin, end) if row[i].lower in _CLOSING), end)
        for (a, b), concept in stated.reading.concepts((begin, stop)):
            if a == begin and (b >= stop or not row[b].is_noun):
                return concept  # "the cost of training the model"
        found = linked_parts(self._tools, stated.reading, (begin, stop)) if begin < stop else []
        acts = _acts(row[begin]) if begin < stop else False
        acts = acts or any(t.is_finite for t in row[begin:stop])  # "than headlines suggest"
        if not found or (acts and not self._tools.is_known(found[0])):
            return None
        if found[0].type not in _MEASURES:
            return found[0]
        of = next((i for i in range(begin, stop) if row[i].lower == "of"), stop)
        return self._comparand(stated, of + 1) or found[0]  # "the cost of training": of training

    def _factor(self, stated: Stated, begin: int) -> Quantity | None:
        """By how much: "four times", "30 %", "1.4x"."""
        for _, quantity in stated.reading.amounts((stated.rest[0], begin)):
            unit = quantity.unit or ""
            if unit in _FACTORS or unit == _TIMES:
                return replace(quantity, unit="x" if unit == _TIMES else unit)
        return None

    def _orders(self, words: str, subject: Concept) -> list[_Order]:
        """The properties that comparatives in words stand for, longest phrase first."""
        found: list[_Order] = []
        taken: list[tuple[int, int]] = []
        for phrase, pattern in self._phrases:
            for match in pattern.finditer(words):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                taken.append(match.span())
                order = self._choose(self._meanings[phrase], subject)
                if order and order not in found:
                    found.append(order)
        return found or self._graded(words)

    def _choose(self, meanings: list[_Order], subject: Concept) -> _Order | None:
        """The one that fits a subject; none where the directions differ: "faster"."""
        fitting = [m for m in meanings if (m.predicate in _MACHINE) == (subject.type == "hardware")]
        left = fitting or meanings
        return left[0] if len({m.relation for m in left}) == 1 else None

    def _graded(self, words: str) -> list[_Order]:
        """The property whose name stands after "more" or "lower"."""
        match = _GRADING.search(words.lower())
        if match is None:
            return []
        of = (f"{match[2]} {match[3]}", match[2]) if match[3] else (match[2],)
        predicate = next((p for name in of if (p := self._measure(name))), None)
        return [_Order(predicate, _GRADED[match[1]])] if predicate else []

    def _measure(self, name: str) -> str | None:
        found = self._tools.predicates.by_exact_name(name)
        return found if found and self._tools.predicates.is_measure(found) else None

    def _named(self, subject: Concept, stated: Stated, begin: int) -> str | None:
        """The property that both sides of "X can exceed Y" are amounts of."""
        of = stated.reading.cut((begin, min(begin + 6, stated.rest[1])))
        names = self._tools.predicates
        named = (names.by_name(words) for words in (subject.label, of))
        return next((p for p in named if p and names.is_measure(p)), None)

    @cached_property
    def _meanings(self) -> dict[str, list[_Order]]:
        found: dict[str, list[_Order]] = {}
        for predicate in self._tools.ontology.predicates.values():
            for phrase, direction in predicate.comparatives:
                order = _Order(predicate.id, _RELATIONS[direction])
                found.setdefault(phrase.lower(), []).append(order)
        return found

    @cached_property
    def _phrases(self) -> list[tuple[str, re.Pattern[str]]]:
        phrases = sorted(self._meanings, key=lambda p: (-len(p), p))
        return [(p, re.compile(rf"\b{re.escape(p)}\b", re.IGNORECASE)) for p in phrases]


def _acts(token: Token) -> bool:
    return token.tag == "VBG" or token.lower.endswith("ing")
