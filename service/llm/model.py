"""A prompt in, the pieces of a model's reply out: the one module that knows the openai client.

Any server that speaks OpenAI's chat completions will do. Whatever goes wrong, on the wire or in the
reply, is one error, and comes before the deadline.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import aclosing
from typing import TYPE_CHECKING, Self, TypeVar

from corpus.errors import InvalidInputError, PhasebookError
from service.llm.prompt import Prompt
from service.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

MAX_BYTES = 1_000_000  # of a reply with all its framing
MAX_CHARACTERS = 20_000  # of its text; an answer has a few hundred
_ATTEMPTS = 3  # how often a server that is busy is asked, while there is time
_BROKEN = "its reply breaks off"
_BUSY = "it is busy"
_LATE = "it took too long"
_ODD = "its reply is not what the protocol says"
_TOO_LONG = "its reply is too long"
_T = TypeVar("_T")


class ModelFailedError(PhasebookError):
    """A language model that gave no whole reply."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the language model failed ({why})", "the extractive wording stands")


class MissingExtraError(PhasebookError):
    """An optional part that is asked for and not installed."""


class LanguageModel:
    """A chat model on a server. Close it."""

    def __init__(self, name: str, client: "AsyncOpenAI") -> None:
        self.name = name
        self._client = client

    @classmethod
    def open(cls, settings: Settings) -> Self | None:
        """The model that the settings name; None where they name none.

        Raises:
            InvalidInputError: They name a server without a model, or a model without a server.
            MissingExtraError: The client is not installed.
        """
        url, name = settings.llm_base_url, settings.llm_model
        if url is None and name is None:
            return None
        if url is None or name is None:
            has, lacks = ("model", "base_url") if url is None else ("base_url", "model")
            what = f"llm_{has} is set, but llm_{lacks} is not"
            raise InvalidInputError(what, f"set PHASEBOOK_LLM_{lacks.upper()}, or unset the other")
        try:
            return cls(name, _client(url, settings))
        except ImportError as error:
            what = f"llm_base_url is set, but the client for it is not installed ({error})"
            remedy = "pip install 'phasebook[llm]', or unset the setting"
            raise MissingExtraError(what, remedy) from error

    async def reply(self, prompt: Prompt, deadline: float) -> AsyncGenerator[str, None]:
        """The pieces of a whole reply, as they come.

        Args:
            prompt: What to do, and with what.
            deadline: When to give up, by the clock of the event loop.

        Raises:
            ModelFailedError: The reply did not come, breaks off, or is much too long.
        """
        stream = await self._begun(prompt, deadline)
        left, ended = MAX_CHARACTERS, ""
        async with aclosing(stream):
            while (chunk := await _within(deadline, anext(stream, None))) is not None:
                piece, reason = _read(chunk)
                ended = reason or ended
                left -= len(piece)
                if left < 0:
                    raise ModelFailedError(_TOO_LONG)
                if piece:
                    yield piece
        if ended != "stop":
            raise ModelFailedError(_BROKEN)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.close()

    async def _begun(self, prompt: Prompt, deadline: float) -> "AsyncStream[ChatCompletionChunk]":
        """The reply's beginning; a server that is busy is asked again when it says, if in time."""
        from openai import RateLimitError  # noqa: PLC0415 - optional, and heavy

        sent: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.given},
        ]
        for _ in range(_ATTEMPTS):
            begin = self._client.chat.completions.create(
                model=self.name, messages=sent, stream=True
            )
            try:
                return await _within(deadline, begin)
            except ModelFailedError as error:
                if not isinstance(error.__cause__, RateLimitError):
                    raise
                pause = _pause(error.__cause__.response.headers.get("retry-after", ""))
                if pause is None or asyncio.get_running_loop().time() + pause >= deadline:
                    raise
            await asyncio.sleep(pause)
        raise ModelFailedError(_BUSY)


def _client(url: str, settings: Settings) -> "AsyncOpenAI":
    """A client that follows no redirect, retries nothing by itself and reads no endless reply."""
    import httpx2  # noqa: PLC0415 - optional, and heavy
    from openai import AsyncOpenAI  # noqa: PLC0415 - optional, and heavy

    async def bound(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = Bounded(response.stream)

    class Bounded(httpx2.AsyncByteStream):
        """A body that fails where it goes past the limit, be it one endless line."""

        def __init__(self, body: httpx2.AsyncByteStream) -> None:
            self._body = body

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MAX_BYTES
            async for part in self._body:
                left -= len(part)
                if left < 0:
                    message = "the reply is too long"
                    raise httpx2.ReadError(message)
                yield part

        async def aclose(self) -> None:
            await self._body.aclose()

    key = settings.llm_key.get_secret_value() if settings.llm_key else "none"
    http = httpx2.AsyncClient(timeout=settings.llm_timeout, event_hooks={"response": [bound]})
    return AsyncOpenAI(base_url=url, api_key=key, max_retries=0, http_client=http)


async def _within(deadline: float, coming: Awaitable[_T]) -> _T:
    """What comes before the deadline; every way in which it may not is one error."""
    import httpx2  # noqa: PLC0415 - optional, and heavy
    from openai import APIStatusError, OpenAIError  # noqa: PLC0415 - optional, and heavy

    try:
        async with asyncio.timeout_at(deadline):
            return await coming
    except TimeoutError as error:
        raise ModelFailedError(_LATE) from error
    except APIStatusError as error:
        status = f"HTTP status {error.status_code}"
        raise ModelFailedError(status) from error
    except (OpenAIError, httpx2.HTTPError) as error:
        raise ModelFailedError(type(error).__name__) from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ModelFailedError(_ODD) from error


def _read(chunk: "ChatCompletionChunk") -> tuple[str, str]:
    """The text of a chunk and why the reply ends with it; the client checks neither's type."""
    try:
        choice = chunk.choices[0]
        text, reason = choice.delta.content, choice.finish_reason
    except (AttributeError, LookupError, TypeError):
        return "", ""
    return text if isinstance(text, str) else "", reason if isinstance(reason, str) else ""


def _pause(header: str) -> float | None:
    """Seconds that a busy server asks to wait; None where it does not say in seconds."""
    return float(header) if header.isascii() and header.isdecimal() else None
