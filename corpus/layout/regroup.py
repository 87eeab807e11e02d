"""Elements in, the same out with headings that are half of a pair joined to what stands below them.

A big number over its caption, a date over its event.
"""

from collections.abc import Sequence

from corpus.layout.element import Element, Happening, Heading, Pair, Paragraph
from corpus.layout.pairs import MAX_VALUE_WORDS
from corpus.layout.shape import is_date, is_figure


def regroup(text: str, elements: Sequence[Element]) -> list[Element]:
    """Join numbers and dates that stand as headings to the paragraph below."""
    joined: list[Element] = []
    index = 0
    while index < len(elements):
        element = elements[index]
        below = elements[index + 1] if index + 1 < len(elements) else None
        pair = _join(text, element, below)
        joined.append(pair or element)
        index += 2 if pair else 1
    return joined


def _join(text: str, element: Element, below: Element | None) -> Element | None:
    if not isinstance(element, Heading) or not isinstance(below, Paragraph):
        return None
    if len(below.words.of(text).split()) > MAX_VALUE_WORDS:
        return None
    words, whole = element.words.of(text), element.words.to(below.words)
    if is_date(words):
        return Happening(below.words, element.words, whole)
    if is_figure(words):
        return Pair(below.words, element.words, whole)
    return None
