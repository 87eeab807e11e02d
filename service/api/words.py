"""The JSON models in, the words for their parts out: for the terminal, chats and agents alike."""

from collections.abc import Iterable
from typing import Literal

from service.api import schema


def folded(text: str) -> str:
    r"""Text on one line.

    >>> folded(" two\n  lines ")
    'two lines'
    """
    return " ".join(text.split())


def place(quote: schema.Quote | schema.Passage) -> str:
    """Title, heading, document and offsets."""
    section = f", {quote.section}" if quote.section else ""
    return f"{quote.title}{section} ({quote.document}, {quote.start}-{quote.end})"


def value(fact: schema.Fact) -> str:
    """The object of a fact, with what limits it."""
    words = fact.object.label if isinstance(fact.object, schema.Concept) else fact.object.text
    limits = [
        fact.negated and "denied",
        fact.hedge,
        fact.time,
        fact.attribution and f"according to {fact.attribution}",
        fact.self_reported and "by its publisher about its own",
        fact.agreement != "single" and f"other sources {fact.agreement}",
    ]
    return _limited(words, limits)


def sentence(fact: schema.Fact) -> str:
    """A whole fact: what it is about, the property, and what is said."""
    phase = f" [{fact.phase}]" if fact.phase and fact.phase != fact.subject.label else ""
    return f"{fact.subject.label}{phase} - {fact.predicate.label}: {value(fact)}"


def stated(said: schema.Said) -> str:
    """A fact as a document states it, whatever others say."""
    phase = f" [{said.phase}]" if said.phase and said.phase != said.subject.label else ""
    told = said.object.label if isinstance(said.object, schema.Concept) else said.object.text
    limits = [
        said.negated and "denied",
        said.hedge,
        said.time,
        said.attribution and f"according to {said.attribution}",
    ]
    return f"{said.subject.label}{phase} - {said.predicate.label}: {_limited(told, limits)}"


def stops(path: schema.Path) -> list[str]:
    """The concepts that a path leads over, from its source to its target."""
    return [path.hops[0].source.label, *(hop.target.label for hop in path.hops)]


def step(hop: schema.Hop) -> str:
    """A hop in the direction in which it is stated."""
    ends = [hop.source.label, hop.target.label]
    first, last = ends if hop.forward else reversed(ends)
    return f"{first} - {hop.predicate.label} - {last}"


def _limited(words: str, limits: Iterable[str | Literal[False] | None]) -> str:
    """Words with what limits them."""
    note = "; ".join(limit for limit in limits if limit)
    return folded(words) + (f" ({note})" if note else "")
