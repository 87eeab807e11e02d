"""Several corpora in one server: a call is about one of them, and tells nothing of the others."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest
from fastapi import FastAPI
from mcp import Client as Agent

from retrieval.embed import Encoder
from service.api.app import create_app
from service.client.client import AsyncClient, Client
from service.client.errors import NotThereError
from service.indexing.build import build
from service.indexing.live import Live
from service.mcp.http import install as install_mcp
from service.settings import Settings
from tests.service.api.test_problems import assert_problem
from tests.service.web import served

WORDS = {
    "": "Marblewick",
    "north": "Zephyrion",
    "documents": "Quillonar",
}  # a name as a path's part
TWIN = "/collections/{collection}"
METHODS = ("get", "post", "put", "delete")
WALKED = "walked"
Description = dict[str, dict[str, dict[str, dict[str, object]]]]


@dataclass(frozen=True)
class Known:
    """A collection, and what only its own replies may hold."""

    name: str
    documents: int
    claims: int
    concept: str
    job: str
    secrets: frozenset[str]

    @property
    def word(self) -> str:
        """What its documents speak of."""
        return WORDS[self.name]

    @property
    def document(self) -> str:
        """One of them."""
        return f"{self.word.lower()}-0"

    @property
    def at(self) -> str:
        """What its addresses start with."""
        return f"/collections/{self.name}" if self.name else ""

    @property
    def root(self) -> str:
        """The same, of its calls."""
        return f"/v1{self.at}"


def text(word: str, number: int) -> str:
    """A document about something that no other collection has heard of."""
    return (
        f"# The {word} chip, part {number}\n\nThe {word} chip has {70 + number} GB of memory. "
        f"Training on the {word} chip takes {number + 2} weeks. The {word} chip costs about "
        f"${len(word)},00{number}.\n\nInference must answer within {200 + number} ms.\n"
    )


@pytest.fixture(scope="module")
def folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Indexes of one, two and three documents."""
    root = tmp_path_factory.mktemp("collections")
    for count, (name, word) in enumerate(WORDS.items(), 1):
        sources = root / "sources" / word
        sources.mkdir(parents=True)
        for number in range(count):
            file = sources / f"{word.lower()}-{number}.md"
            file.write_text(text(word, number), encoding="utf-8")
        build([sources], root / "many" / name if name else root / "default", encoder)
    (root / "many" / "no-index").mkdir()
    (root / "many" / "broken").mkdir()
    (root / "many" / "broken" / "phasebook.sqlite3").write_bytes(b"no database" * 100)
    return root


@pytest.fixture(scope="module")
def client(folder: Path, encoder: Encoder) -> Iterator[httpx2.Client]:
    """A client of a real server over them."""
    settings = Settings(collections=folder / "many", sparql_workers=1)
    with (
        Live.open(folder / "default", load=lambda _: encoder) as live,
        served(with_agents(create_app(live, settings))) as client,
    ):
        yield client


def with_agents(app: FastAPI) -> FastAPI:
    """The same, serving agents too."""
    install_mcp(app)
    return app


@pytest.fixture(scope="module")
def known(client: httpx2.Client) -> dict[str, Known]:
    """The collections, with what is theirs alone."""
    found = {name: _facts(client, name) for name in WORDS}
    secrets = {
        name: own - frozenset().union(*(other for n, (_, other) in found.items() if n != name))
        for name, (_, own) in found.items()
    }
    return {name: Known(name, *facts, secrets[name]) for name, (facts, _) in found.items()}


def _facts(client: httpx2.Client, name: str) -> tuple[tuple[int, int, str, str], frozenset[str]]:
    """A collection's figures, one of its concepts, a job; and all that may be its own."""
    root = f"/v1/collections/{name}" if name else "/v1"
    documents = client.get(f"{root}/documents").json()
    claims = client.get(f"{root}/claims?limit=500").json()
    (concept, *_) = client.get(f"{root}/concepts?q={WORDS[name]}").json()["concepts"]
    same = {"id": f"{WORDS[name].lower()}-0", "text": text(WORDS[name], 0), "title": "The same"}
    prefer = {"Prefer": "respond-async"}
    job = client.post(f"{root}/documents", json=same, headers=prefer).headers["Location"]
    _ended(client, job)
    index = client.post(f"{root}/ask", json={"question": "What is inference?"}).json()["index"]
    ids = [one["id"] for one in (*documents["documents"], *claims["claims"], concept)]
    job_id = job.rpartition("/")[2]
    facts = (documents["total"], claims["total"], concept["id"], job_id)
    return facts, frozenset({*ids, index, job_id, WORDS[name], WORDS[name].lower()})


def _ended(client: httpx2.Client, location: str) -> dict[str, object]:
    patience = monotonic() + 60
    while monotonic() < patience:
        job: dict[str, object] = client.get(location).json()
        if job["state"] not in {"queued", "running"}:
            return job
        sleep(0.05)
    pytest.fail(f"{location} never ends")


def _calls(client: httpx2.Client, *, twins: bool) -> list[tuple[str, str]]:
    """The described calls about a collection: method and path, readers first."""
    paths: Description = client.get("/openapi.json").json()["paths"]
    found = {
        path: calls
        for path, calls in paths.items()
        if any(not {"service", "collections"} & {*call["tags"]} for call in calls.values())
    }
    return [
        (method, path)
        for method in METHODS
        for path, calls in found.items()
        if method in calls and (TWIN in path) == twins
    ]


def _filled(method: str, path: str, here: Known, value: Known) -> httpx2.Request:
    """A call of a collection, with what is known of one: itself, or another."""
    writes = method in {"put", "delete"}
    plain = path.replace(TWIN, "").removeprefix("/v1")
    ids = {
        "documents": WALKED if writes else value.document,
        "concepts": value.concept,
        "jobs": value.job,
        "models": "phasebook",
    }
    names = {
        "name": f"doc/{value.document}" if "/page/" in path else value.concept,
        "file": f"{value.concept}.ttl",
        "suffix": "ttl",
        "collection": here.name,
    }
    if plain.startswith(("/doc/", "/graph/")):
        names["name"] = value.document
    names["id"] = ids.get(plain.split("/")[1], "")
    names["name:path"], names["file:path"] = names["name"], names["file"]
    address = re.sub(r"{([^}]+)}", lambda found: names[found[1]], path)
    question = f"How much memory does the {value.word} chip have?"
    query: Mapping[str, Mapping[str, str]] = {
        "/ask": {"question": question},
        "/ask/stream": {"question": question},
        "/search": {"q": question},
        "/paths": {"source": value.concept, "target": "training"},
        "/compare": {"left": value.concept, "right": "training"},
        "/sparql": {"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"},
        "/claims": {"limit": "500"},
        "/concepts": {"limit": "500"},
    }
    bodies: Mapping[str, object] = {
        "/ask": {"question": question, "explain": True},
        "/ask/stream": {"question": question},
        "/chat/completions": {
            "model": "phasebook",
            "messages": [{"role": "user", "content": question}],
        },
        "/documents": {"id": WALKED, "text": text(here.word, 7)},
        "/documents/{id}": {"text": text(here.word, 8)},
    }
    url = f"http://server{address}"
    if method in {"get", "delete"}:
        params = query.get(plain, {}) if method == "get" else {}
        return httpx2.Request(method.upper(), url, params=params)
    if plain == "/sparql":
        body, kind = query["/sparql"]["query"], {"Content-Type": "application/sparql-query"}
        return httpx2.Request("POST", url, content=body, headers=kind)
    return httpx2.Request(method.upper(), url, json=bodies[plain])


def _said(client: httpx2.Client, call: httpx2.Request) -> tuple[int, str, str]:
    """The status, what was sent, and what was replied, headers and all."""
    sent = str(call.url.raw_path) + call.content.decode()
    url = str(client.base_url).rstrip("/") + call.url.raw_path.decode()
    headers = {"Content-Type": call.headers.get("content-type", "")} if call.content else {}
    reply = client.request(call.method, url, content=call.content, headers=headers)
    return reply.status_code, sent, f"{sorted(reply.headers.items())}\n{reply.text}"


def test_every_call_has_a_twin_under_a_collection(client: httpx2.Client) -> None:
    """And no two calls have one operation id."""
    default = {(method, path) for method, path in _calls(client, twins=False)}
    twins = {(method, path.replace(TWIN, "")) for method, path in _calls(client, twins=True)}
    assert default == twins
    assert len(twins) > 25
    paths: Description = client.get("/openapi.json").json()["paths"]
    ids = [call["operationId"] for calls in paths.values() for call in calls.values()]
    assert len(ids) == len({*map(str, ids)})


@pytest.mark.parametrize("name", WORDS)
def test_no_call_tells_of_another_collection(
    client: httpx2.Client, known: dict[str, Known], name: str
) -> None:
    """Asked for its own things it has them; asked for another's, it knows of none."""
    here = known[name]
    others = [other for other in known.values() if other is not here]
    seen = ""
    for method, path in _calls(client, twins=bool(name)):
        status, _, reply = _said(client, _filled(method, path, here, here))
        assert status in {200, 201, 204, 303}, (method, path, reply)
        seen += reply
        for other in others:
            leaked = {secret for secret in other.secrets if secret in reply}
            assert not leaked, (method, path, leaked)
    assert {secret for secret in here.secrets if secret not in seen} == set()

    reading = [call for call in _calls(client, twins=bool(name)) if call[0] in {"get", "post"}]
    for method, path in [call for call in reading if not call[1].endswith("/documents")]:
        for other in others:
            _, sent, reply = _said(client, _filled(method, path, here, other))
            leaked = {
                s for s in other.secrets if s in reply and s.casefold() not in sent.casefold()
            }
            assert not leaked, (method, path, leaked)


def test_counts_are_each_collections_own(
    client: httpx2.Client, known: dict[str, Known], folder: Path
) -> None:
    """In the list of collections, in health, and in the metrics."""
    assert {name: one.documents for name, one in known.items()} == {
        name: count for count, name in enumerate(WORDS, 1)
    }
    listed = client.get("/v1/collections").json()
    assert [one["name"] for one in listed["collections"]] == ["documents", "north"]
    assert [*listed["problems"]] == ["broken"]
    assert listed["problems"]["broken"]["status"] == 503
    assert str(folder) not in json.dumps(listed["collections"])
    for one in listed["collections"]:
        mine = known[one["name"]]
        assert (one["documents"], one["claims"]) == (mine.documents, mine.claims)
        assert one["index"] in mine.secrets
        assert client.get(f"/v1/collections/{one['name']}").json() == one
    assert client.get("/health").json()["documents"] == 1
    metrics = client.get("/metrics").text
    assert "phasebook_index_documents 1.0" in metrics
    assert 'phasebook_index_documents{collection="documents"} 3.0' in metrics


def _states(client: httpx2.Client, known: dict[str, Known]) -> dict[str, tuple[str, ...]]:
    """All that each collection holds."""
    calls = ("documents", "claims?limit=500", "graph?format=nquads", "jobs")
    return {
        name: tuple(client.get(f"{one.root}/{call}").text for call in calls)
        for name, one in known.items()
    }


@pytest.mark.parametrize("name", WORDS)
def test_a_write_changes_one_collection_alone(
    client: httpx2.Client, known: dict[str, Known], name: str
) -> None:
    """And names the address with the collection: of documents, of jobs, of problems."""
    here, before = known[name], _states(client, known)
    put = client.put(f"{here.root}/documents/new", json={"text": text("Ferrowen", 3)})
    assert (put.status_code, put.headers["Location"]) == (201, f"{here.root}/documents/new")
    assert client.get(put.headers["Location"]).json()["text"] == text("Ferrowen", 3)
    files = [("file", ("new.md", text("Ferrowen", 4).encode())), ("file", ("bad.pdf", b"no"))]
    location = client.post(f"{here.root}/documents", files=files).headers["Location"]
    assert location.startswith(f"{here.root}/jobs/")
    outcomes = _ended(client, location)["outcomes"]
    assert isinstance(outcomes, list)
    assert outcomes[1]["problem"]["instance"] == location
    after = _states(client, known)
    assert {one for one in known if before[one] != after[one]} == {name}
    assert all("Ferrowen" not in said for one in known if one != name for said in after[one])
    job = location.rpartition("/")[2]
    for other in known.values():
        status = client.get(f"{other.root}/jobs/{job}").status_code
        assert status == (200 if other is here else 404)
    assert client.delete(f"{here.root}/documents/new").status_code == 204
    gone = client.delete(f"{here.root}/documents/new")
    assert_problem(gone, 404)
    assert gone.json()["instance"] == f"{here.root}/documents/new"
    assert _states(client, known)[name][:3] == before[name][:3]


def test_iris_lead_to_their_own_collection(client: httpx2.Client, known: dict[str, Known]) -> None:
    """So that what two collections call alike stays apart."""
    one = known["documents"]
    address = f"{one.at}/id/{one.concept}"
    shown = client.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
    assert shown.url.path == f"{one.at}/page/{one.concept}"
    links = set(re.findall(r'href="(/[^"]+)"', shown.text)) - {"/assets/favicon.svg"}
    links.remove(f"{one.at}/")  # the page, which is not served here
    assert len(links) > 5
    assert all(link.startswith(f"{one.at}/") for link in links)
    assert all(client.get(link).status_code in {200, 303} for link in links)
    graph = client.get(f"{one.root}/graph?format=ntriples").text
    assert f"{one.at}/id/{one.concept}>" in graph
    assert client.get(f"/id/{one.concept}").status_code == 404
    shared = client.get(f"{one.at}/sparql", headers={"Origin": "https://other.example"})
    assert shared.headers["Access-Control-Allow-Origin"] == "*"
    chat = client.post(f"{one.root}/chat/completions", json={"model": "none", "messages": []})
    assert set(chat.json()) == {"error"}


@pytest.mark.parametrize(
    "name", ["nothing", "no-index", "%2e%2e", "..%2f..%2fdefault", "north%00", "-north", "a" * 65]
)
def test_an_unknown_collection_is_a_problem(client: httpx2.Client, name: str) -> None:
    """Whatever is asked of it; no name is a path."""
    for call in ("ask?question=x", "documents", "graph", "jobs"):
        assert_problem(client.get(f"/v1/collections/{name}/{call}"), 404)
    assert_problem(client.get(f"/collections/{name}/sparql"), 404)
    assert_problem(client.delete(f"/v1/collections/{name}"), 404)
    assert_problem(client.get("/v1/collections/broken/documents"), 503)


def test_collections_come_and_go(client: httpx2.Client, folder: Path) -> None:
    """An empty one is made, filled, asked and deleted; nothing of it is left."""
    before = sorted(one.name for one in (folder / "many").iterdir())
    made = client.put("/v1/collections/fresh")
    assert (made.status_code, made.headers["Location"]) == (201, "/v1/collections/fresh")
    assert (made.json()["documents"], made.json()["claims"]) == (0, 0)
    assert_problem(client.put("/v1/collections/fresh"), 409)
    assert_problem(client.put("/v1/collections/no-index"), 409)
    for name in (".hidden", "a.b", "-a", "ä", "a" * 65):
        assert_problem(client.put(f"/v1/collections/{name}"), 422)
    asked = {"question": "How much memory does the Ferrowen chip have?"}
    assert client.post("/v1/collections/fresh/ask", json=asked).json()["answered"] is False
    put = client.put("/v1/collections/fresh/documents/a", json={"text": text("Ferrowen", 3)})
    assert put.status_code == 201
    said = client.post("/v1/collections/fresh/ask", json=asked).json()
    assert (said["answered"], "73 GB" in said["answer"]) == (True, True)
    rows = client.get("/collections/fresh/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert "Ferrowen" in rows.text
    assert client.delete("/v1/collections/fresh").status_code == 204
    assert_problem(client.delete("/v1/collections/fresh"), 404)
    assert_problem(client.post("/v1/collections/fresh/ask", json=asked), 404)
    assert sorted(one.name for one in (folder / "many").iterdir()) == before

    assert client.put("/v1/collections/fresh").json()["documents"] == 0
    assert client.get("/v1/collections/fresh/documents").json()["total"] == 0
    assert client.delete("/v1/collections/fresh").status_code == 204


@pytest.mark.parametrize("name", WORDS)
def test_agents_are_told_of_one_collection(
    client: httpx2.Client, known: dict[str, Known], name: str
) -> None:
    """Whichever the address names, by every tool and in every list; of none that there is not."""
    here = known[name]
    others = [other for other in known.values() if other is not here]
    question = f"How much memory does the {here.word} chip have?"
    uses: dict[str, dict[str, str | int]] = {
        "ask": {"question": question},
        "search": {"query": question},
        "concept": {"name": here.concept},
        "path": {"source": here.concept, "target": "training"},
        "compare": {"left": here.concept, "right": "training"},
        "sparql": {"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }", "limit": 1000},
        "add_document": {  # as it is there already
            "id": f"{here.word.lower()}-0",
            "text": text(here.word, 0),
            "title": "The same",
        },
    }

    async def told() -> str:
        address = f"{str(client.base_url).rstrip('/')}{here.at}/mcp"
        async with Agent(address) as agent:
            tools = {tool.name for tool in (await agent.list_tools()).tools}
            assert tools == uses.keys()
            said = [await agent.call_tool(tool, given) for tool, given in uses.items()]
            assert not [one.content for one in said if one.is_error]
            listed = await agent.list_resources()
            assert len(listed.resources) == here.documents
            read = await agent.read_resource(listed.resources[0].uri)
            unknown = await agent.call_tool("concept", {"name": others[0].concept})
            assert unknown.is_error
        return " ".join(map(str, [*said, listed, read]))

    said = asyncio.run(told())
    assert here.word in said
    assert not {secret for other in others for secret in other.secrets if secret in said}
    assert_problem(client.post("/collections/nothing/mcp", json={}), 404)


@pytest.mark.parametrize("name", ["north", "documents"])
def test_a_client_can_be_of_one_collection(
    client: httpx2.Client, known: dict[str, Known], name: str, tmp_path: Path
) -> None:
    """Every call of it is; those about the service are the same for all."""
    here, address = known[name], str(client.base_url)
    with Client(address, collection=name) as phasebook, Client(address) as default:
        assert phasebook.documents().total == here.documents
        assert phasebook.claims().total == here.claims
        assert phasebook.health() == default.health()
        assert [one.name for one in phasebook.collections().collections] == ["documents", "north"]
        asked = phasebook.ask(f"How much memory does the {here.word} chip have?")
        assert here.word in asked.answer
        count = phasebook.sparql("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        assert count != default.sparql(
            "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        )
        phasebook.export(tmp_path / "graph.ttl")
        assert here.word in (tmp_path / "graph.ttl").read_text(encoding="utf-8")

        async def counted() -> int:
            async with AsyncClient(address, collection=name) as twin:
                return (await twin.documents()).total

        assert asyncio.run(counted()) == here.documents
        assert default.make_collection("made").documents == 0
        with Client(address, collection="made") as made:
            made.wait(made.add(text("Ferrowen", 3)))
            assert made.documents().total == 1
        default.delete_collection("made")
        with pytest.raises(NotThereError), Client(address, collection="made") as gone:
            gone.documents()
