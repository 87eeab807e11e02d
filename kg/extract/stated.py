"""A clause ready to be claimed: its words, its limits; and what its words tell at a glance."""

from dataclasses import dataclass, replace

from kg.extract.tools import Scribe
from kg.language.clause import Clause, Range
from kg.language.grammar import word_list
from kg.language.syntax import BE, Token
from kg.predicates import lemma
from kg.reading import Reading

_MORE_OR_LESS = word_list("more_or_less")
COPULAS = frozenset({"be", "become", "remain"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A clause with the scribe that writes its claims."""

    reading: Reading
    clause: Clause
    scribe: Scribe

    @property
    def row(self) -> tuple[Token, ...]:
        """The tokens of the sentence."""
        return self.reading.row

    @property
    def rest(self) -> Range:
        """What stands after the verb group."""
        return self.clause.rest

    def full(self, part: Range) -> Range:
        """A part that ends where the clause does, with what completes its last words."""
        return (part[0], max(part[1], self.clause.tail)) if part[1] == self.rest[1] else part

    @property
    def verb(self) -> str:
        """Base form of the main verb."""
        last = self.row[self.clause.verb[1] - 1]
        return "be" if last.lower in BE else lemma(last.text)

    @property
    def is_copula(self) -> bool:
        """Whether it says what its subject is."""
        return self.verb in COPULAS

    @property
    def compares(self) -> bool:
        """Whether "more", "less" or another comparative leads to "than"."""
        row, rest = self.row, self.rest
        than = next((i for i in range(*rest) if row[i].lower == "than"), None)
        if than is None or row[than - 1].lower in {"rather", "other"}:
            return False
        if than + 1 < len(row) and (row[than + 1].tag in {"CD", "$"} or row[than + 1].is_finite):
            return False  # "on more data than is optimal"
        words = row[rest[0] : than]
        if any(t.lower in {"why", "how", "that", "whether"} for t in words):
            return False  # "explains why it costs more than that"
        if row[than - 1].lower.endswith("er") and row[than - 2].lower in {"times", "x"}:
            return True  # "four times cheaper" is read as one amount
        return any(t.tag in {"JJR", "RBR"} or t.lower in _MORE_OR_LESS for t in words)

    def scoped(self, phase: str | None) -> "Stated":
        """The same under another phase."""
        return replace(self, scribe=replace(self.scribe, phase=phase))


def colon_in(reading: Reading, part: Range) -> int | None:
    """Where a colon stands, behind which a list may follow."""
    return next((i for i in range(*part) if reading.row[i].text == ":"), None)
