"""A text in, per what its figures are given out: an hour, a year, a token, a request."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from service.question.cues import Basis, cues

_BETWEEN = r"(?:[\w.,]+[ -]){0,3}?"  # "per million output tokens"
_PAST = r"(?! (?:ago|earlier|later|before|after|old))"  # "a year ago" is a time, not a rate
_AFTER = 30  # characters behind a figure in which its basis stands
_CLAUSE = re.compile(r"[.;—](?:\s|$)")
_AWAY = re.compile(r"[.,;—](?:\s|$)")


@lru_cache(maxsize=10_000)
def bases(lowered: str) -> frozenset[str]:
    """Per what a lower-cased text gives figures.

    >>> sorted(bases("$2 per million output tokens, 40 a day")), bases("a year ago, in a day")
    (['day', 'token'], frozenset())
    """
    return frozenset(name for name, pattern in _patterns() if pattern.search(lowered))


def asked_bases(lowered: str) -> frozenset[str]:
    """The same of a question, which may also speak of one thing: "what does a request cost".

    >>> sorted(asked_bases("what does a single request cost?"))
    ['request']
    """
    single = (name for name, pattern in _singles() if pattern.search(lowered))
    return bases(lowered).union(single)


def basis_of(
    lowered: str, start: int, end: int, others: Iterable[tuple[int, int]]
) -> frozenset[str]:
    """Per what a text gives the figure at `start` to `end`: by what follows, else by what precedes.

    Args:
        lowered: The text.
        start: Where the figure starts.
        end: Where it ends.
        others: Where the figures of the text stand.

    >>> text = "who pays by the token spends 2,900 euros a year"
    >>> sorted(basis_of(text, 29, 40, ()))
    ['year']
    >>> sorted(basis_of("ours costs $0.04 a query", 11, 16, ()))
    ['request']
    """
    before = max((last for _, last in others if last <= start), default=0)
    after = min((first for first, _ in others if first >= end), default=len(lowered))
    clauses = [found.end() for found in _CLAUSE.finditer(lowered, before, start)]
    rest = lowered[start : min(after, end + _AFTER)]
    beside = frozenset(
        name
        for name, pattern in _beside()
        if pattern.search(lowered, start, end) or pattern.match(lowered, end)
    )
    return beside or bases(_AWAY.split(rest)[0]) or bases(lowered[max([before, *clauses]) : start])


@lru_cache(maxsize=1_000)
def without_bases(lowered: str) -> str:
    """A text without what follows "per".

    >>> without_bases("what does it cost per million tokens?")
    'what does it cost ?'
    """
    for _, pattern in _patterns():
        lowered = pattern.sub("", lowered)
    return lowered


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How figures are given per something."""
    return tuple((basis.name, re.compile("|".join(_rates(basis)))) for basis in cues().bases)


@cache
def _singles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How a question may speak of a single one of what is counted."""
    single = r"\b(?:an?|one|single) (?:\w+ )?"
    return tuple(
        (basis.name, re.compile(single + _noun(basis))) for basis in cues().bases if basis.counts
    )


@cache
def _beside() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How a figure right before is given per one of what is counted: "$0.04 a query"."""
    return tuple(
        (basis.name, re.compile(r" an? (?:\w+ )?" + _noun(basis)))
        for basis in cues().bases
        if basis.counts
    )


def _noun(basis: Basis) -> str:
    return rf"(?:{'|'.join(basis.nouns)})s?\b"


def _rates(basis: Basis) -> Iterator[str]:
    yield rf"(?:\b(?:per|each|every|by the)\b ?|/ ?){_BETWEEN}{_noun(basis)}"
    if not basis.counts:
        yield rf"(?<!\bin )(?<!\bwithin )(?<!\bfor )(?<!\bafter )\ban? {_noun(basis)}{_PAST}"
    for word in basis.words:
        yield rf"\b{word}\b"
