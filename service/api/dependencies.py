"""What routes are handed: the collection, its state for this request, the settings, parameters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, cast

from fastapi import Depends, FastAPI, Path, Query, Request
from starlette.concurrency import run_in_threadpool

from service.api.board import Board
from service.api.collection import Collection
from service.api.shelf import Shelf
from service.graph.endpoint import Endpoint
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.settings import Settings


def named(
    collection: Annotated[str, Path(description="name of a collection", examples=["reports"])],
) -> str:
    """The collection that the address names, for the description of calls under one."""
    return collection


def _shelf(request: Request) -> Shelf:
    return cast(Shelf, request.app.state.shelf)


@asynccontextmanager
async def lent(app: FastAPI, name: str | None) -> AsyncIterator[Collection]:
    """The collection of that name, or the default one, for the length of a block."""
    if name is None:
        yield cast(Collection, app.state.collection)
        return
    shelf = cast(Shelf, app.state.shelf)
    if not shelf.is_open(name):
        await run_in_threadpool(shelf.open, name)
    with shelf.lent(name) as collection:
        yield collection


async def _lent(request: Request) -> AsyncIterator[Collection | None]:
    """The collection that the address names, if any, until the end of the response."""
    name = request.path_params.get("collection")
    if name is None:
        yield None
        return
    async with lent(request.app, name) as collection:
        yield collection


_Lent = Annotated[Collection | None, Depends(_lent)]


async def _here(request: Request, lent: _Lent) -> Collection:
    """The collection that the request is about."""
    return lent or cast(Collection, request.app.state.collection)


async def _queries(request: Request, lent: _Lent) -> Endpoint:
    """What answers SPARQL queries; some applications have nothing else."""
    return lent.queries if lent else cast(Endpoint, request.app.state.sparql)


Here = Annotated[Collection, Depends(_here)]


async def _knowledge_base(here: Here) -> AsyncIterator[KnowledgeBase]:
    """One state of the index, from the start of the request to the end of its response."""
    with here.live.snapshot() as kb:
        yield kb


async def _jobs(here: Here) -> Board:
    return here.jobs


async def _settings(here: Here) -> Settings:
    return here.settings


async def _rewriter(here: Here) -> Rewriter | None:
    return here.rewriter


async def _at(here: Here) -> str:
    return here.at


Shelved = Annotated[Shelf, Depends(_shelf)]
Work = Annotated[Board, Depends(_jobs)]
Knowledge = Annotated[KnowledgeBase, Depends(_knowledge_base)]
Queries = Annotated[Endpoint, Depends(_queries)]
InForce = Annotated[Settings, Depends(_settings)]
Wording = Annotated[Rewriter | None, Depends(_rewriter)]
At = Annotated[str, Depends(_at)]
Limit = Annotated[int, Query(ge=1, le=500, description="most to list")]
Offset = Annotated[int, Query(ge=0, le=2**31, description="how many to skip")]
