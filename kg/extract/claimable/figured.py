"""Whether a clause tells a figure of a thing that has no name: "A router sends 70 % of traffic".

Takes a clause, gives whether it may be claimed in so many words. What the thing is, its own words
have to say: "the rate", "each unit" or "those racks" are known only from other sentences.
"""

from kg.claim import Concept, Quantity
from kg.extract.stated import Stated
from kg.extract.subject.pointing import is_past
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import base

_DEICTIC = word_list("deictic") | word_list("vague")
_POINTING = word_list("demonstratives") | {"another", "either", "no", "other", "same", "such"}
_ANY = word_list("any_one")
_SPECIFIC = frozenset({"a", "an", "one"})
_EACH = frozenset({"each", "every"})
_RELATING = frozenset({"IN", "WDT", "WP"})  # "a query that thinks"
_PRONOUNS = frozenset({"DT", "PRP", "WDT"})
_NEAR = 4


def tells_figure(stated: Stated) -> bool:
    """Whether what a thing has, takes or is, in figures, is said of a thing that is described."""
    row, part = stated.row, stated.clause.subject
    figures = any(_is_figure(stated, q) for _, q in stated.reading.amounts(stated.rest))
    return figures and part[0] < part[1] and row[part[0]].tag != "CD" and _is_told(stated, part)


def gives_figure(stated: Stated, subject: Concept) -> bool:
    """Whether a figure follows the verb closely, of one thing and not of all of a phase."""
    row, part = stated.row, stated.clause.subject
    (start, stop), found = stated.rest, stated.reading.amounts(stated.rest)
    close = any(_is_figure(stated, q) and a - start <= _NEAR for (a, _), q in found)
    counted = part[0] < part[1] and row[part[0]].tag == "CD"
    whole = stop > start and subject.type != "phase" and not counted
    return whole and close and _is_described(stated, part, subject)


def _is_figure(stated: Stated, quantity: Quantity) -> bool:
    """Whether a number is one, with its unit or in figures: not "two stages"."""
    if quantity.unit == "x" and any(t.tag == "PRP$" for t in stated.row[slice(*stated.rest)]):
        return False  # "half as much as its sibling"
    return any(map(str.isdigit, quantity.text)) or quantity.unit is not None


def _is_described(stated: Stated, part: Range, subject: Concept) -> bool:
    """Whether it is clear of what a figure is: of a known thing, or what its words describe."""
    row = stated.row
    if part[0] == part[1] or (part[1] - part[0] == 1 and row[part[0]].tag in _PRONOUNS):
        return True
    known = not subject.id.startswith("topic-")
    each = row[part[0]].lower in _EACH  # "each GPU" is one of those spoken of
    return (known and not each and not _is_once(stated, part)) or _is_told(stated, part)


def _is_told(stated: Stated, part: Range) -> bool:
    """Whether a noun phrase describes its thing, and points at none that was named before."""
    row, core = stated.row, base(stated.row, part)
    points = any(t.lower in _POINTING and t.tag not in _RELATING for t in row[slice(*part)])
    if core[0] >= core[1] or points or _is_once(stated, part):
        return False
    owners = (row[i - 1] for i in range(core[0] + 1, core[1]) if row[i].tag == "POS")
    if any(t.lower in _DEICTIC for t in (*owners, row[core[1] - 1])):
        return False
    single = part[1] - core[0] == 1
    return row[part[0]].lower in _ANY or row[core[0]].tag == "NNP" if single else True


def _is_once(stated: Stated, part: Range) -> bool:
    """Whether it tells of some one thing what happened: "A company was serving ..."."""
    opens = stated.row[part[0]].lower in _SPECIFIC
    return opens and is_past(stated.row[stated.clause.verb[0]])
