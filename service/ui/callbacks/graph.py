"""What is chosen, tapped and pressed on the graph page in; its address, panel and drawing out."""

import json

from dash.dependencies import Input, Output, State
from dash.development.base_component import Component

from corpus.errors import PhasebookError
from service.ui import drawing
from service.ui.address import Address
from service.ui.choices import attach_choice
from service.ui.desk import UNCHANGED, Desk, Page
from service.ui.pages import graph
from service.ui.parts import problem


def attach(page: Page) -> None:
    """Follow the controls, the drawing and the address."""
    for name in ("graph-concept", "graph-from", "graph-to"):
        attach_choice(page, name)
    page.on([Output("graph-panel", "children"), Input("address", "search")], panel)
    page.on(
        [
            Output("graph-download", "data"),
            Input("graph-json", "n_clicks"),
            State("address", "search"),
        ],
        download,
        at_start=False,
    )
    _attach_choices(page)
    _attach_drawing(page)


def _attach_choices(page: Page) -> None:
    page.on_client(
        [
            Output("address", "search", allow_duplicate=True),
            Input("graph-concept", "value"),
            Input("graph-depth", "value"),
            Input("graph-from", "value"),
            Input("graph-to", "value"),
            State("chosen", "data"),
        ],
        "explored",
        at_start=False,
    )
    page.on_client(
        [
            Output("address", "search", allow_duplicate=True),
            Input("graph", "tapNodeData"),
            Input("graph", "tapEdgeData"),
        ],
        "tapped",
        at_start=False,
    )


def _attach_drawing(page: Page) -> None:
    page.on_client(
        [
            Output("graph", "stylesheet"),
            Input("scheme", "computedColorScheme"),
            Input("address", "hash"),
            Input("graph-types", "value"),
            Input("address", "search"),
            State("styles", "data"),
            State("types", "data"),
        ],
        "styledGraph",
    )
    page.on_client(
        [
            Output("graph", "layout"),
            Input("graph-layout", "value"),
            Input("graph-fit", "n_clicks"),
            State("layouts", "data"),
        ],
        "laidOut",
        at_start=False,
    )
    page.on_client(
        [
            Output("graph", "zoom"),
            Input("graph-in", "n_clicks"),
            Input("graph-out", "n_clicks"),
            State("graph", "zoom"),
        ],
        "zoomed",
        at_start=False,
    )
    page.on_client(
        [
            Output("graph", "generateImage"),
            Input("graph-png", "n_clicks"),
            Input("graph-svg", "n_clicks"),
        ],
        "saved",
        at_start=False,
    )


def panel(desk: Desk, search: str | None) -> list[Component] | object:
    """What is known of what the address chooses."""
    address = Address.of(search)
    if address.view != "graph":
        return UNCHANGED  # the page is about to go
    try:
        return graph.panel(desk, address)
    except PhasebookError as error:
        return [problem(error)]


def download(desk: Desk, clicks: int, search: str | None) -> object:
    """What is shown, as Cytoscape's programs read it."""
    if not clicks:
        return UNCHANGED
    found = graph.part(desk.kb, Address.of(search))
    shown = drawing.of_links(found.nodes, found.edges)
    nodes = [element for element in shown if "position" in element]
    edges = [element for element in shown if "position" not in element]
    content = json.dumps({"elements": {"nodes": nodes, "edges": edges}}, indent=1)
    return {"content": content, "filename": "graph.cyjs", "type": "application/json"}
