"""Queries are answered side by side, within limits, and nothing outlives or escapes its process."""

import csv
import gc
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.sparql.errors import (
    BusyError,
    QueryError,
    QueryFailedError,
    RefusedError,
    TimeLimitError,
)
from kg.sparql.pool import Limits, NoFormatError, Pool
from kg.sparql.source import RESULTS, TRIPLES, Query, Source
from tests.kg.sparql.listener import listening

BASE = "http://here.example/sparql"
A, B = "http://here.example/a", "http://here.example/b"
ROWS = 300
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def quads() -> bytes:
    """Triples in two graphs and in none."""
    lines = [f'<http://x/{n}> <http://x/p> "value {n}" <{(A, B)[n % 2]}> .' for n in range(ROWS)]
    return "\n".join([*lines, "<http://x/d> <http://x/p> <http://x/0> .", ""]).encode()


SOURCE = Source(quads(), frozenset({A, B, "http://here.example/empty"}), {"x": "http://x/"})


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """A pool of two."""
    with Pool(SOURCE, Limits(seconds=20, rows=1000)) as made:
        yield made


def rows(pool: Pool, text: str, **dataset: tuple[str, ...]) -> list[dict[str, str]]:
    """The solutions' values."""
    default, named = dataset.get("default_graphs", ()), dataset.get("named_graphs", ())
    found = json.loads(pool.run(Query(text, BASE, default, named)).read())["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def count(pool: Pool, text: str, **dataset: tuple[str, ...]) -> int:
    """How many solutions there are."""
    return len(rows(pool, text, **dataset))


def test_the_default_graph_is_all_of_them(pool: Pool) -> None:
    """The named ones and what is in none; GRAPH finds the named ones."""
    assert count(pool, "SELECT * { ?s ?p ?o }") == ROWS + 1
    assert count(pool, "SELECT * { GRAPH ?g { ?s ?p ?o } }") == ROWS
    assert {row["g"] for row in rows(pool, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }")} == {A, B}


def test_the_dataset_of_a_query(pool: Pool) -> None:
    """FROM and FROM NAMED replace the dataset."""
    assert count(pool, "SELECT * FROM <a> { ?s ?p ?o }") == ROWS / 2
    assert count(pool, "SELECT * FROM <a> FROM <b> { ?s ?p ?o }") == ROWS
    assert count(pool, "SELECT * FROM <a> { GRAPH ?g { ?s ?p ?o } }") == 0
    assert count(pool, "SELECT * FROM NAMED <a> { GRAPH ?g { ?s ?p ?o } }") == ROWS / 2
    assert count(pool, "SELECT * FROM NAMED <a> { ?s ?p ?o }") == 0


def test_the_dataset_of_the_protocol_wins(pool: Pool) -> None:
    """Over the query's own; a graph without triples is one, too."""
    query = "SELECT * FROM <a> { ?s ?p ?o }"
    assert count(pool, query, default_graphs=(B,)) == ROWS / 2
    assert rows(pool, query, default_graphs=(B,))[0]["s"] != rows(pool, query)[0]["s"]
    assert count(pool, "SELECT * { ?s ?p ?o }", default_graphs=(A, B)) == ROWS
    assert count(pool, "SELECT * { ?s ?p ?o }", named_graphs=(A,)) == 0
    assert count(pool, "SELECT * { GRAPH ?g { ?s ?p ?o } }", named_graphs=(A,)) == ROWS / 2
    assert count(pool, query, default_graphs=("http://here.example/empty",)) == 0


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "http://evil.example/", "", "nothing"])
def test_other_graphs_are_refused(pool: Pool, graph: str) -> None:
    """By the protocol as in the query."""
    for dataset in ({"default_graphs": (graph,)}, {"named_graphs": (A, graph)}):
        with pytest.raises(RefusedError, match="no graph"):
            rows(pool, "ASK {}", **dataset)


TERMS = ["<x:a>", "'a\\tb\\n'", "'c'@en", "1", "1.50", "1e0", "true", "UNDEF", "'\"\\\\'", "''"]
TABLE = st.integers(0, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(TERMS), min_size=width, max_size=width).map(tuple), max_size=5
    ).map(lambda table: (width, table))
)


@settings(max_examples=40)
@given(TABLE)
def test_tables_are_what_the_engine_would_write(
    pool: Pool, made: tuple[int, list[tuple[str, ...]]]
) -> None:
    """In every format, byte for byte, although rows are counted on the way."""
    width, table = made
    variables = " ".join(f"?v{n}" for n in range(width))
    values = " ".join(f"({' '.join(row)})" for row in table)
    query = f"SELECT * {{ VALUES ({variables}) {{ {values} }} }}"
    formats = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
    }
    assert set(formats) == set(RESULTS)
    for name, form in formats.items():
        result = pool.run(Query(query, BASE, results=name))
        direct = ox.Store().query(query)
        assert isinstance(direct, ox.QuerySolutions)
        assert result.rows == len(table)
        assert result.read() == direct.serialize(format=form)


@pytest.mark.parametrize("syntax", TRIPLES)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://x/0>"])
def test_graphs_in_every_syntax(pool: Pool, query: str, syntax: str) -> None:
    """The same triples whichever is asked for."""
    formats = {form.name.lower(): form for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)}
    formats |= {"ntriples": ox.RdfFormat.N_TRIPLES, "nquads": ox.RdfFormat.N_QUADS}
    formats |= {"json-ld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}
    result = pool.run(Query(query, BASE, triples=syntax))
    read = list(ox.parse(result.read(), format=formats[syntax]))
    assert len(read) == result.rows == (1 if "DESCRIBE" in query else ROWS + 1)


def test_what_the_client_does_not_take(pool: Pool) -> None:
    """The formats that there are for such a result are named."""
    with pytest.raises(NoFormatError) as caught:
        pool.run(Query("ASK {}", BASE, results=None))
    assert "application/sparql-results+json" in caught.value.offered
    with pytest.raises(NoFormatError) as caught:
        pool.run(Query("DESCRIBE <x:y>", BASE, triples=None))
    assert "text/turtle" in caught.value.offered


@pytest.mark.parametrize("name", RESULTS)
def test_rows_have_a_limit(name: str) -> None:
    """A table ends there, whole and well formed, and says that there were more."""
    with Pool(SOURCE, Limits(rows=150)) as small:
        capped = small.run(Query("SELECT * { ?s ?p ?o }", BASE, results=name))
        whole = small.run(Query("SELECT * { ?s ?p ?o } LIMIT 150", BASE, results=name))
        graph = small.run(Query("CONSTRUCT WHERE { ?s ?p ?o }", BASE, triples="ntriples"))
    assert (capped.rows, capped.truncated) == (150, True)
    assert (whole.rows, whole.truncated) == (150, False)
    assert capped.read() == whole.read()
    assert (graph.rows, graph.truncated) == (150, True)
    assert graph.read().count(b"\n") == 150


def test_a_table_has_a_limit_in_bytes() -> None:
    """Few long rows are cut, too, between two rows."""
    with Pool(SOURCE, Limits(bytes=3_000)) as small:
        result = small.run(Query("SELECT * { ?s ?p ?o }", BASE, results="csv"))
    assert result.truncated
    assert len(list(csv.reader(StringIO(result.read().decode())))) == result.rows + 1 < ROWS


def test_a_query_has_a_time_limit() -> None:
    """It is ended, others are answered meanwhile, and afterwards all is well."""
    with Pool(SOURCE, Limits(seconds=1)) as quick:
        with ThreadPoolExecutor(2) as threads:
            slow = threads.submit(quick.run, Query(CROSS, BASE))
            time.sleep(0.3)
            quick.run(Query("ASK {}", BASE)).read()
            assert not slow.done()
            with pytest.raises(TimeLimitError, match="1 seconds"):
                slow.result()
        assert count(quick, "SELECT * { ?s ?p ?o }") == ROWS + 1


def test_a_process_that_ends_by_itself_is_replaced() -> None:
    """The query that ended it is told so; the next one is answered."""
    with Pool(SOURCE, Limits(workers=1)) as single:
        single.run(Query("ASK {}", BASE)).read()
        threading.Timer(0.5, single._idle[0]._process.kill).start()
        with pytest.raises(QueryFailedError, match="ended"):
            single.run(Query(CROSS, BASE))
        single.run(Query("ASK {}", BASE)).read()
        single._idle[0]._process.kill()
        single._idle[0]._process.wait()
        assert single.run(Query("ASK {}", BASE)).read()


def test_too_many_at_once_are_sent_away() -> None:
    """Soon, not after waiting for ever."""
    with Pool(SOURCE, Limits(seconds=0.5, workers=1)) as single, ThreadPoolExecutor(12) as threads:
        asked = [threads.submit(single.run, Query(CROSS, BASE)) for _ in range(12)]
        errors = {type(one.exception()) for one in asked}
    assert BusyError in errors
    assert errors <= {BusyError, TimeLimitError}


def test_eight_at_once(pool: Pool) -> None:
    """Each gets its own whole answer."""
    query = "SELECT * { ?s ?p ?o . ?a ?b ?s } ORDER BY ?s"

    def ask(number: int) -> bytes:
        return pool.run(Query(query if number % 2 else "ASK {}", BASE)).read()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(40)))
    assert len(set(answers)) == 2


@pytest.mark.parametrize("query", ["", "SELECT", "SELECT * {", "\x00", "ASK { ?s ?p }", "🙂"])
def test_what_is_no_query(pool: Pool, query: str) -> None:
    """Is said to be none, and where."""
    with pytest.raises(QueryError, match="cannot be read"):
        pool.run(Query(query, BASE))


def test_a_process_can_reach_nothing() -> None:
    """An order that the guard never saw makes no connection and reads no file."""
    with Pool(SOURCE, Limits(seconds=5)) as single, listening() as listener:
        single.run(Query("ASK {}", BASE)).read()
        worker = single._idle[0]
        text = f"SELECT * {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}"
        reply, body = worker.run(
            {
                "text": text,
                "base": BASE,
                "dataset": False,
                "default_graphs": [],
                "named_graphs": [],
                "results": "json",
                "triples": "turtle",
            }
        )
        body.close()
        assert reply["error"] == "failed"
        assert listener.connections == 0


def test_no_process_is_left_behind() -> None:
    """Neither by a pool that is closed nor by one that is forgotten."""
    closed, forgotten = Pool(SOURCE), Pool(SOURCE)
    for each in (closed, forgotten):
        each.run(Query("ASK {}", BASE)).read()
    processes = [each._idle[0]._process for each in (closed, forgotten)]
    closed.close()
    del forgotten, each
    gc.collect()
    assert all(process.poll() is not None for process in processes)


def test_a_process_ends_with_its_parent() -> None:
    """Its standard input is closed then."""
    single = Pool(SOURCE)
    single.run(Query("ASK {}", BASE)).read()
    process = single._idle[0]._process
    assert process.stdin
    process.stdin.close()
    assert process.wait(5) == 0
    single.close()


def test_large_results_are_whole() -> None:
    """Past what is kept in memory or fits a pipe."""
    text = "x" * 50_000
    lines = "".join(f'<http://x/{n}> <http://x/p> "{text}" .\n' for n in range(100))
    with Pool(Source(lines.encode(), frozenset(), {})) as made:
        result = made.run(Query("SELECT ?o { ?s ?p ?o }", BASE, results="tsv"))
    body = result.read()
    assert len(body) == result.size
    assert body == b"?o\n" + f'"{text}"\n'.encode() * 100
