"""The case that a clause is limited to: what stands before its subject, or after a number.

"For large language models, this needs ...", "When the cache is full, latency doubles", "17 MW at
full load": said without that, it would be said of more than the sentence does.
"""

from collections.abc import Sequence

from kg.circumstance import is_term
from kg.extract.stated import Stated
from kg.extract.tools import Tools, text_of
from kg.language.clause import Clause, Link, Range
from kg.language.grammar import word_list
from kg.language.syntax import SAYING, Token
from kg.predicates import lemma
from kg.reading import Reading, without_marks
from kg.scope import time_of

_OPENING = word_list("case")
_DISCOURSE = word_list("discourse")
_SUPPOSING = frozenset({"as", "if", "when", "whenever", "unless", "once"})
_REASONS = frozenset({"because", "since"})
_DENYING = frozenset({"neither", "no", "nor", "not", "n't", "n’t", "nothing"})
_IMPLYING = word_list("implying")
_FOLLOWING = frozenset({"at", "for", "if", "in", "on", "per", "under", "when", "with", "without"})
_PARTING = frozenset({"and", "but", "against", "compared", "because", "while", "whereas"})
_JOINING = frozenset({"so"})
_PLACING = frozenset({"in", "inside", "under", "within"})
_SINCE = word_list("since_when")
_SPANS = word_list("spans")
_MOVES = word_list("moving")
_POINTING = word_list("demonstratives")
_BOUNDING = frozenset({"above", "below", "beyond", "over", "under", "without"})
_CIRCUMSTANCES = word_list("circumstances")
_MOVED = word_list("moved")
_WE = word_list("first_person")
_STOPS = frozenset({"(", ",", ";", "—", "–"})
_MAX_WORDS = 14
_MAX_TURN = 4  # words of a turn of speech: "in the long run"
_PAIR = 2


def introduction(reading: Reading, clause: Clause) -> Range:
    """What stands before the subject, or before that of the clause that it goes on from."""
    first = reading.clauses[0]
    joined = clause.link is Link.MAIN and clause.cue in _JOINING and first.link is Link.MAIN
    if joined and clause.intro[0] == clause.intro[1]:
        return first.intro
    if clause.link is not Link.SHARED:
        return _before_speech(reading, clause) or clause.intro
    before = [c for c in reading.clauses if c.start < clause.start and c.link is not Link.SHARED]
    return before[-1].intro if before else clause.intro


def _before_speech(reading: Reading, clause: Clause) -> Range | None:
    """What stands before the one who says a clause: "For small models | we find that ..."."""
    before = [c for c in reading.clauses if c.end <= clause.start and c is not clause]
    speech = before[-1] if before and clause.intro[0] == clause.intro[1] else None
    if speech is None or clause.cue != "that" or speech.intro[0] >= speech.intro[1]:
        return None
    says = reading.row[speech.verb[1] - 1].lower in SAYING
    place = reading.row[speech.intro[0]].lower in _PLACING  # "In a report, Acme says that"
    return speech.intro if says and not place else None


def case_of(reading: Reading, clause: Clause, tools: Tools) -> tuple[str, ...]:
    """The case that a clause opens with, or that the clause before it supposes."""
    intro = introduction(reading, clause)
    found = _case(reading, intro, tools) if intro[0] < intro[1] else None
    found = found or _before_colon(reading, clause, tools)
    told = (
        found,
        _supposed(reading, clause),
        _implying(reading, clause),
        _place(reading, clause),
        _moving(reading, clause),
    )
    return tuple(f"case/{words}" for words in told if words)


def case_after(stated: Stated, end: int, tools: Tools) -> tuple[str, ...]:
    """The case that a number is limited to: "17 MW | at full load"."""
    row, stop = stated.row, stated.full(stated.rest)[1]
    if end >= stop or row[end].lower not in _FOLLOWING:
        return ()
    ends = (
        i
        for i in range(end + 1, stop)
        if row[i].text in {",", ";", ":", "(", "—", "–"}
        or row[i].lower in _PARTING
        or _is_next(stated, i)
    )
    words = _case(stated.reading, (end, next(ends, stop)), tools)
    return (f"case/{words}",) if words and not is_term(words, tools.ontology) else ()


def _is_next(stated: Stated, at: int) -> bool:
    """Whether another number begins: "on demand | or $3.90 reserved"."""
    return stated.row[at].lower == "or" and any(
        a == at + 1 for (a, _), _ in stated.reading.amounts(stated.rest)
    )


def _case(reading: Reading, part: Range, tools: Tools) -> str | None:
    """The words of a case, where they are one: not a time, a phase or a turn of speech."""
    row, (a, b) = reading.row, part
    words = text_of(reading, part)
    opens = row[a].lower in _OPENING or row[b - 1].lower in _SINCE  # "Two years earlier"
    opens = opens or _is_acting(reading, part) or _is_purpose(row[a : a + _PAIR])
    if words is None or b - a < _PAIR or b - a > _MAX_WORDS or not opens:
        return None
    lasts = any(t.lower in _SPANS for t in row[a:b])  # "For most of the past decade"
    short = b - a <= _MAX_TURN
    turn = short and any(t.lower in _DISCOURSE for t in row[a + 1 : a + 3]) and not lasts
    if turn or time_of(words.text):
        return None
    named = tools.exact(reading, (a + 1, b))
    phase = named is not None and named.type == "phase"
    return None if phase else _plain(words.text)


def _is_purpose(opening: Sequence[Token]) -> bool:
    """Whether words tell what something is done for: "To train a large model,"."""
    aims = len(opening) == _PAIR and opening[0].tag == "TO" and opening[1].tag.startswith("VB")
    return aims and opening[1].lower not in _DISCOURSE


def is_left_open(reading: Reading, clause: Clause) -> bool:
    """Whether a clause holds in a case that only another sentence tells: "Beyond that,"."""
    words = [t.lower for t in reading.row[slice(*introduction(reading, clause))] if t.text != ","]
    if len(words) < _PAIR or words[1] not in _POINTING:
        return False
    noun = words[_PAIR : _PAIR + 1]
    bounded = not noun and words[0] in _BOUNDING
    return bounded or (bool(noun) and words[0] in _OPENING and noun[0] in _CIRCUMSTANCES)


def _is_acting(reading: Reading, part: Range) -> bool:
    """Whether it tells what was done, and with what: "Serving an 8B model at FP8"."""
    doing = reading.row[part[0]].lower.endswith("ing") and reading.row[part[0]].tag != "IN"
    return doing and bool(reading.concepts((part[0] + 1, part[1])) or reading.amounts(part))


def _before_colon(reading: Reading, clause: Clause, tools: Tools) -> str | None:
    """The case that words before a colon give: "Per query, yes: | inference is cheaper"."""
    first = reading.clauses[0]
    if first.link is not Link.FRAGMENT or first is clause:
        return None
    if clause.link is not Link.MAIN or clause.start > first.end + 1:
        return None
    commas = (i for i in range(*first.rest) if reading.row[i].text == ",")
    end = next(commas, first.rest[1])
    return _case(reading, (first.rest[0], end), tools) if end - first.rest[0] <= _MAX_TURN else None


def _plain(words: str) -> str:
    """The words of a case in one line, without marks and without what another sentence says."""
    line = " ".join(without_marks(words).split())
    first = line.partition(". ")[0]
    return first.rstrip(")") if first.count(")") > first.count("(") else first


def _implying(reading: Reading, clause: Clause) -> str | None:
    """What brings about what a clause tells: "Running both on one GPU | means that ..."."""
    before = [c for c in reading.clauses if c.end <= clause.start]
    if clause.cue != "that" or not before or before[-1].link is not Link.MAIN:
        return None
    last = before[-1]
    named = last.subject[1] - last.subject[0] > 1
    verb = reading.row[last.verb[1] - 1].lower
    return _plain(reading.cut(last.subject)) if named and verb in _IMPLYING else None


def _place(reading: Reading, clause: Clause) -> str | None:
    """What ", where" goes on about: "supervised learning, where the data set is made by hand"."""
    comma = clause.start - 2
    if clause.cue != "where" or comma < 1 or reading.row[comma].text != ",":
        return None
    found = [(r, c) for r, c in reading.concepts((0, comma)) if r[1] == comma]
    plain = not found or found[-1][1].type == "phase"
    return None if plain else f"in {_plain(reading.cut(found[-1][0]))}"


def _moving(reading: Reading, clause: Clause) -> str | None:
    """The move that has the effect of a clause: "Going from FP16 to INT4 | cuts memory by 75 %"."""
    row, (a, b) = reading.row, clause.subject
    words = [t.lower for t in row[a:b]]
    whole = words[:1] and words[0] in _MOVES and "from" in words and "to" in words
    return _plain(reading.cut((a, b))) if whole else None


def move_of(reading: Reading) -> str:
    """What "we" changed over to, as the case of what is told next: "after we moved to X".

    "We moved from A to B. Latency fell by half": with that, and not in general.
    """
    row = reading.row
    for clause in reading.clauses:
        (a, b), (start, end) = clause.subject, clause.rest
        ours = a < b and row[b - 1].lower in _WE and clause.link is Link.MAIN
        moved = ours and lemma(row[clause.verb[1] - 1].text) in _MOVED
        if not moved or not {"from", "to"} & {t.lower for t in row[start : start + 1]}:
            continue
        stop = next((i for i in range(start, end) if row[i].text in _STOPS), end)
        words = " ".join(reading.cut((b, stop)).split())
        who = row[b - 1].text if row[b - 1].text == "I" else row[b - 1].lower
        return f"after {who} {words}" if stop - a <= _MAX_WORDS else ""
    return ""


def _supposed(reading: Reading, clause: Clause) -> str | None:
    """The condition that a sentence begins with: "When the cache is full, | latency doubles".

    What is denied holds for the reason that is given, too: "As it has no cache, it is not slower".
    """
    first, row = reading.clauses[0], reading.row
    denied = any(t.lower in _DENYING for t in row[clause.verb[0] : clause.rest[1]])
    cues = _SUPPOSING | (_REASONS if denied else set())
    opens = first.cue in cues and first.link is Link.SUBORDINATE and first.start <= 1
    if not opens or clause.start <= first.start or clause.link not in {Link.MAIN, Link.SHARED}:
        return None
    others = [c for c in reading.clauses if first.start < c.start < clause.start]
    several = any(is_alternative(reading, c) for c in others)
    words = text_of(reading, (0, clause.start - 1 if several else first.end))
    return _plain(words.text) if words is not None else None


def is_alternative(reading: Reading, clause: Clause) -> bool:
    """Whether a clause is one of several suppositions: "When A, B or C, it is inference"."""
    row, first = reading.row, reading.clauses[0]
    supposing = first.cue in _SUPPOSING and first.link is Link.SUBORDINATE and first.start <= 1
    later = [c for c in reading.clauses if c.start > clause.start]
    if not supposing or clause is first or not later or later[-1].link is not Link.MAIN:
        return False
    if row[later[-1].start - 1].text != ",":
        return False
    joints = (c.start - 1 for c in (clause, *later[:-1]))
    return any(row[i].lower == "or" for i in joints)
