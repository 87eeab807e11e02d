"""Who holds an office: "Ada Price, chief executive of Acme, said" tells what Ada Price is."""

from collections.abc import Iterator, Sequence

from kg.claim import ENTITIES, Concept, Text
from kg.extract.tools import text_of
from kg.language.clause import Range
from kg.language.grammar import word_list
from kg.language.phrases import concept_for
from kg.language.syntax import Token
from kg.reading import Reading

_OFFICES = word_list("offices")
_LEADING = word_list("before_offices")
_HELD_AT = frozenset({"at", "for", "in", "of"})
_WITHIN = frozenset({"CC", "DT", "IN", "JJ", "POS", "VBG"})
_MIN_NAMES = 2
_NEAR = 3


def offices(reading: Reading) -> Iterator[tuple[Range, Concept, Text]]:
    """Each person whose office stands between commas after the name, with that office."""
    row = reading.row
    named = (r for r, c in reading.concepts(reading.whole) if c.type in ENTITIES)
    known = {i for a, b in named for i in range(a, b)}
    for comma in (i for i, t in enumerate(row) if t.text == ","):
        start = _name_start(row, comma)
        end = _office_end(row, comma + 1)
        if comma - start < _MIN_NAMES or end is None or not known.isdisjoint(range(start, comma)):
            continue
        person, office = (
            concept_for(reading.cut((start, comma))),
            text_of(reading, (comma + 1, end)),
        )
        if person is not None and office is not None:
            yield (start, end), person, office


def _name_start(row: Sequence[Token], end: int) -> int:
    """Where the capitalised words before a comma begin."""
    start = end
    while start and row[start - 1].text[:1].isupper() and row[start - 1].is_noun:
        start -= 1
    return start


def _office_end(row: Sequence[Token], start: int) -> int | None:
    """Where an office ends that begins at a place; None where none does, or it tells not whose."""
    first = start
    while first < len(row) and row[first].lower in _LEADING:
        first += 1
    if not any(t.lower in _OFFICES for t in row[first : first + _NEAR]):
        return None
    end = first
    while end < len(row) and (row[end].is_noun or row[end].tag in _WITHIN):
        end += 1
    closed = end < len(row) and row[end].text in {",", ".", ";", ")"}
    held = any(t.lower in _HELD_AT or t.tag == "POS" for t in row[first:end])
    return end if closed and held else None
