"""Prints how long a build and a question take, and what each ranking finds on public pools."""

from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks import latency, recall
from retrieval.embed import Encoder, load_encoder

POOLS = Path(__file__).parents[2] / "shared" / "bench"
BASELINES = ("bm25s", "MiniLM")


def main() -> None:
    """Measure and print."""
    console = Console()
    began = perf_counter()
    encoder = load_encoder()
    console.print(f"model {encoder.name} loaded in {perf_counter() - began:.1f} s")
    _print_latency(console, latency.measure(encoder))
    for name in recall.POOLS:
        if (POOLS / f"{name}_questions.jsonl").is_file():
            _print_recall(console, recall.read_pool(POOLS, name), encoder)
        else:
            console.print(f"{name}: no such pool beside the repository, recall skipped")
    console.print(f"all of it in {perf_counter() - began:.0f} s")


def _print_latency(console: Console, report: latency.Report) -> None:
    size = report.index_bytes / 1e6
    build = f"{report.documents} documents in {report.build_seconds:.1f} s, {size:.1f} MB"
    table = Table("stage", "p50 ms", "p95 ms", title=f"Packaged corpus: {build}")
    rows = {**report.stages, "whole, first time": report.first}
    for stage, spread in rows.items():
        table.add_row(stage, f"{spread.p50:.1f}", f"{spread.p95:.1f}")
    console.print(table)


def _print_recall(console: Console, pool: recall.Pool, encoder: Encoder) -> None:
    rankings = recall.rank_pool(pool, encoder)
    figures = {name: recall.recall(found, pool.questions) for name, found in rankings.items()}
    title = f"{pool.name}: {len(pool.questions)} questions, {len(pool.passages)} passages"
    table = Table("ranking", "recall@5 %", *(f"/ {name}" for name in BASELINES), title=title)
    for name, figure in figures.items():
        ratios = [f"{figure / figures[baseline]:.2f}" for baseline in BASELINES]
        table.add_row(name, f"{figure:.1f}", *ratios)
    console.print(table)
    gained, lost = recall.rescued(rankings, pool.questions)
    console.print(
        f"supporting passages the graph brought into the first five: {gained}, lost: {lost}"
    )


if __name__ == "__main__":
    main()
