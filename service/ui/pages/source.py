"""A place in a document to its text, the words marked: the source beside every page."""

from dash import html
from dash.development.base_component import Component

from corpus.document import Span
from corpus.errors import InvalidInputError
from service.api import convert
from service.ui.address import Address
from service.ui.desk import Desk
from service.ui.parts import json_link, link


def layout(desk: Desk, span: Span) -> list[Component]:
    """Where the words stand, and the whole text around them.

    Raises:
        NotFoundError: Where there is no such document.
        InvalidInputError: Where it ends before the words do.
    """
    document = desk.kb.document(span.document)
    text = document.text
    if span.end > len(text):
        what = f"{span.document!r} has {len(text):,} characters, none at {span.end:,}"
        raise InvalidInputError(what, "follow the citation anew; the document has changed")
    cited = convert.quote(desk.kb.citation(span))
    where = [part for part in (cited.section, f"characters {span.start:,} to {span.end:,}") if part]
    read = Address("documents", {"document": (document.id,)})
    return [
        html.H3(link(document.title, read), className="source-name"),
        html.P(" · ".join(where), className="quiet"),
        html.Div(
            [text[: span.start], html.Mark(text[span.start : span.end]), text[span.end :]],
            className="source-text",
        ),
        html.P(json_link(desk.call(f"/v1/documents/{document.id}")), className="source-foot"),
    ]
