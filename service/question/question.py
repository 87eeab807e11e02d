"""A question's text in, what it asks for out: kind, concepts, phases, properties, expected values.

The wording of questions is data (question_cues.toml), the words of the field are the ontology's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.claim import MEASURES, NAMED, Concept, Quantity
from kg.language.english import is_english
from kg.measure.quantity import find_quantities
from kg.naming.mention import MentionFinder
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS, content_words, words
from retrieval.terms import terms
from service.question.cues import content, cues, says, says_any, spaced
from service.question.expectation import counted, expected, head, types_of
from service.question.kind import Kind
from service.question.plain import plain
from service.question.preamble import lead_and_question, without_thanks
from service.question.unlinked import corrected, names_in, strangers, typos_of
from service.question.vocabulary import Vocabulary

TRAINING = "phase-training"
INFERENCE = "phase-inference"
PHASES = (TRAINING, INFERENCE)
FEW_WORDS = 2  # of content, in a follow-up that leaves its subject to the question before
ASKED = 2  # properties of a question that count, the surest first
_VALUED = frozenset({Kind.QUANTITY, Kind.ENTITY, Kind.LIST, Kind.DEFINITION, Kind.CONFLICT})
_TAG = re.compile(r",? (?:is|are|do|does|did|was|has|can|wo)n't (?:it|they|that)\s*\??$")
_POINTER = re.compile(
    r"\b(?:it(?! (?:[\w-]+ ){1,3}(?:to|that)\b)|its|they|them|their|he|she|his|her|this|these|those"
    r"|that one|the (?:former|latter|same))\b"
)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|that one|this one|the former|the latter)\b")
_JOINS = re.compile(
    r"[\s,;:-]*(?:(?:[\w-]+\s+){0,4}(?=than\b))?"
    r"(?:\b(?:vs\.?|versus|or|and|against|than|over|with|to|compared (?:to|with)|is|not)\b)?\s*"
    r"(?:(?:to|at|in|on|of|for|from|by|with|the|an?|its|their|that|one|does|is)\s+){0,3}"
)
_SMALL = r"(?:(?:an?|the|one|each|every|all|single|your|our|its|their|\w+al|\w+ge) )*"
# "The size of a typical input", "how large is an input": an input's size.
_GENITIVES = (
    re.compile(rf"\b(?P<part>\w+) of {_SMALL}(?P<whole>\w+)"),
    re.compile(rf"\bhow (?P<part>big|large|small) (?:is|are|was|were) {_SMALL}(?P<whole>\w+)"),
)
_PARTS = {"big": "size", "large": "size", "small": "size"}
_RUN = re.compile(r"[^\W_]+")  # letters and digits that stand together
_WITHOUT = re.compile(r"(?<=\w)[ ,]+without\b[^,;?]*")  # which is not asked for
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        text: As typed, white space folded.
        asked: The same in plain words, without what only leads up to the question, or thanks.
        searched: That with its typos put right, to be searched for.
        kind: The sort of answer it wants.
        concepts: What it names, in order, each once.
        named: Ids of those that are one thing with a name: a product, a company, a model.
        named_words: The lower-cased words that name those.
        names: Names that no concept has, but the documents do, lower-cased.
        beside: What it sets side by side, "the A or the B": ids of concepts, or names.
        concept_words: The lower-cased words that name any of the concepts.
        phases: Ids of the phases among them, stages counted under their phase.
        kinds: Ids of the concepts of whose kind the answer is ("which TPU ...").
        types: Concept types that the answer may have ("which vendor ...").
        predicates: Ids of the properties it asks for.
        expects: Dimensions of which the value must be one; "date" for a year. Empty: any.
        counted: The lower-cased words for what it asks the number of.
        quantities: Numbers it gives itself.
        strangers: Words for something that neither the vocabulary nor a dictionary knows.
        empty: Whether it has no word that tells.
        dangling: A pronoun in place of the thing that is asked about; empty where it is named.
        negated: Whether it asks for the contrary.
    """

    text: str
    asked: str
    searched: str
    kind: Kind
    concepts: tuple[Concept, ...] = ()
    named: tuple[str, ...] = ()
    named_words: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    concept_words: frozenset[str] = frozenset()
    phases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    predicates: tuple[str, ...] = ()
    expects: frozenset[str] = frozenset()
    counted: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    strangers: tuple[str, ...] = ()
    empty: bool = False
    dangling: str = ""
    negated: bool = False


def analyse(
    text: str, ontology: Ontology, finder: MentionFinder, vocabulary: Vocabulary | None = None
) -> Question:
    """Read a question as typed: full sentence or keywords, any case, small typos.

    Args:
        text: As typed.
        ontology: The words of the field.
        finder: Finds concepts in it.
        vocabulary: The words of the documents, by which unknown words are judged.
    """
    vocabulary = vocabulary or Vocabulary()
    # A lone surrogate, which JSON can carry, is no character.
    typed = " ".join(text.encode("utf-8", "replace").decode().split())
    text = _asked(plain(without_thanks(typed), vocabulary.words), finder)
    lowered = text.lower().replace("’", "'")
    units = _unit_names(ontology)
    mentions = [
        (start, end, concept)
        for start, end, concept in finder.link(text)
        if not _is_word(text[start:end], concept, vocabulary)
    ]
    concepts = tuple(dict.fromkeys(concept for _, _, concept in mentions))
    phases = _phases(lowered, mentions, ontology)
    asked = head(lowered)
    known = vocabulary.known(units)
    # A class that no document has ("wafer-scale engine") covers none of the words that name it.
    present = [
        m for m in mentions if not m[2].label.islower() or is_present(m[2], ontology, vocabulary)
    ]
    unknown = strangers(text, present, known)
    typos = typos_of(unknown, vocabulary.spelt) | _in_full(unknown)
    predicates = _predicates(lowered, ontology)
    quantities = [quantity for _, _, quantity in find_quantities(text, ontology)]
    expects = expected(lowered, quantities, ontology)
    measured = _is_measured(predicates, ontology) or bool(expects - {"date"})
    kind = _kind(lowered, concepts, phases, measured=measured)
    if kind is Kind.COMPARISON and len(phases) < len(PHASES) and not _several(concepts, ontology):
        phases = _phases_told(lowered, phases, ontology)
    kinds = [m for m in mentions if not _is_coined(text[m[0] : m[1]], m[2], ontology, vocabulary)]
    names = names_in(text, kinds, vocabulary, units)
    return Question(
        text=typed,
        asked=text,
        searched=corrected(content(_without_typos(text, mentions, ontology)), typos),
        kind=kind,
        concepts=concepts,
        named=tuple(c.id for c in concepts if is_named(c, ontology)),
        named_words=_words(text, [m for m in mentions if is_named(m[2], ontology)]),
        names=names,
        beside=_beside(lowered, mentions, names, ontology),
        concept_words=_words(text, mentions),
        phases=phases,
        kinds=tuple(
            c.id for start, _, c in mentions if asked[0] <= start < asked[1] and c.type != "phase"
        ),
        types=types_of(lowered[slice(*asked)], ontology),
        predicates=predicates,
        expects=expects if kind in _VALUED else frozenset(),
        counted=counted(lowered),
        quantities=tuple(quantities),
        strangers=tuple(word for word in unknown if word not in typos),
        empty=not concepts and all(w in STOP_WORDS for w in re.findall(r"[^\W\d]{2,}", lowered)),
        dangling=_dangling(lowered, concepts),
        negated=says_any(_TAG.sub("", lowered), ontology.negations),
    )


def _in_full(unknown: Iterable[str]) -> dict[str, str]:
    """Short words that no document has, each with what it stands for."""
    full = cues().abbreviations
    return {word: full[word.lower()] for word in unknown if word.lower() in full}


def _asked(typed: str, finder: MentionFinder) -> str:
    """What was typed without what only leads up to the question, where that can stand alone.

    It cannot where it names no thing, or begins with a pronoun for one, or asks whether others say
    the same.
    """
    leading, asking = lead_and_question(typed)
    if not leading or cues().kind(asking.lower()) is Kind.CONFLICT:
        return typed
    first = min((start for start, _, c in finder.link(asking) if not _is_vague(c)), default=None)
    pronoun = _POINTER.search(asking.lower())
    if first is None or (pronoun and pronoun.start() < first):
        return typed
    return asking


def _kind(
    lowered: str, concepts: tuple[Concept, ...], phases: tuple[str, ...], *, measured: bool
) -> Kind:
    if kind := cues().kind(lowered):
        return kind
    # Keywords alone: two things side by side are to be compared, a thing's measure is to be given,
    # one thing is to be explained.
    named = Counter(c.type for c in concepts if c.type in NAMED and not c.label.islower())
    if len(phases) > 1 or max(named.values(), default=0) > 1:
        return Kind.COMPARISON
    if measured:
        return Kind.QUANTITY
    if cues().ranked.search(lowered):
        return Kind.ENTITY
    return Kind.DEFINITION if len(concepts) < 2 else Kind.ENTITY  # noqa: PLR2004  two sides


def _beside(
    lowered: str,
    mentions: Sequence[tuple[int, int, Concept]],
    names: Sequence[str],
    ontology: Ontology,
) -> tuple[str, ...]:
    """What is set side by side: "at X or at Y", "X, Y and Z", "has X more memory than Y"."""
    # What a thing costs or measures stands beside it, too, but is not set beside it.
    known = [
        (start, end, c.id) for start, end, c in mentions if not _is_measure_of(c, start, mentions)
    ]
    things = [(start, end, c.id) for start, end, c in mentions if is_named(c, ontology)]
    written = [
        (*found.span(), name)
        for name in names
        if (found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", lowered))
    ]
    row = _row(lowered, [*things, *written])
    return row if len(row) > 1 else _row(lowered, [*known, *written])


def _is_measure_of(
    concept: Concept, start: int, mentions: Iterable[tuple[int, int, Concept]]
) -> bool:
    """Whether a measure stands right after what it is of: "does an A cost per hour"."""
    return concept.type in MEASURES and any(end + 1 == start for _, end, _ in mentions)


def _row(lowered: str, found: Iterable[tuple[int, int, str]]) -> tuple[str, ...]:
    """The longest row that joins several places."""
    rows: list[list[str]] = []
    last = 0
    for start, end, key in sorted(found):
        if rows and start - last == 1:
            last = end  # "Veyra Cloud" is one name, though the second word is one by itself
            continue
        if rows and _JOINS.fullmatch(lowered, last, start):
            rows[-1].append(key)
        else:
            rows.append([key])
        last = end
    return tuple(dict.fromkeys(max(rows, key=len) if rows else ()))


def is_present(concept: Concept, ontology: Ontology, vocabulary: Vocabulary) -> bool:
    """Whether the documents have the words of any of its names."""
    names = ontology.names.get(concept.id, (concept.label,))
    return any(terms(name) <= vocabulary.terms for name in names)


def _is_word(written: str, concept: Concept, vocabulary: Vocabulary) -> bool:
    """Whether a word only looks like a name: "from zero", where no document has "ZeRO"."""
    lower = written.islower() and not concept.label.islower() and is_english(written)
    return lower and concept.label.lower() == written and written not in vocabulary.capitals


def _is_coined(written: str, concept: Concept, ontology: Ontology, vocabulary: Vocabulary) -> bool:
    """Whether it is a name and no more, though a document has it for something: "Halyard"."""
    coined = concept.type == "other" and concept.id not in ontology.concepts
    return coined and all(map(vocabulary.is_name, words(written)))


def _is_measured(predicates: tuple[str, ...], ontology: Ontology) -> bool:
    """Whether the property asked for is one that figures give."""
    expects = {*ontology.predicates[predicates[0]].expects} if predicates else set[str]()
    plain = {kind for kind in expects if kind != "text"}
    return bool(plain) and plain <= measures(predicates[0], ontology)


@cache
def measures(predicate: str, ontology: Ontology) -> frozenset[str]:
    """The dimensions in which a property is given."""
    dimensions = {unit.dimension for unit in ontology.units.values()}
    return frozenset({*ontology.predicates[predicate].expects} & dimensions)


def _phases(
    lowered: str, mentions: Iterable[tuple[int, int, Concept]], ontology: Ontology
) -> tuple[str, ...]:
    """The phases named, by themselves or within a longer name, in the order of mention."""
    found = [(start, phase) for start, _, c in mentions for phase in phases_of([c.id], ontology)]
    for phase in (TRAINING, INFERENCE):
        label = ontology.concepts[phase].label
        if says(lowered, label):
            found.append((lowered.find(label), phase))
    return tuple(dict.fromkeys(phase for _, phase in sorted(found)))


def _several(concepts: Iterable[Concept], ontology: Ontology) -> bool:
    """Whether more than one thing with a name is named."""
    return sum(is_named(concept, ontology) for concept in concepts) > 1


def _phases_told(lowered: str, named: tuple[str, ...], ontology: Ontology) -> tuple[str, ...]:
    """Both phases, where a comparison tells of each in any words: "teach", "serving", "both"."""
    told = [
        phase for phase in PHASES if phase in named or says_any(lowered, ontology.phase_cues[phase])
    ]
    return PHASES if len(told) == len(PHASES) or cues().both.search(lowered) else named


def _without_typos(
    text: str, mentions: Iterable[tuple[int, int, Concept]], ontology: Ontology
) -> str:
    """The text with each mistyped name put right."""
    for start, end, concept in sorted(mentions, key=lambda found: -found[0]):
        names = ontology.names.get(concept.id, (concept.label,))
        if not terms(text[start:end]) & terms(" ".join(names)):
            text = text[:start] + concept.label + text[end:]
    return text


def _is_vague(concept: Concept) -> bool:
    """Whether it is a measure that anything may have: "speed"."""
    return concept.type == "metric" and concept.label.islower() and " " not in concept.label


def _dangling(lowered: str, concepts: tuple[Concept, ...]) -> str:
    """The pronoun that a question leaves open, where it names no thing at all."""
    found = _PRONOUN.search(lowered)
    things = [c for c in concepts if c.type not in {"cost", "other"} and not _is_vague(c)]
    few = sum(word not in STOP_WORDS for word in re.findall(r"\w+", lowered)) <= FEW_WORDS
    return found.group() if found and few and not things else ""


def _words(text: str, mentions: Iterable[tuple[int, int, Concept]]) -> frozenset[str]:
    """The lower-cased words that mentions are made of."""
    return frozenset(
        word for start, end, _ in mentions for word in re.findall(r"\w+", text[start:end].lower())
    )


def is_named(concept: Concept, ontology: Ontology) -> bool:
    """Whether it is a single thing: not a class of hardware or of models, nor a common noun."""
    if concept.type not in NAMED or not concept.label[:1].isupper():
        return False
    if concept.type == "model" and concept.id in ontology.concepts:
        return concept.id in ontology.maker  # "AI model" has no maker, GPT-4 has
    return ontology.classes.get(concept.id) != "HardwareClass"


def years(text: str) -> frozenset[str]:
    """The years that a text names.

    >>> sorted(years("from 2010 to May 2024, on 2048 GPUs"))
    ['2010', '2024', '2048']
    """
    return frozenset(YEAR.findall(text))


def phases_of(concepts: Iterable[str], ontology: Ontology) -> tuple[str, ...]:
    """The two phases among concept ids, a stage counted as the phase that it belongs to."""
    found = []
    for name in concepts:
        lineage = (name, *ontology.ancestors(name))
        found += [phase for phase in (TRAINING, INFERENCE) if phase in lineage]
    return tuple(dict.fromkeys(found))


def phases_within(concepts: Iterable[Concept], ontology: Ontology) -> tuple[str, ...]:
    """The phases that longer names hold: "inference-driven cycle", "training campus"."""
    labels = [concept.label.lower() for concept in concepts]
    return tuple(p for p in PHASES if any(says(n, ontology.concepts[p].label) for n in labels))


def _predicates(lowered: str, ontology: Ontology) -> tuple[str, ...]:
    """Properties called by name, question word or comparative, the longest word first.

    "Size of a typical input" is a name as "input size" is. One whose words all stand in the
    question, but apart, comes after those that stand whole. What is left out is not asked for.
    """
    lowered = _WITHOUT.sub("", lowered)
    asking, text = _asking(ontology), spaced(lowered)
    turned = spaced(" ".join(_turned(lowered)))
    had = terms(lowered)
    found = [(1, len(w.word), w.predicate) for w in asking.opening(text) if says(text, w.word)]
    found += [
        (1, len(w.word), w.predicate)
        for w in asking.opening(turned)
        if w.parts and says(turned, w.word)
    ]
    found += [(0, len(w.word), w.predicate) for w in asking.among(had) if w.parts <= had]
    return tuple(dict.fromkeys(name for _, _, name in sorted(found, reverse=True)))


def _turned(lowered: str) -> Iterator[str]:
    """What a question asks of something, with that put first: "input size"."""
    for pattern in _GENITIVES:
        for found in pattern.finditer(lowered):
            yield f"{found['whole']} {_PARTS.get(found['part'], found['part'])}."


@dataclass(frozen=True, slots=True)
class _Asking:
    """A word that asks for a property.

    Attributes:
        word: Lower-cased, its hyphens open.
        parts: Its terms, if several are needed.
        predicate: The property.
    """

    word: str
    parts: frozenset[str]
    predicate: str


class _AskingWords:
    """All words that ask for properties, by what must be in a question that has them."""

    def __init__(self, words: Iterable[_Asking]) -> None:
        self._opened: defaultdict[str, list[_Asking]] = defaultdict(list)
        self._holding: defaultdict[str, list[_Asking]] = defaultdict(list)
        for word in words:
            first, *rest = _RUN.findall(word.word)
            for opening in (first,) if rest else (first, f"{first}s"):
                self._opened[opening].append(word)
            for part in sorted(word.parts)[:1]:
                self._holding[part].append(word)

    def opening(self, text: str) -> Iterator[_Asking]:
        """Those whose first word a text has; one word also as a plural."""
        for run in {*_RUN.findall(text)}:
            yield from self._opened.get(run, ())

    def among(self, had: Iterable[str]) -> Iterator[_Asking]:
        """Of those of several terms, those of which one is there."""
        for term in had:
            yield from self._holding.get(term, ())


@cache
def _asking(ontology: Ontology) -> _AskingWords:
    """Every word that asks for a property."""
    return _AskingWords(
        _Asking(spaced(word.lower()), _parts(word), predicate.id)
        for predicate in ontology.predicates.values()
        for word in (*predicate.names, *predicate.asks, *(w for w, _ in predicate.comparatives))
    )


@cache
def _unit_names(ontology: Ontology) -> frozenset[str]:
    return frozenset(name for unit in ontology.units.values() for name in unit.names)


def _parts(name: str) -> frozenset[str]:
    """The terms of a property's name of several content words; none of one of a single word."""
    return terms(name) if len(content_words(name)) > 1 else frozenset()
