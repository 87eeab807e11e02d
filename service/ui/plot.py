"""Ranges to a Plotly figure: a bar for what a source gives, open ends as arrows, hedges hollow."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

from service.api import schema
from service.ui.address import place
from service.ui.ranges import Range, Scale

# Phase -> colour in light and dark; None for all else.
COLOURS: Mapping[str | None, tuple[str, str]] = {
    "training": ("#b45309", "#fbbf24"),
    "inference": ("#0f766e", "#2dd4bf"),
    None: ("#4338ca", "#a5b4fc"),
}
_ROW = 58
_BEYOND = 1.6  # how far an open end is drawn past the last bound, as a ratio
_LABEL = 34


def figure(scale: Scale, axis: str, *, dark: bool) -> dict[str, object]:
    """The figure as Plotly takes it; each mark knows the place of its words."""
    low, high = _ends(scale)
    rows = list(reversed(scale.ranges))
    traces = [_bar(row, n, (low, high), dark=dark) for n, row in enumerate(rows)]
    return {"data": traces, "layout": _layout(scale, rows, axis, (low, high), dark=dark)}


def _ends(scale: Scale) -> tuple[float, float]:
    """Where the axis begins and ends, with room for open ends."""
    bounds = [float(bound) for found in scale.ranges for bound in found.bounds]
    low, high = min(bounds), max(bounds)
    if scale.by_tens:
        return low / _BEYOND, high * _BEYOND
    room = (high - low or abs(high) or 1.0) * 0.15
    return (min(0.0, low) if low < high / 2 or low == high else low - room), high + room


def _bar(row: Range, n: int, ends: tuple[float, float], *, dark: bool) -> dict[str, object]:
    low = ends[0] if row.low is None else float(row.low)
    high = ends[1] if row.high is None else float(row.high)
    colour = _colour(row.fact.phase, dark=dark)
    symbols = [
        "triangle-left" if row.low is None else "circle",
        "triangle-right" if row.high is None else "circle",
    ]
    hollow = [f"{symbol}-open" if row.hedges else symbol for symbol in symbols]
    quote = row.fact.citation
    where = place(quote.document, quote.start, quote.end)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [low, high],
        "y": [n, n],
        "line": {"color": colour, "width": 6, "dash": "dot" if row.hedges else "solid"},
        "marker": {"color": colour, "size": 13, "symbol": hollow, "opacity": 1},
        "customdata": [where, where],
        "hovertemplate": f"{_hover(row)}<extra></extra>",
        "cliponaxis": False,
        "showlegend": False,
    }


def _colour(phase: str | None, *, dark: bool) -> str:
    return COLOURS.get(phase, COLOURS[None])[dark]


def _hover(row: Range) -> str:
    """Plotly reads some markup in labels, so that of documents is escaped."""
    hedged = f" ({', '.join(row.hedges)})" if row.hedges else ""
    parts = (
        f"<b>{_plain(row.text + hedged)}</b>",
        _plain(row.fact.citation.title),
        "click to read",
    )
    return "<br>".join(parts)


def _plain(text: str) -> str:
    """Words as such: no markup, no hover variables."""
    return escape(text, quote=False).replace("%{", "%&#123;")


def _layout(
    scale: Scale, rows: Sequence[Range], axis: str, ends: tuple[float, float], *, dark: bool
) -> dict[str, object]:
    ink, line = ("#e9ecf1", "#2a313d") if dark else ("#14181f", "#dfe3e9")
    x: dict[str, object] = {
        "title": {"text": _plain(axis)},
        "gridcolor": line,
        "zeroline": False,
        "range": list(ends),
        "fixedrange": True,
    }
    if scale.by_tens:
        x |= {"type": "log", "range": [log10(end) for end in ends], "dtick": 1}
    return {
        "height": 110 + _ROW * len(rows),
        "margin": {"l": 10, "r": 20, "t": 10, "b": 50},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "color": ink, "size": 13},
        "hovermode": "closest",
        "xaxis": x,
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": [_tick(row) for row in rows],
            "range": [-0.6, len(rows) - 0.4],
            "gridcolor": line,
            "automargin": True,
            "zeroline": False,
            "fixedrange": True,
        },
    }


def _tick(row: Range) -> str:
    lines = [_plain(_short(words)) for words in (row.text, row.fact.citation.title)]
    rest = "".join(f"<br><span style='font-size:11px'>{line}</span>" for line in lines)
    return f"{_plain(_short(name(row.fact)))}{rest}"


def name(fact: schema.Fact) -> str:
    """Whom a figure is of: the subject, and its phase where that is another."""
    subject = fact.subject.label
    phase = fact.phase
    return (
        f"{subject} ({phase})" if phase and phase.casefold() not in subject.casefold() else subject
    )


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"
