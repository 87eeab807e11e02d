"""What a later amount of a list leaves unsaid: "$2.49 per hour on demand, $1.85 reserved".

Takes the quantities of a text, gives them with the unit or rate that carries over. It does where
the two are told apart by what each holds for: terms of a price, or cases under one preposition.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from kg.claim import Quantity
from kg.language.grammar import any_of
from kg.ontology import Ontology

Found = tuple[int, int, Quantity]

_TERMS = "scope:variant/"  # role of the words for what a price depends on
_JOINT = re.compile(r"(?:[,;]|\b(?:and|or|but|versus|vs\.?|to))\s+(?:just\s+|only\s+)?$")
_BREAK = re.compile(r"[.!?:|()\n\d]")
_CASE = re.compile(rf"[\s,]*(?P<word>{any_of('case')})\b", re.IGNORECASE)
_AFTER = re.compile(r"[^.,;:!?|()\n]{0,40}")
_LONGEST = 60
_MAX_RATIO = 20  # values of one thing are nearer to each other


def carried_over(text: str, found: Sequence[Found], ontology: Ontology) -> list[Found]:
    """The quantities, each with the unit that the one before it writes for both."""
    made: list[Found] = []
    for item in found:
        made.append(_carried(text, made[-1], item, ontology) if made else item)
    return made


def _carried(text: str, last: Found, item: Found, ontology: Ontology) -> Found:
    unit = _left_out(last[2], item[2])
    if unit is None or not _is_alternative(text, last, item, ontology):
        return item
    return item[0], item[1], replace(item[2], unit=unit)


def _left_out(first: Quantity, later: Quantity) -> str | None:
    """The unit that a later amount takes from the first: its rate, or all of it."""
    head, _, rate = (first.unit or "").partition("/")
    if head in {"", "x", "%"} or later.unit not in {None, head} or not (later.unit is None or rate):
        return None
    low, high = (sorted(filter(None, (q.minimum, q.maximum))) for q in (first, later))
    near = low and high and max(*low, *high) <= _MAX_RATIO * min(*low, *high)
    return first.unit if near else None


def _is_alternative(text: str, first: Found, later: Found, ontology: Ontology) -> bool:
    """Whether two amounts are of one thing on other terms."""
    between = text[first[1] : later[0]]
    joint = _JOINT.search(between)
    if joint is None or len(between) > _LONGEST or _BREAK.search(between[: joint.start()]):
        return False
    own, other = _words_after(text, first[1])[: joint.start()], _words_after(text, later[1])
    cases = (_CASE.match(own), _CASE.match(other))
    alike = all(cases) and len({c["word"].lower() for c in cases if c}) == 1
    terms = _terms(ontology)
    named = [bool(terms.search(own)), bool(terms.search(other))]
    return alike or all(named) or (any(named) and any(cases)) or named[1]


def _words_after(text: str, end: int) -> str:
    found = _AFTER.match(text, end)
    return found.group() if found else ""


@cache
def _terms(ontology: Ontology) -> re.Pattern[str]:
    words = [w for role, ws in ontology.words.items() if role.startswith(_TERMS) for w in ws]
    longest = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
