"""A knowledge base in, the FastAPI application over it out."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import HTMLResponse

from corpus.errors import PhasebookError
from service.api import (
    chat,
    chat_errors,
    collections,
    conflicts,
    documents,
    graph,
    jobs,
    linked,
    problems,
    questions,
    sparql,
    uploads,
    views,
)
from service.api.application import Application, until_shutdown
from service.api.collection import Collection, Encoders
from service.api.dependencies import named
from service.api.guard.gate import Gate
from service.api.guard.headers import page_response
from service.api.guard.install import install as install_guard
from service.api.seen import health
from service.api.shelf import Shelf
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.monitoring.metrics import Metrics
from service.settings import Settings
from service.version import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

DESCRIPTION = """Answers to questions about AI training and inference, from source documents: every
sentence cites the exact words it rests on (`document.text[start:end] == quote`, in Unicode code
points), every fact is an edge of a knowledge graph with its evidence. Errors are problem details
(RFC 9457)."""

router = APIRouter(responses=problems.documented())


@router.get("/docs", include_in_schema=False)
def docs() -> HTMLResponse:
    """A page to try the calls on; FastAPI's own would load its scripts from the network."""
    page = (files("service.api") / "docs.html").read_text(encoding="utf-8")
    return page_response(page)


def create_app(
    index: KnowledgeBase | Live,
    settings: Settings | None = None,
    gate: Gate | None = None,
    tracer: "Tracer | None" = None,
    *,
    shared: bool = False,
) -> FastAPI:
    """The application over an index, which is closed by whoever opened it, after this has ended.

    Args:
        index: What answers are made from.
        settings: The defaults where none are given.
        gate: Who may call; everybody where none is given.
        tracer: Given spans of every call.
        shared: Whether other processes serve the same index, and must know of each other's jobs.
    """
    settings = settings or Settings()
    live = index if isinstance(index, Live) else Live(index)
    app = Application(
        title="Phasebook",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=until_shutdown,
    )
    default = Collection.of(live, settings, shared=shared)
    own = live.place if isinstance(live.place, Path) else None
    shelf = Shelf(settings.collections, _opener(default, shared=shared), own, shared=shared)
    app.state.collection, app.state.sparql = default, default.queries
    app.state.shelf = shelf
    app.state.settings = settings
    app.state.gate = gate or Gate()
    app.state.metrics = Metrics(partial(_sizes, default, shelf))
    app.state.readiness = health.Readiness()
    app.include_router(router)
    app.include_router(health.router)
    app.include_router(collections.router, prefix="/v1")
    missing = problems.documented(HTTPStatus.NOT_FOUND)
    for calls in (sparql.router, linked.router):
        _include(app, calls, "", missing)
    for part in (questions, documents, uploads, jobs, graph, conflicts):
        _include(app, part.router, "/v1", missing)
    _include(app, chat.router, "/v1", chat_errors.documented(HTTPStatus.NOT_FOUND))
    problems.install(app)
    install_guard(app, settings, app.state.gate, app.state.metrics, tracer)
    return app


def _include(app: FastAPI, calls: APIRouter, root: str, missing: problems.ResponseDocs) -> None:
    """Have calls for the default collection, and for those that are named in the address."""
    app.include_router(calls, prefix=root)
    app.include_router(
        calls,
        prefix=f"{root}/collections/{{collection}}",
        dependencies=[Depends(named)],
        responses=missing,
    )


def _opener(default: Collection, *, shared: bool) -> Callable[[Path], Collection]:
    """What opens the other collections, with the models that are loaded already."""
    with default.live.snapshot() as kb:
        load = Encoders(kb.encoder)

    def opened(folder: Path) -> Collection:
        live = Live.open(folder, load=load)
        return Collection.of(live, default.settings, f"/collections/{folder.name}", shared=shared)

    return opened


def _sizes(default: Collection, shelf: Shelf) -> dict[str, dict[str, int]]:
    """How much there is in each collection that is open."""
    with default.live.snapshot() as kb:
        found = {"": views.figures(kb)}
    for name in shelf.opened():
        with (
            suppress(PhasebookError),  # it has just gone
            shelf.lent(name) as collection,
            collection.live.snapshot() as kb,
        ):
            found[name] = views.figures(kb)
    return found
