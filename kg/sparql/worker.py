"""The process that holds a store and answers one query at a time: orders in, results out.

It reads a line of JSON and N-Quads from standard input, then one order a line; it writes one line
of JSON an order, followed by the result's bytes. A result is evaluated and written in this one
thread. Once the store is loaded the process can open no file and no connection any more.
"""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from kg.export.syntaxes import SYNTAXES, TABLES
from kg.sparql.wire import Order, Reply, Setup

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from typing_extensions import Buffer

_MEMORY = 3 * 2**30  # bytes of address space beyond which the process ends
_GRACE = 2  # seconds after which the process ends itself where nobody did


class _FullError(Exception):
    """As much has been written as may be."""


class _Rows(BytesIO):
    """A file that takes so many lines and bytes, then no more."""

    def __init__(self, rows: int, size: int) -> None:
        super().__init__()
        self.rows = -1  # the header is none
        self.truncated = False
        self._limit = rows
        self._size = size

    def write(self, data: "Buffer") -> int:
        """Keep the data; raise once there is too much of it, and whenever the engine goes on."""
        if self.truncated:
            raise _FullError
        written = super().write(data)
        self.rows += bytes(data).count(b"\n")
        if self.rows > self._limit or self.tell() > self._size:
            self._cut()
            raise _FullError
        return written

    def _cut(self) -> None:
        """Drop what is past the limit, and half a row."""
        lines = self.getvalue().split(b"\n")[:-1]
        self.rows = min(self._limit, len(lines) - 1)
        self.seek(0)
        self.truncate()
        super().write(b"\n".join((*lines[: self.rows + 1], b"")))
        self.truncated = True


def main() -> None:
    """Serve the process at the other end of the pipes until it closes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    setup: Setup = json.loads(stdin.readline())
    store = ox.Store()
    store.bulk_load(stdin.read(setup["size"]), format=ox.RdfFormat.N_QUADS)
    _shut_in()
    _send(stdout, {"size": 0}, b"")
    while line := stdin.readline():
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, setup["seconds"] + _GRACE)
        _send(stdout, *_answer(store, json.loads(line), setup))
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)


def _shut_in() -> None:
    """No new file or socket, and no more than so much memory, from here on."""
    if sys.platform == "win32":
        return
    for limit, value in (
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MEMORY),
    ):
        with suppress(ValueError, OSError):  # the system has no such limit, or a lower one
            resource.setrlimit(limit, (value, value))


def _send(stdout: BinaryIO, reply: Reply, body: bytes) -> None:
    stdout.write(json.dumps(reply).encode() + b"\n")
    stdout.write(body)
    stdout.flush()


def _answer(store: ox.Store, order: Order, setup: Setup) -> tuple[Reply, bytes]:
    try:
        result = _run(store, order)
        if isinstance(result, ox.QueryTriples):
            return _triples(result, order["triples"], setup)
        return _results(result, order["results"], setup)
    except SyntaxError as error:
        return {"size": 0, "error": "query", "message": str(error)}, b""
    except (OSError, RuntimeError, ValueError) as error:
        return {"size": 0, "error": "failed", "message": str(error)}, b""


def _run(store: ox.Store, order: Order) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The dataset is the protocol's, else the query's, else all graphs in one."""
    text, base = order["text"], order["base"]
    if order["default_graphs"] or order["named_graphs"]:
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
        named: list[ox.NamedNode | ox.BlankNode]
        default = [ox.NamedNode(iri) for iri in order["default_graphs"]]
        named = [ox.NamedNode(iri) for iri in order["named_graphs"]]
        return store.query(text, base_iri=base, default_graph=default, named_graphs=named)
    return store.query(text, base_iri=base, use_default_graph_as_union=not order["dataset"])


def _results(
    result: ox.QuerySolutions | ox.QueryBoolean, name: str | None, setup: Setup
) -> tuple[Reply, bytes]:
    """Rows are counted as lines of TSV, which no row of others is; then written as asked for."""
    if name is None:
        return {"size": 0, "error": "results"}, b""
    if isinstance(result, ox.QueryBoolean):
        return _written(result.serialize(format=TABLES[name]), name, 1, more=False)
    rows = _Rows(setup["rows"], setup["bytes"])
    with suppress(_FullError):
        result.serialize(rows, format=TABLES["tsv"])
    body: bytes | None = rows.getvalue()
    if name != "tsv":
        again = ox.parse_query_results(body, format=TABLES["tsv"])
        body = again.serialize(format=TABLES[name])
    return _written(body, name, rows.rows, more=rows.truncated)


def _triples(result: ox.QueryTriples, name: str | None, setup: Setup) -> tuple[Reply, bytes]:
    if name is None:
        return {"size": 0, "error": "triples"}, b""
    count = 0

    def counted() -> Iterator[ox.Triple]:
        nonlocal count
        for triple in islice(result, setup["rows"]):
            count += 1
            yield triple

    body = ox.serialize(counted(), format=SYNTAXES[name], prefixes=setup["prefixes"])
    return _written(body, name, count, more=next(result, None) is not None)


def _written(body: bytes | None, name: str, rows: int, *, more: bool) -> tuple[Reply, bytes]:
    body = body or b""
    return {"size": len(body), "format": name, "rows": rows, "truncated": more}, body


if __name__ == "__main__":
    main()
