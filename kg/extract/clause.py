"""A clause to claims: its subject, the property its verb states, the things it says of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.claim import Claim, Concept, Object
from kg.clause import Clause, Link, Range
from kg.extract.context import Context
from kg.extract.tools import ENTITIES, Scribe, Tools, text_of
from kg.phrases import base, is_list, items
from kg.predicates import STATES, VerbMatch, lemma
from kg.reading import Reading
from kg.scope import is_negated

_COPULAS = frozenset({"be", "become", "remain"})
_SKIPPED = frozenset({"RB", "RBR", "MD"})
_MADE = frozenset({"hardware", "model"})
_MAKERS = frozenset({"vendor", "organization"})
_WITH_VERB = frozenset({"comparedWith", "growthRate", "scaling", "frequency", "marketPosition"})
_PARTS_OF_HARDWARE = frozenset({"memoryCapacity", "memoryUse", "memoryBandwidth", "interconnect"})
_EXPECTING = frozenset({"expect", "project", "predict", "forecast", "anticipate"})
_POINTING = frozenset({"this", "that", "it", "which"})
_NEEDING = frozenset({"requires", "runsOn"})
_USERS = frozenset({"phase", "model", "technique"})
_PLAIN = frozenset({"of", "per", "for", "in", "with", "to", "on"})


@dataclass(frozen=True, slots=True)
class Said:
    """A clause with who it is about."""

    clause: Clause
    subjects: tuple[Concept, ...]
    start: int  # first token of the words that the claims rest on


class ClauseReader:
    """Reads the claims off one clause."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, reading: Reading, said: Said, context: Context) -> Iterator[Claim]:
        """The claims of a clause whose subjects are known."""
        clause = said.clause
        verb = reading.cut(clause.verb)
        scribe = self._scribe(reading, said, context)
        scribe = replace(scribe, limits=replace(scribe.limits, negated=is_negated(verb)))
        match, after = self._match(reading, clause)
        expected = self._expected(reading, clause)
        named = self._property(reading, clause, context)
        if expected is not None:
            yield from self._forecast(reading, said, expected, scribe)
        elif named is not None:
            yield from self._of_property(reading, clause, named, scribe)
        elif not self._explains(reading, clause):
            yield from self._of_subjects(reading, said, (match, after), scribe)

    def _of_subjects(
        self,
        reading: Reading,
        said: Said,
        found: tuple[VerbMatch | None, int],
        scribe: Scribe,
    ) -> Iterator[Claim]:
        clause, phase, (match, after) = said.clause, scribe.phase, found
        for subject in said.subjects:
            kept = (
                match if match and self._applies(reading, match, subject, (clause, after)) else None
            )
            own = self._tools.scope.phase_of(subject)
            scribe = replace(scribe, phase=own or phase)
            if kept is None:
                yield from self._plain(reading, clause, subject, scribe)
            elif kept.role == "inverse":
                yield from self._inverse(reading, (after, clause.rest[1]), subject, (kept, scribe))
            else:
                kept = self._examples(reading, kept, subject, (after, clause.rest[1]))
                part = self._part(reading, clause, kept.predicate, after)
                yield from self._direct(reading, part, subject, (kept, scribe))
            yield from self._amounts(reading, clause, subject, scribe)

    def _applies(
        self, reading: Reading, match: VerbMatch, subject: Concept, place: tuple[Clause, int]
    ) -> bool:
        """Whether what surrounds a verb phrase lets it state its property."""
        clause, after = place
        if _compares(reading, clause.rest) and match.predicate != "comparedWith":
            return False
        if match.role == "measure":
            return bool(reading.amounts(clause.rest))
        if match.role == "inverse" and match.predicate == "madeBy":
            made = any(c.type in _MADE for _, c in reading.concepts(clause.rest))
            return subject.type in _MAKERS and made
        if after < clause.rest[1] and reading.row[after].text in {",", ";"}:
            return match.predicate in _WITH_VERB
        return after < clause.rest[1] or match.predicate == "frequency"

    def _property(
        self, reading: Reading, clause: Clause, context: Context
    ) -> tuple[Concept, str] | None:
        """Whose property a clause gives, and which: "The goal of training is X"."""
        core = base(reading.row, clause.subject)
        copula = lemma(reading.row[clause.verb[1] - 1].text) in _COPULAS
        if not copula or core[0] >= core[1] or clause.link is Link.RELATIVE:
            return None
        predicate = self._tools.predicates.by_exact_name(reading.cut(core))
        if predicate is None:
            return None
        after = [c for _, c in reading.concepts((core[1], clause.subject[1]))]
        known = after or [c for c in context.previous if c.type == "phase"]
        if not known and context.topic is not None:
            known = [context.topic]
        return (known[0], predicate) if len(known) == 1 else None

    def _of_property(
        self, reading: Reading, clause: Clause, named: tuple[Concept, str], scribe: Scribe
    ) -> Iterator[Claim]:
        subject, predicate = named
        phase = self._tools.scope.phase_of(subject) or scribe.phase
        for value in self._objects(reading, clause.rest):
            yield replace(scribe, phase=phase).claim(subject, predicate, value, "sentence/property")

    def _explains(self, reading: Reading, clause: Clause) -> bool:
        """Whether it speaks of the statement before, not of a thing: "That is one reason"."""
        pronoun = clause.link is Link.RELATIVE and clause.cue == "which"
        if clause.subject[1] - clause.subject[0] == 1:
            pronoun = pronoun or reading.row[clause.subject[0]].lower in _POINTING
        words = {t.lower for t in reading.row[slice(*clause.rest)][:4]}
        return pronoun and bool(words & {"reason", "reasons", "why", "way", "catch"})

    def _expected(self, reading: Reading, clause: Clause) -> int | None:
        """Where "to become" begins in "Researchers expect inference to become ..."."""
        row = reading.row
        if lemma(row[clause.verb[1] - 1].text) not in _EXPECTING:
            return None
        for i in range(clause.rest[0] + 1, clause.rest[1] - 1):
            if row[i].tag == "TO" and row[i + 1].tag.startswith("VB"):
                return i
            if row[i].is_verb or row[i].tag in {"IN", ","}:
                return None
        return None

    def _forecast(self, reading: Reading, said: Said, at: int, scribe: Scribe) -> Iterator[Claim]:
        """What somebody expects of a thing is said of that thing, by them."""
        about = self._tools.link(reading, (said.clause.rest[0], at))
        value = text_of(reading, (at, said.clause.rest[1]))
        if about is None or value is None:
            return
        who = scribe.limits.attribution or (said.subjects[0].label if said.subjects else None)
        limits = replace(scribe.limits, attribution=who, hedge=scribe.limits.hedge or "expected")
        phase = self._tools.scope.phase_of(about) or scribe.phase
        yield replace(scribe, limits=limits, phase=phase).claim(
            about, "forecast", value, "sentence/forecast"
        )

    def _examples(
        self, reading: Reading, match: VerbMatch, subject: Concept, rest: Range
    ) -> VerbMatch:
        """What a made-up class "includes" are its examples where products are named."""
        named = any(c.type in ENTITIES for _, c in reading.concepts(rest))
        if match.predicate == "hasPart" and named and not self._tools.is_known(subject):
            return replace(match, predicate="hasExample")
        return match

    def _part(self, reading: Reading, clause: Clause, predicate: str, after: int) -> Range:
        """The words that are the object; the verb's own where they tell a direction or a manner."""
        if predicate in _WITH_VERB:
            return clause.verb[0], clause.rest[1]
        copula = lemma(reading.row[clause.verb[1] - 1].text) in _COPULAS
        whole = predicate == "definition" and copula and reading.row[after - 1].lower != "about"
        return (clause.rest[0] if whole else after), clause.rest[1]

    def _scribe(self, reading: Reading, said: Said, context: Context) -> Scribe:
        clause = said.clause
        words = (said.start, max(clause.end, said.start + 1))
        text = reading.cut((clause.start, clause.end))
        limits = self._tools.limits(text, reading.text)
        phase = self._phase(reading, said, context)
        if limits.time is None and context.time:
            limits = replace(limits, time=context.time)
        return Scribe(reading, f"sentence/{clause.link}", reading.span(words), limits, phase)

    def _phase(self, reading: Reading, said: Said, context: Context) -> str | None:
        scope, clause = self._tools.scope, said.clause
        in_subject = [c for _, c in reading.concepts(clause.subject)]
        own = scope.phase(said.subjects) or scope.phase(in_subject)
        named = [c for _, c in reading.concepts(clause.rest)]
        intro = [c for _, c in reading.concepts(clause.intro)]
        text = reading.cut((clause.start, clause.end))
        sentence = [c for _, c in reading.concepts(reading.whole)]
        said_here = own or scope.phase(intro) or scope.phase(named, text)
        return said_here or scope.phase(sentence) or context.phase

    def _match(self, reading: Reading, clause: Clause) -> tuple[VerbMatch | None, int]:
        """The property that the verb states, and where what follows its phrase begins."""
        row = reading.row
        places = [i for i in range(clause.verb[0], clause.rest[1]) if row[i].tag not in _SKIPPED]
        every = [i for i in range(clause.verb[0], clause.rest[1]) if row[i].tag != "MD"]
        best: tuple[int, VerbMatch, int] | None = None
        for run in (places, every):
            words = [lemma(row[i].text) for i in run]
            for k in range(sum(i < clause.verb[1] for i in run)):
                found = self._tools.predicates.by_verb(words[k:])
                if found and (best is None or found.length >= best[0]):
                    best = (found.length, found, run[k + found.length - 1] + 1)
        return (best[1], best[2]) if best else (None, clause.rest[0])

    def _direct(
        self, reading: Reading, rest: Range, subject: Concept, how: tuple[VerbMatch, Scribe]
    ) -> Iterator[Claim]:
        match, scribe = how
        if match.role == "measure":
            yield from self._added(reading, rest, subject, scribe)
            return
        if self._is_amount(reading, rest):
            return
        for value in self._objects(reading, rest):
            yield scribe.claim(subject, match.predicate, value)
        if match.predicate in _NEEDING and subject.type in _USERS and not scribe.limits.negated:
            for _, concept in reading.concepts(rest):
                if self._is_machine(concept) and concept != subject:
                    yield scribe.claim(subject, "runsOn", concept, "sentence/hardware")

    def _added(
        self, reading: Reading, rest: Range, subject: Concept, scribe: Scribe
    ) -> Iterator[Claim]:
        """What stands after the number: "ships with 192GB, competitive for inference"."""
        comma = next((i for i in range(*rest) if reading.row[i].text == ","), None)
        if comma is None or comma + 1 >= rest[1] or reading.row[comma + 1].tag not in {"JJ", "VBN"}:
            return
        words = ["be", *(lemma(t.text) for t in reading.row[comma + 1 : rest[1]])]
        match = self._tools.predicates.by_verb(words)
        begin = comma + match.length if match else comma + 1
        value = text_of(reading, (begin, rest[1]))
        if value is not None:
            yield scribe.claim(subject, match.predicate if match else STATES, value)

    def _is_machine(self, concept: Concept) -> bool:
        """Whether a concept is something that a phase can run on, not a part of one."""
        named = self._tools.predicates.by_name(concept.label)
        return concept.type == "hardware" and named not in _PARTS_OF_HARDWARE

    def _inverse(
        self, reading: Reading, rest: Range, subject: Concept, how: tuple[VerbMatch, Scribe]
    ) -> Iterator[Claim]:
        match, scribe = how
        parts = items(reading.row, rest, reading.asides)
        for part in parts if is_list(reading.row, parts) else [rest]:
            other = self._tools.link(reading, part)
            if other is not None and other != subject:
                yield scribe.claim(other, match.predicate, subject)

    def _objects(self, reading: Reading, rest: Range) -> list[Object]:
        row = reading.row
        colon = next((i for i in range(*rest) if row[i].text == ":"), None)
        listed = rest if colon is None else (colon + 1, rest[1])
        parts = items(row, listed, reading.asides)
        simple = is_list(row, parts) and all(_is_simple(reading, p) for p in parts)
        simple = simple and not _shares_of(reading, parts)
        if colon is not None:
            parts = [(rest[0], colon), *(parts if simple else [listed])]
        found: list[Object] = []
        for part in parts if simple or colon is not None else [rest]:
            bare = next(((part[0], a) for a, b in reading.asides if b == part[1]), part)
            value = self._tools.exact(reading, bare) or text_of(reading, part)
            if value is not None and value not in found:
                found.append(value)
        return found

    def _plain(
        self, reading: Reading, clause: Clause, subject: Concept, scribe: Scribe
    ) -> Iterator[Claim]:
        """A clause whose verb states no property of the ontology."""
        main = lemma(reading.row[clause.verb[1] - 1].text)
        copula = main in _COPULAS or (scribe.limits.negated and self._has_be(reading, clause))
        if _compares(reading, clause.rest):
            begin = clause.rest[0] if copula else clause.verb[0]
            predicate, part = "comparedWith", (begin, clause.rest[1])
        elif copula and self._is_noun(reading, clause.rest):
            predicate, part = "isA", self._one_of(reading, clause.rest)
            named = self._named(reading, clause.rest)
            if named and not self._tools.is_known(subject) and not scribe.limits.negated:
                text = text_of(reading, base(reading.row, clause.subject))
                if text is not None:
                    yield from (scribe.claim(c, "isA", text) for c in named)
                return
        else:
            begin = clause.rest[0] if copula and scribe.limits.negated else clause.verb[0]
            predicate, part = STATES, (begin, clause.rest[1])
        for piece in self._pieces(reading, part) if predicate == "isA" else [part]:
            value = text_of(reading, piece)
            if value is not None and piece[1] - piece[0] > (piece[0] == clause.verb[0]):
                yield scribe.claim(subject, predicate, value)

    def _pieces(self, reading: Reading, part: Range) -> list[Range]:
        """What a copula says before and after a dash: two descriptions of one subject."""
        hidden = {i for a, b in reading.asides for i in range(a, b)}
        dash = next(
            (i for i in range(*part) if reading.row[i].text in {"—", "–"} and i not in hidden), None
        )
        if dash is None:
            return [part]
        after = (dash + 1, part[1])
        nominal = after[0] < after[1] and reading.row[after[0]].tag in {"DT", "JJ", "NN", "NNS"}
        return [(part[0], dash), after] if nominal else [(part[0], dash)]

    def _one_of(self, reading: Reading, rest: Range) -> Range:
        """What each of several is: "are two key elements" without the number."""
        a, b = rest
        a += a + 1 < b and reading.row[a].lower == "both"
        number = a + 1 < b and reading.row[a].tag == "CD" and reading.row[a].lower != "one"
        counted = number and not reading.amounts((a, a + 2))
        return (a + 1, b) if counted else (a, b)

    def _named(self, reading: Reading, rest: Range) -> list[Concept]:
        """The concepts, where what follows the copula is nothing but their names."""
        parts = items(reading.row, rest, reading.asides)
        found = [self._tools.exact(reading, part) for part in parts]
        return [c for c in found if c is not None] if all(found) else []

    def _has_be(self, reading: Reading, clause: Clause) -> bool:
        return any(lemma(t.text) == "be" for t in reading.row[slice(*clause.verb)])

    def _is_noun(self, reading: Reading, rest: Range) -> bool:
        row, (a, b) = reading.row, rest
        while a < b and row[a].tag in {"RB", "JJ", "JJR", "JJS", "DT", "CD", "PRP$", "VBN", ","}:
            a += 1
        return a < b and row[a].is_noun

    def _is_amount(self, reading: Reading, rest: Range) -> bool:
        """Whether all that is said is a number, which is claimed as such."""
        for (a, b), quantity in reading.amounts(rest):
            dimension = self._tools.predicates.dimension(quantity)
            if a - rest[0] <= 1 and rest[1] - b <= 1 and dimension:
                return True
        return False

    def _amounts(
        self, reading: Reading, clause: Clause, subject: Concept, scribe: Scribe
    ) -> Iterator[Claim]:
        for (a, b), quantity in reading.amounts((clause.verb[0], clause.rest[1])):
            if self._belongs_aside(reading, a):
                continue
            start = max(clause.verb[0], a - 8)
            around = reading.cut((start, a)) + " " + reading.cut((b, min(b + 4, clause.rest[1])))
            predicate = self._tools.predicates.by_quantity(quantity, around)
            source = self._share_of(reading, b, clause.rest[1]) or subject
            if predicate:
                yield scribe.claim(source, predicate, quantity, "sentence/quantity")
        yield from self._counted(reading, clause, scribe)

    def _belongs_aside(self, reading: Reading, i: int) -> bool:
        """Whether a number stands in brackets after a name, whose it is."""
        start = next((a for a, b in reading.asides if a < i < b), None)
        if not start:
            return False
        before = [(r, c) for r, c in reading.concepts((0, start)) if r[1] == start]
        return bool(before) and before[0][1].type in ENTITIES

    def _share_of(self, reading: Reading, start: int, end: int) -> Concept | None:
        """What "90% coming from inference" is the share of."""
        words = [lemma(t.text) for t in reading.row[start:end]]
        if words[:2] != ["come", "from"]:
            return None
        found = reading.concepts((start + 2, end))
        return found[0][1] if found and found[0][0][0] == start + 2 else None

    def _counted(self, reading: Reading, clause: Clause, scribe: Scribe) -> Iterator[Claim]:
        """Quantities within the subject itself: "a chatbot serving millions of users"."""
        for (a, _), quantity in reading.amounts(clause.subject):
            if a == clause.subject[0] or any(x < a < y for x, y in reading.asides):
                continue
            subject = self._tools.link(reading, (clause.subject[0], a))
            predicate = self._tools.predicates.by_quantity(
                quantity, reading.cut((clause.subject[0], a))
            )
            if subject is not None and predicate:
                yield scribe.claim(subject, predicate, quantity, "sentence/quantity")


def _compares(reading: Reading, rest: Range) -> bool:
    """Whether "more", "less" or another comparative leads to "than"."""
    row = reading.row
    than = next((i for i in range(*rest) if row[i].lower == "than"), None)
    if than is None or (than and row[than - 1].lower in {"rather", "other"}):
        return False
    words = row[rest[0] : than]
    return any(t.tag in {"JJR", "RBR"} or t.lower in {"more", "less", "fewer"} for t in words)


def _shares_of(reading: Reading, parts: list[Range]) -> bool:
    """Whether "bursts of compute and memory" may be bursts of both."""
    row = reading.row
    of = [any(row[i].lower == "of" for i in range(*p)) for p in parts]
    bare = parts[-1][1] - parts[-1][0] == 1
    return bare and any(of[:-1]) and not of[-1]


def _is_simple(reading: Reading, part: Range) -> bool:
    row = reading.row
    return not any(
        row[i].is_verb or row[i].tag == "TO" or (row[i].tag == "IN" and row[i].lower not in _PLAIN)
        for i in range(*part)
    )
