"""What noun phrases state without a verb: makers, examples, and what brackets add to a name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.claim import ENTITIES, MADE, MAKERS, MARKETED, Claim, Concept, Object
from kg.extract.context import Context
from kg.extract.denial import Polarity, holding, of_clause, of_phrase, seldom
from kg.extract.noun.offices import offices
from kg.extract.noun.tags import TagReader
from kg.extract.subject.definite import meant
from kg.extract.tools import WITH_VERB, Scribe, Tools, apart, text_of, within
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import base, concept_for, items
from kg.language.syntax import Token
from kg.predicates import STATES, lemma
from kg.reading import Reading
from kg.scope import time_of

_FEELING = word_list("seeming")
_PARTICULAR = frozenset({"HardwareModel", "Model", "Vendor", "Organization"})
_MAX_GAP = 3
_PAIR = 2
_COUNTED = frozenset({"", "count", "ratio", "time"})
_PIECES = word_list("pieces")
_WITHIN = frozenset({"during", "for", "in"})
_WITH = frozenset({"at", "with"})
_NOMINAL = frozenset({"CD", "DT", "JJ", "POS"})
_VAGUE = word_list("vague")
_UNSPECIFIC = word_list("unspecific")
_OPEN = word_list("open_classes")  # anything is one of these; of which sort, other words tell
_OF_ANY = _UNSPECIFIC | word_list("of_any")
_RELATIVE = word_list("relative_pronouns")
_DISJOINT = "disjointKinds"
_DEGREES = word_list("degrees")
_INTRODUCING = word_list("introducing")
_SUITED = tuple(sorted(word_list("suited")))
_MANY = word_list("many") | word_list("scales")


class NounReader:
    """Reads the claims that a sentence's noun phrases make."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._tags = TagReader(tools)

    def read(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """Everything, in no order."""
        yield from self._makers(reading, context)
        yield from self._examples(reading, context)
        yield from self._uses(reading, context)
        yield from self._appositions(reading, context)
        for part, person, office in offices(reading):
            scribe = self._scribe(reading, part, "office", context)
            yield replace(scribe, phase=None).claim(person, "isA", office)
        yield from self._described(reading, context)
        yield from self._apportioned(reading, context)
        yield from self._of_phases(reading, context)
        brackets = (part for part in reading.asides if reading.row[part[0]].text != ",")
        for part in brackets:
            yield from self._aside(reading, part, context)
        yield from self._tags.read(reading)

    def _scribe(self, reading: Reading, part: Range, rule: str, context: Context) -> Scribe:
        scope = self._tools.scope
        left = scope.phase(apart(reading, reading.whole))
        named = within(reading, part)
        sentence = [] if left else within(reading, reading.whole)
        above = None if left == context.phase else context.phase
        phase = scope.phase(named, reading.cut(part)) or scope.phase(sentence) or above
        limits = self._tools.limits("", reading.text)
        return Scribe(reading, f"noun/{rule}", reading.span(part), limits, phase)

    def _makers(self, reading: Reading, context: Context) -> Iterator[Claim]:
        found = reading.concepts(reading.whole)
        for (part, concept), (after, product) in pairwise(found):
            if concept.type != "vendor" or product.type not in MADE:
                continue
            between = reading.row[part[1] : after[0]]
            owns = between and between[0].tag == "POS"
            plain = all(t.tag in {"POS", "JJ", "JJR", "JJS"} or t.is_noun for t in between)
            own = self._tools.is_particular(product)
            if own and plain and (not between or owns) and len(between) <= _MAX_GAP:
                scribe = self._scribe(reading, (part[0], after[1]), "maker", context)
                yield scribe.claim(product, "madeBy", concept)
        for part, product in found:
            maker = self._written_maker(reading.cut(part), product)
            if maker is not None:
                yield self._scribe(reading, part, "maker", context).claim(product, "madeBy", maker)

    def _uses(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """What a thing is said to be for and nothing more: "Trainium for training"."""
        for (part, thing), (after, phase) in pairwise(reading.concepts(reading.whole)):
            between = reading.row[part[1] : after[0]]
            fits = thing.type == "hardware" and phase.type == "phase"
            words = [t.lower for t in between]
            words = words[1:] if words and words[0] in _PIECES else words
            follows = reading.row[after[1] : after[1] + 1]
            cut = any(t.tag in {"DT", "PRP$"} for t in follows)  # "for serving the small models"
            if fits and words == ["for"] and not cut:
                scribe = self._governed(reading, (part[0], after[1]), "use", context)
                if scribe is not None:
                    yield replace(scribe, phase=phase.id).claim(thing, "usedFor", phase)

    def _governed(
        self, reading: Reading, part: Range, rule: str, context: Context
    ) -> Scribe | None:
        """What writes of a phrase as its clause does: denied, or weakened; None where unclear."""
        scribe, polarity = self._scribe(reading, part, rule, context), of_phrase(reading, part)
        if polarity in {Polarity.PARTLY, Polarity.UNCLEAR}:
            return None
        denied = polarity is Polarity.DENIED
        clause, hedge = holding(reading, part[0]), None
        if clause is not None and clause.rest[0] <= part[0]:
            verb = max(clause.verb[0] - 1, 0), min(clause.verb[1] + _PAIR, part[0])
            hedge = self._tools.scope.hedge(reading.cut(verb)) or seldom(reading, clause)
        limits = replace(scribe.limits, negated=denied, hedge=hedge)
        source = reading.span((0, part[1])) if denied else scribe.source
        return replace(scribe, limits=limits, source=source)

    def _appositions(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """What stands between commas after a name: "Groq, a startup founded in 2016,"."""
        row = reading.row
        for part, thing in reading.concepts(reading.whole):
            i = part[1]
            inside = any(a < i < b for a, b in reading.asides)
            if (
                inside
                or i + 2 >= len(row)
                or row[i].text != ","
                or row[i + 1].lower not in {"a", "an"}
            ):
                continue
            end = next((k for k in range(i + 2, len(row)) if row[k].text in {",", ".", ";"}), None)
            value = text_of(reading, (i + 1, end)) if end else None
            if end is None or any(t.is_finite for t in row[i:end]) or _is_listed(row, part[0], end):
                continue
            if value is not None and thing.type in ENTITIES:
                scribe = self._scribe(reading, (part[0], end), "apposition", context)
                yield scribe.claim(thing, "isA", value)

    def _apportioned(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """The numbers of several things in a row: "400 W for the A100, 700 W for the H100"."""
        row, found = reading.row, []
        for (a, b), quantity in reading.amounts(reading.whole):
            at = b + 1 + (b + 1 < len(row) and row[b + 1].tag == "DT")
            named = ((r, c) for r, c in reading.concepts((b, len(row))) if r[0] == at)
            place, thing = next(named, ((0, 0), None))
            fits = thing is not None and thing.type in MADE and self._tools.is_particular(thing)
            said = of_phrase(reading, (a, b)) is Polarity.SAID
            if fits and said and thing is not None and row[b].lower == "for":
                found.append(((a, place[1]), quantity, thing))
        dimensions = {self._tools.predicates.dimension(q) for _, q, _ in found}
        if len({t for *_, t in found}) < _PAIR or len(dimensions) > 1 or dimensions & _COUNTED:
            return
        for part, quantity, thing in found:
            predicate = self._tools.predicates.by_quantity(quantity, reading.cut((0, part[0])))
            if predicate is not None:
                scribe = self._scribe(reading, part, "apportioned", context)
                yield scribe.claim(thing, predicate, quantity)

    def _of_phases(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """One measure of several phases: "Latency is 3 ms in prefill and 20 ms in decode"."""
        row, names = reading.row, self._tools.predicates
        first = reading.clauses[0] if reading.clauses else None
        if first is None or of_clause(reading, first) is not Polarity.SAID:
            return
        measure = names.by_exact_name(reading.cut(base(row, first.subject)))
        phases = {r[0]: c for r, c in reading.concepts(first.rest) if c.type == "phase"}
        told = [
            ((a, b), quantity, phases[b + 1])
            for (a, b), quantity in reading.amounts(first.rest)
            if b + 1 in phases and row[b].lower in _WITHIN and names.measures(measure, quantity)
        ]
        if measure in {None, "share"} or len({phase for *_, phase in told}) < _PAIR:
            return
        hedge = self._tools.scope.hedge(reading.cut((first.verb[0], first.verb[1] + _PAIR)))
        for _, quantity, phase in told:
            scribe = self._scribe(reading, (first.start, first.end), "phases", context)
            limits = replace(scribe.limits, hedge=hedge)
            yield replace(scribe, limits=limits, phase=phase.id).claim(phase, measure, quantity)

    def _described(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """What a participle between commas says of the name before: "X, founded in 2016,"."""
        row, names = reading.row, self._tools.predicates
        for start, end in reading.asides:
            if row[start].text != "," or row[start + 1].tag != "VBN":
                continue
            thing = self._before(reading, start, context)
            if thing is None or _is_listed(row, start, end - 1):
                continue
            part = (start + 1, end - 1)
            match = names.by_verb(["be", *(lemma(t.text) for t in row[slice(*part)])])
            direct = match is not None and match.role == "verb"
            predicate = match.predicate if match is not None and direct else STATES
            begin = part[0] + (match.length - 1 if match and predicate not in WITH_VERB else 0)
            named = self._tools.exact(reading, (begin, part[1])) if begin > part[0] else None
            value = named or text_of(reading, (begin if direct else part[0], part[1]))
            scribe = self._scribe(reading, (start - 1, end - 1), "described", context)
            limits = replace(scribe.limits, time=time_of(reading.cut(part)))
            scribe = replace(scribe, limits=limits)
            if row[part[0] + 1].lower in _WITH and reading.amounts(part):
                yield from self._said(reading, [part], thing, scribe)
            elif value is not None:
                yield scribe.claim(thing, predicate, value)

    def _before(self, reading: Reading, end: int, context: Context) -> Concept | None:
        """What is named right before a place, or meant there by "the company"."""
        found = next((c for (_, b), c in reading.concepts((0, end)) if b == end), None)
        start = end
        while start and (reading.row[start - 1].is_noun or reading.row[start - 1].tag in _NOMINAL):
            start -= 1
        definite = meant(self._tools, reading, (start, end), context) if start < end else None
        particular = found is not None and (
            found.type == "technique" or self._tools.is_particular(found)
        )
        return definite or (found if particular else None)

    def _written_maker(self, words: str, product: Concept) -> Concept | None:
        """The maker whose name a product's name begins with, as in "NVIDIA H100"."""
        ontology = self._tools.ontology
        maker = ontology.maker.get(product.id)
        if maker is None:
            return None
        names = (name.lower() for name in ontology.names[maker])
        lower = words.lower()
        begins = any(lower.startswith((name + " ", name + "'s ", name + "’s ")) for name in names)
        return ontology.concepts[maker] if begins else None

    def _examples(self, reading: Reading, context: Context) -> Iterator[Claim]:
        row = reading.row
        for i in range(1, len(row) - 1):
            width = self._hearst(reading, i)
            if not width:
                continue
            general = self._general_before(reading, i)
            if general is None or self._is_attached(reading, general[0], i, general[1]):
                continue
            start = general[0]
            parts = self._listed(reading, i + width)
            parts = parts[:1] if self._is_nested(reading, i) else parts
            parts = self._joined(reading, parts)
            # "Google and its TPUs": what is Google's is no example of what Google is one of
            parts = [p for p in parts if row[p[0]].tag != "PRP$"]
            start, concept = self._of_makers(reading, start, i, parts) or general
            if parts:
                end = next((b for a, b in reading.asides if a < i < b), parts[-1][1])
                scribe = self._scribe(reading, (start, max(end, parts[-1][1])), "example", context)
                yield from self._given(reading, concept, parts, scribe)

    def _joined(self, reading: Reading, parts: Sequence[Range]) -> list[Range]:
        """The parts of a list to its "and"; without one, of those after the first the ones known.

        In "firms such as Acme, sign contracts" the tagger takes the verb for one more noun.
        """
        row = reading.row
        last = next((k for k, (a, _) in enumerate(parts) if k and row[a - 1].tag == "CC"), None)
        if last is not None:
            return list(parts[: last + 1])
        rest = (p for p in parts[1:] if self._tools.known(reading, base(reading.row, p)))
        return [*parts[:1], *rest]

    def _of_makers(
        self, reading: Reading, start: int, end: int, parts: Sequence[Range]
    ) -> tuple[int, Concept] | None:
        """Who the makers are that stand after what they make: "firms that sell chips, such as"."""
        row, i = reading.row, start - 1
        first = self._example(reading, parts[0]) if parts else None
        while i > 0 and (row[i].is_verb or row[i].tag == "RB"):
            i -= 1
        relative = i > 0 and row[i].lower in _RELATIVE | {"of"} and row[i - 1].is_noun
        if not relative or not isinstance(first, Concept) or first.type not in MAKERS:
            return None
        while i and (row[i - 1].is_noun or row[i - 1].tag == "JJ"):
            i -= 1
        words = reading.cut((i, end)).rstrip(" ,(—–")
        made = concept_for(words)
        return None if made is None else (i, made)

    def _is_attached(self, reading: Reading, start: int, i: int, concept: Concept) -> bool:
        """Whether examples may be of an earlier noun: "tasks with checkable answers, such as"."""
        row = reading.row
        held = start > 1 and row[start - 1].lower in {"on", "with"} and row[i - 1].text == ","
        return held and (concept.type == "metric" or not self._tools.is_known(concept))

    def _is_nested(self, reading: Reading, i: int) -> bool:
        """Whether "like" stands in a longer list of examples, whose later parts are not its own."""
        before = reading.row[:i]
        listed = [k for k, t in enumerate(before) if t.lower == "such"]
        return bool(listed) and not any(t.is_finite for t in before[listed[-1] :])

    def _hearst(self, reading: Reading, i: int) -> int:
        """Words of the phrase that introduces examples at `i`; 0 where none does."""
        row = reading.row
        word, after, before = row[i].lower, row[i + 1].lower, row[i - 1]
        if word == "such" and after == "as":
            return 2
        if word in {"including", "e.g.", "namely"} or (word == "e.g" and after == "."):
            return 1 if row[i + 1].text != "," else 2
        if word == "like" and (before.is_noun or before.text in {",", "(", "—", "–"}):
            verbs = {t.lower for t in row[max(0, i - 3) : i]}
            if before.lower in _DEGREES or self._is_likened(reading, i + 1):
                return 0
            return 0 if verbs & _FEELING or row[i + 1].tag == "PRP" else 1
        return 0

    def _is_likened(self, reading: Reading, at: int) -> bool:
        """Whether something is but likened to what follows: "charts like a mesa", no "a TPU"."""
        named = {start for (start, _), _ in reading.concepts((at, len(reading.row)))}
        return reading.row[at].lower in {"a", "an"} and at + 1 not in named

    def _general_before(self, reading: Reading, i: int) -> tuple[int, Concept] | None:
        """The noun phrase that ends before `i`, and the concept it names."""
        row, stop = reading.row, i
        while stop and row[stop - 1].text in {",", "(", "—", "–", ":"}:
            stop -= 1
        start = stop
        while start and (
            row[start - 1].is_noun or row[start - 1].tag in {"JJ", "JJR", "VBN", "CD", "POS"}
        ):
            start -= 1
        if start == stop or reading.amounts((start, stop)) or row[stop - 1].lower in _MANY:
            return None
        concept = self._general(reading, (start, stop))
        generic = concept is not None and not self._tools.is_known(concept) and stop - start == 1
        if generic and start > 1 and row[start - 1].text in {"—", "–", ":"}:
            return self._general_before(reading, start)  # "X — techniques like": examples of X
        return None if concept is None else (start, concept)

    def _general(self, reading: Reading, part: Range) -> Concept | None:
        """What a phrase names of which examples follow; None where that tells of nothing."""
        row, concept = reading.row, self._tools.link(reading, part)
        if concept is None or row[part[1] - 1].lower in _VAGUE:
            return None  # "only in minor ways, such as"
        if self._tools.is_known(concept):
            return concept
        described = [t.lower for t in row[part[0] : part[1] - 1]]
        untold = described and _UNSPECIFIC.issuperset(described)  # "specific tasks": of what?
        if row[part[1] - 1].lower in _OPEN and _OF_ANY.issuperset(described):
            return None  # "new players, such as": in what?
        return self._full_name(reading, row[part[0]].lower) or (None if untold else concept)

    def _full_name(self, reading: Reading, first: str) -> Concept | None:
        """The technique that "post-training methods" is short for, where its forms are named."""
        ontology = self._tools.ontology
        named = {c.id for _, c in reading.concepts(reading.whole) if c.type == "technique"}
        kinds = sorted({a for c in named for a in ontology.ancestors(c)} & {*ontology.concepts})
        full = (ontology.concepts[kind] for kind in kinds)
        return next((c for c in full if c.label.startswith(f"{first} ")), None)

    def _listed(self, reading: Reading, start: int) -> list[Range]:
        """The noun phrases that stand in a row from `start` on."""
        row, stop = reading.row, start
        while stop < len(row) and self._in_list(reading, start, stop):
            stop += 1
        while stop > start and not (
            row[stop - 1].is_noun or row[stop - 1].tag in {"CD", ")", "VBG"}
        ):
            stop -= 1
        return (
            [p for p in items(row, (start, stop), reading.asides) if p[0] < p[1]]
            if stop > start
            else []
        )

    def _in_list(self, reading: Reading, start: int, i: int) -> bool:
        row = reading.row
        token = row[i]
        if any(a <= i < b and a > start for a, b in reading.asides):
            return True
        if token.lower in {"like", "such", "as"}:
            return i > start
        if (
            token.tag == ")"
            or token.is_finite
            or token.tag in {"WDT", "WP", "TO", "IN", "PRP", "RB", "WRB"}
        ):
            return False
        if token.text == ",":
            return i + 1 < len(row) and (
                row[i + 1].is_noun
                or row[i + 1].lower in {"and", "or"}
                or row[i + 1].tag in {"JJ", "CD", "DT"}
            )
        return token.is_noun or token.tag in {
            "CC",
            "JJ",
            "JJR",
            "CD",
            "POS",
            "DT",
            "VBG",
            "VBN",
            "$",
            "PRP$",
        }

    def _given(
        self, reading: Reading, general: Concept, parts: Sequence[Range], scribe: Scribe
    ) -> Iterator[Claim]:
        for part in parts:
            value = self._example(reading, part)
            if value is not None and value != general and not self._is_no(value, general):
                yield scribe.claim(general, "hasExample", value)
            if "like" in {t.lower for t in reading.row[slice(*part)]}:
                for (_, end), concept in reading.concepts(part):
                    owns = end < part[1] and reading.row[end].tag == "POS"
                    if concept.type in ENTITIES and concept != general and not owns:
                        yield scribe.claim(general, "hasExample", concept)

    def _is_no(self, value: Object, general: Concept) -> bool:
        """Whether the vocabulary has it that a thing is none of a kind: a TPU is no GPU."""
        if not isinstance(value, Concept):
            return False
        makes = value.type == "vendor" and general.type in MADE
        kinds = set(self._tools.ontology.words.get(_DISJOINT, ()))
        of, other = (self._labels(c) & kinds for c in (general, value))
        return makes or bool(of and other and not of & other)

    def _labels(self, concept: Concept) -> set[str]:
        """The labels of a concept and of all that are above it."""
        ontology = self._tools.ontology
        above = (ontology.concepts[a] for a in ontology.ancestors(concept.id))
        return {concept.label, *(c.label for c in above)}

    def _example(self, reading: Reading, part: Range) -> Object | None:
        core = base(reading.row, part)
        known = self._tools.known(reading, core) if core[0] < core[1] else None
        return known or text_of(reading, part)

    def _aside(self, reading: Reading, part: Range, context: Context) -> Iterator[Claim]:
        """What brackets say of the name before them."""
        inside = (part[0] + 1, part[1] - 1)
        before = self._general_before(reading, part[0])
        if before is None or inside[0] >= inside[1] or self._introduces(reading, inside):
            return
        start, concept = before
        scribe = self._scribe(reading, (start, part[1]), "aside", context)
        parts = items(reading.row, inside, reading.asides[:0])
        if self._are_examples(reading, parts, concept):
            if reading.row[part[0] - 1].tag in {"NNS", "NNPS"}:  # of several, not of "a paper"
                yield from self._given(reading, concept, parts, scribe)
        elif concept.type in ENTITIES and concept.type != "phase":
            yield from self._said(reading, _between_commas(reading, inside), concept, scribe)

    def _introduces(self, reading: Reading, inside: Range) -> bool:
        """Whether words of their own introduce examples, or the brackets hold a sentence."""
        words = [t.lower for t in reading.row[slice(*inside)]]
        if words[0] in _INTRODUCING:
            return True
        sentence = any(t.is_finite for t in reading.row[slice(*inside)])
        return sentence or (len(words) == 1 and words[0].isalpha())

    def _are_examples(self, reading: Reading, parts: Sequence[Range], general: Concept) -> bool:
        specific = self._tools.ontology.classes.get(general.id) in _PARTICULAR
        if specific or any(reading.amounts(p) for p in parts):
            return False
        named = [
            c for p in parts if (c := self._tools.known(reading, base(reading.row, p))) is not None
        ]
        return (
            len(named) == len(parts)
            and all(c.type in MARKETED | {"technique"} for c in named)
            and general.type != "vendor"
        )

    def _said(
        self, reading: Reading, parts: Sequence[Range], concept: Concept, scribe: Scribe
    ) -> Iterator[Claim]:
        for part in parts:
            amounts = reading.amounts(part)
            if amounts:
                for _, quantity in amounts:
                    predicate = self._tools.predicates.by_quantity(quantity, reading.cut(part))
                    if predicate:
                        yield scribe.claim(concept, predicate, quantity)
                continue
            yield from self._property(reading, part, concept, scribe)

    def _property(
        self, reading: Reading, part: Range, concept: Concept, scribe: Scribe
    ) -> Iterator[Claim]:
        words = reading.cut(part)
        phase = self._tools.scope.phase([c for _, c in reading.concepts(part)], words)
        if phase and words.lower().endswith(_SUITED):
            known = self._tools.ontology.concepts[phase]
            yield scribe.claim(concept, "suitedTo", known)
            return
        value, predicate = text_of(reading, part), self._tools.predicates.by_name(words)
        repeats = bool(set(concept.label.lower().split()) & set(words.lower().split()))
        if value is not None and predicate and not repeats:
            yield scribe.claim(concept, predicate, value)


def _is_listed(row: Sequence[Token], start: int, end: int) -> bool:
    """Whether a name and what follows its comma are but two of a list: "a cache, a router and"."""
    before = row[start - 1].lower if start else ""
    after = row[end + 1].lower if end + 1 < len(row) else ""
    joined = any(t.lower in {"and", "or"} for t in row[start:end])
    return joined or before in {",", ":", "and", "or"} or after in {"and", "or"}


def _between_commas(reading: Reading, part: Range) -> list[Range]:
    commas = [i for i in range(*part) if reading.row[i].text in {",", ";"}]
    bounds = [part[0] - 1, *commas, part[1]]
    return [(a + 1, b) for a, b in pairwise(bounds) if a + 1 < b]
