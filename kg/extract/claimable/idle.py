"""What tells nothing by itself: figures of speech, remarks on the text, sums of no known thing."""

from kg.claim import ENTITIES, Claim, Text
from kg.extract.tools import Tools
from kg.language.clause import Clause
from kg.language.grammar import word_list
from kg.language.syntax import BE, GRADED
from kg.predicates import STATES, lemma
from kg.reading import Reading

_REMARKED = word_list("document")
_LEGAL = word_list("legal")
_VAGUE = word_list("vague")
_VAGUE_ADJECTIVES = word_list("vague_adjectives")
_STANDING_AT = word_list("standing_at")
_DURATIONS = word_list("durations")
_RANKING = word_list("ranking")
_SAYING_WHICH = word_list("relative") | {"behind", "between", "by", "for", "in", "of", "to"}
_RELATING = word_list("relating")
_FORESEEING = word_list("foreseeing")
_FOLLOWING = _SAYING_WHICH | word_list("everybody")  # what is added to a noun
_LIKENED = word_list("remarks")
_FEW = 3


def is_idle(tools: Tools, claim: Claim, reading: Reading, clause: Clause) -> bool:
    """Whether a claim would tell its reader nothing.

    Args:
        tools: The parts that extractors share.
        claim: A claim of the clause.
        reading: The sentence.
        clause: The clause.
    """
    if _remarks(reading, clause):
        return True
    if not isinstance(claim.object, Text):
        return False
    if claim.predicate == "hasPart" and claim.object.text.lower().endswith(claim.subject.label):
        return True  # "contains a lot of inference", of inference
    if claim.predicate == "isA":
        return _is_loose(tools, claim.object.text)
    return claim.predicate == STATES and _is_empty(claim, reading, clause)


def _remarks(reading: Reading, clause: Clause) -> bool:
    """Whether words speak of the text they stand in: "this table"."""
    words = [t.lower for t in reading.row[clause.start : clause.reach]]
    for i, word in enumerate(words[1:], 1):
        pointed = word in _REMARKED and words[i - 1] in {"the", "this", "our", "these"}
        if pointed and words[i + 1 : i + 2] not in (["of"], ["for"]):
            return True
    return not _LEGAL.isdisjoint(words)


def _is_loose(tools: Tools, phrase: str) -> bool:
    """Whether "is the job", "is a weekend" only sounds like a class."""
    words = [w.strip(".,") for w in phrase.lower().split()]
    if words[0] in {"a", "an"} and _head(words, phrase) in _LIKENED:
        return True  # "a slightly unfair comparison"
    if words[-1] in _DURATIONS and len(words) <= _FEW:
        return True
    if words[0] != "the":
        return False
    ranks = any(w.endswith("est") or w in _RANKING for w in words)
    told = _SAYING_WHICH & {*words} or tools.find(phrase)
    return not ranks and (_head(words, phrase) in _VAGUE or not told)


def _head(words: list[str], phrase: str) -> str:
    """The last word before a comma or what is added: "part" of "the part to beat", "we own"."""
    own = words[: len(phrase.partition(",")[0].split())]
    end = next((i for i, w in enumerate(own) if i > 1 and w in _FOLLOWING), len(own))
    return own[end - 1]


def _is_empty(claim: Claim, reading: Reading, clause: Clause) -> bool:
    """Whether a clause only praises, or gives a number of it does not say what: "stands at $3"."""
    row = reading.row
    if _leaves_open(reading, clause):
        return True
    told = [t for t in row[clause.verb[0] : clause.rest[1]] if t.text.isalpha()]
    said = {t.lower for t in told if t.tag not in {"RB", "DT", "IN"}} - BE
    if said and said <= _VAGUE_ADJECTIVES:
        return True
    if {t.tag for t in row[slice(*clause.subject)][:1]} & GRADED and not any(
        t.is_noun or t.tag in {"CD", "RB"} for t in row[clause.verb[0] : clause.reach]
    ):
        return True  # "less memory is needed": than what, and for what
    stands = lemma(row[clause.verb[1] - 1].text) in _STANDING_AT
    given = (row[a - 1].lower == "at" for (a, _), _ in reading.amounts(clause.rest))
    return stands and claim.subject.type in ENTITIES and any(given)


def _leaves_open(reading: Reading, clause: Clause) -> bool:
    """As in "The summary explains how they differ", and "the agency expects roughly 945 TWh"."""
    row, (a, b) = reading.row, clause.rest
    verb = lemma(row[clause.verb[1] - 1].text)
    last = row[clause.reach - 1 - (row[clause.reach - 1].text == ".")]
    if a < clause.reach and row[a].lower == "how" and lemma(last.text) in _RELATING:
        return True
    numbers = {i for part, _ in reading.amounts((a, b)) for i in range(*part)}
    others = (t for i, t in enumerate(row[a:b], a) if i not in numbers)
    return verb in _FORESEEING and bool(numbers) and not any(t.is_noun for t in others)
