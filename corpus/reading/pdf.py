"""Reader of .pdf: the text of its pages. The one module that knows pypdf."""

import io
import logging
import re

from pypdf import PdfReader

from corpus.reading.characters import without_controls
from corpus.reading.extract import Extract, UnsuitableError

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a damaged file is reported once, by us

MAX_PAGES = 5_000
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def read_pdf(data: bytes) -> Extract:
    """Read a PDF that holds text."""
    try:
        text, title = _read(data)
    except (UnsuitableError, MemoryError):
        raise
    except Exception as error:  # damaged files make pypdf raise anything
        what = f"is damaged, or no PDF ({type(error).__name__})"
        raise UnsuitableError(what, "open it in a viewer and print it to a new PDF") from error
    if not any(character.isalnum() for character in text):
        what = "is a PDF without text (scanned pages?)"
        raise UnsuitableError(what, "run text recognition (OCR) on it, then give the result")
    return Extract(text, "plain", title)


def _read(data: bytes) -> tuple[str, str | None]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        what = "is an encrypted PDF"
        raise UnsuitableError(what, "save a copy without its password, then give that")
    if len(reader.pages) > MAX_PAGES:
        what = f"has {len(reader.pages):,} pages, more than {MAX_PAGES:,}"
        raise UnsuitableError(what, "split it into smaller files")
    pages = (page.extract_text() for page in reader.pages)
    text = without_controls("\n\n".join(pages))
    title = reader.metadata.title if reader.metadata else None
    return _BROKEN_WORD.sub("", text), str(title).strip() or None if title else None
