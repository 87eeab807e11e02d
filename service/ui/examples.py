"""A knowledge base to questions that it answers, so that a stranger sees what can be asked.

They are the questions that the documents themselves ask in their headings, and one for each aspect
under which figures stand on both sides of the comparison. Each was tried: it has an answer.
"""

from collections.abc import Iterator
from itertools import chain, zip_longest
from threading import Lock

from corpus.errors import NotFoundError
from service.api import convert, schema, views
from service.knowledge_base import KnowledgeBase

SIDES = ("training", "inference")
_MOST_TRIED = 16
_LENGTH = range(16, 72)
_KEPT = 32  # states, of whatever collections

_lock = Lock()
_found: dict[str, tuple[str, ...]] = {}


def examples(kb: KnowledgeBase, most: int = 6) -> tuple[str, ...]:
    """At most `most` questions; found once for each state of the index."""
    with _lock:
        if kb.fingerprint not in _found:
            while len(_found) >= _KEPT:
                del _found[next(iter(_found))]
            _found[kb.fingerprint] = tuple(_answered(kb, most))
        return _found[kb.fingerprint]


def _answered(kb: KnowledgeBase, most: int) -> Iterator[str]:
    asked = dict.fromkeys(
        question
        for pair in zip_longest(_headings(kb), _differences(kb))
        for question in pair
        if question and len(question) in _LENGTH
    )
    for question in list(asked)[:_MOST_TRIED]:
        if most and kb.ask(question, top_k=1).answered:
            most -= 1
            yield question


def _differences(kb: KnowledgeBase) -> Iterator[str]:
    try:
        rows = views.compare(kb, *SIDES).aspects
    except NotFoundError:  # the documents speak of something else
        return
    for row in rows:
        if row.aligned and all(any(map(_is_figure, side)) for side in (row.left, row.right)):
            yield f"How does {row.predicate.label} differ between {SIDES[0]} and {SIDES[1]}?"


def _is_figure(fact: schema.Fact) -> bool:
    value = fact.object
    return isinstance(value, schema.Value) and (value.min, value.max) != (None, None)


def _headings(kb: KnowledgeBase) -> Iterator[str]:
    by_document = (
        dict.fromkeys(
            section
            for part in kb.passages(document.id)
            if (section := convert.section(part)).endswith("?")
        )
        for document in kb.documents()
    )
    return (heading for heading in chain(*zip_longest(*by_document)) if heading)
