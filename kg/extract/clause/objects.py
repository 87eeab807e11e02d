"""What stands after a verb phrase to the objects of claims: one, or one for each part of a list."""

from kg.claim import Object
from kg.extract.stated import Stated, colon_in
from kg.extract.tools import Tools, text_of
from kg.language.clause import Range
from kg.language.phrases import base, is_gapped, is_list, items
from kg.reading import Reading

_DENYING = frozenset({"no", "few", "fewer", "hardly", "less", "little", "neither", "nothing"})
_PAIR = 2
_SAYING_MUCH = frozenset({"CD", "JJ", "$", "RB", "VBN", "NNP"})
_PLAIN = frozenset({"of", "per", "for", "in", "with", "to", "on"})
_MANNER = frozenset({"in", "with", "at", "on", "for"})


def objects(tools: Tools, stated: Stated, rest: Range) -> list[Object]:
    """The things named or described, each once, in order."""
    reading = stated.reading
    joints = (i for i in range(rest[0] + 1, rest[1]) if is_gapped(reading.row, i, rest[1]))
    gap = next(joints, None)
    rest = rest if gap is None else (rest[0], gap)
    found: list[Object] = []
    for part in map(stated.full, _parts(tools, reading, rest)):
        bare = next(((part[0], a) for a, b in reading.asides if b == part[1]), part)
        counted = part[0] < part[1] and reading.row[part[0]].lower in _DENYING  # "no retraining"
        value = (None if counted else tools.exact(reading, bare)) or text_of(reading, part)
        told = any(
            t.is_noun or t.is_verb or t.tag in _SAYING_MUCH for t in reading.row[slice(*part)]
        )
        if value is not None and value not in found and told:
            found.append(value)
    return found


def _parts(tools: Tools, reading: Reading, rest: Range) -> list[Range]:
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
    shared = _shares_of(reading, parts) or _shares_noun(tools, reading, parts)
    if not simple or either or described or joint or shared:
        parts = [listed]
    parts = [p for i, p in enumerate(parts) if not (i and _is_cut_off(reading, parts[i - 1], p))]
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
    manner = all(b - a == 1 for a, b in parts[:-1]) and any(
        t.lower in _MANNER for t in reading.row[slice(*parts[-1])]
    )  # "compute and memory in large bursts"
    of_both = (of[-1] and bare) or manner
    return (any(of[:-1]) and not of[-1]) or (of_both and len(parts) == _PAIR)


def _shares_noun(tools: Tools, reading: Reading, parts: list[Range]) -> bool:
    """Whether "training and inference segments" are segments both, and not training itself."""
    row = reading.row
    phases = len(parts) > 1 and all(_is_phase(tools, reading.cut(p)) for p in parts[:-1])
    a, b = base(row, parts[-1])
    headed = b - a == _PAIR and row[b - 1].tag == "NNS"
    return phases and headed and _is_phase(tools, row[a].text)


def _is_phase(tools: Tools, words: str) -> bool:
    """Whether words name a phase and nothing else."""
    return any(c.type == "phase" and b - a == len(words) for a, b, c in tools.find(words))


def _is_cut_off(reading: Reading, before: Range, part: Range) -> bool:
    """Whether a lone noun may share the one before it: "feature engineering, selection and"."""
    one = part[1] - part[0] == 1 and reading.row[part[0]].tag == "NN"
    compound = before[1] - before[0] == _PAIR
    compound = compound and all(t.tag in {"NN", "NNS", "VBG"} for t in reading.row[slice(*before)])
    return one and compound and not reading.concepts(part)
