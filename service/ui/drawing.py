"""Facts and links to what Cytoscape draws, and how it draws them, in light and in dark.

An edge knows the places of the words that support it, so that it can light up when they are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import cos, pi, sin

from service.api import schema
from service.ui.address import place

Data = Mapping[str, object]
Element = dict[str, Data]

# Type of a concept -> its shape and its colours in light and dark; the last is for all others.
LOOKS: Mapping[str, tuple[str, str, str]] = {
    "phase": ("ellipse", "#4338ca", "#a5b4fc"),
    "hardware": ("round-rectangle", "#0f766e", "#5eead4"),
    "vendor": ("hexagon", "#9d174d", "#f9a8d4"),
    "organization": ("octagon", "#86198f", "#f0abfc"),
    "model": ("round-diamond", "#1d4ed8", "#93c5fd"),
    "technique": ("round-tag", "#a16207", "#fde047"),
    "metric": ("round-triangle", "#15803d", "#86efac"),
    "cost": ("round-pentagon", "#b91c1c", "#fca5a5"),
    "value": ("round-rectangle", "#64748b", "#94a3b8"),
    "other": ("ellipse", "#475569", "#cbd5e1"),
}
LAYOUTS: Mapping[str, Data] = {
    "spread": {
        "name": "cose",
        "animate": False,
        "randomize": False,
        "padding": 24,
        "idealEdgeLength": 90,
        "nodeRepulsion": 400_000,
        "nodeOverlap": 40,
        "componentSpacing": 60,
        "numIter": 1500,
        "nodeDimensionsIncludeLabels": True,
    },
    "close": {
        "name": "cose",
        "animate": False,
        "randomize": False,
        "padding": 12,
        "idealEdgeLength": 30,
        "nodeRepulsion": 20_000,
        "nodeOverlap": 8,
        "componentSpacing": 10,
        "gravity": 3,
        "numIter": 1500,
        "nodeDimensionsIncludeLabels": True,
    },
    "rings": {"name": "concentric", "animate": False, "padding": 24, "minNodeSpacing": 40},
    "tree": {"name": "breadthfirst", "animate": False, "padding": 24, "spacingFactor": 1.2},
    "circle": {"name": "circle", "animate": False, "padding": 24},
    "grid": {"name": "grid", "animate": False, "padding": 24},
}
_LONGEST = 42
_LONGEST_VALUE = 30
_RADIUS = 40


def of_facts(facts: Sequence[schema.Fact], cited: Sequence[schema.Quote]) -> list[Element]:
    """The facts of an answer; figures and words are nodes of their own.

    Args:
        facts: What to draw.
        cited: The answer's citations: an edge stands for those that its words overlap.
    """
    nodes: dict[str, Data] = {}
    edges = []
    for fact in facts:
        nodes[fact.subject.id] = _node(fact.subject)
        end = _end(fact)
        nodes[str(end["id"])] = end
        places = [_place(fact.citation), *(_place(q) for q in cited if _overlap(q, fact.citation))]
        edges.append(_edge(fact, str(end["id"]), places))
    return _elements(nodes.values(), edges)


def layout(name: str, shown: str) -> Data:
    """A layout that is made anew where something else is shown.

    Cytoscape's own way, to lay out again a moment after its elements changed, fails where the
    drawing is gone by then.
    """
    return {**LAYOUTS[name], "shown": shown}


def of_links(nodes: Iterable[schema.Concept], edges: Iterable[schema.Edge]) -> list[Element]:
    """A part of the graph."""
    return _elements([_node(node) for node in nodes], [_link(edge) for edge in edges])


def _elements(nodes: Iterable[Data], edges: Iterable[Data]) -> list[Element]:
    """All on a circle to begin with, so that a layout comes out the same each time."""
    found = list(nodes)
    edges = _merged(edges)
    turn = 2 * pi / max(1, len(found))
    radius = _RADIUS * max(3, len(found)) / pi
    placed: list[Element] = [
        {"data": data, "position": {"x": radius * cos(i * turn), "y": radius * sin(i * turn)}}
        for i, data in enumerate(found)
    ]
    return [*placed, *({"data": data} for data in edges)]


def _merged(edges: Iterable[Data]) -> list[Data]:
    """One edge for all that say the same of the same two, with the places of all their words."""
    alike: dict[tuple[object, ...], list[Data]] = {}
    for edge in edges:
        key = edge["source"], edge["target"], edge["label"], edge["rule"]
        alike.setdefault(key, []).append(edge)
    return [_one(group) for group in alike.values()]


def _one(edges: Sequence[Data]) -> Data:
    count = f" ({len(edges)})" if len(edges) > 1 else ""
    places = " ".join(str(edge["places"]) for edge in edges)
    stand = "differ" if any(edge["stand"] == "differ" for edge in edges) else edges[0]["stand"]
    return {**edges[0], "label": f"{edges[0]['label']}{count}", "places": places, "stand": stand}


def _node(concept: schema.Concept) -> Data:
    kind = concept.type if concept.type in LOOKS else "other"
    return {
        "id": concept.id,
        "label": _short(concept.label),
        "type": concept.type,
        "look": kind,
        "shape": LOOKS[kind][0],
    }


def _end(fact: schema.Fact) -> Data:
    if isinstance(fact.object, schema.Concept):
        return _node(fact.object)
    words = _short(fact.object.text, _LONGEST_VALUE)
    shape = LOOKS["value"][0]
    return {"id": f"value:{words}", "label": words, "type": "", "look": "value", "shape": shape}


def _edge(fact: schema.Fact, end: str, places: Iterable[str]) -> Data:
    return {
        "id": fact.id,
        "source": fact.subject.id,
        "target": end,
        "label": f"not {fact.predicate.label}" if fact.negated else fact.predicate.label,
        "rule": "document",
        "stand": fact.agreement,
        "places": " ".join(dict.fromkeys(places)),
    }


def _link(edge: schema.Edge) -> Data:
    if edge.claim is not None:
        return _edge(edge.claim, edge.target.id, [_place(edge.claim.citation)])
    return {
        "id": f"{edge.source.id} {edge.predicate.id} {edge.target.id}",
        "source": edge.source.id,
        "target": edge.target.id,
        "label": edge.predicate.label,
        "rule": "ontology",
        "stand": "",
        "places": "",
    }


def _place(quote: schema.Quote) -> str:
    return place(quote.document, quote.start, quote.end)


def _overlap(one: schema.Quote, other: schema.Quote) -> bool:
    same = one.document == other.document
    return same and one.start < other.end and other.start < one.end


def _short(text: str, most: int = _LONGEST) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def styles() -> dict[str, list[dict[str, object]]]:
    """The stylesheets by colour scheme."""
    return {
        "light": _style("#1e293b", "#ffffff", "#94a3b8", 1),
        "dark": _style("#e2e8f0", "#12151c", "#64748b", 2),
    }


def _fills(colour: int) -> Iterable[dict[str, object]]:
    """The colour of each type."""
    for kind, look in LOOKS.items():
        yield {"selector": f'node[look = "{kind}"]', "style": {"background-color": look[colour]}}


def _pill(ground: str, line: str) -> dict[str, object]:
    """What is said in words or figures: the words themselves, framed."""
    return {
        "width": 4,
        "height": 4,
        "background-opacity": 0,
        "text-valign": "center",
        "text-margin-y": 0,
        "text-outline-width": 0,
        "text-background-color": ground,
        "text-background-opacity": 1,
        "text-background-padding": "4px",
        "text-background-shape": "roundrectangle",
        "text-border-color": line,
        "text-border-width": 1,
        "text-border-opacity": 1,
    }


def _style(ink: str, ground: str, line: str, colour: int) -> list[dict[str, object]]:
    text = {
        "color": ink,
        "font-family": "Inter, system-ui, sans-serif",
        "text-outline-color": ground,
        "text-outline-width": 2,
    }
    node = {
        **text,
        "label": "data(label)",
        "shape": "data(shape)",
        "width": 22,
        "height": 22,
        "font-size": 13,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "wrap",
        "text-max-width": "110px",
    }
    edge = {
        **text,
        "label": "data(label)",
        "font-size": 11,
        "width": 1.5,
        "line-color": line,
        "target-arrow-color": line,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        "curve-style": "bezier",
        "text-rotation": "autorotate",
    }
    lit = "#d97706" if colour == 1 else "#fbbf24"
    lights = {"line-color": lit, "target-arrow-color": lit, "width": 4, "z-index": 9}
    return [
        {"selector": "node", "style": node},
        *_fills(colour),
        {"selector": 'node[look = "value"]', "style": _pill(ground, line)},
        {"selector": "edge", "style": edge},
        {"selector": 'edge[rule = "ontology"]', "style": {"line-style": "dashed"}},
        {"selector": 'edge[stand = "differ"]', "style": {"line-style": "dotted", "width": 3}},
        {"selector": "edge:selected, edge.lit", "style": lights},
        {
            "selector": "node:selected, node.lit",
            "style": {"border-width": 4, "border-color": lit, "font-weight": "bold"},
        },
    ]
