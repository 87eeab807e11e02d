"""The Python client over a real server, each promise of it and of its twin."""

import inspect
import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import anyio
import httpx2
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

from corpus.errors import PhasebookError
from service.api import schema
from service.api.app import create_app
from service.client import calls
from service.client.calls import Call
from service.client.client import AsyncClient, Client
from service.client.errors import (
    BusyError,
    FailedError,
    InvalidRequestError,
    KeyRefusedError,
    LateError,
    NotThereError,
    ServiceError,
    StrangeReplyError,
    UnreachableError,
    UnreadableFileError,
)
from service.graph.export import FORMATS
from service.indexing.live import Live
from service.indexing.states import Action, JobState
from tests.copies import copied
from tests.service.conftest import PAGES
from tests.service.web import served

QUESTION = "How much memory does the H200 have?"
T = TypeVar("T")


@dataclass(frozen=True)
class Sender(ABC):
    """Sends calls, and exports: what the two clients do each in its own way."""

    address: str
    api_key: str | None = None
    timeout: float = 60.0
    retries: int = 2

    @abstractmethod
    def send(self, call: Call[T]) -> T:
        """What a call says."""

    @abstractmethod
    def waited(
        self, job: schema.JobSummary | str, timeout: float | None = None
    ) -> tuple[schema.Job, list[schema.Job]]:
        """A job when it has ended, and how it was seen before."""

    @abstractmethod
    def export(self, path: Path, name: str = "turtle") -> int:
        """The graph as a file."""


class Threaded(Sender):
    """By `Client`, one for each call."""

    def waited(
        self, job: schema.JobSummary | str, timeout: float | None = None
    ) -> tuple[schema.Job, list[schema.Job]]:
        """A job when it has ended, and how it was seen before."""
        seen: list[schema.Job] = []
        with self._client() as client:
            return client.wait(job, seen.append, timeout), seen

    def send(self, call: Call[T]) -> T:
        """What a call says."""
        with self._client() as client:
            return client.send(call)

    def export(self, path: Path, name: str = "turtle") -> int:
        """The graph as a file."""
        with self._client() as client:
            return client.export(path, name)

    def _client(self) -> Client:
        return Client(
            self.address, api_key=self.api_key, timeout=self.timeout, retries=self.retries
        )


class Awaited(Sender):
    """By `AsyncClient`, one for each call, in a loop of its own."""

    def waited(
        self, job: schema.JobSummary | str, timeout: float | None = None
    ) -> tuple[schema.Job, list[schema.Job]]:
        """A job when it has ended, and how it was seen before."""
        seen: list[schema.Job] = []

        async def ended() -> schema.Job:
            async with self._client() as client:
                return await client.wait(job, seen.append, timeout)

        return anyio.run(ended), seen

    def send(self, call: Call[T]) -> T:
        """What a call says."""

        async def sent() -> T:
            async with self._client() as client:
                return await client.send(call)

        return anyio.run(sent)

    def export(self, path: Path, name: str = "turtle") -> int:
        """The graph as a file."""

        async def exported() -> int:
            async with self._client() as client:
                return await client.export(path, name)

        return anyio.run(exported)

    def _client(self) -> AsyncClient:
        return AsyncClient(
            self.address, api_key=self.api_key, timeout=self.timeout, retries=self.retries
        )


Made = Callable[..., Sender]


@pytest.fixture(params=[Threaded, Awaited], ids=["threads", "awaited"])
def made(request: pytest.FixtureRequest) -> Made:
    """Makes either client."""
    kind: Made = request.param
    return kind


@pytest.fixture
def sender(made: Made, client: httpx2.Client) -> Sender:
    """Either client of the real server."""
    return made(str(client.base_url))


@pytest.fixture(scope="module")
def writable(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server over an index that may be written."""
    folder = tmp_path_factory.mktemp("client") / "index"
    copied(small_index, folder)
    with Live.open(folder) as live, served(create_app(live)) as client:
        yield str(client.base_url)


Sent = tuple[str, Mapping[str, str]]  # a path, and the headers


@contextmanager
def planned(*replies: Response) -> Iterator[tuple[str, list[Sent]]]:
    """The address of a server that replies so, the last one again and again; what it was sent."""
    plan = [*replies]
    sent: list[Sent] = []
    app = FastAPI()

    async def reply(request: Request) -> Response:
        sent.append((request.url.path, dict(request.headers)))
        return plan.pop(0) if len(plan) > 1 else plan[0]

    app.add_route("/{path:path}", reply, methods=["GET", "POST", "DELETE"])
    with served(app) as client:
        yield str(client.base_url), sent


def problem(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An error as the service sends it."""
    said = {"title": "T", "status": status, "detail": "d: r", "instance": "/", "remedy": "r"}
    return Response(json.dumps(said), status, headers, "application/problem+json")


def healthy() -> Response:
    """What `/health` says."""
    said = {"status": "ok", "version": "1", "documents": 0, "claims": 0, "index": "sha256:0"}
    return Response(json.dumps(said), media_type="application/json")


def test_every_call_is_read(sender: Sender) -> None:
    """Each gives its model; what it says is the service's."""
    assert sender.send(calls.health()).documents == len(PAGES)
    answer = sender.send(calls.ask(QUESTION, top_k=1, documents=["chips"], explain=True))
    assert "141 GB" in answer.answer
    assert answer.explanation
    assert len(answer.passages) == 1
    for cited in answer.citations:
        assert PAGES[f"{cited.document}.md"][cited.start : cited.end] == cited.quote
    assert len(sender.send(calls.search("latency", k=2)).passages) == 2
    assert [d.id for d in sender.send(calls.documents()).documents] == ["chips", "phases"]
    assert sender.send(calls.document("chips")).text == PAGES["chips.md"]
    found = sender.send(calls.concepts(type="phase", limit=1))
    assert (len(found.concepts), found.total) == (1, 2)
    assert "NVIDIA H200" in sender.send(calls.concept("H200")).names
    assert sender.send(calls.neighbors("H200", depth=2, limit=3)).concept.label == "NVIDIA H200"
    (fact,) = sender.send(calls.claims(phase="training", predicate="batchSize")).claims
    assert isinstance(fact.object, schema.Value)
    assert fact.object.text == "256-512 samples"
    assert sender.send(calls.paths("H200", "inference", max_hops=2)).paths
    assert sender.send(calls.compare()).left.label == "training"
    assert sender.send(calls.conflicts(verdict="single", limit=1)).single.total > 0


def test_queries_are_read(sender: Sender) -> None:
    """Tables, truths and graphs; literals with their language."""
    prefix = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    found = sender.send(calls.sparql(f"{prefix} SELECT ?s ?l {{ ?s skos:prefLabel ?l }} LIMIT 2"))
    assert found.columns == ["s", "l"]
    assert len(found.rows) == 2
    assert {row["l"].language for row in found.rows} == {"en"}
    assert found.values()[0] == (found.rows[0]["s"].value, found.rows[0]["l"].value)
    assert sender.send(calls.sparql("ASK { ?s ?p ?o }")).boolean is True
    turtle = sender.send(calls.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"))
    assert b"<" in turtle


@pytest.mark.parametrize("name", ["turtle", "graphml", "csv"])
def test_the_graph_comes_as_a_file(
    sender: Sender, client: httpx2.Client, tmp_path: Path, name: str
) -> None:
    """The bytes of the call, with nothing left beside it."""
    path = tmp_path / "graph"
    path.write_text("old")
    size = sender.export(path, name)
    whole = client.get("/v1/graph", params={"format": name})
    assert path.read_bytes() == whole.content == sender.send(calls.graph(name))
    assert size == len(whole.content)
    assert [file.name for file in tmp_path.iterdir()] == ["graph"]
    assert name in FORMATS


def test_a_file_stays_where_the_export_fails(made: Made, sender: Sender, tmp_path: Path) -> None:
    """Refused, or broken off in the middle."""
    path = tmp_path / "graph"
    path.write_text("old")
    with pytest.raises(InvalidRequestError, match="no export format 'docx': use one of"):
        sender.export(path, "docx")
    broken = StreamingResponse(iter([b"half"]), headers={"Content-Length": "100"})
    with planned(broken) as (address, _), pytest.raises(UnreachableError):
        made(address).export(path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["graph"]


def test_an_error_says_what_and_how_to_mend_it(sender: Sender) -> None:
    """By its status, with the problem details that came."""
    with pytest.raises(NotThereError) as absent:
        sender.send(calls.document("nothing/../chips"))
    assert absent.value.status == 404
    assert absent.value.title == "Not Found"
    assert "nothing/../chips" in absent.value.what
    assert absent.value.remedy
    assert str(absent.value) == f"{absent.value.what}: {absent.value.remedy}"
    assert isinstance(absent.value, PhasebookError)
    with pytest.raises(InvalidRequestError) as wrong:
        sender.send(calls.search("memory", k=0))
    assert wrong.value.problem
    assert wrong.value.problem.errors[0].location == "query.k"
    with pytest.raises(InvalidRequestError):
        sender.send(calls.sparql("SELEC"))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidRequestError),
        (401, KeyRefusedError),
        (404, NotThereError),
        (418, ServiceError),
        (429, BusyError),
        (500, FailedError),
        (503, BusyError),
    ],
)
def test_statuses_have_their_errors(made: Made, status: int, kind: type[ServiceError]) -> None:
    """Whoever sends them: with problem details, or with anything else."""
    for reply in (problem(status), Response(b"<html>", status)):
        with planned(reply) as (address, _), pytest.raises(ServiceError) as raised:
            made(address).send(calls.health())
        assert type(raised.value) is kind
        assert raised.value.status == status


def test_a_strange_reply_is_told(made: Made) -> None:
    """One of another service, or of another version."""
    for body in (b"hello", b"{}", b"[]"):
        with planned(Response(body)) as (address, _), pytest.raises(StrangeReplyError):
            made(address).send(calls.health())


def test_nobody_there_is_told(made: Made) -> None:
    """With the address, and how to start the service."""
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:9 .*phasebook serve"):
        made("http://127.0.0.1:9", retries=0).send(calls.health())


def test_a_late_reply_is_told(made: Made) -> None:
    """After the time that was set, once: the service may be at work still."""
    asked = 0
    app = FastAPI()

    @app.get("/health")
    async def health() -> Response:
        nonlocal asked
        asked += 1
        await anyio.sleep(1)
        return healthy()

    with served(app) as client, pytest.raises(LateError, match=r"within 0\.3 s"):
        made(str(client.base_url), timeout=0.3).send(calls.health())
    assert asked == 1


def test_what_changes_nothing_is_sent_again(made: Made) -> None:
    """Where the way was broken, or where the service says when to come back."""
    for first in (problem(502), problem(504), problem(429, {"Retry-After": "0"})):
        with planned(first, healthy()) as (address, sent):
            assert made(address).send(calls.health()).status == "ok"
        assert len(sent) == 2


def test_it_is_not_sent_forever(made: Made) -> None:
    """As often as was set."""
    with planned(problem(502)) as (address, sent), pytest.raises(FailedError):
        made(address, retries=1).send(calls.health())
    assert len(sent) == 2


@pytest.mark.parametrize(
    "reply",
    [problem(500), problem(503), problem(429, {"Retry-After": "3600"}), problem(400)],
    ids=["500", "503", "429", "400"],
)
def test_what_would_not_help_is_sent_once(made: Made, reply: Response) -> None:
    """A failure, a query that takes too long, a wait of an hour, a fault of one's own."""
    with planned(reply) as (address, sent), pytest.raises(ServiceError):
        made(address).send(calls.health())
    assert len(sent) == 1


def test_what_changes_something_is_sent_once(made: Made) -> None:
    """It may have been done."""
    call: Call[bytes] = Call("DELETE", "/v1/documents/a", bytes, safe=False)
    with planned(problem(502), healthy()) as (address, sent), pytest.raises(FailedError):
        made(address).send(call)
    assert len(sent) == 1


def test_the_key_goes_with_every_call(made: Made) -> None:
    """As a bearer's; and nothing does where there is none."""
    with planned(healthy()) as (address, sent):
        made(address, api_key="pk-1").send(calls.health())
        made(address).send(calls.health())
    keys = [headers.get("authorization") for _, headers in sent]
    assert keys == ["Bearer pk-1", None]


def test_the_service_may_stand_below_a_path(made: Made) -> None:
    """Behind a proxy."""
    with planned(healthy()) as (address, sent):
        made(f"{address}/kb/").send(calls.health())
    assert sent[0][0] == "/kb/health"


def test_documents_are_added_replaced_and_deleted(
    writable: str, made: Made, tmp_path: Path
) -> None:
    """Texts and files, each as a job that is waited for, with what changed and what went wrong."""
    sender = made(writable)
    done, seen = sender.waited(sender.send(calls.add("An MI325X draws 1000 W.", id="note")))
    assert done.outcomes[0].written
    assert done.outcomes[0].written.status is Action.ADDED
    assert seen[-1] == done
    assert sender.send(calls.document("note")).text == "An MI325X draws 1000 W."

    (tmp_path / "power.md").write_text("# Power\n\nThe NVIDIA H200 draws up to 700 W.\n")
    (tmp_path / "table.xls").write_bytes(b"\0")
    files = calls.add_files(tmp_path / "power.md", str(tmp_path / "table.xls"))
    power, table = sender.waited(sender.send(files))[0].outcomes
    assert power.written
    assert power.written.title == "Power"
    assert table.problem
    assert ".md" in str(table.problem.remedy)

    put = calls.put("note", "*An* MI325X draws 900 W.", title="Note", markup="plain")
    (note,) = sender.waited(sender.send(put))[0].outcomes
    assert note.written
    assert (note.written.title, note.written.status) == ("Note", Action.REPLACED)
    assert sender.send(calls.document("note")).markup == "plain"
    (note,) = sender.waited(sender.send(calls.put_file("note", tmp_path / "power.md")))[0].outcomes
    assert note.written
    assert (note.written.id, note.written.title) == ("note", "Power")

    for name in ("note", "power"):
        sender.send(calls.delete(name))
        with pytest.raises(NotThereError):
            sender.send(calls.delete(name))
    assert {d.id for d in sender.send(calls.documents()).documents} == {"chips", "phases"}


def test_jobs_are_listed_and_cancelled(writable: str, made: Made) -> None:
    """The latest first; one that has ended stays as it is, one that is not there is told."""
    sender = made(writable)
    begun = sender.send(calls.add("An MI325X draws 1000 W.", id="note"))
    done, _ = sender.waited(begun.id)
    assert sender.send(calls.jobs()).jobs[0].id == begun.id
    assert sender.send(calls.job(begun.id)) == sender.send(calls.cancel(begun.id)) == done
    assert done.state is JobState.DONE
    sender.send(calls.delete("note"))
    with pytest.raises(NotThereError):
        sender.send(calls.cancel("0" * 16))


def test_a_job_is_waited_for_as_long_as_was_set(made: Made) -> None:
    """Then it is told that it goes on."""
    job = schema.Job(
        id="1",
        state=JobState.RUNNING,
        cancelling=False,
        created=datetime.now(UTC),
        started=None,
        ended=None,
        documents=1,
        written=0,
        failed=0,
        stages=[],
        outcomes=[],
    )
    running = Response(job.model_dump_json(), media_type="application/json")
    with planned(running) as (address, sent), pytest.raises(LateError, match=r"within 0\.3 s"):
        made(address).waited("1", timeout=0.3)
    assert {path for path, _ in sent} == {"/v1/jobs/1"}
    assert len(sent) > 1


def test_a_file_that_is_not_there_is_told(writable: str, made: Made, tmp_path: Path) -> None:
    """And nothing is sent."""
    sender = made(writable)
    before = sender.send(calls.jobs()).total
    with pytest.raises(UnreadableFileError, match=r"none\.md cannot be read"):
        sender.send(calls.add_files(tmp_path / "none.md"))
    assert sender.send(calls.jobs()).total == before


def test_both_clients_have_a_method_for_every_call() -> None:
    """With its parameters and its words."""
    described = {
        name: call
        for name, call in inspect.getmembers(calls, inspect.isfunction)
        if not name.startswith("_") and call.__module__ == calls.__name__
    }
    assert {"ask", "search", "claims", "sparql"} <= described.keys()
    for kind in (Client, AsyncClient):
        for name, call in described.items():
            method = getattr(kind, name)
            assert method.__doc__ == call.__doc__ != ""
            assert method.__wrapped__ is call


def test_the_methods_are_the_calls(client: httpx2.Client) -> None:
    """Typed, with and without threads; one client serves many threads, or many tasks."""
    address = str(client.base_url)
    with Client(address) as phasebook, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(phasebook.ask, [QUESTION] * 4))
        assert phasebook.concept("H200").label == "NVIDIA H200"

    async def asked() -> list[schema.Answer]:
        found: list[schema.Answer] = []
        async with AsyncClient(address) as phasebook, anyio.create_task_group() as tasks:

            async def ask() -> None:
                found.append(await phasebook.ask(QUESTION, documents=["chips"]))

            for _ in range(4):
                tasks.start_soon(ask)
        return found

    assert len({answer.answer for answer in [*answers, *anyio.run(asked)]}) == 1


def test_the_client_is_light() -> None:
    """It loads nothing of the server: no model, no graph, no web framework, no page."""
    code = (
        "import sys; from service.client.client import Client; Client().close();"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "httpx2" in loaded
    heavy = {"torch", "transformers", "sentence_transformers", "faiss", "spacy", "numpy", "scipy"}
    heavy |= {"dash", "plotly", "fastapi", "starlette", "uvicorn", "mcp", "typer", "rich"}
    heavy |= {"networkx", "rdflib", "pyoxigraph", "pyshacl", "pint", "sqlite3", "openai"}
    assert loaded & heavy == set()
