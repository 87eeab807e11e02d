"""What Schemathesis must be told of this service: how queries look, and a promise of our own."""

from http import HTTPStatus

import schemathesis
from hypothesis import strategies as st

QUERIES = (
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 10",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5",
    "DESCRIBE <http://here.example/id/phase-training>",
)
schemathesis.openapi.format("sparql-query", st.sampled_from(QUERIES))


@schemathesis.serializer("application/sparql-query")
def _query(_context: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode()


@schemathesis.hook
def filter_case(
    _context: schemathesis.HookContext,
    case: schemathesis.Case,  # type: ignore[type-arg]  # its parameters are the library's own
) -> bool:
    r"""Leave out words that are said to be none: of `\p{L}`, Schemathesis knows Latin letters."""
    data = case.meta.phase.data if case.meta else None
    name = data.parameter if data else None
    if name not in {"q", "question"} or "`pattern`" not in ((data and data.description) or ""):
        return True
    return not any(map(str.isalnum, str(case.query.get(name))))


@schemathesis.check
def texts_are_taken(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: schemathesis.Case,  # type: ignore[type-arg]  # its parameters are the library's own
) -> None:
    """A text that the schema allows is a document, or there is no such collection."""
    sent = case.method in {"POST", "PUT"} and "/documents" in case.path
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    if sent and positive and case.media_type == "application/json":
        refused = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
        assert response.status_code not in refused, response.text
