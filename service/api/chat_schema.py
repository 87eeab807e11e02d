"""The JSON of OpenAI's chat completions, as far as chats need it, with Phasebook's answer in it."""

from typing import Literal

from pydantic import ConfigDict, Field

from service.api import schema
from service.api.fields import Listed, One, Truth

MODEL = "phasebook"


def _is_none(value: object) -> bool:
    return value is None


class ChatModel(schema.Model):
    """A name that chats can ask for."""

    id: str = Field(examples=[MODEL])
    object: Literal["model"] = "model"
    created: int = Field(description="when the service started, in seconds since 1970")
    owned_by: str = MODEL


class ChatModels(schema.Model):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[ChatModel]


class Sent(schema.Model):
    """What clients send: they add much that has no meaning here, and is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=False)


class ChatPart(Sent):
    """A part of a message; only text can be read."""

    type: str = Field(examples=["text"])
    text: str | None = None


class ChatTurn(Sent):
    """A message of the conversation so far."""

    role: str = Field(examples=["user"])
    content: str | list[ChatPart] | None = Field(
        default=None, examples=["How do batch sizes differ between training and inference?"]
    )


class StreamOptions(Sent):
    """What a stream holds beside the answer."""

    include_usage: Truth | None = Field(
        default=None, description="whether the usage comes as a last chunk"
    )


class ChatOptions(schema.Model):
    """What `POST /v1/ask` takes beside the question; OpenAI's clients send it in `extra_body`."""

    top_k: Listed | None = Field(default=None, description="passages to list with the answer")
    documents: list[str] = Field(
        default=[], description="ids of the documents to ask; empty for all"
    )
    explain: Truth = Field(default=False, description="whether to add how the answer came about")


class ChatRequest(Sent):
    """A conversation. The last message of the user is the question; all others are passed over."""

    model: str = Field(examples=[MODEL])
    messages: list[ChatTurn] = Field(
        min_length=1, examples=[[{"role": "user", "content": "What is a KV cache?"}]]
    )
    stream: Truth | None = Field(
        default=None, description="whether to send it sentence by sentence"
    )
    stream_options: StreamOptions | None = None
    n: One | None = Field(default=None, description="there is one answer")
    phasebook: ChatOptions = ChatOptions()


class ChatMessage(schema.Model):
    """The answer in Markdown, its sources numbered below it."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class ChatChoice(schema.Model):
    """The only one."""

    index: Literal[0] = 0
    message: ChatMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatUsage(schema.Model):
    """Lengths, counted in words: no model reads this, so there are no tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(schema.Model):
    """An answer as chats take it."""

    id: str = Field(examples=["chatcmpl-5f1c"])
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="in seconds since 1970")
    model: str = Field(examples=[MODEL])
    choices: list[ChatChoice]
    usage: ChatUsage
    phasebook: schema.Answer = Field(description="the same as `POST /v1/ask` gives it")


class ChatDelta(schema.Model):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = Field(default=None, exclude_if=_is_none)
    content: str | None = Field(default=None, exclude_if=_is_none)


class ChatChunkChoice(schema.Model):
    """The only one."""

    index: Literal[0] = 0
    delta: ChatDelta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class ChatChunk(schema.Model):
    """A part of an answer that is still coming."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChatChunkChoice]
    usage: ChatUsage | None = None
    phasebook: schema.Answer | None = Field(
        default=None,
        exclude_if=_is_none,
        description="in the chunk that ends the message: what `POST /v1/ask` gives",
    )


class ChatFault(schema.Model):
    """What is wrong, and what to do about it."""

    message: str
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = None
    code: str | None = Field(default=None, examples=["model_not_found"])


class ChatError(schema.Model):
    """An error as OpenAI's clients read it."""

    error: ChatFault
