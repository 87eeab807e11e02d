"""No query reaches past the endpoint's own graphs, however it is written."""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.sparql.errors import QueryError, RefusedError
from kg.sparql.guard import checked
from tests.kg.sparql.listener import Listener, listening

BASE = "http://here.example/sparql"
OURS = "http://here.example/graph/a"
GRAPHS = frozenset({OURS})
E = "<http://evil.example/>"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Where a query would connect to."""
    with listening() as found:
        yield found


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {E} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service {E} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SeRvIcE SILENT {E} {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ \u0053ERVICE {E} {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ \U00000053ERVICE {E} {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ SERV\u0049CE {E} {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ \u0073\u0065\u0072\u0076\u0069\u0063\u0065 {E} {{ }} }}",
        f"SELECT * {{ SERVICE{E}{{}} }}",
        f"SELECT * {{ SERVICESILENT{E}{{}} }}",
        f"SELECT * {{ ?s ?p trueSERVICE{E}{{}} }}",
        f"SELECT * {{ ?s ?p 1.SERVICE{E}{{}} }}",
        "PREFIX : <http://evil.example/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <http://evil.example/> SELECT * { SERVICE :x { ?s ?p ?o } }",
        "PREFIX e: <http://evil.example/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
        f"SELECT * {{ VALUES ?e {{ {E} }} SERVICE ?e {{ ?s ?p ?o }} }}",
        "SELECT * { BIND(2 AS ?b) FILTER(1<?b)SERVICE$e#>\n{ ?s ?p ?o } }",
        f"SELECT * {{ # a comment\n SERVICE {E} {{}} }}",
        rf"SELECT * {{ # a comment\u000A SERVICE {E} {{}} }}",
        f"SELECT * {{ ?s ?p 'a # no comment' . SERVICE {E} {{}} }}",
        f"SELECT * {{ ?s ?p '''a'b''' . SERVICE {E} {{}} }}",
        f"SELECT * {{ ?s ?p <http://x/#> . SERVICE {E} {{}} }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE {E} {{}} }} }} }}",
        f"SELECT * {{ OPTIONAL {{ SERVICE {E} {{}} }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE {E} {{}} }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE {E} {{ ?s ?p ?o }} }}",
        f"DESCRIBE ?s {{ SERVICE {E} {{ ?s ?p ?o }} }}",
    ],
)
def test_service_is_refused(query: str) -> None:
    """In any case, form, place and escape; glued to what is before or after it."""
    with pytest.raises(RefusedError, match="SERVICE"):
        checked(query, BASE, GRAPHS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
        'SELECT * { ?s ?p """a "SERVICE" here""" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
        "SELECT ?service ?SERVICE { ?service ?p ?SERVICE }",
        "SELECT * { ?s <http://schema.org/serviceType> <http://x/SERVICE#a> }",
        "PREFIX s: <http://x/> SELECT * { ?s s:service s:SERVICE }",
        "PREFIX s: <http://x/> SELECT * { ?s s:web-service.v1 _:service }",
        "PREFIX web-service: <http://x/> SELECT * { ?s web-service:a ?o }",
        "SELECT * { ?s ?p 'a'@service }",
        r"SELECT * { ?s ?p '\u0053ervice' }",
    ],
)
def test_the_word_service_is_no_offence(query: str) -> None:
    """In strings, comments, IRIs, names and variables it is a word; the engine takes the query."""
    assert isinstance(ox.Store().query(checked(query, BASE, GRAPHS).text), ox.QuerySolutions)


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <file:///etc/passwd>",
        "FROM NAMED <file:///etc/passwd>",
        "from named<file:///etc/passwd>",
        "FROM <http://evil.example/a.ttl>",
        "FROM <https://evil.example/a.ttl>",
        "FROM <ftp://evil.example/a.ttl>",
        "FROM <data:text/turtle,>",
        "FROM </etc/passwd>",
        r"FROM <\u0066ile:///etc/passwd>",
        r"\u0046ROM <file:///etc/passwd>",
        "FROM # <http://here.example/graph/a>\n <file:///etc/passwd>",
        f"FROM <{OURS}> FROM <file:///etc/passwd>",
        f"FROM <{OURS}> FROM NAMED <file:///etc/passwd>",
        "FROM e:x",
        "FROM undeclared:x",
        "FROM",
    ],
)
@pytest.mark.parametrize("verb", ["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE <x:y>"])
def test_other_graphs_are_refused(verb: str, clause: str) -> None:
    """By any scheme, in any form of query; the graph is named."""
    query = f"PREFIX e: <http://evil.example/> {verb} {clause} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(RefusedError, match="no graph"):
        checked(query, BASE, GRAPHS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://here.example/graph/a> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://here.example/graph/a> { ?s ?p ?o }",
        "SELECT * FROM <graph/a> { ?s ?p ?o }",
        "BASE <http://here.example/graph/> SELECT * FROM <a> { ?s ?p ?o }",
        "PREFIX g: <http://here.example/graph/> SELECT * FROM g:a { ?s ?p ?o }",
        "PREFIX : <graph/> SELECT * FROM :a { ?s ?p ?o }",
    ],
)
def test_our_graphs_are_not(query: str) -> None:
    """Absolute, relative, by prefix; and the query is known to name its dataset."""
    assert checked(query, BASE, GRAPHS).dataset


def test_a_query_without_dataset() -> None:
    """Is known to have none."""
    assert not checked("SELECT * { ?from ?p 'FROM <x:y>' }", BASE, GRAPHS).dataset


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <x:a> <x:b> 1 }",
        "insert { ?s ?p 1 } where { ?s ?p ?o }",
        "PREFIX x: <x:> DELETE WHERE { ?s ?p ?o }",
        "DELETE DATA { <x:a> <x:b> 1 }",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "LOAD SILENT <http://evil.example/> INTO GRAPH <x:g>",
        "CLEAR ALL",
        "DROP DEFAULT",
        "CREATE GRAPH <x:g>",
        "COPY <x:a> TO <x:b>",
        "MOVE <x:a> TO <x:b>",
        "ADD <x:a> TO <x:b>",
        "# SELECT\nCLEAR ALL",
        r"\u0043LEAR ALL",
    ],
)
def test_updates_are_refused(update: str) -> None:
    """Each by its name."""
    with pytest.raises(QueryError, match="is no query"):
        checked(update, BASE, GRAPHS)


def test_an_update_behind_a_query_is_no_query_to_the_engine() -> None:
    """What passes here is read by a parser of queries alone."""
    text = checked("ASK {} ; CLEAR ALL", BASE, GRAPHS).text
    with pytest.raises(SyntaxError):
        ox.Store().query(text)


WORDS = ["SERVICE", "service", "SILENT", "true", "FILTER", "OPTIONAL", "VALUES", "1", "UNION"]
BITS = ["{", "}", "(", ")", "<", ">", "#", "'", '"', "'''", "\\", ".", ";", ":", "?v", "$v", "\n"]
ESCAPED = [r"\u0053ERVICE", r"\u007B", r"\u0020", r"\u0027", r"\u000A", r"\u0023"]
PIECE = st.sampled_from([*WORDS, *BITS, *ESCAPED, " ", " ", "{}", "<EVIL>", ":x", "e:x", "?s ?p"])


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.lists(PIECE, max_size=6), after=st.lists(PIECE, max_size=6))
def test_whatever_passes_knocks_at_no_door(
    listener: Listener, before: list[str], after: list[str]
) -> None:
    """Random pieces around the word: what the guard lets by, the engine makes no connection for."""
    body = " ".join(before) + "SERVICE <EVIL> {}" + "".join(after)
    prefixes = "PREFIX : <EVIL> PREFIX e: <EVIL> "
    query = f"{prefixes} SELECT * {{ VALUES ?v {{ <EVIL> }} {body} }}"
    query = query.replace("EVIL", listener.address)
    try:
        text = checked(query, BASE, GRAPHS).text
    except (RefusedError, QueryError):
        return
    try:
        found = ox.Store().query(text)
        assert isinstance(found, ox.QuerySolutions)
        list(found)
    except (SyntaxError, OSError, RuntimeError, ValueError):
        pass
    assert listener.connections == 0


def test_the_listener_would_hear_it(listener: Listener) -> None:
    """The engine does connect where nothing stops it; so the test above can fail."""
    before = listener.connections
    query = f"SELECT * {{ SERVICE SILENT <{listener.address}> {{ ?s ?p ?o }} }}"
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    list(found)
    assert listener.connections > before
    listener.connections = 0
