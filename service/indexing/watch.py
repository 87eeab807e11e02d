"""A folder in, every change of its files followed in an index, until it is told to stop."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from corpus.load import READERS
from service.indexing.sync import Synced, put_files, remove
from service.indexing.writer import Writer

DEBOUNCE = 400  # milliseconds in which changes are taken together


def watched(
    writer: Writer, folder: Path, stop: Event, *, max_bytes: int, ready: Callable[[], None]
) -> Iterator[Synced]:
    """What was done after each burst of changes; the first is what the folder held.

    Args:
        writer: The index.
        folder: What to watch, through and through; hidden files are passed over.
        stop: Set when it is to end.
        max_bytes: Size of the largest file that is read.
        ready: Told once changes are seen.
    """
    from watchfiles import watch  # noqa: PLC0415 - heavy

    root = folder.resolve()
    changes = watch(
        root,
        watch_filter=lambda _, name: _is_document(root, Path(name)),
        debounce=DEBOUNCE,
        step=DEBOUNCE // 4,
        stop_event=stop,
        raise_interrupt=True,
        yield_on_timeout=True,
        rust_timeout=500,
    )
    next(changes, None)  # from here on nothing is missed
    yield _followed(writer, root, [*_documents(root)], max_bytes)
    ready()
    for burst in changes:
        if burst:
            yield _followed(writer, root, sorted({Path(name) for _, name in burst}), max_bytes)


def _followed(writer: Writer, root: Path, paths: list[Path], max_bytes: int) -> Synced:
    """Files that are there are written, the documents of those that are not are removed."""
    there = [path for path in paths if path.is_file()]
    put = put_files(writer, there, lambda *_: None, max_bytes=max_bytes) if there else Synced(())
    gone = {path.stem for path in paths} - {path.stem for path in _documents(root)}
    removed = remove(writer, sorted(gone.intersection(writer.ids())))
    return Synced(put.written + removed.written, put.skipped + removed.skipped)


def _documents(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file() and _is_document(root, path))


def _is_document(root: Path, path: Path) -> bool:
    parts = path.relative_to(root).parts
    return path.suffix.lower() in READERS and not any(part.startswith(".") for part in parts)
