"""A request in, who makes it out: a key, or an address."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv6Address, ip_address, ip_network
from typing import cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import InvalidInputError
from service.api.guard.gate import Gate
from service.api.guard.keys import Key
from service.api.guard.need import Need
from service.api.guard.refusal import refuse_error

COOKIE = "phasebook_key"
_SHARED_BITS = 64  # of an IPv6 address: a household or a machine has all that begin alike


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Attributes:
        address: Where from.
        key: By which key; None without one, or with one that is not known.
        claimed: Whether a key was given at all.
        closed: Whether one is asked for.
    """

    address: str
    key: Key | None = None
    claimed: bool = False
    closed: bool = False

    @property
    def counted_as(self) -> str:
        """What calls are counted by."""
        return f"key {self.key.id}" if self.key else f"address {_network(self.address)}"

    def may(self, needed: Need) -> bool:
        """Whether the key allows what a call needs, where one is asked for."""
        if not self.closed or needed is Need.NOTHING:
            return True
        return self.key is not None and (self.key.write or needed is not Need.WRITE)


def caller(scope: Scope) -> Caller:
    """Who makes a request, once that was found out."""
    found = scope.get("state", {}).get("caller")
    return cast(Caller, found) if found else Caller(_address(scope))


def given(headers: Headers) -> str | None:
    """The text of the key that a request comes with."""
    scheme, _, text = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and text.strip():
        return text.strip()
    return headers.get("x-api-key") or _from_cookie(headers)


class Identify:
    """Find out who calls, and go on."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app = app
        self.gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, its caller noted; where keys cannot be read, nobody comes in."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        text = given(Headers(scope=scope))
        try:
            found = Caller(
                _address(scope),
                self.gate.keys.find(text) if text and self.gate.keys else None,
                claimed=bool(text),
                closed=self.gate.closed,
            )
        except InvalidInputError as error:
            await refuse_error(scope, receive, send, error)
            return
        scope.setdefault("state", {})["caller"] = found
        await self.app(scope, receive, send)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return str(ip_network((found, _SHARED_BITS), strict=False))
    return address


def _from_cookie(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None
