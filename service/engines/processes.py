"""Files in, entries out, read by several processes of this machine.

Each is a new interpreter that talks over its pipes (`corpus.crew`): nothing is forked from threads,
and nothing is pickled. A process reads one file at a time, so that one which ends names its file.
When this process ends, however it does, its pipes close, and the others end with them.
"""

import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from signal import Signals
from subprocess import TimeoutExpired

from corpus.confined import Reply
from corpus.crew import Crew, Worker
from corpus.errors import ModelUnusableError, UnreadableError
from retrieval.embed import Encoder
from service.engines.engine import Done, LostError, Task, lost
from service.engines.here import Here
from service.engines.window import windowed

MODULE = "service.engines.worker"
WORTH = 200_000  # bytes that are read while one process starts
GRACE = 5  # seconds from the end of what a process says to its own
AHEAD = 2  # files for each process, of which one waits


class Processes:
    """Reads files in as many processes as are worth starting; where that is one, in this one."""

    def __init__(self, encoder: Encoder, jobs: int, *, worth: int = WORTH) -> None:
        """Prepare.

        Args:
            encoder: The model; the processes load it by its name.
            jobs: How many processes to start at most.
            worth: Bytes for which another is started.
        """
        self._encoder = encoder
        self._jobs = jobs
        self._worth = worth

    def read(self, tasks: Iterable[Task], size: int) -> Iterator[Done]:
        """What came of each file, as it comes.

        Raises:
            LostError: A process ended over a file, or failed.
        """
        jobs = min(self._jobs, 1 + size // self._worth)
        if jobs < 2:  # noqa: PLR2004 - one, or several
            yield from Here(self._encoder).read(tasks, size)
            return
        crew = Readers(self._encoder.name)
        pool = ThreadPoolExecutor(jobs, "phasebook-build")
        try:
            yield from windowed(
                tasks, lambda task: pool.submit(crew.read, task), _finished, AHEAD * jobs
            )
        finally:
            crew.kill()
            pool.shutdown(cancel_futures=True)
            crew.close()


def _finished(under_way: list[Future[Done]]) -> tuple[list[Done], list[Future[Done]]]:
    ready, others = wait(under_way, return_when=FIRST_COMPLETED)
    return [future.result() for future in ready], list(others)


class Readers(Crew["_Reader"]):
    """The processes, each started when a file finds none free."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model
        self._started: list[_Reader] = []

    def read(self, task: Task) -> Done:
        """Have one of them read a file."""
        with self._borrowed() as reader:
            return reader.read(task)

    def kill(self) -> None:
        """End them, whatever they are at, and start no more."""
        with self._lock:
            self._closed = True
            for reader in self._started:
                reader.kill()

    def _start(self) -> "_Reader":
        with self._lock:
            if self._closed:
                message = "the build is over"
                raise RuntimeError(message)
            reader = _Reader(self._model)
            self._started.append(reader)
        reader.wait_for_start()
        return reader


class _Reader(Worker):
    """A process that has the model and the vocabulary loaded."""

    def __init__(self, model: str) -> None:
        super().__init__(MODULE, {**os.environ, "OMP_NUM_THREADS": "1"})  # the others have theirs
        self.send(json.dumps({"model": model}).encode() + b"\n")

    def wait_for_start(self) -> None:
        """Wait until it can read.

        Raises:
            ModelUnusableError: It cannot load the model.
            LostError: It ended.
        """
        said = self.stdout.readline()
        reply: Reply = json.loads(said) if said.endswith(b"\n") else {"error": "ended"}
        if "error" not in reply:
            return
        ended = self._ended() if reply["error"] == "ended" else ""
        self.end()
        if ended:
            what = f"a process that was to read files {ended} as it started"
            raise LostError(what, "see whether memory is short, or take fewer --jobs")
        raise ModelUnusableError(reply["what"], reply["remedy"])

    def read(self, task: Task) -> Done:
        """Have it read a file.

        Raises:
            LostError: It ended over it, or failed.
        """
        order = {"name": task.name, "size": len(task.data), "max_bytes": task.max_bytes}
        self.send(json.dumps(order).encode() + b"\n", task.data)
        line = self.stdout.readline()
        reply: Reply = json.loads(line) if line.endswith(b"\n") else {"error": "ended"}
        entry = self.stdout.read(reply.get("size", 0))
        if len(entry) < reply.get("size", 0):
            reply = {"error": "ended"}
        match reply.get("error"):
            case None:
                return Done(task.number, entry)
            case "unreadable":
                return Done(task.number, error=UnreadableError(reply["what"], reply["remedy"]))
            case "failed":
                raise lost(task.name, f"failed ({reply['what']})")
            case _:
                raise lost(task.name, self._ended())

    def _ended(self) -> str:
        with suppress(TimeoutExpired):
            code = self.code(GRACE)
            if code < 0:
                return f"was ended by {Signals(-code).name}"
            return f"ended with exit code {code}"
        return "ended"
