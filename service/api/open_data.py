"""What holds for open data: any web page may read it (CORS)."""

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = re.compile(
    r"(/collections/[^/]+)?/(sparql|id/|doc/|page/|data/|graph/|ns|\.well-known/void)"
)
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, Link, Phasebook-Rows, Phasebook-Truncated",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, X-API-Key",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}


def is_open(path: str) -> bool:
    """Whether pages from anywhere may read it.

    >>> is_open("/sparql"), is_open("/v1/ask")
    (True, False)
    """
    return OPEN.match(path) is not None


class OpenData:
    """Let pages from anywhere read the addresses under `OPEN`, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and answer OPTIONS."""
        if scope["type"] != "http" or not is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_HEADERS | _PREFLIGHT)(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, opened)
