"""Who sends no whole head of a request does not hold a connection for ever."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from service.api import schema
from service.serving import connection
from service.serving.serve import MAX_HEAD_BYTES
from service.settings import Settings
from tests.service.api.guard.light import lit
from tests.service.web import served

HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """Where a small application is."""
    app = FastAPI()
    app.get("/")(lambda: "here")
    with served(app) as client:
        place = urlsplit(str(client.base_url))
        yield str(place.hostname), int(place.port or 0)


@pytest.fixture(scope="module")
def guarded() -> Iterator[tuple[str, int]]:
    """Where one is that is guarded as the service is."""
    with lit(Settings()) as client:
        place = urlsplit(str(client.base_url))
        yield str(place.hostname), int(place.port or 0)


@contextmanager
def connected(address: tuple[str, int]) -> Iterator[socket.socket]:
    """A connection to it."""
    with socket.create_connection(address, timeout=60) as made:
        yield made


def answered(made: socket.socket) -> None:
    """Read a whole reply, in whatever parts it comes."""
    said = b""
    while not said.endswith(b'"here"'):
        part = made.recv(1000)
        assert part, said
        said += part
    assert said.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"G", HEAD[:-2]])
def test_half_a_head_is_waited_for_so_long(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """Or none at all; then the connection is closed."""
    monkeypatch.setattr(connection, "HEAD", 0.1)
    with connected(address) as made:
        made.sendall(sent)
        assert made.recv(1000) == b""


def test_so_is_that_of_a_later_request(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a connection that is kept."""
    with connected(address) as made:
        made.sendall(HEAD)
        answered(made)
        monkeypatch.setattr(connection, "HEAD", 0.1)
        made.sendall(HEAD[:5])
        assert made.recv(1000) == b""


def test_a_head_that_comes_in_parts_is_read(address: tuple[str, int]) -> None:
    """And the next one, on the same connection."""
    with connected(address) as made:
        for _ in range(3):
            for place in range(0, len(HEAD), 9):
                made.sendall(HEAD[place : place + 9])
            answered(made)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * MAX_HEAD_BYTES, 431),
        (b"GET /?q=" + b"a" * MAX_HEAD_BYTES, 414),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505),
        (HEAD[:-2] + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ],
    ids=["malformed", "endless headers", "endless address", "no such version", "two lengths"],
)
def test_what_cannot_be_read_is_told_and_the_connection_closed(
    guarded: tuple[str, int], sent: bytes, status: int
) -> None:
    """As problem details, with the headers of every other answer; nothing more is read from it."""
    with connected(guarded) as made:
        made.sendall(sent)
        said = b"".join(iter(lambda: made.recv(10_000), b""))
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"x-content-type-options: nosniff" in head.lower()
    assert schema.Problem.model_validate_json(body[body.index(b"{") :]).status == status
