"""The SPARQL endpoint under hundreds of clients, kills and random queries."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.sparql.errors import QueryError, RefusedError, TimeLimitError
from kg.sparql.guard import checked
from kg.sparql.pool import Limits, Pool
from kg.sparql.source import Query, Source
from service.api.sparql_app import create_sparql_app
from service.settings import Settings
from tests.kg.sparql.listener import listening
from tests.service.web import served

pytestmark = [pytest.mark.stress, pytest.mark.timeout(1800)]

BASE = "http://here.example/sparql"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
LARGE = "SELECT * { ?s ?p ?o }"
SOURCE = Source(
    "".join(f'<http://x/{n}> <http://x/p> "value {n}" .\n' for n in range(100_000)).encode(),
    frozenset(),
    {},
)


def test_many_clients_of_every_kind() -> None:
    """Small, large, endless and wrong queries at once: each gets its own answer, none another's."""
    wanted = {"ASK {}": {200, 503}, LARGE: {200, 503}, CROSS: {503}, "SELECT": {400, 503}}
    with served(create_sparql_app(SOURCE, Settings(sparql_timeout=1))) as client:

        def ask(number: int) -> tuple[str, int]:
            query = random.Random(number).choice([*wanted])  # noqa: S311 - a choice, no secret
            reply = client.get("/sparql", params={"query": query})
            assert reply.status_code in wanted[query], (query, reply.text[:200])
            if reply.status_code == httpx2.codes.OK and query == LARGE:
                assert reply.text.count('"value ') == 100_000
            return query, reply.status_code

        with ThreadPoolExecutor(16) as threads:
            counts = Counter(threads.map(ask, range(300)))
        assert counts["ASK {}", 200]
        assert client.get("/sparql?query=ASK%7B%7D").json()["boolean"]


def test_hundreds_of_kills() -> None:
    """Each ends within its time, and the next query is answered by a fresh process."""
    with Pool(SOURCE, Limits(seconds=0.3, workers=2)) as pool:
        for number in range(200):
            start = time.monotonic()
            with pytest.raises(TimeLimitError):
                pool.run(Query(CROSS if number % 2 else SORT, BASE))
            assert time.monotonic() - start < 5
    with Pool(SOURCE, Limits(seconds=20)) as pool:
        assert pool.run(Query("ASK {}", BASE)).read()


PIECES = ["SERVICE", "service", "SILENT", "true", "false", "FILTER", "OPTIONAL", "VALUES", "1"]
PIECES += ["{", "}", "(", ")", "<", ">", "#", "'", '"', "'''", '"""', "\\", ".", ";", ":", ",", "a"]
PIECES += ["?v", "$v", "\n", "\r", "\t", " ", "{}", "<EVIL>", ":x", "e:x", "?s ?p ?o", "@en", "^^"]
PIECES += [r"\u0053ERVICE", r"\u007B", r"\u0020", r"\u0027", r"\u000A", r"\u0023", r"\U0000003C"]
PIECE = st.sampled_from(PIECES)


def test_random_queries_knock_at_no_door() -> None:
    """What the guard lets by, the engine makes no connection for."""
    with listening() as listener:

        @settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
        @given(st.lists(PIECE, max_size=8), st.sampled_from(["", " "]), st.lists(PIECE, max_size=5))
        def run(before: list[str], glue: str, after: list[str]) -> None:
            body = glue.join(before) + glue + "SERVICE" + glue + "<EVIL>{}" + "".join(after)
            query = "PREFIX : <EVIL> PREFIX e: <EVIL> SELECT * { VALUES $v { <EVIL> } %s }" % body  # noqa: UP031 - braces
            try:
                text = checked(query.replace("EVIL", listener.address), BASE, set()).text
            except (RefusedError, QueryError):
                return
            try:
                found = ox.Store().query(text)
                assert isinstance(found, ox.QuerySolutions)
                list(found)
            except (SyntaxError, OSError, RuntimeError, ValueError):
                pass
            assert listener.connections == 0

        run()
