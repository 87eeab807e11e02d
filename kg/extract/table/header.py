"""What a row's label, a column's header or a key says of the values that belong to it.

Takes a label and a value, gives the property that the label names, and whether it says more than
that: "HBM capacity" says no more than its property does, "Quality risk" is about neither quality
nor its opposite, and of "Unit price (1k)" the price alone would be too much.
"""

import re
from dataclasses import dataclass, replace

from kg.claim import Quantity
from kg.extract.tools import Tools
from kg.language.grammar import any_of, word_list
from kg.predicates import STATES, lemma

_NUMBER = re.compile(
    r"\s*[~≈<>]?\s*[\d.,]+(?:e\d+|\s?[×x]\s?10\^?\d+)?(?:\s*[-–]\s*[\d.,]+)?"
    rf"(?: (?:{any_of('scales')}))?\+?\s*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:[(\[,]\s*|\s/\s+)(?P<unit>[^()\[\],]{1,40})[)\]]?\s*$")
_SYMBOL = 3  # letters of a unit's sign, whose case tells it: "kW", "Wh"
_YEAR = re.compile(r"(?:19|20)\d\d\s+(?=\D)")
_SCALE = re.compile(
    rf"(?P<before>.*?)\s*\b(?P<scale>{any_of('scales')})s?\b\s*(?P<after>.*)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")
_ADDING = word_list("adding")
_ASKING = frozenset({"how", "what", "when", "where", "which", "who", "why"})
_GRADED = word_list("mild_labels")
_EMPTY = word_list("plain_labels")
# What a number's unit alone does not tell that it is, of whatever a row or key is about.
UNTOLD = frozenset(
    {
        "dataVolume",
        "deviceCount",
        "duration",
        "frequency",
        "growthRate",
        "memoryBandwidth",
        "memoryCapacity",
        "memoryUse",
        "requestVolume",
        "share",
        "trainingSteps",
        "userCount",
    }
)


@dataclass(frozen=True, slots=True)
class Header:
    """A label as it is read for one value.

    Attributes:
        words: It, without the marks around it and the unit after it.
        predicate: The property that it names; None where it names none, or the value is none of it.
        plain: Whether the property says all that the label does.
        close: Whether the label adds no more than "typical" or "maximum" to the property.
        counted: Whether the number is one of things, or of nothing named.
    """

    words: str
    predicate: str | None
    plain: bool
    close: bool
    counted: bool = False


class HeaderReader:
    """Reads labels."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, label: str, value: str, quantity: Quantity | None) -> Header:
        """What a label says of a value, or of the number that the value is or begins with."""
        whole = " ".join(label.strip(" *_:").split())
        words = whole if is_scaled(whole) else self._without_unit(whole)
        name = self._without_unit(whole)
        found = self._of_number(name, quantity) if quantity else self._of_words(name, value)
        left = self._left(name, found)
        unit = self._counted(name, "1") if found else None  # "Wh" above energies
        plain = words == name and (not left or (unit is not None and name.isalpha()))
        counts = quantity and self._tools.predicates.dimension(quantity) in {"", "count"}
        return Header(words, found, plain, not left - _GRADED, counted=bool(counts))

    def names(self, label: str) -> bool:
        """Whether a label names what is measured: a property, a unit, or words with one after."""
        return self.gives(label) or self._tools.predicates.by_name(label) is not None

    def gives(self, label: str) -> bool:
        """Whether a label gives a unit."""
        return (self.unit(label, "1") or self._counted(label, "1")) is not None

    def scales(self, words: str) -> bool:
        """Whether words are a unit in which numbers are told, and not what is counted."""
        quantity = self.unit(f"({words})", "1")
        return quantity is not None and self._is_physical(quantity)

    def _is_physical(self, quantity: Quantity) -> bool:
        return self._tools.predicates.dimension(quantity) not in {"", "count"}

    def measured(self, value: str, labels: list[str]) -> Quantity | None:
        """A bare number with the unit that one of its labels gives."""
        if not _NUMBER.fullmatch(value):
            return None
        for label in labels:
            found = self.unit(label, value.strip()) or self._counted(label, value.strip())
            if found is not None:
                return replace(found, text=value.strip())
        return None

    def unit(self, label: str, value: str) -> Quantity | None:
        """A number with the unit that a label gives after a bracket, a comma or a stroke."""
        found = _UNIT.search(label)
        if found is None:
            return None
        unit = _YEAR.sub("", found["unit"])
        if unit[:1].isdigit():
            return None  # "Memory per parameter (16-bit)"
        scaled = _SCALE.fullmatch(unit)
        scale = ""
        if scaled is not None and " per " not in f" {scaled['before']} ":
            noun = (
                label[: found.start()].strip() if not (scaled["before"] + scaled["after"]) else ""
            )
            unit, scale = (
                f"{scaled['before']}{scaled['after'].removeprefix('of ')}".strip() or noun,
                f" {scaled['scale']}",
            )
        sign, rest = unit[:1], unit[1:]
        forms = (f"{value}{scale} {unit}", f"{unit}{value}{scale}", f"{sign}{value}{rest}{scale}")
        return self._whole(forms)

    def _counted(self, label: str, value: str) -> Quantity | None:
        """A number of what a label itself counts: "Tokens/s", "Tokens per joule", "Watts"."""
        words = label.strip(" *_:")
        words = words.lower() if words.istitle() and len(words) > _SYMBOL else words
        written = f"{value} {words}"
        found = self._tools.measure(written)
        if not found or found[0][0] or found[0][1] <= len(value):
            return None
        _, end, quantity = found[0]
        rate = "/" in (quantity.unit or "") and ("/" in label or " per " in f" {label.lower()} ")
        left = written[end:].split()[:1]
        alone = not any(map(str.isdigit, label)) and (not left or left[0].lower() in _ADDING)
        return quantity if rate or (alone and self._is_physical(quantity)) else None

    def _whole(self, forms: tuple[str, ...]) -> Quantity | None:
        for form in forms:
            found = self._tools.measure(form)
            if found and found[0][2].unit and found[0][:2] == (0, len(form)):
                return found[0][2]
        return None

    def _without_unit(self, label: str) -> str:
        """A label without the unit that it gives: "Memory (GB)"."""
        found = _UNIT.search(label)
        if found is None or self.unit(label, "1") is None:
            return label
        name = label[: found.start()].strip(" *:")
        return name if name.count("(") == name.count(")") else f"{name})"

    def _of_words(self, label: str, value: str) -> str | None:
        """The property that a label names for a value in words: its head must be the property's."""
        names = self._tools.predicates
        named = names.by_name(label, value)
        if named is None:
            return None
        heads = [p for p in sorted(names.named(label)) if self.covers(label, p)]
        told = {p: len(self._covered(_words(label), p)) for p in {named, *heads}}
        plain = [p for p in heads if told[p] >= told[named] and not names.is_measure(p)]
        if named in heads and not (names.is_measure(named) and plain):
            return named
        return max(plain or heads, key=lambda p: told[p], default=None)

    def _of_number(self, label: str, quantity: Quantity) -> str | None:
        """The property that a label, or else the unit, names for a number."""
        names = self._tools.predicates
        found = names.by_label(label, quantity)
        if found is None or found == STATES:
            return None
        if found in names.named(label):
            fits = names.measures(found, quantity) and names.dimension(quantity) != "count"
            return found if fits or self.covers(label, found) else None
        return None if found in UNTOLD else found

    def _left(self, label: str, predicate: str | None) -> set[str]:
        """The words of a label that a property's names leave over."""
        words = _words(label)
        covered = self._covered(words, predicate) if predicate else set()
        return {w for i, w in enumerate(words) if i not in covered and w not in _EMPTY}

    def says_all(self, label: str, predicate: str) -> bool:
        """Whether a property's names leave none of a label's words over."""
        return not self._left(self._without_unit(label), predicate)

    def covers(self, label: str, predicate: str) -> bool:
        """Whether the noun that a label is headed by is the property's: "Quality | risk"."""
        words = _words(re.sub(r"\s*[(\[].*$", "", label))
        covered = self._covered(words, predicate)
        if words and words[0] in _ASKING:
            return bool(covered)  # "Where we would use it"
        ends = (i for i, w in enumerate(words) if i and w in _ADDING and i not in covered)
        head = next(ends, len(words)) - 1
        while head > 0 and words[head] in _EMPTY and head not in covered:
            head -= 1
        return head in covered

    def _covered(self, words: list[str], predicate: str) -> set[int]:
        """Which words of a label are of the names of a property."""
        lemmas = [lemma(w) for w in words]
        found: set[int] = set()
        for name in self._tools.ontology.predicates[predicate].names:
            wanted = [lemma(w.lower()) for w in _WORD.findall(name)]
            for at in range(len(lemmas) - len(wanted) + 1):
                if lemmas[at : at + len(wanted)] == wanted:
                    found.update(range(at, at + len(wanted)))
        return found


def is_scaled(label: str) -> bool:
    """Whether a unit after a label scales its numbers, or dates them: "($ million)", "(2024 $)"."""
    found = _UNIT.search(label)
    if found is None:
        return False
    scaled = _SCALE.fullmatch(found["unit"])
    return bool(_YEAR.match(found["unit"])) or (
        scaled is not None and " per " not in f" {scaled['before']} "
    )


def _words(label: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(label)]
