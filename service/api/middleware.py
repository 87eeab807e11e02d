"""What holds for every call: HEAD works wherever GET does."""

from starlette.types import ASGIApp, Receive, Scope, Send

_FOUND = ("route", "fastapi")  # what routing finds out; those outside want to know, too


class HeadAsGet:
    """Answer HEAD as GET is answered; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        inner = {**scope, "method": "GET"}
        try:
            await self.app(inner, receive, send)
        finally:
            scope.update({name: inner[name] for name in _FOUND if name in inner})
