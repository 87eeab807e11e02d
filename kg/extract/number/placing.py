"""How a number stands in its clause: what leads to it, and what a share is a share of."""

from collections.abc import Sequence

from kg.claim import Quantity
from kg.extract.stated import Stated
from kg.extract.tools import text_of
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.syntax import Token
from kg.predicates import lemma
from kg.scope import is_time, time_of, times_of

_HEDGING = word_list("hedging")
_LEADING = frozenset({"after", "against", "before", "for", "from", "within"})
_GIVING = word_list("giving")  # "for" so much
_AMOUNTS = frozenset({"power", "memory", "energy", "bandwidth", "currency"})
_POINTING = frozenset({"the", "those", "these", "this", "that", "another", "its", "their"})
_VAGUE = word_list("vague_numbers")
_SPARING = word_list("sparing")
_MAKING = word_list("producing")
_PRONOUNS = frozenset({"it", "that", "them", "these", "this", "those", "which", "whom"})
_DATING = frozenset({"by", "during", "for", "in"})
_BOUNDING = frozenset({"above", "below", "beneath", "beyond", "over", "under"})
_CLOSE = 3
_PAIR = 2
_LONGEST_TIME = 6  # words: "the third quarter of fiscal 2026"


def front(stated: Stated, start: int) -> int:
    """Where a number begins together with what weakens it: "just under half"."""
    while start > stated.rest[0] and stated.row[start - 1].lower in _HEDGING:
        start -= 1
    return start


def is_stray(stated: Stated, part: Range, quantity: Quantity, dimension: str) -> bool:
    """Whether a number is not what the verb gives: one that is mentioned, counted or listed."""
    row, first = stated.row, front(stated, part[0])
    before = row[first - 1].lower if first > stated.rest[0] else ""
    counted = dimension in {"", "count", "time", "frequency", "frequency/time"}
    leads = before == "by" and dimension in _AMOUNTS
    leads = leads or (before in _LEADING and not counted and stated.verb not in _GIVING)
    if before in _POINTING or leads or _is_bound(stated, part, first, quantity):
        return True  # "the 140 GB that the weights need", "idle for 98 % of the day"
    if any(t.text == ":" for t in row[stated.rest[0] : part[0]]):
        return True
    if _is_vague(quantity, dimension) or is_adjective(row, part, quantity, stated.rest[1]):
        return True
    after = row[part[1] : part[1] + 2]
    if len(after) < _PAIR or after[0].lower != "to":
        return False
    return after[1].tag == "CD" or lemma(after[1].text) in _MAKING  # "costs $3,300 to make"


def _is_bound(stated: Stated, part: Range, first: int, quantity: Quantity) -> bool:
    """Whether it is where something begins to hold: "becomes unavoidable above 40 kW"."""
    row = stated.row
    at = first - (row[first - 1].lower in _BOUNDING)
    led = at < part[0] or (quantity.hedge or "") in _BOUNDING
    return led and at > stated.rest[0] and row[at - 1].tag == "JJ"


def _is_vague(quantity: Quantity, dimension: str) -> bool:
    """Whether it counts without a number: "several tokens"."""
    return dimension == "count" and quantity.text.split()[0].lower() in _VAGUE


def is_adjective(row: Sequence[Token], part: Range, quantity: Quantity, end: int) -> bool:
    """Whether it only tells which thing is meant: "100-gigabit Ethernet"."""
    hyphened = "-" in quantity.text and quantity.text[-1].isalpha()
    return hyphened and part[1] < end and row[part[1]].is_noun


def measure_before(stated: Stated, start: int) -> str:
    """The noun right before a number that may say what it measures: "a bandwidth of 7.4 TB/s"."""
    first = front(stated, start)
    nouns = (i for i in range(first - 1, stated.rest[0] - 1, -1) if stated.row[i].is_noun)
    noun = next(nouns, None)
    if noun is None or first - noun > _CLOSE:
        return ""
    while noun > stated.rest[0] and stated.row[noun - 1].is_noun:
        noun -= 1
    return stated.reading.cut((noun, first))


def whole_of(stated: Stated, end: int) -> str | None:
    """What a percentage is a share of, in the words of the sentence; None where they do not say."""
    row, stop = stated.row, stated.rest[1]
    if stated.verb in _SPARING:
        return None
    if end < stop and row[end].lower == "of":
        marks = (i for i in range(end + 1, stop) if row[i].text in {",", ";", "(", "—", "–"})
        stop = next(marks, stop)
        dated = dated_at(stated, end)  # "of X | in 2023 and 46 % in 2024"
        return _words(stated, (end + 1, stop if dated is None else min(dated[0], stop)))
    intro = stated.clause.intro
    if intro[0] < intro[1] and row[intro[0]].lower == "of":
        return _words(stated, (intro[0] + 1, intro[1]))
    return None


def per_after(stated: Stated, end: int, quantity: Quantity) -> tuple[str, ...]:
    """What a number is per, told after what it counts: "16 bytes | of memory per parameter"."""
    row, stop = stated.row, stated.rest[1]
    if "/" in (quantity.unit or "") or end >= stop or row[end].lower != "of":
        return ()
    at = end + 1
    while at < stop and row[at].is_noun:
        at += 1
    told = at + 1 < stop and at > end + 1 and row[at].lower == "per" and row[at + 1].is_noun
    return (f"basis/per {row[at + 1].lower}",) if told else ()


def dated_at(stated: Stated, end: int) -> tuple[int, str] | None:
    """Where the year of one of several dated numbers stands, and what it is; None for just one."""
    row, stop = stated.row, stated.rest[1]
    if len(times_of(stated.reading.cut(stated.rest))) < _PAIR:
        return None
    later = [a for (a, _), _ in stated.reading.amounts((end, stop)) if a > end]
    stop = next((a for a in later if not time_of(row[a].text)), stop)
    joints = (i for i in range(end, stop - 1) if row[i].lower in _DATING)
    found = ((i, _time_at(stated, (i + 1, stop))) for i in joints)
    return next(((i, time) for i, time in found if time), None)


def _time_at(stated: Stated, part: Range) -> str | None:
    """The time that a part begins with: "2024", "the third quarter of 2024"."""
    start, stop = part
    ends = range(min(start + _LONGEST_TIME, stop), start, -1)
    words = (stated.reading.cut((start, end)) for end in ends)
    return next((time_of(w) for w in words if is_time(w)), None)


def whole_before(stated: Stated, part: Range) -> str | None:
    """What the number before is a share of, where this is another year's: "and 46 % in 2024"."""
    start, end = part
    dated = dated_at(stated, end)
    before = [r for r, _ in stated.reading.amounts((stated.rest[0], start))]
    joined = stated.row[front(stated, start) - 1].lower in {"and", "to", ","}
    if dated is None or dated[0] != end or not before or not joined:
        return None
    return next((w for r in before if (w := whole_of(stated, r[1]))), None)


def _words(stated: Stated, part: Range) -> str | None:
    value = text_of(stated.reading, part)
    if value is None or stated.row[part[0]].lower in _PRONOUNS:
        return None
    return " ".join(value.text.split())
