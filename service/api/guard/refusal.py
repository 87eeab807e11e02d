"""A call that gets no further in, problem details out, from outside the routes."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from corpus.errors import PhasebookError
from service.api import problems

_POLICY_VIOLATED = 1008


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: HTTPStatus,
    said: tuple[str, str],
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with problem details: what is wrong, and the remedy."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATED})
        return
    reply = problems.response(Request(scope), status, said[0], remedy=said[1])
    reply.headers.update(headers or {})
    await reply(scope, receive, send)


async def refuse_error(scope: Scope, receive: Receive, send: Send, error: PhasebookError) -> None:
    """The same, where the service itself is not in order."""
    what = "the service cannot tell who may call"
    said = (what, "see its log, and correct what it names")
    problems.log.error("%s", error)
    await refuse(scope, receive, send, HTTPStatus.SERVICE_UNAVAILABLE, said)
