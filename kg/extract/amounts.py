"""The quantities of a clause to claims: what each is a number of, and whose."""

from collections.abc import Iterator

from kg.claim import Claim, Concept, Quantity
from kg.clause import Range
from kg.extract.stated import Stated
from kg.extract.tools import ENTITIES, MAKERS, Tools
from kg.phrases import base
from kg.predicates import lemma

_PRICED = frozenset({"price", "cost", "fee", "rent", "bill", "spending", "rate"})
_SHARING = frozenset({"account", "represent", "constitute", "make", "reach", "be"})
_COMPARING = frozenset({"compared", "versus", "vs", "vs.", "than", "against"})
_OF_MACHINES = frozenset({"memory", "power", "bandwidth"})
_BEFORE = 8  # words around a number that tell what it is of
_AFTER = 4
_NEAR = 6
_GAP = 2
_RULE = "sentence/quantity"


class AmountReader:
    """Reads the claims that a clause's quantities make."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, stated: Stated, subject: Concept, hint: str | None) -> Iterator[Claim]:
        """The claims of the quantities after the verb, and of those within the subject.

        Args:
            stated: The clause.
            subject: Who it is about.
            hint: The property that its verb states, if any.
        """
        for part, quantity in stated.reading.amounts(stated.rest):
            if not self._is_aside(stated, part[0]) and not self._is_degree(stated, part[1]):
                yield from self._amount(stated, subject, part, (quantity, hint))
        yield from self._counted(stated)

    def is_all(self, stated: Stated, part: Range) -> bool:
        """Whether all that is said is a number, which is claimed as such."""
        return any(
            a - part[0] <= 1 and part[1] - b <= 1 and self._tools.predicates.dimension(quantity)
            for (a, b), quantity in stated.reading.amounts(part)
        )

    def _amount(
        self, stated: Stated, subject: Concept, part: Range, found: tuple[Quantity, str | None]
    ) -> Iterator[Claim]:
        quantity, hint = found
        predicate = self._predicate(stated, part, quantity)
        if predicate == "share" and self._tools.predicates.measures(hint, quantity):
            predicate = hint
        if self._is_compared(stated, part[0]):
            owner = self._other(stated, part[1])
        else:
            owner = self._owner(stated, part, quantity)
            if owner is not None and self._tools.is_machine(owner):
                predicate = self._tools.predicates.by_quantity(quantity, "")
            owner = owner or self._trained(stated, subject)
        if predicate == "share" and not self._is_share(stated, part[1]):
            return
        timed = self._tools.predicates.dimension(quantity) == "time"
        if timed and owner is not None and not self._tools.is_known(owner):
            return  # "a weakness can stretch a run into months": no duration of the weakness
        if predicate and owner is not None:
            yield stated.scribe.claim(owner, predicate, quantity, _RULE)

    def _predicate(self, stated: Stated, part: Range, quantity: Quantity) -> str | None:
        if stated.row[part[0] - 1].lower in {"every", "each"}:
            return "frequency"
        start = max(stated.clause.verb[0], part[0] - _BEFORE)
        before = stated.reading.cut((start, part[0]))
        after = stated.reading.cut((part[1], min(part[1] + _AFTER, stated.rest[1])))
        return self._tools.predicates.by_quantity(quantity, f"{before} {after}")

    def _is_aside(self, stated: Stated, i: int) -> bool:
        """Whether a number stands in brackets after a name, whose it is."""
        start = next((a for a, b in stated.reading.asides if a < i < b), None)
        if not start:
            return False
        before = [c for r, c in stated.reading.concepts((0, start)) if r[1] == start]
        return bool(before) and before[0].type in ENTITIES

    def _is_degree(self, stated: Stated, end: int) -> bool:
        """Whether a number only measures a comparative: "30% better"."""
        return end < len(stated.row) and stated.row[end].tag == "JJR"

    def _is_compared(self, stated: Stated, start: int) -> bool:
        """Whether a number is what the subject is compared with: "compared with 141 GB"."""
        words = {t.lower for t in stated.row[max(stated.rest[0], start - _NEAR) : start]}
        than = stated.row[start - 1].lower == "than"  # "more than 80%" is no other's number
        return bool(_COMPARING & words) and not than

    def _other(self, stated: Stated, end: int) -> Concept | None:
        """The other thing: "compared with 141 GB on the H200"."""
        after = stated.reading.concepts((end, min(end + _NEAR, len(stated.row))))
        near = (c for (a, _), c in after if a - end <= _GAP and c.type in ENTITIES)
        return next(near, None)

    def _owner(self, stated: Stated, part: Range, quantity: Quantity) -> Concept | None:
        """Whose a number is, if not the subject's: "pushed rental prices to $2"."""
        dimension = self._tools.predicates.dimension(quantity)
        if dimension in _OF_MACHINES:
            found = stated.reading.concepts(stated.rest)
            beside = (c for (a, _), c in found if a == part[1] and self._tools.is_machine(c))
            return next(beside, None)
        if dimension.startswith("currency"):
            before = (stated.rest[0], part[0])
            core = base(stated.row, before)
            priced = core[0] < core[1] and lemma(stated.row[core[1] - 1].text) in _PRICED
            return self._tools.link(stated.reading, before) if priced else None
        return self._whole(stated, part[1])

    def _whole(self, stated: Stated, end: int) -> Concept | None:
        """What "90% coming from inference" is the share of."""
        words = [lemma(t.text) for t in stated.row[end : end + 2]]
        if words != ["come", "from"]:
            return None
        found = stated.reading.concepts((end + 2, stated.rest[1]))
        return found[0][1] if found and found[0][0][0] == end + 2 else None

    def _trained(self, stated: Stated, subject: Concept) -> Concept:
        """Whose numbers follow "Meta trained Llama 3 on ...": the model's, not the maker's."""
        found = stated.reading.concepts(stated.rest)
        begins = bool(found) and found[0][0][0] == stated.rest[0]
        made = begins and found[0][1].type == "model" and subject.type in MAKERS
        return found[0][1] if made else subject

    def _is_share(self, stated: Stated, end: int) -> bool:
        """Whether a percentage is a share: "60% of ...", "accounts for 60%", "60% coming from"."""
        following = {t.lower for t in stated.row[end : end + 2]}
        return bool(following & {"of", "from"}) or stated.verb in _SHARING

    def _counted(self, stated: Stated) -> Iterator[Claim]:
        """Quantities within the subject itself: "a chatbot serving millions of users"."""
        start, reading = stated.clause.subject[0], stated.reading
        for (a, _), quantity in reading.amounts(stated.clause.subject):
            if a == start or any(x < a < y for x, y in reading.asides):
                continue
            subject = self._tools.link(reading, (start, a))
            around = reading.cut((start, a))
            predicate = self._tools.predicates.by_quantity(quantity, around)
            if subject is not None and predicate and predicate != "share":
                yield stated.scribe.claim(subject, predicate, quantity, _RULE)
