"""A knowledge base in, the FastAPI application over it out."""

from importlib.resources import files
from typing import TYPE_CHECKING

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
    sparql,
    views,
)
from service.api.application import Application, until_shutdown
from service.api.guard.gate import Gate
from service.api.guard.headers import page_response
from service.api.guard.install import install as install_guard
from service.api.seen import health
from service.endpoint import over
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.metrics import Metrics
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
    kb: KnowledgeBase,
    settings: Settings | None = None,
    gate: Gate | None = None,
    tracer: "Tracer | None" = None,
) -> FastAPI:
    """The application that answers from a knowledge base.

    Args:
        kb: What it answers from.
        settings: The defaults where none are given.
        gate: Who may call; everybody where none is given.
        tracer: Given spans of every call.
    """
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
    app.state.gate = gate or Gate()
    app.state.metrics = Metrics(lambda: views.figures(app.state.knowledge_base))
    app.state.readiness = health.Readiness()
    app.include_router(router)
    app.include_router(health.router)
    app.include_router(sparql.router)
    app.include_router(linked.router)
    for part in (questions, documents, graph, conflicts, chat):
        app.include_router(part.router, prefix="/v1")
    problems.install(app)
    install_guard(app, app.state.settings, app.state.gate, app.state.metrics, tracer)
    return app
