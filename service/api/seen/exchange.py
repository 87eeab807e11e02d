"""A request in, what is known of it once it is answered out."""

import re
import secrets
from dataclasses import dataclass, field
from typing import cast

from starlette.datastructures import Headers
from starlette.types import Scope

from service.monitoring.outcome import Outcome

UNMATCHED = "unmatched"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(slots=True)
class Exchange:
    """A request and its answer; filled while it goes on.

    Attributes:
        id: What it is called in logs and problem details.
        status: Of the answer; 499 where the client had gone before there was one.
        outcomes: What became of the questions asked in it.
    """

    id: str
    status: int = 499
    outcomes: list[Outcome] = field(default_factory=list)


def opened(scope: Scope) -> Exchange:
    """Note a request; its id is the client's, if that is one, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    found = Exchange(given if _ID.fullmatch(given) else secrets.token_hex(8))
    scope.setdefault("state", {})["exchange"] = found
    return found


def exchange(scope: Scope) -> Exchange | None:
    """What is noted of a request."""
    return cast(Exchange | None, scope.get("state", {}).get("exchange"))


def route(scope: Scope) -> str:
    """The template of the route that answered: its values are as many as there are routes."""
    context = scope.get("fastapi") or {}
    found = context.get("effective_route_context") or scope.get("route")
    return str(getattr(found, "path", UNMATCHED)) or "/"


def method(scope: Scope) -> str:
    """The method, if it is one that there is."""
    name: str = scope["method"]
    return name if name in _METHODS else "other"
