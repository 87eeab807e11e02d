"""An application in, the same with all that stands before its routes out."""

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service.api.guard.access import Access, Addressed
from service.api.guard.caller import Identify
from service.api.guard.deadline import Deadline
from service.api.guard.gate import Gate, separated
from service.api.guard.headers import Careful
from service.api.guard.login import routes
from service.api.guard.rates import RateLimit
from service.api.guard.sizes import BodyLimit, HeadLimit
from service.api.middleware import HeadAsGet
from service.api.open_data import OpenData
from service.api.seen.seen import Answered, Seen
from service.monitoring.metrics import Metrics
from service.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_SENT = ["Accept", "Authorization", "Content-Type", "X-API-Key", "X-Request-ID"]
_SHOWN = ["X-Request-ID", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining"]
_SHOWN += ["RateLimit-Reset", "RateLimit-Policy", "Location"]


def install(
    app: FastAPI,
    settings: Settings,
    gate: Gate,
    metrics: Metrics,
    tracer: "Tracer | None" = None,
) -> None:
    """Put the middleware before the routes of `app`; in a request's order, from last to first."""
    origins = separated(settings.cors_origins)
    app.include_router(routes(gate))
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Access)
    app.add_middleware(RateLimit, gate=gate)
    app.add_middleware(Identify, gate=gate)
    app.add_middleware(Addressed, hosts=gate.hosts, origins=frozenset(origins))
    app.add_middleware(HeadLimit)
    app.add_middleware(Deadline, seconds=settings.request_timeout)
    app.add_middleware(Answered)
    if origins:
        methods = ("GET", "HEAD", "POST", "PUT", "DELETE")
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=methods,
            allow_headers=_SENT,
            expose_headers=_SHOWN,
        )
    app.add_middleware(OpenData)
    app.add_middleware(Careful)
    if tracer is not None:
        from service.api.seen.traced import Traced  # noqa: PLC0415 - an extra

        app.add_middleware(Traced, tracer=tracer)
    app.add_middleware(Seen, metrics=metrics)
    if proxies := separated(settings.trusted_proxies):
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
