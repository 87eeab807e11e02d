"""Calls about work in the background: what runs, how far it is, what came of it, and an end to it.

A job can be looked at as long as it is among the last hundred that ended.
"""

import asyncio
from collections.abc import AsyncIterable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from service.api import changes, problems, schema
from service.api.dependencies import Work
from service.indexing.jobs import Report

POLL = 0.1  # seconds between two looks at a job whose events are listened to

router = APIRouter(
    prefix="/jobs", tags=["jobs"], responses=problems.documented(HTTPStatus.NOT_FOUND)
)


def _known(id: str, work: Work) -> str:  # noqa: A002 - the name in the address
    """The job's name, if there is such a job: a stream that has begun can say so no more."""
    return work.job(id).id


Known = Annotated[str, Depends(_known)]


def accepted(root: str, report: Report) -> Response:
    """What is said to a client whose documents have become a job; its address is under `root`."""
    headers = {"Location": f"{root}/jobs/{report.id}", "Preference-Applied": "respond-async"}
    body = changes.summary(report).model_dump_json()
    return Response(body, HTTPStatus.ACCEPTED, headers, "application/json")


@router.get("", summary="List the jobs")
def jobs(work: Work) -> schema.JobList:
    """Those that wait, run or ended lately, the latest first."""
    found = [_brief(job) for job in work.all()]
    return schema.JobList(jobs=found, total=len(found))


@router.get("/{id}", summary="Look at a job")
def job(id: str, work: Work) -> schema.Job:  # noqa: A002 - the name in the address
    """How far it is, and what came of each document that is through."""
    return work.job(id)


@router.delete("/{id}", summary="Cancel a job")
def cancel(id: str, work: Work) -> schema.Job:  # noqa: A002 - the name in the address
    """Stop it before its next document; what it has written stays. One that has ended stays so."""
    return work.cancel(id)


@router.get("/{id}/events", summary="Follow a job", response_class=EventSourceResponse)
async def events(known: Known, work: Work) -> AsyncIterable[ServerSentEvent]:
    """Server-sent events: `progress` as it goes, a `document` each, then the whole `job`."""
    told, before = 0, None
    while True:
        job = work.job(known)
        for one in job.outcomes[told:]:
            yield ServerSentEvent(event="document", data=one)
        told = len(job.outcomes)
        if job.state.ended:
            yield ServerSentEvent(event="job", data=job)
            return
        if job != before:
            yield ServerSentEvent(event="progress", data=_brief(job))
        before = job
        await asyncio.sleep(POLL)


def _brief(job: schema.Job) -> schema.JobSummary:
    return schema.JobSummary.model_validate(job.model_dump(exclude={"outcomes"}))
