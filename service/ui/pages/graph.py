"""A part of the graph to a page: drawn, listed, and what is known of the thing chosen in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from corpus.errors import InvalidInputError, NotFoundError
from service.api import convert, schema, views
from service.knowledge_base import KnowledgeBase
from service.ui import drawing
from service.ui.address import Address
from service.ui.choices import concept_choice
from service.ui.desk import Desk
from service.ui.parts import (
    card,
    cite,
    concept,
    fact,
    facts,
    folded,
    head,
    json_link,
    link,
    marked,
    quoted,
    select,
    source_name,
    tag,
)

AROUND = 40
HOPS = 4
NAMES = 8
CLAIMS = 20
LAYOUT_NAMES = {
    "spread": "spread out",
    "rings": "in rings",
    "tree": "as a tree",
    "circle": "in a circle",
    "grid": "in a grid",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the graph that an address names.

    Attributes:
        start: Where it starts.
        nodes: Its concepts, in the order in which they came.
        edges: The links among them.
        paths: The paths asked for, if any.
    """

    start: schema.Concept
    nodes: tuple[schema.Concept, ...]
    edges: tuple[schema.Edge, ...]
    paths: schema.Paths | None = None


def part(kb: KnowledgeBase, address: Address) -> Part:
    """The surroundings of one concept and of those expanded, less those taken out; or paths.

    Raises:
        NotFoundError: No document mentions a concept.
    """
    source, target = address.one("from"), address.one("to")
    if source and target:
        return _along(kb, views.paths(kb, source, target, HOPS), address.all("also"))
    start = address.one("concept") or _busiest(kb)
    around = [start, *address.all("also")]
    found = [views.neighbors(kb, name, _depth(address), AROUND) for name in around]
    hidden = set(address.all("hide"))
    return Part(
        found[0].concept,
        tuple(_unique(node for one in found for node in one.nodes if node.id not in hidden)),
        tuple(_links(found, hidden)),
    )


def _along(kb: KnowledgeBase, found: schema.Paths, also: Sequence[str]) -> Part:
    """All that lies on the paths, with the links that they walk."""
    hops = [hop for path in found.paths for hop in path.hops]
    edges = [_edge(hop) for hop in hops]
    around = [views.neighbors(kb, name, 1, AROUND) for name in also]
    ends = [found.source, found.target]
    nodes = [*ends, *(node for hop in hops for node in (hop.source, hop.target))]
    nodes += [node for one in around for node in one.nodes]
    links = {_key(edge): edge for edge in [*edges, *_links(around, set())]}
    return Part(found.source, tuple(_unique(nodes)), tuple(links.values()), found)


def _edge(hop: schema.Hop) -> schema.Edge:
    """The link that a hop walks, as it is stated."""
    claim = hop.claims[0] if hop.claims else None
    ends = (hop.source, hop.target) if hop.forward else (hop.target, hop.source)
    rule = "document" if claim else "ontology"
    return schema.Edge(
        source=ends[0], predicate=hop.predicate, target=ends[1], rule=rule, claim=claim
    )


def _depth(address: Address) -> int:
    depth = address.one("depth", "1")
    if depth not in {"1", "2"}:
        what = f"depth is {depth!r}"
        raise InvalidInputError(what, "give 1 or 2")
    return int(depth)


def _busiest(kb: KnowledgeBase) -> str:
    """The concept that most is said of: where to start, rather than with all at once."""
    said = kb.graph.claims_by_concept()
    if not said:
        what = "these documents state nothing"
        raise NotFoundError(what, "index others with `phasebook build`")
    return max(said, key=lambda name: (said[name], name))


def _unique(nodes: Iterable[schema.Concept]) -> list[schema.Concept]:
    return list({node.id: node for node in nodes}.values())


def _links(found: Iterable[schema.Neighbors], hidden: set[str]) -> list[schema.Edge]:
    links = {
        _key(edge): edge
        for one in found
        for edge in one.edges
        if not {edge.source.id, edge.target.id} & hidden
    }
    return list(links.values())


def _key(edge: schema.Edge) -> tuple[str, ...]:
    if edge.claim:
        return (edge.claim.id,)
    return edge.source.id, edge.predicate.id, edge.target.id


def layout(desk: Desk, address: Address) -> Component:
    """The page: choices, the drawing with its legend, and a panel for the thing chosen."""
    found = part(desk.kb, address)
    made = (
        desk.call("/v1/paths", source=found.paths.source.id, target=found.paths.target.id)
        if found.paths
        else desk.call(f"/v1/concepts/{found.start.id}/neighbors", limit=AROUND)
    )
    lead = "A part of the graph around one thing. Choose a node or a link to see what supports it."
    main = html.Div([_drawing(found, address), _listed(found, address)])
    side = html.Div(id="graph-panel", className="panel")
    return html.Div(
        [
            head("Graph", lead, made),
            _controls(found, address),
            html.Div([main, side], className="graph-columns"),
        ]
    )


def _controls(found: Part, address: Address) -> Component:
    paths = found.paths
    chosen = {
        "concept": "" if paths else found.start.id,
        "depth": address.one("depth", "1"),
        "from": paths.source.id if paths else "",
        "to": paths.target.id if paths else "",
    }
    depth = [("1", "one link away"), ("2", "two links away")]
    layouts = list(LAYOUT_NAMES.items())
    return html.Div(
        [
            dcc.Store(id="chosen", data=chosen),
            concept_choice("graph-concept", "Around", None if paths else found.start, "a concept"),
            select("graph-depth", "As far as", depth, address.one("depth", "1")),
            concept_choice("graph-from", "Path from", paths.source if paths else None, "a concept"),
            concept_choice("graph-to", "to", paths.target if paths else None, "another"),
            select("graph-layout", "Laid out", layouts, "spread"),
        ],
        className="controls",
    )


def _drawing(found: Part, address: Address) -> Component:
    canvas = cyto.Cytoscape(
        id="graph",
        elements=drawing.of_links(found.nodes, found.edges),
        layout=drawing.layout("spread", address.link),
        autoRefreshLayout=False,
        stylesheet=drawing.styles()["light"],
        style={"width": "100%", "height": "100%"},
        minZoom=0.1,
        maxZoom=2,
        wheelSensitivity=1,
    )
    box = marked(html.Div(canvas, className="canvas", role="img"), aria_label=_described(found))
    stores = [
        dcc.Store(id="styles", data=drawing.styles()),
        dcc.Store(id="layouts", data=dict(drawing.LAYOUTS)),
        dcc.Store(id="types", data=_types(found)),
        dcc.Download(id="graph-download"),
    ]
    return html.Section([_legend(found), box, _tools(), *stores], className="card drawing")


def _described(found: Part) -> str:
    return (
        f"Graph of {len(found.nodes)} concepts and {len(found.edges)} links around "
        f"{found.start.label}; they are listed below"
    )


def _legend(found: Part) -> Component:
    """The types shown, each a switch."""
    types = _types(found)
    chips = [
        dmc.Chip(
            [html.Span(className=f"dot dot-{_look(name)}"), name],
            value=name,
            size="xs",
            variant="outline",
        )
        for name in types
    ]
    group = dmc.ChipGroup(chips, id="graph-types", multiple=True, value=types)
    inner = marked(html.Div(group, role="group", className="types"), aria_label="Types shown")
    lines = html.Span("dashed: by the vocabulary · dotted: sources differ", className="quiet")
    return html.Div([inner, lines], className="legend")


def _types(found: Part) -> list[str]:
    return sorted({node.type for node in found.nodes})


def _look(name: str) -> str:
    return name if name in drawing.LOOKS else "other"


def _tools() -> Component:
    buttons = [
        ("graph-in", "+", "Zoom in"),
        ("graph-out", "−", "Zoom out"),
        ("graph-fit", "Fit", "Fit all in"),
        ("graph-png", "PNG", "PNG: save it as a picture"),
        ("graph-svg", "SVG", "SVG: save it as a drawing that can be enlarged"),
        ("graph-json", "Cytoscape JSON", "Cytoscape JSON: save what is shown"),
    ]
    made = [
        marked(
            html.Button(words, id=name, className="tool", n_clicks=0, title=title), aria_label=title
        )
        for name, words, title in buttons
    ]
    return html.Div(made, className="tools-row")


def _listed(found: Part, address: Address) -> Component:
    """The same as words and links, for those who do not see or point at the drawing."""
    nodes = [html.Li(link(node.label, address.but(node=node.id, edge=""))) for node in found.nodes]
    edges = [
        html.Li(
            [
                link(
                    f"{edge.source.label} {edge.predicate.label} {edge.target.label}",
                    address.but(edge=edge.claim.id, node=""),
                )
                if edge.claim
                else f"{edge.source.label} {edge.predicate.label} {edge.target.label}"
            ]
        )
        for edge in found.edges
    ]
    summary = html.Summary(f"As a list: {len(nodes)} concepts, {len(edges)} links")
    lists = html.Div([html.Ul(nodes), html.Ul(edges)], className="two-lists")
    return html.Details([summary, lists], className="card")


def panel(desk: Desk, address: Address) -> list[Component]:
    """What is known of the node or link chosen; else the paths, else the start."""
    if name := address.one("edge"):
        return [_edge_panel(desk, name)]
    node = address.one("node")
    if not node and address.one("from") and address.one("to"):
        found = part(desk.kb, address)
        return [_paths_panel(found.paths)] if found.paths else []
    return [_node_panel(desk, node or address.one("concept") or _busiest(desk.kb), address)]


def _node_panel(desk: Desk, name: str, address: Address) -> Component:
    kb = desk.kb
    known = views.concept(kb, name)
    also = [other for other in known.names if other != known.label]
    beside = [
        node for node in views.neighbors(kb, known.id, 1, AROUND).nodes if node.id != known.id
    ]
    rows: list[tuple[str, list[Component | str]]] = [
        ("type", [tag(known.type)]),
        ("also", [_names(also)] if also else []),
        ("a kind of", _listed_concepts(known.broader)),
        ("id", [html.Code(known.id)]),
    ]
    table = [html.Div([html.Dt(key), html.Dd(said)]) for key, said in rows if said]
    ways = [
        link("Expand", _expanded(address, known.id), "button"),
        link("Take out", _hidden(address, known.id), "button"),
        link("Start here", Address("graph", {"concept": (known.id,)}), "button"),
        json_link(desk.call(f"/v1/concepts/{known.id}")),
    ]
    return html.Div(
        [
            card(known.label, [html.Div(ways, className="notes"), html.Dl(table)]),
            card(f"What is said of it ({len(known.claims)})", _said(desk, known)),
            card(
                f"Neighbours ({len(beside)})",
                [
                    html.Ul(
                        [html.Li(concept(node), className="chip") for node in beside],
                        className="chips",
                    )
                ],
            ),
        ]
    )


def _said(desk: Desk, known: schema.ConceptDetail) -> list[Component]:
    """The first claims about a concept; for hundreds there is its own page."""
    first = [facts(known.claims[:CLAIMS], 6)]
    if len(known.claims) <= CLAIMS:
        return first
    where = desk.call(f"/page/{quote(known.id)}")
    every = html.A(f"All {len(known.claims):,}", href=where, className="link")
    return [*first, html.P(every)]


def _names(also: Sequence[str]) -> str:
    more = f" and {len(also) - NAMES} more" if len(also) > NAMES else ""
    return ", ".join(also[:NAMES]) + more


def _expanded(address: Address, name: str) -> Address:
    hidden = [other for other in address.all("hide") if other != name]
    return address.but(also=[*address.all("also"), name], hide=hidden, node=name, edge="")


def _hidden(address: Address, name: str) -> Address:
    kept = [other for other in address.all("also") if other != name]
    return address.but(also=kept, hide=[*address.all("hide"), name], node="", edge="")


def _listed_concepts(found: Sequence[schema.Concept]) -> list[Component | str]:
    parts: list[Component | str] = []
    for one in found:
        parts += [", ", concept(one)] if parts else [concept(one)]
    return parts


def _edge_panel(desk: Desk, name: str) -> Component:
    kb = desk.kb
    said = kb.graph.claim(name)
    if said is None:
        what = f"no claim {name!r}"
        raise NotFoundError(what, "choose a link in the drawing")
    one = convert.fact(kb, said)
    same = [
        other
        for other in kb.graph.about(said.subject.id)
        if (other.subject, other.predicate, other.object)
        == (said.subject, said.predicate, said.object)
        and other.id != said.id
    ]
    parts = [html.Ul(fact(one), className="facts"), _words(one), _read_at(desk, one)]
    if same:
        parts += [
            html.H3("Said elsewhere, too"),
            *(_words(convert.fact(kb, other)) for other in same),
        ]
    parts.append(html.P(html.Small(f"read by the rule {said.rule}"), className="quiet"))
    return card("The sentence behind this link", parts)


def _read_at(desk: Desk, one: schema.Fact) -> Component:
    made = desk.call("/v1/claims", subject=one.subject.id, predicate=one.predicate.id)
    return html.P(json_link(made))


def _words(one: schema.Fact) -> Component:
    where = html.P([source_name(one.citation), " ", cite(one.citation, "read")], className="quiet")
    return html.Div([quoted(one.citation), where])


def _paths_panel(found: schema.Paths) -> Component:
    ends = f"From {found.source.label} to {found.target.label}"
    if not found.paths:
        return card(ends, [html.P(f"Nothing joins them within {HOPS} links.")])
    items = [html.Li(_path(path)) for path in found.paths]
    return card(ends, [html.Ol(items, className="paths")])


def _path(path: schema.Path) -> Component:
    stops = [path.hops[0].source, *(hop.target for hop in path.hops)]
    names: list[Component | str] = []
    for stop in stops:
        names += [" → ", concept(stop)] if names else [concept(stop)]
    return html.Div([html.P(names, className="stops"), html.Ul([_hop(hop) for hop in path.hops])])


def _hop(hop: schema.Hop) -> Component:
    ends = (hop.source, hop.target) if hop.forward else (hop.target, hop.source)
    said = html.P(f"{ends[0].label} {hop.predicate.label} {ends[1].label}", className="hop")
    if not hop.claims:
        return html.Li([said, html.P("by the vocabulary", className="quiet")])
    return html.Li([said, folded([html.Li(_words(claim)) for claim in hop.claims], 1)])
