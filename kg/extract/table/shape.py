"""A table's cells to what its labels are: things, properties, dates, statistics or units."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.document import Block, Document, Span
from kg.claim import Concept
from kg.extract.table.caption import Caption
from kg.scope import is_time

_MIN_SHARED = 4  # words of a cell that stands in several columns and is of none of them
_BRACKETS = re.compile(r"\s*[(\[].*$")
_EDGE = re.compile(r"(?:the )?(?:beginning|end|middle|start) of (?P<date>.+)", re.IGNORECASE)
_CASE = re.compile(r"(?P<date>[^,(:]+?)(?:\s*[,:]\s*|\s*\()(?P<case>[^()]+?)\)?")
_EXPECTED = re.compile(r"(?<=\d)[AEFaef]$")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the labels of a table are.

    Attributes:
        columns: Whether the columns, not the rows, are what it is about.
        dated: Whether its rows are dates.
        units: The unit of each row, by its label, where a column holds nothing else.
        sold: Whether each row is of a provider, and tells what that one offers.
        per: What the words above it say that its prices are per.
        owner: The one maker or product that the corner above its rows names: "Acme, $ million".
        caption: What stands above it.
        unit: The unit that the corner, or else the caption, gives for all its numbers.
        swept: What the corner calls its rows, where these are but numbers: "Batch size".
        stepped: What it calls its columns, where those are.
    """

    columns: bool = False
    dated: bool = False
    units: Mapping[Span, str] = field(default_factory=dict)
    sold: bool = False
    per: str = ""
    owner: Concept | None = None
    caption: Caption = field(default_factory=Caption)
    unit: str = ""
    swept: str = ""
    stepped: str = ""


def is_dated(label: str) -> bool:
    """Whether a label is a date, whatever stands in brackets after it: "Q3 2025 (guidance)"."""
    bare = undated(_BRACKETS.sub("", label).strip(" *"))
    return bool(bare) and is_time(bare)


def undated(label: str) -> str:
    """A date without the letter that says whether it has come to pass.

    >>> undated("2026E"), undated("FY2025"), undated("H100E")
    ('2026', 'FY2025', 'H100E')
    """
    bare = _EXPECTED.sub("", label)
    return bare if bare != label and is_time(bare) else label


def dated_row(label: str) -> tuple[str, str] | None:
    """The date that a row's label is, and which of several cases it is; None where it is none.

    >>> dated_row("2030, low case"), dated_row("end of 2026"), dated_row("Q3 2025 (guidance)")
    (('2030', 'low case'), ('end of 2026', ''), ('Q3 2025', 'guidance'))
    """
    words = label.strip(" *")
    within = _EDGE.fullmatch(words)
    if is_time(undated(words)) or (within and is_time(within["date"])):
        return undated(words), ""
    parted = _CASE.fullmatch(words)
    return (parted["date"], parted["case"]) if parted and is_time(parted["date"]) else None


def corner(document: Document, table: Sequence[Block]) -> str:
    """What stands above the labels of a table's rows: "Provider"; nothing where it has no headers.

    A row's label, a corner and the headers beside it are cells of a line each.
    """
    label = next((b.labels[1] for b in table if len(b.labels) > 1), None)
    if label is None:
        return ""
    line = document.text.rfind("\n", 0, label.start) + 1
    return document.text[line : label.start].strip(" |*").partition("|")[0].strip(" *")


def units_of(document: Document, table: Sequence[Block], headers: Sequence[str]) -> dict[Span, str]:
    """The units that a column of a table gives for its rows."""
    found = {}
    for block in table:
        if len(block.labels) > 1 and block.labels[-1].of(document.text).lower() in headers:
            found[block.labels[0]] = " ".join(block.span.of(document.text).split())
    return found


def shared(document: Document, table: Sequence[Block]) -> dict[Span, bool]:
    """Cells with the words of their neighbour, as merged ones have; whether each is the first.

    They are of their row, and of none of the columns.
    """
    found: dict[Span, bool] = {}
    for one, other in pairwise(table):
        words = one.span.of(document.text)
        alike = one.whole == other.whole and words == other.span.of(document.text)
        if alike and len(words.split()) >= _MIN_SHARED:
            found.setdefault(one.span, True)
            found[other.span] = False
    return found


def nameless(table: Sequence[Block]) -> set[Span]:
    """The cells of which a row holds several without a header, so that nobody could tell them."""
    rows: dict[Span, list[Span]] = {}
    for block in table:
        if len(block.labels) == 1:
            rows.setdefault(block.labels[0], []).append(block.span)
    return {span for spans in rows.values() if len(spans) > 1 for span in spans}
