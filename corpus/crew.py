"""Processes that take orders on standard input and give results on standard output, kept for reuse.

What may go wrong in such a process stays in it: it can be ended at any time.
"""

import os
import subprocess
import sys
import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from signal import SIGKILL
from threading import Lock
from typing import IO, Generic, Self, TypeVar


class Worker:
    """A process that runs one of our modules."""

    def __init__(self, module: str, environment: Mapping[str, str], *, apart: bool = False) -> None:
        """Start it.

        Args:
            module: The module's name.
            environment: All that it is told of the environment, but where our code is.
            apart: Whether it is ended together with the processes that it starts.
        """
        self._apart = apart and sys.platform != "win32"
        self._process = subprocess.Popen(  # noqa: S603 - one of our own modules
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=apart,
        )

    @property
    def alive(self) -> bool:
        """Whether the process can take another order."""
        return self._process.poll() is None

    @property
    def stdout(self) -> IO[bytes]:
        """What it writes."""
        stream = self._process.stdout
        assert stream  # noqa: S101 - it is a pipe by construction
        return stream

    def send(self, *parts: bytes) -> None:
        """Write to it; if it has ended, reading its reply says so."""
        stream = self._process.stdin
        assert stream  # noqa: S101 - it is a pipe by construction
        with suppress(OSError):
            for part in parts:
                stream.write(part)
            stream.flush()

    def code(self, seconds: float) -> int:
        """With what it ends within so many seconds: below zero, the signal that ended it.

        Raises:
            TimeoutExpired: It goes on.
        """
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End it at once."""
        if self._apart:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, SIGKILL)
        self._process.kill()

    def end(self) -> None:
        """Kill the process, if it still lives, and let go of its pipes."""
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # unsent data has no reader any more
                stream and stream.close()


W = TypeVar("W", bound=Worker)


class Crew(ABC, Generic[W]):
    """Workers that are started as they are needed. Close it, or use it as a context manager."""

    def __init__(self) -> None:
        self._idle: list[W] = []
        self._lock = Lock()
        self._closed = False
        self._finalizer = weakref.finalize(self, _end_all, self._idle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; those that are at work end with what they are at."""
        with self._lock:
            self._closed = True
            self._finalizer()

    @abstractmethod
    def _start(self) -> W:
        """Another worker."""

    @contextmanager
    def _borrowed(self) -> Iterator[W]:
        """One for the caller alone."""
        worker = self._taken()
        try:
            yield worker
        finally:
            self._put_back(worker)

    def _taken(self) -> W:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.end()
        return self._start()

    def _put_back(self, worker: W) -> None:
        with self._lock:
            if worker.alive and not self._closed:
                self._idle.append(worker)
                return
        worker.end()


def _end_all(workers: list[W]) -> None:
    while workers:
        workers.pop().end()
