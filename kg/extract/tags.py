"""Short tags that state a property of what they stand beside: "(both)", "FP16/BF16 performance"."""

from collections.abc import Iterator

from kg.claim import Claim, Concept
from kg.extract.tools import Scribe, Tools, text_of
from kg.language.clause import Range
from kg.reading import Reading
from kg.scope import Limits

_FORMAT = "tech-number-format"
_LINKS = frozenset({"/", ",", "and", "or"})
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
        yield from self._formats(reading)

    def _both(self, reading: Reading, part: Range) -> Iterator[Claim]:
        """Of two phases that a sentence names, that things are suited to both."""
        named = {c for _, c in reading.concepts(reading.whole) if c.type == "phase"}
        if len(named) != _BOTH:
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
            if concept.type not in {"hardware", "model"} or between - {"/"}:
                break
            found.append(((a, b), concept))
            end = a
        return found

    def _formats(self, reading: Reading) -> Iterator[Claim]:
        """The number formats in which a phase is said to compute."""
        named = [c for _, c in reading.concepts(reading.whole)]
        phase = next(iter({c for c in named if c.type == "phase"}), None)
        runs = self._runs(reading)
        if phase is None or len({c for c in named if c.type == "phase"}) > 1 or len(runs) != 1:
            return
        start, end = runs[0]
        while end < len(reading.row) and reading.row[end].is_noun:
            end += 1
        value = text_of(reading, (start, end))
        measured = [c for _, c in reading.concepts((runs[0][1], end)) if c.type == "metric"]
        if value is not None and measured:
            span = reading.span(reading.whole)
            yield Scribe(reading, "noun/format", span, Limits(), phase.id).claim(
                phase, "precision", value
            )

    def _runs(self, reading: Reading) -> list[Range]:
        """Number formats that stand in a row, joined by strokes and commas."""
        above = self._tools.ontology.ancestors
        places = [r for r, c in reading.concepts(reading.whole) if _FORMAT in above(c.id)]
        runs: list[Range] = []
        for place in places:
            words = {t.lower for t in reading.row[runs[-1][1] : place[0]]} if runs else {""}
            if runs and not words - _LINKS:
                runs[-1] = (runs[-1][0], place[1])
            else:
                runs.append(place)
        return runs
