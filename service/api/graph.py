"""Calls about the graph: its concepts and claims, paths and comparisons, and its export."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from service.api import convert, problems, schema, views
from service.api.dependencies import InForce, Knowledge, Limit, Offset
from service.api.negotiate import chosen_format
from service.graph.export import FORMATS, exported

router = APIRouter(
    tags=["graph"],
    responses=problems.documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
Name = Annotated[str, Query(description="id or name of a concept")]


@router.get("/concepts", summary="List concepts")
def concepts(
    kb: Knowledge,
    type: Annotated[str | None, Query(examples=["hardware"])] = None,  # noqa: A002 - its name in the address
    q: Annotated[str | None, Query(description="part of a name", examples=["H100"])] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> schema.Concepts:
    """The concepts that the documents speak of, by type or by a part of their name."""
    found = kb.graph.concepts(type, q)
    page = found[offset : offset + limit]
    return schema.Concepts(concepts=[convert.concept(c) for c in page], total=len(found))


@router.get("/concepts/{id}", summary="Show a concept")
def concept(id: str, kb: Knowledge) -> schema.ConceptDetail:  # noqa: A002 - its name in the address
    """A concept, by id or any of its names, and every claim about it."""
    return views.concept(kb, id)


@router.get("/concepts/{id}/neighbors", summary="Explore around a concept")
def neighbors(
    id: str,  # noqa: A002 - its name in the address
    kb: Knowledge,
    depth: Annotated[int, Query(ge=1, le=3, description="how many links away")] = 1,
    limit: Limit = 50,
) -> schema.Neighbors:
    """The concepts within `depth` links, nearest first, and the links among them."""
    return views.neighbors(kb, id, depth, limit)


@router.get("/claims", summary="List claims")
def claims(  # noqa: PLR0913, PLR0917 - four filters and a page are one query
    kb: Knowledge,
    subject: Annotated[str | None, Query(description="id or name of a concept")] = None,
    predicate: Annotated[str | None, Query(examples=["batchSize"])] = None,
    phase: Annotated[str | None, Query(examples=["training"])] = None,
    document: Annotated[str | None, Query(description="id of a document")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> schema.Facts:
    """What the documents say, in the order in which they say it, each with its words."""
    source = kb.document(document).id if document is not None else None
    wanted = (subject, predicate, phase, source)
    page = kb.graph.claims(*wanted, limit, offset)
    return schema.Facts(claims=convert.facts(kb, page), total=kb.graph.total(*wanted))


@router.get("/paths", summary="Find paths between two concepts")
def paths(
    source: Name,
    target: Name,
    kb: Knowledge,
    max_hops: Annotated[int, Query(ge=1, le=6, description="most links in a path")] = 4,
) -> schema.Paths:
    """The shortest paths, with the evidence for every hop."""
    return views.paths(kb, source, target, max_hops)


@router.get("/compare", summary="Compare two concepts")
def compare(kb: Knowledge, left: Name = "training", right: Name = "inference") -> schema.Comparison:
    """What is said of two concepts, aspect by aspect, each cell with its claims and citations."""
    return views.compare(kb, left, right)


@router.get(
    "/graph",
    summary="Take the graph away",
    response_class=Response,
    responses=problems.documented(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_ACCEPTABLE)
    | {
        200: {
            "description": "The whole graph",
            "content": {media_type: {} for media_type in FORMATS.values()},
        }
    },
)
def graph(
    kb: Knowledge,
    settings: InForce,
    format: Annotated[  # noqa: A002 - its name in the address
        str | None, Query(examples=["turtle"], json_schema_extra={"enum": [*FORMATS]})
    ] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "*/*",
) -> Response:
    """Every concept and claim with its evidence, in the format asked for, else by `Accept`."""
    name = chosen_format(format, accept)
    return Response(
        exported(kb, name, settings.iri_base), media_type=FORMATS[name], headers={"Vary": "Accept"}
    )
