"""Calls that take words: ask and search."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from service.api import problems, schema, views
from service.api.dependencies import InForce, Knowledge

router = APIRouter(
    tags=["questions"],
    responses=problems.documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
Words = Annotated[str, Query(examples=["What limits the speed of inference?"])]
Count = Annotated[int, Query(ge=1, le=50, description="most passages to list")]
Ids = Annotated[list[str] | None, Query(description="ids of the documents to ask; none for all")]

Explain = Annotated[bool, Query(description="whether to add how the answer came about")]


@router.post(
    "/ask",
    summary="Ask a question",
    responses=problems.documented(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
)
def ask(body: schema.AskRequest, kb: Knowledge, settings: InForce) -> schema.Answer:
    """Answer from the documents, every sentence cited; or say what they lack."""
    return views.ask(
        kb,
        settings,
        body.question,
        top_k=body.top_k,
        documents=body.documents,
        explain=body.explain,
    )


@router.get("/ask", summary="Ask a question, in the address")
def ask_by_address(
    question: Words,
    kb: Knowledge,
    settings: InForce,
    top_k: Count | None = None,
    documents: Ids = None,
    *,
    explain: Explain = False,
) -> schema.Answer:
    """The same as `POST /v1/ask`."""
    return views.ask(
        kb, settings, question, top_k=top_k, documents=documents or (), explain=explain
    )


@router.get("/search", summary="Search passages")
def search(q: Words, kb: Knowledge, settings: InForce, k: Count = 10) -> schema.SearchResult:
    """The passages nearest to the words, with their score in each ranking."""
    return views.search(kb, settings, q, k)
