"""What tools give beside what the HTTP calls give: pages of it, and tables of queries."""

from typing import Literal

from pydantic import Field

from service.api import schema


class ConceptPage(schema.ConceptDetail):
    """A concept with a page of what is said of it."""

    total: int = Field(description="facts that pass the filter; `claims` may hold fewer")
    predicates: dict[str, int] = Field(
        description="how many facts each property has in all, by its id"
    )


class PathsPage(schema.Paths):
    """The first of the shortest paths."""

    total: int = Field(description="how many there are; `paths` may hold fewer")


class ComparisonPage(schema.Comparison):
    """A page of a comparison: the first facts of either side of each aspect."""

    total: int = Field(description="aspects that pass the filter; `aspects` may hold fewer")
    left_out: int = Field(description="facts of these aspects that are left out")


class QueryResult(schema.Model):
    """What a query gives: a table, a yes or no, or a graph."""

    form: Literal["table", "boolean", "graph"]
    columns: list[str] = Field(default=[])
    rows: list[list[str | None]] = Field(
        default=[], description="IRIs and literals as text; null where unbound"
    )
    boolean: bool | None = None
    turtle: str | None = None
    total: int = Field(description="rows or triples that there are; `rows` may hold fewer")
    truncated: bool = Field(description="whether there are more than `total`, left out by a limit")
