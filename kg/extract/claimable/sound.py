"""Whether a clause was cut where it ends, its subject one noun phrase.

A tagger errs, and a sentence may be put together in ways that the clause cutter does not know. What
shows it makes the claim doubtful, and a doubtful claim is better not made.
"""

from collections.abc import Sequence

from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.syntax import BE, SAYING, Token
from kg.reading import Reading

_RELATIVE = word_list("relative")
_TYING = frozenset({"IN", "TO", "VBG", "RB", "CC", ",", ":", "(", ")"})
_PARTICLES = word_list("particles")
_PERSONS = frozenset({"i", "we", "you", "they", "he", "she", "it"})
_SUPPOSING = word_list("supposing")
_PAIR = 2
_OPENING = word_list("subordinators") | word_list("embedding")
_PARTING = frozenset({",", ":", "(", "CC"})
_ARTICLES = frozenset({"a", "an", "the"})
_COMPARING = frozenset({"as", "than"})


def is_sound(reading: Reading, clause: Clause) -> bool:
    """Whether a clause has one noun phrase for its subject, and asserts something itself."""
    row, (a, b) = reading.row, clause.subject
    commas = sum(t.text == "," for t in row[a : clause.verb[1]])
    if row[clause.verb[0]].text == "," and commas == 1:
        return False  # "the H200, which has the compute of an H100 | , generates"
    if _is_called_for(row, clause) or _is_quoted(row) or _holds_verb(row, clause):
        return False
    hidden = {i for x, y in reading.asides if row[x].text == "," for i in range(x, y)}
    return not any(_breaks(row, i, clause.subject) for i in range(a, b) if i not in hidden)


def is_broken_off(reading: Reading, clause: Clause) -> bool:
    """Whether the words after a clause are its own: "the tokens | or words it reads"."""
    after = next((c for c in reading.clauses if c.start >= clause.end), None)
    if after is None or is_sound(reading, after):
        return False
    joint = reading.row[clause.end].lower if clause.end < len(reading.row) else ""
    return joint in {"and", "or"} or joint in _COMPARING


def _breaks(row: Sequence[Token], i: int, part: Range) -> bool:
    """Whether a word within a subject shows that a verb was missed, or a clause taken in."""
    token, (a, b) = row[i], part
    bare = token.tag == "VB" and i > a and row[i - 1].text == "," and row[i + 1].tag != "IN"
    if token.lower == "ago" or bare or (token.lower == "later" and i > a):
        return True  # "five years ago a rack", "Kessel, an analyst, put the figure higher once"
    if token.lower in _RELATIVE and i > a and not any(t.is_finite for t in row[i:b]):
        return True  # "a framework where algorithms | learn"
    if not any(t.lower in _RELATIVE for t in row[a:i]) and _is_clause(row, i, part):
        return True
    past = token.tag in {"VBN", "VBD"} and token.lower != "ended"  # "the quarter ended in May"
    if not past or i == a or not row[i - 1].is_noun or i + 1 >= b:
        return False
    after = row[i + 1]
    return after.tag not in _TYING or after.lower in _PARTICLES


def _is_clause(row: Sequence[Token], i: int, part: Range) -> bool:
    """Whether a word that no relative pronoun opens belongs to a clause, not to a noun phrase."""
    token, (a, b) = row[i], part
    if token.lower in _PERSONS and b - a > 1:
        held = _holds(row[i - 1]) or (i == a + 1 and row[a].lower.endswith("ing"))
        return not held  # "caching it"
    if token.lower in _ARTICLES and i > a and _is_plain_noun(row[i - 1]):
        return True  # "requests the whole system handles"
    return token.is_finite


def _holds_verb(row: Sequence[Token], clause: Clause) -> bool:
    """Whether the main verb is yet to come: "revenue in the quarter | ended in May was"."""
    if row[clause.verb[1] - 1].lower in SAYING or clause.link is Link.PARTICIPLE:
        return False
    start, end = clause.rest
    for i, token in enumerate(row[start:end], start):
        if token.lower in _OPENING or token.tag in _PARTING:
            return False
        if token.lower in BE and token.is_finite:
            return row[i - 1].lower != "there"  # "the fastest there is"
    return False


def _is_plain_noun(token: Token) -> bool:
    """Whether a word is a noun that takes no object, as "training a model" does."""
    return token.is_noun and not token.lower.endswith("ing")


def _holds(token: Token) -> bool:
    """Whether a preposition has the pronoun after it: "with everything around it"."""
    return token.tag == "IN" and token.lower not in _SUPPOSING


def _is_called_for(row: Sequence[Token], clause: Clause) -> bool:
    """Whether it goes on with what readers should do: "Start small: cache prompts, quantize"."""
    first = next((t for t in row if t.text.isalnum()), None)
    if first is None or first.tag != "VB" or first.start != row[0].start:
        return False
    opens = row[clause.subject[0]] if clause.subject[0] < clause.subject[1] else None
    parted = any(t.text in {";", "."} for t in row[: clause.start])
    own = opens is not None and opens.tag in {"DT", "PRP", "PRP$", "NNP"}
    return not (parted or own)


def _is_quoted(row: Sequence[Token]) -> bool:
    """Whether all of a sentence stands in quotation marks, and is somebody else's."""
    marks = [i for i, t in enumerate(row) if t.text in {'"', "\u201c", "\u201d"}]
    return len(marks) == _PAIR and marks[0] == 0 and marks[1] == len(row) - 1
