"""Bytes and a name in, a `Document` out, read by a process that can do no harm.

Files from strangers are read here: what takes too much memory or time is ended, and what breaks a
reader breaks nothing else. The process is kept, and forks a child a file (`corpus.confined`).
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore, Timer

from corpus.confined import Order, Reply
from corpus.crew import Crew, Worker
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


class Reading(Crew["_Reader"]):
    """Reads files apart; safe to call from many threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__()
        self.limits = limits or Limits()
        self._running = BoundedSemaphore(self.limits.workers)

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
    def _worker(self) -> "Iterator[_Reader]":
        """One for this file alone, as soon as one is free."""
        with self._running, self._borrowed() as worker:
            yield worker

    def _start(self) -> "_Reader":
        return _Reader()


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


class _Reader(Worker):
    """A process with the readers loaded; it is told nothing of the environment but the needful."""

    def __init__(self) -> None:
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        super().__init__("corpus.confined", kept, apart=True)  # it forks a child a file
        if not self.stdout.readline():
            self.end()
            message = "the process that reads files did not start"
            raise UnreadableError(message, "see whether memory is short, and try again")

    def run(self, order: Order, data: bytes) -> tuple[Reply, bytes]:
        """Give an order and take its result; where that does not come, end the process."""
        timer = Timer(order["seconds"] + _GRACE, self.kill)
        timer.daemon = True
        timer.start()
        try:
            self.send(json.dumps(order).encode() + b"\n", data)
            line = self.stdout.readline()
            reply: Reply = json.loads(line) if line.endswith(b"\n") else {"error": "ended"}
            body = self.stdout.read(reply.get("size", 0))
            return (reply, body) if len(body) == reply.get("size", 0) else ({"error": "ended"}, b"")
        finally:
            timer.cancel()


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
