"""Documents and concepts as resources: their addresses in, their contents out."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import mcp_types as types

from corpus.document import Document
from corpus.errors import NotFoundError
from service.api import views
from service.knowledge_base import KnowledgeBase

PAGE = 100  # documents that are listed at once
SCHEME = "phasebook"
TEMPLATES = [
    types.ResourceTemplate(
        name="document",
        title="A document",
        uri_template=f"{SCHEME}://document/{{id}}",
        description="The text of a document, to which the offsets of all citations refer.",
    ),
    types.ResourceTemplate(
        name="concept",
        title="A concept",
        uri_template=f"{SCHEME}://concept/{{id}}",
        description="A concept, by id or any of its names, with every fact about it.",
        mime_type="application/json",
    ),
]
_TYPES = {"markdown": "text/markdown", "html": "text/markdown"}  # by markup


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the documents, and where the next ones start."""

    resources: list[types.Resource]
    next: str | None


def listed(kb: KnowledgeBase, cursor: str | None) -> Page:
    """A page of the documents.

    Raises:
        NotFoundError: The cursor is none of ours.
    """
    documents = kb.documents()
    if cursor is not None and not (cursor.isdecimal() and len(cursor) < PAGE):
        what = f"no page {cursor[:50]!r}"
        raise NotFoundError(what, "start without a cursor")
    start = int(cursor or 0)
    end = start + PAGE
    shown = [_resource(document) for document in documents[start:end]]
    return Page(shown, str(end) if end < len(documents) else None)


def read(kb: KnowledgeBase, uri: str) -> types.TextResourceContents:
    """What stands at an address.

    Raises:
        NotFoundError: Nothing does.
    """
    parts = urlsplit(uri)
    name = unquote(parts.path.removeprefix("/"))
    match parts.scheme, parts.netloc:
        case "phasebook", "document":
            document = kb.document(name)
            return types.TextResourceContents(
                uri=uri, text=document.text, mime_type=_type(document)
            )
        case "phasebook", "concept":
            found = views.concept(kb, name).model_dump_json()
            return types.TextResourceContents(uri=uri, text=found, mime_type="application/json")
        case _:
            what = f"no resource {uri[:200]!r}"
            raise NotFoundError(what, "use " + " or ".join(t.uri_template for t in TEMPLATES))


def _resource(document: Document) -> types.Resource:
    return types.Resource(
        name=document.id,
        title=document.title,
        uri=f"{SCHEME}://document/{quote(document.id, safe='')}",
        description=document.publisher,
        mime_type=_type(document),
        size=len(document.text.encode()),
    )


def _type(document: Document) -> str:
    return _TYPES.get(document.markup, "text/plain")
