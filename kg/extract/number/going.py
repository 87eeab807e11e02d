"""A share told by where it goes: "Three quarters of the cost goes to inference"."""

from collections.abc import Iterator
from dataclasses import replace

from kg.claim import Claim, Quantity
from kg.extract.stated import Stated
from kg.extract.tools import Tools, text_of
from kg.language.grammar import word_list
from kg.language.phrases import base

_GOING = word_list("going")
_TO = frozenset({"from", "into", "on", "to", "toward", "towards"})
_OPENS = 2  # words before the number: "an estimated 75 %", "about a fifth"


def shares_gone(tools: Tools, stated: Stated) -> Iterator[Claim]:
    """The share that a clause says goes to a phase, or comes from one."""
    (a, b), (start, end) = stated.clause.subject, stated.rest
    found = next(iter(stated.reading.amounts((a, b))), None)
    if (
        found is None
        or stated.verb not in _GOING
        or stated.row[min(start, end - 1)].lower not in _TO
    ):
        return
    (first, after), quantity = found
    opens = first - a <= _OPENS and after + 1 < b and stated.row[after].lower == "of"
    whole = text_of(stated.reading, (after + 1, b)) if opens and _is_share(quantity) else None
    part = base(stated.row, (start + 1, end))
    owner = tools.exact(stated.reading, part)
    if whole is None or owner is None or owner.type != "phase":
        return
    stated = stated.scoped(owner.id)
    claim = stated.scribe.claim(owner, "share", quantity, "sentence/share")
    yield replace(claim, scope=(*claim.scope, f"of/{' '.join(whole.text.split())}"))


def _is_share(quantity: Quantity) -> bool:
    part = quantity.unit == "x" and quantity.maximum is not None and quantity.maximum < 1
    return part or quantity.unit == "%"
