"""Labels and headings to the context of a block: its topic, its phase, the property it names."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.document import Block, Document, Kind
from corpus.layout.element import bare
from kg.claim import ENTITIES, MADE, MAKERS, MARKETED, NAMED, Concept
from kg.extract.context import Context
from kg.extract.subject.voice import host_of, is_post
from kg.extract.table.keyvalue import UNTOLD, property_words
from kg.extract.tools import Tools
from kg.language.english import is_english
from kg.language.grammar import any_of, word_list
from kg.language.phrases import concept_for
from kg.language.syntax import tokens
from kg.naming.unseen import concept_of
from kg.scope import is_time, time_of

_LIKE = any_of("likeness")
_LIKENESS = re.compile(rf"(\w[\w.]*(?: [\w.]+)?)-(?:{_LIKE})\b[^,;:(]*")
_MARKS = " #*_\n=-"  # between a heading and what stands below it
_DASHES = frozenset({"-", "–", "—", "--"})
_DATED = re.compile(r"\b[A-Z]?[a-z]+ (?:\d{1,4}-)?\d{1,4}\b(?! ?[A-Za-z%])")
_MIN_CAPTION = 5
_PAIR = 2
_ASKING = frozenset({"how", "why"})
_WEAK = word_list("weak_labels")
_NEUTRAL = word_list("neutral")  # headings that say nothing of whom
_WHAT_IS = re.compile(
    r"[\W_]*what(?: is| are|['’]s) (?:an? |the )?(?P<what>[^?]+?)[*_ ]*\?[\W_]*", re.IGNORECASE
)
_MAX_HEADING = 3
_MAX_SECTION = 8
_PARTS = re.compile(r"[:|–—,]|\s-\s")
_NUMBERED = re.compile(r"^(?:\(?[\dA-Za-z][.)]|step \d+:?)\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)$")
_ACRONYM = re.compile(r"\s*\([A-Z][A-Za-z]*[A-Z]s?\)$")
_GLOSSARIES = word_list("glossaries")
_GENRES = word_list("genres")
_SOURCES = word_list("sources")
_MACHINES = word_list("assemblies") | word_list("chips") | word_list("pieces")
_SELLING = word_list("prices")
_TERMS = word_list("terms")
_FIRM_NAMES = word_list("firm_names")
_NAMING = 0.35  # share of a heading's letters that must name what it is about
_KEY_THINGS = NAMED | {"phase"}


class LabelReader:
    """Reads what stands around a block."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._title = ""
        self._titles: set[str] = set()
        self.titled: set[Concept] = set()
        self.seller: Concept | None = None
        self.host: Concept | None = None
        self._sheet: Concept | None = None
        self._paths: dict[tuple[str, ...], Context] = {}

    def survey(self, document: Document, blocks: Sequence[Block]) -> None:
        """Note what the document is called, and with that what and whose it is.

        It is called by its title, and by the heading above all others.
        """
        first = next((b for b in blocks if not b.boilerplate), None)
        self._title = document.title
        self._titles = {document.title}
        if first is not None and first.kind is Kind.HEADING:
            self._titles.add(bare(first.span.of(document.text)))
        self.titled = {c for title in self._titles for c in self.named(title)}
        self._sheet = self._product_of_sheet()
        self.seller = self._seller()
        self.host = self._host(host_of(document))

    def headings(self, path: Sequence[str]) -> Context:
        """Topic and phase of the nearest heading that names just one."""
        key = tuple(path)
        if key not in self._paths:
            self._paths[key] = self._headings(key)
        return self._paths[key]

    def _headings(self, path: tuple[str, ...]) -> Context:
        topic: Concept | None = None
        phase: str | None = None
        titled = False
        for heading in reversed(path):
            about = self._about(heading)
            product = about is not None and about == self._product(heading)
            if phase is None and not product:
                phase = self._phase(heading, self.named(heading))
                wide = heading in self._titles or _is_masthead(heading)
                above = heading != path[-1] or self._is_headline(heading)
                titled = phase is not None and wide and above
            topic = topic or (None if self._is_part(about) else about)
        if topic is None and phase is not None:
            topic = self._tools.ontology.concepts.get(phase)
        asked = bool(path) and path[-1].rstrip(" *").endswith("?")
        return Context(
            topic,
            phase,
            owner=self._owner(path),
            phases=self._both(path),
            occasion=self._occasion(path),
            asked=asked,
            titled=titled,
            sheet=self._sheet,
            section=self._section(path[-1]) if path else "",
        )

    def _is_headline(self, heading: str) -> bool:
        """Whether a heading reports what somebody does: "Acme finishes training of X2"."""
        named = self.named(heading)
        somebody = bool(named) and named[0].type in MAKERS
        return somebody and any(t.is_finite for t in tokens(heading)[1:])

    def _product_of_sheet(self) -> Concept | None:
        """The one product that the titles name, or the firm whose prices or results they are."""
        if any("?" in title for title in self._titles):
            return None
        owners = (self._owner((title,)) for title in sorted(self._titles, key=len))
        owner = next((o for o in owners if o is not None), None)
        words = {w.strip(",.:|").lower() for title in self._titles for w in title.split()}
        if owner is not None and owner.type not in MAKERS:
            return owner
        return (owner or self._untold(sorted(self._titles))) if words & _GENRES else None

    def _seller(self) -> Concept | None:
        """The firm whose price list a document is."""
        words = {w.strip(",.:|").lower() for title in self._titles for w in title.split()}
        if words & _TERMS and not words & _SELLING:
            return self._opening()
        sheet = self._sheet if words & _SELLING else None
        firm = sheet is not None and (sheet.type in MAKERS or not self._tools.is_known(sheet))
        return sheet if firm else None

    def _host(self, name: str | None) -> Concept | None:
        """The firm of this name, whose blog the document is."""
        if not name:
            return None
        known = (c for c in self.named(name) if c.type in MAKERS and c.label == name)
        return next(known, None) or concept_of(name, "organization")

    def _opening(self) -> Concept | None:
        """The firm that a title begins with: "Brightwater Compute: questions and answers"."""
        for first in (_PARTS.split(title)[0].strip() for title in sorted(self._titles)):
            named = [c for c in self.named(first) if c.type in MAKERS]
            known = next((c for c in named if c.label == first), None)
            told = len(first.split()) > 1 and first.split()[-1].lower() in _FIRM_NAMES
            found = known or (self._untold([first]) if told else None)
            if found is not None:
                return found
        return None

    def _untold(self, titles: Sequence[str]) -> Concept | None:
        """A firm that nothing else tells of: "Brightwater Compute: price list"."""
        for part in (p.strip() for title in titles for p in _PARTS.split(title)):
            words = part.split()
            named = 0 < len(words) <= _MAX_HEADING and all(w[0].isupper() for w in words)
            plain = all(w.isalpha() and is_english(w.lower()) for w in words)
            firm = len(words) > 1 and words[-1].lower() in _FIRM_NAMES
            if named and (firm or not plain):
                return None if is_time(part) else concept_of(part, "organization")
        return None

    def _section(self, heading: str) -> str:
        """A heading or key that names a technique, without its number: "2. FP8 quantization"."""
        words = _NUMBERED.sub("", heading.strip(" *:"))
        found = [c for a, b, c in self._tools.find(words) if b - a == len(words)]
        numbered = words != heading.strip(" *:") and len(words.split()) <= _MAX_SECTION
        named = found or (self.named(words) if numbered else [])
        technique = any(c.type == "technique" for c in named)
        return words if technique and not words.endswith("?") else ""

    def _occasion(self, path: tuple[str, ...]) -> str:
        """The nearest heading that tells of one case: "Incident 26-03: slow first tokens"."""
        words = _NUMBERED.sub("", path[-1].strip(" *:")) if path else ""
        told = words.endswith("?") or (path and is_post(path[-1]))
        return words if _DATED.search(words) and not told else ""

    def _both(self, path: tuple[str, ...]) -> tuple[Concept, ...]:
        """The two phases that the nearest heading names that names two: "Training or serving"."""
        for heading in reversed(path):
            found = tuple(dict.fromkeys(c for c in self.named(heading) if c.type == "phase"))
            if len(found) > 1:
                return found if len(found) == _PAIR else ()
        return ()

    def _owner(self, path: tuple[str, ...]) -> Concept | None:
        """The one model, or else the one firm, that headings name: what follows is told of it."""
        known = self._tools.ontology.concepts
        named = {c for heading in path for c in self.named(heading) if self._tools.is_particular(c)}
        models = [
            c for c in named if c.type == "model" or (c.type == "hardware" and c.id not in known)
        ]
        firms = [c for c in named if c.type in MAKERS]
        found = models or firms
        return found[0] if len(found) == 1 else None

    def _is_part(self, about: Concept | None) -> bool:
        """Whether a heading names but a part of what the document is a sheet of: "Memory"."""
        sheet = self._sheet
        of_machine = sheet is not None and sheet.type == "hardware" and sheet != about
        part = about is not None and about.type == "hardware"
        return part and of_machine and about is not None and not self._tools.is_particular(about)

    def _product(self, heading: str) -> Concept | None:
        """The machine that a heading names together with what it is for: "X1 inference module"."""
        found = self._tools.find(heading.strip(" *:"))
        words = heading.lower().strip(" *:").split()
        if not found or found[0][0] or len(words) < _PAIR or words[-1] not in _MACHINES:
            return None
        (_, end, first), more = found[0], len(words) - _MAX_HEADING
        close = len(heading[:end].split()) >= more
        made = first.type == "hardware" and self._tools.is_particular(first)
        return first if made and close else None

    def _about(self, heading: str) -> Concept | None:
        """What a heading names: a phase, or another thing that most of its words are for."""
        product = self._product(heading)
        if product is not None:
            return product
        found = self._tools.find(heading)
        ontology = self._tools.ontology
        above = {ontology.maker.get(c.id) for _, _, c in found}
        above |= {kin for _, _, c in found for kin in ontology.ancestors(c.id)}
        above |= {
            one.id
            for (_, end, one), (start, _, other) in pairwise(found)
            if start - end == 1 and one.type == other.type == "hardware"
        }  # "Instinct MI325X" names the MI325X
        only = _only([c for _, _, c in found if c.type == "phase" or c.id not in above])
        if only is None or only.type == "phase":
            return only
        length = sum(b - a for a, b, c in found if c == only or c.id in above)
        if self._tools.ontology.classes.get(only.id) == "Model" and only.label.islower():
            return None  # "Web Search Results" is not about a search engine
        particular = only.type in MARKETED and self._tools.is_particular(only)
        share = _NAMING if particular else 2 * _NAMING  # "Storage and network" is not of storage
        return only if length >= share * len(heading.strip()) else None

    def question(self, document: Document, block: Block) -> Context:
        """What an answer is about: the one thing that its question names."""
        above = self.headings(block.path)
        if not block.labels:
            return above
        named = self.named(block.labels[0].of(document.text))
        phase = self._asked_of(named, self._tools.scope.phase(named))
        own = phase or (above.phase if not named else None)
        return replace(above, topic=_only(named) or self._one(named), phase=own, asked=True)

    def _one(self, named: Sequence[Concept]) -> Concept | None:
        """The one product among its maker, kind and measures: "Who makes the X1 accelerator?"."""
        made = [c for c in named if c.type in MADE and self._tools.is_particular(c)]
        others = any(c.type in {"phase", "technique", "other"} for c in named)
        return None if others else _only(made)

    def products(self, document: Document, block: Block) -> tuple[Concept, ...]:
        """What "the card" or "the company" may mean in a block: named by its question or heading.

        Else it is the one that the document's title names.
        """
        labels = [label.of(document.text) for label in block.labels[:1]]
        above = [*block.path[-1:], *labels]
        named = [c for words in above for c in self.named(words) if self._tools.is_particular(c)]
        titled = [c for c in self.titled if c.type in MADE and self._tools.is_particular(c)]
        return tuple(dict.fromkeys(named)) or (tuple(titled) if len(titled) == 1 else ())

    def _phase(self, heading: str, named: Sequence[Concept]) -> str | None:
        """The phase that a heading names; of a question, what its answer is about."""
        phase = self._tools.scope.phase(named, heading)
        asks = heading.rstrip(" *").endswith("?")
        return self._asked_of(named, phase) if asks else phase

    def _asked_of(self, named: Sequence[Concept], phase: str | None) -> str | None:
        """The technique's phase where a stage is only asked of it: "Does X need retraining?"."""
        stage = phase is not None and bool(self._tools.ontology.ancestors(phase))
        technique = bool(named) and named[0].type == "technique"
        return self._tools.scope.phase_of(named[0]) if stage and technique else phase

    def asked(self, document: Document, block: Block) -> Concept | None:
        """What a question asks to be told what it is: "What is a token?"."""
        found = _WHAT_IS.fullmatch(block.labels[0].of(document.text)) if block.labels else None
        if found is None:
            return None
        words = found["what"]
        named = [c for a, b, c in self._tools.find(words) if b - a == len(words)]
        return named[0] if named else None

    def heads(self, document: Document, block: Block) -> Concept | None:
        """The term that the heading right above a paragraph is: "KV cache", "Time (T)"."""
        heading = block.path[-1] if block.path else ""
        words = _IN_BRACKETS.sub("", heading.strip(" *:"))
        if not words or not bare(_line_before(document.text, block.span.start)).endswith(
            bare(heading)
        ):
            return None
        named = [c for a, b, c in self._tools.find(words) if b - a == len(words)]
        return named[0] if named and not self._tools.is_particular(named[0]) else None

    def key(self, document: Document, block: Block) -> Context:
        """What a value belongs to: its key may name the property, the thing, or both."""
        above = self.headings(block.path)
        if not block.labels:
            return above
        label = block.labels[0].of(document.text)
        between = document.text[block.labels[0].end : block.span.start]
        if between.strip() == ":" and between.startswith("\n"):
            return self._described(label, above)
        if self._is_far(block.path, above):
            above = replace(above, topic=None)
        return self.of_label(label, above, block.span.of(document.text))

    def _described(self, label: str, above: Context) -> Context:
        """The context of words on the line below a name: what they say, they say of it."""
        named = [c for a, b, c in self._tools.find(label) if b - a == len(label)]
        topic = named[0] if named else concept_for(label)
        return replace(above, topic=topic, phase=self._tools.scope.phase(named) or above.phase)

    def _is_far(self, path: Sequence[str], above: Context) -> bool:
        """Whether a heading nearer to a value than the one that names its topic is of another."""
        wide = above.topic is not None and not self._tools.is_particular(above.topic)
        if not wide or len(path) < _PAIR:
            return False
        near = self.headings(path[-1:])
        if path[-1].strip(" :").lower() in _NEUTRAL:
            return False
        return near.topic is None and self._tools.predicates.by_name(path[-1]) is None

    def of_label(self, label: str, above: Context, value: str = "") -> Context:
        """The context that one label gives under headings to a value."""
        found = self._tools.find(label)
        first = self._first(label)
        if first is not None:
            found = [first, *(f for f in found if f[0] >= first[1])]
        named = [c for _, _, c in found]
        phases = [(a, b) for a, b, c in found if c.type == "phase"]
        own = self._tools.scope.phase(named, label)
        phase = own or above.phase
        rest = property_words(label, phases) or label
        predicate = self._predicate(rest, value)
        things = self._things(label, found, above, named=predicate is not None)
        topic = _only(things) or above.topic or self._tools.ontology.concepts.get(own or "")
        if label.partition(" ")[0].lower() in _ASKING:
            return Context(None, phase)  # "How inference works: prefill and decode"
        if predicate == "isA" and _is_of_other_kind(named, topic or above.sheet):
            predicate = None  # "Model types: transformers" on the sheet of a chip
        if topic is None and above.sheet is not None:
            topic = above.sheet  # "Operating income: $402 million" is the firm's
        if topic is None and self._is_specific(label, named):
            topic = concept_for(property_words(label, []))
        if topic in things and predicate is None and self._tools.narrows(label.strip(" *:"), topic):
            topic = concept_for(label.strip(" *:"))
        if above.titled and phase == above.phase and not own and self._is_product(topic):
            phase = None  # a title's phase is not that of all that it is about
        section = self._section(label) or above.section
        return replace(above, topic=topic, phase=phase, predicate=predicate, section=section)

    def _things(
        self, label: str, found: Sequence[tuple[int, int, Concept]], above: Context, *, named: bool
    ) -> list[Concept]:
        """What a key may be about, of what it names; a property or not."""
        wanted = _KEY_THINGS if above.topic else ENTITIES
        meant = [(a, b, self._meant(c, above) if a == 0 else c) for a, b, c in found]
        things = [c for a, b, c in meant if c.type in wanted and not self._measures(label[a:b], c)]
        if named and not above.topic:
            return things
        # "Base model: X1" says nothing of base models.
        return [c for c in things if c.type == "phase" or self._tools.is_particular(c)]

    def _meant(self, concept: Concept, above: Context) -> Concept:
        """The product that a sheet is of, where a key calls it by its class: "Model type"."""
        sheet = above.sheet
        alike = sheet is not None and sheet.type == concept.type and concept.type in MADE
        own = alike and above.topic in {None, sheet}
        return sheet if sheet and own and not self._tools.is_particular(concept) else concept

    def _is_product(self, topic: Concept | None) -> bool:
        return topic is not None and topic.type not in {"phase", "technique"}

    def _predicate(self, label: str, value: str) -> str | None:
        """The property that a key names, and its value, where it is one number, can be one of."""
        names = self._tools.predicates
        strong = " ".join(w for w in label.split() if w.strip(",.").lower() not in _WEAK)
        weakly = {names.by_name(w) for w in label.split() if w.strip(",.").lower() in _WEAK}
        own, named = names.by_name(strong), names.by_name(label, value)
        exact = names.by_exact_name(label) is not None  # "Time scale"
        if strong not in {"", label} and (own is None or (own != named in weakly and not exact)):
            return None  # "Lead time, nodes" gives no duration
        measured = self._tools.measure(value)
        if measured and names.dimension(measured[0][2]):
            by_name = names.by_name(label, value)
            fits = by_name is None or names.measures(by_name, measured[0][2])
            begins = not value[: measured[0][0]].strip()
            if fits or not begins:
                return by_name
            found = names.by_label(label, measured[0][2])
            return None if found in UNTOLD - names.named(label) else found
        return names.by_name(label, value)

    def _measures(self, words: str, concept: Concept) -> bool:
        """Whether words for a class of things are a property's name here: "Memory: 141 GB"."""
        particular = concept.type == "phase" or self._tools.is_particular(concept)
        return not particular and self._tools.predicates.by_name(words) is not None

    def _is_specific(self, label: str, named: Sequence[Concept]) -> bool:
        """Whether a key says by itself what it is about: it names something, or is no one word."""
        return bool(named) and self._tools.predicates.by_exact_name(label) is None

    def is_metadata(self, document: Document, block: Block) -> bool:
        """Whether a value is about the document and not about its subject: its author, its date."""
        if not block.labels:
            return False
        label = block.labels[-1].of(document.text).strip(" *:").lower()
        return label in self._tools.ontology.words.get("metadata", ())

    def repeats(self, document: Document, block: Block) -> bool:
        """Whether a value is but another name of its key: "TTFT: time to first token"."""
        if len(block.labels) != 1:
            return False
        key, value = block.labels[0].of(document.text), block.span.of(document.text).strip(" .")
        told = [c for a, b, c in self._tools.find(value) if b - a == len(value)]
        return bool(told) and told == self.named(key)

    def term(self, document: Document, block: Block) -> Context | None:
        """The term that an entry of a glossary defines: "**Term** - what it is"."""
        if len(block.labels) != 1:
            return None
        label = block.labels[0]
        between = document.text[label.end : block.span.start].strip("* _\n")
        words = label.of(document.text).strip("* _")
        heading = block.path[-1].strip(" :").lower().split() if block.path else []
        glossary = len(heading) <= _MAX_HEADING and not _GLOSSARIES.isdisjoint(heading)
        short = len(block.span.of(document.text).split()) < _MIN_CAPTION
        spelt = _ACRONYM.search(words)  # "Model FLOPs utilization (MFU): the share of ..."
        parted = between in _DASHES or (between == ":" and (glossary or spelt))
        words = words[: spelt.start()] if spelt else words
        if not parted or (short and self._tools.predicates.by_exact_name(words)):
            return None
        found = [c for a, b, c in self._tools.find(words) if b - a == len(words)]
        topic = found[0] if found else concept_for(words)
        if topic is None:
            return None
        above = self.headings(block.path)
        phase = self._tools.scope.phase([topic]) or above.phase
        return Context(topic, phase, defined=True)

    def _first(self, label: str) -> tuple[int, int, Concept] | None:
        """The phase that a key's first word names: "Training Hardware Needs" is of training."""
        word = label.split(maxsplit=1)[0] if label.strip() else ""
        found = self._tools.find(word)
        whole = len(found) == 1 and found[0][:2] == (0, len(word))
        return found[0] if whole and found[0][2].type == "phase" and label[0] == word[0] else None

    def event(self, document: Document, block: Block) -> Context:
        """The date of an event, with the headings above it."""
        above = self.headings(block.path)
        if not block.labels:
            return above
        date = " ".join(block.labels[-1].of(document.text).split())
        dated = any(map(str.isdigit, date))  # "Ongoing" is no time
        return Context(
            above.topic, above.phase, (), None, time_of(date) or (date if dated else None)
        )

    def lead(self, document: Document, block: Block) -> Context:
        """What a list item belongs to: the thing that its lead-in names, else the heading's."""
        above = self.headings(block.path)
        named = [c for label in block.labels for c in self.named(label.of(document.text))]
        topic = self._sized(block, document, _only(named))
        phase = self._tools.scope.phase(named)
        return replace(above, topic=topic or above.topic, phase=phase or above.phase)

    def _sized(self, block: Block, document: Document, topic: Concept | None) -> Concept | None:
        """What a lead names by likeness: a "ChatGPT-scale service" is not ChatGPT."""
        for label in block.labels:
            like = _LIKENESS.search(label.of(document.text))
            if like and topic is None and any(c.type in ENTITIES for c in self.named(like[1])):
                return concept_for(like[0].strip(" *:"))
        return topic

    def has_caption(self, document: Document, block: Block) -> bool:
        """Whether a value is a lone figure and its label a phrase that explains it."""
        if len(block.labels) != 1:
            return False
        words = block.span.of(document.text)
        long = len(block.labels[0].of(document.text).split()) >= _MIN_CAPTION
        return long and bool(self._tools.measure(words)) and len(words.split()) <= _MIN_CAPTION

    def source(self, document: Document, block: Block) -> str | None:
        """Who a "Source: ..." line names, for what stands above it."""
        if block.kind is not Kind.VALUE or not block.labels:
            return None
        if block.labels[-1].of(document.text).strip().lower().rstrip(":") not in _SOURCES:
            return None
        words = block.span.of(document.text)
        return next((c.label for c in self.named(words) if c.type in MAKERS), words[:80])

    def named(self, text: str) -> list[Concept]:
        """The concepts that words name."""
        return [concept for _, _, concept in self._tools.find(text)]


def _line_before(text: str, end: int) -> str:
    """The last line before a place that holds more than marks."""
    while end and text[end - 1] in _MARKS:
        end -= 1
    return text[text.rfind("\n", 0, end) + 1 : end]


def _is_masthead(heading: str) -> bool:
    """Whether a heading is the title of a report below its masthead, all in capitals."""
    return heading.isupper() and len(heading.split()) > _MAX_HEADING + _PAIR


def _is_of_other_kind(named: Sequence[Concept], topic: Concept | None) -> bool:
    """Whether a key speaks of models, say, and not of the chip that it stands below."""
    made = {c.type for c in named if c.type in MADE}
    return topic is not None and topic.type in MADE and bool(made) and topic.type not in made


def _only(named: Sequence[Concept]) -> Concept | None:
    """The one thing named, preferring a phase to what else stands beside it."""
    phases = {c for c in named if c.type == "phase"}
    if phases:
        return phases.pop() if len(phases) == 1 else None
    things = {c for c in named if c.type in ENTITIES}
    return things.pop() if len(things) == 1 else None
