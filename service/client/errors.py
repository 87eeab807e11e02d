"""A reply that is an error in, the error to raise out: what is wrong, the remedy, the status."""

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from corpus.errors import PhasebookError
from service.api import schema

SERVER_FAULT = 500


class ServiceError(PhasebookError):
    """A call that could not be answered.

    Attributes:
        what: What went wrong.
        remedy: What to do about it.
        status: The HTTP status; None where there was no reply.
        problem: The problem details, where the reply had any.
    """

    def __init__(
        self,
        what: str,
        remedy: str,
        *,
        status: int | None = None,
        problem: schema.Problem | None = None,
    ) -> None:
        super().__init__(what, remedy)
        self.status = status
        self.problem = problem

    @property
    def title(self) -> str:
        """What the status is called."""
        return self.problem.title if self.problem else type(self).__name__


class UnreachableError(ServiceError):
    """There is no service at the address, or the connection broke."""


class LateError(ServiceError):
    """There was no reply in time."""


class UnreadableFileError(ServiceError):
    """A file that was to be sent, and cannot be read here."""


class StrangeReplyError(ServiceError):
    """A reply that is not Phasebook's, or of a version that this client does not know."""


class InvalidRequestError(ServiceError):
    """A value that no answer can be made from (400, 413, 415, 422)."""


class KeyRefusedError(ServiceError):
    """No key, a wrong one, or one that may not do this (401, 403)."""


class NotThereError(ServiceError):
    """A document, concept or job that the service does not have (404)."""


class ConflictError(ServiceError):
    """What is asked for does not go with what is there (409, 412)."""


class BusyError(ServiceError):
    """Too many calls, or the service is not ready (429, 503); try again later."""


class FailedError(ServiceError):
    """The service failed (500 and above)."""


BY_STATUS: Mapping[int, type[ServiceError]] = {
    400: InvalidRequestError,
    401: KeyRefusedError,
    403: KeyRefusedError,
    404: NotThereError,
    409: ConflictError,
    412: ConflictError,
    413: InvalidRequestError,
    415: InvalidRequestError,
    422: InvalidRequestError,
    429: BusyError,
    503: BusyError,
}


def error_of(status: int, body: bytes) -> ServiceError:
    """The error that a reply is.

    >>> error_of(404, b'{"title": "Not Found", "status": 404, "detail": "no x: y", "remedy": "y",'
    ...     b'"instance": "/"}')
    NotThereError('no x', 'y')
    """
    otherwise = FailedError if status >= SERVER_FAULT else ServiceError
    kind = BY_STATUS.get(status, otherwise)
    try:
        problem = schema.Problem.model_validate_json(body)
    except ValidationError:
        what, remedy = (
            f"HTTP status {status}",
            "see the log of the service, or of what is before it",
        )
        return kind(what, remedy, status=status)
    remedy = problem.remedy or "see the documentation of the call at /docs"
    what = problem.detail.removesuffix(f": {remedy}")
    return kind(what, remedy, status=status, problem=problem)


def strange(model: type[BaseModel], error: ValidationError) -> StrangeReplyError:
    """The error that a reply of another shape is."""
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"])) or "all of it"
    what = f"a reply is no {model.__name__} ({where}: {first['msg']})"
    return StrangeReplyError(what, "use a client of the service's own version")
