"""What browsers are told: what a page may do, and whose pages may call."""

from collections.abc import Iterator

import httpx2
import pytest

from service.api.guard.headers import policy
from service.settings import Settings
from tests.service.api.guard.light import lit

ORIGIN = "https://front.example"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "Authorization, Content-Type",
}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """A service as it is by default."""
    with lit() as client:
        yield client


@pytest.mark.parametrize("path", ["/v1/documents", "/nothing", "/v1/fail", "/login", "/sparql"])
def test_every_response_is_careful(client: httpx2.Client, path: str) -> None:
    """Errors, too, those of ours among them; and the server does not say what it is."""
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Server" not in headers
    assert headers["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    assert (headers["Cross-Origin-Resource-Policy"] == "cross-origin") == (path == "/sparql")


def test_a_policy_names_what_a_page_has_inline() -> None:
    """By digest; what has an address of its own is not inline."""
    page = '<style>a</style><script src="/x.js"></script><script id="b">c</script>'
    found = policy(page)
    assert "style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='" in found
    assert "script-src 'sha256-Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y='" in found
    assert found.count("sha256") == 2


def test_pages_of_others_cannot_call(client: httpx2.Client) -> None:
    """Unless an origin is named, no header says that they may."""
    assert "Access-Control-Allow-Origin" not in client.options("/v1/ask", headers=PREFLIGHT).headers
    reply = client.get("/v1/documents", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_pages_of_a_named_origin_can() -> None:
    """With keys in headers, and without cookies; of no other."""
    with lit(Settings(cors_origins=f"https://other.example, {ORIGIN}")) as client:
        allowed = client.options("/v1/documents", headers=PREFLIGHT)
        assert allowed.status_code == 200
        assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in allowed.headers
        reply = client.post("/v1/documents", headers={"Origin": ORIGIN})
        assert reply.status_code == 200
        assert "X-Request-ID" in reply.headers["Access-Control-Expose-Headers"]
        evil = {**PREFLIGHT, "Origin": "https://evil.example"}
        refused = client.options("/v1/documents", headers=evil)
        assert "Access-Control-Allow-Origin" not in refused.headers


def test_open_data_stay_open(client: httpx2.Client) -> None:
    """Any page may query the graph, with a key where one is needed."""
    allowed = client.options("/sparql", headers=PREFLIGHT)
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
