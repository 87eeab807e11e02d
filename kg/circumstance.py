"""The words around a value to what it holds for: per query or per lifetime, which model, where.

Two values are compared only where these are the same, and where they differ they are shown as what
explains a difference. Written "kind/value", e.g. "basis/annual", "class/model-gpt-4".
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from kg.claim import MADE, Claim, Concept, Quantity, Text
from kg.language.grammar import any_of, word_list

if TYPE_CHECKING:
    from kg.ontology import Ontology

Finder = Callable[[str], list[tuple[int, int, Concept]]]

_ROLE = "scope:"
_NEAR = 90  # characters to either side of a value that tell what it holds for
_LONG = 240
_PAIR = 2
_BESIDE = 12  # characters: "a single large"
_GRADES = frozenset({"model-frontier", "model-large", "model-small"})
_SIZE = re.compile(r"(?<![\w$€£.])(\d+(?:\.\d+)?)(?:B\b(?!/)|[ -]billion[ -]parameter\b)")
_NUMBER = re.compile(
    r"(?<![\w.,])\d(?!\d*[ -]?(?:B|billion))|\b(?:one|two|three|four|five|six|eight)\b"
)
_MACHINE = "class/hw-"
_BASIS = "basis"  # a rate says itself what it is per
_FORMAT = "format"
_TERMS = "variant"  # on demand, or reserved: only a price is asked on terms
_PRICE = "price"
_CASE = "case/"  # tells of the terms itself
_VARIED = "variedProperty"  # role of the properties that several measures are of
_EXCLUSIVE = ("variant/", "statistic/", "sparsity/")  # no value is of two kinds of one of these
_PIECES = re.compile(r"[,;](?!\d)\s*(?:and|or|but)?|\s(?:and|or|but|versus|vs\.?|against|to)\s")
_IN_FORMAT = frozenset({"inference", "model", "serving", "version"})
_LEFT = word_list("remaining")  # memory beside what is held: a model of some size
# "Enough for 120 homes for a year" and "within a year" tell how long, not how often.
_NO_SPAN = (
    r"(?!(?:(?<=after )|(?<=for )|(?<=in )|(?<=over )|(?<=within ))a (?:day|week|month|year)\b)"
)
_ANY_MODEL = re.compile(
    r"\b(?:an?|any|each|every) (?:[\w-]+ ){0,2}model\b|\b(?<!the )models\b", re.IGNORECASE
)
_BUILT = frozenset(
    {"clockSpeed", "coreCount", "dieArea", "memoryBandwidth", "memoryCapacity", "transistorCount"}
)
_CALCULATES = frozenset({"computePerformance", "throughput", "speedup", "memoryUse"})


def circumstances(
    claim: Claim, words: str, title: str, find: Finder, ontology: "Ontology"
) -> tuple[str, ...]:
    """What the words that a claim rests on say it holds for.

    A value in plain words holds for no more than its document's title says.

    Args:
        claim: A claim.
        words: What it rests on.
        title: Its document's: what "Model card of X" says of training, it says of X's training.
        find: The concepts of a text.
        ontology: The vocabulary.
    """
    owned = any(name.startswith("of/") for name in claim.scope)
    in_format = not owned and _is_format(claim.subject, ontology)
    of_title = claim.subject.type == "phase" or in_format
    general = _ANY_MODEL.search(words)  # "a model of that size usually takes two months"
    titled = _classes(claim, title, find, ontology) if of_title and not general else set()
    if not isinstance(claim.object, Quantity) and claim.comparand is None:
        left = isinstance(claim.object, Text) and not _LEFT.isdisjoint(claim.object.text.split())
        sized = sizes_of(words) if claim.subject.id in _GRADES or left else set()
        return tuple(sorted(titled | sized | trained(claim.subject, words, find, ontology)))
    value = claim.object.text if not isinstance(claim.object, Concept) else ""
    near = _own_words(claim, _around(value, words))
    found = _told(value, near, ontology)
    if "/" in (claim.object.unit or "" if isinstance(claim.object, Quantity) else ""):
        own = {kind for kind, pattern in _patterns(ontology) if pattern.search(value)}
        found = {kind for kind in found if not kind.startswith(_BASIS) or kind in own}
    if claim.predicate not in _CALCULATES:
        found = {kind for kind in found if not kind.startswith(_FORMAT)}
    if claim.predicate != _PRICE or any(s.startswith(_CASE) for s in claim.scope):
        found = {kind for kind in found if not kind.startswith(_TERMS)}
    found |= set(_variant(claim, near, find, ontology))
    beside = _beside(value, near, words)
    per = {kind for kind, pattern in _patterns(ontology) if _is_per(pattern, beside, words)}
    found = {kind for kind in found if not kind.startswith(_BASIS) or kind in per}
    return tuple(sorted(found | _with_title(_classes(claim, beside, find, ontology), titled)))


def terms_above(claim: Claim, headings: Sequence[str], ontology: "Ontology") -> tuple[str, ...]:
    """On what terms a price is asked, as the nearest heading that tells any says: "On demand".

    None where the price says so itself, or the heading names several.
    """
    terms = [(kind, p) for kind, p in _patterns(ontology) if kind.startswith(_TERMS)]
    told = any(s in dict(terms) or s.startswith(_CASE) for s in claim.scope)
    if claim.predicate != _PRICE or told:
        return ()
    named = ([kind for kind, p in terms if p.search(heading)] for heading in reversed(headings))
    found = next(filter(None, named), [])
    return tuple(found) if len(found) == 1 else ()


def is_term(words: str, ontology: "Ontology") -> bool:
    """Whether words are the terms of a price and nothing else: "on demand"."""
    return any(k.startswith(_TERMS) and p.fullmatch(words) for k, p in _patterns(ontology))


def _variant(claim: Claim, near: str, find: Finder, ontology: "Ontology") -> tuple[str, ...]:
    """Which measure a number is of, where its words name it and its unit does not."""
    unit = claim.object.unit if isinstance(claim.object, Quantity) else "/"
    told = "/" in (unit or "") or any(s.startswith("variant/") for s in claim.scope)
    return () if told else measure_in(near, claim.predicate, claim.subject, find, ontology)


def measure_in(
    words: str, predicate: str, subject: Concept, find: Finder, ontology: "Ontology"
) -> tuple[str, ...]:
    """Which of the measures of one property words name: the time to first token is one latency."""
    if predicate not in ontology.words.get(_VARIED, ()):
        return ()
    label, known = ontology.predicates[predicate].label, ontology.concepts
    named = {
        c.label
        for *_, c in find(words)
        if any(a in known and known[a].label == label for a in ontology.ancestors(c.id))
        and c.label not in subject.label
    }
    return (f"variant/{named.pop()}",) if len(named) == 1 else ()


def _told(value: str, near: str, ontology: "Ontology") -> set[str]:
    """The kinds that words are of; where they are of two that exclude each other, a value's own.

    Of "$2 per hour on demand, $1 reserved" each price is on terms of its own.
    """
    found = {kind for kind, pattern in _patterns(ontology) if pattern.search(near)}
    piece = next((p for p in _PIECES.split(near) if value in p), near)
    for group in _EXCLUSIVE:
        several = {kind for kind in found if kind.startswith(group)}
        if len(several) > 1 and piece != near:
            found -= {k for k, p in _patterns(ontology) if k in several and not p.search(piece)}
    return found


def _own_words(claim: Claim, near: str) -> str:
    """The words at a value without what they only set it against, or suppose.

    "More than an average car" gives no average, and "with millions of requests daily, X makes up
    80 %" no share of a day.
    """
    for case in (s.removeprefix("case/") for s in claim.scope if s.startswith("case/")):
        near = near.replace(case, " ") if claim.predicate == "share" else near
    other = claim.comparand.label if claim.comparand else ""
    at = near.find(other) if other else -1
    start = near.rfind(" than ", 0, at) if at > 0 else -1
    return near if start < 0 else f"{near[:start]} {near[at + len(other) :]}"


def _is_format(subject: Concept, ontology: "Ontology") -> bool:
    """Whether a subject is a model, or its use, in one number format: "INT8 inference"."""
    words = subject.label.split()
    short = len(words) == _PAIR and words[-1] in _IN_FORMAT
    formats = (p for kind, p in _patterns(ontology) if kind.startswith(_FORMAT))
    return short and any(p.fullmatch(words[0]) for p in formats)


def _is_per(pattern: re.Pattern[str], own: str, words: str) -> bool:
    """Whether a value's own words, or a cell beside it that says nothing else, are of a kind."""
    cells = words.split("|")[1:]
    return bool(pattern.search(own)) or any(pattern.fullmatch(c.strip()) for c in cells)


def _with_title(own: set[str], titled: set[str]) -> set[str]:
    """The models and machines of a value, with those of the title where it names none itself."""
    machines = any(name.startswith(_MACHINE) for name in own)
    models = any(not name.startswith(_MACHINE) for name in own)
    return own | {t for t in titled if not (machines if t.startswith(_MACHINE) else models)}


def models_of(words: str, find: Finder) -> set[Concept]:
    """The models that words name."""
    return {c for *_, c in find(words) if c.type == "model"}


def _around(value: str, words: str) -> str:
    """The words at a value, where all of them are too many."""
    if "|" in words:  # the other numbers of a row are of others
        row, *cells = words.split("|")
        own = (c for c in cells if value in c or not any(map(str.isdigit, c)))
        return " ".join([row, *own])
    at = words.find(value)
    if len(words) <= _LONG or at < 0:
        return words
    return words[max(0, at - _NEAR) : at + len(value) + _NEAR]


def _beside(value: str, near: str, words: str) -> str:
    """Of a row, the words that tell which model or machine a value is of: label and cell."""
    if "|" not in words:
        return near
    row, *cells = words.split("|")
    return " ".join([row, *(c for c in cells if value in c)])


def _own(value: str, near: str, found: Sequence[tuple[int, int, Concept]]) -> tuple[int, int, int]:
    """Where the words before all values end, and from where to where a value's own words stand.

    Of "5.2 hours on the H200 and 6.1 hours on the MI325X" each machine goes with one number.
    """
    numbers = [
        m.start()
        for m in _NUMBER.finditer(near)
        if not any(a <= m.start() < b for a, b, _ in found)
    ]
    at = near.find(value)
    after = (n for n in numbers if n >= at + len(value))
    return min([*numbers, at]), at, min(after, default=len(near))


def _classes(claim: Claim, near: str, find: Finder, ontology: "Ontology") -> set[str]:
    """The models, or the machines, that a value of something else is said to hold for.

    What a machine is built with holds for whatever runs on it.
    """
    if claim.subject.type == "hardware" and claim.predicate in _BUILT:
        return set()
    wanted = MADE - {claim.subject.type}
    compared = claim.comparand.id if claim.comparand else None
    sizes = sizes_of(near)
    found = [
        (start, end, concept)
        for start, end, concept in find(near)
        if concept.type in wanted
        and concept.id != compared
        and _is_particular(concept, ontology)
        and not (concept.id in _GRADES and near[:start].rstrip(" -")[-1:].isdigit())
    ]
    value = claim.object.text if isinstance(claim.object, Quantity) else ""
    kinds = [c.type for c in {c for *_, c in found}]
    if value in near and len(kinds) > len(set(kinds)):
        opening, begin, stop = _own(value, near, find(near))
        found = [f for f in found if f[0] < opening or begin <= f[0] < stop]
    own = claim.subject.label.lower()  # "h200 server" tells of itself that it is of the H200
    told = {c.id for start, end, c in found if near[start:end].lower() not in own}
    return {f"class/{name}" for name in told} | (
        sizes if "model" in wanted or claim.subject.id in _GRADES else set()
    )


def trained(subject: Concept, words: str, find: Finder, ontology: "Ontology") -> set[str]:
    """The models whose phase words begin with: "Training a frontier model takes ..."."""
    found = find(words)
    if subject.type != "phase" or len(found) < _PAIR or found[0][2] != subject:
        return set()
    (start, end, _), (begin, _, thing) = found[:2]
    opens = start <= _PAIR and words[start:end].lower().endswith("ing")
    beside = opens and thing.type == "model" and begin - end <= _BESIDE
    return {f"class/{thing.id}"} if beside and _is_particular(thing, ontology) else set()


def sizes_of(words: str) -> set[str]:
    """The sizes of models that words give: "70B", "70-billion-parameter"."""
    return {f"class/{m[1]}B" for m in _SIZE.finditer(words)}


def _is_particular(concept: Concept, ontology: "Ontology") -> bool:
    """Whether a name narrows what is spoken of: GPT-4 and the H100 do, "chatbots" do not."""
    if concept.id in _GRADES:
        return True
    if concept.type == "model":
        return concept.id in ontology.maker or concept.id not in ontology.concepts
    return ontology.classes.get(concept.id) == "HardwareModel"


@cache
def _patterns(ontology: "Ontology") -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name.removeprefix(_ROLE), _pattern(words))
        for name, words in ontology.words.items()
        if name.startswith(_ROLE)
    )


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(
        rf"(?<!\w){_NO_SPAN}(?:{'|'.join(map(re.escape, longest))})(?!\w)"
        rf"(?!\s+(?:{any_of('since_when')})\b)",
        re.IGNORECASE,
    )
