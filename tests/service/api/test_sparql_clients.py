"""Clients that are not ours get what they ask for, in each of their methods and formats."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from xml.dom.minidom import Document

import httpx2
import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import Node
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLExceptions,
    SPARQLWrapper,
)

from kg.sparql.source import Source
from service.api.sparql_app import create_sparql_app
from service.settings import Settings
from tests.service.web import served

# SPARQLWrapper and rdflib warn of what they do themselves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TRIPLES = 20_000
NAME = URIRef("http://x/name")
A, B = "http://x/graph/a", "http://x/graph/b"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """An endpoint over two graphs of many triples, with a short time limit."""
    lines = (
        f'<http://x/{n}> <{NAME}> "name \\"{n}\\""@en <{(A, B)[n % 2]}> .\n' for n in range(TRIPLES)
    )
    source = Source("".join(lines).encode(), frozenset({A, B}), {"x": "http://x/"})
    with served(create_sparql_app(source, Settings(sparql_timeout=4))) as found:
        yield found


@pytest.fixture(scope="module")
def address(client: httpx2.Client) -> str:
    """Where it is."""
    return f"{str(client.base_url).rstrip('/')}/sparql"


METHODS = [
    (GET, URLENCODED),
    (POST, URLENCODED),
    (POST, POSTDIRECTLY),
]


def wrapper(address: str, query: str, method: tuple[str, str], form: str) -> SPARQLWrapper:
    """A client with its request made."""
    made = SPARQLWrapper(address)
    made.setMethod(method[0])
    made.setRequestMethod(method[1])
    made.setReturnFormat(form)
    made.setQuery(query)
    return made


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_select(address: str, method: tuple[str, str], form: str) -> None:
    """The same row in every format of tables, read by the client itself where it can."""
    query = f"SELECT ?name {{ <http://x/7> <{NAME}> ?name }}"
    found = wrapper(address, query, method, form).query().convert()
    if isinstance(found, dict):
        row = found["results"]["bindings"][0]["name"]
        assert row == {"type": "literal", "xml:lang": "en", "value": 'name "7"'}
    elif isinstance(found, Document):
        assert 'name "7"' in found.getElementsByTagName("literal")[0].toxml().replace("&quot;", '"')
    else:
        assert isinstance(found, bytes)
        assert b"7" in found.splitlines()[1]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("form", [JSON, XML])
def test_sparqlwrapper_ask(address: str, method: tuple[str, str], form: str) -> None:
    """A boolean."""
    found = wrapper(address, "ASK { <http://x/7> ?p ?o }", method, form).query().convert()
    if isinstance(found, dict):
        assert found["boolean"] is True
    else:
        assert isinstance(found, Document)
        assert ">true<" in found.getElementsByTagName("boolean")[0].toxml()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("form", [TURTLE, N3, XML, RDFXML, JSONLD])
@pytest.mark.parametrize(
    "verb", ["CONSTRUCT WHERE { <http://x/7> ?p ?o }", "DESCRIBE <http://x/7>"]
)
def test_sparqlwrapper_graphs(address: str, method: tuple[str, str], form: str, verb: str) -> None:
    """A graph of the one triple."""
    found = wrapper(address, verb, method, form).query().convert()
    graph = Graph().parse(data=found, format="n3") if isinstance(found, bytes) else found
    assert isinstance(graph, Graph)
    triples = list(graph)
    assert triples == [(URIRef("http://x/7"), NAME, Literal('name "7"', lang="en"))]


def test_sparqlwrapper_dataset(address: str) -> None:
    """Its default and named graphs."""
    made = wrapper(address, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", METHODS[0], JSON)
    made.addDefaultGraph(A)
    found = made.query().convert()
    assert isinstance(found, dict)
    assert int(found["results"]["bindings"][0]["n"]["value"]) == TRIPLES / 2


def test_sparqlwrapper_is_told_of_bad_queries(address: str) -> None:
    """As the error that it has for them."""
    for method in METHODS:
        with pytest.raises(SPARQLExceptions.QueryBadFormed):
            wrapper(address, "SELECT {", method, JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflibs_store(address: str, method: str, form: str) -> None:
    """A graph that is read over the wire: query, iterate, count, by graph."""
    store = SPARQLStore(address, method=method, returnFormat=form)
    graph = Graph(store)
    assert graph.value(URIRef("http://x/7"), NAME) is not None
    assert [str(row[0]) for row in _rows(graph, f"SELECT ?o {{ <http://x/7> <{NAME}> ?o }}")] == [
        'name "7"'
    ]
    if form in {"xml", "json"}:
        assert bool(graph.query("ASK { <http://x/7> ?p ?o }").askAnswer)
        assert len(graph) == TRIPLES
    dataset = Dataset(store)
    contexts = {
        str(row[0]) for row in _rows(dataset, "SELECT ?g { GRAPH ?g { <http://x/7> ?p ?o } }")
    }
    assert B in contexts
    if form in {"xml", "json"}:
        assert len(Graph(store, identifier=URIRef(A))) == TRIPLES / 2


def _rows(graph: Graph, query: str) -> list[tuple[Node, ...]]:
    return [row for row in graph.query(query) if isinstance(row, tuple)]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
@pytest.mark.parametrize(
    "verb", ["CONSTRUCT WHERE { <http://x/7> ?p ?o }", "DESCRIBE <http://x/7>"]
)
def test_rdflibs_store_constructs(address: str, method: str, form: str, verb: str) -> None:
    """A graph from a graph, though it asks for a table's type alone."""
    store = SPARQLStore(address, method=method, returnFormat=form)
    found = Graph(store).query(verb).graph
    assert found is not None
    assert len(found) == 1


def test_eight_clients_stream_large_results(client: httpx2.Client) -> None:
    """Each takes all of it in a format of its own, while the service answers others."""
    accepted = ["application/sparql-results+json", "application/sparql-results+xml"]
    accepted += ["text/csv", "text/tab-separated-values"]

    def stream(number: int) -> int:
        asked = {"query": "SELECT * { ?s ?p ?o }"}
        headers = {"Accept": accepted[number % 4]}
        with client.stream("GET", "/sparql", params=asked, headers=headers) as reply:
            size = sum(len(part) for part in reply.iter_bytes())
            assert reply.status_code == 200
            assert size == int(reply.headers["Content-Length"])
            return int(reply.headers["Phasebook-Rows"])

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(stream, range(16)))
    assert found == [TRIPLES] * 16


def test_clients_that_leave_do_no_harm(client: httpx2.Client) -> None:
    """Half-read answers hold nothing up."""

    def leave(_: int) -> None:
        asked = {"query": "SELECT * { ?s ?p ?o }"}
        with client.stream("GET", "/sparql", params=asked) as reply:
            next(reply.iter_bytes())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(leave, range(16)))
    assert client.get("/sparql?query=ASK%7B%7D").json()["boolean"]


def test_a_cross_product_is_ended(client: httpx2.Client) -> None:
    """At the time limit, with 503; others are answered meanwhile and afterwards."""
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(client.get, "/sparql", params={"query": CROSS})
        time.sleep(0.3)
        assert client.get("/sparql?query=ASK%7B%7D").json()["boolean"]
        assert not slow.done()
        reply = slow.result()
    assert reply.status_code == 503
    assert "4 seconds" in reply.json()["detail"]
    assert client.get("/sparql?query=ASK%7B%7D").json()["boolean"]


def test_too_many_at_once_are_told_when_to_try_again() -> None:
    """503 with Retry-After, at once; the rest of the service goes on."""
    app = create_sparql_app(
        Source(b"<http://x/a> <http://x/b> <http://x/c> .\n", frozenset(), {}),
        Settings(sparql_timeout=1, sparql_workers=1),
    )
    values = " ".join(f"VALUES ?x{number} {{ 1 2 3 4 5 6 7 8 9 }}" for number in range(12))
    forever = f"SELECT (COUNT(*) AS ?n) {{ {values} }}"
    with served(app) as client, ThreadPoolExecutor(16) as threads:
        asked = [
            threads.submit(client.get, "/sparql", params={"query": forever}) for _ in range(16)
        ]
        replies = [one.result() for one in asked]
        assert {reply.status_code for reply in replies} == {503}
        assert {reply.headers.get("Retry-After") for reply in replies} == {None, "5"}
        assert client.get("/sparql?query=ASK%7B%7D").json()["boolean"]
