"""Whether a claim says by itself what its sentence says where it stands.

A claim is read without the sentences around it. "The rack can be converted", "the fine-tuning took
six days", "inference is faster" say there less, or more, than where they stand: of which rack, in
which project, faster than what. Such a claim is completed where that is sure, or not made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.claim import Claim, Concept, Text
from kg.extract.context import Context
from kg.extract.graded import lacks_standard
from kg.extract.tools import MAKERS, Tools
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.phrases import base
from kg.language.syntax import Token
from kg.reading import Reading
from kg.scope import time_of

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_ELSEWHERE = frozenset({"another", "both", "other", "same", "such"})
_PRONOUNS = word_list("pronouns")
_RELATIONAL = word_list("relational")
_UNIQUE = word_list("unique")
_REMARKED = word_list("document")
_LONG_AGO = word_list("long_ago")
_YEARS = frozenset({"century", "decade", "decades", "year", "years"})
_DURATIONS = word_list("durations")
_SITED = word_list("assemblies") | {"box", "card", "hall", "network"}
_TIMELESS = frozenset({"bet", "cost", "cut", "hit", "let", "put", "read", "set", "split", "spread"})
_DEFINING = frozenset({"alternativeName", "definition", "hasExample", "isA", "hasPart", "partOf"})
_NAMED = frozenset({"hardware", "model", "organization", "phase", "technique", "vendor"})
_THINGS = frozenset({"hardware", "model"})
_RANKING = frozenset({"first", "last", "only"})
_FOLLOWING = frozenset({"IN", "VBN", "VBG", "WDT", "TO"})
_HOLDING = frozenset({"CD", "NNP", "NNPS", "PRP", "VBG"})
_SAYING_WHICH = word_list("relative") | {"behind", "between", "by", "for", "in", "of", "to"}
_FEW = 3


@dataclass(frozen=True)
class Alone:
    """Judges the claims of clauses."""

    tools: Tools

    def completed(
        self, claim: Claim, reading: Reading, clause: Clause, context: Context
    ) -> Claim | None:
        """A claim that can be read by itself; None where it cannot be.

        Args:
            claim: A claim of the clause.
            reading: The sentence.
            clause: The clause.
            context: What surrounds the sentence.
        """
        part = subject_of(reading, clause)
        if _remarks(reading, clause) or self._is_loose(claim):
            return None
        whole = self._placed(claim, reading, (clause, part), context)
        if whole is None or not isinstance(claim.object, Text) or claim.comparand is not None:
            return whole
        return self._graded(whole, reading, (clause, part), context)

    def _placed(
        self, claim: Claim, reading: Reading, told: tuple[Clause, Range], context: Context
    ) -> Claim | None:
        """A claim with the thing that its subject is of, where only that tells which is meant."""
        clause, part = told
        if not self._is_subject(reading, part, claim.subject):
            return claim
        if self._points(reading, part, claim):
            owner = context.owner if _is_past(reading.row[clause.verb[0]]) else None
            firm = owner is not None and owner.type in MAKERS  # "the average order was ..."
            return self._of(claim, owner) if firm else self._of_topic(claim, context)
        if self._is_unowned(claim, part, reading):
            return self._of_topic(claim, context, context.owner)
        if self._is_episode(claim, reading, clause, part):
            first = clause.start == reading.clauses[0].start
            return self._of(claim, context.owner) if first else None
        return claim

    def _is_subject(self, reading: Reading, part: Range, subject: Concept) -> bool:
        """Whether a claim is about what its clause is about, in the clause's own words."""
        words = reading.row[slice(*part)]
        if not words or (len(words) == 1 and words[0].lower in _PRONOUNS):
            return False
        label = subject.label.lower()
        found = [c for _, c in reading.concepts(part)]
        return subject in found or (
            "'s" not in label and bool({t.lower for t in words} & {*label.split()})
        )

    def _points(self, reading: Reading, part: Range, claim: Claim) -> bool:
        """Whether only the sentences before could tell which thing a subject is."""
        row, subject = reading.row, claim.subject
        words = [t.lower for t in row[slice(*part)]]
        if subject.type == "phase" or self.tools.is_particular(subject):
            return False
        if words[0] in _ELSEWHERE or (words[0] in _DEFINITE and words[1] in _ELSEWHERE):
            return True
        opens = words[1:2] if words[0] in {"all", "only", "even"} else words[:1]
        if not {*opens} & _DEFINITE or subject.label.split()[-1] in _UNIQUE:
            return False
        if _is_set(claim, reading, part) or self._is_told(reading, part):
            return False
        past = _is_past(reading.row[_verb_after(reading, part)])
        head = row[max(base(row, part)[1] - 1, part[0])].lower
        known = self.tools.is_known(subject) and head not in _SITED
        return not known or past

    def _is_told(self, reading: Reading, part: Range) -> bool:
        """Whether a phrase says itself which is meant: it names one, ranks, or goes on."""
        row, core = reading.row, base(reading.row, part)
        ranks = any(t.tag == "JJS" or t.lower in _RANKING for t in row[slice(*core)])
        proper = any(_is_name(t) for t in row[part[0] + 1 : part[1]])
        inner = reading.concepts((core[0], max(core[0], core[1] - 1)))
        long = any(b - a > 1 for (a, b), _ in reading.concepts(core))
        after = row[core[1] : part[1]]
        goes_on = bool(after) and after[0].tag in _FOLLOWING and after[0].lower != "with"
        held = any(t.is_noun or t.tag in _HOLDING for t in after)
        return ranks or proper or bool(inner) or long or (goes_on and held)

    def _is_unowned(self, claim: Claim, part: Range, reading: Reading) -> bool:
        """Whether a subject is only a measure, "prices" or "quality", and so one of something."""
        words = [t.lower for t in reading.row[slice(*part)] if t.tag not in {"DT", "RB", ","}]
        bare = len(words) == 1 and words[0] in _RELATIONAL
        return bare and claim.predicate not in _DEFINING and not _is_set(claim, reading, part)

    def _of_topic(
        self, claim: Claim, context: Context, owner: Concept | None = None
    ) -> Claim | None:
        """A claim about a part or a measure of what the headings are about."""
        topic = owner or context.topic
        known = self.tools.is_known(claim.subject)
        if topic is None or topic.type not in _NAMED or topic == claim.subject or not known:
            return None
        return self._of(claim, topic)

    def _of(self, claim: Claim, owner: Concept | None) -> Claim | None:
        if owner is None:
            return None
        told = owner.label.lower() in claim.subject.label.lower()
        return claim if told else replace(claim, scope=(*claim.scope, f"of/{owner.label}"))

    def _is_episode(self, claim: Claim, reading: Reading, clause: Clause, part: Range) -> bool:
        """Whether something happened once, in a case of which the claim says nothing."""
        subject, row = claim.subject, reading.row
        if not _is_past(row[clause.verb[0]]):
            return False
        named = subject.type in MAKERS or self.tools.is_particular(subject)
        proper = self._is_proper(reading, part)
        dated = time_of(reading.cut((clause.start, clause.end)))
        if named or proper or dated or claim.time or claim.attribution:
            return False
        words = {t.lower for t in row[clause.start : clause.end]}
        effect = claim.subject.type == "technique" and not reading.amounts(clause.rest)
        if words & (_LONG_AGO | _YEARS) or effect or _is_set(claim, reading, part):
            return False
        told = [c for _, c in reading.concepts((clause.start, clause.reach)) if c.type in _THINGS]
        return not any(map(self.tools.is_particular, told))

    def _is_proper(self, reading: Reading, part: Range) -> bool:
        """Whether a subject has a name of somebody or something, and not just of a format."""
        plain = {
            i
            for (a, b), c in reading.concepts(part)
            if c.type not in MAKERS | _THINGS
            for i in range(a, b)
        }
        opens = part[0] + (part[0] == 0 and reading.row[part[0]].tag != "NNP")
        return any(_is_name(reading.row[i]) and i not in plain for i in range(opens, part[1]))

    def _is_loose(self, claim: Claim) -> bool:
        """Whether "is the job", "is a weekend" only sounds like a class."""
        if claim.predicate != "isA" or not isinstance(claim.object, Text):
            return False
        words = [w.strip(".,") for w in claim.object.text.lower().split()]
        if words[-1] in _DURATIONS and len(words) <= _FEW:
            return True
        ranks = any(w.endswith("est") or w in _RANKING | {"most"} for w in words)
        plain = words[0] == "the" and not (_SAYING_WHICH & {*words}) and not ranks
        return plain and not self.tools.find(claim.object.text)

    def _graded(
        self, claim: Claim, reading: Reading, told: tuple[Clause, Range], context: Context
    ) -> Claim | None:
        """A claim that grades, with what it grades against; None where nothing says that."""
        clause, part = told
        settled = claim.predicate in _DEFINING or claim.subject.type == "technique"
        if settled or not isinstance(claim.object, Text):
            return claim
        if not lacks_standard(reading, clause, part, claim.object):
            return claim
        other = self._other(claim.subject, reading, context)
        return None if other is None else replace(claim, comparand=other)

    def _other(self, subject: Concept, reading: Reading, context: Context) -> Concept | None:
        """The one other phase that a sentence, the one before it, or a heading speaks of."""
        if subject.type != "phase":
            return None
        kin = {subject.id, *self.tools.ontology.ancestors(subject.id)}
        here = [c for _, c in reading.concepts(reading.whole)]
        for named in (here, context.previous, context.phases):
            others = {c for c in named if c.type == "phase" and c.id not in kin}
            if others:
                return others.pop() if len(others) == 1 else None
        return None


def subject_of(reading: Reading, clause: Clause) -> Range:
    """The words of a clause's subject; of the clause before, where it shares that."""
    own = clause.subject
    if clause.link in {Link.SHARED, Link.PARTICIPLE}:
        before = [c for c in reading.clauses if c.start < clause.verb[0] and c is not clause]
        told = [c.subject for c in before if c.link is not Link.RELATIVE]
        own = next((part for part in reversed(told) if part[0] < part[1]), (0, 0))
    return _trimmed(reading.row, own)


def _trimmed(row: Sequence[Token], part: Range) -> Range:
    a, b = part
    while a < b and (not row[a].text[:1].isalnum() or row[a].tag == "CC"):
        a += 1
    return a, b


def _verb_after(reading: Reading, part: Range) -> int:
    """Where the first verb after a subject stands."""
    later = (c.verb[0] for c in reading.clauses if part[1] <= c.verb[0] < c.verb[1])
    return min(later, default=part[1] - 1)


def _is_past(token: Token) -> bool:
    """Whether a verb tells what happened; "cost" may as well tell what is."""
    past = token.tag == "VBD" or token.lower in {"was", "were", "had", "did"}
    return past and token.lower not in _TIMELESS


def _is_name(token: Token) -> bool:
    return token.tag in {"NNP", "NNPS"} or token.text[:1].isupper()


def _is_set(claim: Claim, reading: Reading, part: Range) -> bool:
    """Whether a case that stands before the subject, or above it, tells of what it holds."""
    if any(c.type in {"phase", "technique"} for _, c in reading.concepts((0, part[0]))):
        return True  # "during training, the weights"
    before = " ".join(reading.cut((0, part[0])).split())
    text = " ".join(reading.text.split())
    cases = (words.partition("/")[2] for words in claim.scope if words.startswith("case/"))
    return any(words in before or words not in text for words in cases)


def _remarks(reading: Reading, clause: Clause) -> bool:
    """Whether words speak of the text they stand in: "this table", "left out on purpose"."""
    row = reading.row[clause.start : clause.reach]
    words = [t.lower for t in row]
    for i, word in enumerate(words[1:], 1):
        pointed = word in _REMARKED and words[i - 1] in {"the", "this", "our", "these"}
        if pointed and words[i + 1 : i + 2] not in (["of"], ["for"]):
            return True
    return any(words[i : i + 2] == ["left", "out"] for i in range(len(words)))
