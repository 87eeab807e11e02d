"""Agents over HTTP: the SDK's own client against the application as it is served."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx2
import mcp_types as types
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from service.api import schema
from service.api.app import create_app
from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.mcp.http import install, security
from service.settings import Settings
from tests.copies import copied
from tests.service.web import served

QUESTION = "How much memory does the H200 have?"
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPTS = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def web(small: KnowledgeBase) -> Iterator[httpx2.Client]:
    """A client of a real server that serves agents, too."""
    app = create_app(small)
    install(app)
    with served(app) as client:
        yield client


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_only_a_key_that_writes_adds(small_index: Path, tmp_path: Path, mode: str) -> None:
    """Any other key is not offered the tool, and refused where it is used all the same."""
    copied(small_index, tmp_path / "index")
    keys = Keys(tmp_path / "keys.json")
    reader, writer = keys.add()[1], keys.add(write=True)[1]

    async def added(base: str, key: str) -> tuple[bool, types.CallToolResult]:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx2.AsyncClient(headers=headers) as http:
            transport = streamable_http_client(f"{base}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                offered = {tool.name for tool in (await client.list_tools()).tools}
                given = {"text": "An MI325X draws 1000 W.", "id": "note"}
                return "add_document" in offered, await client.call_tool("add_document", given)

    with Live.open(tmp_path / "index") as live:
        app = create_app(live, gate=Gate(keys, required=True))
        install(app)
        with served(app) as client:
            offered, result = asyncio.run(added(str(client.base_url), reader))
            assert not offered
            assert result.is_error
            assert "key add --write" in str(result.content)
            headers = {"X-API-Key": reader}
            assert client.get("/v1/documents/note", headers=headers).status_code == 404
            offered, result = asyncio.run(added(str(client.base_url), writer))
            assert offered
            assert schema.Written.model_validate(result.structured_content).status == "added"
            assert client.get("/v1/documents/note", headers=headers).status_code == 200


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_asks_over_http(web: httpx2.Client, mode: str) -> None:
    """With the protocol of today and with the one that most programs speak; many at once."""

    async def asked() -> list[schema.Answer]:
        async with Client(f"{web.base_url}/mcp", mode=mode) as client:
            tools = await client.list_tools()
            assert "ask" in {tool.name for tool in tools.tools}
            coming = [client.call_tool("ask", {"question": QUESTION}) for _ in range(4)]
            results = await asyncio.gather(*coming)
            return [schema.Answer.model_validate(r.structured_content) for r in results]

    answers = asyncio.run(asked())
    assert len({answer.answer for answer in answers}) == 1
    assert "141 GB" in answers[0].answer
    posted = web.post("/v1/ask", json={"question": QUESTION}).json()
    assert answers[0].citations == schema.Answer.model_validate(posted).citations


def test_the_other_calls_go_on(web: httpx2.Client) -> None:
    """Agents change nothing for the rest of the service."""
    assert web.get("/health").json()["status"] == "ok"
    assert "/mcp" not in web.get("/openapi.json").json()["paths"]


def test_a_request_needs_no_session(web: httpx2.Client) -> None:
    """Any worker can answer it."""
    reply = web.post("/mcp", json=PING, headers=ACCEPTS)
    assert reply.status_code == httpx2.codes.OK
    assert reply.json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert "mcp-session-id" not in reply.headers


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_there_is_nothing_to_listen_to(web: httpx2.Client, method: str) -> None:
    """The service says nothing unasked; the method that works is named."""
    reply = web.request(method, "/mcp", headers=ACCEPTS)
    assert reply.status_code == httpx2.codes.METHOD_NOT_ALLOWED
    assert reply.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:8000"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:6274"}, 200),
        ({"Host": "localhost:8000"}, 200),
    ],
)
def test_pages_of_others_are_refused(
    web: httpx2.Client, headers: dict[str, str], status: int
) -> None:
    """Also where their name leads here (DNS rebinding); programs and pages of this machine pass."""
    assert web.post("/mcp", json=PING, headers=ACCEPTS | headers).status_code == status


def test_a_published_service_is_called_by_its_name() -> None:
    """The address set as the base, and the one listened on, are its own."""
    found = security(Settings(host="192.0.2.7", base="https://kb.example:8443/"))
    assert {"192.0.2.7:*", "kb.example:8443", "127.0.0.1:*"} <= set(found.allowed_hosts)
    assert {"https://kb.example:8443", "http://192.0.2.7:*"} <= set(found.allowed_origins)
    anywhere = security(Settings(host="0.0.0.0"))  # noqa: S104 - not bound
    assert not any("0.0.0.0" in host for host in anywhere.allowed_hosts)  # noqa: S104 - not bound


def test_a_body_has_a_limit(web: httpx2.Client) -> None:
    """As everywhere."""
    reply = web.post("/mcp", content=b" " * 1_000_001, headers=ACCEPTS)
    assert reply.status_code == 413


def test_what_is_no_message_is_an_error_of_the_protocol(web: httpx2.Client) -> None:
    """Not of the service."""
    json = ACCEPTS | {"Content-Type": "application/json"}
    for body in (b"", b"{", b"[]", b'{"jsonrpc": "2.0", "id": 1, "method": "nothing"}'):
        reply = web.post("/mcp", content=body, headers=json)
        assert reply.status_code < httpx2.codes.INTERNAL_SERVER_ERROR
        assert "error" in reply.json()
