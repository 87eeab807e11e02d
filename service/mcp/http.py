"""The application in, the same with the Model Context Protocol at `/mcp` out (streamable HTTP).

The default collection is there, any other at `/collections/{name}/mcp`.

Each request stands for itself: no session is kept, so any worker can answer, and nothing is left
behind by clients that go. What a web page of another origin sends is refused.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.api.dependencies import lent
from service.api.guard.caller import caller
from service.api.guard.need import Need
from service.mcp.served import Served
from service.mcp.server import server
from service.settings import Settings

PATHS = ("/mcp", "/collections/{collection}/mcp")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound


def install(app: FastAPI) -> None:
    """Serve agents at `/mcp` of an application over a knowledge base."""
    endpoint = Endpoint(server(serving, may), security(app.state.settings))
    for path in PATHS:
        app.router.routes.append(Route(path, endpoint, methods=["POST"], include_in_schema=False))
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: FastAPI) -> AsyncGenerator[None, None]:
        async with outer(running), endpoint.running():
            yield

    app.router.lifespan_context = lifespan


def may(request: object, needed: Need) -> bool:
    """Whether the key that a request came with allows what a tool needs."""
    return isinstance(request, Request) and caller(request.scope).may(needed)


@asynccontextmanager
async def serving(request: object) -> AsyncGenerator[Served, None]:
    """The collection that the address of a request names, else the default one."""
    assert isinstance(request, Request)  # noqa: S101 - this is what the SDK hands on over HTTP
    async with lent(request.app, request.path_params.get("collection")) as collection:
        yield Served(
            snapshot=collection.live.snapshot,
            settings=collection.settings,
            queries=lambda: collection.queries.pool,
            rewriter=lambda: collection.rewriter,
            live=lambda: collection.live,
        )


class Endpoint:
    """Passes requests on while the application runs."""

    def __init__(
        self, answering: Server[dict[str, object]], security: TransportSecuritySettings
    ) -> None:
        self._answering = answering
        self._security = security
        self._manager = self._made()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """As long as requests can be answered."""
        self._manager = self._made()  # one can be run once, an application may be again
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            NotFoundError: It is about a collection that there is not.
        """
        if name := scope["path_params"].get("collection"):
            scope["app"].state.shelf.found(name)
        await self._manager.handle_request(scope, receive, send)

    def _made(self) -> StreamableHTTPSessionManager:
        return StreamableHTTPSessionManager(
            self._answering,
            json_response=True,
            stateless=True,
            security_settings=self._security,
        )


def security(settings: Settings) -> TransportSecuritySettings:
    """Which names the service is called by, and so whose pages may call it.

    A page that has its own name lead to this machine (DNS rebinding) names itself in `Host`.

    >>> security(Settings(base="https://kb.example/")).allowed_hosts[-2:]
    ['kb.example', 'kb.example:*']
    """
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    based = [urlsplit(settings.base).netloc] if settings.base else []
    named = [own] if settings.host not in ANYWHERE else []
    hosts = list(dict.fromkeys([*LOOPBACK, *named, *based]))
    ported = [name for host in hosts for name in (host, f"{host}:*")]
    origins = [f"{scheme}://{host}" for host in ported for scheme in ("http", "https")]
    return TransportSecuritySettings(allowed_hosts=ported, allowed_origins=origins)
