"""Answers as server-sent events, over a real server, with and without a language model."""

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Literal

import httpx2
import pytest

from corpus.store import Store
from retrieval.embed import Encoder
from service.api import schema
from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from tests.service.llm.server import ModelServer, chunk, fails, model_server, says, sends
from tests.service.web import served

QUESTION = {"question": "How much memory does the H200 have?"}
REFUSED = {"question": "Who founded the city of Rome?"}
TWOFOLD: dict[str, str | bool] = {
    "question": "What does the H200 have and what runs on it?",
    "explain": True,
}
REWORDED = "The H200's memory is 141 GB"
Event = tuple[str, dict[str, object]]


def events(reply: httpx2.Response) -> Iterator[Event]:
    """The events of a stream, as a browser would read them."""
    name = ""
    for line in reply.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def ask(client: httpx2.Client, body: Mapping[str, object] | None = None) -> list[Event]:
    """All events of the answer to a question."""
    with client.stream("POST", "/v1/ask/stream", json=body or QUESTION) as reply:
        assert reply.status_code == 200
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        return list(events(reply))


def without_time(answer: dict[str, object]) -> dict[str, object]:
    """An answer but for how long it took."""
    return {name: value for name, value in answer.items() if name != "took_ms"}


def assert_told_and_answered(told: list[Event]) -> schema.Answer:
    """Statements, each with citations that the answer has under the same numbers; the answer."""
    *statements, (name, last) = told
    answer = schema.Answer.model_validate(last)
    assert name == "answer"
    assert {name for name, _ in statements} <= {"statement"}
    heard = [schema.CitedStatement.model_validate(said) for _, said in statements]
    assert " ".join(said.marked for said in heard) == answer.answer
    assert [said.text for said in heard] == [said.text for said in answer.statements]
    for said, final in zip(heard, answer.statements, strict=True):
        assert [cited.id for cited in said.citations] == final.citations
        assert all(cited in answer.citations for cited in said.citations)
    return answer


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A language model's server."""
    with model_server() as running:
        yield running


@pytest.fixture
def worded(small: KnowledgeBase, model: ModelServer) -> Iterator[httpx2.Client]:
    """A client of a service that has its answers worded by it."""
    settings = Settings(llm_base_url=model.url, llm_model="tiny", llm_timeout=5)
    with served(create_app(small, settings)) as client:
        yield client


@pytest.mark.parametrize("body", [QUESTION, REFUSED], ids=["answered", "refused"])
def test_without_a_model_the_answer_is_streamed_as_it_is(
    body: dict[str, str], client: httpx2.Client
) -> None:
    """The last event is what the plain call gives; GET does the same for browsers."""
    told = ask(client, body)
    answer = assert_told_and_answered(told)
    assert answer.worded_by is None
    plain = client.post("/v1/ask", json=body).json()
    assert without_time(told[-1][1]) == without_time(plain)
    with client.stream("GET", "/v1/ask/stream", params=body) as reply:
        assert without_time(list(events(reply))[-1][1]) == without_time(plain)


def test_a_model_words_the_answer_to_every_call(worded: httpx2.Client, model: ModelServer) -> None:
    """As a stream and as a whole; its quotes are the sources' and its name stands there."""
    model.plan = [says(f"{REWORDED} [1].")]
    answer = assert_told_and_answered(ask(worded))
    assert answer.answer == f"{REWORDED} [1]."
    assert answer.worded_by == "tiny"
    assert answer.citations[0].quote == "The NVIDIA H200 has 141 GB of memory."
    for reply in (worded.post("/v1/ask", json=QUESTION), worded.get("/v1/ask", params=QUESTION)):
        assert reply.json()["answer"] == answer.answer


def cited_by_explanation(answer: schema.Answer) -> dict[str, str | None]:
    """The sentences that were chosen, each with the quote of the citation that is given for it."""
    assert answer.explanation
    quotes = {cited.id: cited.quote for cited in answer.citations}
    return {
        said.text: quotes[said.citation] if said.citation else None
        for said in answer.explanation.sentences
        if said.chosen
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_answer_of_a_stream_is_explained_if_asked(
    method: Literal["GET", "POST"], client: httpx2.Client
) -> None:
    """As that of the plain call is; unasked, it is not."""
    if method == "POST":
        told = ask(client, TWOFOLD)
    else:
        with client.stream("GET", "/v1/ask/stream", params=TWOFOLD) as reply:
            told = list(events(reply))
    cited = cited_by_explanation(assert_told_and_answered(told))
    assert len(cited) == 2
    assert cited == {text: text for text in cited}
    plain = schema.Answer.model_validate(client.post("/v1/ask", json=TWOFOLD).json())
    assert cited_by_explanation(plain) == cited
    unasked = ask(client, TWOFOLD | {"explain": False})
    assert assert_told_and_answered(unasked).explanation is None


def test_what_a_model_worded_is_explained_by_what_it_was_given(
    worded: httpx2.Client, model: ModelServer
) -> None:
    """Numbers are those of the answer as it is worded; what the model left out has none."""
    model.plan = [says(f"{REWORDED} [2].")]
    for answer in (
        assert_told_and_answered(ask(worded, TWOFOLD)),
        schema.Answer.model_validate(worded.post("/v1/ask", json=TWOFOLD).json()),
    ):
        assert (answer.answer, answer.worded_by) == (f"{REWORDED} [1].", "tiny")
        assert cited_by_explanation(answer) == {
            "Inference runs on the H200.": None,
            "The NVIDIA H200 has 141 GB of memory.": "The NVIDIA H200 has 141 GB of memory.",
        }


def test_a_refusal_is_not_sent_to_the_model(worded: httpx2.Client, model: ModelServer) -> None:
    """It says what is missing, as ever."""
    assert not assert_told_and_answered(ask(worded, REFUSED)).answered
    assert model.requests == []


def test_what_cannot_be_verified_is_counted(
    worded: httpx2.Client, model: ModelServer, client: httpx2.Client
) -> None:
    """And the sources' own words stand."""
    model.plan = [says("The H200 has 999 GB of memory [1].")]
    answer = assert_told_and_answered(ask(worded))
    assert answer.answer == client.post("/v1/ask", json=QUESTION).json()["answer"]
    assert (answer.worded_by, answer.dropped) == (None, 1)


def test_a_failing_model_is_no_failure_of_the_service(
    worded: httpx2.Client, model: ModelServer
) -> None:
    """Status 200, and the sources' own words."""
    model.plan = [fails(500)]
    assert assert_told_and_answered(ask(worded)).answered
    assert worded.post("/v1/ask", json=QUESTION).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": ""}, 422),
        ({"question": "Why?", "documents": ["none"]}, 404),
        ({"top_k": 1}, 422),
    ],
)
def test_a_bad_question_is_refused_before_the_stream(
    body: dict[str, object], status: int, client: httpx2.Client
) -> None:
    """As problem details, with the status of the plain call."""
    reply = client.post("/v1/ask/stream", json=body)
    assert reply.status_code == status == client.post("/v1/ask", json=body).status_code
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_what_fails_in_the_middle_is_told_as_an_event(small_index: Path, encoder: Encoder) -> None:
    """The status is sent by then; a part that is missing stands for any bug."""
    with Store.open(small_index) as store, KnowledgeBase.of(store, encoder) as broken:
        del broken._composer
        with served(create_app(broken)) as client:
            ((name, problem),) = ask(client)
    assert name == "error"
    assert problem["status"] == 500
    assert "attribute" not in json.dumps(problem)


def test_a_statement_is_heard_while_the_model_still_writes(
    worded: httpx2.Client, model: ModelServer
) -> None:
    """A client that leaves then takes the model's connection with it."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        sends(chunk(f"{REWORDED} [1].\n"))(handler)
        model.hang(handler)

    model.plan = [behave]
    start = time.monotonic()
    with worded.stream("POST", "/v1/ask/stream", json=QUESTION) as reply:
        name, said = next(events(reply))
    assert (name, said["marked"]) == ("statement", f"{REWORDED} [1].")
    assert model.gone.wait(3)
    assert time.monotonic() - start < 4, "before the time limit would have ended it"


def test_a_client_that_leaves_before_the_first_word_ends_the_request(
    worded: httpx2.Client, model: ModelServer
) -> None:
    """Whatever the model is still about to say."""
    model.plan = [model.hang]
    start = time.monotonic()
    with worded.stream("POST", "/v1/ask/stream", json=QUESTION):
        while not model.requests:
            time.sleep(0.01)
    assert model.gone.wait(3)
    assert time.monotonic() - start < 4


def test_others_are_served_while_a_model_is_waited_for(
    worded: httpx2.Client, model: ModelServer
) -> None:
    """More of them than the service has threads, on streams and plain calls."""
    model.plan = [model.hang]
    with ExitStack() as stack, ThreadPoolExecutor(20) as pool:
        plain = [pool.submit(worded.post, "/v1/ask", json=QUESTION) for _ in range(20)]
        for _ in range(30):
            stack.enter_context(worded.stream("POST", "/v1/ask/stream", json=QUESTION))
        start = time.monotonic()
        assert worded.get("/health").status_code == 200
        assert worded.get("/v1/search", params={"q": "memory"}).status_code == 200
        assert time.monotonic() - start < 5, "before the time limit would have ended them"
        stack.close()
        assert {done.result().status_code for done in plain} == {200}


def test_the_calls_are_described(client: httpx2.Client) -> None:
    """As streams of events, with the problems that come instead."""
    described = client.get("/openapi.json").json()["paths"]["/v1/ask/stream"]
    for method in ("get", "post"):
        responses = described[method]["responses"]
        assert "text/event-stream" in responses["200"]["content"]
        assert {"404", "422", "500"} <= set(responses)
