"""The read-only tests of W3C's SPARQL 1.1 Protocol and Service Description suites, and more.

The requests are those of the suites' manifests; the data sets are four graphs of our own under the
names that the suites use.
"""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx2
import pyoxigraph as ox
import pytest

from kg.sparql.source import RESULTS, TRIPLES, Source
from service.api.sparql_app import create_sparql_app
from service.settings import Settings
from tests.service.web import served

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
DOCUMENT = "<http://xmlns.com/foaf/0.1/Document>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
UTF_16 = {"Content-Type": "application/sparql-query; charset=UTF-16"}
CSV_JSON = "text/csv;q=0.1, application/sparql-results+json;q=0.2"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
DEFAULT, NAMED = "default-graph-uri", "named-graph-uri"
BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
ONE, TWO, THREE = (DATA.format(number) for number in (1, 2, 3))
BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type . }}"
GRAPHS = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
FULL = (
    f"ASK {{ <{THREE}> a ?type GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
)


def source() -> Source:
    """Graphs data1 to data3, each of which says that it is a document; data0 is empty."""
    names = [DATA.format(number) for number in range(4)]
    quads = [f"<{name}> {TYPE} {DOCUMENT} <{name}> .\n" for name in names[1:]]
    return Source("".join(quads).encode(), frozenset(names), {})


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """A client of an endpoint over the four graphs."""
    with served(create_sparql_app(source(), Settings(sparql_rows=5))) as found:
        yield found


def media_type(reply: httpx2.Response) -> str:
    """Without its parameters."""
    return str(reply.headers["Content-Type"]).partition(";")[0]


def assert_true(reply: httpx2.Response) -> None:
    """A boolean in a format for one, and it is true."""
    assert reply.status_code == 200, reply.text
    assert media_type(reply) in BOOLEAN
    assert reply.json()["boolean"] is True


def graphs(*pairs: tuple[str, str]) -> str:
    """An address of the endpoint with the data set as parameters."""
    return "/sparql/?" + urlencode(pairs)


ZERO = graphs((DEFAULT, DATA.format(0)))


# W3C: what must be answered


def test_query_get(client: httpx2.Client) -> None:
    """A query in the address."""
    assert_true(client.get(ZERO + "&query=ASK%20%7B%7D"))
    assert_true(client.get("/sparql?query=ASK%20%7B%7D"))


def test_query_post_form(client: httpx2.Client) -> None:
    """A query in a form; the data set in the address or in the form."""
    assert_true(client.post(ZERO, content="query=ASK%20%7B%7D", headers=FORM))
    body = urlencode({"query": BOTH, DEFAULT: ONE}) + "&" + urlencode({DEFAULT: TWO})
    assert_true(client.post("/sparql", content=body, headers=FORM))


def test_query_post_direct(client: httpx2.Client) -> None:
    """A query as the body."""
    assert_true(client.post("/sparql/", content="ASK {}", headers=DIRECT))
    utf_8 = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert_true(client.post("/sparql", content="ASK { FILTER('é' = '\\u00e9') }", headers=utf_8))


def test_query_dataset_default_graphs_get(client: httpx2.Client) -> None:
    """Two graphs make the default graph; one of them alone does not hold both."""
    assert_true(client.get(graphs(("query", BOTH), (DEFAULT, ONE), (DEFAULT, TWO))))
    alone = client.get(graphs(("query", BOTH), (DEFAULT, ONE)))
    assert alone.json()["boolean"] is False


def test_query_dataset_default_graphs_post(client: httpx2.Client) -> None:
    """The same with the query as the body."""
    address = graphs((DEFAULT, ONE), (DEFAULT, TWO))
    assert_true(client.post(address, content=BOTH, headers=DIRECT))


def test_query_dataset_named_graphs(client: httpx2.Client) -> None:
    """Named graphs, by both methods."""
    dataset = ((NAMED, ONE), (NAMED, TWO))
    assert_true(client.post(graphs(*dataset), content=GRAPHS, headers=DIRECT))
    assert_true(client.get(graphs(("query", GRAPHS), *dataset)))


def test_query_dataset_full(client: httpx2.Client) -> None:
    """Default and named graphs, none of which is the other."""
    address = graphs((DEFAULT, THREE), (NAMED, ONE), (NAMED, TWO))
    assert_true(client.post(address, content=FULL, headers=DIRECT))
    swapped = graphs((DEFAULT, ONE), (NAMED, THREE), (NAMED, TWO))
    assert client.post(swapped, content=FULL, headers=DIRECT).json()["boolean"] is False


def test_query_multiple_dataset(client: httpx2.Client) -> None:
    """The protocol's data set wins over the query's, also as the suite encodes it."""
    query = GRAPHS.replace("ASK", f"ASK FROM <{THREE}>")
    rightly = graphs((NAMED, ONE), (NAMED, TWO))
    as_in_the_suite = f"/sparql/?{NAMED}=" + quote(f"{ONE}&{NAMED}={TWO}", safe="")
    for address in (rightly, as_in_the_suite):
        assert_true(client.post(address, content=query, headers=DIRECT))


def test_query_content_type_select(client: httpx2.Client) -> None:
    """A format for tables."""
    reply = client.post(ZERO, content="SELECT (1 AS ?value) {}", headers=DIRECT)
    assert media_type(reply) in {types[0] for types in RESULTS.values()}
    assert reply.json()["results"]["bindings"][0]["value"]["value"] == "1"


def test_query_content_type_ask(client: httpx2.Client) -> None:
    """A format for booleans."""
    assert media_type(client.post(ZERO, content="ASK {}", headers=DIRECT)) in BOOLEAN


@pytest.mark.parametrize(
    "query", ["DESCRIBE <http://example.org/>", "CONSTRUCT { <s> <p> 1 } WHERE {}"]
)
def test_query_content_type_graph(client: httpx2.Client, query: str) -> None:
    """A format for RDF, even for no triples."""
    reply = client.post(ZERO, content=query, headers=DIRECT)
    assert media_type(reply) == "text/turtle"
    list(ox.parse(reply.content, format=ox.RdfFormat.TURTLE))


# W3C: what must be refused


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(client: httpx2.Client, method: str) -> None:
    """By what is allowed."""
    reply = client.request(method, ZERO + "&query=ASK%20%7B%7D", headers=FORM)
    assert reply.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(reply.headers["Allow"].split(", "))


BAD: list[tuple[str, str, str | bytes | None, dict[str, str], int]] = [
    ("GET", "/sparql/?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, {}, 400),
    ("GET", "/sparql?query=", None, {}, 400),
    ("GET", "/sparql?other=1", None, {}, 400),
    ("GET", "/sparql?query=%FF", None, {}, 400),
    ("GET", "/sparql?query=SELECT%20nonsense", None, {}, 400),
    ("POST", "/sparql/", "ASK {}", {"Content-Type": "text/plain"}, 415),
    ("POST", "/sparql/", "query=ASK%20%7B%7D", {}, 415),
    ("POST", "/sparql/", "ASK {}", {}, 415),
    ("POST", "/sparql/", "ASK {}", {"Content-Type": "application/json"}, 415),
    ("POST", "/sparql/", "ASK {}".encode("utf-16"), DIRECT, 400),
    ("POST", "/sparql/", "ASK {}".encode("utf-16"), UTF_16, 400),
    ("POST", "/sparql/", b"query=\xff", FORM, 400),
    ("POST", "/sparql/", "query=ASK%20%7B", FORM, 400),
    ("POST", "/sparql/", "query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
    ("POST", "/sparql/?query=ASK%7B%7D", "ASK {}", DIRECT, 400),
    ("POST", "/sparql/?query=ASK%7B%7D", "query=ASK%7B%7D", FORM, 400),
    ("POST", "/sparql/", "", FORM, 400),
    ("POST", "/sparql/", "", DIRECT, 400),
    # Updates, in every form that the protocol has for them
    ("GET", "/sparql?update=CLEAR%20ALL", None, {}, 403),
    ("GET", "/sparql?query=ASK%7B%7D&update=CLEAR%20ALL", None, {}, 403),
    ("POST", "/sparql", "update=CLEAR%20ALL", FORM, 403),
    ("POST", "/sparql", "query=ASK%7B%7D&update=CLEAR%20ALL", FORM, 403),
    ("POST", "/sparql", "CLEAR ALL", {"Content-Type": "application/sparql-update"}, 403),
    ("POST", "/sparql", "CLEAR ALL", DIRECT, 400),
    ("POST", "/sparql", "query=INSERT%20DATA%20%7B%3Cx%3Aa%3E%20%3Cx%3Ab%3E%201%7D", FORM, 400),
    # Other data
    ("POST", "/sparql", "ASK { SERVICE <http://evil.example/> {} }", DIRECT, 403),
    ("POST", "/sparql", r"ASK { \u0053ERVICE SILENT <http://evil.example/> {} }", DIRECT, 403),
    ("POST", "/sparql", "ASK FROM <file:///etc/passwd> { ?s ?p ?o }", DIRECT, 403),
    ("POST", "/sparql", "ASK FROM NAMED <http://evil.example/> { ?s ?p ?o }", DIRECT, 403),
    ("GET", graphs(("query", "ASK {}"), (DEFAULT, "file:///etc/passwd")), None, {}, 403),
    ("GET", graphs(("query", "ASK {}"), (NAMED, "http://evil.example/")), None, {}, 403),
    ("POST", graphs((DEFAULT, "http://evil.example/")), "ASK {}", DIRECT, 403),
]  # fmt: skip


@pytest.mark.parametrize(("method", "address", "body", "headers", "status"), BAD)
def test_bad_requests(
    client: httpx2.Client,
    method: str,
    address: str,
    body: str | bytes | None,
    headers: dict[str, str],
    status: int,
) -> None:
    """Each with the status that says why, as problem details, readable from other pages."""
    reply = client.request(method, address, content=body, headers=headers)
    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.json()["remedy"]


# W3C: service description


@pytest.mark.parametrize("accept", ["*/*", *(types[0] for types in TRIPLES.values())])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_service_description(client: httpx2.Client, path: str, accept: str) -> None:
    """RDF in the syntax asked for; an sd:Service whose sd:endpoint is the address; known terms."""
    sd = "http://www.w3.org/ns/sparql-service-description#"
    reply = client.get(path, headers={"Accept": accept})
    assert reply.status_code == 200
    wanted = "text/turtle" if accept == "*/*" else accept
    assert media_type(reply) == wanted
    form = ox.RdfFormat.from_media_type(wanted)
    triples = {(q.subject, q.predicate, q.object) for q in ox.parse(reply.content, format=form)}
    address = ox.NamedNode(f"{str(client.base_url).rstrip('/')}{path}")
    kind = ox.NamedNode(TYPE[1:-1])
    assert (address, kind, ox.NamedNode(sd + "Service")) in triples
    assert (address, ox.NamedNode(sd + "endpoint"), address) in triples
    language = (address, ox.NamedNode(sd + "supportedLanguage"), ox.NamedNode(sd + "SPARQL11Query"))
    assert language in triples
    names = {value for _, edge, value in triples if edge.value == sd + "name"}
    assert names == {ox.NamedNode(DATA.format(number)) for number in range(4)}
    assert {edge.value for _, edge, _ in triples if edge.value.startswith(sd)} <= {
        sd + term
        for term in (
            *("endpoint", "supportedLanguage", "feature", "resultFormat", "defaultDataset"),
            *("availableGraphs", "defaultGraph", "namedGraph", "name", "graph"),
        )
    }


# Content negotiation


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "text/turtle, application/xml;q=0.5", "application/xml"),
        ("ASK {}", "", "application/sparql-results+json"),
        ("SELECT * {}", "text/csv", "text/csv"),
        ("SELECT * {}", "text/tab-separated-values", "text/tab-separated-values"),
        ("SELECT * {}", "text/*", "text/csv"),
        ("SELECT * {}", "application/json", "application/json"),
        ("SELECT * {}", CSV_JSON, JSON),
        ("SELECT * {}", f"{JSON};q=0, */*", XML),
        ("DESCRIBE <x:y>", "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <x:y>", "application/n-triples", "application/n-triples"),
        ("DESCRIBE <x:y>", "application/ld+json", "application/ld+json"),
        ("DESCRIBE <x:y>", "application/sparql-results+json, text/turtle;q=0.1", "text/turtle"),
    ],
)  # fmt: skip
def test_the_format_is_the_one_liked_best(
    client: httpx2.Client, query: str, accept: str, expected: str
) -> None:
    """Among those for such a result."""
    reply = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert reply.status_code == 200, reply.text
    assert media_type(reply) == expected
    assert "Accept" in reply.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("ASK {}", "text/turtle"),
        ("SELECT * {}", "image/png"),
        ("DESCRIBE <x:y>", "image/png"),
    ],
)
def test_what_is_not_acceptable(client: httpx2.Client, query: str, accept: str) -> None:
    """406, with what there is."""
    reply = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert reply.status_code == 406
    assert "accept " in reply.json()["detail"] + reply.json()["remedy"]


@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+json"])
@pytest.mark.parametrize("query", ["DESCRIBE <x:y>", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_graph_is_none_of_the_tables_asked_for(
    client: httpx2.Client, query: str, accept: str
) -> None:
    """Clients name the tables that they can read whatever they ask; they get Turtle, named so."""
    reply = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert reply.status_code == 200
    assert media_type(reply) == "text/turtle"


# The rest of HTTP


def test_relative_iris_are_relative_to_the_endpoint(client: httpx2.Client) -> None:
    """As the protocol allows a service to define it."""
    reply = client.get("/sparql", params={"query": "SELECT (<test> AS ?o) {}"})
    value = reply.json()["results"]["bindings"][0]["o"]["value"]
    assert value == f"{str(client.base_url).rstrip('/')}/test"


def test_a_cut_result_says_so(client: httpx2.Client) -> None:
    """In headers, which pages may read."""
    query = "SELECT * { VALUES ?a { 1 2 3 4 5 6 } }"
    reply = client.get("/sparql", params={"query": query})
    assert len(reply.json()["results"]["bindings"]) == 5
    assert reply.headers["Phasebook-Rows"] == "5"
    assert "limit=5" in reply.headers["Phasebook-Truncated"]
    assert "Phasebook-Truncated" in reply.headers["Access-Control-Expose-Headers"]
    whole = client.get("/sparql", params={"query": query + " LIMIT 5"})
    assert "Phasebook-Truncated" not in whole.headers


def test_head(client: httpx2.Client) -> None:
    """As GET, without the body."""
    for address in ("/sparql", "/sparql?query=ASK%20%7B%7D"):
        head, got = client.head(address), client.get(address)
        assert head.status_code == 200
        assert head.content == b""
        for name in ("Content-Type", "Content-Length"):
            assert head.headers[name] == got.headers[name]


def test_other_pages_may_ask(client: httpx2.Client) -> None:
    """CORS: a preflight is answered, and so is what follows."""
    asked = {
        "Origin": "http://other.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = client.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    reply = client.get("/sparql?query=ASK%7B%7D", headers={"Origin": "http://other.example"})
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
