"""Two things to a table, aspect by aspect: claims, their sources, and how these stand to them."""

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from service.api import schema, views
from service.ui.address import Address
from service.ui.choices import concept_choice
from service.ui.desk import Desk
from service.ui.examples import SIDES
from service.ui.parts import cite, concept, head, marked, phase_of, stand, tag
from service.ui.tables import Cell, cells

SHOWN = 4


def layout(desk: Desk, address: Address) -> Component:
    """The page: who is compared, in which documents, and the table."""
    left, right = sides(address)
    found = views.compare(desk.kb, left, right)
    documents = address.all("document")
    lead = "What the documents say of each, under one property a row. A number opens its source."
    return html.Div(
        [
            head("Compare", lead, desk.call("/v1/compare", left=left, right=right)),
            _controls(desk, found, documents),
            _table(desk, found, documents),
        ]
    )


def sides(address: Address) -> tuple[str, str]:
    """The two that an address names; the two phases where it names none."""
    return address.one("left", SIDES[0]), address.one("right", SIDES[1])


def _controls(desk: Desk, found: schema.Comparison, documents: Sequence[str]) -> Component:
    titles = [{"value": d.id, "label": d.title} for d in desk.kb.documents()]
    only = dmc.MultiSelect(
        id="compare-documents",
        label="Only in",
        placeholder="" if documents else "all documents",
        data=titles,
        value=list(documents),
        clearable=True,
        searchable=True,
        className="control wide",
    )
    chosen = {"left": found.left.id, "right": found.right.id, "document": list(documents)}
    return html.Div(
        [
            dcc.Store(id="chosen", data=chosen),
            concept_choice("compare-left", "This", found.left),
            concept_choice("compare-right", "against", found.right),
            only,
            dmc.Button("Download CSV", id="compare-csv", variant="default", n_clicks=0),
            dcc.Download(id="compare-download"),
        ],
        className="controls",
    )


def _table(desk: Desk, found: schema.Comparison, documents: Sequence[str]) -> Component:
    numbers = _numbers(desk)
    rows = [
        row
        for aspect in found.aspects
        if (row := _row(aspect, documents, numbers, (found.left.label, found.right.label)))
    ]
    if not rows:
        return html.P("These documents say nothing of either.", className="card")
    columns = [html.Th(html.Span("Aspect"), scope="col"), *map(_column, (found.left, found.right))]
    table = html.Table([html.Thead(html.Tr(columns)), html.Tbody(rows)], className="comparison")
    titles = [
        html.Li([tag(str(numbers[document.id])), " ", document.title])
        for document in desk.kb.documents()
    ]
    return html.Div([table, html.Ul(titles, className="legend-list")])


def _column(side: schema.Concept) -> Component:
    return html.Th(concept(side), scope="col", className=f"side-{side.label}")


def _row(
    aspect: schema.Aspect,
    documents: Sequence[str],
    numbers: Mapping[str, int],
    names: tuple[str, str],
) -> Component | None:
    both = [cells(side, documents) for side in (aspect.left, aspect.right)]
    if not any(both):
        return None
    sources = {name for side in both for cell in side for name in cell.documents}
    stands = {cell.agreement for side in both for cell in side}
    marks = [mark for name in ("differ", "agree") if name in stands for mark in stand(name)]
    count = f"{len(sources)} source{'s' * (len(sources) != 1)}"
    title = [html.Span(aspect.predicate.label, className="aspect"), html.Span(count), *marks]
    filled = [
        marked(html.Td(_side(side, numbers, f"{n} {aspect.predicate.id}")), data_side=name)
        for n, (side, name) in enumerate(zip(both, names, strict=True))
    ]
    return html.Tr([html.Th(html.Div(title, className="row-name"), scope="row"), *filled])


def _side(side: Sequence[Cell], numbers: Mapping[str, int], name: str) -> Component:
    """The first few; the others come when they are asked for, since there may be hundreds."""
    if not side:
        return html.Span("nothing said", className="quiet")
    first = html.Ul([_cell(cell, numbers) for cell in side[:SHOWN]], className="facts")
    if len(side) <= SHOWN:
        return first
    more = html.Details(
        [
            html.Summary(f"{len(side) - SHOWN} more"),
            html.Div(id={"part": "rest", "of": name}),
        ],
        id={"part": "more", "of": name},
        n_clicks=0,
    )
    return html.Div([first, more])


def rest(desk: Desk, address: Address, name: str) -> Component:
    """What a cell folds away."""
    side, _, predicate = name.partition(" ")
    found = views.compare(desk.kb, *sides(address))
    facts = [
        fact
        for aspect in found.aspects
        if aspect.predicate.id == predicate
        for fact in (aspect.right if side == "1" else aspect.left)
    ]
    others = cells(facts, address.all("document"))[SHOWN:]
    return html.Ul([_cell(cell, _numbers(desk)) for cell in others], className="facts")


def _numbers(desk: Desk) -> dict[str, int]:
    """What stands for each document."""
    return {document.id: n for n, document in enumerate(desk.kb.documents(), 1)}


def _cell(cell: Cell, numbers: Mapping[str, int]) -> Component:
    first = cell.facts[0]
    by_document = {fact.citation.document: fact for fact in reversed(cell.facts)}
    sources = [
        cite(fact.citation, str(numbers[name])) for name, fact in sorted(by_document.items())
    ]
    hedges = dict.fromkeys(fact.hedge for fact in cell.facts if fact.hedge)
    return html.Li(
        [
            html.Span([*_about(first), cell.words], className="value"),
            " ",
            *sources,
            " ",
            *map(tag, hedges),
            *phase_of(first),
            *stand(cell.agreement),
        ],
        className="fact",
    )


def _about(fact: schema.Fact) -> list[Component]:
    """Whom it is said of, where that is not plain from the column."""
    if fact.subject.type == "phase":
        return []
    return [html.Span(f"{fact.subject.label}: ", className="predicate")]
