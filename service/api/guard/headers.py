"""Responses in, the same with headers that tell browsers to be careful out."""

import base64
import hashlib
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.open_data import is_open

CONTENT_POLICY = "Content-Security-Policy"
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_INLINE = re.compile(r"<(script|style)(?: (?![^>]*\bsrc=)[^>]*)?>(.+?)</\1>", re.DOTALL)


def inline(page: str) -> dict[str, list[str]]:
    """What a policy names of a page's inline scripts and styles: their digests."""
    found: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        found[kind].append(f"'sha256-{digest}'")
    return found


def policy(page: str) -> str:
    """The policy of a page of ours: its own inline scripts and styles, and calls to the service."""
    found = inline(page)
    directives = [f"{kind}-src {' '.join(hashes)}" for kind, hashes in found.items() if hashes]
    rest = ("connect-src 'self'", "img-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
    return "; ".join(("default-src 'none'", *directives, *rest, "form-action 'self'"))


def page_response(
    page: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page of ours with its policy."""
    return HTMLResponse(page, status, {**(headers or {}), CONTENT_POLICY: policy(page)})


class Careful:
    """Add what a response does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                sharing = "cross-origin" if is_open(scope["path"]) else "same-origin"
                headers.setdefault(CONTENT_POLICY, NOTHING)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("X-Frame-Options", "DENY")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Resource-Policy", sharing)
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            await send(message)

        await self.app(scope, receive, careful)
