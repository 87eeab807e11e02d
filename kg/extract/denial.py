"""A clause, or a noun phrase in one, in; whether its sentence says or denies it, or neither, out.

Whoever makes a claim of some words without looking at what governs them may claim the contrary of
what is said: "nobody uses the X1 for training", "it stopped using it", "without the X1". Where two
words that deny meet, or a condition or a plan is told, nothing is certain, and nothing is claimed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.syntax import SAYING, Token
from kg.predicates import lemma
from kg.reading import Reading

_DENYING = word_list("denying")
_NOT_DENYING = word_list("not_denying")
_PARTLY = word_list("partly")
SELDOM = word_list("all_but_denying")
_NONE = word_list("none_at_all")
_UNSURE = word_list("unsure")
_REPLACING = [tuple(words.split()) for words in sorted(word_list("replacing"))]
_LEAVING_OUT = [tuple(words.split()) for words in sorted(word_list("leaving_out"))]
_BEFORE_BUT = word_list("before_but")
_OPPOSITE = word_list("opposite")
_SHUNNING = word_list("shunning")
_SHUNNING_PHRASES = [tuple(words.split()) for words in sorted(word_list("shunning_phrases"))]
_EXCHANGING = word_list("exchanging")
_INTO = frozenset({"to", "with"})
_INTENDING = word_list("intending")
_UNTRUE, _TRUE, _DOUBTFUL = word_list("untrue"), word_list("true"), word_list("doubtful")
COMPLEMENTED = _UNTRUE | _DOUBTFUL  # nouns of which "that" tells what they are of
_BELIEVING = word_list("believing")
_SUPPOSING = frozenset({"if", "unless", "whether"})
_OPENING = _INTENDING | _DOUBTFUL | _SUPPOSING  # of what may yet be so
_NOMINAL = frozenset(
    {"CD", "DT", "JJ", "JJR", "JJS", "POS", "PRP$", "$", "CC", ",", "VBG", "RB", "IN"}
)
_JOINTS = frozenset({",", "CC", "IN", "VBG"})
_NUMBERS = frozenset({"CD", "$"})
_NEAR = 2  # words before a verb that may deny it


class Polarity(StrEnum):
    """What a sentence does with some of its words."""

    SAID = "said"
    DENIED = "denied"
    PARTLY = "partly denied"  # "not always": only what it says in so many words holds
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class _Found:
    """How many words deny, and whether something makes it uncertain what they come to."""

    count: int = 0
    partly: bool = False
    unclear: bool = False

    def polarity(self) -> Polarity:
        if self.unclear or self.count > 1:
            return Polarity.UNCLEAR
        if self.count and self.partly:
            return Polarity.PARTLY
        return Polarity.DENIED if self.count else Polarity.SAID


def of_clause(reading: Reading, clause: Clause) -> Polarity:
    """Whether a clause says its verb of its subject.

    Args:
        reading: The sentence.
        clause: One of its clauses.
    """
    own = _of_verb(reading.row, clause)
    framed = _framed(reading, clause)
    shared = _shared(reading, clause)
    count = own.count + framed.count + shared.count + _denies_subject(reading.row, clause)
    unclear = own.unclear or framed.unclear or shared.unclear
    not_all = clause.subject[0] > 0 and reading.row[clause.subject[0] - 1].lower == "not"
    return _Found(count, own.partly or shared.partly, unclear or not_all).polarity()


def of_phrase(reading: Reading, part: Range) -> Polarity:
    """Whether a sentence says of a noun phrase what that names: "the X1 for training"."""
    row, start = reading.row, part[0]
    clause = holding(reading, start)
    if clause is None:
        return _excluded(row, 0, start).polarity()
    held = next(p for p in (clause.rest, clause.subject, clause.intro) if p[0] <= start < p[1])
    near = _excluded(row, held[0], start)
    supposed = near.unclear or clause.cue in _SUPPOSING
    if held != clause.rest or _turn(row, (clause.verb[1], start)) is not None:
        return _Found(near.count, unclear=supposed).polarity()
    governing = of_clause(reading, clause)
    verbs = [lemma(t.text) if t.is_verb else t.lower for t in row[clause.verb[0] : start]]
    shuns = 0 if _is_taken_up(row, (clause.verb[1], start), verbs) else _shuns(verbs)
    count = near.count + (governing is Polarity.DENIED) + shuns
    unclear = governing in {Polarity.PARTLY, Polarity.UNCLEAR}
    planned = not _OPENING.isdisjoint(verbs) or _is_of_few(row, clause)
    return _Found(count, unclear=supposed or unclear or planned).polarity()


def holding(reading: Reading, place: int) -> Clause | None:
    """The clause in which a word stands, the innermost."""
    held = [
        clause
        for clause in reading.clauses
        if any(a <= place < b for a, b in (clause.intro, clause.subject, clause.rest))
    ]
    return max(held, key=lambda c: c.start, default=None)


def is_framed(reading: Reading, clause: Clause) -> bool:
    """Whether the clause before denies a clause: "it is not true that"."""
    return _framed(reading, clause).count > 0


def seldom(reading: Reading, clause: Clause) -> str | None:
    """The adverb by which a clause all but denies what it says."""
    return next((reading.row[i].lower for i in _around(reading.row, clause, SELDOM)), None)


def is_excluded(reading: Reading, start: int) -> bool:
    """Whether the words right before a phrase exclude it: "600 W, not 900 W"."""
    clause = holding(reading, start)
    begin = 0 if clause is None else clause.rest[0] if clause.rest[0] <= start else clause.start
    near = _excluded(reading.row, begin, start)
    return near.unclear or near.count > 0


def contrasted(row: Sequence[Token], part: Range, *, denied: bool) -> list[tuple[Range, bool]]:
    """The objects of a verb that a contrast parts, each with whether it is denied.

    In "not A but B" the second is said, in "A, not B" and in "A rather than B" denied.
    """
    a, b = part
    if denied:
        at = _turn(row, part)
        if at is None or any(t.is_finite for t in row[at:b]):
            return [(part, True)]
        return [((a, at - (row[at - 1].text == ",")), True), (_object(row, (at + 1, b), a), False)]
    neither = next((i for i in range(a, min(a + 2, b)) if row[i].lower == "neither"), b)
    nor = next((i for i in range(neither, b) if row[i].lower == "nor"), b)
    if nor < b:
        return [((neither + 1, nor), True), (_object(row, (nor + 1, b), a), True)]
    for i in range(a + 1, b):
        width = _denies(row, i)
        tail = _object(row, (i + width, b), a)
        plain = all(t.is_noun or t.tag in _NOMINAL - _JOINTS for t in row[slice(*tail)])
        if width and plain and tail[0] < tail[1] and row[b - 1].is_noun:
            end = i - (row[i - 1].lower in {",", "and", "but"})
            end -= end > a and row[end - 1].text == ","
            return [((a, end), False), (tail, True)] if end > a else [(part, False)]
    return [(part, False)]


def _object(row: Sequence[Token], part: Range, first: int) -> Range:
    """An object without the adverb, and without the preposition of the one that it stands for."""
    a, b = part
    while a < b and row[a].tag == "RB":
        a += 1
    return (a + (a < b and row[a].tag == "IN" and row[a].lower == row[first - 1].lower), b)


def _turn(row: Sequence[Token], part: Range) -> int | None:
    """Where "but" stands, behind which what is denied ends."""
    joints = (i for i in range(part[0] + 1, part[1]) if row[i].lower == "but")
    return next((i for i in joints if row[i - 1].lower not in _BEFORE_BUT), None)


def _is_taken_up(row: Sequence[Token], part: Range, verbs: Sequence[str]) -> bool:
    """Whether what follows comes in place of what is left: "moved from A to B"."""
    placed = (i for i in range(part[0] + 1, part[1]) if row[i].lower in _INTO)
    objects = any(row[i - 1].is_noun or row[i - 1].tag == "CD" for i in placed)
    return objects and not _EXCHANGING.isdisjoint(verbs)


def _of_verb(row: Sequence[Token], clause: Clause) -> _Found:
    """What the verb group of a clause, and the adverbs beside it, deny."""
    places = [i for i in _around(row, clause, _DENYING) if not _limits(row, i)]
    partly = any(row[i + 1].lower in _PARTLY for i in places if i + 1 < len(row))
    rare = any(True for _ in _around(row, clause, SELDOM))
    end = min(clause.verb[1] + 1, len(row) - 1)
    opposite = row[end].lower == "but" and row[end - 1].lower in _OPPOSITE
    unsure = any(True for _ in _around(row, clause, _UNSURE))
    return _Found(bool(places) + rare, partly, opposite or unsure)


def _around(row: Sequence[Token], clause: Clause, words: frozenset[str]) -> Iterator[int]:
    """Where such words stand right before, in or right after a verb group."""
    if clause.verb[0] == clause.verb[1]:
        return
    stop = clause.verb[1]
    while stop < len(row) and row[stop].tag == "RB" and row[stop].lower in words:
        stop += 1
    comma = next((i for i in range(clause.verb[0] - 1, -1, -1) if row[i].text == ","), -1)
    outside = max(clause.start, clause.verb[0] - _NEAR, comma + 1, clause.intro[1], 0)
    start = max(outside, clause.subject[1] if clause.subject[1] <= clause.verb[0] else 0)
    for i in range(start, stop):
        counts = i + 1 < len(row) and row[i + 1].tag in _NUMBERS  # "is barely 3 W"
        if row[i].lower in words and (words is _DENYING or not counts):
            yield i


def _limits(row: Sequence[Token], i: int) -> bool:
    """Whether a word that denies only limits: "not only", "no more than"; "no longer" denies."""
    return i + 1 < len(row) and row[i + 1].lower in _NOT_DENYING


def _denies_subject(row: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause is about nobody: "no lab", "none of them", "neither A nor B"."""
    (a, b), word = clause.subject, ""
    if a < b and clause.link is not Link.RELATIVE:
        word = row[a].lower
    denies = word in {"no", "neither"} and not _limits(row, a)
    return denies or word in _NONE or (a > 0 and a < b and row[a - 1].lower == "neither")


def _is_of_few(row: Sequence[Token], clause: Clause) -> bool:
    """Whether a clause is about "few labs", or "not every lab"."""
    a, b = clause.subject
    not_all = a > 0 and a < b and row[a - 1].lower == "not"
    return a < b and (row[a].lower == "few" or not_all or row[a].lower == "not")


def _shared(reading: Reading, clause: Clause) -> _Found:
    """What the clause before denies of this one, too: "They do not train, or serve, models"."""
    if clause.link is not Link.SHARED:
        return _Found()
    before = [c for c in reading.clauses if c.start < clause.start]
    if not before:
        return _Found()
    joint = reading.row[clause.verb[0] - 1].lower
    bare = reading.row[clause.verb[0]].tag in {"VB", "VBP"}
    of_nobody = _denies_subject(reading.row, before[-1])
    if joint in {"or", "nor"} and bare and not of_nobody:
        return _of_verb(reading.row, before[-1])
    return _Found(int(of_nobody))


def _framed(reading: Reading, clause: Clause) -> _Found:
    """What "it is a myth that", "it is not true that" and the like make of what follows."""
    before = [c for c in reading.clauses if c.start < clause.start]
    if clause.cue not in {"that", "whether"} or not before or clause.link is Link.RELATIVE:
        return _Found()
    row, frame = reading.row, before[-1]
    words = {w for t in row[frame.verb[0] : clause.start] for w in (t.lower, lemma(t.text))}
    denied = _of_verb(row, frame).count
    believes = not words.isdisjoint(_BELIEVING | SAYING)
    doubts = bool(words & _DOUBTFUL) or (denied and believes) or clause.cue == "whether"
    untrue = bool(words & _UNTRUE)
    denies = untrue + denied if untrue or words & _TRUE else 0
    return _Found(denies, unclear=doubts)


def _shuns(verbs: Sequence[str]) -> int:
    """How many of some words, in their base forms, tell that something is not, or no more, done."""
    phrases = sum(
        tuple(verbs[i : i + len(words)]) == words
        for words in _SHUNNING_PHRASES
        for i in range(len(verbs))
    )
    return phrases + sum(word in _SHUNNING for word in verbs)


def _denies(row: Sequence[Token], i: int) -> int:
    """How many words deny what follows from a place on; 0 where none do."""
    if row[i].lower in _DENYING - {"n't", "n’t"} and not _limits(row, i):
        return 1
    return _opens(row, i, _REPLACING)


def _opens(row: Sequence[Token], i: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """How long the phrase is that stands at a place; 0 without."""
    lengths = (len(w) for w in phrases if tuple(t.lower for t in row[i : i + len(w)]) == w)
    return max(lengths, default=0)


def _excluded(row: Sequence[Token], begin: int, start: int) -> _Found:
    """What the words right before a phrase deny, with nothing between that ends their reach."""
    count, unclear, tied, i = 0, False, 0, start - 1
    while i >= begin and tied <= 1:
        if _ends(row, i, begin, _LEAVING_OUT):
            return _Found(count, unclear=True)
        width = _ends(row, i, begin, _REPLACING) or _denies(row, i)
        if not width and not (row[i].is_noun or row[i].tag in _NOMINAL):
            count += i > begin and row[i].is_verb and _denies(row, i - 1) > 0  # "nor buy X1s"
            break
        count += width > 0
        tied += row[i].tag == "IN" and not width
        i -= width or 1
    return _Found(count, unclear=unclear)


def _ends(row: Sequence[Token], i: int, begin: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """How long the phrase is that ends with a place; 0 without."""
    starts = (k for k in range(max(begin, i - 2), i + 1) if k + _opens(row, k, phrases) == i + 1)
    return next((i + 1 - k for k in starts), 0)
