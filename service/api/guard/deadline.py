"""A call and seconds in, its answer or a problem out by then.

The limit is for the answer to begin: a stream of events, once begun, may take as long as it lasts.
A server that ends gives up what has not begun in time for it, and says so.
Work in a thread cannot be stopped; it ends by itself, and nobody waits for it.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.guard.refusal import refuse

_LATE = ("the answer took longer than {:g} seconds", "ask for less, or try again later")
_SLOW = ("the request took longer than {:g} seconds to arrive", "send less, or faster")
_ENDING = ("the server is ending, and cannot say what became of this request", "ask again later")
_CLOSED = {"Connection": "close"}


class Deadline:
    """Answer for a call that has not begun to answer in time."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and wait for it no longer than that."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watched = _Watched(receive, send)
        call = asyncio.ensure_future(self.app(scope, watched.receive, watched.send))
        begun = asyncio.ensure_future(watched.begun.wait())
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait({call, begun}, timeout=self.seconds, return_when=first)
            if call.done() or watched.begun.is_set():
                await call
                return
            await watched.give_up(call)
            what, remedy = _LATE if watched.arrived else _SLOW
            status = HTTPStatus.GATEWAY_TIMEOUT if watched.arrived else HTTPStatus.REQUEST_TIMEOUT
            said = (what.format(self.seconds), remedy)
            await refuse(scope, receive, send, status, said, _CLOSED)
        except asyncio.CancelledError:  # by uvicorn, whose patience with the last calls is over
            if watched.begun.is_set() or watched.given_up or call.cancelled():
                raise
            await watched.give_up(call)
            status = HTTPStatus.SERVICE_UNAVAILABLE
            await refuse(scope, receive, send, status, _ENDING, _CLOSED)
        finally:
            begun.cancel()
            await _cancelled(call)


class _Watched:
    """A call's two ends, with what has passed them."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.begun = asyncio.Event()
        self.arrived = True
        self.given_up = False

    async def receive(self) -> Message:
        """What the client sends; until the last of it, the request has not arrived."""
        self.arrived = False
        message = await self._receive()
        self.arrived = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """What the client is sent, unless it has been answered in the meantime."""
        if not self.given_up:
            self.begun.set()
            await self._send(message)

    async def give_up(self, call: "asyncio.Future[None]") -> None:
        """Let nothing more of a call be sent, and end it."""
        self.given_up = True
        await _cancelled(call)


async def _cancelled(call: "asyncio.Future[None]") -> None:
    """End a call, if it has not ended, without waiting for what it left to threads."""
    if not call.done():
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call
