"""How much a request may be: of its address, its headers, its body."""

import re
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.guard.refusal import refuse
from service.settings import Settings

MAX_BODY_BYTES = 1_000_000  # a question takes a few thousand
MAX_ADDRESS_BYTES = 32_768  # a question of 2,000 characters takes up to 24,000
MAX_HEADER_BYTES = 32_768
_UPLOADS = re.compile(r"(?P<many>/v1(/collections/[^/]+)?/documents)(/[^/]+)?/?")


def body_limit(method: str, path: str, settings: Settings) -> int:
    """The most bytes that a body may have.

    >>> body_limit("POST", "/v1/ask", Settings()), body_limit("POST", "/v1/documents", Settings())
    (1000000, 100000000)
    """
    uploads = method in {"POST", "PUT"} and _UPLOADS.fullmatch(path)
    return settings.max_upload_bytes if uploads else MAX_BODY_BYTES


class HeadLimit:
    """Refuse an address or headers that are too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        headers = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
        if address > MAX_ADDRESS_BYTES:
            said = (f"the address is longer than {MAX_ADDRESS_BYTES:,} bytes", "send it in a body")
            await refuse(scope, receive, send, HTTPStatus.REQUEST_URI_TOO_LONG, said)
        elif headers > MAX_HEADER_BYTES:
            said = (f"the headers are longer than {MAX_HEADER_BYTES:,} bytes", "send fewer")
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            await refuse(scope, receive, send, status, said)
        else:
            await self.app(scope, receive, send)


class BodyLimit:
    """Refuse a body of more bytes than it may have, whether its length is declared or found."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with its body counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = body_limit(scope["method"], scope["path"], self.settings)
        declared = Headers(scope=scope).get("content-length", "")
        seen = int(declared) if declared.isdecimal() else 0
        too_large = HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {limit:,} bytes"
        )

        async def counted() -> Message:
            nonlocal seen
            if seen > limit:
                raise too_large
            message = await receive()
            seen += 0 if declared else len(message.get("body", b""))
            if seen > limit:
                raise too_large
            return message

        await self.app(scope, counted, send)
