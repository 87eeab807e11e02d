"""What holds for open data: any web page may read it (CORS)."""

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = re.compile(
    r"(/collections/[^/]+)?/(?P<what>sparql|id/|doc/|page/|data/|graph/|ns|shapes|\.well-known/void)"
)
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, Link, Phasebook-Rows, Phasebook-Truncated",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, X-API-Key",
    "Access-Control-Max-Age": "86400",
}


def is_open(path: str) -> bool:
    """Whether pages from anywhere may read it.

    >>> is_open("/sparql"), is_open("/v1/ask")
    (True, False)
    """
    return OPEN.match(path) is not None


def _allowed(path: str) -> dict[str, str]:
    """What may be done there: queries may come in a body, everything else is only read.

    >>> _allowed("/id/h100")["Allow"], _allowed("/sparql")["Allow"]
    ('GET, HEAD, OPTIONS', 'GET, HEAD, POST, OPTIONS')
    """
    found = OPEN.match(path)
    asks = found is not None and found["what"] == "sparql"
    methods = "GET, HEAD, POST, OPTIONS" if asks else "GET, HEAD, OPTIONS"
    return {"Allow": methods, "Access-Control-Allow-Methods": methods}


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
            headers = _HEADERS | _PREFLIGHT | _allowed(scope["path"])
            await Response(status_code=204, headers=headers)(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, opened)
