"""What the pages are made of: links, citations, facts, tags. Words of users and documents are text.

Nothing here, nor on any page, takes markup: Dash sends strings as text nodes.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from corpus.errors import PhasebookError
from service.api import schema
from service.ui.address import Address, place

Made = TypeVar("Made", bound=Component)
Child = Component | str
NOTES = {"agree": "sources agree", "differ": "sources differ"}


def marked(component: Made, **attributes: str) -> Made:
    """A component with further attributes: `aria_label` is `aria-label`."""
    for name, value in attributes.items():
        setattr(component, name.replace("_", "-"), value)
    return component


def link(children: Child | Sequence[Child], to: Address | str, class_name: str = "") -> Component:
    """A link to a view, which opens without loading the page anew."""
    href = to.link if isinstance(to, Address) else to
    names = f"link {class_name}".strip()
    return dmc.Anchor(children, href=href, refresh=False, className=names, unstyled=True)


def concept(found: schema.Concept) -> Component:
    """A concept's name, leading to it in the graph."""
    return link(found.label, Address("graph", {"concept": (found.id,)}), "concept")


def cite(quote: schema.Quote, words: str) -> Component:
    """A mark that opens the words quoted in their document."""
    where = f"{quote.title}, {quote.section}" if quote.section else quote.title
    mark = html.A(
        words,
        href="#" + place(quote.document, quote.start, quote.end),
        className="cite",
        title=f"“{quote.quote}” ({where})",
    )
    return marked(mark, aria_label=f"{words}: read it in {where}")


def tag(words: str, tone: str = "plain") -> Component:
    """A word or two beside something."""
    return html.Span(words, className=f"tag tag-{tone}")


def phase_tag(phase: str | None) -> list[Component]:
    """The phase that something holds for, in its own colour where it has one."""
    known = {"training", "inference"}
    return [tag(phase, f"phase-{phase}" if phase in known else "plain")] if phase else []


def phase_of(fact: schema.Fact) -> list[Component]:
    """The phase of a fact, where its subject does not say it."""
    return phase_tag(fact.phase) if fact.phase != fact.subject.label else []


def stand(agreement: str) -> list[Component]:
    """How other sources stand to a fact, where there are others."""
    return [tag(NOTES[agreement], agreement)] if agreement in NOTES else []


def value(fact: schema.Fact) -> Child:
    """What a fact says of its subject."""
    said = fact.object
    return concept(said) if isinstance(said, schema.Concept) else " ".join(said.text.split())


def limits(fact: schema.Fact) -> list[Component]:
    """What limits a fact: phase, hedge, time, who says so, denial."""
    hedge = fact.object.hedge if isinstance(fact.object, schema.Value) else None
    plain = (
        *dict.fromkeys(words for words in (fact.hedge, hedge) if words),
        *((fact.time,) if fact.time else ()),
        *((f"according to {fact.attribution}",) if fact.attribution else ()),
        *(("of its own product",) if fact.self_reported else ()),
    )
    return [*phase_of(fact), *(tag(words) for words in plain), *stand(fact.agreement)]


def fact(said: schema.Fact) -> Component:
    """A fact in a line, with its limits and its source."""
    return html.Li(
        [
            concept(said.subject),
            html.Span(f" {said.predicate.label} ", className="predicate"),
            html.Strong("not ") if said.negated else "",
            html.Span(value(said), className="value"),
            " ",
            *limits(said),
            " ",
            cite(said.citation, "source"),
        ],
        className="fact",
    )


def facts(said: Iterable[schema.Fact], most: int = 8) -> Component:
    """Facts as a list; those past the first few behind a summary."""
    items = [fact(one) for one in said]
    return folded(items, most)


def folded(items: Sequence[Component], most: int) -> Component:
    """A list whose end is folded away."""
    first = html.Ul(list(items[:most]), className="facts")
    if len(items) <= most:
        return first
    rest = html.Details(
        [
            html.Summary(f"{len(items) - most} more"),
            html.Ul(list(items[most:]), className="facts"),
        ]
    )
    return html.Div([first, rest])


def quoted(quote: schema.Quote) -> Component:
    """Words of a document, as it has them."""
    return html.Blockquote(" ".join(quote.quote.split()))


def source_name(quote: schema.Quote | schema.Passage) -> str:
    """A document's title and the heading that something stands under."""
    return f"{quote.title} · {quote.section}" if quote.section else quote.title


def card(title: str, children: Sequence[Child], class_name: str = "", level: int = 2) -> Component:
    """A part of a page under its own heading."""
    heading = html.H2(title) if level == 2 else html.H3(title)  # noqa: PLR2004 - heading levels
    return html.Section([heading, *children], className=f"card {class_name}".strip())


def head(title: str, lead: str, address: str) -> Component:
    """The head of a page: what it is, what to do here, and the call that it comes from."""
    return html.Header(
        [html.Div([html.H1(title), html.P(lead, className="lead")]), json_link(address)],
        className="page-head",
    )


def json_link(address: str) -> Component:
    """A link to the call that made a page."""
    made = html.A("JSON", href=address, className="json", target="_blank", title=f"GET {address}")
    return marked(made, aria_label="This page as JSON, from the API")


def problem(error: PhasebookError) -> Component:
    """What went wrong, and what to do about it."""
    remedy = f"{error.remedy[:1].upper()}{error.remedy[1:]}"
    return html.Div([html.Strong(error.what), html.P(remedy)], className="problem", role="alert")


def score(name: str, amount: float | None, most: float) -> Component:
    """A score with its number, over a bar for its share of the best; a dash where there is none.

    It is one component, since a page has many and the browser takes time for each.
    """
    if amount is None:
        return html.Span(f"{name} –", className="score")
    width = f"{max(0.0, amount / most) if most else 0:.0%}"
    style = {"backgroundSize": f"{width} 4px, 100% 4px"}
    return html.Span(f"{name} {amount:.2f}", className="score", style=style)


def select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Component:
    """A labelled choice among (value, words) that can be searched."""
    data = [{"value": value, "label": words} for value, words in options]
    return dmc.Select(
        id=name,
        label=label,
        data=data,
        value=chosen or None,
        searchable=True,
        allowDeselect=False,
        maxDropdownHeight=320,
        comboboxProps={"shadow": "md"},
        className="control",
    )
