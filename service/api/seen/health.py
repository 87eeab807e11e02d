"""Calls about the service itself: whether it is up, whether it can answer, and its figures."""

import time
from http import HTTPStatus
from threading import Lock

from fastapi import APIRouter, Request
from starlette.responses import Response

from corpus.errors import IndexUnusableError
from service.api import problems, schema, views
from service.api.dependencies import Knowledge
from service.knowledge_base import KnowledgeBase

_KEPT = 1.0  # seconds for which a finding holds, so that probes cost nothing
_PROBE = "inference"

router = APIRouter(tags=["service"], responses=problems.documented())
_UNREADY = problems.documented(HTTPStatus.SERVICE_UNAVAILABLE)


class Readiness:
    """Whether a knowledge base answers, found out by asking it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: tuple[float, KnowledgeBase] | None = None

    def check(self, kb: KnowledgeBase) -> None:
        """Search, unless that has just been done.

        Raises:
            IndexUnusableError: It cannot.
        """
        with self._lock:
            now = time.monotonic()
            if self._found and self._found[1] is kb and now - self._found[0] < _KEPT:
                return
            self._found = None
            try:
                kb.search(_PROBE, 1)
            except Exception as error:
                problems.log.exception("the index cannot answer")
                what = "the index cannot answer"
                raise IndexUnusableError(what, "see the server's log") from error
            self._found = now, kb


@router.get("/health", summary="Whether the service can answer, and from what", responses=_UNREADY)
def health(request: Request, kb: Knowledge) -> schema.Health:
    """Version, and what the answers are drawn from."""
    request.app.state.readiness.check(kb)
    return views.health(kb)


@router.get("/health/live", summary="Whether the service runs")
async def live() -> schema.State:
    """It does if it answers this; where it does not, start it again."""
    return schema.State(status="live")


@router.get("/health/ready", summary="Whether the service can answer", responses=_UNREADY)
def ready(request: Request, kb: Knowledge) -> schema.State:
    """A search has just been done; where none can, send it no questions."""
    request.app.state.readiness.check(kb)
    return schema.State(status="ready")


@router.get(
    "/metrics",
    summary="The service's figures, for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}, "application/openmetrics-text": {}}}},
)
def metrics(request: Request) -> Response:
    """Requests, times by stage of answering, abstentions, size and generation of the index."""
    body, media_type = request.app.state.metrics.exposed(request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media_type})
