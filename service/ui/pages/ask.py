"""An answer to its page: what is said, the words it rests on, its facts, and what else is near."""

from collections.abc import Mapping, Sequence

import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from corpus.document import Span
from service.api import schema, views
from service.ui import drawing
from service.ui.address import Address
from service.ui.desk import Desk
from service.ui.markdown import as_markdown
from service.ui.parts import (
    card,
    cite,
    facts,
    json_link,
    link,
    marked,
    phase_of,
    quoted,
    score,
    source_name,
    tag,
    value,
)

RANKED = 10
_SCORES = ("total", "meaning", "words", "graph")


def layout(desk: Desk, address: Address) -> Component:
    """The page: a box to ask in, and below it the answer or what can be asked."""
    question = address.one("q")
    if not question:
        return html.Div([_welcome(desk), _box(""), html.Div(id="examples")], className="welcome")
    said = desk.answer(question, address.all("document"))
    return html.Div([_box(question), _answered(desk, said, address)], className="asked")


def _box(question: str) -> Component:
    field = dmc.TextInput(
        id="question",
        value=question,
        label="Your question",
        placeholder="Ask in your own words, then press Enter",
        size="lg",
        className="question",
        debounce=False,
        autoComplete="off",
    )
    button = dmc.Button("Ask", id="ask", size="lg", n_clicks=0)
    return html.Div([field, button], className="box", role="search")


def _welcome(desk: Desk) -> Component:
    state = views.health(desk.kb)
    return html.Div(
        [
            html.H1("Ask what the documents say"),
            html.P(
                [
                    "Every sentence of an answer shows the exact words it rests on. Where sources "
                    "disagree you see both, and where they are silent you are told so. ",
                    html.Span(
                        [
                            f"{state.claims:,} claims from ",
                            link(f"{state.documents:,} documents", Address("documents")),
                            ".",
                        ],
                        className="counts",
                    ),
                ],
                className="lead",
            ),
        ]
    )


def suggestions(questions: Sequence[str]) -> list[Component]:
    """Questions to start from, each a link to its answer."""
    links = [html.Li(link(words, Address("ask", {"q": (words,)}), "chip")) for words in questions]
    others = {
        "compare": ("Compare", "Training against inference, aspect by aspect, source by source."),
        "figures": ("Figures", "Every number the sources give, drawn as the range it is."),
        "graph": ("Graph", "What is connected with what, and which sentence says so."),
    }
    ways = [
        html.Li(link([html.Strong(name), html.Span(words)], Address(view), "way"))
        for view, (name, words) in others.items()
    ]
    asked = [html.H2("Try one of these"), html.Ul(links, className="chips")] if links else []
    return [*asked, html.H2("Or look around"), html.Ul(ways, className="ways")]


def _answered(desk: Desk, said: schema.Answer, address: Address) -> Component:
    main = [
        _answer(desk, said),
        *([_conflicts(said.conflicts)] if said.conflicts else []),
        *([_evidence(said.citations)] if said.citations else []),
        html.Div(id="ranking"),
    ]
    kind = "answer-columns" if said.facts else "answer-column"
    return html.Div(
        [
            dcc.Store(id="answered", data=address.search),
            html.Div(main, className="main"),
            html.Div(id="beside", className="beside"),
        ],
        className=kind,
    )


def beside(said: schema.Answer) -> list[Component]:
    """The facts of an answer, drawn and listed; they follow it, so that it need not wait."""
    return [_graph(said), _facts(said)] if said.facts else []


def _answer(desk: Desk, said: schema.Answer) -> Component:
    words = [_statement(statement, said.citations) for statement in said.statements]
    text = html.P(words, className="answer") if words else _refusal(said)
    notes = [
        tag(said.kind.replace("_", "/")),
        *([tag(f"confidence {said.confidence:.2f}")] if said.answered else []),
        tag(f"{said.took_ms:.0f} ms"),
        _copy("Copy link", ""),
        _copy("Copy as Markdown", as_markdown(said)),
        json_link(desk.call("/v1/ask", question=said.question)),
    ]
    body = html.Section(
        [html.H1(said.question, className="asked-words"), text, html.Div(notes, className="notes")],
        className="card answer-card" + ("" if said.answered else " refused"),
        id="answer",
    )
    return marked(body, aria_live="polite")


def _statement(statement: schema.Statement, citations: Sequence[schema.Citation]) -> Component:
    by_id = {cited.id: cited for cited in citations}
    chips = [cite(by_id[number], str(number)) for number in statement.citations]
    return html.Span([statement.text, " ", *chips, " "], className="statement")


def _refusal(said: schema.Answer) -> Component:
    missing = said.missing or "These documents do not say this."
    near = "The passages below come nearest." if said.passages else ""
    return html.Div([html.P(missing, className="answer"), html.P(near, className="quiet")])


def _copy(words: str, text: str) -> Component:
    """A button that copies a text, or the page's address where there is none."""
    return marked(html.Button(words, className="copy"), data_copy=text or "address")


def _conflicts(found: Sequence[schema.Conflict]) -> Component:
    lead = html.P("Both sides as they say it; nothing is settled for you.", className="quiet")
    return card("Where sources differ", [lead, *map(_conflict, found)], "conflict")


def _conflict(found: schema.Conflict) -> Component:
    by_document: dict[str, list[schema.Fact]] = {}
    for claim in found.claims:
        by_document.setdefault(claim.citation.document, []).append(claim)
    return html.Div([_side(claims) for claims in by_document.values()], className="sides")


def _side(claims: Sequence[schema.Fact]) -> Component:
    said = [
        html.Div(
            [
                html.P(
                    [
                        f"{claim.subject.label} · {claim.predicate.label}: ",
                        html.Strong([*(["not "] if claim.negated else []), value(claim)]),
                        " ",
                        *phase_of(claim),
                    ]
                ),
                quoted(claim.citation),
                cite(claim.citation, "source"),
            ]
        )
        for claim in claims
    ]
    return html.Div([html.H3(claims[0].citation.title), *said], className="side")


def _evidence(citations: Sequence[schema.Citation]) -> Component:
    items = [
        html.Li(
            [
                cite(cited, str(cited.id)),
                html.Div(
                    [quoted(cited), html.P(source_name(cited), className="quiet")],
                ),
            ]
        )
        for cited in citations
    ]
    return card("The words it rests on", [html.Ol(items, className="evidence")])


def ranking(said: schema.Answer, found: Sequence[schema.Hit]) -> Component:
    """The passages considered, with what each ranking gave them: cited ones, then the others."""
    cited = [hit for hit in found if any(_holds(hit, quote) for quote in said.citations)]
    others = [hit for hit in found if hit not in cited][: max(1, RANKED - len(cited))]
    most = _best(found)
    parts = []
    if cited:
        parts.append(_ranked("Cited", cited, most))
    if others:
        parts.append(_ranked("Near, but not cited" if cited else "Nearest", others, most))
    lead = html.P(
        "Passages are ranked by meaning, by words and by the graph; the three make the total. "
        "Bars are shares of the best score.",
        className="quiet",
    )
    return card("How the evidence was found", [lead, *parts])


def _scores(hit: schema.Hit) -> dict[str, float | None]:
    return {"total": hit.fused, "meaning": hit.dense, "words": hit.lexical, "graph": hit.graph}


def _best(hits: Sequence[schema.Hit]) -> dict[str, float]:
    """The best score in each ranking; their scales differ."""
    rows = [_scores(hit) for hit in hits]
    return {name: max((row[name] or 0.0 for row in rows), default=0.0) for name in _SCORES}


def _ranked(title: str, hits: Sequence[schema.Hit], most: Mapping[str, float]) -> Component:
    items = [html.Li(_hit(hit, most)) for hit in hits]
    return html.Div([html.H3(title), html.Ul(items, className="passages")])


def _hit(hit: schema.Hit, most: Mapping[str, float]) -> list[Component]:
    words = schema.Quote(
        document=hit.document,
        start=hit.start,
        end=hit.end,
        quote=hit.text,
        title=hit.title,
        section=hit.section,
    )
    scores = [score(name, amount, most[name]) for name, amount in _scores(hit).items()]
    return [
        html.Div([html.Span(source_name(hit), className="where"), cite(words, "read")]),
        html.P(" ".join(hit.text.split()), className="passage"),
        html.Div(scores, className="scores"),
    ]


def _holds(hit: schema.Hit, quote: schema.Quote) -> bool:
    span = Span(quote.document, quote.start, quote.end)
    return Span(hit.document, hit.start, hit.end).overlaps(span)


def _graph(said: schema.Answer) -> Component:
    canvas = cyto.Cytoscape(
        id="answer-graph",
        elements=drawing.of_facts(said.facts, said.citations),
        layout=drawing.layout("close", said.question),
        autoRefreshLayout=False,
        stylesheet=drawing.styles()["light"],
        style={"width": "100%", "height": "340px"},
        minZoom=0.2,
        maxZoom=3,
        userZoomingEnabled=False,
        wheelSensitivity=1,
    )
    first = said.facts[0].subject
    more = link("Explore in the graph", Address("graph", {"concept": (first.id,)}))
    return card("As a graph", [_canvas(canvas), html.P(more, className="quiet")], "graph-card")


def _canvas(canvas: Component) -> Component:
    drawn = html.Div([canvas, dcc.Store(id="styles", data=drawing.styles())], role="img")
    return marked(drawn, aria_label="Graph of the facts listed below")


def _facts(said: schema.Answer) -> Component:
    return card(f"Facts ({len(said.facts)})", [facts(said.facts)])
