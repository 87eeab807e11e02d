"""Bytes in, characters out, with the reasons why bytes are no text."""

import codecs
import re

from corpus.reading.extract import UnsuitableError

CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_SAVE_AS_TEXT = "give the text itself, saved as UTF-8"


def decode(data: bytes, encoding: str = "utf-8") -> str:
    r"""Decode `data` with universal newlines and nothing else changed.

    A byte order mark stays, as it does for whoever opens the file as UTF-8: offsets hold in both.

    Raises:
        UnsuitableError: Where the bytes are binary or in another encoding.

    >>> decode(b"one\r\ntwo\rthree")
    'one\ntwo\nthree'
    """
    if encoding == "utf-8" and (marked := byte_order_mark(data)) not in {None, "UTF-8"}:
        what = f"is {marked}, not UTF-8"
        raise UnsuitableError(what, _conversion(str(marked)))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from error
    _refuse_binary(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def byte_order_mark(data: bytes) -> str | None:
    """Name of the encoding that the first bytes announce."""
    return next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)


def without_controls(text: str) -> str:
    r"""Drop what no text needs and XML cannot carry from an extracted text.

    >>> without_controls("a\x00b\x0cc\ud800d")
    'ab\ncd'
    """
    kept = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    return kept.encode(errors="ignore").decode()


def _refuse_binary(text: str) -> None:
    if found := CONTROL.search(text):
        what = f"is binary, not text (control character {found[0]!r} at offset {found.start()})"
        raise UnsuitableError(what, _SAVE_AS_TEXT)


def _undecodable(data: bytes, error: UnicodeDecodeError) -> UnsuitableError:
    if b"\x00" in data:
        return UnsuitableError("is binary, not text (it holds NUL bytes)", _SAVE_AS_TEXT)
    byte = data[error.start] if error.start < len(data) else 0
    what = f"is not {error.encoding.upper()}: byte 0x{byte:02x} at byte offset {error.start}"
    return UnsuitableError(what, _conversion("WINDOWS-1252"))


def _conversion(encoding: str) -> str:
    return f"convert it, for example with: iconv -f {encoding} -t UTF-8 FILE > NEW_FILE"
