"""Bytes and a name in, a `Document` out, read by a process that can do no harm.

Files from strangers are read here: what takes too much memory or time is ended, and what breaks a
reader breaks nothing else. The process is kept, and forks a child a file (`corpus.confined`).
"""

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from signal import SIGKILL
from threading import BoundedSemaphore, Lock, Timer
from typing import IO

from corpus.confined import Order, Reply
from corpus.document import Document
from corpus.errors import UnreadableError
from corpus.load import MAX_BYTES

_GRACE = 5  # seconds after which a process is ended that should have ended its child
_SAVE_AGAIN = "open it in the program that made it and save it anew, or give its text"
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    Attributes:
        memory: Bytes of address space, of which the readers themselves need a fifth.
        seconds: Of processor time; twice as many may pass, since other work may go on meanwhile.
        text: Bytes of what is read, as it is handed over.
        workers: Files read at once.
    """

    memory: int = 1 << 30
    seconds: int = 30
    text: int = 100_000_000
    workers: int = 2


class Reading:
    """Reads files apart; safe to call from many threads.

    Processes are started as they are needed. Close it, or use it as a context manager.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._idle: list[_Worker] = []
        self._lock = Lock()
        self._closed = False
        self._running = BoundedSemaphore(self.limits.workers)
        self._finalizer = weakref.finalize(self, _end_all, self._idle)

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; those that are at work end with their file."""
        with self._lock:
            self._closed = True
            self._finalizer()

    def warm(self) -> None:
        """Start a process ahead of the first file."""
        with self._worker():
            pass

    def load_bytes(self, data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Document:
        """Read the content of a file called `name`, as `corpus.load.load_bytes` does.

        Raises:
            UnreadableError: It is no document, or reading it takes more than it may.
        """
        order: Order = {
            "name": name,
            "size": len(data),
            "max_bytes": max_bytes,
            "memory": self.limits.memory,
            "cpu": self.limits.seconds,
            "seconds": 2.0 * self.limits.seconds,
            "most": self.limits.text,
        }
        with self._worker() as worker:
            reply, body = worker.run(order, data)
        if "error" in reply:
            raise _refusal(name, reply, self.limits)
        return Document(*json.loads(body))

    @contextmanager
    def _worker(self) -> "Iterator[_Worker]":
        """One for this file alone, as soon as one is free."""
        with self._running:
            worker = self._taken()
            try:
                yield worker
            finally:
                self._put_back(worker)

    def _taken(self) -> "_Worker":
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.end()
        return _Worker()

    def _put_back(self, worker: "_Worker") -> None:
        with self._lock:
            if worker.alive and not self._closed:
                self._idle.append(worker)
                return
        worker.end()


@cache
def _shared() -> Reading:
    return Reading()


def load_bytes(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Document:
    r"""Read the content of a file called `name` apart, within the usual limits.

    Raises:
        UnreadableError: It is no document, or reading it takes more than it may.

    >>> load_bytes(b"# Two phases\n\nTraining, then inference.", "notes/phases.md").title
    'Two phases'
    """
    return _shared().load_bytes(data, name, max_bytes=max_bytes)


class _Worker:
    """A process with the readers loaded; it is told nothing of the environment but the needful."""

    def __init__(self) -> None:
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "corpus.confined"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # so that it is ended together with its child
        )
        if not self._stdout.readline():
            self.end()
            message = "the process that reads files did not start"
            raise UnreadableError(message, "see whether memory is short, and try again")

    @property
    def alive(self) -> bool:
        """Whether the process can take another order."""
        return self._process.poll() is None

    @property
    def _stdout(self) -> IO[bytes]:
        stream = self._process.stdout
        assert stream  # noqa: S101 - it is a pipe by construction
        return stream

    def run(self, order: Order, data: bytes) -> tuple[Reply, bytes]:
        """Give an order and take its result; where that does not come, end the process."""
        timer = Timer(order["seconds"] + _GRACE, self._kill)
        timer.daemon = True
        timer.start()
        try:
            self._send(json.dumps(order).encode() + b"\n", data)
            line = self._stdout.readline()
            reply: Reply = json.loads(line) if line.endswith(b"\n") else {"error": "ended"}
            body = self._stdout.read(reply.get("size", 0))
            return (reply, body) if len(body) == reply.get("size", 0) else ({"error": "ended"}, b"")
        finally:
            timer.cancel()

    def end(self) -> None:
        """Kill the process, if it still lives, and let go of its pipes."""
        self._kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # unsent data has no reader any more
                stream and stream.close()

    def _kill(self) -> None:
        if sys.platform != "win32":
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, SIGKILL)
        self._process.kill()

    def _send(self, *parts: bytes) -> None:
        stream = self._process.stdin
        assert stream  # noqa: S101 - it is a pipe by construction
        with suppress(OSError):  # the process has ended: reading its reply says so
            for part in parts:
                stream.write(part)
            stream.flush()


def _refusal(name: str, reply: Reply, limits: Limits) -> UnreadableError:
    what = reply.get("what", "")
    match reply["error"]:
        case "unreadable":
            return UnreadableError(what, reply.get("remedy", _SAVE_AGAIN))
        case "memory":
            said = f"{name} takes more than {limits.memory:,} bytes of memory to be read"
        case "time":
            said = f"{name} takes more than {limits.seconds} seconds to be read"
        case "long":
            said = f"{name} holds more than {limits.text:,} bytes of text"
        case _:
            said = f"{name} is damaged: it ended what read it{f' ({what})' if what else ''}"
    return UnreadableError(said, _SAVE_AGAIN)


def _end_all(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()
