"""What "we" tell of ourselves in figures: "we pay $0.19 per million tokens", of our firm.

Takes a clause whose subject is "we" or "I", and who that is; gives what is said in so many words.
Numbers of what we only estimate, expect or say are not ours, nor is what points at something else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.claim import Claim, Concept, Object, Quantity, Text
from kg.extract.clause.plain import PlainReader
from kg.extract.number.placing import front
from kg.extract.stated import Stated
from kg.extract.subject.pointing import is_told
from kg.language.grammar import word_list
from kg.language.phrases import phrase
from kg.language.syntax import SAYING, Token
from kg.predicates import STATES

_THINKING = word_list("estimating") | word_list("foreseeing") | word_list("thinking")
_DEMONSTRATIVES = word_list("demonstratives")
_POINTING = _DEMONSTRATIVES | {"it", "them", "they", "such"}
_ADDING = frozenset({"again", "also", "instead", "too"})  # to what was said before
_DURATIONS = word_list("durations")
_OPENING = frozenset({"$", "€", "£", "~", '"', "“"})
_DATING = frozenset({"last", "next", "this"})
_YEAR = range(1900, 2101)
_RULE = "sentence/told"


class OursReader:
    """Reads what a speaker tells of their own case."""

    def __init__(self, plain: PlainReader) -> None:
        self._plain = plain

    def read(self, stated: Stated, speaker: Concept) -> Iterator[Claim]:
        """What a clause about "us" says of a speaker, or of their firm."""
        main = stated.row[stated.clause.verb[1] - 1].lower
        thinks = stated.verb in _THINKING or main in SAYING or stated.is_copula
        if thinks or not _has_figure(stated) or _points(stated):
            return
        for claim in self._plain.read(stated, speaker):
            value = _without_auxiliary(claim.object)
            if claim.predicate == STATES and value is not None:
                yield replace(claim, object=value, rule=_RULE)


def _without_auxiliary(value: Object) -> Text | None:
    """What is said without the "'ve" that was joined to "we"."""
    if not isinstance(value, Text):
        return None
    first, _, rest = value.text.partition(" ")
    return Text(rest) if first[0] in {"'", "\u2019"} else value


def _has_figure(stated: Stated) -> bool:
    """Whether a clause gives a number of something that it names, and not only a date."""
    part = stated.full(stated.rest)
    own = stated.reading.amounts(part)
    dated = all(q.unit is None and q.minimum in _YEAR for _, q in own)
    hidden = {i for (a, b), q in own if q.unit for i in range(a, b)}
    hidden |= {i + 1 for i in range(*part) if stated.row[i].lower in _DATING}  # "last fall"
    named = (stated.row[i] for i in range(*part) if i not in hidden)
    counted = any(stated.row[b - 1].is_noun for (_, b), q in own if not _is_rate(q))
    told = any(t.is_noun and not t.text.isupper() for t in named)
    return not dated and (counted or told)


def _is_rate(quantity: Quantity) -> bool:
    """Whether a number alone does not tell of what it is: of money, time, a share."""
    unit = quantity.unit or ""
    return quantity.unit is None or "/" in unit or unit.isupper() or unit in {"%", "x", "h", "d"}


def _points(stated: Stated) -> bool:
    """Whether only the sentences before tell of what we speak: "we ran that", "sold the node"."""
    (a, b), row = stated.rest, stated.row
    if a >= b or (not row[a].text[:1].isalnum() and row[a].text not in _OPENING):
        return True  # "at the rate we were paying, "
    words = row[a : max(b, stated.clause.tail)]
    if row[a].lower in _DEMONSTRATIVES or any(_refers(words, i) for i in range(len(words))):
        return True
    sums = (x for (x, _), _ in stated.reading.amounts((a, b)))
    end = front(stated, next(sums, b))
    end -= row[end - 1].tag == "IN"  # "the node | for 900 dollars"
    return row[a].lower == "the" and not is_told(stated.reading, phrase(row, (a, max(end, a + 1))))


def _refers(words: Sequence[Token], i: int) -> bool:
    """Whether a word stands for what was said before, or adds to it; not "this year"."""
    word = words[i].lower
    timed = word in _DATING and i + 1 < len(words) and words[i + 1].lower in _DURATIONS
    return word in _ADDING or (word in _POINTING and words[i].tag != "IN" and not timed)
