"""A verb phrase that states a property to claims: direct, inverse, or with a number."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.claim import ENTITIES, MADE, MAKERS, RUNNING, Claim, Concept, Quantity
from kg.extract.clause.objects import objects
from kg.extract.denial import Polarity, contrasted, of_phrase
from kg.extract.number.amounts import AmountReader
from kg.extract.stated import Stated, colon_in
from kg.extract.tools import WITH_VERB, Tools, text_of
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import is_list, items
from kg.language.syntax import Token
from kg.predicates import STATES, VerbMatch, lemma

_SKIPPED = frozenset({"RB", "RBR", "MD"})
_NEEDING = frozenset({"requires", "runsOn"})
_OBLIGING = word_list("obliging")
_POINTING = word_list("demonstratives")
_DEFINED = frozenset({"phase", "technique", "metric"})
_TRANSITIVE = frozenset({"reduces", "improves", "causes", "output", "worksWith"})
_AMOUNTING = frozenset({"about", "around", "over", "under", "up", "between", "than"})
_EMPHASIS = word_list("emphasis")
_PROVIDING = word_list("providing")
_ACTS = frozenset({"improves", "reduces", "risk"})
_SHUNNING = word_list("shunning")
_NEAR = 3
_CLOSE = 4
_LIVING = word_list("living")


class VerbReader:
    """Finds the verb phrase of a clause, and reads the claims that it makes."""

    def __init__(self, tools: Tools, amounts: AmountReader) -> None:
        self._tools = tools
        self._amounts = amounts

    def match(self, stated: Stated) -> tuple[VerbMatch, int] | None:
        """The property that the verb states, and where what follows its phrase begins."""
        row, (start, end) = stated.row, (stated.clause.verb[0], stated.rest[1])
        bare = [i for i in range(start, end) if row[i].tag not in _SKIPPED]
        every = [i for i in range(start, end) if row[i].tag != "MD"]
        best: tuple[VerbMatch, int] | None = None
        for run in (bare, every):
            words = [lemma(row[i].text) for i in run]
            for k in range(sum(i < stated.clause.verb[1] for i in run)):
                found = self._tools.predicates.by_verb(words[k:])
                passive = row[run[k]].tag in {"VBN", "VBD"} or row[run[k]].lower.endswith("ed")
                if k and words[k - 1] == "be" and passive:
                    continue  # "is needed by" is not "needs"
                if found and (best is None or found.length >= best[0].length):
                    best = found, run[k + found.length - 1] + 1
        return best

    def applies(self, stated: Stated, subject: Concept, match: VerbMatch, after: int) -> bool:
        """Whether what surrounds a verb phrase lets it state its property of a subject."""
        if self._is_other(stated, subject, match) or self._obliges(stated, match):
            return False
        following = {t.lower for t in stated.row[after : stated.rest[1]]}
        if match.near and not following & {*match.near}:
            return False
        if match.role == "measure":
            return any(self._is_measured(match, q) for _, q in stated.reading.amounts(stated.rest))
        if match.role == "inverse" and match.predicate == "madeBy":
            made = any(c.type in MADE for _, c in stated.reading.concepts(stated.rest))
            return subject.type in MAKERS and made
        return not self._means_other(stated, subject, match, after) and self._is_complete(
            stated, subject, match, after
        )

    def _is_other(self, stated: Stated, subject: Concept, match: VerbMatch) -> bool:
        """Whether it compares, or is true of what a firm makes: "Acme trains on TPUs"."""
        first = stated.clause.verb[0]
        only = first > 0 and stated.row[first - 1].lower == "only"
        if only and match.predicate in _NEEDING:
            return True  # "only runs on X" says more than that it does
        of_made = match.predicate in {"runsOn", "inputData"} and subject.type in MAKERS
        return of_made or (stated.compares and match.predicate != "comparedWith")

    def _obliges(self, stated: Stated, match: VerbMatch) -> bool:
        """Whether a verb tells what ought to be, as a need may: "must generate answers"."""
        verbs = stated.row[slice(*stated.clause.verb)]
        obliges = any(t.lower in _OBLIGING for t in verbs)
        if stated.scribe.limits.negated:
            return obliges  # "must not be used for": it may well be
        told = match.role != "verb" or match.predicate in WITH_VERB | _NEEDING
        return obliges and not told

    def read(
        self, stated: Stated, subject: Concept, match: VerbMatch, after: int
    ) -> Iterator[Claim]:
        """The claims of a subject whose verb phrase applies."""
        rest = (after, stated.rest[1])
        if match.role == "inverse":
            yield from self._inverse(stated, rest, subject, match)
        elif match.role == "measure":
            yield from self._added(stated, rest, subject)
        else:
            match = self._meant(stated, subject, self._of_kind(stated, match, after), after)
            yield from self._direct(stated, subject, match, after)

    def _is_measured(self, match: VerbMatch, quantity: Quantity) -> bool:
        """Whether a number can be what a verb gives: "costs $2", not "costs 60 ms"."""
        dimension = self._tools.predicates.dimension(quantity)
        plain = quantity.unit is None or dimension.startswith("currency")
        return match.predicate != "price" or plain

    def _means_other(self, stated: Stated, subject: Concept, match: VerbMatch, after: int) -> bool:
        """As "fits on one card" means no suitability, "doubles throughput" no own growth."""
        if match.predicate in {"hasPart", "madeBy", "suitedTo"}:
            return self._is_of_process(stated, subject, match, after)
        if match.predicate in _ACTS:
            return self._acts_otherwise(stated, match, after)
        if match.predicate == "definition":
            return self._defines_nothing(stated, subject, after)
        stores = match.predicate == "memoryUse" and subject.type == "technique"  # "in fewer bits"
        passes = after < stated.rest[1] and stated.row[after].lower == "through"
        passes = passes and match.predicate == "inputData"  # "is fed through": it is the input
        grows = match.predicate == "growthRate"
        return stores or passes or (grows and self._tells_of_others(stated, after))

    def _acts_otherwise(self, stated: Stated, match: VerbMatch, after: int) -> bool:
        """As "saves $3", "avoids the X1", "fails to start" and "cuts" that "improves" a cost."""
        near = (after, min(after + _NEAR, stated.rest[1]))
        named = [c for _, c in stated.reading.concepts(near)]
        if match.predicate == "reduces":
            # nothing makes less of a product that is avoided
            shuns = any(c.type in MADE and self._tools.is_particular(c) for c in named)
            saves = stated.verb == "save" and self._saves_money(stated, after)
            return saves or (stated.verb in _SHUNNING and shuns)
        if match.predicate == "risk":
            return near[0] < near[1] and stated.row[after].tag == "TO"
        found = stated.reading.amounts((after, stated.rest[1]))
        costs = any(c.type == "cost" for c in named)
        return costs or any(r[0] < after + _CLOSE for r, _ in found)

    def _defines_nothing(self, stated: Stated, subject: Concept, after: int) -> bool:
        """As "training is about volume", "the crisis is about", "is where it really counts"."""
        last, rest = stated.row[after - 1].lower, stated.row[after : stated.rest[1]]
        praises = last == "where" and any(t.lower in _EMPHASIS for t in rest)
        return praises or (last == "about" and (len(rest) == 1 or subject.type not in _DEFINED))

    def _is_of_process(
        self, stated: Stated, subject: Concept, match: VerbMatch, after: int
    ) -> bool:
        """As "is built once by training" names no maker, "lives through two phases" no parts."""
        if match.predicate == "suitedTo":
            return self._is_placed(stated, after)
        if match.predicate == "hasPart":
            return stated.verb in _LIVING and subject.type == "model"
        found = stated.reading.concepts((after, stated.rest[1]))
        return bool(found) and found[0][0][0] == after and found[0][1].type in _DEFINED

    def _tells_of_others(self, stated: Stated, after: int) -> bool:
        """Whether the growth has an object, or its only number stands in a clause within it."""
        reach = stated.full(stated.rest)[1]
        inner = stated.reading.amounts((stated.rest[1], reach))
        own = stated.reading.amounts((after, stated.rest[1]))
        return self._has_object(stated, after) or (bool(inner) and not own)

    def _saves_money(self, stated: Stated, after: int) -> bool:
        """Whether a sum follows, which is saved and not reduced."""
        found = stated.reading.amounts((after, stated.rest[1]))
        sums = (r for r, q in found if self._tools.predicates.dimension(q).startswith("currency"))
        return any(start < after + _NEAR for start, _ in sums)

    def _is_placed(self, stated: Stated, after: int) -> bool:
        placed = after < stated.rest[1] and stated.row[after].tag == "IN"
        return placed and stated.row[after - 1].is_verb

    def _has_object(self, stated: Stated, after: int) -> bool:
        if after >= stated.rest[1] or stated.reading.amounts((after, after + 1)):
            return False
        return stated.row[after].is_noun or stated.row[after].tag in {"DT", "JJ"}

    def _is_complete(self, stated: Stated, subject: Concept, match: VerbMatch, after: int) -> bool:
        last = lemma(stated.row[after - 1].text)
        if match.predicate in _TRANSITIVE and self._lacks_object(stated, after):
            return False
        if match.predicate == "hasPart" and not self._tools.is_known(subject):
            return last not in {"combine", "integrate"}  # "teams combine A with B"
        if after < stated.rest[1] and stated.row[after].text in {",", ";"}:
            return match.predicate in WITH_VERB
        return after < stated.rest[1] or match.predicate == "frequency"

    def _lacks_object(self, stated: Stated, after: int) -> bool:
        """Whether a verb stands without the thing it acts on: "halves at night"."""
        if after >= stated.rest[1] or not stated.row[after - 1].is_verb:
            return False
        first = stated.row[after]
        left = stated.row[after : stated.rest[1]]
        placed = first.tag == "IN" and first.lower not in _AMOUNTING
        return placed or all(t.tag == "RB" for t in left)

    def _meant(self, stated: Stated, subject: Concept, match: VerbMatch, after: int) -> VerbMatch:
        """What a verb states of this subject: what a made-up class "includes" are its examples."""
        named = any(c.type in ENTITIES for _, c in stated.reading.concepts(stated.rest))
        listed = match.predicate == "hasPart" and stated.verb == "include" and named
        if listed and not self._tools.is_known(subject):
            return replace(match, predicate="hasExample")
        if match.predicate == "inputData" and self._names_machine(stated, after):
            return replace(match, predicate="runsOn")  # "was trained on 2,048 GPUs"
        return match

    def _of_kind(self, stated: Stated, match: VerbMatch, after: int) -> VerbMatch:
        """What "the name X stands for a method" gives is a kind, and no other name."""
        named = match.predicate == "alternativeName" and after < stated.rest[1]
        kind = named and stated.row[after].lower in {"a", "an"}
        return replace(match, predicate="isA") if kind else match

    def _direct(
        self, stated: Stated, subject: Concept, match: VerbMatch, after: int
    ) -> Iterator[Claim]:
        part = self._part(stated, match.predicate, after)
        if self._amounts.is_all(stated, part):
            return
        if part[0] < part[1] and self._points(stated, part[0]):
            return  # "halves it again", "supports this out of the box"
        denied = stated.scribe.limits.negated
        parts = [(part, denied)]
        if match.predicate not in WITH_VERB:
            parts = contrasted(stated.row, part, denied=denied)
        for own, negated in parts:
            limits = replace(stated.scribe.limits, negated=negated)
            scribe = replace(stated.scribe, limits=limits)
            for value in objects(self._tools, stated, own):
                yield scribe.claim(subject, match.predicate, value)
        none = part[0] < part[1] and stated.row[part[0]].lower == "no"
        if match.predicate in _NEEDING and subject.type in RUNNING and not (none or denied):
            yield from self._machines(stated, subject, part)

    def _machines(self, stated: Stated, subject: Concept, part: Range) -> Iterator[Claim]:
        """The machines among what something needs, on which it runs."""
        found = stated.reading.concepts(part)
        ends = {b for (_, b), c in found if c.type == "hardware"}
        for (start, stop), concept in found:
            narrowed = start in ends and not self._tools.is_particular(concept)  # "TPU pods"
            narrowed = narrowed or self._is_for(stated, stop, part[1])
            narrowed = narrowed or stated.row[start - 1].tag == "JJR"  # "newer GPUs"
            narrowed = narrowed or _is_conditional(stated.row, part[0], start)
            narrowed = narrowed or of_phrase(stated.reading, (start, stop)) is not Polarity.SAID
            if self._tools.is_machine(concept) and concept != subject and not narrowed:
                yield stated.scribe.claim(subject, "runsOn", concept, "sentence/hardware")

    def _is_for(self, stated: Stated, at: int, end: int) -> bool:
        """Whether what follows a machine tells of which sort it is: "pods of TPU v5"."""
        word = stated.row[min(at, end - 1)].lower
        after = (c for (a, _), c in stated.reading.concepts((at, end)) if a == at + 1)
        return word == "for" or (word == "of" and any(map(self._tools.is_machine, after)))

    def _points(self, stated: Stated, i: int) -> bool:
        bare = i + 1 >= stated.rest[1] or stated.row[i + 1].tag in {"IN", "RB", ","}
        return stated.row[i].tag == "PRP" or (stated.row[i].lower in _POINTING and bare)

    def _names_machine(self, stated: Stated, after: int) -> bool:
        found = stated.reading.concepts((after, stated.rest[1]))
        return bool(found) and self._tools.is_machine(found[0][1])

    def _part(self, stated: Stated, predicate: str, after: int) -> Range:
        """The words that are the object."""
        if predicate in WITH_VERB:
            return stated.clause.verb[0], stated.rest[1]
        whole = predicate == "definition" and stated.row[after - 1].lower != "about"
        return (stated.rest[0] if whole and stated.is_copula else after), stated.rest[1]

    def _inverse(
        self, stated: Stated, rest: Range, subject: Concept, match: VerbMatch
    ) -> Iterator[Claim]:
        reading = stated.reading
        colon = colon_in(reading, rest)
        rest = rest if colon is None else (colon + 1, rest[1])
        parts = items(reading.row, rest, reading.asides)
        for part in parts if is_list(reading.row, parts) else [rest]:
            other = self._tools.link(reading, part)
            points = part[0] < part[1] and self._points(stated, part[1] - 1)  # "any of this"
            if other is not None and other != subject and not points:
                yield stated.scribe.claim(other, match.predicate, subject)

    def _added(self, stated: Stated, rest: Range, subject: Concept) -> Iterator[Claim]:
        """What stands after the number: "ships with 192GB, competitive for inference"."""
        row = stated.row
        comma = next((i for i in range(*rest) if row[i].text == ","), rest[1])
        supposes = comma + 1 < rest[1] and row[comma + 1].lower in _PROVIDING
        if comma + 1 >= rest[1] or row[comma + 1].tag not in {"JJ", "VBN"} or supposes:
            return
        words = ["be", *(lemma(t.text) for t in row[comma + 1 : rest[1]])]
        match = self._tools.predicates.by_verb(words)
        begin = comma + match.length if match else comma + 1
        value = text_of(stated.reading, stated.full((begin, rest[1])))
        if value is not None:
            yield stated.scribe.claim(subject, match.predicate if match else STATES, value)


def _is_conditional(row: Sequence[Token], start: int, at: int) -> bool:
    """Whether what a list names last is true in a case alone: "or, for small models, on phones"."""
    joint = next((i for i in range(at - 1, start - 1, -1) if row[i].tag == "CC"), None)
    if joint is None or row[joint + 1].text != ",":
        return False
    return row[joint + 2].tag in {"IN", "WRB"} and any(t.text == "," for t in row[joint + 2 : at])
