"""What was measured in, tables to print out."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from rich.console import RenderableType
from rich.table import Table

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
    triples,
)
from benchmarks.plot import chart
from benchmarks.pools import Pool, Question, halves
from benchmarks.recall import Rankings, hits, recall, rescue
from benchmarks.sweep import Outcome, held_out

WIDTH = 100
BASELINES = ("bm25s", "MiniLM", "txtai hybrid")


def latency_table(report: latency.Report) -> Table:
    """The stages of a question, and the whole of it."""
    size = report.index_bytes / 1e6
    build = f"{report.documents} documents in {report.build_seconds:.1f} s, {size:.1f} MB"
    table = Table("stage", "p50 ms", "p95 ms", title=f"Packaged corpus: {build}")
    last = {"whole, first time": report.first, "POST /v1/ask, one client": report.over_http}
    for stage, spread in {**report.stages, **last}.items():
        table.add_row(stage, f"{spread.p50:.1f}", f"{spread.p95:.1f}")
    return table


def start_table(report: start.Report) -> Table:
    """Commands from a cold start, and what a server needs."""
    caption = f"server ready in {report.ready:.1f} s, {report.megabytes:.0f} MB resident"
    title = f"Cold start (load {report.load:.1f})"
    table = Table("command", "s", "processor s", "of the last", title=title, caption=caption)
    last = [*report.commands.values()][-1].wall
    for name, one in report.commands.items():
        table.add_row(name, f"{one.wall:.2f}", f"{one.processor:.2f}", f"{one.wall / last:.2f}")
    return table


def building_table(runs: Sequence[building.Run], parts: building.Parts) -> Table:
    """Text indexed a minute, memory, and where the time goes."""
    caption = (
        f"a megabyte takes {parts.extract:.0f} s of extraction and {parts.embed:.0f} s of the"
        f" model, for {parts.texts:.1f} texts a kilobyte and {parts.tokens:.2f} tokens a byte; "
        f"sentence-transformers takes {parts.peer:.0f} s for the same texts, 32 at once"
    )
    heads = ("processes", "MB of text", "documents", "s", "MB a minute", "a core", "peak MB")
    table = Table(*heads, "of a worker", "load", title="Builds", caption=caption)
    for run in runs:
        minute, core = (60 * run.megabytes / took for took in (run.seconds, run.processor))
        memory = (f"{run.own:.0f}", f"{run.worker:.0f}" if run.worker else "-")
        table.add_row(
            str(run.processes),
            f"{run.megabytes:.2f}",
            str(run.documents),
            f"{run.seconds:.0f}",
            f"{minute:.2f}",
            f"{core:.2f}",
            *memory,
            f"{run.load:.1f}",
        )
    return table


def page_table(report: page.Report) -> Table:
    """The page's first paint, and its answers beside the same over HTTP alone."""
    caption = f"first paint {report.paint:.0f} ms, at the very first {report.first:.0f} ms"
    title = f"From Enter to the answer, {len(report.waited)} questions (load {report.load:.1f})"
    table = Table("", "p50 ms", "p95", "longest", title=title, caption=caption)
    for name, times in (("on the page", report.waited), ("over HTTP", report.alone)):
        spread = (median(times), times[int(0.95 * len(times))], times[-1])
        table.add_row(name, *(f"{one:.0f}" for one in spread))
    return table


def load_table(report: load.Report) -> Table:
    """Answers over HTTP by what is asked and by how many; beside them, answers from memory."""
    title = f"POST /v1/ask on the loopback (load {report.load:.1f})"
    heads = ("questions", "clients", "p50 ms", "p95", "p99", "a second", "processor ms")
    table = Table(*heads, "rate / peer", title=title)
    for asked, found in report.ours.items():
        for clients, ours in found.items():
            figures = (ours.p50, ours.p95, ours.p99, ours.rate, ours.processor)
            row = (f"{figure:.1f}" for figure in figures)
            share = ours.rate / report.peer[clients].rate
            table.add_row(asked, str(clients), *row, f"{share:.2f}")
        table.add_section()
    for clients, peer in report.peer.items():
        row = (f"{figure:.1f}" for figure in (peer.p50, peer.p95, peer.p99, peer.rate))
        table.add_row("peer", str(clients), *row, "", "")
    return table


def service_table(report: service.Report) -> Table:
    """Calls of three kinds by the number of clients, and readers beside a writer."""
    memory = f"{report.before:.0f} MB resident before, {report.after:.0f} MB after"
    caption = f"{report.requests} requests and {report.writes} writes: {memory}"
    title = f"Calls on the loopback (load {report.load:.1f})"
    heads = ("call", "clients", "p50 ms", "p95 ms", "p99 ms", "a second")
    table = Table(*heads, title=title, caption=caption)
    for name, found in report.kinds.items():
        for clients, one in found.items():
            figures = (one.p50, one.p95, one.p99, one.rate)
            table.add_row(name, str(clients), *(f"{figure:.1f}" for figure in figures))
        table.add_section()
    return table


def scale_table(points: Sequence[scale.Point]) -> Table:
    """Time and memory by the number of passages."""
    heads = ("search p50 ms", "p95", "ask p50 ms", "p95", "start s", "MB", "own MB", "disk GB")
    table = Table(
        "passages", "vectors", "recall@10", *heads, "processor ms", "load", title="By size"
    )
    for one in points:
        spreads = (one.search.p50, one.search.p95, one.ask.p50, one.ask.p95)
        rest = (
            f"{one.opened:.1f}",
            f"{one.resident:.0f}",
            f"{one.own:.0f}",
            f"{one.gigabytes:.2f}",
        )
        table.add_row(
            f"{one.passages:,}",
            "drawn" if one.drawn else "the model's",
            f"{one.recall:.3f}",
            *(f"{spread:.0f}" for spread in spreads),
            *rest,
            f"{one.search_processor.p50:.0f} / {one.ask_processor.p50:.0f}",
            f"{one.load:.1f}",
        )
    return table


def milvus_table(points: Sequence[milvus.Point]) -> Table:
    """What keeps an index, beside what else could."""
    table = Table("passages", "kept in", "written s", "recall@10", "words@10", title="By keeper")
    for head in ("vectors p50 ms", "p95", "words p50 ms", "p95", "search p50 ms", "p95"):
        table.add_column(head)
    for one in points:
        spreads = (one.dense, one.lexical, one.search)
        table.add_row(
            f"{one.passages:,}",
            one.keeper,
            f"{one.written:.1f}",
            f"{one.recall:.3f}",
            f"{one.words:.3f}",
            *(f"{value:.1f}" for spread in spreads for value in (spread.p50, spread.p95)),
        )
    return table


def scale_charts(points: Sequence[scale.Point]) -> dict[str, str]:
    """Growth of time and of memory, as SVG, by the name of a file."""
    times = {
        "ask, p95": [(p.passages, p.ask.p95) for p in points],
        "ask, p50": [(p.passages, p.ask.p50) for p in points],
        "search, p95": [(p.passages, p.search.p95) for p in points],
        "search, p50": [(p.passages, p.search.p50) for p in points],
    }
    sizes = {
        "folder": [(p.passages, 1000 * p.gigabytes) for p in points],
        "resident": [(p.passages, p.resident) for p in points],
        "its own": [(p.passages, p.own) for p in points],
    }
    return {
        "scaling-time.svg": chart(times, "passages", "ms"),
        "scaling-memory.svg": chart(sizes, "passages", "MB"),
    }


def beside_table(pool: str, found: Sequence[beside.Beside]) -> Table:
    """What each program took and found, over the same passages."""
    heads = ("index s", "search p50 ms", "p95", "MB grown", "MB", "recall@5 %", "one, @5 %", "load")
    table = Table("program", *heads, title=f"{pool}: the same passages and questions")
    for one in found:
        figures = (one.search.p50, one.search.p95, one.grown, one.resident, one.several, one.one)
        places = (1, 1, 0, 0, 1, 1)
        row = (f"{figure:.{n}f}" for figure, n in zip(figures, places, strict=True))
        table.add_row(one.name, f"{one.indexed:.1f}", *row, f"{one.load:.1f}")
    return table


def triples_table(found: Sequence[triples.Engine]) -> Table:
    """What each SPARQL engine took, and whether it found the same as the first."""
    heads = [f"query {n}: p50, p95 ms" for n in range(1, len(found[0].queries) + 1)]
    rows = ", ".join(map(str, found[0].rows))
    title = f"The queries of docs/rdf.md over the packaged graph ({rows} rows)"
    table = Table("engine", "load s", *heads, "MB", "same rows", "load", title=title)
    for one in found:
        times = (f"{spread.p50:.1f}, {spread.p95:.1f}" for spread in one.queries)
        same = sum(a == b for a, b in zip(one.same, found[0].same, strict=True))
        rest = (f"{one.resident:.0f}", f"{same} of {len(one.same)}", f"{one.load:.1f}")
        table.add_row(one.name, f"{one.loaded:.2f}", *times, *rest)
    return table


def evidence_table(name: str, report: evidence.Report) -> Table:
    """How often what is ranked first, and among the first five, holds the evidence."""
    title = f"{name}: evidence of {report.questions} questions among {report.sentences} sentences"
    table = Table("ranking", "first %", "first five %", title=title)
    for label, share in report.of_sentences.items():
        table.add_row(f"sentences: {label}", f"{share.first:.1f}", f"{share.first_five:.1f}")
    table.add_section()
    for label, share in report.of_passages.items():
        table.add_row(f"passages: {label}", f"{share.first:.1f}", f"{share.first_five:.1f}")
    return table


def recall_tables(
    pool: Pool, rankings: Mapping[str, Rankings], kinds: Mapping[str, Sequence[Question]]
) -> Iterator[RenderableType]:
    """Questions on several passages, what the graph did for them, and questions on one."""
    yield _several(pool, rankings["multi"])
    yield _rescue(rankings["multi"], pool.questions)
    yield _one_passage(pool.name, rankings, kinds)


def sweep_table(name: str, outcomes: Sequence[Outcome]) -> Table:
    """Recall under each setting, and of the one chosen by one half on the other."""
    (one, gained), (other, gained_there) = held_out(outcomes)
    caption = (
        f"chosen by half 1: {one}, on half 2 {gained:+.1f} over fused\n"
        f"chosen by half 2: {other}, on half 1 {gained_there:+.1f} over fused"
    )
    heads = ("setting", "recall@5 %", "half 1", "half 2")
    table = Table(*heads, title=f"{name}: settings", caption=caption)
    for row in outcomes:
        table.add_row(row.setting, *(f"{x:.1f}" for x in (row.all, row.first, row.second)))
    return table


def _several(pool: Pool, rankings: Rankings) -> Table:
    first, second = halves(pool.questions)
    title = f"{pool.name}: {len(pool.questions)} questions, {len(pool.passages)} passages"
    heads = (f"half 1 ({len(first)})", f"half 2 ({len(second)})", *(f"/ {b}" for b in BASELINES))
    table = Table("ranking", "recall@5 %", *heads, title=title)
    figures = {name: recall(found, pool.questions) for name, found in rankings.items()}
    for name, found in rankings.items():
        parts = [
            recall([found[i] for i in half], [pool.questions[i] for i in half])
            for half in (first, second)
        ]
        ratios = [f"{figures[name] / figures[baseline]:.2f}" for baseline in BASELINES]
        table.add_row(name, *(f"{x:.1f}" for x in (figures[name], *parts)), *ratios)
    return table


def _rescue(rankings: Rankings, questions: Sequence[Question]) -> str:
    found = rescue(rankings, questions)
    points = recall(rankings["full"], questions) - recall(rankings["fused"], questions)
    return (
        f"full against fused: {points:+.1f} points; rescued by the graph: {found.brought} of the"
        f" {found.missed} supporting passages that fused lacks in its first five"
        f" ({100 * found.brought / max(found.missed, 1):.1f} %); it cost {found.lost}"
    )


def _one_passage(
    name: str, rankings: Mapping[str, Rankings], kinds: Mapping[str, Sequence[Question]]
) -> Table:
    written, probed = kinds["written"], kinds["probes"]
    title = f"{name}, one passage: {len(written)} questions, {len(probed)} probes"
    table = Table("ranking", "questions @1 %", "@5 %", "probes @1 %", "@5 %", title=title)
    for system in rankings["written"]:
        figures = [
            hits(rankings[kind][system], kinds[kind], k)
            for kind in ("written", "probes")
            for k in (1, 5)
        ]
        table.add_row(system, *(f"{figure:.1f}" for figure in figures))
    return table
