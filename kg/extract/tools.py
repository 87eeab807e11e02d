"""What every extractor needs: reading words, linking phrases, and making claims of one sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Document, Span
from kg.claim import ENTITIES, MADE, MAKERS, Claim, Concept, Object, Quantity, Text
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import base, concept_for, is_gapped, phrase
from kg.language.syntax import SAYING, Token, can_be_verb
from kg.naming.unseen import concept_of
from kg.ontology import Ontology
from kg.predicates import Predicates, lemma
from kg.reading import Finder, Measurer, Reading, read
from kg.scope import Limits, Scope, attribution_of, time_of

MAX_WORDS = 40
_MARKS = re.compile(r"[\s.*_]*\s[*_]+$")  # ". *" before the next sentence's emphasis
_SEGMENT = re.compile(r"[^;]+")  # "A did; B did, according to Acme": of A, Acme says nothing
_STOPPED = re.compile(r"\d[A-Za-z]{0,2}\.$")  # the tokenizer takes "70B." for an abbreviation
_GENERATION = re.compile(r"\w[- ]gen(?:eration)?\b\W*$", re.IGNORECASE)
_LOOSE_ENDS = frozenset({"[", ",", ";", ":", ".", "—", "–", "-", "and", "or", "but", "so"})
_MAX_GAPPED = 8
_LINKING = word_list("linking")
_EMBEDDING = word_list("embedding")
_SUBORDINATORS = word_list("subordinators") - {"since", "as", "so"}
_IRREGULAR = word_list("irregular")
_PAIR = 2
_BESIDE = 4
_APART = word_list("beside_phase")
_MODIFYING = frozenset({"CC", "CD", "DT", "JJ", "PRP$", "VBN", "NN", "NNS", "NNP"})
_PLAIN_MODIFIERS = word_list("plain_modifiers")
_PARTICULAR = frozenset({"HardwareModel", "Vendor", "Organization"})
_ASSEMBLIES = word_list("assemblies")
_PIECES = word_list("pieces")  # "MI300X cards" are the MI300X
# The verb belongs to what is said: it tells the direction, or the manner.
WITH_VERB = frozenset(
    {"comparedWith", "demand", "growthRate", "scaling", "frequency", "marketPosition", "event"}
)
_PARTS_OF_HARDWARE = frozenset(
    {"memoryCapacity", "memoryUse", "memoryBandwidth", "interconnect", "coreCount"}
)


@dataclass(frozen=True)
class Tools:
    """The parts that extractors share, made once for an ontology."""

    ontology: Ontology
    scope: Scope
    predicates: Predicates
    find: Finder
    measure: Measurer

    def read(self, document: Document, span: Span) -> Reading:
        """Analyse the words at a span."""
        words = span.of(document.text)
        return read(document.id, span.start, words, self.named, self.measure)

    def named(self, text: str) -> list[tuple[int, int, Concept]]:
        """What a sentence names; of "post-training methods such as GPTQ" not the phase.

        A technique's full name ("post-training quantization") may begin with that of a phase.
        """
        found = self.find(text)
        techniques = {c.id for *_, c in found if c.type == "technique"}
        kinds = {a for c in techniques for a in (c, *self.ontology.ancestors(c))}
        full = [self.ontology.concepts[k].label for k in kinds if k in self.ontology.concepts]
        return [
            (start, end, c)
            for start, end, c in found
            if c.type != "phase" or not any(name.startswith(f"{c.label} ") for name in full)
        ]

    def link(self, reading: Reading, part: Range) -> Concept | None:
        """The concept that a noun phrase names by its head; else one of type "other" for it."""
        core = self.core(reading, part)
        if core[0] >= core[1]:
            return None
        found = self._model(reading, core) or self.known(reading, core)
        found = found or concept_for(reading.cut(core))
        return None if found is None else self._of_ontology(self._dated(reading, core, found))

    def subject(self, reading: Reading, part: Range) -> Concept | None:
        """The concept that a subject names; one of type "other" for the whole of any other phrase.

        "A 70B model in FP16" is not just any model: what narrows a class stays with it.
        """
        core = self.core(reading, part)
        if core[0] >= core[1]:
            return None
        model = self._model(reading, core)
        found = model or self.known(reading, core)
        if found is None or self._is_narrowed(reading, part, core, found):
            found = concept_for(reading.cut(phrase(reading.row, part)))
        return None if found is None else self._of_ontology(self._dated(reading, core, found))

    def core(self, reading: Reading, part: Range) -> Range:
        """The base of a phrase, to the end of a name in it: "time to first token"."""
        start, end = base(reading.row, part)
        names = (b for (a, b), _ in reading.concepts(part) if start <= a < end < b)
        return start, next(names, end)

    def _of_ontology(self, found: Concept) -> Concept:
        """A concept as the ontology has it, where it has one of that name, not only that id."""
        known = self.ontology.concepts.get(found.id, found)
        return known if known.label.lower() == found.label.lower() else found

    def _is_narrowed(self, reading: Reading, part: Range, core: Range, name: Concept) -> bool:
        """Whether words before or after a name leave only some of what it names."""
        row, whole = reading.row, phrase(reading.row, part)
        added = row[core[1] : whole[1]]
        start = next((a for (a, _), c in reading.concepts(core) if c == name), core[0])
        later = any(t.lower.endswith("-generation") for t in row[whole[0] : start])
        # "result re-ranking", which a tagger takes for an adjective
        acting = any(t.lower.endswith("ing") for t in added)
        tags = {"IN", "TO", "VBN", "VBG", "WDT"}
        if later or acting or any(t.tag in tags or t.is_noun for t in added):
            return True
        if name.type != "phase" and self.is_particular(name):
            return False
        if self._is_narrower(reading.cut((start, core[1])), name):
            return True
        before = row[whole[0] : start]
        return any(t.lower not in _PLAIN_MODIFIERS and t.text != "-" for t in before)

    def _dated(self, reading: Reading, core: Range, found: Concept) -> Concept:
        """One generation of a product, where only that is meant: "fifth-generation NVLink"."""
        start = next((a for (a, _), c in reading.concepts(core) if c == found), core[0])
        told = found.type in MADE and _GENERATION.search(reading.cut((core[0], start)))
        return concept_of(reading.cut(core).lower(), found.type) if told else found

    def _is_narrower(self, words: str, concept: Concept) -> bool:
        """Whether a name says more than its class: "input tokens" of tokens, "total cost"."""
        if concept.type == "phase" or self.is_particular(concept):
            return False
        label = {lemma(w) for w in concept.label.split()}
        own = [w.lower() for w in words.split()]
        more = (w not in _PLAIN_MODIFIERS and lemma(w) not in label for w in own[:-1])
        return lemma(own[-1]) == lemma(concept.label.split()[-1]) and any(more)

    def narrows(self, label: str, concept: Concept | None) -> bool:
        """Whether a label is a name of its own for some of what a concept names."""
        if concept is None or concept.type == "phase" or self.is_particular(concept):
            return False
        return any(w.lower() not in _PLAIN_MODIFIERS for w in label.split()[:-1])

    def is_particular(self, concept: Concept) -> bool:
        """Whether a concept is one product, maker or model, not a class of them."""
        if concept.type in MAKERS and concept.label.islower():
            return False  # "hyperscaler", "cloud provider"
        kind = self.ontology.classes.get(concept.id)
        if kind is None:
            return any(map(str.isupper, concept.label))
        return kind in _PARTICULAR or concept.id in self.ontology.maker

    def _model(self, reading: Reading, core: Range) -> Concept | None:
        """The model that "H100 GPU" or "DGX H100 server" names; a cluster is another thing."""
        classes = self.ontology.classes
        found = reading.concepts(core)
        single = len(found) == 1 and found[0][0] == (core[0], core[1] - 1)
        if single and reading.row[core[1] - 1].lower in _PIECES:
            return found[0][1] if classes.get(found[0][1].id) == "HardwareModel" else None
        if len(found) < _PAIR or classes.get(found[-1][1].id) != "HardwareClass":
            return None
        (_, stop), model = found[-2]
        if classes.get(model.id) != "HardwareModel" or stop != found[-1][0][0]:
            return None
        if reading.row[core[1] - 1].lower in _ASSEMBLIES and not self.is_assembly(model):
            return concept_for(reading.cut(core))
        return model if found[-1][0][1] == core[1] else None

    def is_assembly(self, model: Concept) -> bool:
        """Whether a model is itself a server or a rack: "DGX server" is one of its names."""
        names = self.ontology.names.get(model.id, ())
        return any(name.split()[-1].lower() in _ASSEMBLIES for name in names)

    def is_heading(self, reading: Reading, part: Range, concept: Concept) -> bool:
        """Whether words are a name, and at most an adverb beside it: "Acme, mostly."."""
        (start, end), row = part, reading.row
        beside = [*row[:start], *row[end:]]
        plain = all(t.tag in {"RB", "CD", "DT"} or not t.text.isalnum() for t in beside)
        return plain and concept.type in ENTITIES and len(beside) <= _BESIDE

    def is_machine(self, concept: Concept) -> bool:
        """Whether a concept is something that a phase can run on, not a part of one."""
        named = self.predicates.by_name(concept.label)
        return concept.type == "hardware" and named not in _PARTS_OF_HARDWARE

    def is_known(self, concept: Concept) -> bool:
        """Whether a concept is more than a phrase of type "other" made up for a subject."""
        return concept.id in self.ontology.concepts or not concept.id.startswith("topic-")

    def is_named(self, reading: Reading, concept: Concept) -> bool:
        """Whether a concept is known, or made up for a phrase of a sentence that names a known."""
        told = (reading.text[a:b].lower() in concept.label for a, b, _ in reading.mentions)
        return self.is_known(concept) or any(told)

    def known(self, reading: Reading, core: Range) -> Concept | None:
        """The concept that ends where a phrase ends, and so names its head."""
        if core[0] + 1 < core[1] and reading.row[core[0] + 1].lower == "of":
            return None  # "most of the energy" is not the energy
        for (start, stop), concept in reading.concepts(core):
            if stop == core[1] and _names(reading, (start, stop), core, concept):
                return concept
        return None

    def exact(self, reading: Reading, part: Range) -> Concept | None:
        """The concept that a phrase names with nothing added that its name does not hold."""
        core = base(reading.row, part)
        if core[0] >= core[1] or core[1] < part[1]:
            return None
        for whole, concept in reading.concepts(core):
            named = concept.type in ENTITIES and not self._is_narrower(reading.cut(core), concept)
            if whole == core and (named or _same(reading.cut(core), concept)):
                return concept
        return None

    def limits(self, text: str, sentence: str) -> Limits:
        """Hedge and time of a clause; attribution of its sentence."""
        at = sentence.find(text) if text else -1
        own = [part for part in _SEGMENT.finditer(sentence) if part.start() <= at < part.end()]
        said = own[0].group() if own else sentence
        return Limits(self.scope.hedge(text), attribution_of(said), time_of(text))


@dataclass(frozen=True)
class Scribe:
    """Writes claims of one reading, all under the same limits.

    Attributes:
        reading: The words.
        rule: Name of the rule that reads them.
        source: The words that the claims rest on.
        limits: Hedge, attribution, time, negation.
        phase: Phase scope.
        scope: What else the words say it holds for.
    """

    reading: Reading
    rule: str
    source: Span
    limits: Limits
    phase: str | None
    scope: tuple[str, ...] = ()

    def claim(self, subject: Concept, predicate: str, value: Object, rule: str = "") -> Claim:
        """One claim; `rule` overrides the scribe's own."""
        hedge, who = self.limits.hedge, self.limits.attribution or ""
        if isinstance(value, Quantity) and value.hedge and value.hedge != hedge:
            both = hedge and self.rule.startswith("sentence/")  # "can draw up to 8 W"
            hedge = f"{hedge}, {value.hedge}" if both else value.hedge
        return Claim(
            subject=subject,
            predicate=predicate,
            object=value,
            source=self.source,
            rule=rule or self.rule,
            phase=self.phase,
            hedge=hedge,
            attribution=None if _is_called(who, subject.label) else self.limits.attribution,
            time=self.limits.time,
            negated=self.limits.negated,
            scope=self.scope,
        )


def _is_called(who: str, name: str) -> bool:
    """Whether somebody goes by a name: "Acme Research" by "Acme", "Ada Price" by "Price".

    >>> _is_called("OpenAI", "AI"), _is_called("Epoch AI", "AI"), _is_called("Ada Price", "Price")
    (False, False, True)
    """
    first = re.match(rf"{re.escape(name)}(?!\w)", who, re.IGNORECASE) is not None
    return first or (name.istitle() and who.endswith(f" {name}"))


def apart(reading: Reading, part: Range) -> list[Concept]:
    """What a range of words only sets apart: training, in "after training, models are adapted"."""
    return [c for (start, _), c in reading.concepts(part) if _is_apart(reading.row, start)]


def within(reading: Reading, part: Range) -> list[Concept]:
    """What a range of words speaks of, without what it only sets apart."""
    return [c for (start, _), c in reading.concepts(part) if not _is_apart(reading.row, start)]


def _is_apart(row: Sequence[Token], start: int) -> bool:
    """Whether "after", "before" or the like leads to the phrase that a name stands in."""
    while start and row[start - 1].tag in _MODIFYING and row[start - 1].lower not in _APART:
        start -= 1
    return start > 0 and row[start - 1].lower in _APART


def text_of(reading: Reading, part: Range) -> Text | None:
    """The words of a range, without marks at its ends; None where nothing, or too much, is left."""
    a, b = part[0], _without_speaker(reading, part)
    while (
        a < b
        and not any(c.isalnum() for c in reading.row[a].text)
        and reading.row[a].text not in "($~"
    ):
        a += 1
    while b - a > _PAIR and (row := reading.row)[a + 1].text == "," and row[a].lower in _LINKING:
        a += 2  # "however, is so frequent"
    while a < b and _is_loose_end(reading, a, b):
        if reading.row[b - 1].text == "so" and reading.row[b - 2].lower in {"do", "did", "or"}:
            break
        b -= 1
    if a >= b or b - a > MAX_WORDS:
        return None
    cut = _MARKS.sub("", reading.cut((a, b)))
    cut = cut[:-1] if _STOPPED.search(cut) else cut
    return Text(cut) if any(c.isalnum() for c in cut) else None


def _is_loose_end(reading: Reading, a: int, b: int) -> bool:
    """Whether the last word says nothing: a mark, a joint, or a quote that was not opened."""
    last = reading.row[b - 1]
    unopened = _is_quote(last) and not any(map(_is_quote, reading.row[a : b - 1]))
    return last.text in _LOOSE_ENDS or unopened


def _without_speaker(reading: Reading, part: Range) -> int:
    """Where words end without ", according to Acme" and ", Acme says", or the quote they end."""
    (a, b), row = part, reading.row
    for i in range(a + 1, b):
        if row[i].text in {'"', "”"} and row[i - 1].text == "," and i + 1 < b:
            return i - 1
    for i in range(a + 1, b):
        if (row[i].text == "," and _is_left_over(row[i + 1 : b])) or is_gapped(row, i, b):
            return i
        if _goes_on(row, i, b) or _is_listed_verb(row, i, b):
            return i
        said = (min(e, b) for s, e in reading.asides if s == i and row[i].text == ",")
        if any({t.lower for t in row[e - _PAIR : e]} & SAYING for e in said) or (
            row[i].lower == "according" and i + 1 < b and row[i + 1].lower == "to"
        ):
            return i
    return b


def _is_listed_verb(row: Sequence[Token], i: int, end: int) -> bool:
    """Whether a word between commas is another verb: "is shown text, guesses, is told"."""
    if row[i].text != "," or i + 2 != end or end >= len(row) or row[end].text != ",":
        return False
    return row[i + 1].lower.endswith("s") and can_be_verb(row[i + 1].lower)


def _goes_on(row: Sequence[Token], i: int, end: int) -> bool:
    """Whether another clause begins that was not cut off: ", and there the limit is"."""
    word, after = row[i].lower, row[i + 1 : i + 3]
    if word == "but" and after and after[0].tag != "RB" and can_be_verb(after[0].lower):
        return not any(t.lower in {"not", "nothing", "none"} for t in row[:i])
    if row[i].text == ";":
        told = after and after[0].tag in {"DT", "PRP"} and not any(t.text == ":" for t in row[:i])
        acts = any(t.is_finite or t.tag == "VB" for t in row[i:end])  # "; always ask"
        return told or (any(t.is_finite for t in row[:i]) and acts)
    if row[i].text != "," or len(after) < _PAIR:
        return False
    if after[0].lower == "so":
        return after[1].tag in {"DT", "PRP", "PRP$", "NN", "NNS", "NNP"}
    inner = any(t.lower in _SUBORDINATORS for t in row[:i])
    opens = after[0].lower in {"and", "but", "yet"}
    ours = after[0].lower == "we"
    opens = opens or ours or (after[0].tag in {"DT", "PRP"} and not inner)
    rest = row[i + 2 : end] if opens else []
    verb = next((k for k, t in enumerate(rest) if t.is_finite or _is_past(rest, k)), -1)
    return verb + ours > 0 and not any(
        t.lower in _EMBEDDING or t.lower == "that" for t in rest[:verb]
    )


def _is_past(row: Sequence[Token], k: int) -> bool:
    """Whether a form like "brought" is the verb of the noun before it: ", the company brought"."""
    return row[k].tag == "VBN" and row[k].lower in _IRREGULAR and k > 0 and row[k - 1].is_noun


def _is_left_over(rest: Sequence[Token]) -> bool:
    """Whether words after a comma are of another clause: ", while firms", ", the H200 more"."""
    if not rest or any(t.is_verb or t.lower in {"and", "or", "of"} for t in rest):
        return False
    if rest[0].lower in {"while", "whereas", "although", "so"}:
        return True
    if all(t.tag in {"RB", "RBS", "JJS"} for t in rest):
        return True  # ", not least | because"
    names = rest[0].tag in {"DT", "NNP"} and len(rest) <= _MAX_GAPPED and rest[0].lower != "a"
    graded = any(t.tag in {"JJR", "RBR"} or t.lower in {"only", "more", "less"} for t in rest[1:])
    return names and graded


def _is_quote(token: Token) -> bool:
    return token.text in {'"', "”"}


def _names(reading: Reading, part: Range, core: Range, concept: Concept) -> bool:
    """Whether a mention stands for its concept, and not for a thing that merely involves it."""
    if concept.type == "phase":
        return not any(t.tag in {"NN", "NNS", "NNP"} for t in reading.row[core[0] : part[0]])
    if concept.type in ENTITIES:
        return True
    words = reading.cut(part)
    stems = {w[:4] for w in concept.label.lower().replace("-", " ").split()}
    shares = any(w[:4] in stems for w in words.lower().replace("-", " ").split())
    return shares or words.isupper()


def _same(words: str, concept: Concept) -> bool:
    return words.lower() in {concept.label.lower(), concept.label.lower() + "s"}
