"""Of what the next sentence of a paragraph is told, where it does not say so itself.

"Its X has SRAM instead of HBM. As weights are read from SRAM, bandwidth is no limit": on the X.
"70B x 2 bytes = 140 GB. In INT4 the weights are 38 GB": of the 70B model.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.circumstance import sizes_of
from kg.claim import MADE, Claim, Concept, Quantity
from kg.extract.tools import Tools
from kg.language.grammar import word_list
from kg.reading import Reading

_JOINTS = (["instead", "of"], ["rather", "than"])
_PAIR = 2
_NEAR = 2  # words between what a product has and "instead of"
_HELD = word_list("held_by_model")
_MEMORY = frozenset({"memoryCapacity", "memoryUse"})
_TOLD = ("class/", "of/", "variant/")


@dataclass(frozen=True, slots=True)
class _Apart:
    """A product, with what it has and what others have instead."""

    product: Concept
    parts: frozenset[Concept]


class Carried:
    """Watches the sentences of one paragraph for what those after them are told of."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._apart: _Apart | None = None
        self._models: frozenset[str] = frozenset()

    def read(self, claims: Iterable[Claim], reading: Reading) -> list[Claim]:
        """The claims of a sentence with what it is told of; those left out of which none is."""
        sized = (self._sized(claim, reading) for claim in claims)
        found = [self._told(claim, reading) for claim in sized if claim is not None]
        self._apart = self._set_apart(reading)
        self._models = self._named(reading) or self._models
        return found

    def _told(self, claim: Claim, reading: Reading) -> Claim:
        """A claim with the product that the sentence before sets apart by what this one names."""
        apart, named = self._apart, {c for _, c in reading.concepts(reading.whole)}
        if apart is None or any(map(self._is_product, named)) or claim.subject in apart.parts:
            return claim
        owned = any(s.startswith("of/") for s in claim.scope)
        if owned or not named & apart.parts:
            return claim
        return replace(claim, scope=(*claim.scope, f"of/{apart.product.label}"))

    def _set_apart(self, reading: Reading) -> _Apart | None:
        """The one product of a sentence, where it has one thing instead of another."""
        products = {c for _, c in reading.concepts(reading.whole) if self._is_product(c)}
        words = [t.lower for t in reading.row]
        joint = next((i for i in range(len(words)) if words[i : i + _PAIR] in _JOINTS), None)
        if joint is None or len(products) != 1:
            return None
        before, after = (
            {
                c
                for (a, b), c in reading.concepts(reading.whole)
                if c.type in {"hardware", "technique"} and not self._tools.is_particular(c)
                if start <= a and b <= end
            }
            for start, end in ((0, joint), (joint + _PAIR, joint + 2 * _PAIR))
        )
        last = {c for (_, b), c in reading.concepts((0, joint)) if joint - b < _NEAR} & before
        return _Apart(products.pop(), frozenset(last | after)) if last and after else None

    def _is_product(self, concept: Concept) -> bool:
        return concept.type in MADE and self._tools.is_particular(concept)

    def _sized(self, claim: Claim, reading: Reading) -> Claim | None:
        """A claim about a model's weights with the model; none of so many bytes of nobody's."""
        told = any(s.startswith(_TOLD) for s in claim.scope) or self._named(reading)
        if claim.subject.label.removeprefix("the ") not in _HELD or told:
            return claim
        if len({name for name in self._models if name[-1] == "B"}) <= 1 and self._models:
            return replace(claim, scope=(*claim.scope, *sorted(self._models)))
        dimension = self._tools.predicates.dimension
        value = claim.object if isinstance(claim.object, Quantity) else None
        absolute = value is not None and dimension(value).startswith("memory")
        return None if absolute and claim.predicate in _MEMORY else claim

    def _named(self, reading: Reading) -> frozenset[str]:
        """The models that a sentence names, and the sizes that it gives, as scopes."""
        named = (c for _, c in reading.concepts(reading.whole) if c.type == "model")
        models = {f"class/{c.id}" for c in named if self._tools.is_particular(c)}
        return frozenset(models | sizes_of(reading.text))
