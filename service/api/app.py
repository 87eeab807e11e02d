"""A knowledge base in, the FastAPI application over it out."""

from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.responses import HTMLResponse

from service.api import (
    chat,
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
from service.api.board import Board
from service.api.guard.gate import Gate
from service.api.guard.headers import page_response
from service.api.guard.install import install as install_guard
from service.api.seen import health
from service.endpoint import over
from service.jobs import Jobs
from service.knowledge_base import KnowledgeBase
from service.live import Live
from service.llm.reword import Rewriter
from service.metrics import Metrics
from service.settings import Settings
from service.upload import read_upload
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

    def figures() -> dict[str, int]:
        with live.snapshot() as kb:
            return views.figures(kb)

    app = Application(
        title="Phasebook",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=until_shutdown,
    )
    app.state.live = live
    app.state.settings = settings
    app.state.gate = gate or Gate()
    app.state.metrics = Metrics(figures)
    app.state.readiness = health.Readiness()
    read = partial(read_upload, max_bytes=settings.max_file_bytes)
    app.state.jobs = Board(
        lambda board: Jobs(live, read, board.tell, board.stopped),
        live.ontology,
        problems.described_at,
        live.folder / "jobs" if shared else None,
    )
    app.state.sparql = over(live.snapshot, settings)
    app.state.rewriter = Rewriter.open(settings, live)
    app.include_router(router)
    app.include_router(health.router)
    app.include_router(sparql.router)
    app.include_router(linked.router)
    for part in (questions, documents, uploads, jobs, graph, conflicts, chat):
        app.include_router(part.router, prefix="/v1")
    problems.install(app)
    install_guard(app, settings, app.state.gate, app.state.metrics, tracer)
    return app
