"""A property chosen in, its address out; a click on a bar in, the words it stands for out."""

from dash.dependencies import ALL, MATCH, Input, Output, State

from service.ui.desk import Page


def attach(page: Page) -> None:
    """Follow the choice, the clicks and the colour scheme."""
    page.on_client(
        [
            Output("address", "search", allow_duplicate=True),
            Input("figures-predicate", "value"),
            State("chosen", "data"),
        ],
        "pictured",
        at_start=False,
    )
    page.on_client(
        [
            Output("address", "hash", allow_duplicate=True),
            Input({"part": "plot", "n": ALL}, "clickData"),
        ],
        "pointed",
        at_start=False,
    )
    page.on_client(
        [
            Output({"part": "plot", "n": MATCH}, "figure"),
            Input("scheme", "computedColorScheme"),
            State({"part": "drawings", "n": MATCH}, "data"),
        ],
        "drawn",
    )
