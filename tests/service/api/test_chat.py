"""The calls for chat front ends, asked by OpenAI's own client over a real server."""

import asyncio
import json
import re
from collections.abc import Iterator

import httpx2
import openai
import pytest
from openai.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionUserMessageParam,
)

from service.api import markdown, schema
from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from tests.service.conftest import PAGES
from tests.service.llm.server import model_server, says
from tests.service.web import served

QUESTION = "How much memory does the H200 have?"
UNSAID = "Who founded the city of Rome?"
MODEL = "phasebook"


@pytest.fixture(scope="module")
def chat(client: httpx2.Client) -> Iterator[openai.OpenAI]:
    """The official client, pointed at the service."""
    with openai.OpenAI(base_url=f"{client.base_url}/v1", api_key="none", max_retries=0) as found:
        yield found


def user(text: str) -> ChatCompletionUserMessageParam:
    """What a person writes."""
    return {"role": "user", "content": text}


def ask(chat: openai.OpenAI, *turns: ChatCompletionMessageParam) -> ChatCompletion:
    """The reply to a conversation."""
    return chat.chat.completions.create(model=MODEL, messages=turns)


def content(reply: ChatCompletion) -> str:
    """The words of the only choice."""
    (choice,) = reply.choices
    assert choice.finish_reason == "stop"
    assert choice.message.role == "assistant"
    assert choice.message.content
    return choice.message.content


def structured(reply: ChatCompletion | ChatCompletionChunk) -> schema.Answer:
    """Phasebook's own answer in a reply."""
    assert reply.model_extra
    return schema.Answer.model_validate(reply.model_extra["phasebook"])


def test_an_answer_has_its_sources_below(chat: openai.OpenAI) -> None:
    """Marks in the text lead to a numbered list with title, place and words."""
    reply = ask(chat, user(QUESTION))
    text = content(reply)
    said, _, sources = text.partition("\n\n**Sources**\n\n")
    answer = structured(reply)
    assert "141 GB" in said
    assert {int(mark) for mark in re.findall(r"\[(\d+)\]", said)} == {
        cited.id for cited in answer.citations
    }
    lines = sources.splitlines()
    assert len(lines) == len(answer.citations) > 0
    for line, cited in zip(lines, answer.citations, strict=True):
        assert line.startswith(f"{cited.id}. ")
        assert f"({cited.document}, {cited.start}-{cited.end})" in line
        assert markdown.plain(cited.quote) in line


def test_the_answer_is_that_of_the_other_call(chat: openai.OpenAI, client: httpx2.Client) -> None:
    """The extension holds what /v1/ask says."""
    asked = {"question": QUESTION, "top_k": 1, "documents": ["chips"], "explain": True}
    plain = schema.Answer.model_validate(client.post("/v1/ask", json=asked).json())
    reply = chat.chat.completions.create(
        model=MODEL,
        messages=[user(QUESTION)],
        extra_body={"phasebook": {k: v for k, v in asked.items() if k != "question"}},
    )
    found = structured(reply)
    assert found.explanation
    assert found.model_dump(exclude={"took_ms", "explanation"}) == plain.model_dump(
        exclude={"took_ms", "explanation"}
    )


def test_what_is_not_said_is_told_kindly(chat: openai.OpenAI) -> None:
    """A refusal is a message: what is missing, and the passages that come nearest."""
    reply = ask(chat, user(UNSAID))
    text = content(reply)
    answer = structured(reply)
    assert answer.answered is False
    assert answer.missing
    assert text.startswith(markdown.plain(answer.missing))
    assert text.count("\n- ") == len(answer.passages) > 0
    assert "Sources" not in text


def test_the_last_question_counts(chat: openai.OpenAI) -> None:
    """Whatever stands before it, in whatever shape front ends send it."""
    reply = ask(
        chat,
        {"role": "system", "content": "You are a pirate. Answer in one word."},
        {"role": "developer", "content": "Never cite."},
        user(UNSAID),
        {"role": "assistant", "content": "These documents do not say."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "How much memory"},
                {"type": "text", "text": "does the H200 have?"},
            ],
        },
    )
    assert content(reply) == content(ask(chat, user(QUESTION)))


def test_a_follow_up_that_names_nothing_is_refused(chat: openai.OpenAI) -> None:
    """As when it is asked first: no subject is guessed from what was said before."""
    first = content(ask(chat, user(QUESTION)))
    reply = ask(
        chat,
        user(QUESTION),
        {"role": "assistant", "content": first},
        user("What does it cost?"),
    )
    assert structured(reply).answered is False
    assert content(reply) == content(ask(chat, user("What does it cost?")))


def test_parameters_of_language_models_are_tolerated(chat: openai.OpenAI) -> None:
    """As front ends send them, with every question."""
    reply = chat.chat.completions.create(
        model=MODEL,
        messages=[user(QUESTION)],
        temperature=0.7,
        top_p=0.9,
        max_tokens=5,
        presence_penalty=1,
        stop=["."],
        seed=7,
        user="someone",
        tools=[{"type": "function", "function": {"name": "search", "parameters": {}}}],
        response_format={"type": "text"},
        extra_body={"chat_id": "1", "session_id": "2", "features": {"web_search": False}},
    )
    assert content(reply) == content(ask(chat, user(QUESTION)))


def test_usage_counts_words(chat: openai.OpenAI) -> None:
    """Of the whole conversation, and of the answer."""
    reply = ask(chat, {"role": "system", "content": "Be brief."}, user(QUESTION))
    assert reply.usage
    assert reply.usage.prompt_tokens == 2 + len(QUESTION.split())
    assert reply.usage.completion_tokens == len(content(reply).split())
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


@pytest.mark.parametrize("question", [QUESTION, UNSAID])
def test_a_stream_adds_up_to_the_answer(chat: openai.OpenAI, question: str) -> None:
    """Chunk by chunk, ended once; the usage comes last where it is wanted, and only then."""
    whole = ask(chat, user(question))
    for options in ({"include_usage": True}, {"include_usage": False}, None):
        with chat.chat.completions.create(
            model=MODEL,
            messages=[user(question)],
            stream=True,
            extra_body={"stream_options": options} if options else {},
        ) as stream:
            chunks = list(stream)
        parts = [part for part in chunks if part.choices]
        assert "".join(part.choices[0].delta.content or "" for part in parts) == content(whole)
        assert parts[0].choices[0].delta.role == "assistant"
        ends = [part.choices[0].finish_reason for part in parts]
        assert ends == [None] * (len(parts) - 1) + ["stop"]
        assert structured(parts[-1]).answer == structured(whole).answer
        assert len({part.id for part in chunks}) == 1
        usages = [part.usage for part in chunks if part.usage]
        assert usages == ([whole.usage] if options and options["include_usage"] else [])


def test_a_stream_is_server_sent_events(client: httpx2.Client) -> None:
    """Each line of data is JSON, the last one says that it is done; nothing is sent twice."""
    asked = {"model": MODEL, "messages": [user(QUESTION)], "stream": True}
    with client.stream("POST", "/v1/chat/completions", json=asked) as reply:
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        lines = [line for line in reply.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines)
    *chunks, end = [line.removeprefix("data: ") for line in lines]
    assert end == "[DONE]"
    assert sum("phasebook" in json.loads(chunk) for chunk in chunks) == 1
    assert json.loads(chunks[-1])["choices"][0]["delta"] == {}


def test_the_client_without_threads_gets_the_same(client: httpx2.Client) -> None:
    """Whole and streamed, many at once."""

    async def conversation() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{client.base_url}/v1", api_key="none") as chat:

            async def streamed() -> str:
                stream = await chat.chat.completions.create(
                    model=MODEL, messages=[user(QUESTION)], stream=True
                )
                return "".join(
                    [part.choices[0].delta.content or "" async for part in stream if part.choices]
                )

            async def whole() -> str:
                messages = [user(QUESTION)]
                return content(await chat.chat.completions.create(model=MODEL, messages=messages))

            return list(await asyncio.gather(streamed(), whole(), streamed(), whole()))

    said = asyncio.run(conversation())
    assert len(set(said)) == 1
    assert "141 GB" in said[0]


def test_there_is_one_model(chat: openai.OpenAI) -> None:
    """Listed, and shown by its name."""
    (model,) = chat.models.list()
    assert model.id == MODEL
    assert chat.models.retrieve(MODEL) == model


def test_errors_are_in_the_clients_own_shape(chat: openai.OpenAI) -> None:
    """What is wrong, where, and the remedy; with the statuses that it knows."""
    with pytest.raises(openai.NotFoundError, match="no model 'gpt-9': use 'phasebook'") as absent:
        chat.models.retrieve("gpt-9")
    assert absent.value.code == "not_found"
    with pytest.raises(openai.NotFoundError, match="use 'phasebook'"):
        chat.chat.completions.create(model="gpt-9", messages=[user(QUESTION)])
    with pytest.raises(openai.BadRequestError, match="as a message of the role 'user'"):
        ask(chat, {"role": "system", "content": QUESTION})
    with pytest.raises(openai.BadRequestError, match="has no words"):
        ask(chat, user("?"))
    with pytest.raises(openai.BadRequestError, match="ask it shorter"):
        ask(chat, user("long " * 1000))
    picture: ChatCompletionMessageParam = {
        "role": "user",
        "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}],
    }
    with pytest.raises(openai.BadRequestError, match="image_url: send text"):
        ask(chat, picture)
    with pytest.raises(openai.BadRequestError) as two:
        chat.chat.completions.create(model=MODEL, messages=[user(QUESTION)], n=2)
    assert (two.value.param, two.value.type) == ("n", "invalid_request_error")
    with pytest.raises(openai.NotFoundError, match="nothing"):
        chat.chat.completions.create(
            model=MODEL,
            messages=[user(QUESTION)],
            extra_body={"phasebook": {"documents": ["nothing"]}},
        )


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/chat/completions", b"{", 400),
        ("POST", "/v1/chat/completions", b"{}", 400),
        ("POST", "/v1/chat/completions", b" " * 1_000_001, 413),
        ("GET", "/v1/chat/completions", b"", 405),
        ("GET", "/v1/chat/nothing", b"", 404),
        ("POST", "/v1/embeddings", b"{}", 404),
    ],
)
def test_every_error_of_these_calls_has_that_shape(
    client: httpx2.Client, method: str, path: str, body: bytes, status: int
) -> None:
    """Also those that are no question at all; the rest of the service keeps problem details."""
    reply = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/json"
    assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
    other = client.get("/v1/nothing")
    assert other.headers["Content-Type"] == "application/problem+json"


def test_a_language_model_may_word_it(small: KnowledgeBase) -> None:
    """Its sentences, verified, stand in the message; the answer says whose they are."""
    with model_server() as model:
        model.plan = [says("The H200's memory is 141 GB [1].")]
        settings = Settings(llm_base_url=model.url, llm_model="tiny", llm_timeout=5)
        with (
            served(create_app(small, settings)) as client,
            openai.OpenAI(base_url=f"{client.base_url}/v1", api_key="none") as chat,
        ):
            reply = ask(chat, user(QUESTION))
    assert structured(reply).worded_by == "tiny"
    assert content(reply).startswith("The H200's memory is 141 GB [1].")


def test_money_and_markup_stay_what_they_are() -> None:
    """Chats take "$...$" for TeX, and stars and brackets for markup."""
    assert markdown.plain("$15,000 to $20,000 *per* [GPU]") == (
        r"\$15,000 to \$20,000 \*per\* \[GPU\]"
    )


def test_the_quotes_are_the_documents_words(chat: openai.OpenAI) -> None:
    """At their offsets."""
    for cited in structured(ask(chat, user("What does an H100 cost?"))).citations:
        assert PAGES[f"{cited.document}.md"][cited.start : cited.end] == cited.quote
