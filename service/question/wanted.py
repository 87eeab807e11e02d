"""A question in, what the value that answers it must be out: its dimensions, and its measure."""

import re
from collections.abc import Iterable, Sequence

from kg.claim import Concept
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS, content_words
from retrieval.terms import terms
from service.question.basis import without_bases
from service.question.cues import says, says_any
from service.question.kind import Kind
from service.question.question import ASKED, Question, measures

_MEASURED = frozenset({Kind.QUANTITY, Kind.CONFLICT})
_OPENS = re.compile(
    r"^(?:(?:so|and|ok|well) )*(?:what(?:'s|s| is| was| are| were)? )?(?:the |an? )?"
)
_ENDS = re.compile(r"[,;:?]| (?:of|for|in|on|at|with|per|to|from|that|which|has|have|do|does|did) ")
_ASKS = re.compile(r"(?:who|whom|whose|which|where|when|why|how)\b")
_ACRONYM = re.compile(r"[A-Z]{3,}")
_TRAILING = 1  # words that a noun phrase may have after the property: "energy use"


def wanted(question: Question, asked: Sequence[str], ontology: Ontology) -> frozenset[str]:
    """Dimensions of which the value must be one; `asked` are the question's `properties`."""
    if question.expects:
        return question.expects
    if not asked or not measures(asked[0], ontology) or _has_kinds(asked[0], ontology):
        return frozenset()
    of_name = question.names and _is_spoken(asked[0], question, ontology)
    limited = question.named or of_name or any(limits(c, ontology) for c in question.concepts)
    limited = limited or any(map(is_class, question.concepts))
    if not limited and not _is_plain(asked[0], ontology):
        return frozenset()
    return frozenset[str]().union(*(measures(name, ontology) for name in asked))


def properties(question: Question, ontology: Ontology) -> tuple[str, ...]:
    """The properties whose figures are asked for, the surest first."""
    # A named thing's property is a figure; of a phase it may be told in words.
    rest = without_bases(question.asked.lower())
    asked = question.predicates[:ASKED]
    # "What does it cost per million tokens" asks for no number of tokens.
    asked = tuple(name for name in asked if _is_called(name, rest, ontology)) or asked
    if question.kind is Kind.CONFLICT:  # "agree" and "report" ask for no property
        plain = [name for name in question.predicates if _is_plain(name, ontology)]
        figures = [name for name in question.predicates if measures(name, ontology)]
        told = plain or (figures if not any(measures(name, ontology) for name in asked) else [])
        return tuple(told[:1]) or asked
    if question.kind in _MEASURED:
        return asked
    # "What is the board power of the A?" wants no definition.
    measured = [name for name in question.predicates if measures(name, ontology)][:1]
    return tuple(name for name in measured if _opens_with_it(name, question, ontology))


def _is_called(predicate: str, lowered: str, ontology: Ontology) -> bool:
    """Whether a text asks for a property, by any of its names."""
    found = ontology.predicates[predicate]
    words = (*found.names, *found.asks, *(word for word, _ in found.comparatives))
    return says_any(lowered, words)


def _opens_with_it(predicate: str, question: Question, ontology: Ontology) -> bool:
    """Whether a question opens with the name of a property."""
    if question.kind not in {Kind.DEFINITION, Kind.ENTITY}:
        return False
    opening = opens_with(question)
    return any(
        len(words := opening.split(noun.lower(), 1)) > 1 and len(words[1].split()) <= _TRAILING
        for noun in _nouns(predicate, ontology)
        if says(opening, noun)
    )


def opens_with(question: Question) -> str:
    """The noun phrase that a question opens with, lower-cased: "board power" of "... of the A?".

    Empty where it asks for something else first: "who", "which".
    """
    lowered = question.asked.lower().replace("’", "'")
    if _ASKS.match(lowered):
        return ""
    return _ENDS.split(_OPENS.sub("", lowered, count=1), maxsplit=1)[0]


def measure(
    question: Question, asked: Iterable[str], ontology: Ontology, dimensions: frozenset[str]
) -> frozenset[str]:
    """The terms by which a measured property is asked for; empty where its value tells it alone.

    Args:
        question: What is asked.
        asked: The properties that it asks for, the surest first.
        ontology: The vocabulary.
        dimensions: Those of which the value must be one.
    """
    lowered = question.asked.lower()
    for name in asked:
        found = measures(name, ontology)
        if not found & dimensions:
            continue
        if found == {"ratio"}:
            return frozenset()  # a share is told by its number alone: "takes 80 %"
        said = [n for n in _nouns(name, ontology) if says(lowered, n)]
        longest = max(said, key=len, default="")
        # So is memory by its gigabytes, but not the bandwidth or the type of memory.
        return frozenset() if longest in found else terms(" ".join(content_words(longest)))
    return frozenset()


def limits(concept: Concept, ontology: Ontology) -> bool:
    """Whether a figure of it is another than that of the whole: a technique, a stage of a phase."""
    stage = concept.type == "phase" and bool(ontology.ancestors(concept.id))
    return concept.type == "technique" or stage


def is_class(concept: Concept) -> bool:
    """Whether it is a class of hardware with a name, as LPUs are: it has figures of its own."""
    return concept.type == "hardware" and _ACRONYM.fullmatch(concept.label) is not None


def _is_spoken(predicate: str, question: Question, ontology: Ontology) -> bool:
    """Whether a property of one dimension is called by a noun: "revenue", not "how much"."""
    nouns = _nouns(predicate, ontology)
    return len(measures(predicate, ontology)) == 1 and says_any(question.asked.lower(), nouns)


def _nouns(predicate: str, ontology: Ontology) -> list[str]:
    """A property's names, but for question words: not "how long"."""
    return [n for n in ontology.predicates[predicate].names if n.split()[0] not in STOP_WORDS]


def _is_plain(predicate: str, ontology: Ontology) -> bool:
    """Whether a property is given by figures alone."""
    expects = {*ontology.predicates[predicate].expects}
    return bool(expects) and expects <= measures(predicate, ontology)


def _has_kinds(predicate: str, ontology: Ontology) -> bool:
    """Whether a property may be told by naming a thing: a number format."""
    return any(kind.startswith("concept:") for kind in ontology.predicates[predicate].expects)
