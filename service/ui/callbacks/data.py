"""A query chosen, typed and run in; its result out."""

from dash.dependencies import Input, Output, State
from dash.development.base_component import Component

from corpus.errors import PhasebookError
from service.ui.desk import UNCHANGED, Desk, Page
from service.ui.pages import data
from service.ui.parts import problem
from service.ui.queries import Table
from service.ui.tables import written


def attach(page: Page) -> None:
    """Follow the box and its buttons."""
    page.on_client(
        [Output("sparql", "value"), Input("sparql-worked", "value"), State("worked", "data")],
        "worked",
        at_start=False,
    )
    page.on(
        [
            Output("sparql-result", "children"),
            Input("sparql-run", "n_clicks"),
            State("sparql", "value"),
        ],
        run,
        at_start=False,
        waits=True,
    )
    page.on(
        [
            Output("sparql-download", "data"),
            Input("sparql-csv", "n_clicks"),
            State("sparql", "value"),
        ],
        download,
        at_start=False,
        waits=True,
    )


def run(desk: Desk, clicks: int, query: str | None) -> list[Component] | object:
    """The result of a query, or what is wrong with it."""
    if not clicks:
        return UNCHANGED
    try:
        return data.result(desk, data.run(desk, query or ""), query or "")
    except PhasebookError as error:
        return [problem(error)]


def download(desk: Desk, clicks: int, query: str | None) -> object:
    """The result as a file, where it is a table."""
    if not clicks:
        return UNCHANGED
    try:
        found = data.run(desk, query or "")
    except PhasebookError:
        return UNCHANGED  # running it says what is wrong
    if not isinstance(found, Table):
        return {"content": found.turtle, "filename": "result.ttl", "type": "text/turtle"}
    content = written(found.columns, found.rows)
    return {"content": content, "filename": "result.csv", "type": "text/csv"}
