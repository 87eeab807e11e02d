"""A knowledge base in, the FastAPI application over it out."""

from importlib.resources import files

from fastapi import APIRouter, FastAPI
from starlette.responses import HTMLResponse

from service.api import (
    chat,
    conflicts,
    documents,
    graph,
    linked,
    problems,
    questions,
    schema,
    sparql,
    views,
)
from service.api.application import Application, until_shutdown
from service.api.dependencies import Knowledge
from service.api.middleware import BodyLimit, HeadAsGet
from service.api.open_data import OpenData
from service.endpoint import over
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.settings import Settings
from service.version import __version__

MAX_BODY_BYTES = 1_000_000  # a question takes a few thousand; nothing else is sent yet

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


def create_app(kb: KnowledgeBase, settings: Settings | None = None) -> FastAPI:
    """The application that answers from `kb`; `settings` are the defaults where none are given."""
    app = Application(
        title="Phasebook",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=until_shutdown,
    )
    app.state.knowledge_base = kb
    app.state.settings = settings or Settings()
    app.state.sparql = over(lambda: app.state.knowledge_base, app.state.settings)
    app.state.rewriter = Rewriter.open(app.state.settings, kb)
    app.include_router(router)
    app.include_router(sparql.router)
    app.include_router(linked.router)
    for part in (questions, documents, graph, conflicts, chat):
        app.include_router(part.router, prefix="/v1")
    problems.install(app)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OpenData)
    return app
