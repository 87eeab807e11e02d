"""Calls about work in the background: what runs, how far it is, what came of it, and an end to it.

A job can be looked at as long as it is among the last hundred that ended.
"""

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.api import changes, problems, schema
from service.api.dependencies import Work
from service.indexing.jobs import Report

POLL = 0.1  # seconds between two looks at a job whose events are listened to


@dataclass(frozen=True, slots=True)
class Followed:
    """A job whose events are listened to.

    Attributes:
        id: Its name.
        told: How many of its documents were told already.
    """

    id: str
    told: int


LastId = Annotated[
    int, Header(ge=0, description="the id of the last event that was heard; sent by browsers")
]

router = APIRouter(
    prefix="/jobs", tags=["jobs"], responses=problems.documented(HTTPStatus.NOT_FOUND)
)


def _followed(
    id: str,  # noqa: A002 - the name in the address
    work: Work,
    last_event_id: LastId = 0,
) -> Followed:
    """The job, if there is such a job and more to tell: a stream that has begun can say neither."""
    job = work.job(id)
    if job.state.ended and last_event_id > len(job.outcomes):
        raise HTTPException(HTTPStatus.NO_CONTENT)  # which a browser takes for the end
    return Followed(job.id, last_event_id)


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


@router.get(
    "/{id}/events",
    summary="Follow a job",
    response_class=EventSourceResponse,
    responses={204: {"description": "The job has ended, and all of it was heard"}},
)
async def events(
    followed: Annotated[Followed, Depends(_followed)], work: Work
) -> AsyncIterable[ServerSentEvent]:
    """Server-sent events: `progress` as it goes, a `document` each, then the whole `job`.

    The id of an event is how many documents were told with it, and one more at the end. Whoever
    sends the last as `Last-Event-ID` hears what came after it, from whichever process.
    """
    told, before = followed.told, None
    while True:
        job = work.job(followed.id)
        for number, one in enumerate(job.outcomes[told:], told + 1):
            yield ServerSentEvent(event="document", data=one, id=str(number))
        told = max(told, len(job.outcomes))
        if job.state.ended:
            yield ServerSentEvent(event="job", data=job, id=str(len(job.outcomes) + 1))
            return
        if job != before:
            yield ServerSentEvent(event="progress", data=_brief(job), id=str(told))
        before = job
        await asyncio.sleep(POLL)


def _brief(job: schema.Job) -> schema.JobSummary:
    return schema.JobSummary.model_validate(job.model_dump(exclude={"outcomes"}))
