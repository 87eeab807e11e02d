"""Files in, `Document`s out."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from corpus.boilerplate import is_boilerplate, is_menu
from corpus.bounds import MAX_HEADING
from corpus.document import Document
from corpus.errors import UnreadableError
from corpus.reading.extract import Extract, UnsuitableError
from corpus.reading.front_matter import body_start
from corpus.reading.plain import read_markdown, read_plain

Reader = Callable[[bytes], Extract]

MAX_BYTES = 20_000_000
_TITLE_WORDS = 14
_GAP = re.compile(r"[ \t]{2,}|\t| \u203a ")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>.+)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_MARKS = re.compile(r"\*\*|__|`|!?\[([^\]]*)\]\([^)]*\)")


def _read_html(data: bytes) -> Extract:
    from corpus.reading.html import read_html  # noqa: PLC0415 - a heavy library

    return read_html(data)


def _read_pdf(data: bytes) -> Extract:
    from corpus.reading.pdf import read_pdf  # noqa: PLC0415 - a heavy library

    return read_pdf(data)


def _read_docx(data: bytes) -> Extract:
    from corpus.reading.docx import read_docx  # noqa: PLC0415 - a heavy library

    return read_docx(data)


READERS: Mapping[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}


def find_files(paths: Iterable[Path]) -> list[Path]:
    """List the files to read: those given, and those of the folders given that have a reader.

    Folders are searched through and through, in sorted order; hidden files and folders are skipped.

    Raises:
        UnreadableError: Where a path is missing, a folder holds nothing readable, or two files
            would become documents of the same id.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files_at(path):
            found.setdefault(file.resolve(), file)
    files = list(found.values())
    _refuse_same_ids(files)
    return files


def load_file(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read the file at `path`.

    Raises:
        UnreadableError: Where it is no document.
    """
    return load_bytes(read_file(path, max_bytes=max_bytes), str(path), max_bytes=max_bytes)


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The content of the file at `path`.

    Raises:
        UnreadableError: Where there is none, it is too large, or may not be read.
    """
    if not path.is_file():
        what = f"{path} {'is a folder, not a file' if path.is_dir() else 'does not exist'}"
        raise UnreadableError(what, "check the path")
    try:
        _refuse_huge(str(path), path.stat().st_size, max_bytes)
        return path.read_bytes()
    except OSError as error:
        what = f"{path} cannot be read ({error.strerror})"
        raise UnreadableError(what, "check its permissions") from error


def load_bytes(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Document:
    r"""Read the content of a file called `name`, whose suffix chooses the reader.

    Raises:
        UnreadableError: Where it is no document.

    >>> load_bytes(b"# Two phases\n\nTraining, then inference.", "notes/phases.md").title
    'Two phases'
    """
    reader = _reader(name)
    _refuse_huge(name, len(data), max_bytes)
    if not data.strip():
        what = f"{name} is empty"
        raise UnreadableError(what, "give a file that holds text")
    try:
        extract = reader(data)
    except UnsuitableError as error:
        what = f"{name} {error.what}"
        raise UnreadableError(what, error.remedy) from error
    if not any(character.isalnum() for character in extract.text):
        what = f"{name} is empty: it holds no words"
        raise UnreadableError(what, "give a file that holds text")
    stem = _stem(name)
    return Document(stem, _title(extract, stem), extract.text, extract.markup, extract.publisher)


def _files_at(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        what = f"{path} does not exist"
        raise UnreadableError(what, "check the path")
    inside = sorted(_readable(path))
    if not inside:
        what = f"the folder {path} holds nothing readable"
        raise UnreadableError(what, f"give files that end in {', '.join(READERS)}")
    yield from inside


def _readable(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in READERS:
                yield Path(root) / name


def _refuse_same_ids(files: Iterable[Path]) -> None:
    seen: dict[str, Path] = {}
    for file in files:
        if (other := seen.setdefault(file.stem, file)) is not file:
            what = f"{other} and {file} would both be the document {file.stem!r}"
            raise UnreadableError(what, "rename one of them, or leave it out")


def _refuse_huge(name: str, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        what = f"{name} is huge: {size:,} bytes, more than {max_bytes:,}"
        raise UnreadableError(what, "split it into smaller files")


def _reader(name: str) -> Reader:
    suffix = Path(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        what = f"{name} has {f'the suffix {suffix!r}' if suffix else 'no suffix'}, and no reader"
        raise UnreadableError(what, f"give a file that ends in {', '.join(READERS)}")
    return reader


def _stem(name: str) -> str:
    stem = Path(name).stem
    if not stem.isprintable():  # lone surrogates stand for bytes that are no UTF-8
        what = f"the name {stem!r} holds characters that cannot be written"
        raise UnreadableError(what, "rename the file")
    return stem


def _title(extract: Extract, stem: str) -> str:
    body = extract.text[body_start(extract.text) :] if extract.markup == "markdown" else ""
    candidates = (extract.title, _first_heading(body), _first_short_line(extract), stem)
    return next(title for title in map(_one_line, candidates) if title)


def _one_line(title: str | None) -> str:
    return " ".join(_shortened((title or "").replace("\ufeff", "")).split())


def _shortened(title: str) -> str:
    """The first words of a title that is longer than any: it stands with all that is read."""
    return title if len(title) <= MAX_HEADING else title[:MAX_HEADING] + "…"


def _first_heading(text: str) -> str | None:
    """The first Markdown heading outside code, without its marks."""
    in_code = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        elif not in_code and (found := _HEADING.fullmatch(line)):
            return _MARKS.sub(r"\1", _shortened(found["title"].rstrip(" \t").rstrip("#")))
    return None


def _first_short_line(extract: Extract) -> str | None:
    if extract.markup != "plain":
        return None
    lines = [line for line in extract.text.split("\n") if _is_short(line)]
    return next((line for line in lines if not _is_navigation(line)), next(iter(lines), None))


def _is_navigation(line: str) -> bool:
    """Whether it is what a page shows on top of each of its texts.

    >>> _is_navigation("Skip to content"), _is_navigation("Products  Pricing  Contact")
    (True, True)
    """
    return is_boilerplate(line) or is_menu(_GAP.sub(" | ", line.strip()))


def _is_short(line: str) -> bool:
    return 0 < len(line.split()) <= _TITLE_WORDS and not line.rstrip().endswith(
        (".", ";", ":", ",")
    )
