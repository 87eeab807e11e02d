"""Documents that came or went in; the list as it is now out. The browser itself makes the calls."""

from dash.dependencies import Input, Output
from dash.development.base_component import Component

from service.ui.desk import UNCHANGED, Desk, Page
from service.ui.pages import documents


def attach(page: Page) -> None:
    """Follow what was written, and show what is still under way when the page appears again."""
    page.on(
        [Output("document-list", "children"), Input("written", "data")], renewed, at_start=False
    )
    page.on_client([Output("document-actions", "title"), Input("written", "data")], "mounted")


def renewed(desk: Desk, times: int | None) -> Component | object:
    """The list after a write."""
    return documents.table(desk) if times else UNCHANGED
