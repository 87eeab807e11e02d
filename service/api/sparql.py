"""The SPARQL endpoint: queries over the graph, by the SPARQL 1.1 Protocol."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kg.sparql import source
from kg.sparql.description import DESCRIPTIONS, description
from kg.sparql.pool import NoFormatError, Result
from service.api import problems
from service.api.dependencies import Queries
from service.api.negotiate import liked, preferred
from service.api.problems import NotAcceptableError
from service.api.protocol import DIRECT, FORM, Asked, read_get, read_post
from service.graph.endpoint import Endpoint

_CHUNK = 1 << 18
# What a graph is sent as to clients that name types of tables alone, as rdflib's store does, which
# reads any; the protocol leaves that to the service (HTTP: another type rather than 406).
_TURTLE = "turtle", source.TRIPLES["turtle"][0]

router = APIRouter(
    tags=["sparql"],
    responses=problems.documented(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    | {
        200: {
            "description": "The result, or the description of the service",
            "content": {
                media_type: {}
                for types in (*source.RESULTS.values(), *source.TRIPLES.values())
                for media_type in types
            },
        }
    },
)
Accept = Annotated[str, Header(include_in_schema=False)]
_QUERY = {"type": "string", "format": "sparql-query"}
_GRAPHS = {"type": "array", "items": {"type": "string"}, "description": "IRIs of named graphs"}
_FORM = {
    "type": "object",
    "properties": {"query": _QUERY, "default-graph-uri": _GRAPHS, "named-graph-uri": _GRAPHS},
    "required": ["query"],
}
_BODY = {"required": True, "content": {DIRECT: {"schema": _QUERY}, FORM: {"schema": _FORM}}}


@router.get("/sparql", summary="Query the graph", response_class=Response)
@router.get("/sparql/", include_in_schema=False)
def get(
    request: Request,
    queries: Queries,
    accept: Accept = "*/*",
    query: Annotated[  # noqa: ARG001 - read by the protocol's own rules; here for /openapi.json
        str | None,
        Query(examples=["SELECT * { ?s ?p ?o } LIMIT 10"], json_schema_extra=dict(_QUERY)),
    ] = None,
) -> Response:
    """Answer a SPARQL 1.1 query; without any parameter, describe the service."""
    asked = read_get(request.url.query)
    if asked is None:
        return _described(request, queries, accept)
    return _answered(request, queries, asked, accept)


@router.post(
    "/sparql",
    summary="Query the graph, in a body",
    response_class=Response,
    responses=problems.documented(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    openapi_extra={"requestBody": _BODY},
)
@router.post("/sparql/", include_in_schema=False)
async def post(request: Request, queries: Queries, accept: Accept = "*/*") -> Response:
    """The same as `GET /sparql`, with a query as long as need be."""
    content_type = request.headers.get("content-type", "")
    asked = read_post(request.url.query, content_type, await request.body())
    return await run_in_threadpool(_answered, request, queries, asked, accept)


class _File(StreamingResponse):
    """A response that closes what it reads from, also where the client has gone."""

    def __init__(self, body: IO[bytes], headers: dict[str, str], media_type: str) -> None:
        super().__init__(_chunks(body), headers=headers, media_type=media_type)
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        with self._body:
            await super().__call__(scope, receive, send)


def _chunks(body: IO[bytes]) -> Iterator[bytes]:
    while chunk := body.read(_CHUNK):
        yield chunk


def _answered(request: Request, queries: Endpoint, asked: Asked, accept: str) -> Response:
    results = preferred(accept, source.RESULTS)
    triples = preferred(accept, source.TRIPLES) or (results and _TURTLE)
    query = source.Query(
        text=asked.query,
        base=str(request.url.replace(query="")),
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        results=results and results[0],
        triples=triples and triples[0],
    )
    try:
        result = queries.pool.run(query)
    except NoFormatError as error:
        what = f"this result cannot be given as {accept!r}"
        raise NotAcceptableError(what, "accept " + ", ".join(error.offered)) from error
    chosen = results if results and result.format == results[0] else triples
    return _sent(result, chosen[1] if chosen else "", queries.pool.limits.rows)


def _sent(result: Result, media_type: str, limit: int) -> Response:
    headers = {
        "Vary": "Accept",
        "Content-Length": str(result.size),
        "Phasebook-Rows": str(result.rows),
    }
    if result.truncated:
        headers["Phasebook-Truncated"] = f"the first {result.rows} rows of more; limit={limit}"
    return _File(result.body, headers, media_type)


def _described(request: Request, queries: Endpoint, accept: str) -> Response:
    name, media_type = liked(accept, DESCRIPTIONS)
    body = description(str(request.url), queries.pool.source, name)
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})
