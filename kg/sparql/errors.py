"""What can go wrong with a query, each kind with its own meaning to a client."""

from corpus.errors import PhasebookError


class QueryError(PhasebookError):
    """The text is no SPARQL query."""


class RefusedError(PhasebookError):
    """The query reaches for what this endpoint does not give: other data, or changes."""


class QueryFailedError(PhasebookError):
    """The query is well formed and could not be answered."""


class TimeLimitError(PhasebookError):
    """The query took too long and was ended."""


class BusyError(PhasebookError):
    """Too many queries are under way."""
