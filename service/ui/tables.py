"""What two things are said to be, to cells of claims that say the same, and those to CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.api import schema

# Programs that open CSV take a cell that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADER = ("aspect", "side", "subject", "value", "negated", "phase", "agreement", "sources")
WORDS = ("document", "title", "section", "start", "end", "quote")


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that is said of a side.

    Attributes:
        words: What is said, as the first of its claims has it.
        facts: The claims that say it.
    """

    words: str
    facts: tuple[schema.Fact, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that say it."""
        return tuple(sorted({fact.citation.document for fact in self.facts}))

    @property
    def agreement(self) -> str:
        """How other documents stand to it: a difference shows even where some agree."""
        stands = {fact.agreement for fact in self.facts}
        return next((name for name in ("differ", "agree") if name in stands), "single")


def cells(facts: Iterable[schema.Fact], documents: Sequence[str] = ()) -> list[Cell]:
    """Facts by what they say, where documents differ first; of some documents alone, if given."""
    said: dict[tuple[str, bool, str], list[schema.Fact]] = {}
    for fact in facts:
        if not documents or fact.citation.document in documents:
            words = text(fact)
            key = fact.subject.id, fact.negated, words.casefold()
            said.setdefault(key, []).append(fact)
    found = [Cell(text(group[0]), tuple(group)) for group in said.values()]
    return sorted(found, key=_rank)


def _rank(cell: Cell) -> tuple[int, int]:
    """What sources differ in first, then what they agree in, then what more of them say."""
    return ("differ", "agree", "single").index(cell.agreement), -len(cell.documents)


def text(fact: schema.Fact) -> str:
    """What a fact says of its subject, in a line."""
    said = fact.object
    words = said.label if isinstance(said, schema.Concept) else " ".join(said.text.split())
    return f"not {words}" if fact.negated else words


def as_csv(found: schema.Comparison, documents: Sequence[str] = ()) -> str:
    """A comparison as CSV: a line for each claim, with its words and where they stand."""
    return written((*HEADER, *WORDS), _lines(found, documents))


def _lines(found: schema.Comparison, documents: Sequence[str]) -> Iterator[list[str]]:
    for row in found.aspects:
        for side, facts in ((found.left, row.left), (found.right, row.right)):
            for cell in cells(facts, documents):
                for fact in cell.facts:
                    yield [row.predicate.label, side.label, *_line(fact, cell)]


def _line(fact: schema.Fact, cell: Cell) -> list[str]:
    quote = fact.citation
    said = [fact.subject.label, text(fact), str(fact.negated).lower(), fact.phase or ""]
    where = [quote.document, quote.title, quote.section, str(quote.start), str(quote.end)]
    return [*said, fact.agreement, str(len(cell.documents)), *where, quote.quote]


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Rows as CSV, none of which a spreadsheet takes for a formula.

    >>> written(["a"], [["=1+1"], ["-5"]])
    "a\r\n'=1+1\r\n-5\r\n"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue()


def _harmless(value: str) -> str:
    number = value.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{value}" if value.startswith(_FORMULA) and not number else value
