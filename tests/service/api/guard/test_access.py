"""Who gets in, over HTTP: keys in headers and cookies, what they allow, other sites and names."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from service.api.guard.gate import Gate
from service.api.guard.keys import Keys
from service.api.guard.need import Need, need
from tests.service.api.guard.light import lit
from tests.service.api.test_problems import assert_problem

PAGE = {"Accept": "text/html,*/*;q=0.8"}


class Closed(NamedTuple):
    """A service that asks for keys."""

    client: httpx2.Client
    keys: Keys
    reader: str
    writer: str


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    """It, with a key that reads and one that writes."""
    keys = Keys(tmp_path_factory.mktemp("keys") / "keys.json")
    reader, writer = keys.add("reader")[1], keys.add("writer", write=True)[1]
    with lit(gate=Gate(keys, required=True)) as client:
        yield Closed(client, keys, reader, writer)


def bearer(text: str) -> dict[str, str]:
    """The header that gives a key."""
    return {"Authorization": f"Bearer {text}"}


def test_without_a_key_nothing_is_told(closed: Closed) -> None:
    """401 with how to ask, whatever the call, also where there is none."""
    for method, path in (("GET", "/v1/documents"), ("POST", "/v1/ask"), ("GET", "/nothing")):
        reply = closed.client.request(method, path)
        assert "key add" in assert_problem(reply, 401)["remedy"]
        assert reply.headers["WWW-Authenticate"] == 'Bearer realm="phasebook"'


@pytest.mark.parametrize("scheme", ["Bearer {}", "bearer  {}"])
def test_a_key_lets_in(closed: Closed, scheme: str) -> None:
    """As `Authorization` or as `X-API-Key`."""
    for headers in ({"Authorization": scheme.format(closed.reader)}, {"X-API-Key": closed.reader}):
        assert closed.client.get("/v1/documents", headers=headers).status_code == 200


def test_a_wrong_key_does_not(closed: Closed) -> None:
    """It is said that it is wrong, and not what it was."""
    for wrong in (closed.reader[:-1], closed.reader.upper(), "x", "\xe9"):
        headers = {b"Authorization": f"Bearer {wrong}".encode("latin-1")}
        reply = closed.client.get("/v1/documents", headers=headers)
        assert_problem(reply, 401)
        assert "invalid_token" in reply.headers["WWW-Authenticate"]
        assert len(wrong) < 5 or wrong not in reply.text
    reply = closed.client.get("/v1/documents", headers={"Authorization": "Basic abc"})
    assert_problem(reply, 401)


def test_a_key_that_reads_does_not_write(closed: Closed) -> None:
    """Asking by POST is reading; a POST that nobody listed is writing, to be safe."""
    for path in ("/v1/documents", "/v1/new-call"):
        reply = closed.client.post(path, headers=bearer(closed.reader))
        assert "--write" in assert_problem(reply, 403)["remedy"]
        assert 'error="insufficient_scope"' in reply.headers["WWW-Authenticate"]  # RFC 6750
        assert closed.client.post(path, headers=bearer(closed.writer)).status_code == 200
    assert closed.client.post("/v1/ask", headers=bearer(closed.reader)).status_code == 200
    assert closed.client.get("/v1/documents", headers=bearer(closed.writer)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("DELETE", "/v1/documents/a", Need.WRITE),
        ("PUT", "/v1/documents/a", Need.WRITE),
        ("DELETE", "/v1/jobs/1", Need.WRITE),
        ("POST", "/v1/collections/a/documents", Need.WRITE),
        ("POST", "/v1/collections/ask", Need.WRITE),
        ("PUT", "/v1/collections/a", Need.WRITE),
        ("DELETE", "/v1/collections/a", Need.WRITE),
        ("POST", "/v1/collections/a/b/ask", Need.WRITE),
        ("POST", "/collections/a/sparql", Need.READ),
        ("GET", "/v1/collections", Need.READ),
        ("POST", "/v1/ask/../documents", Need.WRITE),
        ("POST", "/v1/ask\n", Need.WRITE),
        ("POST", "/v1/collections/a/ask/stream", Need.READ),
        ("POST", "/sparql/", Need.READ),
        ("POST", "/_dash-update-component", Need.READ),
        ("GET", "/metrics", Need.READ),
        ("GET", "/health", Need.READ),
        ("GET", "/health/ready", Need.NOTHING),
        ("GET", "/docs/x", Need.READ),
    ],
)
def test_what_a_call_needs(method: str, path: str, needed: Need) -> None:
    """By method and path alone."""
    assert need(method, path) is needed


def test_keys_come_and_go_while_it_runs(closed: Closed) -> None:
    """And with the last one gone, it stays closed."""
    key, text = closed.keys.add("guest")
    assert closed.client.get("/v1/documents", headers=bearer(text)).status_code == 200
    closed.keys.remove(key.id)
    assert closed.client.get("/v1/documents", headers=bearer(text)).status_code == 401


def test_keys_that_cannot_be_read_let_nobody_in(tmp_path: Path) -> None:
    """503, and no path of the server in it."""
    keys = Keys(tmp_path / "keys.json")
    _, text = keys.add()
    with lit(gate=Gate(keys)) as client:
        keys.file.write_text("{", encoding="utf-8")
        reply = client.get("/v1/documents", headers=bearer(text))
        assert_problem(reply, 503)
        assert str(tmp_path) not in reply.text


def test_people_are_shown_a_form(closed: Closed) -> None:
    """A right key leads back to what was asked for, as a cookie that scripts cannot read."""
    asked = closed.client.get("/v1/documents?a=1&b=%3C", headers=PAGE)
    assert asked.status_code == 401
    assert 'value="/v1/documents?a=1&amp;b=%3C"' in asked.text
    wrong = closed.client.post("/login", data={"key": "no", "next": "/"})
    assert wrong.status_code == 401
    assert "not a key" in wrong.text
    given = closed.client.post("/login", data={"key": closed.reader, "next": "/v1/documents?a=1"})
    assert (given.status_code, given.headers["Location"]) == (303, "/v1/documents?a=1")
    cookie = given.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    session = {"Cookie": cookie.partition(";")[0]}
    assert closed.client.get("/v1/documents", headers=session).status_code == 200
    assert closed.client.post("/v1/documents", headers=session).status_code == 403
    closed.client.cookies.clear()
    left = closed.client.post("/logout")
    assert 'phasebook_key=""' in left.headers["Set-Cookie"]


@pytest.mark.parametrize("following", ["//evil.example", "https://evil.example", "/\\evil", "/a\n"])
def test_the_form_leads_nowhere_else(closed: Closed, following: str) -> None:
    """A link to it cannot send people to another site."""
    given = closed.client.post("/login", data={"key": closed.reader, "next": following})
    assert given.headers["Location"] == "/"
    closed.client.cookies.clear()


def test_the_form_shows_no_markup_of_others(closed: Closed) -> None:
    """The address that was asked for is text."""
    asked = closed.client.get('/"><script>alert(1)</script>?"><script>', headers=PAGE)
    assert "<script>" not in asked.text


def test_pages_of_others_change_nothing() -> None:
    """Also where no key is asked for: else any page could write into an index on this machine."""
    with lit() as client:
        evil = {"Origin": "https://evil.example"}
        assert_problem(client.post("/v1/documents", headers=evil), 403)
        assert_problem(client.post("/v1/documents", headers={"Origin": "null"}), 403)
        own = {"Origin": str(client.base_url).rstrip("/")}
        assert client.post("/v1/documents", headers=own).status_code == 200
        assert client.post("/v1/documents").status_code == 200
        assert client.post("/v1/ask", headers=evil).status_code == 200


def test_another_name_is_refused() -> None:
    """A page elsewhere whose name is led here (DNS rebinding) reads nothing."""
    with lit(gate=Gate(hosts=frozenset({"127.0.0.1", "::1"}))) as client:
        assert client.get("/v1/documents").status_code == 200
        assert client.get("/v1/documents", headers={"Host": "[::1]:80"}).status_code == 200
        for name in (
            "evil.example",
            "127.0.0.1.evil.example",
            "",
            "[::1",
            "127.0.0.1@evil.example",
        ):
            reply = client.get("/v1/documents", headers={"Host": name})
            assert reply.status_code in {400, 421}, name
