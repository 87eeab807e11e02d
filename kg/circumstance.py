"""The words around a value to what it holds for: per query or per lifetime, which model, where.

Two values are compared only where these are the same, and where they differ they are shown as what
explains a difference. Written "kind/value", e.g. "basis/annual", "class/model-gpt-4".
"""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from kg.claim import Claim, Concept, Quantity

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
_FORMAT = "format"
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
    titled = _classes(claim, title, find, ontology) if claim.subject.type == "phase" else set()
    if not isinstance(claim.object, Quantity) and claim.comparand is None:
        sized = _sizes(words) if claim.subject.id in _GRADES else set()
        return tuple(sorted(titled | sized | _trained(claim, words, find, ontology)))
    near = _around(claim.object.text if not isinstance(claim.object, Concept) else "", words)
    found = {kind for kind, pattern in _patterns(ontology) if pattern.search(near)}
    if claim.predicate not in _CALCULATES:
        found = {kind for kind in found if not kind.startswith(_FORMAT)}
    return tuple(sorted(found | (_classes(claim, near, find, ontology) or titled)))


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


def _classes(claim: Claim, near: str, find: Finder, ontology: "Ontology") -> set[str]:
    """The models, or the machines, that a value of something else is said to hold for."""
    wanted = {"model", "hardware"} - {claim.subject.type}
    compared = claim.comparand.id if claim.comparand else None
    sizes = _sizes(near)
    return {
        f"class/{concept.id}"
        for _, _, concept in find(near)
        if concept.type in wanted and concept.id != compared and _is_particular(concept, ontology)
    } | (sizes if "model" in wanted or claim.subject.id in _GRADES else set())


def _trained(claim: Claim, words: str, find: Finder, ontology: "Ontology") -> set[str]:
    """The models whose phase words begin with: "Training a frontier model takes ..."."""
    found = find(words)
    if claim.subject.type != "phase" or len(found) < _PAIR or found[0][2] != claim.subject:
        return set()
    (start, end, _), (begin, _, thing) = found[:2]
    opens = start <= _PAIR and words[start:end].lower().endswith("ing")
    beside = opens and thing.type == "model" and begin - end <= _BESIDE
    return {f"class/{thing.id}"} if beside and _is_particular(thing, ontology) else set()


def _sizes(words: str) -> set[str]:
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
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
