"""Every IRI leads to what is known of it: people to a page, machines to data that agree."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx2
import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, Graph, URIRef

from kg.export.rdf import vocabulary
from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from service.ui.app import install
from tests.service.web import served

BASE = "https://kb.example/"
CLAIM = URIRef(f"{BASE}ns#Claim")
FORMATS = {
    "text/turtle": ("ttl", ox.RdfFormat.TURTLE),
    "application/ld+json": ("jsonld", ox.RdfFormat.JSON_LD),
    "application/rdf+xml": ("rdf", ox.RdfFormat.RDF_XML),
    "application/n-triples": ("nt", ox.RdfFormat.N_TRIPLES),
}
Triples = set[tuple[object, object, object]]


@pytest.fixture(scope="module")
def client(small: KnowledgeBase) -> Iterator[httpx2.Client]:
    """A client of the small index, under a base that is not its address."""
    app = create_app(small, Settings(base=BASE))
    install(app)  # the pages link to it
    with served(app) as found:
        yield found


def read_as(reply: httpx2.Response) -> ox.RdfFormat:
    """The syntax that a reply says it is in."""
    return FORMATS[reply.headers["Content-Type"].partition(";")[0]][1]


def triples(reply: httpx2.Response) -> Triples:
    """What another parser reads, by the type that the reply says it is."""
    quads = ox.parse(reply.content, format=read_as(reply), base_iri=BASE)
    return {(quad.subject, quad.predicate, quad.object) for quad in quads}


def select(client: httpx2.Client, query: str) -> list[str]:
    """The values of a query's first variable."""
    found = client.get("/sparql", params={"query": query}).json()
    first = found["head"]["vars"][0]
    return [row[first]["value"] for row in found["results"]["bindings"]]


class Links(HTMLParser):
    """The links of a page and its visible words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        """Keep addresses."""
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words += data


@pytest.mark.parametrize("path", ["/id/phase-inference", "/doc/chips"])
@pytest.mark.parametrize("accept", [*FORMATS, "text/html"])
def test_a_thing_leads_to_what_is_asked_for(client: httpx2.Client, path: str, accept: str) -> None:
    """303 to data or page, which is there; the thing itself is no document."""
    reply = client.get(path, headers={"Accept": accept})
    assert reply.status_code == 303
    assert "Accept" in reply.headers["Vary"]
    found = client.get(reply.headers["Location"])
    assert found.status_code == 200
    assert found.headers["Content-Type"].partition(";")[0] == accept
    iri = ox.NamedNode(urljoin(BASE, path))
    if accept in FORMATS:
        assert any(subject == iri for subject, _, _ in triples(found))
    else:
        assert iri.value in Links(found.text).words


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("*/*", ".ttl"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "/page/phase-training"),
        ("application/json", ".jsonld"),
        ("application/rdf+xml;q=0.5, application/n-triples;q=0.9", ".nt"),
    ],
)
def test_the_best_liked_is_given(client: httpx2.Client, accept: str, suffix: str) -> None:
    """What browsers, curl and RDF libraries send."""
    reply = client.get("/id/phase-training", headers={"Accept": accept})
    assert reply.headers["Location"].endswith(suffix)


@pytest.mark.parametrize("path", ["/id/phase-training", "/doc/chips", "/ns", "/graph/chips"])
def test_what_does_not_fit(client: httpx2.Client, path: str) -> None:
    """406, which says what would."""
    reply = client.get(path, headers={"Accept": "image/png"})
    assert reply.status_code == 406
    assert "text/turtle" in reply.json()["remedy"]
    assert reply.headers["Vary"] == "Accept"


@pytest.mark.parametrize("path", ["/data/phase-training", "/data/doc/chips"])
@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "nt"])
def test_the_same_is_the_same_to_the_byte(client: httpx2.Client, path: str, suffix: str) -> None:
    """However often it is asked for; HEAD tells its length."""
    replies = [client.get(f"{path}.{suffix}") for _ in range(3)]
    assert len({reply.content for reply in replies}) == 1
    told = client.head(f"{path}.{suffix}").headers["Content-Length"]
    assert int(told) == len(replies[0].content)


def test_the_shapes_are_of_what_is_exported(client: httpx2.Client) -> None:
    """Somebody else's validator, given the two addresses, finds nothing wrong, and does look."""
    data = Graph().parse(data=client.get("/v1/graph", params={"format": "turtle"}).text)
    shapes = Graph().parse(data=client.get("/shapes").text)
    assert pyshacl.validate(data, shacl_graph=shapes, advanced=True)[0]
    claim = min(data.subjects(RDF.type, CLAIM), key=str)
    data.remove((claim, None, None))
    data.add((claim, RDF.type, CLAIM))
    assert not pyshacl.validate(data, shacl_graph=shapes, advanced=True)[0]


def test_the_shapes_are_one_in_each_syntax(client: httpx2.Client) -> None:
    """By suffix and by `Accept`; there is no page of them."""
    asked = [client.get("/shapes", headers={"Accept": form}) for form in FORMATS]
    asked += [client.get(f"/shapes.{suffix}") for suffix, _ in FORMATS.values()]
    found = [ox.Dataset(ox.parse(one.content, format=read_as(one))) for one in asked]
    for graph in found:
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert all(set(graph) == set(found[0]) for graph in found)
    assert client.get("/shapes.html").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/id/nothing", "/doc/nothing", "/page/nothing", "/page/doc/nothing", "/graph/nothing"),
        *("/data/nothing.ttl", "/data/phase-training", "/data/phase-training.exe", "/ns.exe"),
        *("/id/%3E%20%7D%20%23", "/id/a%22%5C", "/id/", "/data/.ttl"),
    ],
)
def test_what_is_not_there(client: httpx2.Client, path: str) -> None:
    """404, whatever characters it is asked for with."""
    assert client.get(path).status_code == 404


def test_all_syntaxes_say_the_same(client: httpx2.Client) -> None:
    """Of a thing, its claims come with their quotes, numbers and sources."""
    found = [triples(client.get(f"/data/hw-h200.{suffix}")) for suffix, _ in FORMATS.values()]
    assert all(one == found[0] for one in found)
    edges = {
        getattr(edge, "value", "").replace("#", "/").rpartition("/")[2] for _, edge, _ in found[0]
    }
    assert {"prefLabel", "exact", "start", "hasSource", "numericValue", "unit", "name"} <= edges
    quotes = [value for _, edge, value in found[0] if "exact" in getattr(edge, "value", "")]
    assert any("141 GB" in getattr(quote, "value", "") for quote in quotes)


def test_every_name_of_ours_leads_somewhere(client: httpx2.Client) -> None:
    """Each subject of the graph: concepts, claims, values, passages, units, runs, graphs, terms."""
    subjects = select(client, "SELECT DISTINCT ?s { ?s ?p ?o }")
    paths = sorted({iri.removeprefix(BASE).partition("#")[0] for iri in subjects})
    assert {path.partition("/")[0] for path in paths} == {"id", "doc", "graph", "ns"}
    for path in [path for path in paths if "claim" not in path][:: max(1, len(paths) // 150)]:
        reply = client.get(f"/{path}", follow_redirects=True)
        assert reply.status_code == 200, path
        assert triples(reply)


def test_a_page_has_facts_sources_and_links(client: httpx2.Client) -> None:
    """The words that say it, the document they are from; every link of ours leads somewhere."""
    page = Links(client.get("/page/hw-h200").text)
    assert "The NVIDIA H200 has 141 GB of memory" in page.words
    assert "141 GB" in page.words
    assert {"/doc/chips", "/data/hw-h200.ttl", "/id/phase-inference"} <= set(page.links)
    for link in {urlsplit(link).path for link in page.links if link.startswith("/")}:
        reply = client.get(link, headers={"Accept": "text/html, */*;q=0.1"}, follow_redirects=True)
        assert reply.status_code == 200, link


def test_a_document_has_its_claims(client: httpx2.Client) -> None:
    """On its page, in its data and as its named graph."""
    page = Links(client.get("/page/doc/phases").text)
    assert "Inference must answer within 200 ms" in page.words
    assert "H200" not in page.words
    graph = triples(client.get("/graph/phases", headers={"Accept": "application/n-triples"}))
    inside = select(client, f"SELECT ?s {{ GRAPH <{BASE}graph/phases> {{ ?s ?p ?o }} }}")
    assert len(graph) == len(inside) > 0
    people = client.get("/graph/phases", headers={"Accept": "text/html"})
    assert people.headers["Location"] == "/page/doc/phases"


def test_a_page_shows_markup_as_text() -> None:
    """Nothing of a document's becomes part of the page."""
    from kg.export.triples import Base  # noqa: PLC0415 - beside its use
    from service.api.pages import Site, page  # noqa: PLC0415 - beside its use
    from service.graph.describe import Described  # noqa: PLC0415 - beside its use

    evil = "<script>alert(1)</script>\" onload='x'"
    names = ("claim", "subject", "subjectName", "predicateName", "value", "document", "title")
    row = dict.fromkeys((*names, "hedge", "by", "quote"), evil)
    known = Described("x:y", ({"edge": evil, "value": "javascript:x", "name": evil},), (row,))
    written = page(known, Site(Base(BASE)), {})
    assert "<script" not in written
    assert "'x'" not in written
    assert 'href="javascript' not in written


@pytest.mark.parametrize("accept", FORMATS)
def test_the_vocabulary(client: httpx2.Client, accept: str) -> None:
    """At /ns, in every syntax, under the base; by suffix, too."""
    reply = client.get("/ns", headers={"Accept": accept})
    found = triples(reply)
    assert len(found) == len(vocabulary(BASE))
    assert triples(client.get(f"/ns.{FORMATS[accept][0]}")) == found
    names = {getattr(subject, "value", "") for subject, _, _ in found}
    assert {f"{BASE}ns#Claim", f"{BASE}ns#memoryCapacity", f"{BASE}id/phase-inference"} <= names


def test_the_vocabulary_has_every_term_that_is_used(client: httpx2.Client) -> None:
    """Each class and property under /ns# has a label and a place on the page."""
    used = {
        iri
        for where in ("?s ?t ?o", "?s a ?t")
        for iri in select(client, f"SELECT DISTINCT ?t {{ {where} }}")
        if iri.startswith(f"{BASE}ns#")
    }
    known = vocabulary(BASE)
    labelled = {str(s) for s, p, _ in known if str(p).endswith("rdf-schema#label")}
    assert used <= labelled
    assert {f"{BASE}ns#Claim", f"{BASE}ns#subject"} <= used
    page = client.get("/ns", headers={"Accept": "text/html"}).text
    assert all(f'id="{iri.rpartition("#")[2]}"' in page for iri in used)


@pytest.mark.parametrize("accept", FORMATS)
def test_void(client: httpx2.Client, accept: str) -> None:
    """It says how many triples there are, where to query them and where to take them."""
    reply = client.get("/.well-known/void", headers={"Accept": accept})
    found = {(s.value, e.value): o for s, e, o in triples(reply)}  # type: ignore[attr-defined]  # all are IRIs
    dataset, void = f"{BASE}id/dataset", "http://rdfs.org/ns/void#"
    total = select(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]
    assert getattr(found[dataset, f"{void}triples"], "value", "") == total
    assert getattr(found[dataset, f"{void}sparqlEndpoint"], "value", "") == f"{BASE}sparql"
    dumps = [o for s, e, o in triples(reply) if getattr(e, "value", "") == f"{void}dataDump"]
    for dump in dumps:
        path = getattr(dump, "value", "").removeprefix(BASE)
        assert client.get(f"/{path}").status_code == 200


def test_the_export_has_the_same_base(client: httpx2.Client) -> None:
    """So that its names can be looked up."""
    body = client.get("/v1/graph?format=json-ld").content
    assert json.loads(body)["@context"]["id"] == f"{BASE}id/"
    assert b"phasebook.example" not in client.get("/v1/graph?format=nquads").content


def test_other_pages_may_read(client: httpx2.Client) -> None:
    """CORS on what is open data, and on nothing else."""
    for path in ("/id/phase-training", "/data/phase-training.ttl", "/ns", "/.well-known/void"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"
        assert client.options(path).status_code == 204
    assert "Access-Control-Allow-Origin" not in client.get("/v1/documents").headers
