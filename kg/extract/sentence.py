"""A sentence to claims: clause by clause, then what its noun phrases state, then who says it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.document import Span
from kg.claim import ENTITIES, MAKERS, Claim, Concept, Text
from kg.extract.case import is_alternative
from kg.extract.claimable.sound import is_sound
from kg.extract.clause.clause import ClauseReader, Said, is_proper
from kg.extract.context import Context
from kg.extract.denial import COMPLEMENTED, is_framed
from kg.extract.noun.nouns import NounReader
from kg.extract.number.placing import is_adjective
from kg.extract.subject.antecedent import carried
from kg.extract.subject.subjects import linked_parts, subjects
from kg.extract.tools import Scribe, Tools, text_of
from kg.language.clause import Clause, Link, Range, disagree
from kg.language.grammar import any_of, word_list
from kg.language.phrases import base
from kg.language.syntax import SAYING, Token, can_be_verb
from kg.predicates import STATES, lemma
from kg.reading import Reading
from kg.scope import Limits, attribution_of, time_of

# What readers should not do says nothing of what is.
_FORBIDDING = re.compile(rf"(?:and |but |so )?(?:{any_of('forbidding')})\b", re.IGNORECASE)
_HEDGING = word_list("hedging")
_MAX_FRAGMENT = 22
_MAX_LABEL = 12  # words of one that is about a single number
_MIN_FRAGMENT = 2
_MAX_UNBROKEN = 60
_LEANING = frozenset({Link.SHARED, Link.PARTICIPLE, Link.RELATIVE})
_SUPPOSING = frozenset(
    {"if", "whether", "unless", "once", "when", "whenever", "until", "before", "after"}
)
_BELIEVING = word_list("believing")
_INNER = frozenset({"that", "which", "who", "what", "how", "whether", "why"})
_ENABLING = frozenset({"can", "could", "may", "might", "will", "would"})
_SPEECHLESS = frozenset({"phase", "hardware", "metric", "cost"})
_WE = word_list("first_person")
_CHARACTERISING = word_list("characterising")
_LIKENING = frozenset({"compare", "liken"})
_ANYBODY = word_list("nobody") | {"many", "some"}


@dataclass
class _Course:
    """What the clauses of a sentence have told so far.

    Attributes:
        found: Their claims.
        told: The clauses with subjects of their own.
        before: Whom the last one is about.
        main: Whom the main ones are about.
        spoken: Whom each is about that has a subject of its own and is part of no other.
        speaker: Who says what follows.
        doubted: Whether what follows is only what somebody believed.
        likened: Whether what follows is a likeness: "Acme compares it with life: it is school".
        reported: Whether "we" only say what follows: "we wrote that X is ...": of X.
        start: Where the words begin that the claims rest on.
    """

    found: list[Claim] = field(default_factory=list)
    told: list[tuple[Clause, tuple[Concept, ...]]] = field(default_factory=list)
    before: tuple[Concept, ...] = ()
    main: list[Concept] = field(default_factory=list)
    spoken: list[tuple[Concept, ...]] = field(default_factory=list)
    speaker: str | None = None
    doubted: bool = False
    likened: bool = False
    reported: bool = False
    start: int = 0

    def after(self, clause: Clause, about: tuple[Concept, ...]) -> None:
        """Note a clause that has been read."""
        own = clause.subject[0] < clause.subject[1]
        if own and clause.link is not Link.SHARED:
            self.told.append((clause, about))
        if about or own:  # one of nobody known is of no one else either
            self.before = about
        told = self.reported and clause.link is Link.SUBORDINATE and not self.main
        self.main += about if told or clause.link is Link.MAIN else ()
        self.spoken += [about] if own and _speaks_anew(clause) else []

    @property
    def subjects(self) -> tuple[Concept, ...]:
        """Whom a pronoun in the next sentence may mean; nobody, where several are spoken of."""
        return tuple(dict.fromkeys(self.main)) if len(set(self.spoken)) <= 1 else ()


class SentenceReader:
    """Reads the claims of a sentence, and whom it is about."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._clauses = ClauseReader(tools)
        self._nouns = NounReader(tools)

    def read(self, reading: Reading, context: Context) -> tuple[list[Claim], tuple[Concept, ...]]:
        """Its claims, and the subjects that a pronoun in the next sentence may stand for."""
        if reading.text.rstrip("”\"' )").endswith("?"):
            return [], ()
        if _FORBIDDING.match(reading.text):
            return [], ()
        if _is_run_on(reading):
            return [], ()
        found, main = self._told(reading, context)
        found += self._nouns.read(reading, context)
        found += self._sayings(reading, context)
        return found, main

    def _told(self, reading: Reading, context: Context) -> tuple[list[Claim], tuple[Concept, ...]]:
        """The claims of the clauses one by one, and the subjects of the main ones."""
        course = _Course()
        for clause in reading.clauses:
            if clause.link is Link.FRAGMENT:
                course.before = tuple(self._lead(reading, clause))
                course.found += self._fragment(reading, clause, context)
            elif is_sound(reading, clause):
                self._take(reading, clause, context, course)
            else:
                course.before = ()
                course.spoken.append(())
        return self._believed(reading, course.found), course.subjects

    def _take(self, reading: Reading, clause: Clause, context: Context, course: "_Course") -> None:
        """Read one clause, by what the clauses before it tell."""
        about = subjects(self._tools, reading, clause, course.before, context)
        about = self._sharing(reading, clause, course.told, about)
        about = tuple(self._staged(concept, context) for concept in about)
        if clause.link not in _LEANING:
            course.start = clause.start
        if self._speaks(reading, clause):
            course.told.append((clause, about))
            course.speaker = self._speaker(reading, clause, about)
            rumoured = (course.speaker or "").lower() in _ANYBODY  # "People like to say that"
            course.doubted = rumoured or _is_doubted(reading, clause)
            course.before = about or course.before
            a, b = clause.subject
            course.reported = a < b and reading.row[b - 1].lower in _WE
            if course.found and _ends_speech(reading, clause):  # "..., the agency said"
                course.found = [_attributed(c, course.speaker) for c in course.found]
                course.speaker = None
            return
        course.doubted = course.doubted and clause.link is not Link.MAIN
        if not (course.doubted or course.likened) and self._asserts(reading, clause, about):
            said = Said(clause, about, min(course.start, clause.start))
            claims = self._said(reading, said, context)
            course.found += [_attributed(c, course.speaker) for c in claims]
        course.doubted = course.doubted or _is_doubted(reading, clause)
        course.after(clause, about)
        if _characterises(reading, clause):
            course.likened = lemma(reading.row[clause.verb[1] - 1].text) in _LIKENING
            if about and about[0].type not in _SPEECHLESS:
                course.speaker = about[0].label
        course.main += self._made(reading, clause) if not about else ()

    def _said(self, reading: Reading, said: Said, context: Context) -> list[Claim]:
        """What a clause tells; with what denies it before it, where that is another's verb."""
        clause = said.clause
        claims = self._held(self._worthy(reading, said, context), reading, clause, context)
        claims = claims or self._ours(reading, said, context)
        if is_framed(reading, clause) and self._mistaken(reading) is None:
            return [_from_start(c, reading) for c in claims]
        return claims

    def _ours(self, reading: Reading, said: Said, context: Context) -> list[Claim]:
        """What "we" tell of ourselves, in a clause of our own."""
        (a, b), link = said.clause.subject, said.clause.link
        own = a < b and reading.row[b - 1].lower in _WE
        if context.speaker is None or not own or link in {Link.SHARED, Link.RELATIVE}:
            return []  # "and lost two nodes": in what, is not told
        told = replace(said, subjects=(context.speaker,))
        return list(self._clauses.ours(reading, told, context))

    def _held(
        self, claims: list[Claim], reading: Reading, clause: Clause, context: Context
    ) -> list[Claim]:
        """Claims of a phase that "it" stands for, with what that was limited to."""
        held = carried(self._tools, reading, clause, context)
        return [
            replace(c, scope=(*c.scope, *held)) if c.subject.type == "phase" else c for c in claims
        ]

    def _staged(self, concept: Concept, context: Context) -> Concept:
        """The stage that "training" means below a heading about fine-tuning."""
        ontology = self._tools.ontology
        stage = ontology.concepts.get(context.phase or "")
        within = stage is not None and concept.id in ontology.ancestors(stage.id)
        return stage if stage is not None and within and concept.type == "phase" else concept

    def _made(self, reading: Reading, clause: Clause) -> tuple[Concept, ...]:
        """What "it" means after "We trained a small model": what somebody did something to."""
        row, (a, b), rest = reading.row, clause.subject, clause.rest
        ours = a < b and row[b - 1].lower in _WE and clause.link is Link.MAIN
        if not ours or rest[0] >= rest[1] or row[rest[0]].lower not in {"a", "an"}:
            return ()
        found = self._tools.subject(reading, (rest[0], base(row, rest)[1]))
        known = found is not None and self._tools.is_known(found) and found.type in ENTITIES
        return (found,) if found is not None and known else ()

    def _asserts(self, reading: Reading, clause: Clause, about: tuple[Concept, ...]) -> bool:
        """Whether a clause says something of its own, and does not only limit another."""
        return not (self._is_supposed(reading, clause) or self._restricts(reading, clause, about))

    def _sharing(
        self,
        reading: Reading,
        clause: Clause,
        told: list[tuple[Clause, tuple[Concept, ...]]],
        about: tuple[Concept, ...],
    ) -> tuple[Concept, ...]:
        """Whose the second verb of "A gives up what B would use and spends C" is."""
        if clause.link is not Link.SHARED:
            return about
        row, verb = reading.row, clause.verb[0]
        fitting = [t for t in told if not disagree(row, t[0].subject, verb)]
        if not told:
            return about
        last = told[-1][0]
        apart = self._narrows(row, last, verb) or _is_between_commas(row, last, verb)
        if fitting and fitting[-1] is told[-1] and not apart:
            return about
        outer = [t for t in fitting if t is not told[-1]]
        return outer[-1][1] if outer else ()

    def _narrows(self, row: Sequence[Token], clause: Clause, verb: int) -> bool:
        """Whether the clause before tells which thing is meant, in another form of the verb."""
        modal = row[clause.verb[0]].tag == "MD" and row[verb].tag == "VBZ"
        return clause.link is Link.SUBORDINATE and clause.cue in {"that", "which"} and modal

    def _is_supposed(self, reading: Reading, clause: Clause) -> bool:
        """Whether a clause is only a condition, a time, or what "which is why" leads on to."""
        first = reading.row[clause.rest[0]].lower if clause.rest[0] < clause.rest[1] else ""
        if clause.link is Link.SUBORDINATE and clause.cue in {"that", "which"}:
            rest = reading.row[slice(*clause.rest)]
            told = reading.row[clause.start - 2].lower in COMPLEMENTED  # "a myth that"
            if clause.start > 1 and not told and _is_named_before(reading.row[clause.start - 2]):
                return True  # "the operations that a cluster sustains": its object stands before it
            if not rest or rest[0].tag in {"CC", ","}:
                return True  # "the images that an AI makes and ...": its object stands before it
            bare = not any(t.is_noun or t.tag == "CD" for t in reading.row[slice(*clause.rest)])
            if bare and not any(t.tag in {"JJ", "JJR"} for t in reading.row[slice(*clause.rest)]):
                return True  # "the math that GPUs do well": its object stands before it
        limits = self._limits_place(reading, clause) or self._accompanies(reading, clause)
        limits = limits or _goes_on_supposing(reading, clause)
        if limits or is_alternative(reading, clause):
            return True
        return clause.cue in _SUPPOSING or (clause.link is Link.RELATIVE and first == "why")

    def _accompanies(self, reading: Reading, clause: Clause) -> bool:
        """Whether it tells only what goes along, or the end: "as use grows", "so that it can"."""
        at = clause.start - 1
        row, verb = reading.row, clause.verb[0]
        if clause.cue == "so" and at > 0 and row[at - 1].text not in {",", ";"}:
            return row[verb].lower in _ENABLING  # "fast links so many GPUs can stay in step"
        if clause.link is not Link.SUBORDINATE or at < 1:
            return False
        return clause.cue == "as" or (clause.cue == "that" and reading.row[at - 1].lower == "so")

    def _limits_place(self, reading: Reading, clause: Clause) -> bool:
        """Whether "in which" or ", and where" tells only of what sort, or in what case."""
        row, at = reading.row, clause.start - 2
        if at < 1 or clause.link is not Link.SUBORDINATE:
            return False
        if clause.cue == "which" or (clause.cue == "as" and row[at].text == ","):
            return True  # ", which Acme uses in", ", as Texas did": its object stands before it
        if clause.cue == "where" and row[at].is_noun:
            return True  # "any place where a model runs": there alone
        if clause.cue == "where" and row[at].text == "," and not self._tells_of_where(reading, at):
            return True  # "in Norway, where power is cheap": cheap there
        joined = row[at].tag == "CC" or (row[at].text == "," and row[at - 1].tag == "CC")
        return clause.cue == "where" and joined

    def _tells_of_where(self, reading: Reading, comma: int) -> bool:
        """Whether ", where" goes on about a phase: "the second is inference, where ..."."""
        named = [c for (_, b), c in reading.concepts((0, comma)) if b == comma]
        return any(c.type in {"phase", "technique"} for c in named)

    def _restricts(self, reading: Reading, clause: Clause, about: tuple[Concept, ...]) -> bool:
        """Whether a clause only tells which of a class are meant: "a cluster that answers"."""
        told = (c.type == "phase" or self._tools.is_particular(c) for c in about)
        opening = clause.verb[0] - 1
        loose = opening > 0 and reading.row[opening - 1].text == ","  # ", which": it adds to it
        narrows = clause.cue == "that" or (clause.cue in {"who", "which"} and not loose)
        return clause.link is Link.RELATIVE and narrows and not any(told)

    def _mistaken(self, reading: Reading) -> int | None:
        """Where a sentence calls something a misconception."""
        lower, words = reading.text.lower(), self._tools.ontology.words.get("misconception", ())
        return min((lower.find(w) for w in words if w in lower), default=None)

    def _believed(self, reading: Reading, found: list[Claim]) -> list[Claim]:
        """What a sentence calls a misconception is claimed as one, and as denied, not as a fact."""
        at, kept = self._mistaken(reading), []
        if at is None:
            return found
        for claim in found:
            if claim.source.start <= reading.start + at:
                continue
            text = claim.source.start - reading.start, claim.source.end - reading.start
            believed = Text(reading.text[slice(*text)])
            kept.append(replace(claim, predicate="misconception", object=believed, negated=False))
            if claim.negated and claim.predicate != STATES:
                kept.append(_from_start(claim, reading))
        return kept

    def nouns(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """Only what its noun phrases state, for words that are no sentence."""
        return self._nouns.read(reading, context)

    def _lead(self, reading: Reading, clause: Clause) -> list[Concept]:
        return linked_parts(self._tools, reading, clause.rest)

    def _speaker(self, reading: Reading, clause: Clause, about: tuple[Concept, ...]) -> str | None:
        """Who says so, where a verb of saying has one who can."""
        subject = clause.subject
        if subject[0] == subject[1] or clause.link is Link.RELATIVE:
            return None
        if about and about[0].type in _SPEECHLESS:
            return None
        pronoun = reading.row[subject[0]].tag in {"PRP", "DT"}
        if pronoun and subject[1] - subject[0] == 1:
            return None
        return about[0].label if about else reading.cut(base(reading.row, subject)) or None

    def _speaks(self, reading: Reading, clause: Clause) -> bool:
        """Whether the clause only says who says the next one."""
        a, b = clause.rest
        words = [t.lower for t in reading.row[a:b]]
        says = reading.row[clause.verb[1] - 1].lower in SAYING
        return says and (not words or words == ["that"] or words[0] == ",")

    def _worthy(self, reading: Reading, said: Said, context: Context) -> list[Claim]:
        """The claims of a clause that names something known, or a quantity."""
        clause = said.clause
        part = (clause.verb[0], clause.end)
        known = any(self._tools.is_named(reading, c) for c in said.subjects) or any(
            is_proper(t.text) for t in reading.row[slice(*clause.subject)]
        )
        if not (known or reading.concepts(part) or reading.amounts(part)):
            return []
        return list(self._clauses.read(reading, said, context))

    def _fragment(self, reading: Reading, clause: Clause, context: Context) -> Iterator[Claim]:
        """Words without a verb: what they are about is named by a label, or by themselves."""
        tools, part = self._tools, clause.rest
        words = reading.cut(part)
        named = reading.concepts(part)
        head = next((i for i in range(*part) if reading.row[i].tag in {"IN", "("}), part[1])
        predicate = context.predicate or tools.predicates.by_name(reading.cut((part[0], head)))
        subject = context.topic or self._named(reading, part, predicate)
        value = text_of(reading, part)
        if subject is None or value is None or part[1] - part[0] > _MAX_FRAGMENT:
            return
        limits = tools.limits(words, reading.text)
        phase = tools.scope.phase([subject, *(c for _, c in named)], words) or context.phase
        scribe = Scribe(reading, "sentence/fragment", reading.span(part), limits, phase)
        yield from self._elided(reading, part, subject, scribe) if context.defined else ()
        if _commands(reading, part) or (context.defined and not context.predicate):
            return
        alone = context.topic is not None or len({c for _, c in named}) == 1
        alone = alone and (context.predicate is not None or part[1] - part[0] <= _MAX_LABEL)
        listed = subject == context.topic and tools.is_particular(subject)
        told = [
            (r, q)
            for r, q in reading.amounts(part)
            if self._is_given(reading, part, r[0], listed=listed)
            and not is_adjective(reading.row, r, q, part[1])
        ]
        for r, quantity in told if alone else ():
            of = tools.predicates.by_quantity(quantity, words)
            if of == "deviceCount" and _holds_more(reading, r):
                continue
            sure = context.predicate or (
                (subject.type in ENTITIES or subject == context.topic)
                and of not in {"duration", "growthRate"}
                and not (
                    of == "price" and (context.asked or self._is_unpriced(reading, part, subject))
                )
            )
            if of and sure:
                yield scribe.claim(subject, of, quantity)
        if predicate and len(value.text.split()) >= _MIN_FRAGMENT and context.predicate:
            yield scribe.claim(subject, predicate, value)

    def _is_unpriced(self, reading: Reading, part: Range, subject: Concept) -> bool:
        """Whether a sum is not said to be the cost of a phase: "One-year reservation: $2.65"."""
        named = self._tools.predicates.by_name(reading.cut(part)) == "price"
        first = reading.row[part[0]]
        one = first.tag == "DT" and first.lower != "each"  # "The new bill: $2,900 a month"
        return subject.type == "phase" and (one or (not named and first.lower != "each"))

    def _is_given(self, reading: Reading, part: Range, start: int, *, listed: bool) -> bool:
        """Whether a number is what a fragment gives: it opens it, or follows a colon or "each".

        Of one product, it may also open a later part: "16 cores, 35 TOPS".
        """
        row = reading.row
        while start > part[0] and row[start - 1].lower in _HEDGING:
            start -= 1
        if row[part[0]].lower == "each" and row[part[0] + 1].lower == "of":
            return False  # "Each of those requests | $0.002"
        marks = {":", "=", ","} if listed else {":", "="}
        return start == part[0] or row[start - 1].text in marks or row[part[0]].lower == "each"

    def _elided(
        self, reading: Reading, part: Range, subject: Concept, scribe: Scribe
    ) -> Iterator[Claim]:
        """What "Bound by memory bandwidth." says of the term that it stands below."""
        row = reading.row
        if row[part[0]].tag not in {"VBN", "VBD"}:
            return
        words = ["be", *(lemma(t.text) for t in row[slice(*part)])]
        match = self._tools.predicates.by_verb(words)
        begin = part[0] + match.length - 1 if match and match.role == "verb" else part[0]
        value = text_of(reading, (begin, part[1]))
        if value is not None:
            predicate = match.predicate if match and match.role == "verb" else STATES
            yield scribe.claim(subject, predicate, value)

    def captioned(self, reading: Reading) -> Concept | None:
        """What a caption is about: what it names, else the noun that "in" or "of" leads to."""
        predicate = self._tools.predicates.by_name(reading.text)
        of = self._of(reading)
        if of is not None:
            ends = ("in", "since", "by", "that", ",", "(")
            dated = (i for i in range(of + 1, len(reading.row)) if reading.row[i].lower in ends)
            end = next((i for i in dated if self._ends_caption(reading, i)), len(reading.row))
            return self._tools.subject(reading, (of, end))
        found = self._named(reading, reading.whole, predicate)
        if found is not None and found.type not in MAKERS:
            return found
        at = next((i for i, t in enumerate(reading.row) if t.tag == "IN"), -1)
        stop = next((i for i, t in enumerate(reading.row) if i > at and t.tag == "IN"), None)
        return self._tools.link(reading, (at + 1, stop or len(reading.row)))

    def _of(self, reading: Reading) -> int | None:
        """Where what is measured begins: after "of", or after an "in" that comes first."""
        of = next((i + 1 for i, t in enumerate(reading.row) if t.lower == "of" and i), None)
        first = next((i for i, t in enumerate(reading.row) if t.tag == "IN" and i), None)
        if of is None and first is not None and reading.row[first].lower == "in":
            return first + 1
        return of

    def _ends_caption(self, reading: Reading, i: int) -> bool:
        """Whether what a caption is about ends here: "electricity in data centres | in 2025"."""
        after = reading.row[i + 1] if i + 1 < len(reading.row) else None
        return reading.row[i].tag != "IN" or after is None or after.tag == "CD"

    def _named(self, reading: Reading, part: Range, predicate: str | None) -> Concept | None:
        """The first thing named that is not just the name of the property: "growth in compute"."""
        found = reading.concepts(part)
        other = [c for r, c in found if self._tools.predicates.by_name(reading.cut(r)) != predicate]
        return next(iter([*other, *(c for _, c in found)]), None)

    def _sayings(self, reading: Reading, context: Context) -> Iterator[Claim]:
        """What a sentence attributes to an organisation is also a claim about that one."""
        who = attribution_of(reading.text)
        if who is None or reading.text.lower().startswith("source"):
            return
        at = next((i for i, t in enumerate(reading.row) if t.lower == "according"), None)
        if at is None:
            return
        after = (at, len(reading.row))
        speaker = next((c for _, c in reading.concepts(after) if c.type in MAKERS), None)
        if speaker is None:
            return
        value = text_of(reading, (0, at))
        if isinstance(value, Text):
            named = [c for _, c in reading.concepts((0, at))]
            phase = self._tools.scope.phase(named, value.text) or context.phase
            limits = Limits(None, None, time_of(reading.text))
            scribe = Scribe(
                reading, "sentence/attribution", reading.span(reading.whole), limits, phase
            )
            yield scribe.claim(speaker, "finding", value)


def _from_start(claim: Claim, reading: Reading) -> Claim:
    """A claim that rests on all of its sentence up to its own words: what denies it, too."""
    return replace(claim, source=Span(claim.source.document, reading.start, claim.source.end))


def _goes_on_supposing(reading: Reading, clause: Clause) -> bool:
    """Whether a verb without a subject goes on with a condition: "If it is popular and serves"."""
    if clause.link is not Link.SHARED:
        return False
    before = [c for c in reading.clauses if c.start < clause.start and c.link is not Link.SHARED]
    supposing = bool(before) and before[-1].link is Link.SUBORDINATE
    return supposing and before[-1].cue in _SUPPOSING


def _is_between_commas(row: Sequence[Token], clause: Clause, verb: int) -> bool:
    """Whether a clause only adds to what goes on after it: "It moved, which cut A, and saved"."""
    opening = clause.verb[0] - 2
    adds = clause.link is Link.RELATIVE and opening > 0 and row[opening].text == ","
    return adds and row[verb - 1].lower == "and" and row[verb - 2].text == ","


def _is_doubted(reading: Reading, clause: Clause) -> bool:
    """Whether the next clause is only what somebody once believed."""
    verb = reading.row[clause.verb[1] - 1]
    return verb.tag in {"VBD", "VBN"} and lemma(verb.text) in _BELIEVING


def _characterises(reading: Reading, clause: Clause) -> bool:
    """Whether what follows is how somebody sees it: "Acme calls serving a marathon: it is"."""
    row, end = reading.row, clause.reach
    closed = end < len(row) and row[end].text == ":"
    return closed and row[clause.verb[1] - 1].lower in _CHARACTERISING


def _ends_speech(reading: Reading, clause: Clause) -> bool:
    """Whether who says so stands after what is said: "..., Acme says, and"."""
    row, end = reading.row, clause.verb[1]
    closed = end >= len(row) or row[end].text in {",", ";", "."}
    return closed and clause.start > 0 and row[clause.start - 1].text in {",", '"', "”"}


def _speaks_anew(clause: Clause) -> bool:
    """Whether a clause is no part of what another says."""
    return clause.link in {Link.MAIN, Link.SUBORDINATE} and clause.cue not in _INNER


def _is_named_before(token: Token) -> bool:
    """Whether a word before "that" is what its clause tells of: "the first that Acme sells"."""
    return token.is_noun or token.tag == "CD" or token.lower in {"first", "only", "last", "one"}


def _is_run_on(reading: Reading) -> bool:
    """Whether words go on without a mark, as a transcript's do, so that no clause can be told."""
    marks = sum(t.text in {",", ";", ":", "—", "."} for t in reading.row)
    return len(reading.row) > _MAX_UNBROKEN * (marks + 1)


def _holds_more(reading: Reading, part: Range) -> bool:
    """Whether what is counted is told to hold others, which count: "one server | with four"."""
    after = reading.row[part[1] : part[1] + 1]
    more = reading.amounts((part[1], len(reading.row)))
    return (
        bool(after)
        and after[0].lower in {"of", "with"}
        and (bool(more) or any(t.tag == "CD" for t in reading.row[part[1] :]))
    )


def _commands(reading: Reading, part: Range) -> bool:
    """Whether a fragment tells somebody what to do: "Cap the power"."""
    first, after = reading.row[part[0]], reading.row[min(part[0] + 1, part[1] - 1)]
    objects = after.tag in {"DT", "CD", "PRP$", "PRP", "JJ"} or after.is_noun
    base = can_be_verb(first.lower) and not first.lower.endswith(("s", "ed", "ing"))
    return base and objects and not reading.concepts((part[0], part[0] + 1))


def _attributed(claim: Claim, speaker: str | None) -> Claim:
    return claim if speaker is None or claim.attribution else replace(claim, attribution=speaker)
