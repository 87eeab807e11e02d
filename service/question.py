"""A question's text in, what it asks for out: kind, concepts, phases, properties, expected values.

The wording of questions is data (question_cues.toml), the words of the field are the ontology's.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.claim import Concept, Quantity
from kg.language.english import is_english
from kg.measure.quantity import find_quantities
from kg.naming.mention import MentionFinder
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS, content_words
from retrieval.terms import terms
from service.answer import Kind

TRAINING = "phase-training"
INFERENCE = "phase-inference"
FEW_WORDS = 2  # of content, in a follow-up that leaves its subject to the question before
SHORTEST_TYPO = 5  # letters of a word that is taken for a typo; one letter in five may be wrong
ASKED = 2  # properties of a question that count, the surest first
_VALUED = frozenset({Kind.QUANTITY, Kind.ENTITY, Kind.LIST, Kind.DEFINITION})
_NAMED = frozenset({"hardware", "vendor", "organization", "model"})
# Ends the noun phrase after a question word: auxiliaries, relatives, prepositions, -ly and -ed.
_STOP = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|must|may|has|have|had|that|who"
    r"|which|for|in|of|on|to|from|with|by|at|as|when|while|made|how|\w+ly|\w\w+ed)\b"
)
_WORD = rf"(?!{_STOP})\w[\w'/-]*"
_HEAD = re.compile(
    rf"(?:\b(?:which|what|name|list|give)(?: (?:me|a|an|the|all|some))* |^)"
    rf"(?P<head>{_WORD}(?: {_WORD}){{0,4}})"
)
_TAG = re.compile(r",? (?:is|are|do|does|did|was|has|can|wo)n't (?:it|they|that)\s*\??$")
_TOKEN = re.compile(r"\w[\w.-]*\w")
_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|that one|this one|the former|the latter)\b")
_COUNTED = re.compile(rf"\b(?:how many|number of) (?P<what>{_WORD}(?: {_WORD}){{0,2}})")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        text: As asked, white space folded.
        searched: The same with its typos put right, to be searched for.
        kind: The sort of answer it wants.
        concepts: What it names, in order, each once.
        named: Ids of those that are one thing with a name: a product, a company, a model.
        named_words: The lower-cased words that name those.
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
    searched: str
    kind: Kind
    concepts: tuple[Concept, ...] = ()
    named: tuple[str, ...] = ()
    named_words: frozenset[str] = frozenset()
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


@dataclass(frozen=True, slots=True)
class _Cues:
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...]
    expects: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    anaphora: re.Pattern[str]
    typed: frozenset[str]


@cache
def _cues() -> _Cues:
    data = tomllib.loads((resources.files("service") / "question_cues.toml").read_text("utf-8"))

    def pattern(entry: dict[str, list[str]]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{p})" for p in entry["patterns"]))

    return _Cues(
        tuple((Kind(entry["name"]), pattern(entry)) for entry in data["kind"]),
        tuple((frozenset(entry["kinds"]), pattern(entry)) for entry in data["expects"]),
        pattern(data["anaphora"]),
        frozenset(data["typed"]["words"]),
    )


def analyse(
    text: str, ontology: Ontology, finder: MentionFinder, vocabulary: frozenset[str] = frozenset()
) -> Question:
    """Read a question as typed: full sentence or keywords, any case, small typos.

    Args:
        text: As typed.
        ontology: The words of the field.
        finder: Finds concepts in it.
        vocabulary: The lower-cased words of the documents, by which unknown words are judged.
    """
    # A lone surrogate, which JSON can carry, is no character.
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    lowered = text.lower().replace("’", "'")
    units = frozenset(name for unit in ontology.units.values() for name in unit.names)
    mentions = [
        (start, end, concept)
        for start, end, concept in finder.link(text)
        if concept.id in ontology.concepts or text[start:end] not in units
    ]
    concepts = tuple(dict.fromkeys(concept for _, _, concept in mentions))
    phases = _phases(lowered, mentions, ontology)
    head = _head(lowered)
    known = vocabulary | {name.lower() for name in units}
    unknown = _strangers(text, mentions, known)
    typos = _typos(unknown, vocabulary)
    kind = _kind(lowered, concepts, phases)
    quantities = [quantity for _, _, quantity in find_quantities(text, ontology)]
    return Question(
        text=text,
        searched=_corrected(_without_typos(text, mentions, ontology), typos),
        kind=kind,
        concepts=concepts,
        named=tuple(c.id for c in concepts if is_named(c, ontology)),
        named_words=_words(text, [m for m in mentions if is_named(m[2], ontology)]),
        concept_words=_words(text, mentions),
        phases=phases,
        kinds=tuple(c.id for start, _, c in mentions if start < head[1] and c.type != "phase"),
        types=_types(lowered[slice(*head)], ontology),
        predicates=_predicates(lowered, ontology),
        expects=_expects(lowered, quantities, ontology) if kind in _VALUED else frozenset(),
        counted=_counted(lowered),
        quantities=tuple(quantities),
        strangers=tuple(word for word in unknown if word not in typos),
        empty=not concepts and all(w in STOP_WORDS for w in re.findall(r"[^\W\d]{2,}", lowered)),
        dangling=_dangling(lowered, concepts),
        negated=any(says(_TAG.sub("", lowered), word) for word in ontology.negations),
    )


def _kind(lowered: str, concepts: tuple[Concept, ...], phases: tuple[str, ...]) -> Kind:
    for kind, pattern in _cues().kinds:
        if pattern.search(lowered):
            return kind
    # Keywords alone: two things side by side are to be compared, one is to be explained.
    if len(phases) > 1:
        return Kind.COMPARISON
    return Kind.DEFINITION if len(concepts) < 2 else Kind.ENTITY  # noqa: PLR2004  two sides


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


def _without_typos(
    text: str, mentions: Iterable[tuple[int, int, Concept]], ontology: Ontology
) -> str:
    """The text with each mistyped name put right."""
    for start, end, concept in sorted(mentions, key=lambda found: -found[0]):
        names = ontology.names.get(concept.id, (concept.label,))
        if not terms(text[start:end]) & terms(" ".join(names)):
            text = text[:start] + concept.label + text[end:]
    return text


def _strangers(
    text: str, mentions: Iterable[tuple[int, int, Concept]], vocabulary: frozenset[str]
) -> list[str]:
    """Words that no known name covers, no document has and no dictionary: "Foobar", "Veyra-9"."""
    spans = [(start, end) for start, end, _ in mentions]
    return [
        found.group()
        for found in _TOKEN.finditer(text)
        if not any(start <= found.start() and found.end() <= end for start, end in spans)
        and (
            _is_strange(found.group().lower(), vocabulary)
            or _is_capitalised(text, found, vocabulary)
        )
    ]


def _is_strange(word: str, vocabulary: frozenset[str]) -> bool:
    if word in vocabulary or word in _cues().typed:
        return False
    letters = [part for part in re.split(r"[^a-z]+", word) if len(part) > 2]  # noqa: PLR2004
    if any(c.isdigit() for c in word):
        return bool(letters)
    return any(not is_english(p) and p not in vocabulary for p in letters)


def _is_capitalised(text: str, found: re.Match[str], vocabulary: frozenset[str]) -> bool:
    """Whether an unknown word has a capital that neither its place nor the typing explains."""
    word = found.group()
    if "-" in word and not any(c.isdigit() for c in word):
        return False  # "ChatGPT-size": its parts are judged by themselves
    plain = any(other.islower() for other in text.split())
    return plain and found.start() > 0 and word[0].isupper() and word.lower() not in vocabulary


def _typos(unknown: Iterable[str], vocabulary: frozenset[str]) -> dict[str, str]:
    """What unknown words of letters alone were meant to be: the documents' nearest word."""
    from rapidfuzz import process  # noqa: PLC0415  for unknown words alone
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = {}
    for word in unknown:
        if len(word) < SHORTEST_TYPO or not word.isalpha():
            continue
        near = process.extractOne(
            word.lower(),
            sorted(vocabulary),
            scorer=OSA.distance,
            score_cutoff=len(word) // SHORTEST_TYPO,
        )
        if near:
            found[word] = near[0]
    return found


def _corrected(text: str, typos: Mapping[str, str]) -> str:
    for wrong, right in typos.items():
        text = text.replace(wrong, right)
    return text


def _dangling(lowered: str, concepts: tuple[Concept, ...]) -> str:
    """The pronoun that a question leaves open, where it names no thing at all."""
    found = _PRONOUN.search(lowered)
    things = [c for c in concepts if c.type not in {"cost", "metric", "other"}]
    few = sum(word not in STOP_WORDS for word in re.findall(r"\w+", lowered)) <= FEW_WORDS
    return found.group() if found and few and not things else ""


def _words(text: str, mentions: Iterable[tuple[int, int, Concept]]) -> frozenset[str]:
    """The lower-cased words that mentions are made of."""
    return frozenset(
        word for start, end, _ in mentions for word in re.findall(r"\w+", text[start:end].lower())
    )


def is_named(concept: Concept, ontology: Ontology) -> bool:
    """Whether it is a single thing: not a class of hardware or of models, nor a common noun."""
    if concept.type not in _NAMED or not concept.label[:1].isupper():
        return False
    if concept.type == "model" and concept.id in ontology.concepts:
        return concept.id in ontology.maker  # "AI model" has no maker, GPT-4 has
    return ontology.classes.get(concept.id) != "HardwareClass"


def years(text: str) -> frozenset[str]:
    """The years that a text names.

    >>> sorted(years("from 2010 to May 2024, on 2048 GPUs"))
    ['2010', '2024', '2048']
    """
    return frozenset(_YEAR.findall(text))


def phases_of(concepts: Iterable[str], ontology: Ontology) -> tuple[str, ...]:
    """The two phases among concept ids, a stage counted as the phase that it belongs to."""
    found = []
    for name in concepts:
        lineage = (name, *ontology.ancestors(name))
        found += [phase for phase in (TRAINING, INFERENCE) if phase in lineage]
    return tuple(dict.fromkeys(found))


def _predicates(lowered: str, ontology: Ontology) -> tuple[str, ...]:
    """Properties called by name, question word or comparative, the longest word first.

    A name whose words all stand in the question, but apart, comes after those that stand whole.
    """
    had = terms(lowered)
    found = []
    for predicate in ontology.predicates.values():
        for word in (*predicate.names, *predicate.asks, *(w for w, _ in predicate.comparatives)):
            if says(lowered, word):
                found.append((1, len(word), predicate.id))
            elif (parts := _parts(word)) and parts <= had:
                found.append((0, len(word), predicate.id))
    return tuple(dict.fromkeys(name for _, _, name in sorted(found, reverse=True)))


@cache
def _parts(name: str) -> frozenset[str]:
    """The terms of a property's name of several content words; none of one of a single word."""
    return terms(name) if len(content_words(name)) > 1 else frozenset()


def _expects(lowered: str, quantities: list[Quantity], ontology: Ontology) -> frozenset[str]:
    """Dimensions asked for by question words, or by a unit named without a number."""
    found: set[str] = set()
    for kinds, pattern in _cues().expects:
        if pattern.search(lowered):
            found |= kinds
    if not quantities:
        asked = re.findall(r"\b(?:in|many) ([\w/%$€£]+)", lowered)
        names = {name.lower(): u.dimension for u in ontology.units.values() for name in u.names}
        found |= {names[word] for word in asked if word in names and names[word] != "count"}
    return frozenset(found)


def _head(lowered: str) -> tuple[int, int]:
    """Where the first noun phrase after the question word stands; empty where there is none."""
    found = _HEAD.search(lowered)
    return found.span("head") if found else (0, 0)


def _counted(lowered: str) -> tuple[str, ...]:
    """What is counted: the noun phrase after "how many" or "number of"."""
    found = _COUNTED.search(lowered)
    return tuple(found["what"].split()) if found else ()


def _types(head: str, ontology: Ontology) -> frozenset[str]:
    """Types that a noun phrase reveals: "which chip maker" asks for a vendor."""
    return frozenset(
        type_
        for type_, words in ontology.type_words.items()
        if any(says(head, word) for word in words)
    )


def leans(sentence: str) -> bool:
    """Whether a sentence opens with words that the one before it explains.

    >>> leans("It runs continuously."), leans("Inference runs continuously.")
    (True, False)
    """
    return bool(_cues().anaphora.match(sentence.lower()))


def says(lowered: str, phrase: str) -> bool:
    """Whether a lower-cased text has the phrase as whole words, its last word also as a plural.

    >>> says("which batch sizes are usual?", "batch size"), says("a debate", "bate")
    (True, False)
    """
    start = -1
    phrase, lowered = phrase.lower().replace("-", " "), lowered.replace("-", " ")
    while (start := lowered.find(phrase, start + 1)) >= 0:
        end = start + len(phrase)
        before = start == 0 or not lowered[start - 1].isalnum()
        rest = lowered[end : end + 2]
        after = not rest or not rest[0].isalnum() or (rest[0] == "s" and not rest[1:].isalnum())
        if before and after:
            return True
    return False
