"""Files in, the index brought to the same state: what is new or changed written, the rest left.

A document is known by its id, the stem of its file's name: that is how the index and a folder are
told to hold the same one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NotFoundError, PhasebookError
from corpus.load import load_file
from service.indexing.build import Skipped, found_files
from service.indexing.change import Written
from service.indexing.writer import Writer

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done.

    Attributes:
        written: What became of each document.
        skipped: The inputs that could not be read or written, and why.
    """

    written: tuple[Written, ...]
    skipped: tuple[Skipped, ...] = ()


def put_files(
    writer: Writer,
    paths: Sequence[Path],
    progress: Progress,
    *,
    max_bytes: int,
    prune: bool = False,
) -> Synced:
    """Add the files and those of folders, or replace the documents of their ids.

    Args:
        writer: The index.
        paths: Files and folders.
        progress: Told how many files are through.
        max_bytes: Size of the largest file that is read.
        prune: Whether to remove every document that has no file there, if all paths can be read.
    """
    files, failures = found_files(paths)
    skipped = [Skipped(path, str(error)) for path, error in failures]
    written: list[Written] = []
    seen: dict[str, Path] = {}
    for done, file in enumerate(files):
        progress(done, len(files))
        if file.stem in seen:
            what = f"its document would have the same id as that of {str(seen[file.stem])!r}"
            skipped.append(Skipped(file, f"{what}: rename one of them"))
            continue
        seen[file.stem] = file
        try:
            written.append(writer.put(load_file(file, max_bytes=max_bytes)))
        except PhasebookError as error:
            skipped.append(Skipped(file, str(error)))
    progress(len(files), len(files))
    if prune and not failures:
        written += [writer.remove(name) for name in writer.ids() if name not in seen]
    return Synced(tuple(written), tuple(skipped))


def remove(writer: Writer, names: Iterable[str]) -> Synced:
    """Remove documents by their ids."""
    written: list[Written] = []
    skipped: list[Skipped] = []
    for name in names:
        try:
            written.append(writer.remove(name))
        except NotFoundError as error:
            skipped.append(Skipped(Path(name), str(error)))
    return Synced(tuple(written), tuple(skipped))
