"""Labels and headings to the context of a block: its topic, its phase, the property it names."""

from collections.abc import Sequence

from corpus.document import Block, Document
from kg.claim import Concept
from kg.extract.context import Context
from kg.extract.keyvalue import property_words
from kg.extract.tools import Tools
from kg.phrases import concept_for
from kg.scope import time_of

_MAX_KEY_WORDS = 6
_THINGS = frozenset({"phase", "hardware", "model", "vendor", "technique", "organization"})


class LabelReader:
    """Reads what stands around a block."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._paths: dict[tuple[str, ...], Context] = {}

    def headings(self, path: Sequence[str]) -> Context:
        """Topic and phase of the nearest heading that names just one."""
        key = tuple(path)
        if key not in self._paths:
            self._paths[key] = self._headings(key)
        return self._paths[key]

    def _headings(self, path: tuple[str, ...]) -> Context:
        topic: Concept | None = None
        phase: str | None = None
        for heading in reversed(path):
            named = self.named(heading)
            phase = phase or self._tools.scope.phase(named, heading)
            topic = topic or _only(named)
        if topic is None and phase is not None:
            topic = self._tools.ontology.concepts.get(phase)
        return Context(topic, phase)

    def question(self, document: Document, block: Block) -> Context:
        """What an answer is about: the one thing that its question names."""
        above = self.headings(block.path)
        if not block.labels:
            return above
        named = self.named(block.labels[0].of(document.text))
        phase = self._tools.scope.phase(named)
        return Context(_only(named), phase or (above.phase if not named else None))

    def key(self, document: Document, block: Block) -> Context:
        """What a value belongs to: its key may name the property, the thing, or both."""
        above = self.headings(block.path)
        if not block.labels:
            return above
        label = block.labels[0].of(document.text)
        return self.of_label(label, above)

    def of_label(self, label: str, above: Context) -> Context:
        """The context that one label gives under headings."""
        found = self._tools.find(label)
        named = [c for _, _, c in found]
        phases = [(a, b) for a, b, c in found if c.type == "phase"]
        phase = self._tools.scope.phase(named, label) or above.phase
        things = [c for c in named if c.type in _THINGS]
        rest = property_words(label, phases) or label
        predicate = self._tools.predicates.by_name(rest)
        topic = _only(things) or above.topic or self._tools.ontology.concepts.get(phase or "")
        if topic is None or (
            predicate is None and not things and len(label.split()) <= _MAX_KEY_WORDS
        ):
            own = _only(named) or concept_for(property_words(label, []))
            topic = own if topic is None or topic.type != "phase" else topic
        return Context(topic, phase, (), predicate)

    def event(self, document: Document, block: Block) -> Context:
        """The date of an event, with the headings above it."""
        above = self.headings(block.path)
        if not block.labels:
            return above
        date = " ".join(block.labels[-1].of(document.text).split())
        return Context(above.topic, above.phase, (), None, time_of(date) or date or None)

    def named(self, text: str) -> list[Concept]:
        """The concepts that words name."""
        return [concept for _, _, concept in self._tools.find(text)]


def _only(named: Sequence[Concept]) -> Concept | None:
    """The one thing named, preferring a phase to what else stands beside it."""
    phases = {c for c in named if c.type == "phase"}
    if phases:
        return phases.pop() if len(phases) == 1 else None
    things = {c for c in named if c.type in _THINGS}
    return things.pop() if len(things) == 1 else None
