"""A knowledge base in, the FastAPI application over it out."""

from functools import partial
from importlib.resources import files

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
    schema,
    sparql,
    uploads,
    views,
)
from service.api.application import Application, until_shutdown
from service.api.board import Board
from service.api.dependencies import Knowledge
from service.api.middleware import BodyLimit, HeadAsGet
from service.api.open_data import OpenData
from service.endpoint import over
from service.jobs import Jobs
from service.knowledge_base import KnowledgeBase
from service.live import Live
from service.llm.reword import Rewriter
from service.settings import Settings
from service.upload import read_upload
from service.version import __version__

MAX_BODY_BYTES = 1_000_000  # a question takes a few thousand; documents have their own limit

DESCRIPTION = """Answers to questions about AI training and inference, from source documents: every
sentence cites the exact words it rests on (`document.text[start:end] == quote`, in Unicode code
points), every fact is an edge of a knowledge graph with its evidence. Errors are problem details
(RFC 9457)."""

router = APIRouter(responses=problems.documented())


@router.get("/health", summary="Whether the service can answer", tags=["service"])
def health(kb: Knowledge) -> schema.Health:
    """Version, and what the answers are drawn from."""
    return views.health(kb)


@router.get("/docs", include_in_schema=False)
def docs() -> HTMLResponse:
    """A page to try the calls on; FastAPI's own would load its scripts from the network."""
    return HTMLResponse((files("service.api") / "docs.html").read_text(encoding="utf-8"))


def create_app(
    index: KnowledgeBase | Live, settings: Settings | None = None, *, shared: bool = False
) -> FastAPI:
    """The application over an index, which is closed by whoever opened it, after this has ended.

    Args:
        index: What answers are made from.
        settings: The defaults where none are given.
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
    app.state.live = live
    app.state.settings = settings
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
    app.include_router(sparql.router)
    app.include_router(linked.router)
    for part in (questions, documents, uploads, jobs, graph, conflicts, chat):
        app.include_router(part.router, prefix="/v1")
    problems.install(app)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES, uploads=settings.max_upload_bytes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OpenData)
    return app
