"""Entries built by hand or drawn, for tests of what keeps them."""

import re
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from corpus.context import passage_unit, sentence_unit
from corpus.document import Document, Passage, Sentence, Span
from corpus.entry import Entry, Record


def entry(
    name: str, text: str, *, title: str = "A page", path: Sequence[str] = (), claims: int = 2
) -> Entry:
    """An entry whose passages are the text's paragraphs and whose sentences end with a stop."""
    document = Document(name, title, text, publisher="Tests")
    passages = tuple(
        _passage(name, tuple(path), found) for found in re.finditer(r"\S(?:.|\n(?!\n))*", text)
    )
    records = tuple(Record(f"c-{name}-{i}", "claim", f'{{"n":{i}}}') for i in range(claims))
    units = [unit for passage in passages for unit in _units(passage)]
    vectors = {unit: np.full(3, i, dtype=np.float32).tobytes() for i, unit in enumerate(units)}
    return Entry(document, passages, records, vectors)


def _passage(name: str, path: tuple[str, ...], found: re.Match[str]) -> Passage:
    sentences = tuple(
        Sentence(Span(name, found.start() + s.start(), found.start() + s.end()), s.group(), path)
        for s in re.finditer(r"[^\s.][^.]*\.?", found.group())
    )
    return Passage(Span(name, *found.span()), found.group(), path, sentences)


def _units(passage: Passage) -> list[str]:
    return [passage_unit(passage), *map(sentence_unit, passage.sentences)]


CHARACTERS = st.characters(exclude_categories=["Cs"])  # all that UTF-8 can hold
WORDS = st.text(CHARACTERS, max_size=20)


@st.composite
def entries(draw: st.DrawFn, name: str = "d") -> Entry:
    """Any entry: any characters, any spans, records and vectors."""
    text = draw(st.text(CHARACTERS, min_size=1, max_size=80))
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda pair: pair[0] < pair[1]
    )
    spans = draw(st.lists(place, max_size=4, unique=True))
    passages = tuple(_drawn(draw, name, text, start, end) for start, end in sorted(spans))
    keys = draw(st.lists(st.tuples(WORDS, WORDS), max_size=4, unique=True))
    records = tuple(Record(id_, kind, draw(WORDS)) for id_, kind in keys)
    vectors = draw(st.dictionaries(WORDS, st.binary(max_size=12), max_size=4))
    document = Document(name, draw(WORDS), text, draw(WORDS), draw(st.none() | WORDS))
    return Entry(document, passages, records, vectors)


def _drawn(draw: st.DrawFn, name: str, text: str, start: int, end: int) -> Passage:
    span = Span(name, start, end)
    context = tuple(draw(st.lists(WORDS, max_size=2)))
    middle = Span(name, start, draw(st.integers(start + 1, end)))
    sentences = (Sentence(middle, middle.of(text), context),)
    return Passage(span, span.of(text), context, sentences, draw(st.booleans()))
