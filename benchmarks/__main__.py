"""Prints how long a build and a question take, and what each ranking finds, beside its peers."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from rich.console import Console

from benchmarks import (
    beside,
    building,
    evidence,
    latency,
    load,
    milvus,
    page,
    scale,
    service,
    start,
    tables,
    triples,
)
from benchmarks.peers import PEERS, rank
from benchmarks.pools import Pool, Question, pool_names, probes, read_pool, single_hop
from benchmarks.recall import FIRST, Found, Rankings, by_system, indexed
from benchmarks.sweep import sweep
from retrieval.embed import Encoder, load_encoder

ROOT = Path(__file__).parents[1]
POOLS = ROOT.parent / "shared" / "bench"
LIBRARIES = (
    *("bm25s", "txtai", "haystack-ai", "llama-index-core", "pyoxigraph", "rdflib"),
    *("sentence-transformers", "torch", "onnxruntime", "faiss-cpu"),
)
SETS: tuple[tuple[str, tuple[Path, ...], Path], ...] = (
    ("packaged", (), ROOT / "service/evaluation/packaged.jsonl"),
    ("field", (ROOT / "tests" / "field" / "documents",), ROOT / "tests/field/questions.jsonl"),
)
PARTS = ("start", "page", "load", "service", "latency", "evidence", "recall")
APART = ("build", "scale", "milvus", "peers", "triples")  # only when named

_began = perf_counter()


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    console = Console(width=max(Console().width, tables.WIDTH))
    encoder = load_encoder()
    console.print(f"model {encoder.name}; {_versions()}")
    parts: dict[str, Callable[[], None]] = {
        "start": lambda: _start(console, encoder),
        "page": lambda: _page(console, encoder),
        "load": lambda: _load(console, encoder),
        "service": lambda: _service(console, encoder),
        "latency": lambda: _latency(console, encoder),
        "build": lambda: _build(console, encoder),
        "scale": lambda: _scale(console, encoder, asked),
        "milvus": lambda: _milvus(console, encoder),
        "peers": lambda: _beside(console, asked.pools, asked.programs or list(PEERS)),
        "triples": lambda: _triples(console, encoder),
        "evidence": lambda: _evidence(console, encoder),
        "recall": lambda: _recall(console, encoder, asked.pools, with_sweep=asked.sweep),
    }
    for name in asked.only or PARTS:
        parts[name]()
    console.print(
        f"all of it in {perf_counter() - _began:.0f} s, {process_time():.0f} s of processor time"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--pools", type=Path, default=POOLS, help="folder of NAME_passages.jsonl")
    parser.add_argument("--sweep", action="store_true", help="vary the graph's settings, too")
    parser.add_argument(
        "--only", choices=(*PARTS, *APART), action="append", help="leave the rest out"
    )
    parser.add_argument("--programs", nargs="+", choices=PEERS, help="of `peers`, those")
    parser.add_argument("--sizes", type=int, nargs="+", default=scale.SIZES, help="of `scale`")
    parser.add_argument("--encoded", type=int, default=scale.ENCODED, help="of those, drawn beyond")
    parser.add_argument("--scratch", type=Path, help="where the indexes of `scale` are left")
    parser.add_argument("--plots", type=Path, help="where the charts of `scale` are written")
    return parser.parse_args()


def _versions() -> str:
    """Of the libraries that count, those that this environment has."""
    found = []
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return ", ".join(found)


def _progress(what: str) -> None:
    print(f"[{perf_counter() - _began:4.0f} s] {what}", file=sys.stderr, flush=True)


def _start(console: Console, encoder: Encoder) -> None:
    _progress("packaged corpus: cold start")
    with latency.packaged(encoder) as folder:
        console.print(tables.start_table(start.measure(folder)))


def _page(console: Console, encoder: Encoder) -> None:
    _progress("packaged corpus: the page, in Chromium")
    with latency.packaged(encoder) as folder:
        if report := page.measure(folder):
            console.print(tables.page_table(report))
        else:
            _progress("there is no chromium: the page was not measured")


def _load(console: Console, encoder: Encoder) -> None:
    _progress("packaged corpus: 1 to 64 clients over HTTP")
    with latency.packaged(encoder) as folder:
        console.print(tables.load_table(load.measure(folder)))


def _service(console: Console, encoder: Encoder) -> None:
    _progress("packaged corpus: ask, search and graph by 1 to 64 clients, beside a writer, memory")
    with latency.packaged(encoder) as folder:
        console.print(tables.service_table(service.measure(folder)))


def _latency(console: Console, encoder: Encoder) -> None:
    _progress("packaged corpus: build, stages, HTTP")
    console.print(tables.latency_table(latency.measure(encoder)))


def _build(console: Console, encoder: Encoder) -> None:
    _progress("builds: each part by itself")
    parts = building.parts(encoder)
    runs = []
    for run in building.measure():
        _progress(f"{run.documents} documents by {run.processes} processes measured")
        runs.append(run)
    console.print(tables.building_table(runs, parts))


def _scale(console: Console, encoder: Encoder, asked: argparse.Namespace) -> None:
    with TemporaryDirectory() as name:
        points = []
        for point in scale.measure(
            encoder, asked.scratch or Path(name), asked.sizes, asked.encoded
        ):
            _progress(f"{point.passages} passages measured")
            points.append(point)
    console.print(tables.scale_table(points))
    for file, text in tables.scale_charts(points).items() if asked.plots else ():
        (asked.plots / file).write_text(text, encoding="utf-8")


def _milvus(console: Console, encoder: Encoder) -> None:
    points = []
    for point in milvus.measure(encoder):
        _progress(f"{point.passages} passages in {point.keeper} measured")
        points.append(point)
    console.print(tables.milvus_table(points))


def _beside(console: Console, folder: Path, programs: list[str]) -> None:
    for name in pool_names(folder):
        found = []
        for one in beside.measure(programs, folder, read_pool(folder, name)):
            _progress(f"{name}: {one.name} measured")
            found.append(one)
        console.print(tables.beside_table(name, found))


def _triples(console: Console, encoder: Encoder) -> None:
    _progress("packaged corpus: SPARQL")
    with latency.packaged(encoder) as folder:
        console.print(tables.triples_table([*triples.measure(folder, encoder)]))


def _evidence(console: Console, encoder: Encoder) -> None:
    for name, paths, questions in SETS:
        _progress(f"{name}: evidence at the sentence")
        console.print(tables.evidence_table(name, evidence.measure(encoder, paths, questions)))


def _recall(console: Console, encoder: Encoder, folder: Path, *, with_sweep: bool) -> None:
    names = pool_names(folder)
    if not names:
        console.print(f"no pools in {str(folder)!r}: recall skipped")
    for name in names:
        pool = read_pool(folder, name)
        kinds = {"multi": pool.questions, "written": single_hop(pool), "probes": probes(pool)}
        questions = [question for some in kinds.values() for question in some]
        _progress(f"{name}: embedding {len(pool.passages)} passages")
        with indexed(pool, encoder) as index:
            _progress(f"{name}: asking {len(questions)} questions")
            found = [index.search(question.text) for question in questions]
            mentions = index.mentions
        rankings = _peers(pool, questions) | by_system(found)
        for table in tables.recall_tables(pool, _split(rankings, kinds), kinds):
            console.print(table)
        if with_sweep:
            multi: Sequence[Found] = found[: len(pool.questions)]
            console.print(tables.sweep_table(name, list(sweep(mentions, multi, pool.questions))))


def _peers(pool: Pool, questions: Sequence[Question]) -> Rankings:
    asked = [question.text for question in questions]
    found = {}
    for name in ("bm25s", "txtai hybrid"):
        _progress(f"{pool.name}: {name} indexes and asks the same")
        found[name] = rank(name, pool, asked, FIRST)
    return found


def _split(rankings: Rankings, kinds: dict[str, Sequence[Question]]) -> dict[str, Rankings]:
    """The rankings of each kind of question."""
    split: dict[str, Rankings] = {}
    start = 0
    for kind, questions in kinds.items():
        end = start + len(questions)
        split[kind] = {system: found[start:end] for system, found in rankings.items()}
        start = end
    return split


if __name__ == "__main__":
    main()
