"""Calls for chat front ends: questions as OpenAI's chat completions."""

import logging
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from corpus.errors import InvalidInputError, NotFoundError, PhasebookError
from service.api import chat_errors, markdown, problems, schema, views, worded
from service.api.chat_schema import (
    MODEL,
    ChatChoice,
    ChatChunk,
    ChatChunkChoice,
    ChatCompletion,
    ChatDelta,
    ChatMessage,
    ChatModel,
    ChatModels,
    ChatRequest,
    ChatTurn,
    ChatUsage,
)
from service.api.dependencies import InForce, Knowledge, Wording
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter

STARTED = int(time.time())
END = "[DONE]"
_EVENTS = "text/event-stream"
_log = logging.getLogger(__name__)

router = APIRouter(tags=["chat"], responses=chat_errors.documented())


@router.get("/models", summary="List what chats can ask for")
def models() -> ChatModels:
    """One name, for the documents that are indexed."""
    return ChatModels(data=[ChatModel(id=MODEL, created=STARTED)])


@router.get(
    "/models/{id}",
    summary="Show what a chat can ask for",
    responses=chat_errors.documented(HTTPStatus.NOT_FOUND),
)
def model(id: str) -> ChatModel:  # noqa: A002 - the name in the address
    """That name."""
    return ChatModel(id=_checked(id), created=STARTED)


@router.post(
    "/chat/completions",
    summary="Ask a question from a chat",
    response_class=Response,
    responses=chat_errors.documented(
        HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )
    | {200: {"description": "The answer", "model": ChatCompletion, "content": {_EVENTS: {}}}},
)
async def complete(
    body: ChatRequest, kb: Knowledge, settings: InForce, wording: Wording, request: Request
) -> Response:
    """Answer the user's last message in Markdown, its sources numbered; or say what is missing.

    Every question stands for itself: what was said before is not read, nor are instructions to a
    language model or parameters of one. `phasebook` in the reply is what `POST /v1/ask` gives.
    """
    _checked(body.model)
    asked = views.asked(
        kb,
        settings,
        _question(body.messages),
        top_k=body.phasebook.top_k,
        documents=body.phasebook.documents,
        explain=body.phasebook.explain,
    )
    reply = _Reply(kb, asked, wording, _words(map(_text, body.messages)))
    if body.stream:
        wants_usage = bool(body.stream_options and body.stream_options.include_usage)
        lines = _lines(reply, request, wants_usage=wants_usage)
        return StreamingResponse(lines, media_type=_EVENTS, headers={"Cache-Control": "no-cache"})
    whole = await reply.whole()
    return Response(whole.model_dump_json(), media_type="application/json")


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer on its way to a chat.

    Attributes:
        kb: Where it is looked up.
        asked: The question.
        rewriter: The language model that words it, if one does.
        prompt: How many words the conversation has.
    """

    kb: KnowledgeBase
    asked: views.Asked
    rewriter: Rewriter | None
    prompt: int
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    async def whole(self) -> ChatCompletion:
        """All of it at once."""
        answer = await worded.ask(self.kb, self.asked, self.rewriter)
        return ChatCompletion(
            id=self.id,
            created=self.created,
            model=MODEL,
            choices=[ChatChoice(message=ChatMessage(content=markdown.answer(answer)))],
            usage=self.usage(answer),
            phasebook=answer,
        )

    async def chunks(self, *, wants_usage: bool) -> AsyncGenerator[ChatChunk, None]:
        """The message sentence by sentence, its end with the answer, and the usage if wanted."""
        yield self._chunk(ChatDelta(role="assistant", content=""))
        between = ""
        async with aclosing(worded.parts(self.kb, self.asked, self.rewriter)) as parts:
            async for part in parts:
                match part:
                    case schema.CitedStatement():
                        marked = markdown.sentence(part.text, [c.id for c in part.citations])
                        yield self._chunk(ChatDelta(content=between + marked))
                        between = " "
                    case schema.Answer():
                        yield self._chunk(ChatDelta(content=markdown.rest(part)))
                        yield self._chunk(ChatDelta(), answer=part)
                        if wants_usage:
                            yield self._chunk(usage=self.usage(part))

    def usage(self, answer: schema.Answer) -> ChatUsage:
        """How long question and answer are."""
        said = _words([markdown.answer(answer)])
        return ChatUsage(
            prompt_tokens=self.prompt, completion_tokens=said, total_tokens=self.prompt + said
        )

    def _chunk(
        self,
        delta: ChatDelta | None = None,
        *,
        answer: schema.Answer | None = None,
        usage: ChatUsage | None = None,
    ) -> ChatChunk:
        end: Literal["stop"] | None = "stop" if answer else None
        return ChatChunk(
            id=self.id,
            created=self.created,
            model=MODEL,
            choices=[ChatChunkChoice(delta=delta, finish_reason=end)] if delta else [],
            usage=usage,
            phasebook=answer,
        )


async def _lines(
    reply: _Reply, request: Request, *, wants_usage: bool
) -> AsyncGenerator[str, None]:
    """Server-sent events; an error in the middle is one of them, and the last."""
    try:
        async with aclosing(reply.chunks(wants_usage=wants_usage)) as chunks:
            async for chunk in chunks:
                yield _event(chunk.model_dump_json())
    except Exception as error:  # noqa: BLE001 - the status is sent; the client must hear of it
        if not isinstance(error, PhasebookError):
            _log.exception("a chat's stream failed")
        problem = problems.described(request, error)
        yield _event(chat_errors.chat_error(problem).model_dump_json())
    else:
        yield _event(END)


def _event(data: str) -> str:
    return f"data: {data}\n\n"


def _checked(name: str) -> str:
    """The name of a model, if there is one of it."""
    if name != MODEL:
        what = f"no model {name[:100]!r}"
        raise NotFoundError(what, f"use {MODEL!r}")
    return name


def _question(turns: list[ChatTurn]) -> str:
    """What the user wrote last."""
    asked = [turn for turn in turns if turn.role == "user"]
    if not asked:
        what = "no message is the user's"
        raise InvalidInputError(what, "send the question as a message of the role 'user'")
    content = asked[-1].content
    parts = content if isinstance(content, list) else []
    if unread := sorted({part.type for part in parts} - {"text"}):
        what = f"the question has parts that cannot be read: {', '.join(unread)[:100]}"
        raise InvalidInputError(what, "send text")
    return _text(asked[-1])


def _text(turn: ChatTurn) -> str:
    """The text of a message, whichever way it is sent."""
    if isinstance(turn.content, str):
        return turn.content
    return "\n".join(part.text for part in turn.content or () if part.text)


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
