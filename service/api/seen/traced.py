"""Calls in, spans of them and of the stages of what they ask out (OpenTelemetry).

Imported only where a tracer was asked for.
"""

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.seen.exchange import exchange, method, route

_FAILED = 500


class Traced:
    """Make a span of each call, within that of the client if it says so (W3C trace context)."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self.app = app
        self.tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        parent = propagate.extract(dict(Headers(scope=scope)))
        named = method(scope)
        attributes = {"http.request.method": named, "url.path": scope["path"]}
        with self.tracer.start_as_current_span(
            named, parent, kind=SpanKind.SERVER, attributes=attributes
        ) as span:

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= _FAILED:
                        span.set_status(StatusCode.ERROR)
                await send(message)

            try:
                await self.app(scope, receive, told)
            finally:
                span.update_name(f"{named} {route(scope)}")
                span.set_attribute("http.route", route(scope))
                self._stages(scope, span)

    def _stages(self, scope: Scope, span: trace.Span) -> None:
        """A span of each stage, made once all are known."""
        found = exchange(scope)
        if found is None:
            return
        span.set_attribute("phasebook.request_id", found.id)
        for outcome in found.outcomes:
            span.set_attribute("phasebook.kind", outcome.kind)
            span.set_attribute("phasebook.answered", outcome.answered)
            for lap in outcome.laps:
                stage = self.tracer.start_span(f"ask {lap.stage}", start_time=lap.began)
                stage.end(lap.began + int(lap.seconds * 1e9))
