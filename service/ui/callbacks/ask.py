"""A question typed in, its address out; and what follows an answer once it is shown."""

from dash.dependencies import Input, Output, State
from dash.development.base_component import Component

from service.api import views
from service.ui.address import Address
from service.ui.desk import Desk, Page
from service.ui.examples import examples
from service.ui.pages import ask

CONSIDERED = 25


def attach(page: Page) -> None:
    """Take questions, suggest some, and explain answers."""
    page.on_client(
        [
            Output("address", "search"),
            Output("address", "hash"),
            Input("question", "n_submit"),
            Input("ask", "n_clicks"),
        ],
        "asked",
        at_start=False,
    )
    page.on([Output("examples", "children"), Input("examples", "id")], suggest)
    page.on([Output("beside", "children"), Input("answered", "data")], beside)
    page.on([Output("ranking", "children"), Input("answered", "data")], explain)
    page.on_client(
        [
            Output("answer-graph", "stylesheet"),
            Input("scheme", "computedColorScheme"),
            Input("address", "hash"),
            State("styles", "data"),
        ],
        "styled",
    )


def suggest(desk: Desk, _: str) -> list[Component]:
    """Questions that these documents answer."""
    return ask.suggestions(examples(desk.kb))


def beside(desk: Desk, search: str) -> list[Component]:
    """The facts of the answer shown."""
    address = Address.of(search)
    return ask.beside(desk.answer(address.one("q"), address.all("document")))


def explain(desk: Desk, search: str) -> Component:
    """The passages considered for the answer shown, with their scores."""
    address = Address.of(search)
    question, documents = address.one("q"), address.all("document")
    found = views.search(desk.kb, desk.settings, question, CONSIDERED).passages
    hits = [hit for hit in found if not documents or hit.document in documents]
    return ask.ranking(desk.answer(question, documents), hits)
