"""The quantities of a clause to claims: what each is a number of, and whose."""

from collections.abc import Iterator
from dataclasses import replace

from kg.claim import ENTITIES, MADE, MAKERS, Claim, Concept, Quantity
from kg.extract.case import case_after
from kg.extract.denial import is_excluded
from kg.extract.number.bounds import affirmed, bounded
from kg.extract.number.fitting import fits, is_baseline, is_degree, settled
from kg.extract.number.placing import (
    dated_at,
    is_stray,
    measure_before,
    per_after,
    whole_before,
    whole_of,
)
from kg.extract.stated import Stated
from kg.extract.tools import Tools
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import base
from kg.predicates import lemma

_PRICED = word_list("priced")
_SHARING = word_list("making_up")
_PASSING = word_list("passing")
_TAKING = word_list("taking_up")
_COMPARING = word_list("standards")
_OF_MACHINES = frozenset({"memory", "power", "bandwidth"})
_BEFORE = 8  # words around a number that tell what it is of
_AFTER = 4
_NEAR = 6
_GAP = 2
_MEMORY = "hw-memory"
_LINK = "hw-interconnect"
_FORMAT = "tech-number-format"
_PAIR = 2
_OF_PROCESSES = frozenset({"dataVolume", "trainingSteps", "batchSize", "deviceCount"})
_TIMED = frozenset({"duration", "latency", "frequency"})
_LASTING = word_list("taking_time")
_MAKING = word_list("developing")
_CHANGING = word_list("change")
_EFFECTS = word_list("effects")
_SIZING = frozenset({"at", "of", "with"})
_COUNTING = frozenset({"deviceCount", "speedup"})
_ANY = word_list("any_one")
_VAGUE = word_list("vague_numbers")
_JOINING = frozenset({"of", "with", "at", "over", "on", ","})
_TYING = frozenset({"VBG", "VBN", "RB"})
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
        if subject.type == "phase" and self._is_certain(stated):
            return  # "the training took 54 days": of one model, that is named before
        for part, quantity in stated.reading.amounts(stated.rest):
            if self._is_said_of_subject(stated, subject, part, (quantity, hint)):
                yield from self._amount(stated, subject, part, (quantity, hint))
        yield from self._counted(stated)

    def _is_certain(self, stated: Stated) -> bool:
        """Whether a subject is "the training": one that was spoken of before."""
        words = [t.lower for t in stated.row[slice(*stated.clause.subject)]]
        return len(words) == _PAIR and words[0] == "the"

    def _is_said_of_subject(
        self, stated: Stated, subject: Concept, part: Range, found: tuple[Quantity, str | None]
    ) -> bool:
        """Whether a number is what the verb gives, not a detail of something else it speaks of."""
        if self._is_passed(stated, subject, part, found[0]):
            return False
        if subject.type == "phase" and self._predicate(stated, part, found[0]) in _OF_PROCESSES:
            return True
        if self._is_compared(stated, part[0]) or self._is_repeated(stated, part[0]):
            return True
        return self._is_reached(stated, part, found) and not self._describes(stated, part)

    def _is_passed(self, stated: Stated, subject: Concept, part: Range, quantity: Quantity) -> bool:
        """Whether a number is only a detail, by what stands around it."""
        if self._is_aside(stated, part[0]) or is_degree(stated, part[1]):
            return True
        if is_excluded(stated.reading, part[0]):
            return True  # "600 W, not the 900 W on the label"
        # "X raised throughput sevenfold" gives no throughput of X.
        effect = quantity.unit == "x" and stated.verb in _EFFECTS and subject.type in ENTITIES
        stray = is_stray(stated, part, quantity, self._tools.predicates.dimension(quantity))
        half = self._is_half(stated, part, quantity)
        return effect or stray or half or is_baseline(stated, part[0])

    def _is_half(self, stated: Stated, part: Range, quantity: Quantity) -> bool:
        """Whether it is but a part of a time: "7 hours and 40 minutes"."""
        if self._tools.predicates.dimension(quantity) != "time":
            return False
        times = [
            r
            for r, q in stated.reading.amounts(stated.rest)
            if self._tools.predicates.dimension(q) == "time" and r != part
        ]
        gaps = (stated.row[min(part[1], b) : max(part[0], a)] for a, b in times)
        return any([t.lower for t in gap] == ["and"] for gap in gaps)

    def _is_repeated(self, stated: Stated, start: int) -> bool:
        return stated.row[start - 1].lower in {"every", "each"}

    def _is_reached(self, stated: Stated, part: Range, found: tuple[Quantity, str | None]) -> bool:
        """Whether no other thing stands between the verb and the number.

        A noun may that says what the number measures; so may another number before an "and", and
        what a sentence about making a model, or describing a product, goes on with.
        """
        quantity, hint = found
        start, row = stated.rest[0], stated.row
        earlier = [b for (_, b), _ in stated.reading.amounts((start, part[0]))]
        if earlier and any(row[i].text in {",", "and", "or"} for i in range(earlier[-1], part[0])):
            start = next(
                i for i in range(earlier[-1], part[0]) if row[i].text in {",", "and", "or"}
            )
        hedged = row[part[0] - 1].lower == "estimated"  # "an estimated 1,287 MWh"
        between = [t for t in row[start : part[0] - hedged] if t.is_noun or t.is_verb]
        if self._is_making(stated, (start, part[0])):
            return True
        if self._tools.predicates.dimension(quantity) == "time" and hint not in _TIMED:
            return hint is None and not between and start == stated.rest[0] and self._lasts(stated)
        if not between or self._names_measure(stated, (start, part[0]), quantity):
            return row[part[0] - 1].lower != "by" or hint in {"growthRate", "scaling"}
        return self._goes_on(stated, part)

    def _lasts(self, stated: Stated) -> bool:
        return stated.verb in _LASTING or stated.is_copula

    def _names_measure(self, stated: Stated, part: Range, quantity: Quantity) -> bool:
        named = self._tools.predicates.by_name(measure_before(stated, part[1]))
        return self._tools.predicates.measures(named, quantity)

    def _goes_on(self, stated: Stated, part: Range) -> bool:
        """As in "is a wafer with 900,000 cores and 44 GB of SRAM"."""
        return stated.row[part[0] - 1].lower in {"with", "and"} and stated.is_copula

    def _is_making(self, stated: Stated, part: Range) -> bool:
        """Whether the numbers of a sentence are of the model that somebody trains in it."""
        named = stated.reading.concepts(part)
        begins = bool(named) and named[0][0][0] == stated.rest[0]
        return begins and named[0][1].type == "model" and stated.verb in _MAKING

    def _describes(self, stated: Stated, part: Range) -> bool:
        """Whether a number only tells which thing is meant: "an 8B model", "a 30 MW cluster"."""
        row, end = stated.row, part[1]
        opens = row[part[0] - 1].lower in {"a", "an"}
        while opens and end + 1 < stated.rest[1] and row[end].tag == "JJ":
            end += 1  # "a 15 Wh phone-sized battery"
        held = end >= stated.rest[1] or not row[end].is_noun
        if held or (row[end - 1].is_noun and end == part[1]):
            return False
        after = stated.reading.concepts((end, stated.rest[1]))
        beside = next((c for (a, _), c in after if a == end), None)
        held = beside is not None and (beside.type == "hardware" and not self._is_machine(beside))
        named = self._tools.predicates.by_name(row[end].text)
        return not held and named is None

    def _is_machine(self, concept: Concept) -> bool:
        above = self._tools.ontology.ancestors(concept.id)
        return self._tools.is_machine(concept) and _MEMORY not in above

    def _is_holder(self, concept: Concept) -> bool:
        """Whether a number before it is the machine's own: "400 Gb/s InfiniBand" is one of many."""
        return self._is_machine(concept) and not self._is_link(concept)

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
        shared = self._is_share(stated, part[1]) or whole_before(stated, part) is not None
        if predicate == "share" and not shared:
            return
        if owner is not None:
            predicate = self._by_subject(owner, quantity) or predicate
        timed = self._tools.predicates.dimension(quantity) == "time"
        told = hint in {"duration", "latency"}
        if timed and owner is not None and not told and not self._tools.is_known(owner):
            return  # "a weakness can stretch a run into months": no duration of the weakness
        if predicate and owner is not None and fits(stated, predicate, owner, hint):
            yield from self._settled(stated, part, quantity, owner, predicate)

    def _settled(
        self, stated: Stated, part: Range, quantity: Quantity, owner: Concept, predicate: str
    ) -> Iterator[Claim]:
        own = settled(self._tools, stated, part, quantity, owner, predicate)
        if own is None or self._is_of_model(stated, quantity, owner):
            return
        quantity = bounded(stated, quantity, self._tools.ontology)
        claim = affirmed(stated.scribe.claim(owner, own, quantity, _RULE))
        after = (*case_after(stated, part[1], self._tools), *per_after(stated, part[1], quantity))
        claim = replace(claim, scope=(*claim.scope, *after))
        if own == "share":
            whole = whole_of(stated, part[1]) or whole_before(stated, part)
            if whole is None or any(c.isdigit() for c in owner.label[:2]):
                return
            claim = replace(claim, scope=(*claim.scope, f"of/{whole}"))
        dated = dated_at(stated, part[1])
        if dated is not None and (own == "share" or dated[0] == part[1]):
            claim = replace(claim, time=dated[1])
        yield claim

    def _is_of_model(self, stated: Stated, quantity: Quantity, owner: Concept) -> bool:
        """Whether memory is that of a model which is not named: "FP8 needs 70 GB"."""
        memory = self._tools.predicates.dimension(quantity) == "memory"
        format_of = _FORMAT in self._tools.ontology.ancestors(owner.id)
        named = (c for _, c in stated.reading.concepts(stated.reading.whole) if c.type == "model")
        return memory and format_of and not any(map(self._tools.is_particular, named))

    def _predicate(self, stated: Stated, part: Range, quantity: Quantity) -> str | None:
        if self._is_repeated(stated, part[0]):
            times = self._tools.predicates.dimension(quantity).startswith(("time", "frequency"))
            return "frequency" if times else None
        start = max(stated.clause.verb[0], part[0] - _BEFORE)
        before = stated.reading.cut((start, part[0]))
        after = stated.reading.cut((part[1], min(part[1] + _AFTER, stated.rest[1])))
        found = self._tools.predicates.by_quantity(quantity, f"{before} {after}")
        if found == "growthRate" and self._is_fraction(stated, part, quantity):
            return "share"
        beside = (c for (a, _), c in stated.reading.concepts(stated.rest) if a == part[1])
        links = any(self._is_link(c) for c in beside)  # "400 Gb/s InfiniBand"
        return "interconnect" if links and found == "memoryBandwidth" else found

    def _is_fraction(self, stated: Stated, part: Range, quantity: Quantity) -> bool:
        """Whether a factor is a part of what is named next: "takes a fifth | of the budget".

        What costs a quarter of another is no part of it, and "the easy half" is no number.
        """
        row = stated.row
        if stated.verb not in _SHARING | _TAKING or row[part[0] - 1].tag in {"DT", "JJ"}:
            return False
        below = quantity.maximum is not None and quantity.maximum < 1
        return below and part[1] < stated.rest[1] and row[part[1]].lower == "of"

    def _is_link(self, concept: Concept) -> bool:
        return _LINK in {concept.id, *self._tools.ontology.ancestors(concept.id)}

    def _is_aside(self, stated: Stated, i: int) -> bool:
        """Whether a number stands in brackets after a name, whose it is."""
        start = next((a for a, b in stated.reading.asides if a < i < b), None)
        if not start:
            return False
        before = [c for r, c in stated.reading.concepts((0, start)) if r[1] == start]
        return bool(before) and before[0].type in ENTITIES

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
            beside = (c for (a, _), c in found if a == part[1] and self._is_holder(c))
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
        if stated.verb in _PASSING:
            return False  # "a router sends 70% of the traffic": no share of the router
        changes = "from" in following and stated.verb in _CHANGING
        return (bool(following & {"of", "from"}) and not changes) or stated.verb in _SHARING

    def _by_subject(self, owner: Concept, quantity: Quantity) -> str | None:
        """The property that a subject is itself the name of: "revenue was $1 billion"."""
        if owner.type in ENTITIES:
            return None
        words = owner.label.split()
        counted = self._tools.predicates.dimension(quantity) == "count"
        first = 0 if counted else max(0, len(words) - _PAIR)
        for start in range(first, 1 if counted else len(words)):  # "data-centre revenue"
            named = self._tools.predicates.by_exact_name(" ".join(words[start:]))
            if self._tools.predicates.measures(named, quantity):
                return named
        return None

    def _counted(self, stated: Stated) -> Iterator[Claim]:
        """Quantities within the subject itself: "a chatbot serving millions of users"."""
        start, reading = stated.clause.subject[0], stated.reading
        if self._is_condition(stated):
            return
        for (a, b), quantity in reading.amounts(stated.clause.subject):
            vague = quantity.text.split()[0].lower() in _VAGUE
            vague = vague or quantity.unit == "bit"
            if a == start or vague or any(x < a < y for x, y in reading.asides):
                continue
            around = reading.cut((start, a))
            predicate = self._tools.predicates.by_quantity(quantity, around)
            sizes = reading.row[a - 1].lower in _SIZING and predicate not in _COUNTING
            any_one = (sizes and self._is_any(stated)) or self._is_bound(stated, a, quantity)
            subject = None if any_one else self._counting(stated, (start, a))
            if subject is None or not predicate or predicate == "share":
                continue
            if self._tools.predicates.by_name(subject.label) not in {None, predicate}:
                continue  # "the price of a million tokens" is no volume
            own = settled(self._tools, stated, (a, b), quantity, subject, predicate)
            if own is not None and fits(stated, own, subject, None):
                yield stated.scribe.claim(subject, own, quantity, _RULE)

    def _is_condition(self, stated: Stated) -> bool:
        """Whether a number is only what another holds for: "Training it on 2T tokens took 90 h"."""
        row, (a, b) = stated.row, stated.clause.subject
        acting = a < b and row[a].lower.endswith("ing")
        named = (c for _, c in stated.reading.concepts((a, b)) if c.type == "model")
        particular = any(self._tools.is_particular(c) for c in named)
        return acting and not particular and bool(stated.reading.amounts(stated.rest))

    def _is_bound(self, stated: Stated, at: int, quantity: Quantity) -> bool:
        """Whether a number only tells which are meant: "Clusters of 512 GPUs and more"."""
        row, head = stated.row, base(stated.row, stated.clause.subject)[1] - 1
        several = row[head].tag == "NNS" and row[stated.clause.verb[0]].tag != "VBD"
        return several and row[at - 1].lower == "of" and quantity.hedge is not None

    def _is_any(self, stated: Stated) -> bool:
        """Whether any such thing is meant: "a model with 70 billion parameters" is no one model."""
        row, (a, b) = stated.row, stated.clause.subject
        head = base(row, (a, b))[1] - 1
        opens = row[a].lower in _ANY
        several = head >= a and row[head].tag == "NNS" and row[a].tag not in {"DT", "PRP$"}
        named = several and any(c.type in MADE for _, c in stated.reading.concepts((a, head + 1)))
        return row[stated.clause.verb[0]].tag != "VBD" and (opens or (several and not named))

    def _counting(self, stated: Stated, part: Range) -> Concept | None:
        """Whose a number within the subject is: the noun's that a "of" or "with" joins to it."""
        core, row = base(stated.row, part), stated.row
        phase = self._tools.link(stated.reading, part)
        if phase is not None and phase.type == "phase":
            return phase
        end = part[1]
        while end > core[1] and (row[end - 1].lower in _JOINING or row[end - 1].tag in _TYING):
            end -= 1
        return self._tools.subject(stated.reading, (part[0], end)) if end == core[1] else None
