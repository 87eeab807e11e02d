"""What stands after a verb phrase to the objects of claims: one, or one for each part of a list."""

from kg.claim import Object
from kg.extract.stated import Stated, colon_in
from kg.extract.tools import Tools, text_of
from kg.language.clause import Range
from kg.language.phrases import is_gapped, is_list, items
from kg.reading import Reading

_DENYING = frozenset({"no", "few", "fewer", "hardly", "less", "little", "neither", "nothing"})
_PAIR = 2
_SAYING_MUCH = frozenset({"CD", "JJ", "$", "RB", "VBN", "NNP"})
_PLAIN = frozenset({"of", "per", "for", "in", "with", "to", "on"})


def objects(tools: Tools, stated: Stated, rest: Range) -> list[Object]:
    """The things named or described, each once, in order."""
    reading = stated.reading
    joints = (i for i in range(rest[0] + 1, rest[1]) if is_gapped(reading.row, i, rest[1]))
    gap = next(joints, None)
    rest = rest if gap is None else (rest[0], gap)
    found: list[Object] = []
    for part in map(stated.full, _parts(reading, rest)):
        bare = next(((part[0], a) for a, b in reading.asides if b == part[1]), part)
        counted = part[0] < part[1] and reading.row[part[0]].lower in _DENYING  # "no retraining"
        value = (None if counted else tools.exact(reading, bare)) or text_of(reading, part)
        told = any(
            t.is_noun or t.is_verb or t.tag in _SAYING_MUCH for t in reading.row[slice(*part)]
        )
        if value is not None and value not in found and told:
            found.append(value)
    return found


def _parts(reading: Reading, rest: Range) -> list[Range]:
    """The parts that may each be claimed alone: what a colon divides, and a plain list."""
    colon = colon_in(reading, rest)
    listed = rest if colon is None else (colon + 1, rest[1])
    parts = items(reading.row, listed, reading.asides)
    simple = is_list(reading.row, parts) and all(_is_simple(reading, p) for p in parts)
    joined = any(t.tag == "CC" for t in reading.row[slice(*listed)])
    either = any(t.lower == "or" for t in reading.row[slice(*listed)])  # needs one, not each
    described = len(parts) == _PAIR and not joined  # "inference, a task ..." is one thing
    joint = any(t.lower == "together" for t in reading.row[slice(*listed)])
    joint = joint or (rest[0] > 0 and reading.row[rest[0] - 1].lower == "between")
    if not simple or either or described or joint or _shares_of(reading, parts):
        parts = [listed]
    return parts if colon is None else [(rest[0], colon), *parts]


def _is_simple(reading: Reading, part: Range) -> bool:
    words = reading.row[slice(*part)]
    return not any(
        t.is_verb or t.tag == "TO" or (t.tag == "IN" and t.lower not in _PLAIN) for t in words
    )


def _shares_of(reading: Reading, parts: list[Range]) -> bool:
    """Whether "bursts of compute and memory", "the keys and values of tokens" are of both."""
    of = [any(t.lower == "of" for t in reading.row[slice(*p)]) for p in parts]
    bare = all(b - a <= _PAIR for a, b in parts[:-1])
    return (any(of[:-1]) and not of[-1]) or (of[-1] and bare and len(parts) == _PAIR)
