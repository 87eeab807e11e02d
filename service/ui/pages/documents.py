"""The documents to a list; one of them to its text, mentions marked and claims in the margin.

Where writing is allowed, files can be added and documents deleted: `assets/writing.js` makes the
calls of the API for it.
"""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from corpus.load import READERS
from service.api import convert, schema
from service.ui.address import Address, place
from service.ui.desk import Desk
from service.ui.parts import card, head, json_link, link, marked, tag
from service.ui.reading import Line, lines
from service.ui.tables import text

_HEADING = "#"


def layout(desk: Desk, address: Address) -> Component:
    """The list, or the document that the address names."""
    name = address.one("document")
    return _reader(desk, name) if name else _list(desk)


def _list(desk: Desk) -> Component:
    lead = "What every answer is drawn from. Open one to read it with its claims in the margin."
    return html.Div(
        [
            head("Documents", lead, desk.call("/v1/documents")),
            *([_actions()] if desk.writes else []),
            html.Section(
                html.Div(table(desk), className="scroll", id="document-list"), className="card"
            ),
        ]
    )


def table(desk: Desk) -> Component:
    """All documents, a row each."""
    claims = desk.kb.graph.claims_by_document()
    names = ("Title", "Publisher", "Characters", "Claims", "")
    top = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    rows = [
        _row(desk, convert.summary(document), claims.get(document.id, 0))
        for document in desk.kb.documents()
    ]
    return html.Table([top, html.Tbody(rows)], className="list")


def _actions() -> Component:
    """Where files are added, and what was deleted can be put back."""
    choose = html.Button("Choose files", id="choose-files", className="button", n_clicks=0)
    kinds = ", ".join(READERS)
    drop = html.Div(
        [
            html.P(["Drop files here, or ", choose]),
            html.P(f"{kinds}. A file replaces the document of its name.", className="quiet"),
        ],
        className="drop",
    )
    put = card("Add documents", [drop, html.Div(id="uploads"), html.Div(id="removed")])
    return html.Div([dcc.Store(id="written"), put], id="document-actions")


def _row(desk: Desk, document: schema.DocumentSummary, claims: int) -> Component:
    read = link(document.title, Address("documents", {"document": (document.id,)}))
    ways = [
        json_link(desk.call(f"/v1/documents/{document.id}")),
        *([_delete(document)] if desk.writes else []),
    ]
    return html.Tr(
        [
            html.Th([read, html.Div(document.id, className="quiet code")], scope="row"),
            html.Td(document.publisher or "–"),
            html.Td(f"{document.characters:,}", className="number"),
            html.Td(f"{claims:,}", className="number"),
            html.Td(ways, className="ways-of-row"),
        ]
    )


def _delete(document: schema.DocumentSummary) -> Component:
    button = html.Button("Delete", className="tool", n_clicks=0)
    words = {"data_delete": document.id, "data_title": document.title}
    return marked(button, aria_label=f"Delete {document.title}", **words)


def _reader(desk: Desk, name: str) -> Component:
    document = desk.kb.document(name)
    facts = convert.facts(desk.kb, desk.kb.graph.claims(document=name))
    found = lines(document.text, desk.kb.mentions(name), facts)
    lead = f"{document.publisher or document.id} · {len(facts)} claims in the margin"
    back = link("All documents", Address("documents"))
    return html.Div(
        [
            html.P(back),
            head(document.title, lead, desk.call(f"/v1/documents/{name}")),
            marked(
                html.Article([_line(line) for line in found], className="card reader"),
                aria_label=document.title,
            ),
        ]
    )


def _line(line: Line) -> Component:
    words = [
        link(part, Address("graph", {"concept": (mention.concept.id,)}), "mention")
        if mention
        else part
        for part, mention in line.pieces
    ]
    kind = "line heading-line" if line.text.startswith(_HEADING) else "line"
    return html.Div([html.P(words), _margin(line.facts)], className=kind)


def _margin(facts: Sequence[schema.Fact]) -> Component:
    notes = [html.Li(_note(fact)) for fact in facts]
    return html.Ul(notes, className="margin")


def _note(fact: schema.Fact) -> list[Component]:
    quote = fact.citation
    words = f"{fact.subject.label} · {fact.predicate.label}: {text(fact)}"
    where = "#" + place(quote.document, quote.start, quote.end)
    note = html.A(words, href=where, className="note cite-note", title=f"“{quote.quote}”")
    return [note, *([tag("differs", "differ")] if fact.agreement == "differ" else [])]
