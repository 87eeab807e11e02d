"""Errors in, problem details (RFC 9457) out; never a traceback."""

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.utils import is_body_allowed_for_status_code
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from corpus.errors import (
    IndexUnusableError,
    InvalidInputError,
    NotFoundError,
    PhasebookError,
    UnreadableError,
)
from kg.sparql.errors import BusyError, QueryFailedError, RefusedError, TimeLimitError
from service.api import chat_errors, schema
from service.api.protocol import MediaTypeError
from service.graph.export import UnknownFormatError
from service.indexing.jobs import TooManyJobsError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("phasebook")


class NotAcceptableError(PhasebookError):
    """None of the media types that the client accepts can be given."""


class ConflictError(PhasebookError):
    """What is there already, or is in use, stands in the way."""


STATUSES: Mapping[type[PhasebookError], HTTPStatus] = {  # the first that fits
    MediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    RefusedError: HTTPStatus.FORBIDDEN,
    QueryFailedError: HTTPStatus.INTERNAL_SERVER_ERROR,
    TimeLimitError: HTTPStatus.SERVICE_UNAVAILABLE,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    UnknownFormatError: HTTPStatus.BAD_REQUEST,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    ConflictError: HTTPStatus.CONFLICT,
    NotFoundError: HTTPStatus.NOT_FOUND,
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyJobsError: HTTPStatus.TOO_MANY_REQUESTS,
    IndexUnusableError: HTTPStatus.SERVICE_UNAVAILABLE,
    PhasebookError: HTTPStatus.BAD_REQUEST,
}
REMEDIES: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "send a JSON object, in UTF-8; see /docs",
    HTTPStatus.NOT_FOUND: "/openapi.json lists the calls",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "send less",
}
FAILED, REPORT = "the service failed on this request", "report it with the server's log"
ANYWHERE = (  # what may be answered to every call, before it reaches its route
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
ResponseDocs = dict[int | str, dict[str, object]]


def documented(*statuses: HTTPStatus) -> ResponseDocs:
    """The problem responses of a call, for its OpenAPI description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        int(status): {"description": status.phrase, "content": content}
        for status in (*statuses, HTTPStatus.INTERNAL_SERVER_ERROR)
    }


def install(app: FastAPI) -> None:
    """Make `app` answer every error as problem details."""
    app.add_exception_handler(PhasebookError, _phasebook_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected_error)


def response(
    request: Request,
    status: HTTPStatus,
    detail: str,
    *,
    remedy: str | None = None,
    errors: Iterable[schema.Fault] = (),
) -> Response:
    """Problem details as a response."""
    found = _problem(request.scope["path"], status, detail, remedy=remedy, errors=errors)
    found = _identified(request, found)
    if chat_errors.speaks(request):
        body = chat_errors.chat_error(found).model_dump_json()
        return Response(body, chat_errors.status_of(status), media_type="application/json")
    headers = {"Vary": "Accept"} if status == HTTPStatus.NOT_ACCEPTABLE else None
    return Response(json.dumps(plain(found)), status, headers, MEDIA_TYPE)


def plain(found: schema.Problem) -> dict[str, object]:
    """Problem details as JSON has them."""
    return found.model_dump(mode="json", exclude_defaults=True) | {"type": found.type}


def described(request: Request, error: Exception) -> schema.Problem:
    """The problem details of an error, where it is too late for a response of its own."""
    return _identified(request, described_at(request.scope["path"], error))


def described_at(instance: str, error: Exception) -> schema.Problem:
    """The same, where there is no request."""
    if isinstance(error, PhasebookError):
        return _problem(instance, _status(error), str(error), remedy=error.remedy)
    return _problem(instance, HTTPStatus.INTERNAL_SERVER_ERROR, FAILED, remedy=REPORT)


def _problem(
    instance: str,
    status: HTTPStatus,
    detail: str,
    *,
    remedy: str | None = None,
    errors: Iterable[schema.Fault] = (),
) -> schema.Problem:
    return schema.Problem(
        title=status.phrase,
        status=status,
        detail=detail,
        instance=instance,
        remedy=remedy,
        errors=list(errors),
    )


def _identified(request: Request, found: schema.Problem) -> schema.Problem:
    """The same with what logs call the request."""
    id_ = getattr(getattr(request.state, "exchange", None), "id", None)
    return found.model_copy(update={"request_id": id_})


def _status(error: Exception) -> HTTPStatus:
    return next(status for kind, status in STATUSES.items() if isinstance(error, kind))


def _phasebook_error(request: Request, error: Exception) -> Response:
    reply = response(request, _status(error), str(error), remedy=error.args[1])
    if isinstance(error, (BusyError, TooManyJobsError)):
        reply.headers["Retry-After"] = "5"
    return reply


def _validation_error(request: Request, error: Exception) -> Response:
    """The faults by place, without the values: those may be huge, or no valid text."""
    raw = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [
        schema.Fault(location=".".join(map(str, fault["loc"])), message=fault["msg"])
        for fault in raw
    ]
    broken = any(fault["type"] == "json_invalid" for fault in raw)
    status = HTTPStatus.BAD_REQUEST if broken else HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "; ".join(f"{fault.location}: {fault.message}" for fault in faults)
    remedy = "correct the request; see /docs"
    if any(fault.location.startswith("body") for fault in faults):
        remedy = "send a JSON object with Content-Type: application/json; see /docs"
    return response(request, status, detail, remedy=remedy, errors=faults)


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if not is_body_allowed_for_status_code(status):
        return Response(status_code=status, headers=headers)
    detail, remedy = str(error.detail), REMEDIES.get(status, "correct the request; see /docs")
    if status is HTTPStatus.NOT_FOUND:
        detail = f"no call at {request.scope['path']!r}"
    elif status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _allowed(request) or {*headers.get("Allow", "GET").split(", ")}
        allowed |= {"HEAD"} if "GET" in allowed else set()
        headers["Allow"] = ", ".join(sorted(allowed))
        detail = f"{request.method} is not allowed on {request.scope['path']!r}"
        remedy = f"use {headers['Allow']}"
    reply = response(request, status, detail, remedy=remedy)
    reply.headers.update(headers)
    return reply


def _allowed(request: Request) -> set[str]:
    """The methods of every call at the address, where the router names those of the first alone."""
    calls = request.app.openapi()["paths"].items()
    asked = request.scope["path"].rstrip("/") or "/"
    found = [methods for path, methods in calls if compile_path(path)[0].match(asked)]
    return {method.upper() for methods in found for method in methods}


def _unexpected_error(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the handler's signature; the server logs the error
    return failed(request)


def failed(request: Request) -> Response:
    """What to answer where the service itself is at fault."""
    return response(request, HTTPStatus.INTERNAL_SERVER_ERROR, FAILED, remedy=REPORT)
