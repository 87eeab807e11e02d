"""Whether a subject only points at a thing: "the rack", "such models", "much of it"."""

from collections.abc import Sequence

from kg.claim import MAKERS, Claim
from kg.extract.tools import Tools
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.phrases import base
from kg.language.syntax import Token
from kg.reading import Reading

_DEFINITE = word_list("demonstratives") | {"the"}
_ELSEWHERE = frozenset({"another", "both", "other", "same", "such"})
_HELD = frozenset({"it", "that", "them", "these", "this", "those"})
_UNIQUE = word_list("unique")
_PLURAL_VERBS = word_list("plural_verbs")
_SITED = word_list("assemblies") | word_list("sites")
_TIMELESS = word_list("timeless")
_DEFINING = frozenset({"alternativeName", "definition"})
_RANKING = word_list("ranking")
_FOLLOWING = frozenset({"IN", "VBN", "VBG", "WDT", "TO"})
_HOLDING = frozenset({"CD", "NNP", "NNPS", "PRP", "VBG"})
_ACTORS = MAKERS | {"model"}
_PAIR = 2


def points(tools: Tools, reading: Reading, part: Range, claim: Claim) -> bool:
    """Whether only the sentences before could tell which thing a subject is.

    Args:
        tools: The parts that extractors share.
        reading: The sentence.
        part: The words of the subject.
        claim: What is said of it.
    """
    words = [t.lower for t in reading.row[slice(*part)]]
    if claim.subject.type == "phase" or tools.is_particular(claim.subject):
        return False
    if _takes_up(words) or (words[0] in {"its", "their"} and claim.predicate in _DEFINING):
        return True  # "its own answer key, which is called"
    opens = words[1:2] if words[0] in {"all", "only", "even"} else words[:1]
    if _is_part_of_one(reading, part):
        return True
    if not {*opens} & _DEFINITE or claim.subject.label.split()[-1] in _UNIQUE:
        return False
    told = is_set(claim, reading, part) or is_told(reading, part)
    return not told and not _is_general(tools, reading, part, claim)


def is_set(claim: Claim, reading: Reading, part: Range) -> bool:
    """Whether a case that stands before the subject, or above it, tells of what it holds."""
    start = max((c.end for c in reading.clauses if c.end <= part[0]), default=0)
    if any(c.type in {"phase", "technique"} for _, c in reading.concepts((start, part[0]))):
        return True  # "during training, the weights"
    before = " ".join(reading.cut((0, part[0])).split())
    text = " ".join(reading.text.split())
    cases = (words.partition("/")[2] for words in claim.scope if words.startswith("case/"))
    return any(words in before or words not in text for words in cases)


def verb_after(reading: Reading, part: Range) -> Token:
    """The first verb after a subject."""
    later = (c.verb[0] for c in reading.clauses if part[1] <= c.verb[0] < c.verb[1])
    return reading.row[min(later, default=part[1] - 1)]


def is_past(verb: Token) -> bool:
    """Whether a verb tells what happened; "cost" may as well tell what is."""
    past = verb.tag == "VBD" or verb.lower in {"was", "were", "had", "did"}
    return past and verb.lower not in _TIMELESS


def is_name(token: Token) -> bool:
    """Whether a word is written as a name."""
    return token.tag in {"NNP", "NNPS"} or token.text[:1].isupper()


def lost_name(tools: Tools, reading: Reading, part: Range, claim: Claim) -> bool:
    """Whether the name that a comma adds was lost: "the operator, Acme LLC, pays"."""
    row, subject = reading.row, claim.subject
    comma = next((i for i in range(*part) if row[i].text == ","), None)
    if comma is None or tools.is_known(subject) or comma + 1 >= part[1]:
        return False
    return is_name(row[comma + 1]) and row[comma + 1].lower not in subject.label


def is_of_others(reading: Reading, clause: Clause, words: str) -> bool:
    """Whether "its" is of a thing that the clause does not name: "data are used to set its"."""
    row, (a, b) = reading.row, clause.rest
    at = next((i for i in range(a, clause.reach) if row[i].lower == "its"), None)
    if at is None or "its" not in words.lower().split():
        return False
    if row[at - 1].tag == "IN" and _follows_another(reading, clause):
        return True  # "Acme began, but it takes place at every reading of its": of Acme's
    if at >= b:
        return False
    verb = row[clause.verb[0]]
    several = verb.tag == "VBP" or verb.lower in _PLURAL_VERBS
    return several and not any(t.tag in {"NN", "NNP", "VBG"} for t in row[a:at])


def _follows_another(reading: Reading, clause: Clause) -> bool:
    """Whether somebody acts in the clause before, and nobody in this one."""
    before = [c for c in reading.clauses if c.end <= clause.start and c.subject[0] < c.subject[1]]
    held = any(t.tag == "PRP$" for t in reading.row[slice(*clause.subject)])  # "its weights"
    if not before or held or clause.link is not Link.MAIN:
        return False
    other, own = (reading.concepts(c.subject) for c in (before[-1], clause))
    acting = {c.id for _, c in other if c.type in _ACTORS}
    return bool(acting - {c.id for _, c in own}) and not any(c.type in _ACTORS for _, c in own)


def _takes_up(words: Sequence[str]) -> bool:
    """Whether words stand for what was named before: "such models", "much of it"."""
    other = words[0] in _DEFINITE and bool({*words[1:2]} & _ELSEWHERE)
    of_it = len(words) >= _PAIR and words[-1] in _HELD and words[-2] in {"for", "of"}
    return words[0] in _ELSEWHERE or other or of_it


def _is_part_of_one(reading: Reading, part: Range) -> bool:
    """Whether a subject is a share of what was named before: "0.9 % of the parameters"."""
    row, (a, b) = reading.row, part
    amount = next((r for r, _ in reading.amounts(part) if r[0] == a), None)
    if amount is None or amount[1] + 1 >= b or row[amount[1]].lower != "of":
        return False
    start = amount[1] + 1
    return row[start].lower in _DEFINITE and not is_told(reading, (start, b))


def _is_general(tools: Tools, reading: Reading, part: Range, claim: Claim) -> bool:
    """Whether "the GPU" is any of its kind: one thing on its site, or in the past, is not."""
    head = reading.row[max(base(reading.row, part)[1] - 1, part[0])].lower
    known = tools.is_known(claim.subject) and head not in _SITED
    return known and not is_past(verb_after(reading, part))


def is_told(reading: Reading, part: Range) -> bool:
    """Whether a phrase says itself which is meant: it names one, ranks, or goes on."""
    row, core = reading.row, base(reading.row, part)
    ranks = any(t.tag == "JJS" or t.lower in _RANKING for t in row[slice(*core)])
    proper = any(is_name(t) for t in row[part[0] + 1 : part[1]])
    inner = reading.concepts((core[0], max(core[0], core[1] - 1)))
    long = any(b - a > 1 for (a, b), _ in reading.concepts(core))
    after = row[core[1] : part[1]]
    goes_on = bool(after) and after[0].tag in _FOLLOWING and after[0].lower != "with"
    held = any(t.is_noun or t.tag in _HOLDING for t in after)
    pointing = any(t.lower in _DEFINITE for t in after)  # "the cost of the example service"
    held = held and (not pointing or bool(reading.concepts((core[1], part[1]))))
    return ranks or proper or bool(inner) or long or (goes_on and held)
