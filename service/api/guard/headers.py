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
CAREFUL = {
    CONTENT_POLICY: NOTHING,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
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
                if is_open(scope["path"]):
                    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
                for name, value in CAREFUL.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, careful)
