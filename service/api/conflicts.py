"""The call about where sources differ, agree, or stand alone."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from kg.agreement.groups import Verdict
from service.api import problems, schema, views
from service.api.dependencies import Knowledge, Limit, Offset

router = APIRouter(
    tags=["graph"],
    responses=problems.documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)


@router.get("/conflicts", summary="Show where sources differ")
def conflicts(  # noqa: PLR0913, PLR0917 - four filters and a page are one query
    kb: Knowledge,
    subject: Annotated[str | None, Query(description="id or name of a concept")] = None,
    predicate: Annotated[str | None, Query(examples=["price"])] = None,
    phase: Annotated[str | None, Query(examples=["training"])] = None,
    verdict: Annotated[Verdict | None, Query(description="only groups with this verdict")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> schema.Conflicts:
    """Every difference with both sides cited; agreements; and a page of what only one source says.

    What the scope of the values explains is no conflict: it stands in `explained`, with what
    differs. `limit` and `offset` page the claims in `single`.
    """
    wanted = views.Wanted(subject, predicate, phase, verdict)
    return views.conflicts(kb, wanted, limit, offset)
