"""Whether a claim says by itself what its sentence says where it stands.

A claim is read without the sentences around it. "The rack can be converted", "the fine-tuning took
six days", "inference is faster" say there less, or more, than where they stand: of which rack, in
which project, faster than what. Such a claim is completed where that is sure, or not made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.claim import ENTITIES, MADE, MAKERS, NAMED, Claim, Concept, Text
from kg.extract.claimable.graded import lacks_standard
from kg.extract.claimable.idle import is_idle
from kg.extract.context import Context
from kg.extract.subject.owner import is_of_market
from kg.extract.subject.pointing import is_name, is_past, is_set, lost_name, points, verb_after
from kg.extract.tools import Tools
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.phrases import base
from kg.language.syntax import BE, SAYING, Token
from kg.reading import Reading
from kg.scope import time_of

_PRONOUNS = word_list("pronouns")
_RELATIONAL = word_list("relational")
_LONG_AGO = word_list("long_ago")
_RANKING = word_list("ranking")
_LASTING = frozenset({"madeBy", "purpose", "suitedTo"})  # "were designed for": they still are
_DEFINING = frozenset({"alternativeName", "definition", "hasExample", "isA", "hasPart", "partOf"})


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
        part = _subject(reading, clause)
        if isinstance(claim.object, Text) and claim.object.text == reading.cut(part):
            part = clause.intro  # "For training, more memory is required": it is of training
        lost = lost_name(self.tools, reading, part, claim)
        lost = lost or _is_supposed(claim, reading, (clause, part))
        if lost or is_idle(self.tools, claim, reading, clause):
            return None
        told = self._is_subject(reading, part, claim.subject)
        if context.owner is not None and self._is_the_model(claim, reading, part, context.owner):
            return replace(claim, subject=context.owner)
        whole = self._placed(claim, reading, (clause, part), context) if told else claim
        if whole is None or not isinstance(claim.object, Text) or claim.comparand is not None:
            return whole
        return self._graded(whole, reading, (clause, part), context)

    def _is_subject(self, reading: Reading, part: Range, subject: Concept) -> bool:
        """Whether a claim is about what its clause is about, in the clause's own words."""
        words = [t.lower for t in reading.row[slice(*part)]]
        if not words or (len(words) == 1 and words[0] in _PRONOUNS):
            return False
        label = subject.label.lower()
        found = [c for _, c in reading.concepts(part)]
        return subject in found or ("'s" not in label and bool({*words} & {*label.split()}))

    def _placed(
        self, claim: Claim, reading: Reading, told: tuple[Clause, Range], context: Context
    ) -> Claim | None:
        """A claim with the thing that its subject is of, where only that tells which is meant."""
        clause, part = told
        if points(self.tools, reading, part, claim):
            owner = context.owner if is_past(reading.row[clause.verb[0]]) else None
            firm = owner is not None and owner.type in MAKERS  # "the average order was ..."
            return self._of(claim, owner) if firm else self._of_topic(claim, context)
        if self._is_unowned(claim, part, reading):
            return self._of_all(claim, context, reading, clause)
        if not self._is_episode(claim, reading, (clause, part), context):
            return claim
        if context.owner is None and context.occasion:
            return replace(claim, scope=(*claim.scope, f"case/{context.occasion}"))
        first = clause.start == reading.clauses[0].start
        return self._of(claim, context.owner) if first else None

    def _is_the_model(self, claim: Claim, reading: Reading, part: Range, owner: Concept) -> bool:
        """Whether "the model" with a number is the one that the headings are about."""
        words = [t.lower for t in reading.row[slice(*part)]]
        value = claim.object
        numbered = not isinstance(value, Concept) and any(map(str.isdigit, value.text))
        about = owner.type == claim.subject.type == "model"
        return about and words == ["the", "model"] and numbered

    def _is_unowned(self, claim: Claim, part: Range, reading: Reading) -> bool:
        """Whether a subject is only a measure, "prices" or "quality", and so one of something."""
        sized = (a - 1 for (a, b), _ in reading.amounts(part) if b == part[1] and a - 1 > part[0])
        part = part[0], next(sized, part[1])  # "gains | of 1.5x"
        words = [t.lower for t in reading.row[slice(*part)] if t.tag not in {"DT", "RB", ","}]
        bare = len(words) == 1 and words[0] in _RELATIONAL
        if not bare or claim.predicate in _DEFINING or is_set(claim, reading, part):
            return False
        verb = verb_after(reading, part)
        general = claim.subject.type in {"metric", "hardware"} and not is_past(verb)
        numbers = reading.amounts((part[1], len(reading.row)))
        return not general or bool(numbers) or verb.lower == "would"

    def _of_all(
        self, claim: Claim, context: Context, reading: Reading, clause: Clause
    ) -> Claim | None:
        """A measure of the product or topic; "Savings are 60 %" are not those of all inference."""
        opens = any(r[0] == clause.rest[0] for r, _ in reading.amounts(clause.rest))
        wide = context.owner is None and context.topic is not None
        if opens and wide and context.topic is not None and context.topic.type == "phase":
            return None
        made = context.topic is not None and not self.tools.is_known(claim.subject)
        if made and context.owner is None and context.topic and context.topic.type == "technique":
            return self._of(claim, context.topic)  # "Gains of 1.5x are common"
        return self._of_topic(claim, context, context.owner)

    def _of_topic(
        self, claim: Claim, context: Context, owner: Concept | None = None
    ) -> Claim | None:
        """A claim about a part or a measure of what the headings are about."""
        topic = owner or context.topic
        known = self.tools.is_known(claim.subject)
        if topic is None or topic.type not in ENTITIES or topic == claim.subject or not known:
            return None
        return self._of(claim, topic)

    def _of(self, claim: Claim, owner: Concept | None) -> Claim | None:
        if owner is None or (owner.type in MAKERS and is_of_market(self.tools, claim.subject)):
            return None
        told = owner.label.lower() in claim.subject.label.lower()
        return claim if told else replace(claim, scope=(*claim.scope, f"of/{owner.label}"))

    def _is_episode(
        self, claim: Claim, reading: Reading, told: tuple[Clause, Range], context: Context
    ) -> bool:
        """Whether something happened once, in a case of which the claim says nothing."""
        clause, part = told
        says = reading.row[clause.verb[1] - 1].lower in SAYING  # by whom is told
        lasting = claim.predicate in _LASTING or claim.time or claim.attribution or says
        coming = context.owner is not None and _is_coming(claim, reading, clause)
        if lasting or not (is_past(reading.row[clause.verb[0]]) or coming):
            return False
        named = claim.subject.type in MAKERS or self.tools.is_particular(claim.subject)
        dated = time_of(reading.cut((clause.start, clause.end)))
        effect = claim.subject.type == "technique" and not reading.amounts(clause.rest)
        around = (*reading.row[clause.start : part[0]], *reading.row[part[1] : clause.end])
        words = {t.lower for t in around}
        if named or dated or effect or words & _LONG_AGO or self._is_proper(reading, part):
            return False
        beside = [c for _, c in reading.concepts((clause.start, clause.reach)) if c.type in MADE]
        return not (any(map(self.tools.is_particular, beside)) or is_set(claim, reading, part))

    def _is_proper(self, reading: Reading, part: Range) -> bool:
        """Whether a subject has a name of somebody or something, and not just of a format."""
        end = base(reading.row, part)[1]
        plain = {
            i
            for (a, b), c in reading.concepts(part)
            if c.type not in NAMED or (c.type in MAKERS and b < end)  # "the NVIDIA box"
            for i in range(a, b)
        }
        opens = part[0] + (part[0] == 0 and reading.row[part[0]].tag != "NNP")
        own = (i for i in range(opens, part[1]) if reading.row[i].lower not in _RANKING)
        return any(is_name(reading.row[i]) and i not in plain for i in own)

    def _graded(
        self, claim: Claim, reading: Reading, told: tuple[Clause, Range], context: Context
    ) -> Claim | None:
        """A claim that grades, with what it grades against; None where nothing says that."""
        clause, part = told
        is_so = reading.row[clause.verb[1] - 1].lower in BE  # "LoRA is cheaper": than what?
        within = claim.subject.type == "technique" and not is_so  # "stores in fewer bits"
        settled = claim.predicate in _DEFINING or within
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


def _is_coming(claim: Claim, reading: Reading, clause: Clause) -> bool:
    """Whether a phase will be moved somewhere: one model's, "inference will stay in Norway"."""
    row, (a, b) = reading.row, clause.rest
    known = {i for (start, end), _ in reading.concepts((a, b)) for i in range(start, end)}
    placed = any(is_name(row[i]) and i not in known for i in range(a, b))
    return claim.subject.type == "phase" and row[clause.verb[0]].lower == "will" and placed


def _is_supposed(claim: Claim, reading: Reading, told: tuple[Clause, Range]) -> bool:
    """Whether something is only imagined, or named by a clause: "the X, its own key, which is"."""
    clause, (a, b) = told
    would = any(t.lower in {"would", "'d", "’d"} for t in reading.row[slice(*clause.verb)])
    case = any(words.startswith("case/") for words in claim.scope)
    own = clause.link is Link.RELATIVE and a < b and reading.row[a].tag == "PRP$"
    return (would and not case) or (own and claim.predicate in _DEFINING)


def _subject(reading: Reading, clause: Clause) -> Range:
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
