"""The application of the API in, the same with the page at `/` out (Dash)."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import dash
import dash_cytoscape
from fastapi import FastAPI

from service.api.dependencies import lent
from service.api.guard.need import Need
from service.ui.address import shelved
from service.ui.backend import Backend, looks
from service.ui.callbacks import ask, compare, data, documents, figures, frame, graph
from service.ui.desk import Desk, Page, Recent
from service.ui.shell import shell

INDEX = "index.html"
PARTS = (frame, ask, compare, figures, graph, documents, data)


def install(app: FastAPI) -> None:
    """Serve the page at `/` of an application over a knowledge base."""
    # The bundle that can draw SVG, too.
    dash_cytoscape.load_extra_layouts()  # type: ignore[no-untyped-call]  # theirs has no types
    page = dash.Dash(
        "service.ui",
        server=False,
        backend=Backend,
        title="Phasebook",
        update_title="",
        index_string=(files("service.ui") / INDEX).read_text(encoding="utf-8"),
        suppress_callback_exceptions=True,
        add_log_handler=False,
        on_error=_logged,
    )
    page.layout = lambda: shell(app.state.shelf.names())

    @asynccontextmanager
    async def desk(path: str | None) -> AsyncIterator[Desk]:
        async with lent(app, shelved(path)) as here:
            with here.live.snapshot() as kb:
                writes = looks().may(Need.WRITE)
                yield Desk(kb, here.settings, lambda: here.queries.pool, recent, writes, here.at)

    recent = Recent()
    for part in PARTS:
        part.attach(Page(page, desk))
    page.init_app(app)
    # Innermost, so that the limit to bodies holds for what Dash reads, too.
    app.user_middleware.append(app.user_middleware.pop(0))


def _logged(error: Exception) -> None:
    """An error that no page foresaw goes to the server's log, which Dash leaves out."""
    logging.getLogger("uvicorn.error").error("the page failed", exc_info=error)
    raise error
