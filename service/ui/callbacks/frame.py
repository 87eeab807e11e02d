"""The address in; the page, the navigation and the source beside it out."""

from collections.abc import Callable, Mapping

from dash.dependencies import Input, Output, State
from dash.development.base_component import Component

from corpus.errors import NotFoundError, PhasebookError
from service.ui.address import Address, read_place
from service.ui.desk import UNCHANGED, Desk, Page
from service.ui.pages import ask, compare, data, documents, figures, graph, source
from service.ui.parts import problem
from service.ui.shell import navigation

VIEWS: Mapping[str, Callable[[Desk, Address], Component]] = {
    "ask": ask.layout,
    "compare": compare.layout,
    "figures": figures.layout,
    "graph": graph.layout,
    "documents": documents.layout,
    "data": data.layout,
}

# What may change in an address without a new page: the page has a part that follows it.
FOLLOWED = {"graph": ("node", "edge")}


def attach(page: Page) -> None:
    """Show what the address names."""
    page.on(
        [
            Output("view", "children"),
            Output("navigation", "children"),
            Output("shown", "data"),
            Input("address", "search"),
            State("shown", "data"),
        ],
        show,
    )
    page.on(
        [Output("source-body", "children"), Output("source", "hidden"), Input("address", "hash")],
        open_source,
    )
    page.on_client([Output("told", "children"), Input("source-body", "children")], "reveal")
    page.on_client([Output("shell", "className"), Input("source", "hidden")], "frame")
    page.on_client([Output("page", "title"), Input("shown", "data")], "named")
    page.on_client([Output("collection", "value"), Input("collection", "value")], "chosen")


def show(desk: Desk, search: str | None, shown: str | None) -> tuple[object, object, str | object]:
    """The page of an address; unchanged where only what it follows itself has changed."""
    address = Address.of(search)
    kept = address.without(*FOLLOWED.get(address.view, ())).link
    if kept == shown:
        return UNCHANGED, UNCHANGED, UNCHANGED
    return _page(desk, address), navigation(address), kept


def _page(desk: Desk, address: Address) -> Component:
    try:
        if address.view not in VIEWS:
            what = f"there is no page {address.view!r}"
            raise NotFoundError(what, "choose one of those above")
        return VIEWS[address.view](desk, address)
    except PhasebookError as error:
        return problem(error)


def open_source(desk: Desk, fragment: str | None) -> tuple[object, bool]:
    """The document that a fragment names, with its words marked; nothing where it names none."""
    span = read_place(fragment)
    if span is None:
        return [], True
    try:
        return source.layout(desk, span), False
    except PhasebookError as error:
        return [problem(error)], False
