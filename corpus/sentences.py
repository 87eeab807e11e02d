"""Prose in, the places of its sentences out. The one module of this package that knows spaCy."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpus.bounds import MAX_SENTENCE, pieces
from corpus.fullstops import AFTER_UNIT, plain_sentences
from corpus.hiding import without

if TYPE_CHECKING:
    from spacy.language import Language

Place = tuple[int, int]

_BREAK = re.compile(r"(?:(?<!\s)\s+)?\[(?:\.\.\.|…)\]\s*|(?:^|(?<=\s))#{1,6}\s+")
_TITLE = re.compile(  # what a name or number always follows
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|jr|figs?|eq|sec|vol|vs|e\.g|i\.e|cf|al|ca|approx|"
    r"(?<!\d\s)[A-Z])\.$",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(  # what can end a sentence too
    r"(?:^|[\s(])(?:est|nos?|eds?|resp|incl|excl|max|min|avg|dept|gen|inc|corp|ltd|co|sr|etc|"
    r"u\.s|u\.k|e\.u)\.$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[\"'”’)\]]*\s*(?:[a-z]{2,}\b|[,;:)\]–—])")
_NAME = r"(?:[A-Z0-9][^\s.!?]*|\([A-Z0-9][^\s.!?]*\))"
_NOTE = re.compile(
    rf"(?!(?:Yes|No|Not|Never|True|False|Why|How|So)\b){_NAME}(?: {_NAME}){{0,5}}\.(?=\s|$)"
)
_QUOTING = re.compile(r"[.!?][\"”’)]*\s(?P<mark>\")\Z")  # opens the sentence that follows
_NO_SENTENCE = re.compile(r"\W*(?:\d{1,3}[.)]|[A-Za-z][.)]|\w+[.!])?\W*")
_OPENING, _CLOSING = "([{“", ")]}”"
_BRACKET = re.compile(r"[(\[{“)\]}”]")
_MAX_ASIDE = 300  # characters that a bracket may hold before it counts as never closed
_MAX_KEPT = 20_000  # characters of a paragraph that is remembered


def sentence_places(text: str) -> list[Place]:
    """Where the sentences of a text start and end, without white space around them.

    Abbreviations, decimals, quotes and brackets do not end a sentence; elisions such as "[...]" do,
    and are part of none. A lone word such as "Yes." belongs to the sentence after it, names and
    numbers alone (a reference's "Some Agency. May 2024.") to the one before.

    >>> text = "Yes. It cost $2.5 M (approx. 2 % more). Why?"
    >>> [text[start:end] for start, end in sentence_places(text)]
    ['Yes. It cost $2.5 M (approx. 2 % more).', 'Why?']
    """
    return list(_places(text) if len(text) <= _MAX_KEPT else _found(text))


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[Place, ...]:
    """The same, for paragraphs that are asked for again and again."""
    return tuple(_found(text))


def _found(text: str) -> list[Place]:
    places: list[Place] = []
    for start, end in _runs(text):
        places += [(start + a, start + b) for a, b in _joined(text[start:end])]
    return places


@cache
def _pipeline() -> "Language":
    with without("torch"):
        import spacy  # noqa: PLC0415 - heavy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 1 << 40  # there is no parser whose memory could run out
    return pipeline


def _runs(text: str) -> Iterator[Place]:
    """The stretches between elisions and headings within a line."""
    start = 0
    for end, following in [*(found.span() for found in _BREAK.finditer(text)), (len(text), 0)]:
        yield from _pieces(text, start, end)
        start = following


def _pieces(text: str, start: int, end: int) -> Iterator[Place]:
    """The pieces of a stretch in which there are words."""
    for first, last in pieces(text, start, end):
        if any(map(str.isalnum, text[first:last])):
            yield _trimmed(text, first, last)


def _joined(text: str) -> list[Place]:
    """The sentences that the sentencizer finds, joined again where it split one."""
    places: list[Place] = []
    open_since: int | None = None
    told = plain_sentences(text) or _sentencized(text)
    for opening, closing in _quoting(text, _parted(text, told)):
        start, end = _trimmed(text, opening, closing)
        if start >= end:
            continue
        near = bool(places) and end - places[-1][0] <= MAX_SENTENCE
        if near and (open_since is not None or _is_one(text, places[-1], start)):
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
        open_since = _unclosed(text, *places[-1])
    return places


def _quoting(text: str, places: Iterable[Place]) -> Iterator[Place]:
    """The same places, but that a quote opens the sentence that it quotes: `It fell. "Why?"`."""
    start = 0
    for _, closing in places:
        mark = _QUOTING.search(text, start, closing)
        end = mark.start("mark") if mark and closing < len(text) else closing
        yield start, end
        start = end


def _sentencized(text: str) -> list[Place]:
    return [(found.start_char, found.end_char) for found in _pipeline()(text).sents]


def _parted(text: str, places: Iterable[Place]) -> Iterator[Place]:
    """The same, each cut where a unit ends a sentence within it."""
    for start, end in places:
        begin = start
        for mark in AFTER_UNIT.finditer(text, start, end):
            yield begin, mark.end()
            begin = mark.end()
        yield begin, end


def _is_one(text: str, before: Place, start: int) -> bool:
    """Whether the words at `start` go on with the sentence before them."""
    said = text[slice(*before)]
    if _NO_SENTENCE.fullmatch(said) or _GOES_ON.match(text, start) or _NOTE.match(text, start):
        return True
    if _TITLE.search(said):
        return True
    return _ABBREVIATION.search(said) is not None and not text[start].isupper()


def _unclosed(text: str, start: int, end: int) -> int | None:
    """Offset of a bracket or quote that is opened and closes later in the text; None without."""
    opened: list[tuple[int, str]] = []
    for found in _BRACKET.finditer(text, start, end):
        if found[0] in _OPENING:
            opened.append((found.start(), _CLOSING[_OPENING.index(found[0])]))
        elif opened and found[0] == opened[-1][1]:
            opened.pop()
    if not opened:
        return None
    offset, closing = opened[-1]
    reach = min(len(text), offset + _MAX_ASIDE)
    return offset if text.find(closing, end, reach) >= 0 else None


def _trimmed(text: str, start: int, end: int) -> Place:
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    return start, max(start, start + len(said.strip()))
