"""The HTTP calls, over a real server: the shapes of the design, every quote true to its source."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TypedDict, cast

import httpx2
import networkx as nx
import pyoxigraph
import pytest

from service.api import chat_errors, convert
from service.graph.export import FORMATS
from service.knowledge_base import KnowledgeBase
from tests.service.conftest import PAGES

QUESTION = "How much memory does the H200 have?"
MANY = (QUESTION, "batch size of inference", "how long may training take?", "Who was Ada Lovelace?")
Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


class Quote(TypedDict):
    """Words of a document, as replies have them."""

    document: str
    start: int
    end: int
    quote: str


class Fact(TypedDict):
    """The parts of a fact that can be filtered by."""

    subject: dict[str, str]
    predicate: dict[str, str]
    phase: str | None
    citation: Quote


def quotes(value: Json) -> Iterator[Quote]:
    """Everything in a reply that quotes a document."""
    if isinstance(value, dict):
        if "quote" in value:
            yield cast(Quote, value)
        for part in value.values():
            yield from quotes(part)
    elif isinstance(value, list):
        for part in value:
            yield from quotes(part)


def assert_quotes_hold(reply: httpx2.Response) -> None:
    """Each quote is its document's text at its offsets, and there is one."""
    found = list(quotes(reply.json()))
    assert found
    for quote in found:
        text = PAGES[f"{quote['document']}.md"]
        assert text[quote["start"] : quote["end"]] == quote["quote"]


def test_a_question_is_answered_with_its_citations(client: httpx2.Client) -> None:
    """The answer of the design: every key, marks that refer to citations, facts with evidence."""
    reply = client.post("/v1/ask", json={"question": QUESTION})
    said = reply.json()
    assert reply.status_code == httpx2.codes.OK
    assert set(said) == {
        *("question", "kind", "answered", "confidence", "answer", "statements", "citations"),
        *("facts", "conflicts", "passages", "missing", "worded_by", "dropped", "index", "took_ms"),
        "explanation",
    }
    assert said["answered"]
    assert said["missing"] is None
    assert "141 GB" in said["answer"]
    assert [cited["id"] for cited in said["citations"]] == [*range(1, len(said["citations"]) + 1)]
    for statement in said["statements"]:
        assert statement["citations"]
        assert all(f"[{number}]" in said["answer"] for number in statement["citations"])
    assert_quotes_hold(reply)


def test_the_address_can_hold_the_question(client: httpx2.Client) -> None:
    """GET says what POST says."""
    posted = client.post("/v1/ask", json={"question": QUESTION, "top_k": 1}).json()
    got = client.get("/v1/ask", params={"question": QUESTION, "top_k": 1}).json()
    assert got | {"took_ms": 0} == posted | {"took_ms": 0}
    assert len(got["passages"]) == 1


def test_what_the_documents_lack_is_said(client: httpx2.Client) -> None:
    """A refusal has no answer and no statement, but names what is missing and what is near."""
    said = client.post("/v1/ask", json={"question": "Who founded the city of Rome?"}).json()
    assert said["answered"] is False
    assert (said["answer"], said["statements"]) == ("", [])
    assert said["missing"]
    assert said["passages"]


def test_a_question_can_be_put_to_some_documents(client: httpx2.Client) -> None:
    """Nothing of the others is shown."""
    asked = {"question": QUESTION, "documents": ["phases"]}
    said = client.post("/v1/ask", json=asked).json()
    assert {found["document"] for found in said["passages"]} == {"phases"}
    assert {cited["document"] for cited in said["citations"]} <= {"phases"}


def test_many_at_once_are_answered_as_if_alone(client: httpx2.Client, small_index: Path) -> None:
    """Though they are read ahead together, also with searches, and some ask the same."""
    openings = ("", "So, ", "Well, ", "Hello, ", "And ", "")
    questions = [f"{opening}{question}" for opening in openings for question in MANY]

    def asked(question: str) -> Json:
        client.get("/v1/search", params={"q": question}).raise_for_status()
        said = client.post("/v1/ask", json={"question": question}).json()
        return {key: value for key, value in said.items() if key != "took_ms"}

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(asked, questions))
    with KnowledgeBase.open(small_index) as kb:
        for question, said in zip(questions, found, strict=True):
            alone = convert.answer(kb, kb.ask(question), 0.0).model_dump(mode="json")
            assert said == {key: value for key, value in alone.items() if key != "took_ms"}


def test_search_gives_every_score(client: httpx2.Client) -> None:
    """Passages best first, with their score in each ranking."""
    found = client.get("/v1/search", params={"q": "latency of inference", "k": 2}).json()
    assert found["query"] == "latency of inference"
    assert len(found["passages"]) == 2
    fused = [hit["fused"] for hit in found["passages"]]
    assert fused == sorted(fused, reverse=True)
    for hit in found["passages"]:
        assert {"dense", "lexical", "graph"} <= set(hit)
        assert PAGES[f"{hit['document']}.md"][hit["start"] : hit["end"]] == hit["text"]


def test_documents_are_listed_and_read(client: httpx2.Client) -> None:
    """A document's text is the file's."""
    listed = client.get("/v1/documents").json()
    assert [document["id"] for document in listed["documents"]] == ["chips", "phases"]
    assert listed["total"] == 2
    read = client.get("/v1/documents/chips").json()
    assert read["text"] == PAGES["chips.md"]
    assert read["characters"] == len(read["text"])
    assert all(0 <= part["start"] < part["end"] for part in read["passages"])


def test_claims_page_through_all(client: httpx2.Client) -> None:
    """The pages, put together, are the whole, in one order; past the end they are empty."""
    whole = client.get("/v1/claims", params={"limit": 500}).json()
    assert whole["total"] == len(whole["claims"]) > 2
    paged: list[Json] = []
    while page := client.get("/v1/claims", params={"limit": 2, "offset": len(paged)}).json():
        if not page["claims"]:
            break
        paged += page["claims"]
    assert paged == whole["claims"]
    assert_quotes_hold(client.get("/v1/claims"))


def test_a_quantity_has_numbers(client: httpx2.Client) -> None:
    """As written and as JSON numbers; the phase by its label."""
    asked = {"phase": "training", "predicate": "batchSize"}
    (fact,) = client.get("/v1/claims", params=asked).json()["claims"]
    assert fact["phase"] == "training"
    assert fact["predicate"] == {"id": "batchSize", "label": "batch size"}
    assert (fact["object"]["min"], fact["object"]["max"]) == (256, 512)
    assert set(fact["object"]) == {"text", "min", "max", "unit", "hedge"}


def test_every_filter_of_claims_filters(client: httpx2.Client) -> None:
    """What a filter leaves is what it names, and less than all."""
    total = client.get("/v1/claims").json()["total"]
    filters: list[tuple[dict[str, str], Callable[[Fact], bool]]] = [
        ({"document": "chips"}, lambda fact: fact["citation"]["document"] == "chips"),
        ({"phase": "inference"}, lambda fact: fact["phase"] == "inference"),
        ({"subject": "inference"}, lambda fact: fact["subject"]["label"] == "inference"),
        ({"predicate": "price"}, lambda fact: fact["predicate"]["id"] == "price"),
    ]
    for asked, holds in filters:
        found = client.get("/v1/claims", params=asked).json()
        assert 0 < found["total"] < total
        assert all(holds(fact) for fact in found["claims"])


def test_concepts_are_listed_and_shown_by_any_name(client: httpx2.Client) -> None:
    """By type, by a part of their name, and each by id or label."""
    listed = client.get("/v1/concepts", params={"type": "phase"}).json()
    assert {concept["label"] for concept in listed["concepts"]} >= {"training", "inference"}
    assert client.get("/v1/concepts", params={"q": "h200"}).json()["total"] >= 1
    by_label = client.get("/v1/concepts/inference").json()
    assert by_label == client.get(f"/v1/concepts/{by_label['id']}").json()
    assert all(
        by_label["id"] in (fact["subject"]["id"], fact["object"].get("id"), "phase-inference")
        for fact in by_label["claims"]
    )


def test_neighbors_hang_together(client: httpx2.Client) -> None:
    """The concept leads; every edge joins two of the nodes."""
    found = client.get("/v1/concepts/inference/neighbors").json()
    ids = [node["id"] for node in found["nodes"]]
    assert ids[0] == found["concept"]["id"]
    assert len(ids) > 1
    assert all({edge["source"]["id"], edge["target"]["id"]} <= {*ids} for edge in found["edges"])


def test_a_path_has_evidence(client: httpx2.Client) -> None:
    """From the source to the target, hop by hop."""
    asked = {"source": "NVIDIA H200", "target": "inference"}
    found = client.get("/v1/paths", params=asked).json()
    assert found["paths"]
    for path in found["paths"]:
        hops = path["hops"]
        assert hops[0]["source"]["id"] == found["source"]["id"]
        assert hops[-1]["target"]["id"] == found["target"]["id"]
        assert all(a["target"] == b["source"] for a, b in pairwise(hops))


def test_training_is_compared_with_inference(client: httpx2.Client) -> None:
    """The table's row stands in one aspect, with both sides cited."""
    reply = client.get("/v1/compare")
    found = reply.json()
    assert (found["left"]["label"], found["right"]["label"]) == ("training", "inference")
    rows = {row["predicate"]["id"]: row for row in found["aspects"]}
    batches = rows["batchSize"]
    assert batches["aligned"]
    assert "256" in batches["left"][0]["object"]["text"]
    assert "8" in batches["right"][0]["object"]["text"]
    assert_quotes_hold(reply)


RDF_FORMATS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "json-ld": pyoxigraph.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_the_graph_is_the_same_in_every_rdf_format(client: httpx2.Client, name: str) -> None:
    """A parser that is not ours reads the same triples, asked for by name or by media type."""
    named = client.get("/v1/graph", params={"format": name})
    negotiated = client.get("/v1/graph", headers={"Accept": FORMATS[name]})
    assert named.content == negotiated.content
    assert named.headers["Content-Type"].startswith(FORMATS[name])
    read = {quad.triple for quad in pyoxigraph.parse(named.content, format=RDF_FORMATS[name])}
    lines = client.get("/v1/graph", params={"format": "ntriples"}).content
    expected = pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert read == {quad.triple for quad in expected}


def test_graph_tools_read_the_graph(client: httpx2.Client, small: KnowledgeBase) -> None:
    """GraphML by networkx, Cytoscape's JSON as such; no claim is missing."""
    graphml = client.get("/v1/graph", params={"format": "graphml"})
    claims = {claim.id for claim in small.graph.claims()}
    parsed = cast("nx.MultiDiGraph[str]", nx.parse_graphml(graphml.text, force_multigraph=True))
    assert claims <= {key for _, _, key in parsed.edges(keys=True)}
    elements = json.loads(client.get("/v1/graph?format=cytoscape").content)["elements"]
    assert claims <= {edge["data"]["id"] for edge in elements["edges"]}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "turtle"),
        ("application/ld+json, text/turtle;q=0.9", "json-ld"),
        ("text/html, application/xhtml+xml, application/rdf+xml;q=0.2", "rdfxml"),
        ("text/*;q=0.1, application/graphml+xml", "graphml"),
        ("text/turtle;q=0, application/n-triples;q=0.5", "ntriples"),
    ],
)
def test_the_best_liked_format_is_given(client: httpx2.Client, accept: str, expected: str) -> None:
    """Media ranges and qualities as HTTP has them."""
    reply = client.get("/v1/graph", headers={"Accept": accept})
    assert reply.headers["Content-Type"].partition(";")[0] == FORMATS[expected]
    assert "accept" in reply.headers["Vary"].lower()


def test_health_says_what_is_served(client: httpx2.Client, small: KnowledgeBase) -> None:
    """Counts and fingerprint of the index that is open."""
    health = client.get("/health").json()
    assert (health["status"], health["documents"]) == ("ok", 2)
    assert health["index"] == small.fingerprint
    assert health["claims"] == client.get("/v1/claims").json()["total"]


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_there_are_pages_to_look_at(client: httpx2.Client, path: str) -> None:
    """HTML for people."""
    assert client.get(path).headers["Content-Type"].startswith("text/html")


def test_head_answers_as_get_without_a_body(client: httpx2.Client) -> None:
    """For link checkers and load balancers."""
    head = client.head("/v1/documents")
    assert head.status_code == httpx2.codes.OK
    assert head.content == b""
    assert head.headers["Content-Length"] == client.get("/v1/documents").headers["Content-Length"]


def test_every_call_is_described(client: httpx2.Client) -> None:
    """Summary, description and error responses; every reference leads somewhere."""
    described = client.get("/openapi.json").json()
    for path, calls in described["paths"].items():
        error = "json" if chat_errors.PATHS.match(path) else "problem+json"
        for call in calls.values():
            assert call["summary"]
            assert call["description"]
            assert f"application/{error}" in call["responses"]["500"]["content"]
    text = json.dumps(described)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in described["components"]["schemas"]


def test_many_can_ask_at_once(client: httpx2.Client) -> None:
    """The same question twice, at once from many threads, gives the same answer."""

    def ask(_: int) -> Json:
        reply = client.post("/v1/ask", json={"question": QUESTION})
        return {**reply.json(), "took_ms": 0}

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(16)))
    assert all(answer == answers[0] for answer in answers)
