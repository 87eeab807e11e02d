"""Files in, an index out, document by document: read -> draft -> store.

What is read of each file is put into a draft beside the index at once (`corpus/draft.py`), where a
build that was killed goes on. Once all is read, the draft takes the place of what the index holds
in one transaction: a build that fails leaves the former index as it was. Nothing here grows with
the documents but their names.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from platformdirs import user_cache_path

from corpus.address import Place
from corpus.draft import Draft
from corpus.entry import Entry
from corpus.errors import UnreadableError
from corpus.indexes import check_writable, open_index
from corpus.load import find_files, read_file
from corpus.packaged import packaged_documents
from corpus.packing import unpacked
from corpus.rows import hashed
from retrieval.embed import Encoder
from service.engines.engine import Engine, Task
from service.engines.entries import Progress, silent
from service.engines.here import Here
from service.engines.model import model_meta
from service.engines.program import made_by

MAX_BYTES = 20_000_000


class Skipped(NamedTuple):
    """An input that could not be indexed, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build put into the index.

    Attributes:
        documents: How many were read.
        passages: How many passages they have.
        claims: How many claims they make.
        skipped: The inputs that are not in the index.
        resumed: How many of them an earlier build had read that did not come to its end.
        seconds: How long it took.
    """

    documents: int
    passages: int
    claims: int
    skipped: tuple[Skipped, ...]
    resumed: int
    seconds: float


def build(
    paths: Sequence[Path],
    place: Place,
    encoder: Encoder,
    *,
    engine: Engine | None = None,
    progress: Progress = silent,
    max_bytes: int = MAX_BYTES,
) -> BuildReport:
    """Index files and folders in place of whatever is at `place`.

    Args:
        paths: What to index; nothing for the packaged corpus.
        place: Where the index is, or is made.
        encoder: The model; it takes the place of the former index's.
        engine: What reads the files; this process, unless one is given.
        progress: Told how far it is: the bytes that are "read" of those to be read, of which those
            are none that an earlier build has read; then the documents that are "store"d.
        max_bytes: Size of the largest file that is read.

    Raises:
        UnreadableError: None of the inputs can be read.
        IndexUnusableError: The index cannot be written; the former, if any, is untouched.
    """
    began = perf_counter()
    files, failures = found_files(paths or packaged_documents())
    check_writable(place)  # before the work, not after it
    with Draft(_draft_folder(place), made_by(encoder.name)) as draft:
        reading = _Reading(files, draft, progress, max_bytes)
        reading.run(engine or Here(encoder))
        kept, unreadable = reading.kept()
        failures += unreadable
        if not kept:
            raise _nothing(failures)
        storing = _Storing(draft, kept, progress)
        with open_index(place, create=True) as store:
            store.replace_all(storing, model_meta(encoder))
        draft.discard()
    return BuildReport(
        documents=len(kept),
        passages=storing.passages,
        claims=storing.claims,
        skipped=tuple(Skipped(path, str(error)) for path, error in failures),
        resumed=reading.resumed,
        seconds=perf_counter() - began,
    )


def _draft_folder(place: Place) -> Path:
    """Beside the index; where that is on a server, in the user's cache."""
    if isinstance(place, Path):
        return place
    return user_cache_path("phasebook", appauthor=False) / "drafts" / hashed(str(place))[:16]


def found_files(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, UnreadableError]]]:
    """The files to read, each once, and the paths that lead to none."""
    files: dict[Path, Path] = {}
    failures: list[tuple[Path, UnreadableError]] = []
    for path in paths:
        try:
            for file in find_files([path]):
                files.setdefault(file.resolve(), file)
        except UnreadableError as error:
            failures.append((path, error))
    return list(files.values()), failures


class _Reading:
    """Has the files read that the draft does not hold yet, and puts them there."""

    def __init__(
        self, files: Sequence[Path], draft: Draft, progress: Progress, max_bytes: int
    ) -> None:
        self.resumed = 0
        self._files = files
        self._sizes = [_size(file) for file in files]
        self._draft = draft
        self._progress = progress
        self._max_bytes = max_bytes
        self._done = 0
        self._total = sum(self._sizes)
        self._outcomes: list[str | UnreadableError | None] = [None] * len(files)

    def run(self, engine: Engine) -> None:
        """Read all of them."""
        self._progress("read", 0, self._total)
        keys: dict[int, str] = {}  # of those that are under way
        for done in engine.read(self._tasks(keys), self._total):
            key = keys.pop(done.number)
            if done.entry is not None:
                self._draft.put(key, done.entry)
            self._through(done.number, done.error or key)

    def kept(self) -> tuple[dict[str, str], list[tuple[Path, UnreadableError]]]:
        """The draft's keys of the documents, by their ids in order, and what cannot be read."""
        found: dict[str, tuple[Path, str]] = {}
        failures: list[tuple[Path, UnreadableError]] = []
        for file, outcome in zip(self._files, self._outcomes, strict=True):
            if isinstance(outcome, UnreadableError):
                failures.append((file, outcome))
            elif file.stem in found:
                failures.append((file, _same_id(file, found[file.stem][0])))
            elif outcome is not None:
                found[file.stem] = (file, outcome)
        return {name: found[name][1] for name in sorted(found)}, failures

    def _tasks(self, keys: dict[int, str]) -> Iterator[Task]:
        for number, file in enumerate(self._files):
            try:
                data = read_file(file, max_bytes=self._max_bytes)
            except UnreadableError as error:
                self._through(number, error)
                continue
            key = hashed([file.stem, file.suffix.lower(), hashlib.sha256(data).hexdigest()])
            if self._draft.holds(key):
                self.resumed += 1
                self._outcomes[number] = key
                self._total -= self._sizes[number]
            else:
                keys[number] = key
                yield Task(number, str(file), data, self._max_bytes)

    def _through(self, number: int, outcome: str | UnreadableError) -> None:
        self._outcomes[number] = outcome
        self._done += self._sizes[number]
        self._progress("read", self._done, self._total)


class _Storing:
    """The entries of a draft, one by one, counted as they are taken."""

    def __init__(self, draft: Draft, keys: dict[str, str], progress: Progress) -> None:
        self.passages = self.claims = 0
        self._draft = draft
        self._keys = keys
        self._progress = progress

    def __iter__(self) -> Iterator[Entry]:
        for done, key in enumerate(self._keys.values()):
            self._progress("store", done, len(self._keys))
            entry = unpacked(self._draft.get(key))
            self.passages += len(entry.passages)
            self.claims += len(entry.records)
            yield entry
        self._progress("store", len(self._keys), len(self._keys))


def _size(file: Path) -> int:
    """Its bytes, as far as that is known before it is read."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _same_id(file: Path, other: Path) -> UnreadableError:
    what = f"{str(file)!r} has the same name as {str(other)!r}, and so the same id"
    return UnreadableError(what, "rename one of them")


def _nothing(failures: Sequence[tuple[Path, UnreadableError]]) -> UnreadableError:
    if len(failures) == 1:
        return failures[0][1]
    reasons = "; ".join(error.what for _, error in failures[:3])
    more = f"; and {len(failures) - 3} more" if len(failures) > 3 else ""  # noqa: PLR2004 - shown
    what = f"there is nothing to read ({reasons}{more})"
    return UnreadableError(what, "name at least one file that can be read")
