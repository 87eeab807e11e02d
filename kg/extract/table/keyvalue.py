"""A key with its value to claims: "Purpose" under "AI Training", "Inference Goal", "Price: $2"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.document import Block, Document
from corpus.layout.shape import is_date
from kg.claim import MADE, MAKERS, RUNNING, Claim, Concept, Text
from kg.extract.claimable.whole import is_whole
from kg.extract.context import Context
from kg.extract.table.header import HeaderReader
from kg.extract.table.kind import takes
from kg.extract.tools import MAX_WORDS, Scribe, Tools, text_of
from kg.language.clause import Range
from kg.language.grammar import any_of, word_list
from kg.predicates import STATES
from kg.reading import Reading
from kg.scope import is_time, time_of

_MEASURING = re.compile(
    rf"(?:the|an?) (?:{any_of('measures')}) (?:between|by|of|that|which)\b", re.IGNORECASE
)
_MARKED = re.compile(r"\*\*|__|`")
_LIKENED = re.compile(rf"\w-(?:{any_of('likeness')})\b", re.IGNORECASE)
_OF_MACHINES = frozenset(
    {
        "computePerformance",
        "memoryBandwidth",
        "coreCount",
        "clockSpeed",
        "transistorCount",
        "dieArea",
    }
)
# What a number's unit alone does not tell that it is.
UNTOLD = frozenset({"growthRate", "deviceCount", "userCount", "trainingSteps"})
_ENDS = frozenset({";", "(", ")", "."})
_MEASURED = frozenset({"excluding", "including", "measured", "with", "without"})
_FOLLOWING = _MEASURED | {
    "after",
    "at",
    "before",
    "for",
    "from",
    "if",
    "in",
    "on",
    "since",
    "under",
    "when",
}
_PASSED = word_list("not_present")
_JOINTS = frozenset({"and", "as", "including", "like", "on", "or", "plus", "with"})
_LISTED = frozenset({"runsOn", "requires", "hasExample", "hasPart", "suitedTo", "priority"})


class ValueReader:
    """Reads what a labelled value says of the thing that its label or heading names."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._headers = HeaderReader(tools)

    def read(self, document: Document, block: Block, context: Context) -> Iterator[Claim]:
        """The claims of a value whose label names a property of the context's topic."""
        reading = self._tools.read(document, block.span)
        context = self._fitting(document, block, context, reading)
        topic = context.topic
        if topic is None:
            return
        if context.predicate is None and is_date(reading.text.strip(" .*_")):
            return  # "Chips and infrastructure | 14 August 2025": below a masthead
        if context.predicate is None and self._is_beside(document, block, topic):
            yield from self._beside(document, block, context, reading)
            return
        kept = self._beyond(document, block, context)
        if context.predicate == "event" and is_time(reading.text.strip(" .")) and block.labels:
            kept = (f"aspect/{block.labels[0].of(document.text).strip(' *_:')}",)
        for claim in self.values(reading, block, context, "keyvalue"):
            own = tuple(_said(claim, words) for words in kept)
            yield replace(claim, scope=(*claim.scope, *own)) if own else claim

    def _beside(
        self, document: Document, block: Block, context: Context, reading: Reading
    ) -> Iterator[Claim]:
        """Key and value as one statement: "SLA: 99.9 %"; the key apart where marks are between."""
        whole, words = block.whole.of(document.text), Text(reading.text.rstrip(" .;"))
        subject = context.topic
        if subject is None or len(whole.split()) > MAX_WORDS:
            return
        limits = self._tools.limits(whole, whole)
        scribe = Scribe(reading, "keyvalue", block.whole, limits, context.phase)
        if _MARKED.search(whole) is None:
            yield scribe.claim(subject, STATES, Text(whole.rstrip(" .")))
        elif is_whole(words) and block.labels:
            label = " ".join(block.labels[0].of(document.text).split()).strip(" *_:")
            yield replace(scribe.claim(subject, STATES, words), scope=(f"aspect/{label}",))

    def _fitting(
        self, document: Document, block: Block, context: Context, reading: Reading
    ) -> Context:
        """The context without a property of which the value, or all of the key, says nothing."""
        predicate, topic = context.predicate, context.topic
        if predicate is None or topic is None or not block.labels:
            return context
        if predicate == "price" and topic == context.sheet and topic.type not in MADE:
            return replace(context, predicate=None)  # a firm's "Support plan: $500" is not its own
        label = block.labels[0].of(document.text).strip(" *:")
        defined = self._defined(label, predicate, reading)
        if defined is not None:
            return replace(context, topic=defined, predicate="definition")
        rest = property_words(label, self._of_topic(label, topic)) or label
        first = next((q for _, q in reading.amounts(reading.whole)), None)
        header = self._headers.read(rest, reading.text, first)
        covers = self._headers.covers(rest, predicate) or header.predicate == predicate
        told = header.close or header.predicate != predicate or first is not None
        fits = covers and told and takes(self._tools, predicate, topic, reading)
        return context if fits else replace(context, predicate=None)

    def _defined(self, label: str, predicate: str, reading: Reading) -> Concept | None:
        """The measure that a value tells what it is: "MFU: the share of a device's peak that"."""
        told = _MEASURING.match(reading.text.strip(" *_")) and not reading.amounts(reading.whole)
        named = {c for *_, c in self._tools.find(label) if c.type == "metric"}
        measure = self._tools.predicates.is_measure(predicate)
        return named.pop() if told and measure and len(named) == 1 else None

    def _beyond(self, document: Document, block: Block, context: Context) -> tuple[str, ...]:
        """What a key says beyond the thing and its property: "On-demand H100 (large cloud)"."""
        label = block.labels[0].of(document.text).strip(" *:") if block.labels else ""
        found = self._of_topic(label, context.topic) if context.topic is not None else []
        rest = re.sub(r"\s+(?:of|in|for)$", "", property_words(label, found))
        plain = not rest or self._names(rest, context, whole=bool(found))
        return () if plain else (f"case/{label}",)

    def _of_topic(self, label: str, topic: Concept) -> list[tuple[int, int]]:
        """Where a key names its topic: "Training" of "Training Hardware Needs"."""
        first = label.partition(" ")[0]
        opens = [c for a, b, c in self._tools.find(first) if (a, b) == (0, len(first))]
        made = topic.type if topic.type in MADE else ""  # "Model type", of a model
        found = [
            (a, b)
            for a, b, c in self._tools.find(label)
            if c == topic or (a == 0 and c.type == made and not self._tools.is_particular(c))
        ]
        return [(0, len(first))] if opens == [topic] and not found else found

    def _names(self, words: str, context: Context, *, whole: bool) -> bool:
        """Whether words of a key are only those of its topic, or of the property it names."""
        names = self._tools.predicates
        if whole:
            exact = names.by_exact_name(words)
            return exact is not None and exact == context.predicate
        made = context.topic is not None and context.topic.label == words.lower()
        told = context.predicate is not None and self._headers.says_all(words, context.predicate)
        return made or told

    def _is_beside(self, document: Document, block: Block, topic: Concept) -> bool:
        """Whether a value's key names neither its topic nor a property, and so must be kept."""
        label = block.labels[0].of(document.text) if block.labels else ""
        found = {c for _, _, c in self._tools.find(label)}
        return topic not in found and topic.label not in label.lower()

    def values(
        self, reading: Reading, block: Block, context: Context, rule: str
    ) -> Iterator[Claim]:
        """Claims of a value about the context's topic, with the context's predicate."""
        subject = context.topic
        words = text_of(reading, reading.whole)
        if subject is None or words is None:
            return
        if _is_of_other(subject, context.predicate, words.text):
            return
        limits = self._tools.limits(words.text, words.text)
        if len(reading.amounts(reading.whole)) > 1 and "," in words.text:
            limits = replace(limits, time=None)  # "EUR 245,000 in 2024, EUR 198,000 now"
        scribe = Scribe(reading, rule, block.whole, limits, context.phase)
        predicate = context.predicate or STATES
        if predicate == STATES and not self._tools.is_known(subject) and self._is_amount(reading):
            yield scribe.claim(subject, STATES, words)  # "Operating income: $402 million"
            return
        exact = self._tools.exact(reading, reading.whole)
        if exact is not None and exact != subject:
            held = predicate == STATES and exact.type == "hardware" and subject.type in RUNNING
            predicate = "runsOn" if held else predicate
            yield scribe.claim(subject, predicate, exact)
            return
        amounts = list(self._amounts(reading, subject, predicate, scribe))
        yield from amounts
        whole = bool(amounts) and self._is_amount(reading)
        whole = whole or words.text.count("(") != words.text.count(")")
        known = self._tools.is_known(subject) or reading.concepts(reading.whole)
        if not whole and (known or reading.amounts(reading.whole)):
            yield scribe.claim(subject, predicate, words)
        if predicate in _LISTED:
            yield from self._named(reading, subject, predicate, scribe)

    def _amounts(
        self, reading: Reading, subject: Concept, predicate: str, scribe: Scribe
    ) -> Iterator[Claim]:
        predicates = self._tools.predicates
        for (a, b), quantity in reading.amounts(reading.whole):
            alone = b - a >= len(reading.row) - 1
            expects = self._tools.ontology.predicates[predicate].expects
            dimension = predicates.dimension(quantity)
            bare = dimension in {"", "count"} and predicate != STATES
            fits = dimension in expects or (alone and bare)
            own = predicate if fits else predicates.by_quantity(quantity, reading.text)
            if self._is_detail(reading, a, announced=predicate in (own, STATES)):
                continue
            whole = own != "share" or predicate == own  # of what, a bare percentage does not say
            if own and whole and (fits or self._is_telling(own, subject)):
                yield self._limited(reading, b, scribe.claim(subject, own, quantity))

    def _limited(self, reading: Reading, end: int, claim: Claim) -> Claim:
        """A number with what the words after it limit it to: "19 ms | from Oslo, 38 ms ..."."""
        row, stop = reading.row, len(reading.row)
        start = end + (end < stop and row[end].text == ",")
        others = [a for (a, _), _ in reading.amounts((end, stop))]
        after = [a for a in others if row[a - 1].text in {",", "and", "or"}]
        stop = min(
            [*after[:1], *(i for i in range(end, stop) if row[i].text in _ENDS)], default=stop
        )
        while stop > start and row[stop - 1].text in {",", "and", "or"}:
            stop -= 1
        follows = start < stop and row[start].lower in (_MEASURED if start > end else _FOLLOWING)
        words = " ".join(reading.cut((start, stop)).split()).strip(" .") if follows else ""
        if not words or len(words.split()) == 1:
            return claim
        time = time_of(words)
        if time is not None:
            return replace(claim, time=time)
        return replace(claim, scope=(*claim.scope, f"case/{words}"))

    def _is_detail(self, reading: Reading, start: int, *, announced: bool) -> bool:
        """Whether a number only tells more of another: "128 sequences of 2,048 tokens"."""
        inner = any(a < start < b for a, b in reading.asides)
        if inner and any(b <= start for (_, b), _ in reading.amounts((0, start))):
            return True  # "$85 billion (raised from $75 billion in July)"
        before = reading.row[start - 1].lower if start else ""
        if before in _PASSED:
            return True  # "$249, formerly $499", "128 GB, of which 96 GB"
        of = before == "of"
        counted = any(t.tag == "CD" for t in reading.row[: start - 1]) if of else False
        return counted or (start > 0 and not announced)

    def _is_telling(self, predicate: str, subject: Concept) -> bool:
        """Whether a number that the key does not announce is the subject's all the same."""
        if predicate == "parameterCount":
            return subject.type == "model"
        if predicate in _OF_MACHINES and subject.type in MAKERS:
            return False
        lasts = predicate == "duration" and subject.type != "phase"  # "Lead time: 9 weeks"
        return predicate not in UNTOLD and not lasts

    def _is_amount(self, reading: Reading) -> bool:
        """Whether a quantity is all there is."""
        return any(b - a >= len(reading.row) - 1 for (a, b), _ in reading.amounts(reading.whole))

    def _named(
        self, reading: Reading, subject: Concept, predicate: str, scribe: Scribe
    ) -> Iterator[Claim]:
        expects = self._tools.ontology.predicates[predicate].expects
        for part, concept in reading.concepts(reading.whole):
            likened = reading.text[reading.place(part)[1] :].startswith("-")  # "ChatGPT-scale"
            fits = f"concept:{concept.type}" in expects and concept != subject and not likened
            if fits and (self._tools.is_particular(concept) or self._is_item(reading, part)):
                claim = scribe.claim(subject, predicate, concept)
                yield replace(claim, scope=(*claim.scope, *self._sort(reading, part, concept)))

    def _is_item(self, reading: Reading, part: Range) -> bool:
        """Whether a class is named by itself, not narrowed: no "GPU" in "12 A100 80GB GPUs"."""
        before, after = reading.row[part[0] - 1 : part[0]], reading.row[part[1] : part[1] + 1]
        return not any(t.text.isalnum() and t.lower not in _JOINTS for t in (*before, *after))

    def _sort(self, reading: Reading, part: Range, concept: Concept) -> tuple[str, ...]:
        """The sort of a phase that a hyphenated word before it tells: "Long-context serving"."""
        before = reading.row[part[0] - 1 : part[0]]
        told = concept.type == "phase" and any("-" in t.text[1:] for t in before)
        return (f"case/{reading.cut((part[0] - 1, part[1]))}",) if told else ()


def _is_of_other(subject: Concept, predicate: str | None, words: str) -> bool:
    """Whether a value is of something else: of a chip that is not known, of a size.

    Below "On-device AI", "26 TOPS"; as an "Example", "ChatGPT-scale service".
    """
    machine = subject.type in {"phase", *MAKERS} and predicate in _OF_MACHINES
    return machine or (predicate == "hasExample" and bool(_LIKENED.search(words)))


def _said(claim: Claim, scope: str) -> str:
    """What a key says beyond a property limits it; where it names none, the key says of what."""
    return scope.replace("case/", "aspect/", 1) if claim.predicate == STATES else scope


def property_words(label: str, names: list[tuple[int, int]]) -> str:
    """A label without the concept that it names: "Training Goal" is a goal.

    >>> property_words("Training Goal", [(0, 8)])
    'Goal'
    """
    kept, at = [], 0
    for start, end in sorted(names):
        kept.append(label[at:start])
        at = max(at, end)
    kept.append(label[at:])
    words = " ".join(" ".join(kept).split())
    bare = re.sub(r"^\W+|\W+$", "", words)
    return f"{bare})" if bare.count("(") > bare.count(")") else bare
