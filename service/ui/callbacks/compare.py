"""Two concepts and documents chosen in, the address of their comparison out; and its CSV."""

from collections.abc import Mapping

from dash.dependencies import MATCH, Input, Output, State

from service.api import views
from service.ui.address import Address
from service.ui.choices import attach_choice
from service.ui.desk import UNCHANGED, Desk, Page
from service.ui.pages.compare import rest, sides
from service.ui.tables import as_csv


def attach(page: Page) -> None:
    """Follow the controls."""
    for name in ("compare-left", "compare-right"):
        attach_choice(page, name)
    page.on_client(
        [
            Output("address", "search", allow_duplicate=True),
            Input("compare-left", "value"),
            Input("compare-right", "value"),
            Input("compare-documents", "value"),
            State("chosen", "data"),
        ],
        "compared",
        at_start=False,
    )
    page.on(
        [
            Output({"part": "rest", "of": MATCH}, "children"),
            Input({"part": "more", "of": MATCH}, "n_clicks"),
            State({"part": "more", "of": MATCH}, "id"),
            State("address", "search"),
        ],
        unfold,
        at_start=False,
    )
    page.on(
        [
            Output("compare-download", "data"),
            Input("compare-csv", "n_clicks"),
            State("address", "search"),
        ],
        download,
        at_start=False,
    )


def unfold(desk: Desk, clicks: int, name: Mapping[str, str], search: str | None) -> object:
    """The rest of a cell, once."""
    return rest(desk, Address.of(search), name["of"]) if clicks == 1 else UNCHANGED


def download(desk: Desk, clicks: int, search: str | None) -> object:
    """The table as it is shown, as a file."""
    if not clicks:
        return UNCHANGED
    address = Address.of(search)
    found = views.compare(desk.kb, *sides(address))
    name = f"{found.left.label} against {found.right.label}.csv"
    content = as_csv(found, address.all("document"))
    return {"content": content, "filename": name, "type": "text/csv"}
