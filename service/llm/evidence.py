"""An answer in, its citations out as numbered evidence: all that a model's sentence may rest on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from service.answer.answer import Answer, Statement
from service.evidence.citation import Citation
from service.evidence.wording import clean


@dataclass(frozen=True, slots=True)
class Evidence:
    """The citations of an answer, numbered from 1, and the statements that cite them.

    Attributes:
        question: As asked.
        citations: In the order of their first use.
        statements: What the answer says from them.
    """

    question: str
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The evidence that `answer` rests on."""
        cited = (citation for said in answer.statements for citation in said.citations)
        return cls(answer.question, tuple(dict.fromkeys(cited)), answer.statements)

    def known(self, marks: Iterable[int]) -> bool:
        """Whether there is evidence of each of these numbers."""
        return all(1 <= mark <= len(self.citations) for mark in marks)

    def cited(self, marks: Iterable[int]) -> tuple[Citation, ...]:
        """The citations of these numbers, each once; unknown numbers are left out."""
        kept = (mark for mark in dict.fromkeys(marks) if self.known((mark,)))
        return tuple(self.citations[mark - 1] for mark in kept)

    def quotes(self, marks: Iterable[int]) -> tuple[str, ...]:
        """The words of the sources under these numbers, without markup."""
        return tuple(clean(citation.quote) for citation in self.cited(marks))

    def wordings(self, marks: Iterable[int]) -> tuple[str, ...]:
        """What the answer says from these numbers alone: rows get their headers' words there."""
        cited = set(self.cited(marks))
        return tuple(said.text for said in self.statements if cited.issuperset(said.citations))

    def statements_on(self, citations: Collection[Citation]) -> tuple[Statement, ...]:
        """The answer's statements that rest on any of these."""
        return tuple(s for s in self.statements if not set(citations).isdisjoint(s.citations))
