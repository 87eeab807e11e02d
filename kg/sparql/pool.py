"""Queries in, results out, by a few worker processes that are ended where they take too long."""

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore, Event, Lock, Timer
from typing import IO

from kg.sparql.errors import BusyError, QueryError, QueryFailedError, TimeLimitError
from kg.sparql.guard import check_graphs, checked
from kg.sparql.source import RESULTS, TRIPLES, Query, Source
from kg.sparql.wire import Order, Reply, Setup

_CHUNK = 1 << 18
_KEPT_IN_MEMORY = 1 << 20
_WAITING = 8  # queries that may wait, for each worker


class NoFormatError(Exception):
    """The client takes none of the formats that such a result can be written in.

    Attributes:
        offered: Their media types.
    """

    def __init__(self, offered: tuple[str, ...]) -> None:
        super().__init__(*offered)
        self.offered = offered


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: From its start to its last byte.
        rows: Of solutions or triples; the rest is left out.
        workers: Queries that run at once.
        bytes: Of a table of solutions; the rest is left out.
    """

    seconds: float = 10.0
    rows: int = 100_000
    workers: int = 2
    bytes: int = 1 << 27


@dataclass(frozen=True, slots=True)
class Result:
    """A result as bytes.

    Attributes:
        format: The key in `RESULTS` or `TRIPLES`.
        body: To be read once, and closed.
        size: In bytes.
        rows: How many solutions or triples it has.
        truncated: Whether there were more.
    """

    format: str
    body: IO[bytes]
    size: int
    rows: int
    truncated: bool

    def read(self) -> bytes:
        """All of it."""
        with self.body as body:
            return body.read()


class Pool:
    """Runs queries over one source; safe to call from many threads.

    Processes are started as they are needed. Close it, or use it as a context manager.
    """

    def __init__(self, source: Source, limits: Limits | None = None) -> None:
        self.source = source
        self.limits = limits or Limits()
        self._idle: list[_Worker] = []
        self._lock = Lock()
        self._closed = False
        self._running = BoundedSemaphore(self.limits.workers)
        self._present = BoundedSemaphore(self.limits.workers * (1 + _WAITING))
        self._finalizer = weakref.finalize(self, _end_all, self._idle)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; those that are at work end with their query."""
        with self._lock:
            self._closed = True
            self._finalizer()

    def run(self, query: Query) -> Result:
        """Answer a query.

        Raises:
            QueryError: The text is no query.
            RefusedError: It reaches for what is not here.
            NoFormatError: The client takes no format of such a result.
            TimeLimitError: It took too long, and was ended.
            QueryFailedError: The engine gave up.
            BusyError: Too many queries are under way.
        """
        check_graphs((*query.default_graphs, *query.named_graphs), self.source.graphs)
        text = checked(query.text, query.base, self.source.graphs)
        order: Order = {
            "text": text.text,
            "base": query.base,
            "dataset": text.dataset,
            "default_graphs": list(query.default_graphs),
            "named_graphs": list(query.named_graphs),
            "results": query.results,
            "triples": query.triples,
        }
        with self._worker() as worker:
            reply, body = worker.run(order)
        return _result(reply, body)

    @contextmanager
    def _worker(self) -> "Iterator[_Worker]":
        """One for this query alone, as soon as one is free."""
        busy = BusyError("too many queries are under way", "try again in a few seconds")
        if not self._present.acquire(blocking=False):
            raise busy
        try:
            if not self._running.acquire(timeout=self.limits.seconds):
                raise busy
            try:
                worker = self._taken()
                try:
                    yield worker
                finally:
                    self._put_back(worker)
            finally:
                self._running.release()
        finally:
            self._present.release()

    def _taken(self) -> "_Worker":
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.end()
        return _Worker(self.source, self.limits)

    def _put_back(self, worker: "_Worker") -> None:
        with self._lock:
            if worker.alive and not self._closed:
                self._idle.append(worker)
                return
        worker.end()


class _Worker:
    """A process with the source loaded."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._seconds = limits.seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.sparql.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        setup: Setup = {
            "size": len(source.quads),
            "prefixes": dict(source.prefixes),
            "seconds": limits.seconds,
            "rows": limits.rows,
            "bytes": limits.bytes,
        }
        self._send(json.dumps(setup).encode() + b"\n", source.quads)
        if not self._stdout.readline():
            self.end()
            message = "the process that answers queries did not start"
            raise QueryFailedError(message, "see whether memory is short, and try again")

    @property
    def alive(self) -> bool:
        """Whether the process can take another order."""
        return self._process.poll() is None

    @property
    def _stdout(self) -> IO[bytes]:
        stream = self._process.stdout
        assert stream  # noqa: S101 - it is a pipe by construction
        return stream

    def run(self, order: Order) -> tuple[Reply, IO[bytes]]:
        """Give an order and take its result.

        Raises:
            TimeLimitError: The process was ended because it took too long.
            QueryFailedError: It ended by itself.
        """
        late = Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = Timer(self._seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return self._reply(order)
        except EOFError:
            self.end()
            raise _ended(self._seconds if late.is_set() else None) from None
        finally:
            timer.cancel()

    def end(self) -> None:
        """Kill the process, if it still lives, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # unsent data has no reader any more
                stream and stream.close()

    def _send(self, *parts: bytes) -> None:
        stream = self._process.stdin
        assert stream  # noqa: S101 - it is a pipe by construction
        with suppress(OSError):  # the process has ended: reading its reply says so
            for part in parts:
                stream.write(part)
            stream.flush()

    def _reply(self, order: Order) -> tuple[Reply, IO[bytes]]:
        self._send(json.dumps(order).encode() + b"\n")
        line = self._stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        reply: Reply = json.loads(line)
        body = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - the caller closes it
        left = reply["size"]
        while left:
            part = self._stdout.read(min(left, _CHUNK))
            if not part:
                body.close()
                raise EOFError
            body.write(part)
            left -= len(part)
        body.seek(0)
        return reply, body


def _ended(seconds: float | None) -> TimeLimitError | QueryFailedError:
    if seconds is not None:
        message = f"the query took longer than {seconds:g} seconds and was ended"
        return TimeLimitError(message, "ask for less, e.g. with LIMIT or fewer cross products")
    message = "the query ended the process that ran it, most likely for want of memory"
    return QueryFailedError(message, "ask for less, e.g. without ORDER BY or DISTINCT")


def _result(reply: Reply, body: IO[bytes]) -> Result:
    error, message = reply.get("error"), reply.get("message", "")
    if error is None:
        return Result(reply["format"], body, reply["size"], reply["rows"], reply["truncated"])
    body.close()
    match error:
        case "query":
            what = f"the query cannot be read ({message})"
            raise QueryError(what, "correct its syntax")
        case "results":
            raise NoFormatError(tuple(types[0] for types in RESULTS.values()))
        case "triples":
            raise NoFormatError(tuple(types[0] for types in TRIPLES.values()))
        case _:
            what = f"the query failed ({message})"
            raise QueryFailedError(what, "correct the query")


def _end_all(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()
