"""Dash's FastAPI backend, held to what the page needs.

Other addresses keep their own errors (Dash would answer them all with the page), no connection is
kept open, and nothing but the service's own files is loaded.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from dash import Dash
from dash.backends._fastapi import (
    FastAPIDashServer,
    get_current_request,
    reset_current_request,
    set_current_request,
)
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from corpus.errors import NotFoundError
from service.api.guard.caller import Caller, caller
from service.api.guard.headers import CONTENT_POLICY, inline
from service.ui.address import home, within

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
_ROOT = "{root}"  # in the page, of the calls about its collection


def _status(request: Request, collection: str | None) -> HTTPStatus:
    """Whether there is such a collection; if not, the page itself says so."""
    try:
        if collection is not None:
            request.app.state.shelf.found(collection)
    except NotFoundError:
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.OK


@contextmanager
def _current(request: Request) -> Iterator[None]:
    """Have Dash know the request, which it does by itself for a page at `/` alone."""
    held = set_current_request(request)  # type: ignore[no-untyped-call]  # theirs has no types
    try:
        yield
    finally:
        reset_current_request(held)  # type: ignore[no-untyped-call]


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

        async def index(request: Request) -> Response:
            collection = request.path_params.get("collection")
            with _current(request):
                # Dash does so itself before a page at `/` alone, and finds its scripts by it.
                for prepare in self._before_request_funcs:
                    prepare()
                page = str(dash_app.index())  # type: ignore[no-untyped-call]
            page = page.replace(_ROOT, within(home(collection).rstrip("/"), "/v1/"), 1)
            scripts = " ".join(("script-src 'self'", *inline(page)["script"]))
            headers = {CONTENT_POLICY: f"{POLICY}; {scripts}"}
            return HTMLResponse(page, _status(request, collection), headers)

        for path in ("", "collections/{collection}/"):
            dash_app._add_url(path, index, methods=["GET"])  # noqa: SLF001 - as the class above

    def serve_callback(self, dash_app: Dash) -> Callable[[Request], Awaitable[Response]]:
        """Answer what the page asks, and refuse what it never would."""
        dispatch = super().serve_callback(dash_app)

        async def checked(request: Request) -> Response:
            if not isinstance(getattr(request.state, "json_body", None), dict):
                raise HTTPException(HTTPStatus.BAD_REQUEST, "the page's requests are JSON objects")
            response: Response = await dispatch(request)
            return response

        return checked
