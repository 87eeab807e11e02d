"""A question in, what a sentence must be about to answer it out.

What it names, what limits a figure that it asks for, and what no document has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.claim import NAMED, Concept
from kg.measure.number import SMALL
from kg.ontology import Ontology
from retrieval.lexical import fold
from retrieval.terms import terms
from service.question.cues import cues, says, says_any
from service.question.kind import Kind
from service.question.question import Question, is_present, measures
from service.question.vocabulary import Vocabulary
from service.question.wanted import is_class, limits, opens_with

_MODEL = re.compile(r"(?=\w*\d)(?=\w*[a-z])\w+")  # "a17", of the many that one concept stands for
_BITS = re.compile(r"(\d+)-(bit)\b")  # a format by its bits, as "INT8" is
_WORDED_BITS = re.compile(rf"\b(?:{'|'.join(SMALL)})(?=[ -]bits?\b)", re.IGNORECASE)
_SIZE = re.compile(r"\b(?P<count>\d+(?:\.\d+)?)(?P<scale>[bt])\b(?= (?:\w+ )?models?\b)")
_SIZED = re.compile(r"[ -](?P<size>\d+(?:\.\d+)?[bt])$")  # of a model's name
_SCALES = {"b": "billion", "t": "trillion"}
_NUMBERED = re.compile(r"[A-Z][^\W\d]+[^\s\d]*\d\S*")  # "Veyra-2", not "Q3"
_VALUED = frozenset({Kind.QUANTITY, Kind.ENTITY, Kind.DEFINITION, Kind.CONFLICT})
_KINDS = NAMED | {"technique"}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a question names and that an answer must be about."""

    label: str
    terms: tuple[frozenset[str], ...]
    concept: Concept | None = None

    def is_in(self, text: str) -> bool:
        """Whether a text has any of its names.

        >>> thing = Thing("veyra-1", (terms("veyra-1"),))
        >>> thing.is_in("Veyra-1 is old."), thing.is_in("Veyra-2 costs $1,999.")
        (True, False)
        """
        numbered = self.concept is None and " " not in self.label
        if numbered and any(map(str.isdigit, self.label)):
            return says(fold(text), self.label)
        return self.among(terms(_counted_bits(text)))

    def is_short_in(self, lowered: str) -> bool:
        """Whether a lower-cased text calls a model by its size alone.

        >>> Thing("Veyra-8B", (), Concept("model-veyra-8b", "Veyra-8B", "model")).is_short_in(
        ...     "the 8b fits on a phone."
        ... )
        True
        """
        sized = self.concept is not None and self.concept.type == "model"
        found = _SIZED.search(self.label.lower()) if sized else None
        short = re.escape(found["size"]) if found else ""
        return bool(found and re.search(rf"\bthe {short}\b(?! (?:\w+ )?models?\b)", lowered))

    def among(self, words: frozenset[str]) -> bool:
        """Whether terms have those of any of its names."""
        return any(map(words.issuperset, filter(None, self.terms)))


class _Things:
    """What one question names."""

    def __init__(
        self,
        question: Question,
        ontology: Ontology,
        vocabulary: Vocabulary,
        wanted: frozenset[str],
    ) -> None:
        self._question = question
        self._ontology = ontology
        self._vocabulary = vocabulary
        self._wanted = wanted
        self._of_name = bool(question.named or question.names)

    def __iter__(self) -> Iterator[Thing]:
        question = self._question
        narrow = [c for c in question.concepts if self._narrows(c)]
        narrow = narrow if len(narrow) == 1 else []  # of several, each sentence has its own
        for concept in question.concepts:
            if (
                concept.id in question.named
                or concept in narrow
                or self._is_sought(concept)
                or self._is_class(concept)
            ):
                yield self._thing(concept)
        # "Veyra-2" is a name too where nothing tells of what kind it is.
        coined = (c.label for c in question.concepts if c.type == "other" and _is_numbered(c))
        for name in (*question.names, *(c for c in coined if fold(c) not in question.names)):
            yield Thing(name, (terms(name),))
        lowered = question.asked.lower()
        for found in _SIZE.finditer(lowered) if self._is_measured() else ():
            forms = (
                frozenset({found.group()}),
                frozenset({found["count"], _SCALES[found["scale"]]}),
            )
            yield Thing(found.group().upper(), forms)
        for name in filter(
            lambda word: says(lowered, word), cues().related if self._of_name else ()
        ):
            yield Thing(name, (terms(name),))

    def _is_measured(self) -> bool:
        """Whether a figure is asked for."""
        return bool(self._wanted) or self._question.kind is Kind.QUANTITY

    def _thing(self, concept: Concept) -> Thing:
        """A concept as what must be named: where it has many a model, the one of the question."""
        names = self._ontology.names.get(concept.id, (concept.label,))
        told = terms(concept.label)
        models = {w for w in self._question.named_words if _MODEL.fullmatch(w) and w not in told}
        if meant := [name for name in names if terms(name) & models]:
            return Thing(meant[0], tuple(map(terms, meant)))
        bits = (frozenset(found.groups()) for n in names if (found := _BITS.match(n.lower())))
        return Thing(concept.label, (*map(terms, names), *bits), concept)

    def _narrows(self, concept: Concept) -> bool:
        """Whether a figure asked for is one of it alone: in INT8, for inference."""
        question = self._question
        one_of_several = bool(self._ontology.ancestors(concept.id))  # INT8, not "number format"
        measured = question.predicates and measures(question.predicates[0], self._ontology)
        if question.kind not in _VALUED or not (self._wanted or (measured and one_of_several)):
            return False
        phase = concept.id in question.phases and self._wanted and self._of_name
        return limits(concept, self._ontology) or bool(phase)

    def _is_class(self, concept: Concept) -> bool:
        """Whether a figure is asked of a class that has a name, as LPUs have, and of nothing else.

        What is said of other chips is not said of one.
        """
        if not self._wanted or self._of_name or self._question.phases:
            return False
        return is_class(concept)

    def _is_sought(self, concept: Concept) -> bool:
        """Whether a concept of no single thing must be there: one that no document has, a measure.

        Consumption of electricity is not that of water.
        """
        measure = concept.type == "metric" and " " in concept.label
        if measure and self._of_name and not self._wanted and self._opens(concept):
            return True
        named = measure or (concept.type in _KINDS and not concept.label.islower())
        return named and not is_present(concept, self._ontology, self._vocabulary)

    def _opens(self, metric: Concept) -> bool:
        """Whether the question opens with it."""
        names = self._ontology.names.get(metric.id, (metric.label,))
        opening = opens_with(self._question)
        return says_any(opening, names)


def things_of(
    question: Question, ontology: Ontology, vocabulary: Vocabulary, wanted: frozenset[str]
) -> tuple[Thing, ...]:
    """What a sentence must be about: names, what limits a figure, what no document has.

    Args:
        question: What is asked.
        ontology: The vocabulary of the field.
        vocabulary: The words of the documents.
        wanted: Dimensions of which the value must be one.
    """
    return tuple(_Things(question, ontology, vocabulary, wanted))


def _is_numbered(concept: Concept) -> bool:
    """Whether its name is one word with a number in it."""
    return bool(_NUMBERED.fullmatch(concept.label))


@lru_cache(maxsize=10_000)
def _counted_bits(text: str) -> str:
    """A text with its bits in digits.

    >>> _counted_bits("Not at eight bits, but at four-bit weights.")
    'Not at 8 bits, but at 4-bit weights.'
    """
    return _WORDED_BITS.sub(lambda found: str(SMALL[found.group().lower()]), text)
