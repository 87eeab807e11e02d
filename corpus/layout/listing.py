"""An entry of a list and the lines indented below it in, what the entry is out."""

import re
from collections.abc import Sequence

from corpus.layout.element import (
    Element,
    Happening,
    Heading,
    Item,
    Pair,
    Paragraph,
    Range,
    Snippet,
)
from corpus.layout.lines import Line
from corpus.layout.pairs import MAX_VALUE_WORDS, read_happening, read_pair
from corpus.layout.shape import ends_sentence, is_date, is_question, lead_symbols

_ELISION = re.compile(r"\[(?:\.\.\.|…)\]")
_MAX_KEY_WORDS = 8
_MAX_DATED_KEY_WORDS = 4


def read_entry(
    text: str, head: Line, body: Sequence[Line], lead: Range | None = None
) -> list[Element]:
    """What an entry of a plain text's list is: a pair, an event, a search result or an item."""
    joined = [below for below in body if not below.after_blank]
    if body and len(joined) == len(body) and not is_date(body[-1].text):
        return [read_item(text, head.words.to(body[-1].words), lead)]
    if not body:
        return [read_item(text, head.words, lead)]
    words = body[0].words.to(body[-1].words)
    first = _pair_up(text, head.words, words)
    if first is not None:
        return [first]
    if is_question(head.text):
        return [Heading(head.words, 0), *(Paragraph(line.words) for line in body)]
    return [read_item(text, head.words, lead), *(Paragraph(line.words) for line in body)]


def read_item(text: str, place: Range, lead: Range | None = None) -> Element:
    """What the words of an entry are."""
    return read_happening(text, place) or read_pair(text, place) or Item(place, lead)


def _pair_up(text: str, head: Range, body: Range) -> Element | None:
    """Head and body as date and event, key and value, or title and words of a search result."""
    whole, name = head.to(body), head.of(text)
    if is_date(body.of(text)) and len(name.split()) > _MAX_DATED_KEY_WORDS:
        return Happening(head, body, whole)
    if is_date(name):
        return Happening(body, head, whole)
    if ends_sentence(name):
        return None
    words = body.of(text)
    long = len(words.split()) > MAX_VALUE_WORDS or _ELISION.search(words) is not None
    if long or len(name.split()) > _MAX_KEY_WORDS:
        return Snippet(head, body)
    return Pair(Range(head.start + lead_symbols(name), head.end), body, whole)
