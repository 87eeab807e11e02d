"""How much a request may be, and how long it may take."""

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx2
import pytest
from fastapi import FastAPI

from service.api.guard.deadline import Deadline
from service.api.guard.sizes import MAX_ADDRESS_BYTES, MAX_BODY_BYTES, body_limit
from service.serving import serve
from service.settings import Settings
from tests.service.api.guard.light import lit
from tests.service.api.test_problems import assert_problem
from tests.service.web import served

SETTINGS = Settings(max_upload_bytes=2 * MAX_BODY_BYTES, request_timeout=0.5)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """A service that is small and impatient."""
    with lit(SETTINGS) as client:
        yield client


def pieces(size: int) -> Iterator[bytes]:
    """A body of no declared length."""
    for _ in range(0, size, 100_000):
        yield b" " * 100_000


def test_a_body_may_be_as_large_as_its_call_needs(client: httpx2.Client) -> None:
    """Documents more than a question, declared or not."""
    within, beyond = MAX_BODY_BYTES + 100_000, 2 * MAX_BODY_BYTES + 100_000
    assert client.post("/v1/documents", content=b" " * within).json() == within
    assert client.post("/v1/documents", content=pieces(within)).json() == within
    for path, size in (("/v1/ask", within), ("/v1/documents", beyond)):
        assert_problem(client.post(path, content=b" " * size), 413)
        assert_problem(client.post(path, content=pieces(size)), 413)


@pytest.mark.parametrize(
    ("method", "path", "uploads"),
    [
        ("PUT", "/v1/documents/a", True),
        ("POST", "/v1/collections/a/documents", True),
        ("DELETE", "/v1/documents/a", False),
        ("POST", "/v1/documentsx", False),
        ("POST", "/v1/ask", False),
    ],
)
def test_only_documents_may_be_large(method: str, path: str, uploads: bool) -> None:  # noqa: FBT001 - a table's column
    """By method and path."""
    limit = SETTINGS.max_upload_bytes if uploads else MAX_BODY_BYTES
    assert body_limit(method, path, SETTINGS) == limit


def test_an_address_has_a_limit(client: httpx2.Client) -> None:
    """414; one of just that length is answered."""
    path = "/v1/documents?q="
    assert client.get(path + "a" * (MAX_ADDRESS_BYTES - len(path))).status_code == 200
    assert_problem(client.get(path + "a" * (MAX_ADDRESS_BYTES + 1)), 414)


def test_headers_have_a_limit(client: httpx2.Client) -> None:
    """431; where they are endless, the server itself says so, or hangs up at once."""
    reply = client.get("/v1/documents", headers={"X-Long": "a" * 40_000})
    assert_problem(reply, 431)
    try:
        assert client.get("/v1/documents", headers={"X-Long": "a" * 900_000}).status_code == 431
    except httpx2.TransportError:
        assert client.get("/v1/documents").status_code == 200


def test_an_answer_that_takes_too_long_is_given_up(client: httpx2.Client) -> None:
    """504 at the time, though the work is in a thread that cannot be stopped."""
    began = time.perf_counter()
    reply = client.get("/v1/slow?seconds=3")
    assert time.perf_counter() - began < 3
    assert "0.5 seconds" in assert_problem(reply, 504)["detail"]
    assert client.get("/v1/slow?seconds=0.01").json() == 0.01


def test_a_request_that_takes_too_long_to_arrive_is_given_up(client: httpx2.Client) -> None:
    """408, where the client sends its body drop by drop."""
    host, port = client.base_url.host, client.base_url.port
    with socket.create_connection((host, port), timeout=10) as slow:
        slow.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        assert slow.recv(1000).startswith(b"HTTP/1.1 408")


def test_a_stream_may_go_on(client: httpx2.Client) -> None:
    """The limit is for its beginning."""
    with client.stream("GET", "/v1/stream") as reply:
        assert b"".join(reply.iter_raw()).count(b"part") == 4


def test_a_server_that_ends_waits_for_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """503 for what has not begun to answer when its patience is over, and the server has ended."""
    monkeypatch.setattr(serve, "GRACE", 0)
    asked, app = Event(), FastAPI()
    app.add_middleware(Deadline, seconds=600)

    @app.get("/endless")
    async def endless() -> None:
        asked.set()
        await asyncio.Event().wait()

    with ThreadPoolExecutor(1) as pool:
        with served(app) as client:
            reply = pool.submit(httpx2.get, client.base_url.join("/endless"), timeout=60)
            assert asked.wait(60)
        assert "ending" in assert_problem(reply.result(), 503)["detail"]
