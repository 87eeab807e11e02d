"""Whether words grade a thing against another that they do not name: "is 15 % faster still"."""

from collections.abc import Sequence

from kg.claim import Text
from kg.language.clause import Clause, Range
from kg.language.grammar import word_list
from kg.language.syntax import GRADED, Token
from kg.predicates import lemma
from kg.reading import Reading

_MORE = word_list("more_or_less")
_JOINING = frozenset({"and", "or"})
_LEADING = word_list("placed")
_PLACED = frozenset({"ahead", "behind"})
_STANDARDS = word_list("standards")
_FIXED = word_list("fixed_grades")
_TURNING = word_list("turning")
_TELLING_APART = frozenset({"among", "between", "each", "for", "from", "than"})
_DISTRIBUTING = frozenset({"all", "and", "both", "different", "each", "every"})
_PLURAL_VERBS = word_list("plural_verbs")
_INNER = word_list("subordinators") - {"as", "than"}
_OPEN = frozenset({"and", "any", "no", "one", "or"})  # "no longer", "sooner or later", "one more"


def lacks_standard(reading: Reading, clause: Clause, subject: Range, value: Text) -> bool:
    """Whether what is said compares, and neither the clause nor its subject says with what.

    Args:
        reading: The sentence.
        clause: The clause.
        subject: The words of its subject.
        value: What is said.
    """
    row = _tokens(reading, clause, value)
    around = {t.lower for t in reading.row[clause.start : clause.reach]}
    if _likens(row, around) and not _is_of_several(reading, clause, subject):
        return True
    if not any(_is_graded(row, i) for i in range(len(row))):
        return False
    correlated = any(t.tag in GRADED or t.lower in _MORE for t in reading.row[slice(*subject)])
    return not (around & _STANDARDS or correlated)


def _likens(row: Sequence[Token], around: set[str]) -> bool:
    """Whether "the same kind" or "different traits" is not said of what it is the same, or not."""
    for i, token in enumerate(row[:-1]):
        if token.lower == "same" and i and row[i - 1].lower == "the" and "as" not in around:
            return row[i + 1].lower != "time"
        if token.lower == "different" and row[i + 1].is_noun:
            return not (around & _TELLING_APART)
    return False


def _is_of_several(reading: Reading, clause: Clause, subject: Range) -> bool:
    """Whether a subject is several, of which one is to another as is said."""
    words = reading.row[slice(*subject)]
    told = {t.lower for t in words} & _DISTRIBUTING
    verb = reading.row[clause.verb[0]]
    return bool(told) or verb.tag == "VBP" or verb.lower in _PLURAL_VERBS


def _tokens(reading: Reading, clause: Clause, value: Text) -> Sequence[Token]:
    """The tokens of the words of an object, up to what another verb in it says."""
    at = reading.text.find(value.text, reading.row[clause.start].start)
    end = at + len(value.text)
    row = [t for t in reading.row if at <= t.start and t.end <= end] if at >= 0 else []
    inner = next((i for i, t in enumerate(row) if i and t.lower in _INNER), len(row))
    return row[:inner]


def _is_graded(row: Sequence[Token], i: int) -> bool:
    """Whether a word is a comparative that is said of the subject, or of how much."""
    token = row[i]
    after = row[i + 1] if i + 1 < len(row) else None
    if token.lower in _PLACED:
        leads = i > 0 and (row[i - 1].lower == "out" or lemma(row[i - 1].text) in _LEADING)
        return leads and (after is None or after.lower != "of")  # "comes out ahead"
    more = token.lower in _MORE
    graded = (token.tag in GRADED or more) and token.lower not in _FIXED
    within = (i and row[i - 1].lower in _OPEN) or (after is not None and after.lower in _JOINING)
    changes = _turns(row[:i]) and (token.tag == "JJR" or more)  # "becomes cheaper": than before
    if not graded or within or changes:
        return False
    if more:
        return not _is_attributive(row, i)
    return after is None or not (after.is_noun or after.tag.startswith("JJ") or after.text == ",")


def _is_attributive(row: Sequence[Token], i: int) -> bool:
    """Whether it stands within a noun phrase: "more efficient inference"."""
    return i + 2 < len(row) and row[i + 1].tag.startswith("JJ") and row[i + 2].is_noun


def _turns(row: Sequence[Token]) -> bool:
    """Whether a verb tells of a change: "gets", "makes"."""
    return any(t.is_verb and lemma(t.text) in _TURNING for t in row)
