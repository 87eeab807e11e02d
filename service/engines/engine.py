"""The data types between a build and what reads its documents: tasks in, what came of them out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from corpus.errors import PhasebookError, UnreadableError
from corpus.load import load_bytes
from corpus.packing import packed
from retrieval.embed import Encoder
from service.engines.entries import entries

if TYPE_CHECKING:
    from kg.extraction import Extractor


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read.

    Attributes:
        number: By which what came of it is told.
        name: What the file is called.
        data: Its bytes.
        max_bytes: Size of the largest file that is read.
    """

    number: int
    name: str
    data: bytes
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task.

    Attributes:
        number: The task's.
        entry: The packed entry (`corpus.packing`); None where there is an error.
        error: Why the file is no document.
    """

    number: int
    entry: bytes | None = None
    error: UnreadableError | None = None


class Engine(Protocol):
    """Reads files, in no order; what it holds at one time does not grow with their number."""

    def read(self, tasks: Iterable[Task], size: int) -> Iterator[Done]:
        """Read the files as they are asked for.

        Args:
            tasks: The files; taken as they can be worked on, by the caller's thread.
            size: Bytes of all of them, at the most.
        """
        ...


class LostError(PhasebookError):
    """What read a file ended over it, or failed."""


def lost(name: str, why: str) -> LostError:
    """The error of a file that cost its reader."""
    what = f"the process that read {name!r} {why}"
    remedy = (
        "see whether memory is short and take fewer --jobs, or leave that file out; started again, "
        "the build goes on with what it has read"
    )
    return LostError(what, remedy)


def done(task: Task, extractor: "Extractor", encoder: Encoder) -> Done:
    """Read one file here and now."""
    try:
        document = load_bytes(task.data, task.name, max_bytes=task.max_bytes)
    except UnreadableError as error:
        return Done(task.number, error=error)
    (entry,) = entries([document], extractor, encoder)
    return Done(task.number, packed(entry))
