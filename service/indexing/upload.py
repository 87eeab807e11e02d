"""What came from outside in, a `Document` out: no name that was sent is ever a path."""

import hashlib
import re
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.errors import InvalidInputError
from corpus.isolated import load_bytes
from service.indexing.states import ID

TEXT = {"markdown": "text.md", "plain": "text.txt"}  # what JSON sends is read as
_PARTS = re.compile(r"[/\\]")
_ID = re.compile(ID.removesuffix("$") + r"\Z")
_SLUG = 48


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent.

    Attributes:
        name: What the client calls it; its ending chooses the reader.
        data: Its bytes.
        id: What the document is to be called; else the stem of `name`.
        title: Its title; else what the document itself says, or what it is called.
        publisher: Who published it; else what the document itself says.
    """

    name: str
    data: bytes
    id: str | None = None
    title: str | None = None
    publisher: str | None = None

    @classmethod
    def of_text(
        cls,
        text: str,
        title: str | None = None,
        id: str | None = None,  # noqa: A002 - its name in the JSON
        *,
        markup: str = "markdown",
        publisher: str | None = None,
    ) -> "Upload":
        """Markdown or plain text; without an id, one that follows from what it says."""
        name = id or derived_id(text, title)
        return cls(TEXT[markup], text.encode(), name, title, publisher)


def read_upload(upload: Upload, max_bytes: int) -> Document:
    """Read what was sent.

    Raises:
        UnreadableError: It is no document.
        InvalidInputError: Its id cannot be one.
    """
    document = load_bytes(upload.data, _PARTS.split(upload.name)[-1], max_bytes=max_bytes)
    name = checked_id(upload.id or document.id)
    return replace(
        document,
        id=name,
        title=_one_line(upload.title) or _title(upload, document, name),
        publisher=_one_line(upload.publisher) or document.publisher,
    )


def _title(upload: Upload, document: Document, name: str) -> str:
    """What the document says; else what it is called, which a text is by its id alone."""
    untitled = document.title == document.id  # the stem of the name that it was read under
    return name if untitled and upload.name in TEXT.values() else document.title


def checked_id(name: str) -> str:
    """The name, if a document can be called so.

    >>> checked_id("../secret")
    Traceback (most recent call last):
        ...
    corpus.errors.InvalidInputError: no document can have the id '../secret': use 1 to 200 \
characters without slashes and controls, the first no dot or space
    """
    if not _ID.match(name):
        what = f"no document can have the id {name[:80]!r}"
        remedy = "use 1 to 200 characters without slashes and controls, the first no dot or space"
        raise InvalidInputError(what, remedy)
    return name


def derived_id(text: str, title: str | None) -> str:
    """An id that the same text and title always get.

    >>> derived_id("# Chips", "Chips & costs")
    'chips-costs-8964c7157134'
    """
    first = title or next((line for line in text.split("\n") if line.strip()), "")
    slug = "-".join(re.findall(r"[a-z0-9]+", first.lower()))[:_SLUG].strip("-")
    digest = hashlib.sha256(f"{title or ''}\0{text}".encode()).hexdigest()[:12]
    return f"{slug}-{digest}" if slug else digest


def _one_line(words: str | None) -> str:
    return " ".join((words or "").split())
