"""Calls that take words: ask and search."""

import logging
import time
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from corpus.errors import PhasebookError
from service.api import problems, schema, views, worded
from service.api.ahead import heard
from service.api.checks import checked_question
from service.api.dependencies import Here, InForce, Knowledge
from service.api.fields import WORDS
from service.api.turns import in_turn
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter

_log = logging.getLogger(__name__)

router = APIRouter(
    tags=["questions"],
    responses=problems.documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
BODY_PROBLEMS = problems.documented(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
Words = Annotated[
    str,
    Query(examples=["What limits the speed of inference?"], json_schema_extra={"pattern": WORDS}),
]
Count = Annotated[int, Query(ge=1, le=50, description="most passages to list")]
Ids = Annotated[list[str] | None, Query(description="ids of the documents to ask; none for all")]

Explain = Annotated[bool, Query(description="whether to add how the answer came about")]


@dataclass(frozen=True, slots=True)
class Put:
    """A question with all that its answer takes. One dependency, since each takes its time."""

    asked: views.Asked
    kb: KnowledgeBase
    rewriter: Rewriter | None

    async def answered(self) -> Response:
        """The answer."""
        said = await worded.ask_json(self.kb, self.asked, self.rewriter)
        return Response(said, media_type="application/json")


async def _posted(body: schema.AskRequest, kb: Knowledge, here: Here) -> Put:
    asked = views.asked(
        kb,
        here.settings,
        body.question,
        top_k=body.top_k,
        documents=body.documents,
        explain=body.explain,
    )
    return Put(asked, kb, here.rewriter)


async def _addressed(
    question: Words,
    kb: Knowledge,
    here: Here,
    top_k: Count | None = None,
    documents: Ids = None,
    *,
    explain: Explain = False,
) -> Put:
    asked = views.asked(
        kb, here.settings, question, top_k=top_k, documents=documents or (), explain=explain
    )
    return Put(asked, kb, here.rewriter)


Posted = Annotated[Put, Depends(_posted)]
Addressed = Annotated[Put, Depends(_addressed)]


@router.post(
    "/ask", summary="Ask a question", response_model=schema.Answer, responses=BODY_PROBLEMS
)
async def ask(put: Posted) -> Response:
    """Answer from the documents, every sentence cited; or say what they lack."""
    return await put.answered()


@router.get("/ask", summary="Ask a question, in the address", response_model=schema.Answer)
async def ask_by_address(put: Addressed) -> Response:
    """The same as `POST /v1/ask`."""
    return await put.answered()


@router.post(
    "/ask/stream",
    summary="Ask a question, and hear each sentence as it comes",
    response_class=EventSourceResponse,
    responses=BODY_PROBLEMS,
)
async def stream(put: Posted, request: Request) -> AsyncIterable[ServerSentEvent]:
    """Server-sent events: a `statement` each, then the whole `answer` as `POST /v1/ask` gives it.

    What goes wrong after the first event is an `error`, with problem details.
    """
    async with aclosing(_events(put, request)) as events:
        async for event in events:
            yield event


@router.get(
    "/ask/stream",
    summary="Ask a question in the address, and hear each sentence as it comes",
    response_class=EventSourceResponse,
)
async def stream_by_address(put: Addressed, request: Request) -> AsyncIterable[ServerSentEvent]:
    """The same as `POST /v1/ask/stream`."""
    async with aclosing(_events(put, request)) as events:
        async for event in events:
            yield event


async def _events(put: Put, request: Request) -> AsyncGenerator[ServerSentEvent, None]:
    try:
        async with aclosing(worded.parts(put.kb, put.asked, put.rewriter)) as parts:
            async for part in parts:
                name = "answer" if isinstance(part, schema.Answer) else "statement"
                yield ServerSentEvent(event=name, data=part)
    except Exception as error:  # noqa: BLE001 - the status is sent; the client must hear of it
        if not isinstance(error, PhasebookError):
            _log.exception("a stream failed")
        problem = problems.plain(problems.described(request, error))
        yield ServerSentEvent(event="error", data=problem)


@router.get("/search", summary="Search passages")
async def search(q: Words, kb: Knowledge, settings: InForce, k: Count = 10) -> schema.SearchResult:
    """The passages nearest to the words, with their score in each ranking."""
    start = time.perf_counter()
    await heard(kb, checked_question(q, settings.max_question_characters))
    return await in_turn(lambda: views.search(kb, settings, q, k, start))
