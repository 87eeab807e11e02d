"""A question and a sentence in, whether the sentence says that what is asked is not told out."""

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.claim import MAKERS
from kg.ontology import Ontology
from retrieval.lexical import content_words
from retrieval.terms import terms
from service.evidence.reading import Reading
from service.question.cues import cues, says_any
from service.question.kind import Kind
from service.question.question import ASKED, Question

_PARTS = re.compile(r"(?<=[.!?;])\s|[();]|\s—\s")
# Whether something is told may itself be asked, and why it is not.
_KINDS = frozenset({Kind.QUANTITY, Kind.ENTITY, Kind.DEFINITION, Kind.LIST})


class Silence:
    """Tells which sentences say that what one question asks is not told."""

    def __init__(self, question: Question, ontology: Ontology) -> None:
        self._ontology = ontology
        lowered = question.asked.lower()
        self._kind = question.kind
        self._heard = question.kind in _KINDS and not cues().silence.search(lowered)
        named = terms(" ".join([*question.named_words, *question.names]))
        asked = terms(" ".join(content_words(question.searched))) - named
        self._terms = asked
        self._words = (*self._called(question, lowered), *self._others(question, lowered))

    def _called(self, question: Question, lowered: str) -> Iterator[str]:
        """All names of the properties that are asked for by one of them: a cost is a price."""
        for name in question.predicates[:ASKED]:
            names = self._ontology.predicates[name].names
            yield from names if says_any(lowered, names) else ()

    def _others(self, question: Question, lowered: str) -> Iterator[str]:
        """Other words for what is asked: those of the phases, and of whoever does something."""
        for phase in question.phases:
            yield from self._ontology.phase_cues[phase]
        if cues().agent.search(lowered):
            for type_ in sorted(MAKERS):
                yield from self._ontology.type_words[type_]

    def quoted(self, reading: Reading) -> str | None:
        """The part of a sentence that says so; None where it says something else."""
        if not self._heard or not _is_silent(reading.text):
            return None
        return next(filter(self._is_asked, _PARTS.split(reading.text)), None)

    def _is_asked(self, part: str) -> bool:
        if not _is_silent(part) or self._is_of_another_kind(part):
            return False
        return bool(self._terms & terms(part)) or says_any(part.lower(), self._words)

    def _is_of_another_kind(self, part: str) -> bool:
        """Whether it names a question of another kind as not told: "how many there are"."""
        embedded = cues().embedded.search(part.lower())
        kind = cues().kind(embedded.group()) if embedded else None
        return kind is Kind.QUANTITY and self._kind is not Kind.QUANTITY


@lru_cache(maxsize=10_000)
def _is_silent(text: str) -> bool:
    """Whether a text says that something is not told."""
    return bool(cues().silence.search(text.lower()))
