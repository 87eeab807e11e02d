"""Which property of the ontology a verb, a label or a quantity states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.claim import Quantity
from kg.ontology import Ontology
from kg.verbs import verb_phrases

STATES = "states"
# What a number of a unit, or of a dimension, says of a thing where no word says otherwise.
_BY_UNIT: Mapping[str, str] = {
    **dict.fromkeys(("GPU", "chip", "server", "rack", "cluster"), "deviceCount"),
    **dict.fromkeys(
        ("GPU-h", "GPU-day", "GPU-month", "GPU-year", "chip-h", "server-h", "core-h"), "computeNeed"
    ),
    **dict.fromkeys(("query", "request", "prediction", "inference"), "requestVolume"),
    "user": "userCount",
    **dict.fromkeys(("token", "ktoken", "Mtoken", "document", "image"), "dataVolume"),
    **dict.fromkeys(("sample", "sequence"), "dataVolume"),
    **dict.fromkeys(("ms", "us", "ns"), "latency"),
    "parameter": "parameterCount",
    "transistor": "transistorCount",
    "core": "coreCount",
    "step": "trainingSteps",
    "epoch": "trainingSteps",
    "time": "frequency",
    "nm": "processNode",
    "x": "growthRate",
}
# What counted things may be a number of, where the words around them say so.
_CUED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("token", "ktoken", "Mtoken"), frozenset({"dataVolume", "contextLength", "batchSize"})
    ),
    **dict.fromkeys(
        ("sample", "sequence", "image", "document"), frozenset({"batchSize", "dataVolume"})
    ),
}
# Units that say it by themselves, whatever words stand around.
_PLAIN = frozenset(_BY_UNIT) - {
    "token",
    "ktoken",
    "Mtoken",
    "sample",
    "sequence",
    "image",
    "document",
    "x",
    "ms",
}
_BY_DIMENSION: Mapping[str, str] = {
    "currency": "price",
    "memory": "memoryCapacity",
    "bandwidth": "memoryBandwidth",
    "compute": "computePerformance",
    "computation": "computeNeed",
    "clock": "clockSpeed",
    "energy": "energyConsumption",
    "power": "power",
    "area": "dieArea",
    "time": "duration",
    "frequency": "frequency",
    "ratio": "share",
    "ratio/time": "growthRate",
    "count/time": "throughput",
    "time/count": "latency",
    "frequency/time": "frequency",
    "energy/count": "energyConsumption",
    "count/energy": "energyEfficiency",
}
_NUMERIC = frozenset({"count", *(d for d in _BY_DIMENSION if d != "time")})


@dataclass(frozen=True, slots=True)
class VerbMatch:
    """A verb phrase that states a property.

    Attributes:
        predicate: The property's id.
        role: "verb", "inverse" or "measure", as in `VerbPhrase`.
        length: Words of the clause that the phrase takes.
        near: Words of which one must follow; empty where none need.
    """

    predicate: str
    role: str
    length: int
    near: tuple[str, ...] = ()


@cache
def lemma(word: str) -> str:
    """Base form of a word, lower case.

    >>> [lemma(w) for w in ("requires", "is", "grown")]
    ['require', 'be', 'grow']
    """
    import simplemma  # noqa: PLC0415 - its dictionary loads on the first use

    return str(simplemma.lemmatize(word.lower(), lang="en")).lower()


class Predicates:
    """The ontology's properties, to be found by the words that state them."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._found: dict[str, list[str]] = {}
        self._by_dimension: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._verbs: dict[str, list[tuple[tuple[str, ...], str, str, tuple[str, ...]]]] = {}
        for phrase in verb_phrases():
            if phrase.predicate in ontology.predicates:
                words = tuple(map(lemma, phrase.words.split()))
                entry = (words, phrase.predicate, phrase.role, phrase.near)
                self._verbs.setdefault(words[0], []).append(entry)
        for found in self._verbs.values():
            found.sort(key=lambda entry: (-len(entry[0]), entry))
        self._names = sorted(
            (
                (tuple(map(lemma, _words(n))), p.id)
                for p in ontology.predicates.values()
                for n in p.names
            ),
            key=lambda pair: (-sum(map(len, pair[0])), pair),
        )

    def by_verb(self, lemmas: Sequence[str]) -> VerbMatch | None:
        """The longest phrase that stands at the beginning of a run of base forms.

        One that needs another word after it gives way where that is missing.
        """
        for words, predicate, role, near in self._verbs.get(lemmas[0], ()) if lemmas else ():
            follows = not near or not {*map(lemma, near)}.isdisjoint(lemmas[len(words) :])
            if tuple(lemmas[: len(words)]) == words and follows:
                return VerbMatch(predicate, role, len(words), near)
        return None

    def by_name(self, label: str, value: str = "") -> str | None:
        """The property that a header, key or title names: the longest of its names in the words.

        Args:
            label: The words.
            value: What stands under them: of two properties with one name, a value without a
                number goes to the one that takes no numbers.
        """
        same = self._named(label)
        if not same:
            return None
        if value and not any(c.isdigit() for c in value):
            return next((p for p in same if not self.is_measure(p)), same[0])
        return same[0]

    def by_label(self, label: str, quantity: Quantity) -> str | None:
        """The property that a label names and a quantity can be a value of.

        A number without a unit is a value of whatever the label names.
        """
        dimension = self.dimension(quantity)
        words = tuple(map(lemma, _words(label)))
        named = [p for name, p in self._names if p != STATES and _contains(words, name)]
        if not dimension or dimension == "count":
            fitting = (p for p in named if self._measures(p, dimension))
            counted = (p for p in named if dimension or self.is_measure(p))
            return next(fitting, None) or next(counted, None) or self.by_quantity(quantity, "")
        measured = next((p for p in named if self._measures(p, dimension)), None)
        return measured or self.by_quantity(quantity, label)

    def named(self, label: str) -> set[str]:
        """Every property with a name in a label."""
        words = tuple(map(lemma, _words(label)))
        return {p for name, p in self._names if _contains(words, name)}

    def _named(self, label: str) -> list[str]:
        """The properties that share the longest name in a label."""
        if label not in self._found:
            words = tuple(map(lemma, _words(label)))
            named = ((n, p) for n, p in self._names if p != STATES and _contains(words, n))
            longest = next(named, None)
            same = [p for n, p in self._names if p != STATES and longest and n == longest[0]]
            self._found[label] = same
        return self._found[label]

    def by_exact_name(self, words: str) -> str | None:
        """The property that words name and nothing else: "bottleneck", "main goal"."""
        lemmas = tuple(map(lemma, _words(words)))
        return next((p for name, p in self._names if name == lemmas and p != STATES), None)

    def is_measure(self, predicate: str) -> bool:
        """Whether a property's values are numbers first of all."""
        return any(e in _NUMERIC for e in self._ontology.predicates[predicate].expects)

    def by_quantity(self, quantity: Quantity, around: str) -> str | None:
        """The property that a quantity gives a value of, with the words around it as cues."""
        dimension = self.dimension(quantity)
        unit = quantity.unit or ""
        if unit in _PLAIN:
            return _BY_UNIT[unit]
        cued = self._cued(dimension, unit, around)
        if cued:
            return cued
        if dimension == "count/energy":
            return _BY_DIMENSION[dimension]
        head, _, per = unit.partition("/")
        if per and dimension != "bandwidth":
            tried = (dimension, dimension.rpartition("/")[0], dimension.partition("/")[0])
            rate = next((_BY_DIMENSION[d] for d in tried if d in _BY_DIMENSION), None)
            counted = _BY_UNIT.get(head)
            return "requestVolume" if counted == "requestVolume" else rate or counted
        return _BY_UNIT.get(unit) or _BY_DIMENSION.get(dimension)

    def dimension(self, quantity: Quantity) -> str:
        """Dimension of a quantity's unit, "currency/count" for a rate; empty for a bare number."""
        unit = quantity.unit or ""
        units = self._ontology.units
        rate, _, _ = unit.rpartition("/")
        for known in (unit, rate if "/" in rate else unit):  # "TB/s per GPU" is a bandwidth
            if known in units:
                return units[known].dimension
        return "/".join(units[u].dimension for u in unit.split("/") if u in units)

    def measures(self, predicate: str | None, quantity: Quantity) -> bool:
        """Whether a quantity can be a value of a property."""
        return predicate is not None and self._measures(predicate, self.dimension(quantity))

    def _measures(self, predicate: str, dimension: str) -> bool:
        """Whether a property takes numbers of a dimension rather than things that are counted."""
        expects = self._ontology.predicates[predicate].expects
        relates = any(kind.startswith("concept:") for kind in expects)
        return bool(dimension) and dimension in expects and not (dimension == "count" and relates)

    def _measured(self, dimension: str) -> list[tuple[tuple[str, ...], str]]:
        """The names of the properties that take numbers of a dimension."""
        if dimension not in self._by_dimension:
            named = [(name, p) for name, p in self._names if self._measures(p, dimension)]
            self._by_dimension[dimension] = named
        return self._by_dimension[dimension]

    def _cued(self, dimension: str, unit: str, around: str) -> str | None:
        if dimension == "count" and unit not in _CUED:
            return None
        words = tuple(map(lemma, _words(around)))
        best: tuple[int, str] | None = None
        for name, predicate in self._measured(dimension):
            if dimension == "count" and predicate not in _CUED[unit]:
                continue
            if predicate == "precision" and unit != "bit":
                continue
            if _contains(words, name):
                best = max(best or (0, ""), (sum(map(len, name)), predicate))
        return best[1] if best else None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", text)


def _contains(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    length = len(name)
    if name and name[0] not in words:
        return False
    return any(words[i : i + length] == name for i in range(len(words) - length + 1))
