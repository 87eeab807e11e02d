"""Problem details in, errors as OpenAI's clients read them out, on the calls made for those."""

import re
from http import HTTPStatus

from fastapi import Request

from service.api import schema
from service.api.chat_schema import ChatError, ChatFault

# With those that there are not here: a client is told so in words that it reads.
PATHS = re.compile(
    r"/v1(/collections/[^/]+)?/(chat/|models|completions|embeddings|moderations|responses)"
)
TYPES = {  # by what OpenAI calls them; all else is the client's fault below 500, ours above
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
ResponseDocs = dict[int | str, dict[str, object]]


def speaks(request: Request) -> bool:
    """Whether the call is one of OpenAI's."""
    return PATHS.match(request.scope["path"]) is not None


def status_of(status: HTTPStatus) -> HTTPStatus:
    """The status to send: OpenAI's clients know no 422."""
    bad = status is HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.BAD_REQUEST if bad else status


def chat_error(problem: schema.Problem) -> ChatError:
    """The same in OpenAI's shape."""
    remedy = problem.remedy
    told = remedy is None or remedy in problem.detail
    where = next((fault.location.removeprefix("body.") for fault in problem.errors), None)
    ours = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    otherwise = "server_error" if ours else "invalid_request_error"
    return ChatError(
        error=ChatFault(
            message=problem.detail if told else f"{problem.detail}: {remedy}",
            type=TYPES.get(HTTPStatus(problem.status), otherwise),
            param=where,
            code="not_found" if problem.status == HTTPStatus.NOT_FOUND else None,
        )
    )


def documented(*statuses: HTTPStatus) -> ResponseDocs:
    """The error responses of a call, for its OpenAPI description."""
    found = (*statuses, HTTPStatus.INTERNAL_SERVER_ERROR)
    return {int(s): {"description": s.phrase, "model": ChatError} for s in found}


def refused(status: HTTPStatus) -> ResponseDocs:
    """What is answered before a call reaches its route, where the description is made already."""
    schema_of = {"schema": {"$ref": "#/components/schemas/ChatError"}}
    return {int(status): {"description": status.phrase, "content": {"application/json": schema_of}}}
