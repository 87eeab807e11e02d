"""A clause to claims: its scope first, then what its verb, or its subject's name, states."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.claim import MAKERS, Claim, Concept, Quantity, Text
from kg.extract.case import case_after, case_of, introduction, is_left_open
from kg.extract.claimable.alone import Alone
from kg.extract.claimable.figured import gives_figure, tells_figure
from kg.extract.claimable.sound import is_broken_off
from kg.extract.claimable.whole import is_settled, is_whole
from kg.extract.clause.comparison import COMPARED, ComparisonReader
from kg.extract.clause.contrast import both_sides, contrast_in
from kg.extract.clause.objects import objects
from kg.extract.clause.ours import OursReader
from kg.extract.clause.plain import PlainReader
from kg.extract.clause.told import ToldReader, gives_of_other
from kg.extract.clause.verb import VerbReader
from kg.extract.context import Context
from kg.extract.denial import SELDOM, Polarity, of_clause, seldom
from kg.extract.number.amounts import AmountReader
from kg.extract.number.bounds import affirmed, bounded
from kg.extract.number.placing import front
from kg.extract.number.shares import ShareReader
from kg.extract.stated import Stated
from kg.extract.subject.pointing import is_of_others
from kg.extract.tools import Scribe, Tools, apart, text_of, within
from kg.language.clause import Clause, Link, Range, owner_before
from kg.language.grammar import word_list
from kg.language.phrases import is_gapped
from kg.language.syntax import BE, SAYING
from kg.predicates import STATES, lemma
from kg.reading import Reading
from kg.scope import time_of, times_of

_EXPECTING = word_list("foreseeing")
_QUANTIFYING = word_list("more_or_less")
_EMBEDDED = frozenset({"what", "how", "so", "that", "than"})
_EXCEEDING = word_list("exceeding")
_TRAINING = "phase-training"
_CLOSE = 2  # words after a verb that still weaken it: "is likely to"
_POINTING = frozenset({"this", "that", "it", "which"})
_COLLECTIVE = word_list("collective")
_DURING = frozenset({"while", "when", "whenever"})
_WEIGHING = word_list("weighing")
_BALANCING = word_list("balancing")
_ADAPTING = word_list("adapting")
_CONTRASTING = frozenset({"while", "whereas", "although", "though", "but", "yet"})
_FOLLOWING_ON = word_list("following_on")
_PARTAKING = frozenset({"metric", "model"})
_EFFECTS = frozenset({"causes", "improves", "reduces"})
_NEEDED = word_list("needed")
_AMOUNTING = word_list("amounting")
_EXPLAINING = word_list("explanations")


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
        self._amounts = AmountReader(tools)
        self._verbs = VerbReader(tools, self._amounts)
        self._plain = PlainReader(tools)
        self._comparisons = ComparisonReader(tools)
        self._told = ToldReader(tools)
        self._shares = ShareReader(tools)
        self._ours = OursReader(self._plain)
        self._alone = Alone(tools)

    def read(self, reading: Reading, said: Said, context: Context) -> Iterator[Claim]:
        """The claims of a clause whose subjects are known."""
        yield from self._sound(self._sides(reading, said, context), reading, said, context)

    def ours(self, reading: Reading, said: Said, context: Context) -> Iterator[Claim]:
        """What "we" tell of ourselves in a clause, of whoever that is."""
        stated = Stated(reading, said.clause, self._scribe(reading, said, context))
        told = (c for who in said.subjects for c in self._ours.read(stated, who))
        yield from self._sound(told, reading, said, context)

    def _sound(
        self, claims: Iterable[Claim], reading: Reading, said: Said, context: Context
    ) -> Iterator[Claim]:
        """Those of a clause's claims that are whole, and can be read by themselves."""
        polarity = of_clause(reading, said.clause)
        if is_left_open(reading, said.clause) or polarity is Polarity.UNCLEAR:
            return
        broken = is_broken_off(reading, said.clause)
        for claim in map(_in_words, claims):
            # "our ...": whose, only the one who was asked could tell
            ours = context.asked and claim.subject.label.startswith("our ")
            told = context.speaker is not None and reading.amounts(said.clause.rest)
            cut = broken or (ours and not told)
            if isinstance(claim.object, Text) and (cut or not is_whole(claim.object)):
                continue
            if polarity is Polarity.PARTLY and claim.predicate != STATES:
                continue  # "is not always limited by memory"
            words = claim.object.text if isinstance(claim.object, Text) else ""
            others = words and is_of_others(reading, said.clause, words)
            if others or not all(map(is_settled, cases_of(claim))):
                continue
            whole = self._alone.completed(claim, reading, said.clause, context)
            if whole is not None:
                yield whole

    def counts(self, reading: Reading, clause: Clause) -> bool:
        """Whether a clause tells of a share of many: "62 % of tokens are"."""
        return self._shares.counts(reading, clause)

    def _sides(self, reading: Reading, said: Said, context: Context) -> Iterator[Claim]:
        """The claims of a clause; of one that denies a thing for another, of both."""
        contrast = contrast_in(reading, said.clause)
        if contrast is None:
            yield from self._claims(reading, said, context)
            return
        denied = list(self._claims(reading, replace(said, clause=contrast.denied), context))
        stated = Stated(reading, said.clause, self._scribe(reading, said, context))
        yield from both_sides(self._tools, stated, contrast, denied)

    def _claims(self, reading: Reading, said: Said, context: Context) -> Iterator[Claim]:
        stated = Stated(reading, said.clause, self._scribe(reading, said, context))
        above = stated.scoped(stated.scribe.phase or context.phase)
        if self._shares.counts(stated.reading, stated.clause):
            yield from self._shares.read(above)
            return
        yield from self._told.read(above, said.subjects)
        yield from self._shares.gone(above)
        expected = self._expected(stated)
        possessed = stated.clause.cue == "whose"
        named = self._possessed(stated) if possessed else self._property(stated, context)
        needed = self._needed(stated)
        if needed is not None:
            yield stated.scoped(needed[0].id).scribe.claim(*needed)
        elif expected is not None:
            yield from self._forecast(stated, said, expected)
        elif named is not None:
            yield from self._of_property(stated, *named)
        elif not self._explains(stated) and not self._is_joint(stated, said):
            for subject in said.subjects:
                adapted = subject.type == "model" and stated.verb in _ADAPTING
                own = None if adapted else self._tools.scope.phase_of(subject)
                phase = own or stated.scribe.phase
                yield from self._of_subject(stated.scoped(phase), subject)

    def _needed(self, stated: Stated) -> tuple[Concept, str, Text] | None:
        """What "For training, more memory is required" says that training needs."""
        clause, row = stated.clause, stated.row
        intro, value = clause.intro, text_of(stated.reading, clause.subject)
        asked = row[clause.verb[1] - 1].lower in _NEEDED and stated.row[clause.verb[0]].lower in BE
        opens = intro[0] < intro[1] and row[intro[0]].lower == "for"
        if not (asked and opens) or clause.rest[0] < clause.rest[1] or value is None:
            return None
        named = self._tools.exact(stated.reading, (intro[0] + 1, intro[1]))
        return (named, "requires", value) if named is not None and named.type == "phase" else None

    def _is_joint(self, stated: Stated, said: Said) -> bool:
        """Whether it holds of several together and of none alone: "A and B differ"."""
        words = stated.reading.row[slice(stated.clause.verb[0], stated.clause.reach)]
        several = len(said.subjects) > 1 or any(
            t.lower in {"and", "both", "neither"} for t in stated.row[slice(*stated.clause.subject)]
        )
        told = {t.lower for t in words}
        row, (a, b) = stated.row, stated.clause.subject
        they = a < b and row[a].lower == "they" and "differently" in told
        return they or (several and bool(told & _COLLECTIVE))

    def _of_subject(self, stated: Stated, subject: Concept) -> Iterator[Claim]:
        said = list(self._said_of(stated, subject))
        compared = [
            found
            for claim in said
            if claim.predicate == COMPARED and isinstance(claim.object, Text)
            for found in self._comparisons.read(stated, claim)
        ]
        compared += self._comparisons.multiples(stated, subject)
        factors = {claim.factor.text for claim in compared if claim.factor}
        for claim in said:
            text = claim.object.text if not isinstance(claim.object, Concept) else ""
            if claim.predicate != COMPARED and text not in factors:
                yield claim
            if claim.predicate == "share":
                yield from self._shares.gapped(stated, claim)
        yield from compared

    def _said_of(self, stated: Stated, subject: Concept) -> Iterator[Claim]:
        found = None if self._told.estimates(stated) else self._verbs.match(stated)
        if found is None or not self._verbs.applies(stated, subject, *found):
            if self._is_named(stated, subject):
                yield from self._plain.read(stated, subject)
            yield from self._numbers(stated, subject, None)
            return
        told = list(self._verbs.read(stated, subject, *found))
        if found[0].role != "inverse":  # else its numbers are not the subject's
            told += self._numbers(stated, subject, found[0].predicate)
            if not told and found[0].role == "measure" and gives_figure(stated, subject):
                told += self._plain.read(stated, subject)  # "takes 90 % off the price" is no time
        yield from told

    def _numbers(self, stated: Stated, subject: Concept, hint: str | None) -> Iterator[Claim]:
        if not self._reports(stated) and not self._tells_of_other(stated, subject):
            yield from self._amounts.read(stated, subject, hint)

    def _is_named(self, stated: Stated, subject: Concept) -> bool:
        """Whether what is said in so many words is said of something that has a name."""
        part = stated.clause.subject
        proper = any(t.tag == "NNP" or is_proper(t.text) for t in stated.row[slice(*part)])
        agents = part[1] - part[0] == 1 and stated.row[part[0]].tag == "NNS"
        acts = agents and bool(stated.reading.concepts(stated.rest))  # "teams adjust models"
        named = proper or acts or bool(stated.reading.concepts(part))
        named = named or self._tools.is_named(stated.reading, subject)
        return named or (not self._told.estimates(stated) and tells_figure(stated))

    def _tells_of_other(self, stated: Stated, subject: Concept) -> bool:
        """Whether the numbers are of what a test measured: "tests recorded 275 tokens"."""
        return gives_of_other(stated) and (subject.type in MAKERS or subject.type == "other")

    def _reports(self, stated: Stated) -> bool:
        """Whether the numbers are of what somebody says or expects: "reported that X used 3"."""
        return stated.verb in _EXPECTING or (
            stated.row[stated.clause.verb[1] - 1].lower in SAYING
            and any(t.lower == "that" for t in stated.row[slice(*stated.rest)][:2])
        )

    def _scribe(self, reading: Reading, said: Said, context: Context) -> Scribe:
        clause = said.clause
        limits = self._tools.limits(reading.cut((clause.start, clause.end)), reading.text)
        # The year of "a startup founded in 2016" is not that of what the startup does.
        dated = reading.cut(clause.intro) + " " + reading.cut((clause.verb[0], clause.end))
        told = times_of(reading.cut(clause.rest))  # "fell from $9 (2023) to $1 (2024)"
        several = len(told) > 1 and not (time_of(dated) or "").startswith("between ")
        time = context.time if several else time_of(dated) or context.time
        hedge = self._tools.scope.hedge(self._hedged(reading, said)) or seldom(reading, clause)
        denied = of_clause(reading, clause) is not Polarity.SAID
        limits = replace(limits, time=time, hedge=hedge, negated=denied)
        source = reading.span((said.start, max(clause.reach, said.start + 1)))
        phase = self._phase(reading, said, context)
        cases = case_of(reading, clause, self._tools)
        named = any(c.type == "technique" for _, c in reading.concepts(reading.whole))
        cases = (
            cases
            if cases and not context.lead
            else (*cases, *_asked(said, context, alone=not named))
        )
        return Scribe(reading, f"sentence/{clause.link}", source, limits, phase, cases)

    def _hedged(self, reading: Reading, said: Said) -> str:
        """The words whose "may" or "reportedly" is the clause's own, and not of one within it."""
        clause = said.clause
        shares = clause.link is Link.SHARED and reading.row[clause.verb[0]].tag in {"VB", "VBP"}
        start = said.start if shares else min(clause.start, clause.verb[0])
        skipped = reading.cut((start, clause.verb[0])) if shares else ""
        own = [clause.intro, (clause.verb[0] - 1, clause.verb[1] + _CLOSE)]
        near = [reading.cut((max(a, 0), min(b, clause.end))) for a, b in own]
        if clause.link is Link.PARTICIPLE:  # "can be costly, requiring": that can be, too
            led = [c.verb for c in reading.clauses if c.verb[1] <= clause.verb[0]]
            near += [reading.cut((a, b + _CLOSE)) for a, b in led[-1:]]
        return " ; ".join([skipped, *near])

    def _phase(self, reading: Reading, said: Said, context: Context) -> str | None:
        """From the subject, else the introduction, the verb, the rest, the sentence, the block."""
        scope, clause = self._tools.scope, said.clause
        intro = introduction(reading, clause)
        named = [within(reading, p) for p in (clause.subject, intro)]
        if self._is_of_both(said, named[0], reading):
            return None
        main = lemma(reading.row[clause.verb[1] - 1].text)
        denied = (
            of_clause(reading, clause) is not Polarity.SAID
        )  # what is "not learning" is not in training
        named[1] += [c for _, _, c in self._tools.find(main) if c.type == "phase" and not denied]
        told = self._own_rest(reading, clause)
        rest = within(reading, told)
        text = "" if denied else reading.cut((clause.start, max(told[1], clause.start)))
        unknown = (s.label for s in said.subjects if not self._tools.is_known(s))
        made = [c for label in unknown for *_, c in self._tools.named(label)]
        if _comes_later(reading, clause):
            named[1] = []  # "In pre-training it learns, and is tuned afterwards"
        if main in _ADAPTING:  # what is done to a finished model is no use of it
            made = [c for c in made if c.type != "model"]
            named[0] = [c for c in named[0] if c.type != "model"]
        about = [c for c in said.subjects if c.type != "model" or main not in _ADAPTING]
        own = scope.phase([*about, *made]) or scope.phase(named[0]) or scope.phase(named[1])
        sentence = _before(reading, clause)
        several = len({p for c in rest if (p := scope.phase_of(c))}) > 1  # "training and serving"
        apart_from = several or clause.cue in _CONTRASTING or _comes_later(reading, clause)
        makers = said.subjects and all(s.type in MAKERS for s in said.subjects)
        earlier = None if apart_from or makers else scope.phase(sentence)
        staged = context.titled and _TRAINING in self._tools.ontology.ancestors(context.phase or "")
        # A firm is in no phase, and what is told below a title on fine-tuning need not be.
        elsewhere = makers or staged or self._is_past(reading, clause, context)
        elsewhere = elsewhere or len(about) < len(said.subjects)
        above = None if elsewhere else context.phase
        return own or scope.phase(rest, text) or self._during(reading, clause) or earlier or above

    def _during(self, reading: Reading, clause: Clause) -> str | None:
        """The phase that a clause after it tells of: "It removes waits | while a model trains"."""
        after = next((c for c in reading.clauses if c.start > clause.start), None)
        if (
            after is None
            or after.cue not in _DURING
            or of_clause(reading, after) is not Polarity.SAID
        ):
            return None
        verb = lemma(reading.row[after.verb[1] - 1].text)
        return self._tools.scope.phase([c for *_, c in self._tools.find(verb)])

    def _is_past(self, reading: Reading, clause: Clause, context: Context) -> bool:
        """Whether a clause tells of what comes after, or before, the phase of its heading."""
        left = self._tools.scope.phase(apart(reading, reading.whole))
        return _comes_later(reading, clause) or (left is not None and left == context.phase)

    def _is_of_both(self, said: Said, named: list[Concept], reading: Reading) -> bool:
        """Whether a clause tells of two phases at once: "the ratio of inference to training"."""
        if any(s.type == "phase" for s in said.subjects):
            return False
        rest = [c for _, c in reading.concepts(said.clause.rest)]
        if any(map(self._names_both, (*named, *rest))) or self._sets_against(reading, said.clause):
            return True
        told = ([c for c in found if self._tools.scope.phase_of(c)] for found in (named, rest))
        found = next((f for f in told if f), [])
        several = len({self._tools.scope.phase_of(c) for c in found}) > 1
        return several and self._tools.scope.phase(found) is None

    def _names_both(self, concept: Concept) -> bool:
        """Whether a concept is of two phases by its name: "training vs inference"."""
        named = (
            c.id
            for w in concept.label.split()
            for *_, c in self._tools.find(w)
            if c.type == "phase"
        )
        return len({*named}) > 1

    def _sets_against(self, reading: Reading, clause: Clause) -> bool:
        """Whether words after the verb weigh two phases: "training jobs against live requests"."""
        row, (a, b) = reading.row, (clause.rest[0], max(clause.rest[1], clause.reach))
        weighs = _WEIGHING | ({"with"} if lemma(row[a - 1].text) in _BALANCING else set())
        at = next((i for i in range(a + 1, b) if row[i].lower in weighs), None)
        if at is None:
            return False
        left, right = (
            self._tools.scope.phase([c for _, c in reading.concepts(part)], reading.cut(part))
            for part in ((a, at), (at + 1, b))
        )
        return left is not None and right is not None and left != right

    def _own_rest(self, reading: Reading, clause: Clause) -> Range:
        """What follows the verb, up to what only an embedded clause or a comparison speaks of."""
        (a, b), row = clause.rest, reading.row
        exceeds = any(lemma(t.text) in _EXCEEDING for t in row[slice(*clause.verb)])
        ends = (i for i in range(a, b) if row[i].lower in _EMBEDDED or is_gapped(row, i, b))
        stop = next(ends, b)
        before = self._tools.scope.phase([c for _, c in reading.concepts((a, stop))])
        other = self._tools.scope.phase([c for _, c in reading.concepts((stop, b))])
        differs = stop < b and row[stop].lower == "than" and before != other is not None
        return (a, a) if exceeds or differs else (a, stop)

    def _property(self, stated: Stated, context: Context) -> tuple[Concept, str] | None:
        """Whose property a clause gives, and which: "The goal of training is X"."""
        core = self._tools.core(stated.reading, stated.clause.subject)
        if not self._gives(stated) or core[0] >= core[1] or stated.clause.link is Link.RELATIVE:
            return None
        numbers = stated.reading.amounts(stated.rest)
        owned = self._owned(stated, core, numbers[0][1]) if numbers else None
        if owned is not None:
            return owned
        predicate = self._measured(stated, core, numbers[0][1] if numbers else None)
        told = predicate is not None and predicate != "worksWith"
        opens = bool(numbers) and numbers[0][0][0] == stated.rest[0]
        told = told and not (opens and predicate in _EFFECTS)  # "The result is 88 %"
        if predicate is None or not told or not self._can_be(predicate, [q for _, q in numbers]):
            return None  # "memory capacity is the binding constraint" gives no capacity
        end = stated.clause.subject[1]  # "The result, on a benchmark, is": not the benchmark's
        end = next((i for i in range(core[1], end) if stated.row[i].text == ","), end)
        known = [c for _, c in stated.reading.concepts((core[1], end))]
        if not known and "of" in {t.lower for t in stated.row[core[1] : end]}:
            return None  # "the cost of the example service": of nothing that is known
        told = predicate == "hasExample"  # "One example is ...": of what was spoken of last
        before = context.previous if predicate != "causes" else ()
        known = known or [c for c in before if told or c.type == "phase"]
        if not known and context.topic is not None and predicate not in _EFFECTS:
            known = [context.topic]  # "the result is speed": of what, is not told
        return (known[0], predicate) if len(known) == 1 else None

    def _possessed(self, stated: Stated) -> tuple[Concept, str] | None:
        """What "the X1, whose bandwidth is" gives a number of, and of which property."""
        (a, b), names = stated.clause.subject, self._tools.predicates
        first = next((q for _, q in stated.reading.amounts(stated.rest)), None)
        named = names.by_name(stated.reading.cut((a + 1, b)))
        owner = self._tools.subject(stated.reading, owner_before(stated.row, a))
        known = owner is not None and (owner.type == "phase" or self._tools.is_particular(owner))
        if owner is None or not known or first is None or named in {None, "share"}:
            return None
        fits = stated.is_copula and names.measures(named, first)
        return (owner, named) if named and fits else None

    def _gives(self, stated: Stated) -> bool:
        """Whether it says what its subject is, or a number follows as after "is": "exceeds 16"."""
        if stated.is_copula:
            return True
        found = next(iter(stated.reading.amounts(stated.rest)), None)
        opens = found is not None and front(stated, found[0][0]) == stated.rest[0]
        return opens and stated.verb in _AMOUNTING

    def _owned(self, stated: Stated, core: Range, quantity: Quantity) -> tuple[Concept, str] | None:
        """Whose "The H100's bandwidth" is, where a number of that property follows."""
        owns = next((i for i in range(*core) if stated.row[i].tag == "POS"), None)
        if owns is None or owns == core[0]:
            return None
        named = self._tools.predicates.by_name(stated.reading.cut((owns + 1, core[1])))
        owner = self._tools.subject(stated.reading, (core[0], owns))
        if owner is None or named is None or named == "share":
            return None
        told = owner.type == "phase" or self._tools.is_particular(owner)
        fits = self._tools.predicates.measures(named, quantity)
        return (owner, named) if told and fits and self._tools.is_known(owner) else None

    def _can_be(self, predicate: str, numbers: list[Quantity]) -> bool:
        """Whether what is said can be a value: a size of "$3 million" is no area of a chip."""
        names = self._tools.predicates
        if not names.is_measure(predicate):
            return True
        dimensioned = [q for q in numbers if names.dimension(q)]
        return bool(numbers) and (
            not dimensioned or any(names.measures(predicate, q) for q in dimensioned)
        )

    def _measured(self, stated: Stated, core: Range, quantity: Quantity | None) -> str | None:
        """The property that a subject names: by itself, or as the kind of a number given."""
        names, words = self._tools.predicates, stated.reading.cut(core)
        exact = names.by_exact_name(words)
        of = core[1] < len(stated.row) and stated.row[core[1]].lower == "of"
        named = names.by_name(words) if of and quantity and not exact else None
        return exact or (named if quantity and names.measures(named, quantity) else None)

    def _of_property(self, stated: Stated, subject: Concept, predicate: str) -> Iterator[Claim]:
        stated = stated.scoped(self._tools.scope.phase_of(subject) or stated.scribe.phase)
        first = next(iter(stated.reading.amounts(stated.rest)), None)
        opens = first is not None and front(stated, first[0][0]) == stated.rest[0]
        fits = first is not None and self._tools.predicates.measures(predicate, first[1])
        if first is not None and opens and (fits or not stated.is_copula):
            number = bounded(stated, first[1], self._tools.ontology)
            claim = affirmed(stated.scribe.claim(subject, predicate, number, "sentence/property"))
            after = case_after(stated, first[0][1], self._tools)
            yield replace(claim, scope=(*claim.scope, *self._variant(stated), *after))
            return
        for value in objects(self._tools, stated, stated.rest):
            yield stated.scribe.claim(subject, predicate, value, "sentence/property")

    def _variant(self, stated: Stated) -> tuple[str, ...]:
        """What narrows a property that somebody owns: "Acme's data-centre revenue"."""
        core = self._tools.core(stated.reading, stated.clause.subject)
        owns = next((i for i in range(*core) if stated.row[i].tag == "POS"), None)
        words = "" if owns is None else stated.reading.cut((owns + 1, core[1]))
        plain = not words or self._tools.predicates.by_exact_name(words) is not None
        return () if plain else (f"variant/{words}",)

    def _explains(self, stated: Stated) -> bool:
        """Whether it speaks of the statement before, not of a thing: "That is one reason"."""
        clause = stated.clause
        pronoun = clause.link is Link.RELATIVE and clause.cue == "which"
        if clause.subject[1] - clause.subject[0] == 1:
            pronoun = pronoun or stated.row[clause.subject[0]].lower in _POINTING
        words = {t.lower for t in stated.row[slice(*clause.rest)][:4]}
        return pronoun and bool(words & _EXPLAINING)

    def _expected(self, stated: Stated) -> int | None:
        """Where "to become" begins in "Researchers expect inference to become ..."."""
        row = stated.row
        if stated.verb not in _EXPECTING:
            return None
        for i in range(stated.rest[0] + 1, stated.rest[1] - 1):
            if row[i].tag == "TO" and row[i + 1].tag.startswith("VB"):
                return i
            if row[i].is_verb or row[i].tag in {"IN", ","}:
                return None
        return None

    def _forecast(self, stated: Stated, said: Said, at: int) -> Iterator[Claim]:
        """What somebody expects of a thing is said of that thing, by them."""
        about = self._tools.link(stated.reading, (stated.rest[0], at))
        value = text_of(stated.reading, stated.full((at, stated.rest[1])))
        more = stated.row[stated.rest[0]].lower in _QUANTIFYING  # more of it, and not it
        if about is None or value is None or more:
            return
        limits = stated.scribe.limits
        who = limits.attribution or (said.subjects[0].label if said.subjects else None)
        limits = replace(limits, attribution=who, hedge=limits.hedge or "expected")
        phase = self._tools.scope.phase_of(about) or stated.scribe.phase
        scribe = replace(stated.scribe, limits=limits, phase=phase)
        yield scribe.claim(about, "forecast", value, "sentence/forecast")


def _asked(said: Said, context: Context, *, alone: bool) -> tuple[str, ...]:
    """The technique that a paragraph, or the question it answers, is about, for other subjects."""
    lead, topic = context.lead, context.topic
    if not lead and topic is not None and topic.type == "technique":
        # "Training is slower": with it; "the model verifies them": in it
        of_phase = any(s.type == "phase" for s in said.subjects)
        of_part = alone and any(
            s.type in _PARTAKING and not s.label.isupper() for s in said.subjects
        )
        lead = topic.label if (of_phase and context.asked) or of_part else lead
    told = lead and all(s.label.lower() not in lead.lower() for s in said.subjects)
    return (f"case/{lead}",) if told else ()


def _comes_later(reading: Reading, clause: Clause) -> bool:
    """Whether a clause tells what comes after that of which the words before it tell."""
    return any(t.lower in _FOLLOWING_ON for t in reading.row[clause.start : clause.reach])


def _before(reading: Reading, clause: Clause) -> list[Concept]:
    """What the words before a clause speak of, back to a semicolon; nothing that they deny."""
    marks = (i for i in range(clause.start - 1, -1, -1) if reading.row[i].text == ";")
    start = next(marks, -1) + 1
    denied = [
        (c.verb[0], c.end)
        for c in reading.clauses
        if c.end <= clause.start and of_clause(reading, c) is not Polarity.SAID
    ]
    found = within(reading, (start, clause.start))
    left = [c for part in denied for c in within(reading, part)]
    return [c for c in found if c not in left]


def _in_words(claim: Claim) -> Claim:
    """A claim whose object itself has the adverb that all but denies it: "rarely uses the X1"."""
    words = claim.object.text.lower().split() if isinstance(claim.object, Text) else []
    told = claim.negated and claim.hedge in SELDOM and claim.hedge in words
    return replace(claim, negated=False, hedge=None) if told else claim


def cases_of(claim: Claim) -> list[str]:
    """The words of the cases that a claim is limited to."""
    return [words.removeprefix("case/") for words in claim.scope if words.startswith("case/")]


def is_proper(word: str) -> bool:
    """Whether a word looks like a product's name: capitals with figures."""
    return word[:1].isupper() and any(map(str.isdigit, word))
