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
_VERSIONS = frozenset({"1.0", "1.1"})
# After which a connection is closed (RFC 9112, section 6.1): what follows may be none of ours.
_ENDS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED})
_UPLOADS = re.compile(r"(?P<many>/v1(/collections/[^/]+)?/documents)(/[^/]+)?/?")


def body_limit(method: str, path: str, settings: Settings) -> int:
    """The most bytes that a body may have.

    >>> body_limit("POST", "/v1/ask", Settings()), body_limit("POST", "/v1/documents", Settings())
    (1000000, 100000000)
    """
    uploads = method in {"POST", "PUT"} and _UPLOADS.fullmatch(path)
    return settings.max_upload_bytes if uploads else MAX_BODY_BYTES


class HeadLimit:
    """Refuse a head that is too long, or that other programs could read otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        refusal = _refusal(scope) if scope["type"] != "lifespan" else None
        if refusal is None:
            await self.app(scope, receive, send)
            return
        status, what, remedy = refusal
        close = {"Connection": "close"} if status in _ENDS else {}
        await refuse(scope, receive, send, status, (what, remedy), close)


def _refusal(scope: Scope) -> tuple[HTTPStatus, str, str] | None:
    """What is wrong with a head: the status, what it is, and the remedy."""
    version = scope.get("http_version", "1.1")
    headers = scope["headers"]
    address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    if scope["type"] == "http" and version not in _VERSIONS:
        what = f"this is said to be HTTP/{version}"
        return HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, what, "use HTTP/1.1"
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in headers}:
        what = "the body has both a Content-Length and a Transfer-Encoding"
        return HTTPStatus.BAD_REQUEST, what, "send one of them"
    if address > MAX_ADDRESS_BYTES:
        what = f"the address is longer than {MAX_ADDRESS_BYTES:,} bytes"
        return HTTPStatus.REQUEST_URI_TOO_LONG, what, "send it in a body"
    if sum(len(name) + len(value) + 4 for name, value in headers) > MAX_HEADER_BYTES:
        what = f"the headers are longer than {MAX_HEADER_BYTES:,} bytes"
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, what, "send fewer"
    return None


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
