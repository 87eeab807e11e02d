"""Promises of service/llm/: whatever the model's server does, the answer is right, and in time."""

import asyncio
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from pydantic import SecretStr

from kg.naming.mention import MentionFinder
from kg.ontology import default_ontology
from service.answer.answer import Answer, Statement
from service.llm.model import LanguageModel
from service.llm.reword import MAX_WORDS, Rewriter, worded
from service.llm.verify import Verifier
from service.settings import Settings
from tests.service.llm.conftest import SENTENCES
from tests.service.llm.server import (
    Behaviour,
    ModelServer,
    breaks,
    chunk,
    fails,
    floods,
    says,
    sends,
)

ONTOLOGY = default_ontology()
VERIFIER = Verifier(ONTOLOGY, MentionFinder(ONTOLOGY).find)
GOOD = "The H200 has 141 GB of memory [1]."
ALSO_GOOD = "Inference uses small batches of 1-8 [2]."


def ask(
    server: ModelServer, answer: Answer, *plan: Behaviour, timeout: float = 20, key: str = "secret"
) -> tuple[list[Statement], Answer]:
    """The statements of an answer as they come, worded by a model that behaves as planned."""
    server.plan = list(plan)

    async def collected() -> tuple[list[Statement], Answer]:
        settings = Settings(llm_base_url=server.url, llm_model="m", llm_key=SecretStr(key))
        model = LanguageModel.open(settings)
        assert model
        rewriter = Rewriter(model, VERIFIER, timeout)
        parts = [part async for part in worded(answer, rewriter)]
        await rewriter.close()
        *statements, last = parts
        assert isinstance(last, Answer)
        return [s for s in statements if isinstance(s, Statement)], last

    statements, last = asyncio.run(collected())
    assert tuple(statements) == last.statements
    return statements, last


def texts(answer: Answer) -> list[str]:
    """What an answer says."""
    return [statement.text for statement in answer.statements]


def test_a_good_model_words_the_answer(server: ModelServer, answer: Answer) -> None:
    """Its sentences, in its order, with the citations of the sources."""
    statements, said = ask(server, answer, says(f"{ALSO_GOOD}\n{GOOD}\n"))
    assert texts(said) == ["Inference uses small batches of 1-8.", "The H200 has 141 GB of memory."]
    assert [s.citations for s in statements] == [
        answer.statements[1].citations,
        answer.statements[0].citations,
    ]
    assert (said.worded_by, said.dropped) == ("m", 0)


def test_the_model_is_sent_the_evidence_as_data(server: ModelServer, answer: Answer) -> None:
    """The question and the numbered quotes as JSON, apart from what to do; the key as a header."""
    ask(server, answer, says(GOOD))
    (sent,) = server.requests
    assert sent["path"] == "/v1/chat/completions"
    assert sent["key"] == "Bearer secret"
    assert (sent["body"]["model"], sent["body"]["stream"]) == ("m", True)
    messages = sent["body"]["messages"]
    assert isinstance(messages, list)
    assert [message["role"] for message in messages] == ["system", "user"]
    given = json.loads(messages[1]["content"])
    assert given["question"] == answer.question
    assert given["evidence"] == [
        {"number": n, "texts": [text]} for n, text in enumerate(SENTENCES, 1)
    ]
    assert not any(text in messages[0]["content"] for text in SENTENCES)


NOTHING_STANDS: dict[str, Behaviour] = {
    "invents a number": says("The H200 has 192 GB of memory [1]."),
    "swaps the unit": says("The H200 has 141 TB of memory [1]."),
    "swaps the name": says("The H100 has 141 GB of memory [1]."),
    "exchanges the sides": says(
        "Inference uses large batches, while training uses small ones [2]."
    ),
    "turns a denial round": says("About 90% of the energy of a model goes to training [3]."),
    "cites nothing": says("The H200 has 141 GB of memory."),
    "cites what was not given": says("The H200 has 141 GB of memory [9]."),
    "stops in the middle": says("The H200 has 141 GB of mem", end="length"),
    "says nothing": says(""),
    "sends no events": sends(b""),
    "sends no text": sends(chunk(None, "stop") + b"data: [DONE]\n\n"),
    "closes the connection": breaks("The H200 has 14"),
    "sends broken JSON": sends(b"data: {'choices': [\n\n"),
    "sends JSON of another shape": sends(b'data: {"choices": 7}\n\ndata: [1]\n\ndata: null\n\n'),
    "sends deep JSON": sends(b"data: " + b"[" * 100_000 + b"\n\n"),
    "sends content that is no text": sends(chunk("x").replace(b'"x"', b'{"a": [1]}')),
    "sends garbage": sends(bytes(range(256)) * 50),
    "sends an error as an event": sends(b'data: {"error": {"message": "overloaded"}}\n\n'),
    "sends a page": sends(b"<html>Welcome</html>", "text/html"),
    "refuses the key": fails(401),
    "has no such model": fails(404),
    "fails": fails(500),
    "is down": fails(503),
    "is busy": fails(429),
    "is busy for long": fails(429, "3600"),
    "is busy until a date": fails(429, "Wed, 21 Oct 2026 07:28:00 GMT"),
    "is busy for ever": fails(429, "0"),
    "never ends": floods(chunk("The H200 has more and more. ")),
    "never ends a line": floods(b"data: " + b"x" * 10_000),
    "never ends in silence": floods(b": comment\n\n" * 1000),
}


@pytest.mark.parametrize("behaviour", NOTHING_STANDS.values(), ids=NOTHING_STANDS.keys())
def test_where_nothing_can_be_verified_the_answer_stays_as_it_was(
    behaviour: Behaviour, server: ModelServer, answer: Answer
) -> None:
    """The sources' own words, in their order, and soon."""
    start = time.monotonic()
    _, said = ask(server, answer, behaviour)
    assert said.statements == answer.statements
    assert said.worded_by is None
    assert time.monotonic() - start < 10


def test_a_server_that_never_answers_costs_the_time_set(
    server: ModelServer, answer: Answer
) -> None:
    """And no more: before the first byte, and in the middle of a reply."""
    start = time.monotonic()
    _, said = ask(server, answer, server.hang, timeout=0.5)
    assert said.statements == answer.statements
    assert 0.5 <= time.monotonic() - start < 10
    assert server.gone.wait(5)


def test_a_server_that_is_not_there_costs_little(answer: Answer) -> None:
    """Nobody listens on its port."""
    _, said = ask(ModelServer(1), answer, says(""), timeout=5)
    assert said.statements == answer.statements


@pytest.mark.parametrize(
    "ends",
    [
        lambda server: server.hang,
        lambda _: lambda handler: handler.connection.close(),
        lambda _: lambda handler: handler.wfile.write(b"data: {\n\n"),
        lambda _: lambda handler: handler.wfile.write(chunk("And 99 ", "length")),
    ],
    ids=["hangs", "closes", "sends garbage", "is cut off"],
)
def test_what_was_verified_before_the_model_failed_stands(
    ends: Callable[[ModelServer], Behaviour], server: ModelServer, answer: Answer
) -> None:
    """With the rest of the answer in the sources' words, as far as there is room."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        sends(chunk(f"{GOOD}\nInference us"))(handler)
        ends(server)(handler)

    _, said = ask(server, answer, behave, timeout=1)
    assert texts(said) == ["The H200 has 141 GB of memory.", *SENTENCES[1:]]
    assert said.worded_by == "m"


def test_for_a_dropped_sentence_the_sources_words_stand(
    server: ModelServer, answer: Answer
) -> None:
    """In its place, once; not where it cites nothing, nor where its evidence is worded anyway."""
    reply = [
        "Training uses 7 batches [2].",
        "It is 5 [2].",
        "It is 6.",
        "The H200 has 9 GB [1].",
        GOOD,
        "It is 1 [4].",
    ]
    _, said = ask(server, answer, says("\n".join(reply)))
    assert texts(said) == [SENTENCES[1], "The H200 has 141 GB of memory.", SENTENCES[3]]
    assert (said.worded_by, said.dropped) == ("m", 5)


def test_nothing_is_said_twice_and_not_too_much(server: ModelServer, answer: Answer) -> None:
    """An answer has 80 words with its marks; the same sentence again adds nothing."""
    twice = [GOOD, GOOD]
    many = [f"{SENTENCES[n - 1].rstrip('.')} [{n}]." for n in (1, 2, 3, 4)]
    parts = ["The H200 was announced in 2023 [1].", "It has 141 GB of memory [1]."] * 2
    _, said = ask(server, answer, says("\n".join([*twice, *many, *parts])))
    assert len(texts(said)) == len(set(texts(said)))
    assert sum(len(text.split()) + 1 for text in texts(said)) <= MAX_WORDS
    assert said.dropped


def test_a_busy_server_is_asked_again_when_it_says(server: ModelServer, answer: Answer) -> None:
    """If that is in time."""
    start = time.monotonic()
    _, said = ask(server, answer, fails(429, "1"), says(GOOD))
    assert texts(said) == ["The H200 has 141 GB of memory."]
    assert time.monotonic() - start >= 1
    assert len(server.requests) == 2
    _, late = ask(server, answer, fails(429, "2"), says(GOOD), timeout=1)
    assert late.statements == answer.statements
    assert len(server.requests) == 3


def test_a_failing_server_is_asked_once(server: ModelServer, answer: Answer) -> None:
    """An answer that is there need not wait for one that is not."""
    ask(server, answer, fails(500), says(GOOD))
    assert len(server.requests) == 1


def test_a_refusal_is_sent_to_nobody(server: ModelServer, answer: Answer) -> None:
    """There is nothing to word."""
    refusal = Answer("Who?", answer.kind, (), "These documents say nothing on this.", 0.0)
    assert ask(server, refusal, says(GOOD)) == ([], refusal)
    assert server.requests == []


def test_each_statement_comes_before_the_next_is_written(
    server: ModelServer, answer: Answer
) -> None:
    """The second line is sent only once the first is heard of."""

    async def first() -> Statement | Answer:
        model = LanguageModel.open(Settings(llm_base_url=server.url, llm_model="m"))
        assert model
        parts = Rewriter(model, VERIFIER, 20).reword(answer)
        found = await anext(parts)
        await parts.aclose()
        await model.close()
        return found

    def behave(handler: BaseHTTPRequestHandler) -> None:
        sends(chunk(f"{GOOD}\n"))(handler)
        server.hang(handler)

    server.plan = [behave]
    found = asyncio.run(first())
    assert isinstance(found, Statement)
    assert found.text == "The H200 has 141 GB of memory."
    assert server.gone.wait(5), "who stops listening lets go of the model's connection"


def test_the_key_stands_in_no_warning(
    server: ModelServer, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure is told to whoever runs the service, without it."""
    ask(server, answer, fails(401), key="sk-very-secret")
    assert "401" in caplog.text
    assert "sk-very-secret" not in caplog.text
