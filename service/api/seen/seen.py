"""Calls in, the same counted and logged out; each has an id, and none fails without an answer."""

import logging
from time import perf_counter
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api import problems
from service.api.guard.caller import caller
from service.api.seen.exchange import Exchange, exchange, method, opened, route
from service.monitoring import logs
from service.monitoring.metrics import Metrics
from service.monitoring.outcome import hearing

_requests = logging.getLogger(logs.REQUESTS)


class Seen:
    """Note every call: in the metrics, and in the log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        found, start = opened(scope), perf_counter()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = found.id
            await send(message)

        try:
            with hearing(found.outcomes.append):
                await self.app(scope, receive, told)
        finally:
            self._note(scope, found, perf_counter() - start)

    def _note(self, scope: Scope, found: Exchange, seconds: float) -> None:
        template, named = route(scope), method(scope)
        self.metrics.request(template, named, found.status, seconds)
        for outcome in found.outcomes:
            self.metrics.question(outcome)
        if not _requests.isEnabledFor(logging.INFO):
            return
        by, path = caller(scope), quote(scope["path"], errors="replace")
        who = by.key.name if by.key else None
        took = round(seconds * 1e3, 1)
        words = f"{named} {path} {found.status} {took} ms from {by.address} [{found.id}]"
        logs.noted(
            _requests,
            logging.INFO,
            words + (f" key {who!r}" if who else ""),
            request_id=found.id,
            method=named,
            path=path,
            route=template,
            status=found.status,
            took_ms=took,
            client=by.address,
            key=who,
        )


class Answered:
    """Answer for a call that failed; the headers that others add come to that answer, too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, told)
        except Exception:
            found = exchange(scope)
            problems.log.exception("request %s failed", found and found.id)
            if begun:
                raise
            await problems.failed(Request(scope))(scope, receive, send)
