"""Dash's FastAPI backend, held to what the page needs.

Other addresses keep their own errors (Dash would answer them all with the page), no connection is
kept open, and nothing but the service's own files is loaded.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from dash import Dash
from dash.backends._fastapi import FastAPIDashServer, get_current_request
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from service.api.guard.caller import Caller, caller
from service.api.guard.headers import CONTENT_POLICY, inline

# Dash's inline scripts are named by their digests; Plotly and Mantine set styles; all else is ours.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)


def looks() -> Caller:
    """Who looks at the page that is being made."""
    return caller(get_current_request().scope)


class Backend(FastAPIDashServer):
    """As Dash's own, but for what is said above."""

    websocket_capability = False

    def _setup_catchall(self) -> None:
        """Leave all other addresses to the application."""

    def setup_index(self, dash_app: Dash) -> None:
        """Serve the page at `/`."""

        async def index() -> Response:
            page = str(dash_app.index())  # type: ignore[no-untyped-call]
            scripts = " ".join(("script-src 'self'", *inline(page)["script"]))
            return HTMLResponse(page, headers={CONTENT_POLICY: f"{POLICY}; {scripts}"})

        dash_app._add_url("", index, methods=["GET"])  # noqa: SLF001 - as the class above does

    def serve_callback(self, dash_app: Dash) -> Callable[[Request], Awaitable[Response]]:
        """Answer what the page asks, and refuse what it never would."""
        dispatch = super().serve_callback(dash_app)

        async def checked(request: Request) -> Response:
            if not isinstance(getattr(request.state, "json_body", None), dict):
                raise HTTPException(HTTPStatus.BAD_REQUEST, "the page's requests are JSON objects")
            response: Response = await dispatch(request)
            return response

        return checked
