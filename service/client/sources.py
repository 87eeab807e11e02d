"""Paths in, the fields of a form out that send what the files there hold."""

from collections.abc import Sequence
from pathlib import Path

from service.client.errors import UnreadableFileError

Field = tuple[str, tuple[str, bytes]]


def opened(paths: Sequence[Path]) -> list[Field] | None:
    """A field a file; None where there are none, and so no form.

    Raises:
        UnreadableFileError: One of them cannot be read; nothing is sent then.
    """
    return [("file", (path.name, _read(path))) for path in paths] or None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"{path} cannot be read ({error.strerror})"
        raise UnreadableFileError(what, "check the path and its permissions") from error
