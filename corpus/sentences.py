"""Prose in, the places of its sentences out. The one module of this package that knows spaCy."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

Place = tuple[int, int]

_BREAK = re.compile(r"\s*\[(?:\.\.\.|…)\]\s*|(?:^|(?<=\s))#{1,6}\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:approx|est|no|nos|fig|figs|eq|sec|vol|ed|eds|al|cf|ca|resp|incl|excl|max|min|avg|"
    r"dept|gen|inc|corp|ltd|co|jr|sr|st|mr|mrs|ms|dr|prof|e\.g|i\.e|vs|etc|u\.s|u\.k|e\.u|[A-Z])\.$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[\"'”’)\]]*\s*(?:[a-z]{2,}\b|[,;:)\]–—])")
_NOTE = re.compile(r"(?:[A-Z0-9][^\s.!?]*|\([A-Z0-9][^\s.!?]*\))(?: (?:[A-Z0-9][^\s.!?]*|\([A-Z0-9][^\s.!?]*\))){0,5}\.(?=\s|$)")
_NO_SENTENCE = re.compile(r"\W*(?:\d{1,3}[.)]|[A-Za-z][.)]|\w+[.!])?\W*")
_OPENING, _CLOSING = "([{“", ")]}”"


def sentence_places(text: str) -> list[Place]:
    """Where the sentences of a text start and end, without white space around them.

    Abbreviations, decimals, quotes and brackets do not end a sentence; elisions such as "[...]" do, and are
    part of none. A lone word such as "Yes." belongs to the sentence after it.

    >>> [text[a:b] for text in ["Yes. It cost $2.5 M (approx. 2 % more). Why?"] for a, b in sentence_places(text)]
    ['Yes. It cost $2.5 M (approx. 2 % more).', 'Why?']
    """
    places = []
    for start, end in _runs(text):
        places += [(start + a, start + b) for a, b in _joined(text[start:end])]
    return places


@cache
def _pipeline() -> "Language":
    import spacy  # noqa: PLC0415 - heavy, and needed for building alone

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 1 << 40  # there is no parser whose memory could run out
    return pipeline


def _runs(text: str) -> Iterator[Place]:
    """The stretches between elisions and headings within a line."""
    start = 0
    for end, following in [*(found.span() for found in _BREAK.finditer(text)), (len(text), 0)]:
        if any(map(str.isalnum, text[start:end])):
            yield _trimmed(text, start, end)
        start = following


def _joined(text: str) -> list[Place]:
    """The sentences that the sentencizer finds, joined again where it split one."""
    places: list[Place] = []
    open_since: int | None = None
    for sentence in _pipeline()(text).sents:
        start, end = _trimmed(text, sentence.start_char, sentence.end_char)
        if start >= end:
            continue
        if places and (open_since is not None or _is_one(text, places[-1], start)):
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
        open_since = _unclosed(text, *places[-1])
    return places


def _is_one(text: str, before: Place, start: int) -> bool:
    """Whether the words at `start` go on with the sentence before them."""
    said = text[slice(*before)]
    if _NO_SENTENCE.fullmatch(said) or _GOES_ON.match(text, start) or _is_note(text[start:]):
        return True
    abbreviated = _ABBREVIATION.search(said)
    return abbreviated is not None and not _starts_anew(text, said, start)


def _is_note(rest: str) -> bool:
    """Whether names and numbers alone come next, as in a reference: "Epoch AI. May 2024."."""
    return _NOTE.match(rest) is not None


def _starts_anew(text: str, said: str, start: int) -> bool:
    """Whether a capital after an abbreviation that can end a sentence starts a new one."""
    closes = said.lower().endswith(("etc.", "u.s.", "u.k.", "e.u.", "inc.", "corp.", "ltd.", "co."))
    return closes and text[start].isupper()


def _unclosed(text: str, start: int, end: int) -> int | None:
    """Offset of a bracket or quote that is opened and closes later in the text; None without."""
    opened: list[tuple[int, str]] = []
    for offset in range(start, end):
        if text[offset] in _OPENING:
            opened.append((offset, _CLOSING[_OPENING.index(text[offset])]))
        elif opened and text[offset] == opened[-1][1]:
            opened.pop()
    if not opened:
        return None
    offset, closing = opened[-1]
    reach = min(len(text), offset + _MAX_ASIDE)
    return offset if text.find(closing, end, reach) >= 0 else None


_MAX_ASIDE = 300  # characters that a bracket may hold before it counts as never closed


def _trimmed(text: str, start: int, end: int) -> Place:
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    return start, max(start, start + len(said.strip()))
