"""A whole announced in one sentence, its parts in the next: "It happens in phases. First, ..."."""

import re
from collections.abc import Iterator

from corpus.document import Span
from kg.claim import Claim, Concept
from kg.extract.context import Context
from kg.extract.tools import Scribe, Tools
from kg.language.grammar import any_of
from kg.reading import Reading
from kg.scope import Limits

_ANNOUNCING = re.compile(rf"\b(?:{any_of('divisions')})\b", re.IGNORECASE)


class Parts:
    """Watches the sentences of one paragraph for a phase and its stages."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._whole: Concept | None = None
        self._start = 0

    def read(
        self, reading: Reading, subjects: tuple[Concept, ...], context: Context
    ) -> Iterator[Claim]:
        """The parts that this sentence names of a whole that an earlier one announced."""
        phases = [c for c in subjects if c.type == "phase"]
        if len(phases) == 1 and _ANNOUNCING.search(reading.text):
            self._whole, self._start = phases[0], reading.start
            return
        for part in phases if self._whole else ():
            if self._whole and self._whole.id in self._tools.ontology.ancestors(part.id):
                source = Span(reading.document, self._start, reading.start + len(reading.text))
                phase = self._whole.id if context.phase is None else context.phase
                scribe = Scribe(reading, "parts", source, Limits(), phase)
                yield scribe.claim(self._whole, "hasPart", part)
