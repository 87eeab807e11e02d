"""Noun phrases: the parts of a coordination, the base of a phrase, its head, a concept for it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.claim import Concept
from kg.language.clause import Range
from kg.language.grammar import any_of, word_list
from kg.language.slug import is_foreign, slug
from kg.language.syntax import Token

_INSIDE = frozenset(
    {
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "JJ",
        "JJR",
        "JJS",
        "CD",
        "POS",
        "VBN",
        "VBG",
        "$",
        "RB",
        "HYPH",
        "SYM",
    }
)
_DETERMINERS = word_list("determiners")
_LIMITING = word_list("limiting")
_QUANTIFIERS = frozenset({"most", "much", "half", "part", "some", "all", "none", "any", "one"})
_MAX_LABEL_WORDS = 11
_LONG = 9  # words of a label that may still hold a clause
_RELATIVE = word_list("relative")
_PRONOUNS = word_list("relative_pronouns")
_NEAR = 8


def items(row: Sequence[Token], part: Range, skipped: Sequence[Range] = ()) -> list[Range]:
    """The parts of a coordination, "a, b and c"; the phrase itself where it is none.

    A part without a noun of its own ("finite, intensive bursts") shares the next one's.
    """
    hidden = {i for a, b in skipped for i in range(a, b)}
    cuts = [i for i in range(*part) if i not in hidden and _separates(row[i])]
    bounds = [part[0] - 1, *cuts, part[1]]
    found: list[Range] = []
    begun: int | None = None
    for before, after in pairwise(bounds):
        a, b = before + 1, after
        if a >= b:
            continue
        start = a if begun is None else begun
        if _has_noun(row, (a, b)):
            found.append((start, b))
            begun = None
        else:
            begun = start
    if begun is not None:
        found = [(found[-1][0], part[1]), *()] if not found[:-1] and found else found
    return found or [part]


def is_list(row: Sequence[Token], parts: Sequence[Range]) -> bool:
    """Whether every part looks like a noun phrase, so that each may be claimed alone."""
    return len(parts) > 1 and all(
        _opens_phrase(row[a]) and _has_noun(row, (a, b)) for a, b in parts
    )


def base(row: Sequence[Token], part: Range) -> Range:
    """The phrase without determiners before it and without what is added after its head."""
    a, b = part
    if b - a > 1 and row[a + 1].lower == "of" and row[a].lower in _QUANTIFIERS:
        return a, base(row, (a + 2, b))[1]  # "most of the energy" is not the energy
    while a < b and (row[a].lower in _DETERMINERS or row[a].tag in {"DT", "PRP$", "RB", ",", "CC"}):
        a += 1
    end = a
    while end < b and row[end].tag in _INSIDE:
        if row[end].tag in {"VBN", "VBG", "RB"} and end > a and row[end - 1].is_noun:
            break
        end += 1
    while end > a and not row[end - 1].is_noun and row[end - 1].tag != "CD":
        end -= 1
    return (a, end) if end > a else (a, a)


def phrase(row: Sequence[Token], part: Range) -> Range:
    """The phrase without determiners before it, with what is added after its head."""
    a, b = part
    while a < b and (row[a].lower in _DETERMINERS or row[a].tag in {"DT", "PRP$", "RB", ",", "CC"}):
        if row[a].lower in _LIMITING:
            break
        a += 1
    comma = next((i for i in range(a, b) if row[i].text in {",", "(", "—", "–"}), b)
    relative = any(t.lower in _PRONOUNS for t in row[a:comma])
    while comma > a and row[comma - 1].tag in {"RB", "IN", "TO", "CC", ","} and not relative:
        comma -= 1
    return a, comma


def is_gapped(row: Sequence[Token], joint: int, end: int) -> bool:
    """Whether a clause without its verb follows a conjunction: "256 GB and its X2 288 GB"."""
    if not (row[joint].text == "," or row[joint].lower in {"and", "but"}):
        return False
    i = joint + 1
    i += i < end and row[i].lower in {"and", "but"}
    i += i < end and row[i].tag in {"DT", "PRP$"}
    first = i
    while i < end and row[i].is_noun:
        i += 1
    named = i > first
    while i < end and row[i].lower in {"only", "just", "about", "around", "up", "to"}:
        i += 1
    if not named or i >= end or any(t.is_verb for t in row[joint:end]):
        return False
    again = i + 1 < end and row[i].tag == "IN" and row[i + 1].tag in {"CD", "$"}
    if again and any(t.lower == row[i].lower for t in row[max(0, joint - _NEAR) : joint]):
        return True  # "is taken as 2 FLOP, and training as 6"
    if _is_parallel(row, (joint, first), i):
        return True
    owned = any(t.tag in {"DT", "PRP$"} for t in row[joint + 1 : first])
    amount = row[i].tag in {"CD", "$"} and (owned or not row[i].named)
    before = any(t.tag in {"CD", "DT", "$"} for t in row[max(0, joint - _NEAR) : joint])
    return before and (amount or row[i].tag in {"DT", "PRP$"})


def _is_parallel(row: Sequence[Token], part: Range, i: int) -> bool:
    """Whether a name has the preposition again that a verb has before: "aimed at A, the X at B"."""
    (joint, first), word = part, row[i]
    named = row[first].text[:1].isupper() or any(map(str.isdigit, row[first].text))
    if word.tag not in {"IN", "TO"} or not named:
        return False
    before = row[max(0, joint - _NEAR) : joint]
    return any(t.is_verb and b.lower == word.lower for t, b in pairwise(before))


def concept_for(text: str, *, foreign: bool = False) -> Concept | None:
    """A concept of type "other" for a phrase that names nothing known; None where it is no name.

    Args:
        text: The phrase.
        foreign: Whether one in another script than Latin is a name: a label is, while in a
            sentence that is not English nobody knows what is the subject.

    >>> concept_for("Hyperscaler capex guidance").id
    'topic-hyperscaler-capex-guidance'
    """
    label = re.sub(
        rf"^(?:one|{any_of('small_numbers')}|\d[\d,.]*) "
        r"(?!%|per|[x×] |most\b|[a-z]+est\b|[a-zA-Z]{0,2}[A-Z]\w{0,2}\b)",
        "",
        " ".join(text.split()),
    )
    words = label.lower().split()
    long = len(words) > (_LONG if _RELATIVE & {*words} else _MAX_LABEL_WORDS)
    named = re.search(r"[a-z]{2}|[a-z]\d", label.lower()) or (foreign and is_foreign(label))
    if long or not named:
        return None
    return Concept(f"topic-{slug(label)}", label.lower(), "other")


def _separates(token: Token) -> bool:
    return token.text in {",", ";"} or token.lower in {"and", "nor", "or", "&", "plus"}


def _has_noun(row: Sequence[Token], part: Range) -> bool:
    return any(row[i].is_noun or row[i].tag in {"VBG", "PRP"} for i in range(*part))


def _opens_phrase(token: Token) -> bool:
    return token.tag in {*_INSIDE, "DT", "PRP$", "PRP"} - {"VBN", "RB", "POS"} or (
        token.lower in _DETERMINERS
    )
