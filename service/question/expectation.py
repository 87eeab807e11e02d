"""A question's words to what its answer must hold: a value of some dimension, a count, a type."""

import re
from collections.abc import Sequence
from functools import cache

from kg.claim import Quantity
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS
from service.question.cues import cues, says_any

# Ends the noun phrase after a question word: auxiliaries, relatives, prepositions, -ly and -ed.
_STOP = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|must|may|has|have|had|that|who"
    r"|which|for|in|of|on|to|from|with|by|at|as|and|or|when|while|made|how|\w+ly|\w\w+ed)\b"
)
_WORD = rf"(?!{_STOP})\w[\w'/-]*"
# "How many more", "how many times" ask for a difference or a factor.
_COUNTED = re.compile(
    rf"\b(?:how many|number of) (?!(?:more|fewer|less|times)\b)(?P<what>{_WORD}(?: {_WORD}){{0,2}})"
)
_AMOUNT = re.compile(rf"\bhow much (?P<what>{_WORD}(?: {_WORD}){{0,2}})")
_ASKED_IN = r"(?:^|\b(?:in|many|of) )"
CYCLE = "cycle"  # how much of each day or year
VAGUE = frozenset({"count", "frequency", "width"})  # dimensions whose units are plain nouns


def expected(lowered: str, quantities: Sequence[Quantity], ontology: Ontology) -> frozenset[str]:
    """Dimensions of which the value must be one: by question words, or by a unit without a number.

    A unit that is named is surer than a question word: "how many gigabytes" wants no other number.
    """
    found: set[str] = set()
    for kinds, pattern in cues().expects:
        if pattern.search(lowered):
            found |= kinds
    if CYCLE in found:
        return frozenset({CYCLE})  # "how many hours a day": not how many hours it takes
    loose = counted(lowered) and not any(any(map(str.isdigit, q.text)) for q in quantities)
    given = quantities and not loose  # "how many weeks or days" gives none
    # Where it gives figures itself, only the unit that it counts in is asked for.
    asked = f"many {' '.join(counted(lowered))}" if given else lowered
    units = _units_asked(asked, ontology)
    return units or frozenset(found)


def head(lowered: str) -> tuple[int, int]:
    """Where the first noun phrase after the question word stands; empty where there is none."""
    found = _head().search(lowered)
    return found.span("head") if found else (0, 0)


@cache
def _head() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b(?:which|what|name|list|give)(?: (?:me|a|an|the|all|some))* "
        rf"|{cues().possession.pattern}|^)(?P<head>{_WORD}(?: {_WORD}){{0,4}})"
    )


def counted(lowered: str) -> tuple[str, ...]:
    """What is counted: the noun phrase after "how many" or "number of".

    >>> counted("how many memory chips does a board carry?")
    ('memory', 'chips')
    >>> counted("how many more tokens does it emit?")
    ()
    """
    found = _COUNTED.search(lowered)
    return tuple(found["what"].split()) if found else ()


def amount(lowered: str, ontology: Ontology) -> tuple[str, ...]:
    """What it asks the amount of: the noun phrase after "how much"; not of "how much faster".

    >>> from kg.ontology import default_ontology
    >>> amount("how much water does it use?", default_ontology())
    ('water',)
    >>> amount("how much faster is it?", default_ontology())
    ()
    """
    found = _AMOUNT.search(lowered)
    words = found["what"].split() if found else []
    plain = words and words[0] not in STOP_WORDS | _degrees(ontology)
    return tuple(words) if plain else ()


@cache
def _degrees(ontology: Ontology) -> frozenset[str]:
    """Words that compare: "faster", "cheaper"."""
    return frozenset(w for p in ontology.predicates.values() for w, _ in p.comparatives)


def types_of(head: str, ontology: Ontology) -> frozenset[str]:
    """Types that a noun phrase reveals: "which chip maker" asks for a vendor."""
    return frozenset(type_ for type_, words in ontology.type_words.items() if says_any(head, words))


def _units_asked(lowered: str, ontology: Ontology) -> frozenset[str]:
    """The dimension of the unit that the answer is wanted in: "in GB per second", "how many Wh"."""
    text = lowered.replace(" per second", "/s").replace(" a second", "/s")
    for name, pattern, dimension in _unit_patterns(ontology):
        if name in text and pattern.search(text):
            return frozenset({dimension})
    return frozenset()


@cache
def _unit_patterns(ontology: Ontology) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Units' names as they are asked for, longest first."""
    names = [
        (name.lower(), unit.dimension)
        for unit in ontology.units.values()
        if unit.dimension not in VAGUE
        for name in unit.names
    ]
    return tuple(
        (name, re.compile(rf"{_ASKED_IN}{re.escape(name)}(?![\w/])"), dimension)
        for name, dimension in sorted(names, key=lambda found: (-len(found[0]), found))
    )
