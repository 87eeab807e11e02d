"""What a SPARQL query gives, as SPARQL's own JSON has it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Term(BaseModel):
    """An IRI or a literal."""

    model_config = ConfigDict(frozen=True)

    type: Literal["uri", "literal", "bnode", "triple"]
    value: str
    datatype: str | None = None
    language: str | None = Field(default=None, alias="xml:lang")


class _Head(BaseModel):
    vars: list[str] = Field(default=[])


class _Results(BaseModel):
    bindings: list[dict[str, Term]]


class Solutions(BaseModel):
    """The solutions of a SELECT, or the truth of an ASK."""

    model_config = ConfigDict(frozen=True)

    head: _Head
    results: _Results | None = None
    boolean: bool | None = None

    @property
    def columns(self) -> list[str]:
        """The variables."""
        return self.head.vars

    @property
    def rows(self) -> list[dict[str, Term]]:
        """A row each solution: what its variables are bound to."""
        return self.results.bindings if self.results else []

    def values(self) -> list[tuple[str | None, ...]]:
        """The same as plain text, in the order of the columns; None where one is unbound."""
        return [
            tuple(row[name].value if name in row else None for name in self.columns)
            for row in self.rows
        ]
