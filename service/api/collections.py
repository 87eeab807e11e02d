"""Calls about the collections: which there are, and that they come and go."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.concurrency import run_in_threadpool

from corpus.errors import PhasebookError
from corpus.store import Store
from kg.record import CLAIM
from service.api import problems, schema
from service.api.dependencies import Knowledge, Shelved
from service.api.shelf import NAME, Shelf

ROOT = "/v1/collections"

router = APIRouter(
    prefix="/collections",
    tags=["collections"],
    responses=problems.documented(HTTPStatus.SERVICE_UNAVAILABLE),
)
Name = Annotated[str, Path(description="name of a collection", examples=["reports"])]
Fresh = Annotated[
    str,
    Path(
        description="name of the new collection",
        examples=["reports"],
        json_schema_extra={"pattern": NAME},
    ),
]
_MISSING = problems.documented(HTTPStatus.NOT_FOUND)
_CONFLICT = problems.documented(HTTPStatus.CONFLICT)
_LOCATION = {"Location": {"description": "where it is", "schema": {"type": "string"}}}


@router.get("", summary="List the collections")
def collections(shelf: Shelved) -> schema.Collections:
    """Those that have names; the default one is what calls without a name are about."""
    found: list[schema.Collection] = []
    broken: dict[str, schema.Problem] = {}
    for name in shelf.names():
        try:
            found.append(_of(shelf, name))
        except PhasebookError as error:
            broken[name] = problems.described_at(f"{ROOT}/{name}", error)
    return schema.Collections(collections=found, problems=broken, total=len(found) + len(broken))


@router.get("/{name}", summary="Look at a collection", responses=_MISSING)
def collection(name: Name, shelf: Shelved) -> schema.Collection:
    """How much there is in it."""
    return _of(shelf, name)


@router.put(
    "/{name}",
    summary="Make a collection",
    status_code=HTTPStatus.CREATED,
    responses=_CONFLICT
    | problems.documented(HTTPStatus.UNPROCESSABLE_ENTITY)
    | {201: {"headers": _LOCATION}},
)
def make(name: Fresh, shelf: Shelved, kb: Knowledge, response: Response) -> schema.Collection:
    """Make an empty one, for the model of the default collection."""
    shelf.make(name, kb.encoder)
    response.headers["Location"] = f"{ROOT}/{name}"
    return _of(shelf, name)


@router.delete(
    "/{name}",
    summary="Delete a collection",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_MISSING | _CONFLICT,
)
async def remove(name: Name, shelf: Shelved) -> None:
    """Delete it with all its documents, unless it is in use."""
    gone = await run_in_threadpool(shelf.remove, name)
    if gone:
        await gone.end()


def _of(shelf: Shelf, name: str) -> schema.Collection:
    """What is in a collection, without opening it for questions."""
    with Store.open(shelf.found(name)) as store, store.snapshot():
        return schema.Collection(
            name=name,
            documents=len(store.digests()),
            claims=store.count(CLAIM),
            index=store.fingerprint(),
        )
