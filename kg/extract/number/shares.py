"""A clause whose subject is a share of many to the claim of that share.

"71 percent of drafted tokens were accepted" says how large a part of the drafted tokens those are
that were accepted: of "drafted tokens that were accepted", the share is 71 percent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.claim import Claim, Concept, Quantity
from kg.extract.number.placing import front_of
from kg.extract.stated import Stated
from kg.extract.subject.subjects import is_vague
from kg.extract.tools import Tools
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.phrases import concept_for
from kg.language.syntax import Token
from kg.predicates import lemma
from kg.reading import Reading

_REACHING = word_list("coming_and_going")
_TOWARDS = word_list("towards")
_HELD = frozenset({"he", "her", "his", "it", "its", "she", "their", "them", "they"})
_POINTING = word_list("demonstratives") | _HELD
_PAIR = 2
_OWN = frozenset({"its", "their"})
_DEFINITE = _POINTING | {"a", "an", "the"}
_PERSONS = word_list("first_person") | {"he", "she", "you"}
_JOINING = frozenset({"at", "for"})
_MAX_WORDS = 7  # of what is said of the part
_ONE = 1
_RULE = "sentence/share"


class ShareReader:
    """Reads the share that a clause's subject is of what it is a part of."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def counts(self, reading: Reading, clause: Clause) -> bool:
        """Whether a clause's subject is a share of many, of which it says itself which they are."""
        found = self._share(reading, clause)
        return found is not None and _is_told(reading.row[slice(*found[1])])

    def read(self, stated: Stated) -> Iterator[Claim]:
        """The claim of a clause whose subject is a share of many."""
        found = self._share(stated.reading, stated.clause)
        told = stated.clause.link is Link.MAIN or stated.clause.cue == "that"  # "found that"
        if found is None or not told or stated.scribe.limits.negated:
            return
        received = self._receiver(stated)
        if received is not None:
            yield self._claim(stated, found, *received)
        elif (owner := self._part(stated, found[1])) is not None:
            yield self._claim(stated, found, owner, stated.rest[1])

    def gone(self, stated: Stated) -> Iterator[Claim]:
        """The share that goes to a phase, whatever it is of: "A fifth of the cost goes to it"."""
        found = self._share(stated.reading, stated.clause)
        received = self._receiver(stated) if found is not None else None
        if found is None or received is None or received[0].type != "phase":
            return
        if found[1][0] > stated.clause.subject[0]:  # what it is of is told after it
            yield self._claim(stated, found, *received)

    def _claim(
        self, stated: Stated, share: tuple[Quantity, Range], owner: Concept, end: int
    ) -> Claim:
        quantity, many = share
        whole = " ".join(stated.reading.cut(many).split())
        if any(t.tag == "CC" for t in stated.row[end : end + 1]):  # nothing of who gets the rest
            source = stated.reading.span((stated.clause.start, end))
            stated = replace(stated, scribe=replace(stated.scribe, source=source))
        phase = self._tools.scope.phase_of(owner) or stated.scribe.phase
        claim = stated.scoped(phase).scribe.claim(owner, "share", quantity, _RULE)
        return replace(claim, scope=(*claim.scope, f"of/{whole}"))

    def _share(self, reading: Reading, clause: Clause) -> tuple[Quantity, Range] | None:
        """The share that opens a subject, and the many it is of."""
        row, (a, b) = reading.row, clause.subject
        for (start, end), quantity in reading.amounts((a, b)):
            if front_of(row, start, a) != a or not is_part(quantity):
                return None
            many = _many(row, (a, b), end)
            return (quantity, many) if many is not None else None
        return None

    def gapped(self, stated: Stated, claim: Claim) -> Iterator[Claim]:
        """The shares of others of the same whole: "takes 62 % of it | and training 29 %"."""
        row, amounts = stated.row, stated.reading.amounts(stated.rest)
        first = next((r for r, q in amounts if q == claim.object), None)
        joint = row[first[0] - 1].lower if first is not None else ""
        for (start, _), quantity in amounts if first is not None else ():
            led = row[start - 1].lower == joint and joint in _JOINING
            end = front_of(row, start - led, stated.rest[0])
            named = [(r, c) for r, c in stated.reading.concepts(stated.rest) if r[1] == end]
            opens = named and row[named[0][0][0] - 1].text in {"and", ",", "but"}
            if first is not None and start > first[1] and opens and is_part(quantity):
                owner = named[0][1]
                phase = self._tools.scope.phase_of(owner) or stated.scribe.phase
                yield replace(claim, subject=owner, object=quantity, phase=phase, rule=_RULE)

    def _receiver(self, stated: Stated) -> tuple[Concept, int] | None:
        """What "goes to serving", "comes from inference" names, and its end: the share is its."""
        row, (a, b) = stated.row, stated.rest
        if stated.verb not in _REACHING or a + 1 >= b or row[a].lower not in _TOWARDS:
            return None
        ends = (
            i for i in range(a + 1, b) if row[i].text in {",", ";"} or row[i].tag in {"CC", "IN"}
        )
        if row[a + 1].tag in {"DT", "PRP", "PRP$"} and row[a + 1].lower not in {"a", "an"}:
            return None
        end = next(ends, b)
        found = self._tools.subject(stated.reading, (a + 1, end))
        return None if found is None or is_vague(found) else (found, end)

    def _part(self, stated: Stated, many: Range) -> Concept | None:
        """The many of which the clause says so: "drafted tokens that were accepted"."""
        row, verb, rest = stated.row, stated.clause.verb, stated.rest
        commas = (i for i in range(*rest) if row[i].text == ",")
        stop = next(commas, stated.full(rest)[1])
        said = row[verb[0] : stop]
        open_ones = (_POINTING | _PERSONS) - _OWN
        loose = any(t.text in {";", ":", "("} or t.lower in open_ones for t in said)
        bare = verb[1] - verb[0] == _ONE and stop == rest[0]
        if loose or bare or len(said) > _MAX_WORDS or stated.compares:
            return None
        amounts = stated.reading.amounts((rest[0], stop))
        if any(is_part(q) for _, q in amounts) or lemma(said[-1].text) == "be":
            return None
        many = (many[0] + (row[many[0]].lower == "all"), many[1])
        words = stated.reading.cut(many), stated.reading.cut((verb[0], stop))
        return concept_for(" that ".join(words))


def is_part(quantity: Quantity) -> bool:
    """Whether a number is a part of a whole: "62 %", "two thirds", not "twice"."""
    least = quantity.maximum if quantity.maximum is not None else quantity.minimum
    return quantity.unit == "%" or (quantity.unit == "x" and least is not None and least < _ONE)


def _many(row: Sequence[Token], subject: Range, end: int) -> Range | None:
    """What a share is of: "62 % | of tokens", or "Of all tokens, 62 %"."""
    a, b = subject
    many = (0, 0)
    if end + 1 < b and row[end].lower == "of":
        many = (end + 1, b)
    elif end == b and row[0].lower == "of" and a > 1 and row[a - 1].text == ",":
        many = (1, a - 1)
    words = row[slice(*many)]
    inner = any(t.lower in _HELD or t.text in {",", "(", ";"} for t in words)
    return many if any(t.is_noun for t in words) and not inner else None


def _is_told(words: Sequence[Token]) -> bool:
    """Whether words say themselves of which many: "tokens", "the energy that AI uses"."""
    goes_on = any(t.tag in {"IN", "WDT", "VBN"} for t in words[_PAIR:])
    again = any(t.lower in _DEFINITE - {"a", "an", "that"} for t in words[1:])
    first = words[0].lower
    return (first not in _DEFINITE or (first == "the" and goes_on)) and not again
