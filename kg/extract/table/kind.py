"""Whether words can be a value of a property: a year is no price, "contested" is no maker.

What a number is of, its unit tells (kg/extract/table/header.py); this is for values in words.
"""

import re
from collections.abc import Sequence
from functools import cache

from kg.claim import Concept
from kg.extract.tools import Tools
from kg.language.english import is_english
from kg.language.grammar import word_list
from kg.ontology import Ontology
from kg.reading import Reading
from kg.scope import is_time

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_GRADES = word_list("grades")
_GRADING = word_list("grading")
_DATED = frozenset({"date", "time"})
_WORDS = "valueWord:"  # role of the words of which a property's values have one
_GRADED = "gradedProperty"
_NOT_OF = "notOf:"  # role of the properties that things of a type do not have


def is_grade(words: str) -> bool:
    """Whether words only say how much of something there is: "Low", "very high".

    >>> is_grade("Low to medium"), is_grade("Low latency")
    (True, False)
    """
    found = [w.lower() for w in _WORD.findall(words)]
    graded = any(w in _GRADES for w in found)
    return graded and all(w in _GRADES or w in _GRADING for w in found)


def takes(tools: Tools, predicate: str, subject: Concept, reading: Reading) -> bool:
    """Whether a property of a subject can have a value in these words."""
    words = " ".join(reading.text.split()).strip(" .*_")
    ontology = tools.ontology
    if predicate in ontology.words.get(_NOT_OF + subject.type, ()):
        return False
    if is_grade(words):
        graded = ontology.words.get(_GRADED, ())
        return tools.predicates.is_measure(predicate) or predicate in graded
    expects = ontology.predicates[predicate].expects
    if is_time(words):
        return bool(_DATED & {*expects})
    wanted = _wanted(ontology, predicate)
    if wanted is not None and not wanted.search(words):
        return False
    return "text" in expects or _names(expects, reading, words)


def _names(expects: Sequence[str], reading: Reading, words: str) -> bool:
    """Whether words name something of a type, or are a name of nothing known."""
    types = {concept.type for _, concept in reading.concepts(reading.whole)}
    known = any(f"concept:{kind}" in expects for kind in types)
    names = _WORD.findall(words.partition("(")[0])
    unknown = bool(names) and all(w[0].isupper() for w in names)
    unknown = unknown and (len(names) > 1 or not is_english(names[0].lower()))
    measured = not any(kind.startswith("concept:") for kind in expects)
    return known or (unknown and not measured) or (measured and bool(reading.quantities))


@cache
def _wanted(ontology: Ontology, predicate: str) -> re.Pattern[str] | None:
    words = ontology.words.get(_WORDS + predicate)
    if words is None:
        return None
    longest = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})", re.IGNORECASE)
