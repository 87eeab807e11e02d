"""What a clause tells of another thing than its subject: "We rent the X1 at $2 an hour".

Whoever estimates, rents, spends or measures gives a number of what they speak of, and not of
themselves; mostly they are "we".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.claim import MADE, MAKERS, Claim, Concept, Quantity
from kg.extract.case import case_after
from kg.extract.number.fitting import fits, settled
from kg.extract.number.placing import front, front_of, whole_of
from kg.extract.stated import Stated
from kg.extract.subject.subjects import is_vague
from kg.extract.tools import Tools
from kg.language.clause import Clause, Range, owner_before
from kg.language.grammar import word_list
from kg.language.phrases import base, phrase
from kg.predicates import lemma
from kg.reading import Reading

_ESTIMATING = word_list("estimating")
_TRADING = word_list("trading")
_SPENDING = word_list("spending")
_MEASURING = word_list("measuring")
_GIVING = frozenset({"at", "for"})
_TYING = frozenset({"for", "in", "of", "on"})
_OPENING = frozenset({"for", "on", "using", "with"})
_FOLLOWING = frozenset({"for", "from", "on", "with"})
_OWNERS = MADE | {"technique"}
_WE = word_list("first_person")
_ANYBODY = word_list("readers")
_NEEDING = word_list("needing")
_NEAR = 4
_PAIR = 2
_RULE = "sentence/told"


@dataclass(frozen=True, slots=True)
class _Given:
    """A number that a clause gives, and the words that say of what."""

    of: Range
    part: Range
    quantity: Quantity


class ToldReader:
    """Reads the numbers that a clause gives of what it speaks of."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, stated: Stated, speakers: tuple[Concept, ...]) -> Iterator[Claim]:
        """The claims of a clause, whoever its subject is."""
        if stated.scribe.limits.negated or stated.is_copula:
            return
        if self.estimates(stated):
            yield from self._estimated(stated, speakers)
        if stated.verb in _TRADING:
            yield from self._traded(stated)
        if self._is_we(stated) and stated.verb in _SPENDING:
            yield from self._spent(stated)
        if not speakers and stated.verb in _NEEDING:
            yield from self._needed(stated)
        if not speakers and stated.verb in _MEASURING:
            yield from self._measured(stated)

    def estimates(self, stated: Stated) -> bool:
        """Whether a clause puts something at a number, and so says nothing else of its verb."""
        given = any(self._given(stated, frozenset({"at"}))) or stated.clause.cue == "whose"
        return stated.verb in _ESTIMATING and given

    def _is_we(self, stated: Stated) -> bool:
        a, b = stated.clause.subject
        return a < b and stated.row[b - 1].lower in _WE

    def _given(self, stated: Stated, joints: frozenset[str]) -> Iterator[_Given]:
        """Each number that "at", or another joint, gives of the noun phrase after the verb."""
        start, row = stated.rest[0], stated.row
        for part, quantity in stated.reading.amounts(stated.rest):
            joint = _joint(stated, part[0])
            whole = row[start:joint]
            plain = not any(t.is_finite or t.text in {",", ";", ":"} for t in whole)
            if start < joint and row[joint].lower in joints and plain:
                yield _Given((start, joint), part, quantity)

    def _estimated(self, stated: Stated, speakers: tuple[Concept, ...]) -> Iterator[Claim]:
        """As in "Acme puts the cost of training X at $3 million": of X, by Acme."""
        named = next((c.label for c in speakers if c.type in MAKERS), self._speaker(stated))
        limits = stated.scribe.limits
        limits = replace(limits, attribution=limits.attribution or named)
        stated = replace(stated, scribe=replace(stated.scribe, limits=limits))
        for given in self._given(stated, frozenset({"at"})):
            yield from self._of_phrase(stated, given)
        yield from self._whose(stated)

    def _whose(self, stated: Stated) -> Iterator[Claim]:
        """As in "Acme's X1, whose cost we estimate at $3 million": of the X1."""
        (a, b), names = stated.clause.subject, self._tools.predicates
        found = next(iter(stated.reading.amounts(stated.rest)), None)
        if stated.clause.cue != "whose" or found is None or b - a < _PAIR:
            return
        part, quantity = found
        lead = "at" in {t.lower for t in stated.row[stated.rest[0] : part[0]]}
        named = names.by_name(stated.reading.cut((a + 1, b - 1)))
        owner = self._known(stated, owner_before(stated.row, a))
        if lead and owner is not None and named is not None and names.measures(named, quantity):
            claim = stated.scribe.claim(owner, named, quantity, _RULE)
            after = case_after(stated, part[1], self._tools)
            yield replace(claim, scope=(*claim.scope, *after))

    def _speaker(self, stated: Stated) -> str | None:
        """Who a subject that is not known names: "The 2024 Index of Acme University"."""
        part = phrase(stated.row, stated.clause.subject)
        named = any(t.tag == "NNP" for t in stated.row[slice(*part)])
        return " ".join(stated.reading.cut(part).split()) or None if named else None

    def _traded(self, stated: Stated) -> Iterator[Claim]:
        """As in "We rent the X1 at $2 an hour"; several for one sum give the price of none."""
        for given in self._given(stated, _GIVING):
            counted = any(t.tag == "CD" and not t.named for t in stated.row[slice(*given.of)])
            counted = counted or bool(stated.reading.amounts(given.of))  # "64 H100s"
            single = "/" in (given.quantity.unit or "") or not counted
            if single and self._dimension(given).startswith("currency"):
                yield from self._of_phrase(stated, given)

    def _dimension(self, given: _Given) -> str:
        return self._tools.predicates.dimension(given.quantity)

    def _of_phrase(self, stated: Stated, given: _Given) -> Iterator[Claim]:
        """The claim that a noun phrase and its number make."""
        found = self._owned(stated, given)
        if found is None:
            return
        owner, predicate = found
        phase = self._tools.scope.phase_of(owner) or stated.scribe.phase
        scope = case_after(stated, given.part[1], self._tools)
        if predicate == "share":
            whole = whole_of(stated, given.part[1]) or self._whole(stated, given.of)
            if whole is None:
                return
            scope = (*scope, f"of/{whole}")
        claim = stated.scoped(phase).scribe.claim(owner, predicate, given.quantity, _RULE)
        yield replace(claim, scope=(*claim.scope, *scope))

    def _owned(self, stated: Stated, given: _Given) -> tuple[Concept, str] | None:
        """Whose a number is, and of what: "Acme's share of", "the price of X", "the X1"."""
        row, core, names = stated.row, base(stated.row, given.of), self._tools.predicates
        if core[0] >= core[1]:
            return None
        owns = next((i for i in range(*core) if row[i].tag == "POS"), None)
        head = (owns + 1 if owns is not None else core[0], core[1])
        measure = names.by_name(stated.reading.cut(head))
        if measure is None or not names.measures(measure, given.quantity):
            measure = None
        owner = self._owner(stated, given.of, (core, owns), named=measure is not None)
        predicate = measure or names.by_quantity(given.quantity, stated.reading.cut(given.of))
        told = owns is not None or whole_of(stated, given.part[1]) is not None
        if owner is None or predicate is None or (predicate == "share" and not told):
            return None
        predicate = settled(self._tools, stated, given.part, given.quantity, owner, predicate)
        fitting = predicate and fits(stated, predicate, owner, predicate)
        return (owner, predicate) if predicate and fitting else None

    def _owner(
        self, stated: Stated, part: Range, core: tuple[Range, int | None], *, named: bool
    ) -> Concept | None:
        """The owner before an "'s", or after an "of" where a property is named; else all of it."""
        row, ((start, end), owns) = stated.row, core
        if named and owns is not None:
            return self._known(stated, (start, owns))
        if named and end < part[1] and row[end].lower in _TYING:
            return self._known(stated, (end + 1, part[1]))
        found = self._tools.subject(stated.reading, part)
        pointing = row[part[0]].tag in {"PRP", "WDT"}
        return None if found is None or pointing or is_vague(found) else found

    def _known(self, stated: Stated, part: Range) -> Concept | None:
        found = self._tools.subject(stated.reading, part)
        return found if found is not None and self._tools.is_named(stated.reading, found) else None

    def _whole(self, stated: Stated, part: Range) -> str | None:
        """What "Acme's share of X" is a share of."""
        of = next((i for i in range(*part) if stated.row[i].lower == "of"), None)
        return None if of is None else " ".join(stated.reading.cut((of + 1, part[1])).split())

    def _spent(self, stated: Stated) -> Iterator[Claim]:
        """As in "We spent 87 % of the budget on inference and 13 % on training": of each."""
        row, whole = stated.row, None
        for part, quantity in stated.reading.amounts(stated.rest):
            dimension = self._tools.predicates.dimension(quantity)
            whole = whole_of(replace_end(stated, part[1]), part[1]) or whole
            on = (i for i in range(part[1], stated.rest[1]) if row[i].lower == "on")
            at = next(on, None)
            phase = None if at is None else self._phase_at(stated, at + 1)
            if phase is None:
                continue
            claims = stated.scoped(phase.id).scribe
            if dimension.startswith("currency"):
                yield claims.claim(phase, "price", quantity, _RULE)
            elif dimension == "ratio" and whole is not None:
                claim = claims.claim(phase, "share", quantity, _RULE)
                yield replace(claim, scope=(*claim.scope, f"of/{whole}"))

    def _phase_at(self, stated: Stated, start: int) -> Concept | None:
        found = stated.reading.concepts((start, stated.rest[1]))
        return next((c for (a, _), c in found if a == start and c.type == "phase"), None)

    def _needed(self, stated: Stated) -> Iterator[Claim]:
        """As in "To train a model with Adam, you should budget 16 bytes": of training."""
        row, intro, names = stated.row, stated.clause.intro, self._tools.predicates
        a, b = stated.clause.subject
        anybody = b - a == 1 and row[a].lower in _ANYBODY
        aims = intro[1] - intro[0] > 1 and row[intro[0]].lower == "to"
        found = next(iter(stated.reading.amounts(stated.rest)), None)
        if not (anybody and aims) or found is None or front(stated, found[0][0]) != stated.rest[0]:
            return
        named = [c for *_, c in self._tools.find(lemma(row[intro[0] + 1].text))]
        phase = next((c for c in named if c.type == "phase"), None)
        part, quantity = found
        predicate = names.by_quantity(quantity, stated.reading.cut((part[1], stated.rest[1])))
        if phase is None or predicate is None or predicate == "share":
            return
        own = settled(self._tools, stated, part, quantity, phase, predicate)
        if own is not None and fits(stated, own, phase, None):
            claim = stated.scoped(phase.id).scribe.claim(phase, own, quantity, _RULE)
            after = case_after(stated, part[1], self._tools)
            limited = any(s.startswith("case/") for s in claim.scope)
            aim = () if limited else (f"case/{' '.join(stated.reading.cut(intro).split())}",)
            yield replace(claim, scope=(*claim.scope, *aim, *after))

    def _measured(self, stated: Stated) -> Iterator[Claim]:
        """As in "With a draft model we measured a speed-up of 1.6x": of the draft model."""
        names, row = self._tools.predicates, stated.row
        for part, quantity in stated.reading.amounts(stated.rest)[:1]:
            lead = (stated.rest[0], front(stated, part[0]))
            words = stated.reading.cut(lead)
            bare = not words or (row[lead[1] - 1].lower == "of" and lead[1] - lead[0] <= _NEAR)
            named = names.by_name(words) if words else names.by_quantity(quantity, "")
            fitting = names.measures(named, quantity) or (named == "speedup" and words)
            owner = self._tried(stated, part[1]) if bare and named and fitting else None
            if owner is None or named is None:
                continue
            own = settled(self._tools, stated, part, quantity, owner, named)
            if own and own != "share" and fits(stated, own, owner, None):
                yield stated.scribe.claim(owner, own, quantity, _RULE)

    def _tried(self, stated: Stated, end: int) -> Concept | None:
        """What was tried: named before the subject, or right after the number."""
        row, (a, b) = stated.row, stated.clause.subject
        places = [(stated.clause.intro[0], stated.clause.subject[1]), (end, stated.rest[1])]
        joints = (_OPENING, _FOLLOWING)
        for (start, stop), words in zip(places, joints, strict=True):
            at = next((i for i in range(start, stop) if row[i].lower in words), None)
            if at is None or (start == end and at > end):
                continue
            found = stated.reading.concepts((at + 1, b if start != end and a < b else stop))
            return next((c for _, c in found if c.type in _OWNERS), None)
        return None


def _joint(stated: Stated, start: int) -> int:
    """Where the word stands that gives a number: the "at" of "at about 3" and "at at least 3"."""
    first = front(stated, start)
    at = (i for i in range(first, start) if stated.row[i].lower == "at")
    own = (i for i in at if stated.row[i + 1].lower not in {"least", "most"})
    return next(own, first - 1)


def replace_end(stated: Stated, start: int) -> Stated:
    """A clause whose rest ends where the next "on" or "for" stands."""
    ends = (i for i in range(start, stated.rest[1]) if stated.row[i].lower in {"on", "for"})
    end = next(ends, stated.rest[1])
    return replace(stated, clause=replace(stated.clause, rest=(stated.rest[0], end)))


def puts_at(reading: Reading, clause: Clause) -> bool:
    """Whether a clause puts something at a number, so that what follows is not of who does."""
    row, start = reading.row, clause.rest[0]
    if lemma(row[clause.verb[1] - 1].text) not in _ESTIMATING:
        return False
    fronts = ((front_of(row, a, start), a) for (a, _), _ in reading.amounts(clause.rest))
    return any(t.lower == "at" for i, a in fronts for t in row[max(i - 1, start) : a])


def gives_of_other(stated: Stated) -> bool:
    """Whether a verb gives numbers of what is spoken of, never of who speaks."""
    return lemma(stated.row[stated.clause.verb[1] - 1].text) in _MEASURING - {"get", "reach"}
