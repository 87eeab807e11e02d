"""Reader of .docx: through HTML, as a web page. The one module that knows mammoth."""

import io
import zipfile

import mammoth

from corpus.reading.extract import Extract, UnsuitableError
from corpus.reading.html import read_markup

_MAX_UNPACKED = 200_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of old .doc files and of encrypted ones


def read_docx(data: bytes) -> Extract:
    """Read a Word document."""
    if data.startswith(_OLE):
        what = "is an encrypted or an old Word file"
        raise UnsuitableError(what, "save it without a password as .docx")
    try:
        _refuse_bomb(data)
        result = mammoth.convert_to_html(io.BytesIO(data), convert_image=_no_image())
    except (UnsuitableError, MemoryError):
        raise
    except Exception as error:  # damaged files make mammoth raise anything
        what = f"is damaged, or no .docx ({type(error).__name__})"
        raise UnsuitableError(what, "open it in a word processor and save it again") from error
    return read_markup(f"<html><body>{result.value}</body></html>")


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _MAX_UNPACKED:
        what = f"unpacks to {unpacked:,} bytes, more than {_MAX_UNPACKED:,}"
        raise UnsuitableError(what, "take its pictures out, or split it")


def _no_image() -> object:
    return mammoth.images.img_element(lambda image: {"src": ""})  # noqa: ARG005 - mammoth's signature
