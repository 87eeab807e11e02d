"""SPARQL engines over the same quads, each in a process of its own: time, memory, rows.

    python -m benchmarks.triples ENGINE FOLDER

is such a process. FOLDER has `quads.nq` and `queries.json`, the worked queries of docs/rdf.md.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.latency import Spread
from benchmarks.quiet import megabytes, quiet
from kg.sparql.pool import Limits, Pool
from kg.sparql.source import Query, Source
from retrieval.embed import Encoder
from service.graph.export import source
from service.knowledge_base import KnowledgeBase

PAGE = Path(__file__).parents[1] / "docs" / "rdf.md"
BASE = "https://phasebook.example/"  # the page's queries name things below it
NAMED = "doc:sheet"  # the one document that they ask of; the first of what is served stands for it
ENDPOINT = f"{BASE}sparql"
ROUNDS = 5

Run = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Engine:
    """What one engine did.

    Attributes:
        name: The engine.
        loaded: Seconds to load the quads.
        queries: Milliseconds of each query, with its result written as JSON.
        resident: Megabytes in the end, with the processes that it starts.
        rows: How many rows each query gave.
        same: Digests of each query's rows, in no order.
        load: The machine's load average, of the minute before.
    """

    name: str
    loaded: float
    queries: tuple[Spread, ...]
    resident: float
    rows: tuple[int, ...]
    same: tuple[str, ...]
    load: float


def measure(index: Path, encoder: Encoder) -> Iterator[Engine]:
    """Have each engine load the graph of an index, and answer the page's queries over it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with KnowledgeBase.open(index, load=lambda _: encoder) as kb:
            served = source(kb, BASE)
            first = kb.documents()[0].id
        (folder / "quads.nq").write_bytes(served.quads)
        asked = [query.replace(NAMED, f"doc:{first}") for query in queries()]
        (folder / "queries.json").write_text(json.dumps(asked), encoding="utf-8")
        for engine in ENGINES:
            yield _measured(engine, folder)


def queries() -> list[str]:
    """The worked queries of the page, with its prefixes."""
    page = PAGE.read_text(encoding="utf-8")
    prefixes, *found = re.findall(r"```sparql\n(.*?)```", page, re.DOTALL)
    return [prefixes + query for query in found]


def _measured(name: str, folder: Path) -> Engine:
    load = os.getloadavg()[0]
    command = [sys.executable, "-m", "benchmarks.triples", name, str(folder)]
    done = subprocess.run(  # noqa: S603 - our own code
        command, stdout=subprocess.PIPE, check=True, text=True, env=quiet()
    )
    found = json.loads(done.stdout)
    return Engine(
        name=name,
        loaded=found["loaded"],
        queries=tuple(_spread(ms) for ms in found["ms"]),
        resident=found["resident"],
        rows=tuple(found["rows"]),
        same=tuple(found["same"]),
        load=load,
    )


def _spread(values: Sequence[float]) -> Spread:
    cuts = quantiles(values, n=20)
    return Spread(cuts[9], cuts[18])


def _ours(quads: bytes, open_: ExitStack) -> Run:
    """Our endpoint's pool: a process beside this one, asked as the endpoint asks it."""
    pool = Pool(Source(quads, frozenset(), {}), Limits(seconds=60, workers=1))
    open_.callback(pool.close)
    pool.run(Query("ASK {}", ENDPOINT))  # it loads when first asked
    return lambda text: pool.run(Query(text, ENDPOINT)).read()


def _rdflib(quads: bytes, _: ExitStack) -> Run:
    """The store in memory of rdflib in memory, and its own engine."""
    from rdflib import Dataset  # noqa: PLC0415 - heavy

    graph = Dataset(default_union=True)
    graph.parse(data=quads, format="nquads")

    def run(text: str) -> bytes:
        return graph.query(text).serialize(format="json") or b""

    return run


ENGINES: Mapping[str, Callable[[bytes, ExitStack], Run]] = {"ours": _ours, "rdflib": _rdflib}


def _main(name: str, folder: Path) -> None:
    asked: list[str] = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    quads = (folder / "quads.nq").read_bytes()
    with ExitStack() as open_:
        began = perf_counter()
        run = ENGINES[name](quads, open_)
        loaded = perf_counter() - began
        taken = [[_taken(run, text) for _ in range(ROUNDS)] for text in asked]
        tables = [_rows(run(text)) for text in asked]
        resident = sum(megabytes("VmRSS", process) for process in ("self", *_children()))
    digests = [hashlib.sha256(json.dumps(rows).encode()).hexdigest() for rows in tables]
    found = {"loaded": loaded, "ms": taken, "resident": resident, "same": digests}
    sys.stdout.write(json.dumps({**found, "rows": [len(rows) for rows in tables]}))


def _taken(run: Run, text: str) -> float:
    began = perf_counter()
    run(text)
    return 1000 * (perf_counter() - began)


def _rows(table: bytes) -> list[str]:
    """What a table of solutions says, in no order."""
    found = json.loads(table)
    names = found["head"]["vars"]
    rows = found["results"]["bindings"]
    return sorted(json.dumps([row.get(name, {}).get("value") for name in names]) for row in rows)


def _children() -> list[str]:
    me = os.getpid()
    return Path(f"/proc/{me}/task/{me}/children").read_text(encoding="utf-8").split()


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
