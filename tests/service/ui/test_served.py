"""The page among the calls: it takes `/` and its own addresses, and changes no other."""

import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest

from service.api.guard.sizes import MAX_BODY_BYTES
from service.knowledge_base import KnowledgeBase
from tests.service.ui.conftest import served

CALLBACK = "/_dash-update-component"


@pytest.fixture(scope="module")
def page(small: KnowledgeBase) -> Iterator[httpx2.Client]:
    """A client of the application with the page, over a small index."""
    with served(small) as base, httpx2.Client(base_url=base, timeout=60) as client:
        yield client


def test_the_page_is_served_with_a_policy(page: httpx2.Client) -> None:
    """A browser may load nothing from elsewhere for it."""
    reply = page.get("/")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
    assert "http" not in reply.headers["Content-Security-Policy"]


def test_every_file_that_it_names_is_ours(page: httpx2.Client) -> None:
    """No script, style or picture has an address on another machine."""
    text = page.get("/").text
    named = [part.split('"')[0] for mark in ('src="', 'href="') for part in text.split(mark)[1:]]
    assert named
    for address in named:
        assert address.startswith("/")
        assert page.get(address).status_code == httpx2.codes.OK, address


@pytest.mark.parametrize("path", ["/nothing", "/v1/nothing", "/view", "/_dash-nothing"])
def test_other_addresses_keep_their_errors(page: httpx2.Client, path: str) -> None:
    """Problem details, not the page."""
    reply = page.get(path)
    assert reply.status_code == httpx2.codes.NOT_FOUND
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_the_methods_allowed_on_the_page_are_named(page: httpx2.Client) -> None:
    """As for every call; HEAD is as GET."""
    reply = page.post("/")
    assert reply.status_code == httpx2.codes.METHOD_NOT_ALLOWED
    assert reply.headers["Allow"] == "GET, HEAD"
    assert page.head("/").status_code == httpx2.codes.OK


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'"text"', b"x" * (MAX_BODY_BYTES + 1)])
def test_what_no_page_sends_is_refused(page: httpx2.Client, body: bytes) -> None:
    """As a fault of the request; too much of it, too."""
    reply = page.post(CALLBACK, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= reply.status_code < 500
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_the_calls_are_described_without_the_pages_own(page: httpx2.Client) -> None:
    """What Dash asks for is no API."""
    paths = page.get("/openapi.json").json()["paths"]
    assert "/v1/ask" in paths
    assert not [path for path in paths if "dash" in path or path == "/"]


def test_two_applications_do_not_mix(page: httpx2.Client, knowledge_base: KnowledgeBase) -> None:
    """Dash remembers the last one made; each answers from its own documents."""
    body = {
        "output": "..view.children...navigation.children...shown.data..",
        "outputs": [
            {"id": "view", "property": "children"},
            {"id": "navigation", "property": "children"},
            {"id": "shown", "property": "data"},
        ],
        "inputs": [{"id": "address", "property": "search", "value": "?view=documents"}],
        "state": [
            {"id": "address", "property": "pathname", "value": "/"},
            {"id": "shown", "property": "data"},
        ],
        "changedPropIds": [],
    }
    with served(knowledge_base) as base:
        other = httpx2.post(f"{base}{CALLBACK}", json=body, timeout=60).text
        own = page.post(CALLBACK, json=body).text
    assert knowledge_base.documents()[0].title in other
    assert "Accelerators" in own
    assert knowledge_base.documents()[0].title not in own


def test_only_the_server_loads_the_page() -> None:
    """Neither help nor an answer on the command line pays for Dash."""
    for arguments in (["--help"], ["serve", "--help"], ["config"]):
        code = (
            f"from service.cli import run\nassert run({arguments}) == 0\n"
            "import sys\nassert not {'dash', 'plotly', 'flask'} & sys.modules.keys()"
        )
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 - our own code
    code = (
        "import service.commands.ask, service.knowledge_base, service.api.app, sys\n"
        "assert not {'dash', 'plotly', 'flask'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 - our own code
