"""The frame around every page: head, navigation, the page itself, and the source beside it."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from service.ui.address import Address, home
from service.ui.parts import link, marked

VIEWS = {
    "ask": "Ask",
    "compare": "Compare",
    "figures": "Figures",
    "graph": "Graph",
    "documents": "Documents",
    "data": "Data",
}


def shell(collections: Sequence[str] = ()) -> Component:
    """All that stays when the page changes.

    Args:
        collections: Those that can be chosen beside the default one.
    """
    return dmc.MantineProvider(
        [
            dcc.Location(id="address", refresh=False),
            dcc.Store(id="shown"),
            html.A("Skip to the page", href="#page", className="skip", id="skip"),
            html.Div([_head(collections), _body()], id="shell", className="shell"),
            marked(html.Div(id="told", role="status", className="hidden"), aria_live="polite"),
        ],
        theme={
            "primaryColor": "indigo",
            "fontFamily": "var(--sans)",
            "fontFamilyMonospace": "var(--mono)",
            "defaultRadius": "md",
            "cursorType": "pointer",
        },
        defaultColorScheme="auto",
    )


def navigation(address: Address) -> list[Component]:
    """The links to all views; the one shown is marked."""
    links = [(view, link(name, Address(view))) for view, name in VIEWS.items()]
    return [
        marked(found, aria_current="page") if view == address.view else found
        for view, found in links
    ]


def _head(collections: Sequence[str]) -> Component:
    name = [html.Span(className="logo"), html.Span("Phasebook")]
    scheme = dmc.ColorSchemeToggle(
        id="scheme",
        lightIcon=html.Span("☀"),
        darkIcon=html.Span("☾"),
        variant="subtle",
        color="gray",
        size="lg",
    )
    nav = marked(html.Nav(navigation(Address()), id="navigation"), aria_label="Pages")
    toggle = marked(scheme, aria_label="Switch between light and dark")
    calls = html.A("API", href="/docs", className="api", title="All calls, to try")
    chooser = [_chooser(collections)] if collections else []
    tools = html.Div([*chooser, calls, toggle], className="tools")
    return html.Header([link(name, Address(), "brand"), nav, tools], className="top")


def _chooser(collections: Sequence[str]) -> Component:
    """A choice of collections, each by the path of its page."""
    named = [(home(None), "Default documents"), *((home(name), name) for name in collections)]
    chooser = dmc.Select(
        id="collection",
        data=[{"value": path, "label": words} for path, words in named],
        allowDeselect=False,
        searchable=True,
        maxDropdownHeight=320,
        comboboxProps={"shadow": "md"},
        className="collection",
    )
    return marked(chooser, aria_label="Collection")


def _body() -> Component:
    page = html.Main(html.Div(id="view"), id="page", tabIndex=-1)
    return html.Div([page, _source()], className="columns")


def _source() -> Component:
    close = marked(
        html.Button("✕", id="close-source", className="close", n_clicks=0),
        aria_label="Close the source",
    )
    title = html.H2("Source", id="source-title", tabIndex=-1)
    bar = html.Div([title, close], className="source-bar")
    body = marked(html.Div(id="source-body", tabIndex=0, role="region"), aria_label="Its text")
    aside = html.Aside([bar, body], id="source", hidden=True)
    return marked(aside, aria_labelledby="source-title")
