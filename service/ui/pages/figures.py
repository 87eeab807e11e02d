"""A property to the figures that sources give for it: drawn as ranges, and as a table."""

from collections.abc import Sequence
from decimal import Decimal

from dash import dcc, html
from dash.development.base_component import Component

from kg.claim import Quantity
from service.api import convert
from service.knowledge_base import KnowledgeBase
from service.ui.address import Address
from service.ui.desk import Desk
from service.ui.parts import cite, concept, head, marked, phase_of, select, stand, tag
from service.ui.plot import figure
from service.ui.ranges import Range, Scale, scales

MOST = 500


def layout(desk: Desk, address: Address) -> Component:
    """The page: a choice of properties, a drawing for each kind of unit, the figures below."""
    offered = properties(desk.kb)
    chosen = address.one("predicate") or (offered[0][0] if offered else "")
    facts = convert.facts(desk.kb, desk.kb.graph.claims(predicate=chosen or None, limit=MOST))
    found = scales(facts, desk.kb.ontology) if chosen else []
    lead = "Each bar is what one source gives. Arrows are open ends; dots and hollow ends, hedges."
    return html.Div(
        [
            head("Figures", lead, desk.call("/v1/claims", predicate=chosen, limit=MOST)),
            dcc.Store(id="chosen", data={"predicate": chosen}),
            html.Div(
                select("figures-predicate", "Property", offered, chosen), className="controls"
            ),
            *(_scale(desk, scale, facts[0].predicate.label, n) for n, scale in enumerate(found)),
            *([] if found else [html.P("No source gives a figure for this.", className="card")]),
        ]
    )


def properties(kb: KnowledgeBase) -> list[tuple[str, str]]:
    """The properties that have figures, those that more documents speak of first."""
    documents: dict[str, set[str]] = {}
    count: dict[str, int] = {}
    for claim in kb.graph.claims():
        if isinstance(claim.object, Quantity):
            documents.setdefault(claim.predicate, set()).add(claim.source.document)
            count[claim.predicate] = count.get(claim.predicate, 0) + 1
    ranked = sorted(documents, key=lambda name: (-len(documents[name]), -count[name], name))
    return [(name, f"{convert.predicate(kb, name).label} ({count[name]})") for name in ranked]


def _scale(desk: Desk, scale: Scale, label: str, n: int) -> Component:
    unit = _unit_name(desk, scale.unit)
    axis = f"{label} ({unit})" if unit else label
    drawings = {name: figure(scale, axis, dark=name == "dark") for name in ("light", "dark")}
    plot = dcc.Graph(
        id={"part": "plot", "n": n},
        figure=drawings["light"],
        config={"displayModeBar": False, "responsive": True},
        style={"height": f"{drawings['light']['layout']['height']}px"},  # type: ignore[index]
    )
    store = dcc.Store(id={"part": "drawings", "n": n}, data=drawings)
    drawn = marked(html.Div([plot, store], role="img"), aria_label=f"{axis}: drawing of the table")
    return html.Section([html.H2(axis), drawn, _table(scale.ranges, unit)], className="card")


def _unit_name(desk: Desk, unit: str) -> str:
    known = desk.kb.ontology.units
    return " per ".join(known[part].label if part in known else part for part in _parts(unit))


def _parts(unit: str) -> Sequence[str]:
    return unit.split("/") if unit else ()


def _table(ranges: Sequence[Range], unit: str) -> Component:
    names = ("Of", "As written", unit or "As a number", "Source")
    top = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    rows = [
        html.Tr(
            [
                html.Th([concept(row.fact.subject), " ", *phase_of(row.fact)], scope="row"),
                html.Td([row.text, " ", *map(tag, row.hedges), *stand(row.fact.agreement)]),
                html.Td(_span(row.low, row.high), className="number"),
                html.Td([cite(row.fact.citation, "read"), " ", row.fact.citation.title]),
            ]
        )
        for row in ranges
    ]
    return html.Div(html.Table([top, html.Tbody(rows)], className="list"), className="scroll")


def _span(low: Decimal | None, high: Decimal | None) -> str:
    """A range in digits.

    >>> _span(Decimal(1000), None), _span(Decimal("0.5"), Decimal("0.5")), _span(None, Decimal(3))
    ('1,000 or more', '0.5', 'up to 3')
    """
    if high is None or low is None:
        return f"{_digits(low)} or more" if low is not None else f"up to {_digits(high)}"
    return _digits(low) if low == high else f"{_digits(low)} to {_digits(high)}"


def _digits(bound: Decimal | None) -> str:
    rounded = float(f"{bound or 0:.4g}")
    return f"{rounded:,.10g}"
