"""Calls about the corpus."""

from http import HTTPStatus

from fastapi import APIRouter

from service.api import convert, problems, schema
from service.api.dependencies import Knowledge

router = APIRouter(prefix="/documents", tags=["documents"], responses=problems.documented())


@router.get("", summary="List the documents")
def documents(kb: Knowledge) -> schema.Documents:
    """Every document, ordered by id, without its text."""
    found = [convert.summary(document) for document in kb.documents()]
    return schema.Documents(documents=found, total=len(found))


@router.get(
    "/{id}",
    summary="Read a document",
    responses=problems.documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def document(id: str, kb: Knowledge) -> schema.Document:  # noqa: A002 - the name in the address
    """A document with its text, to which all offsets refer, and where its passages stand."""
    return convert.document(kb, kb.document(id))
