"""Whether words tell what a thing is without a verb: "A cache of the keys of earlier tokens"."""

from kg.language.clause import Clause, Link
from kg.language.grammar import word_list
from kg.reading import Reading

_OPENING = frozenset({"DT", "JJ", "JJR", "NN", "NNP", "NNS", "VBG", "VBN"})
_INNER = frozenset({Link.FRAGMENT, Link.PARTICIPLE, Link.RELATIVE, Link.SUBORDINATE})
_RELATIVE = word_list("relative")
_MIN = 5


def is_defining(reading: Reading) -> bool:
    """Whether a sentence is a noun phrase, and at most tells more of its nouns."""
    row, told = reading.row, reading.clauses
    if len(row) < _MIN or row[0].tag not in _OPENING or not told or told[0].start:
        return False
    return all(clause.link in _INNER or _is_inner(reading, clause) for clause in told)


def _is_inner(reading: Reading, clause: Clause) -> bool:
    """Whether a clause only goes on about a noun: "a stage in which the model | learns"."""
    own, verb = reading.row[slice(*clause.subject)], reading.row[clause.verb[0]]
    if verb.text == "," and reading.row[clause.verb[0] + 1].tag in {"VBD", "VBN"}:
        return True  # "the keys of tokens, kept so that"
    return any(t.lower in _RELATIVE and t.tag == "WDT" for t in own[1:])
