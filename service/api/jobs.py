"""Calls about work in the background: what runs, how far it is, what came of it, and an end to it.

A job can be looked at as long as it is among the last hundred that ended.
"""

import asyncio
from collections.abc import AsyncIterable
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from service.api import changes, problems, schema
from service.api.dependencies import Index, Work
from service.jobs import Report

POLL = 0.1  # seconds between two looks at a job whose events are listened to

router = APIRouter(
    prefix="/jobs", tags=["jobs"], responses=problems.documented(HTTPStatus.NOT_FOUND)
)


def _known(id: str, work: Work) -> str:  # noqa: A002 - the name in the address
    """The job's name, if there is such a job: a stream that has begun can say so no more."""
    return work.get(id).id


Known = Annotated[str, Depends(_known)]


def accepted(request: Request, report: Report) -> Response:
    """What is said to a client whose documents have become a job."""
    root, _, _ = request.url.path.partition("/documents")
    headers = {"Location": f"{root}/jobs/{report.id}", "Preference-Applied": "respond-async"}
    body = changes.summary(report).model_dump_json()
    return Response(body, HTTPStatus.ACCEPTED, headers, "application/json")


@router.get("", summary="List the jobs")
def jobs(work: Work) -> schema.JobList:
    """Those that wait, run or ended lately, the latest first."""
    found = [changes.summary(report) for report in work.all()]
    return schema.JobList(jobs=found, total=len(found))


@router.get("/{id}", summary="Look at a job")
def job(id: str, work: Work, index: Index, request: Request) -> schema.Job:  # noqa: A002 - the name in the address
    """How far it is, and what came of each document that is through."""
    return _whole(work.get(id), index, request)


@router.delete("/{id}", summary="Cancel a job")
def cancel(id: str, work: Work, index: Index, request: Request) -> schema.Job:  # noqa: A002 - the name in the address
    """Stop it before its next document; what it has written stays. One that has ended stays so."""
    return _whole(work.cancel(id), index, request)


@router.get("/{id}/events", summary="Follow a job", response_class=EventSourceResponse)
async def events(
    known: Known, work: Work, index: Index, request: Request
) -> AsyncIterable[ServerSentEvent]:
    """Server-sent events: `progress` as it goes, a `document` each, then the whole `job`."""
    told, before = 0, None
    while True:
        report = work.get(known)
        for one in report.outcomes[told:]:
            said = changes.outcome(one, index.ontology, partial(_described, request))
            yield ServerSentEvent(event="document", data=said)
        told = len(report.outcomes)
        if report.state.ended:
            yield ServerSentEvent(event="job", data=_whole(report, index, request))
            return
        if report != before:
            yield ServerSentEvent(event="progress", data=changes.summary(report))
        before = report
        await asyncio.sleep(POLL)


def _whole(report: Report, index: Index, request: Request) -> schema.Job:
    return changes.job(report, index.ontology, partial(_described, request))


def _described(request: Request, error: Exception) -> schema.Problem:
    """An error of one document is the job's, by whichever call it is told."""
    job = request.url.path.removesuffix("/events")
    return problems.described(request, error).model_copy(update={"instance": job})
