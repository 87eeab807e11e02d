"""A call and what became of it in; what it says out, or how long to wait before the next try."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import httpx2

from service.client.calls import Call
from service.client.errors import LateError, ServiceError, UnreachableError, error_of

T = TypeVar("T")
FIRST_PAUSE = 0.2  # seconds; doubled each time
LONGEST_PAUSE = 30.0
LEAST_ERROR = 400
ON_THE_WAY = {502, 504}  # what stands before the service did not reach it
BUSY = {429, 503}  # only where it says when to come back: a query that takes too long is a 503, too
BROKEN = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ReadError, httpx2.RemoteProtocolError)
Outcome = httpx2.Response | httpx2.HTTPError


@dataclass(frozen=True, slots=True)
class Pause:
    """The call is to be sent again, after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Policy:
    """How a client sends.

    Attributes:
        address: Where the service is.
        api_key: The key, if it wants one.
        timeout: Seconds to wait for a connection, and for each part of a reply.
        retries: How often a call that changes nothing is sent again where that may help.
    """

    address: str
    api_key: str | None
    timeout: float
    retries: int

    @property
    def headers(self) -> dict[str, str]:
        """What goes with every call."""
        key = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        return {"Accept": "application/json", **key}

    def settled(self, call: Call[T], outcome: Outcome, attempt: int) -> T | Pause:
        """What the call says; or a pause, where the `attempt`-th sending (from 0) is not the last.

        Raises:
            ServiceError: It cannot be answered.
        """
        if isinstance(outcome, httpx2.Response) and outcome.status_code < LEAST_ERROR:
            return call.read(outcome.content)
        wait = _wait(outcome, attempt)
        if wait is None or not call.safe or attempt >= self.retries:
            raise self.failure(outcome)
        return Pause(wait)

    def failure(self, outcome: Outcome) -> ServiceError:
        """The error that an outcome is; the body of a reply must have been read."""
        match outcome:
            case httpx2.Response():
                return error_of(outcome.status_code, outcome.content)
            case httpx2.TimeoutException():
                what = f"no reply from {self.address} within {self.timeout:g} s"
                return LateError(what, "ask for less, or set a longer timeout")
            case _:
                what = (
                    f"{self.address} cannot be reached ({str(outcome) or type(outcome).__name__})"
                )
                return UnreachableError(what, "start it with `phasebook serve`, or correct it")


def _wait(outcome: Outcome, attempt: int) -> float | None:
    """Seconds after which it may help to send the call again; None where it will not."""
    doubled = min(FIRST_PAUSE * 2.0**attempt, LONGEST_PAUSE)
    if not isinstance(outcome, httpx2.Response):
        return doubled if isinstance(outcome, BROKEN) else None
    if outcome.status_code in ON_THE_WAY:
        return doubled
    return _told(outcome.headers) if outcome.status_code in BUSY else None


def _told(headers: Mapping[str, str]) -> float | None:
    """The seconds that a reply asks to wait, if they are few."""
    wanted = headers.get("Retry-After", "")
    return float(wanted) if wanted.isdecimal() and float(wanted) <= LONGEST_PAUSE else None
