"""Errors over HTTP: problem details that name the thing and the remedy, never a traceback."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, cast

import httpx2
import pytest
from starlette.testclient import TestClient

from corpus.store import Store
from retrieval.embed import Encoder
from service.api.app import create_app
from service.api.guard.sizes import MAX_BODY_BYTES
from service.knowledge_base import KnowledgeBase
from service.settings import Settings

JSON = {"Content-Type": "application/json"}


class Problem(TypedDict):
    """What the tests look at of problem details."""

    status: int
    detail: str
    remedy: str
    errors: list[dict[str, str]]


def assert_problem(reply: httpx2.Response, *statuses: int) -> Problem:
    """The reply is a problem with one of the statuses; its body."""
    assert reply.status_code in statuses, reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = cast(Problem, reply.json())
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["status"] == reply.status_code
    assert problem["detail"]
    assert "Traceback" not in reply.text
    return problem


@pytest.mark.parametrize("question", ["", "   ", "?!", "\x00"])
def test_a_question_without_words_is_refused(client: httpx2.Client, question: str) -> None:
    """In the body as in the address; the limit is named."""
    for reply in (
        client.post("/v1/ask", json={"question": question}),
        client.get("/v1/ask", params={"question": question}),
        client.get("/v1/search", params={"q": question}),
    ):
        assert "2,000 characters" in assert_problem(reply, 422)["detail"]


def test_a_long_question_is_refused(client: httpx2.Client) -> None:
    """Its length and the limit are named."""
    problem = assert_problem(client.post("/v1/ask", json={"question": "why " * 2500}), 422)
    assert "10,000" in problem["detail"]
    assert "2,000" in problem["detail"]
    assert problem["remedy"]


def test_the_limit_can_be_set(small: KnowledgeBase) -> None:
    """A question of exactly the limit is answered."""
    settings = Settings(max_question_characters=8)
    with TestClient(create_app(small, settings)) as client:
        assert client.get("/v1/ask?question=training").status_code == 200
        assert client.get("/v1/ask?question=inference").status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "\xff"}',
        b'{"question": ',
        b'{"question": "\\ud800"}',
        b'{"question": NaN}',
        b'{"question": "a", "top_k": 0}',
        b'{"question": "a", "top_k": 51}',
        b'{"question": "a", "top_k": 1e400}',
        b'{"question": "a", "documents": "chips"}',
        b"[]",
        b"null",
        b"",
        b"[" * 100_000,
    ],
)
def test_a_bad_body_is_refused(client: httpx2.Client, body: bytes) -> None:
    """Bytes that are no text, no JSON, or not what is asked for."""
    assert_problem(client.post("/v1/ask", content=body, headers=JSON), 400, 422)


def test_what_is_wrong_is_said_by_place(client: httpx2.Client) -> None:
    """One entry a fault."""
    problem = assert_problem(client.get("/v1/claims?limit=501&offset=-1"), 422)
    assert {fault["location"] for fault in problem["errors"]} == {"query.limit", "query.offset"}


def test_a_body_has_a_limit(client: httpx2.Client) -> None:
    """Whether its length is declared or not."""

    def pieces() -> Iterator[bytes]:
        for _ in range(2):
            yield b" " * MAX_BODY_BYTES

    whole = b" " * (MAX_BODY_BYTES + 1)
    assert_problem(client.post("/v1/ask", content=whole, headers=JSON), 413)
    assert_problem(client.post("/v1/ask", content=pieces(), headers=JSON), 413)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/v1/nothing",
        "/v1/documents/nothing",
        "/v1/documents/%FF%00",
        "/v1/concepts/nothing",
        "/v1/concepts/nothing/neighbors",
        "/v1/claims?document=nothing",
        "/v1/claims?subject=nothing",
        "/v1/claims?phase=nothing",
        "/v1/paths?source=nothing&target=inference",
        "/v1/compare?left=nothing",
        "/v1/ask?question=why&documents=nothing",
    ],
)
def test_what_is_not_there_is_named(client: httpx2.Client, path: str) -> None:
    """A call, document or concept that does not exist."""
    problem = assert_problem(client.get(path), 404)
    assert "nothing" in problem["detail"] or "%FF" in path
    assert problem["remedy"]
    assert "phasebook " not in str(problem["remedy"])  # whoever calls over HTTP has no command


def test_a_name_nearly_right_is_put_right(client: httpx2.Client) -> None:
    """A typo gets the name that was meant."""
    problem = assert_problem(client.get("/v1/concepts/infrence"), 404)
    assert "'inference'" in problem["remedy"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/ask", "GET, HEAD, POST"),
        ("POST", "/v1/search", "GET, HEAD"),
        ("PUT", "/v1/concepts/inference", "GET, HEAD"),
        ("POST", "/", "GET, HEAD"),
    ],
)
def test_the_methods_allowed_are_named(
    client: httpx2.Client, method: str, path: str, allowed: str
) -> None:
    """All of them, in `Allow` and in the remedy."""
    reply = client.request(method, path)
    assert allowed in assert_problem(reply, 405)["remedy"]
    assert reply.headers["Allow"] == allowed


def test_an_unknown_format_is_refused_with_the_known(client: httpx2.Client) -> None:
    """By name 400, by media type 406."""
    assert "turtle" in assert_problem(client.get("/v1/graph?format=word"), 400)["detail"]
    reply = client.get("/v1/graph", headers={"Accept": "text/html"})
    assert "text/turtle" in assert_problem(reply, 406)["detail"]


def test_a_failure_of_ours_shows_nothing_of_the_inside(small_index: Path, encoder: Encoder) -> None:
    """500 without the exception's words; a part that is missing stands for any bug."""
    with Store.open(small_index) as store, KnowledgeBase.of(store, encoder) as broken:
        del broken._library
        with TestClient(create_app(broken), raise_server_exceptions=False) as client:
            reply = client.get("/v1/documents")
    assert reply.status_code == 500
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert "attribute" not in reply.text
