"""Queries in, results out, by a few worker processes that are ended where they take too long."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore, Event, Timer
from typing import IO

from corpus.crew import Crew, Worker
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


class Pool(Crew["_Engine"]):
    """Runs queries over one source; safe to call from many threads."""

    def __init__(self, source: Source, limits: Limits | None = None) -> None:
        super().__init__()
        self.source = source
        self.limits = limits or Limits()
        self._running = BoundedSemaphore(self.limits.workers)
        self._present = BoundedSemaphore(self.limits.workers * (1 + _WAITING))

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
    def _worker(self) -> "Iterator[_Engine]":
        """One for this query alone, as soon as one is free."""
        busy = BusyError("too many queries are under way", "try again in a few seconds")
        if not self._present.acquire(blocking=False):
            raise busy
        try:
            if not self._running.acquire(timeout=self.limits.seconds):
                raise busy
            try:
                with self._borrowed() as worker:
                    yield worker
            finally:
                self._running.release()
        finally:
            self._present.release()

    def _start(self) -> "_Engine":
        return _Engine(self.source, self.limits)


class _Engine(Worker):
    """A process with the source loaded."""

    def __init__(self, source: Source, limits: Limits) -> None:
        super().__init__("kg.sparql.worker", os.environ)
        self._seconds = limits.seconds
        setup: Setup = {
            "size": len(source.quads),
            "prefixes": dict(source.prefixes),
            "seconds": limits.seconds,
            "rows": limits.rows,
            "bytes": limits.bytes,
        }
        self.send(json.dumps(setup).encode() + b"\n", source.quads)
        if not self.stdout.readline():
            self.end()
            message = "the process that answers queries did not start"
            raise QueryFailedError(message, "see whether memory is short, and try again")

    def run(self, order: Order) -> tuple[Reply, IO[bytes]]:
        """Give an order and take its result.

        Raises:
            TimeLimitError: The process was ended because it took too long.
            QueryFailedError: It ended by itself.
        """
        late = Event()

        def stop() -> None:
            late.set()
            self.kill()

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

    def _reply(self, order: Order) -> tuple[Reply, IO[bytes]]:
        self.send(json.dumps(order).encode() + b"\n")
        line = self.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        reply: Reply = json.loads(line)
        body = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - the caller closes it
        left = reply["size"]
        while left:
            part = self.stdout.read(min(left, _CHUNK))
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
