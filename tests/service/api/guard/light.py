"""An application with routes of every kind and nothing behind them, guarded as the real one is."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx2
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import StreamingResponse

from retrieval.stopwatch import Stopwatch
from service.api import problems
from service.api.application import Application
from service.api.guard.caller import caller
from service.api.guard.gate import Gate
from service.api.guard.install import install
from service.monitoring.metrics import Metrics
from service.monitoring.outcome import Outcome, told
from service.settings import Settings
from tests.service.web import served

routes = APIRouter()


@routes.get("/v1/documents", summary="List")
def documents() -> dict[str, str]:
    """Nothing."""
    return {}


@routes.post("/v1/documents")
@routes.post("/v1/ask")
@routes.post("/v1/new-call")
async def size(request: Request) -> int:
    """How many bytes were sent."""
    return len(await request.body())


@routes.get("/v1/ask")
def ask() -> str:
    """No answer, in two stages."""
    watch = Stopwatch()
    for stage in ("read", "rerank", "rerank"):
        with watch.stage(stage):
            time.sleep(0.001)
    told(Outcome("definition", answered=False, laps=tuple(watch.laps)))
    return "nothing"


@routes.get("/v1/who/{name}")
def who(name: str, request: Request) -> list[str]:
    """The name, and who calls."""
    return [name, caller(request.scope).address, caller(request.scope).counted_as]


@routes.get("/v1/slow")
def slow(seconds: float) -> float:
    """Wait in a thread."""
    time.sleep(seconds)
    return seconds


@routes.get("/v1/stream")
async def stream() -> StreamingResponse:
    """Four parts in more than a second."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(4):
            await asyncio.sleep(0.3)
            yield b"data: part\n\n"

    return StreamingResponse(parts(), media_type="text/event-stream")


@routes.get("/v1/fail")
def fail() -> None:
    """Go wrong."""
    message = "the inside"
    raise RuntimeError(message)


@routes.get("/metrics")
def metrics(request: Request) -> str:
    """The figures."""
    body, _ = request.app.state.metrics.exposed("")
    return str(body, "utf-8")


def light_app(settings: Settings | None = None, gate: Gate | None = None) -> FastAPI:
    """Routes that read, write, wait, stream and fail."""
    app = Application(docs_url=None, redoc_url=None)
    app.state.gate = gate or Gate()
    app.state.metrics = Metrics(lambda: {"": {"documents": 2, "generation": 7}})
    app.include_router(routes)
    problems.install(app)
    install(app, settings or Settings(), app.state.gate, app.state.metrics)
    return app


@contextmanager
def lit(settings: Settings | None = None, gate: Gate | None = None) -> Iterator[httpx2.Client]:
    """A client of it."""
    with served(light_app(settings, gate)) as client:
        yield client
