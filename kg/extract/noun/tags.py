"""Short tags that state a property of what they stand beside: "(both)"."""

from collections.abc import Iterator

from kg.claim import MADE, Claim, Concept
from kg.extract.denial import Polarity, of_phrase
from kg.extract.tools import Scribe, Tools
from kg.language.clause import Range
from kg.reading import Reading
from kg.scope import Limits

_BOTH = 2


class TagReader:
    """Reads the claims of tags."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def read(self, reading: Reading) -> Iterator[Claim]:
        """Everything, in no order."""
        for part in reading.asides:
            if [t.lower for t in reading.row[slice(*part)]][1:-1] == ["both"]:
                yield from self._both(reading, part)

    def _both(self, reading: Reading, part: Range) -> Iterator[Claim]:
        """Of two phases that a sentence names, that things are suited to both."""
        named = {c for _, c in reading.concepts(reading.whole) if c.type == "phase"}
        if len(named) != _BOTH or of_phrase(reading, part) is not Polarity.SAID:
            return
        for (start, _), thing in self._things(reading, part[0]):
            span = reading.span((start, part[1]))
            for phase in sorted(named):
                scribe = Scribe(reading, "noun/both", span, Limits(), phase.id)
                yield scribe.claim(thing, "suitedTo", phase)

    def _things(self, reading: Reading, end: int) -> list[tuple[Range, Concept]]:
        """The names right before a place: "B200/GB200" are two."""
        found: list[tuple[Range, Concept]] = []
        for (a, b), concept in reversed(reading.concepts((0, end))):
            between = {t.text for t in reading.row[b:end]}
            if concept.type not in MADE or between - {"/"}:
                break
            found.append(((a, b), concept))
            end = a
        return found
