"""The whole graph to take away, and SPARQL queries over it with their results."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from kg.sparql.source import Query
from service.graph.export import FORMATS
from service.ui.address import Address
from service.ui.desk import Desk
from service.ui.parts import card, head, marked, select
from service.ui.queries import Graph, Table, shown, worked

MOST = 200
# Format -> what it is for, and how its files are named.
FOR = {
    "turtle": ("Turtle", "RDF to read", "ttl"),
    "trig": ("TriG", "RDF, a graph a document", "trig"),
    "nquads": ("N-Quads", "RDF in lines, a graph a document", "nq"),
    "ntriples": ("N-Triples", "RDF in lines", "nt"),
    "json-ld": ("JSON-LD", "RDF as JSON", "jsonld"),
    "rdfxml": ("RDF/XML", "RDF for older tools", "rdf"),
    "graphml": ("GraphML", "for yEd, Gephi, igraph, networkx", "graphml"),
    "gexf": ("GEXF", "for Gephi", "gexf"),
    "cytoscape": ("Cytoscape JSON", "for Cytoscape and Cytoscape.js", "cyjs"),
    "csv": ("CSV", "a line a claim, for spreadsheets", "csv"),
}


def layout(desk: Desk, address: Address) -> Component:
    """The page: a button for each format, and a box for queries."""
    lead = "Everything the documents say, with the words that say it, in the form you need."
    return html.Div(
        [
            head("Data", lead, desk.call("/v1/graph", format="cytoscape")),
            card("Take the graph away", [_formats(desk)]),
            card("Ask in SPARQL", [_queries(desk, address.one("query"))]),
        ]
    )


def _formats(desk: Desk) -> Component:
    links = [html.Li(_format(desk, name)) for name in FORMATS]
    return html.Ul(links, className="ways formats")


def _format(desk: Desk, name: str) -> Component:
    title, use, suffix = FOR.get(name, (name, FORMATS[name], name))
    inside = [html.Strong(title), html.Span(use)]
    address = desk.call("/v1/graph", format=name)
    return html.A(inside, href=address, download=f"phasebook.{suffix}", className="link way")


def _queries(desk: Desk, query: str) -> Component:
    ready = worked(desk.settings.iri_base)
    text = query or ready[0].text
    options = [(str(n), one.title) for n, one in enumerate(ready)]
    chosen = next((str(n) for n, one in enumerate(ready) if one.text == text), "")
    box = dmc.Textarea(
        id="sparql",
        label="Query",
        value=text,
        autosize=True,
        minRows=8,
        maxRows=24,
        className="query",
        spellCheck=False,
    )
    buttons = [
        dmc.Button("Run", id="sparql-run", n_clicks=0),
        dmc.Button("Download CSV", id="sparql-csv", variant="default", n_clicks=0),
        html.A("The vocabulary", href=desk.call("/ns"), className="link"),
    ]
    result = marked(html.Div(id="sparql-result", className="result"), aria_live="polite")
    return html.Div(
        [
            dcc.Store(id="worked", data=[one.text for one in ready]),
            dcc.Download(id="sparql-download"),
            select("sparql-worked", "Start from", options, chosen),
            box,
            html.Div(buttons, className="notes"),
            result,
        ]
    )


def run(desk: Desk, text: str) -> Table | Graph:
    """The result of a query.

    Raises:
        QueryError: It is none.
        RefusedError: It reaches for what is not served.
        TimeLimitError: It took too long.
    """
    base = f"{desk.settings.iri_base}sparql"
    return shown(desk.queries().run(Query(text=text, base=base)))


def result(desk: Desk, found: Table | Graph, query: str) -> list[Component]:
    """A result as a table, or as Turtle."""
    again = html.A("GET /sparql", href=desk.call("/sparql", query=query))
    made = html.P(["The same from the API: ", again], className="quiet")
    if isinstance(found, Graph):
        return [html.Pre(found.turtle, className="turtle"), made]
    top = html.Thead(html.Tr([html.Th(name, scope="col") for name in found.columns]))
    rows = [html.Tr([html.Td(value) for value in row]) for row in found.rows[:MOST]]
    more = len(found.rows) > MOST
    count = f"{len(found.rows):,} row{'s' * (len(found.rows) != 1)}"
    note = f"{count}{f', the first {MOST} of them shown' if more else ''}"
    if found.truncated:
        note += "; there are more, left out"
    table = html.Table([top, html.Tbody(rows)], className="list")
    return [html.P(note, className="quiet"), html.Div(table, className="scroll"), made]
