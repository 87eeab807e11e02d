"""A call and its caller in, the call let through or refused out."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.guard.caller import caller
from service.api.guard.login import form
from service.api.guard.need import LOGIN, LOGOUT, SAFE, Need, need
from service.api.guard.refusal import refuse

READS_ONLY = ("this key only reads", "use one that writes (`phasebook key add --write`)")
_ASK = 'Bearer realm="phasebook"'
_FOR_KEY = "send a key as `Authorization: Bearer KEY` (`phasebook key add` makes one)"


class Access:
    """Let a call through if its key allows it; show people a form to give theirs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        by, needed = caller(scope), need(scope.get("method", "GET"), scope["path"])
        if by.may(needed):
            await self.app(scope, receive, send)
        elif by.key:
            asked = {"WWW-Authenticate": f'{_ASK}, error="insufficient_scope"'}
            await refuse(scope, receive, send, HTTPStatus.FORBIDDEN, READS_ONLY, asked)
        elif _is_person(scope):
            await form(scope, wrong=by.claimed)(scope, receive, send)
        else:
            what = "the key is not known" if by.claimed else "a key is needed"
            asked = {"WWW-Authenticate": f'{_ASK}, error="invalid_token"' if by.claimed else _ASK}
            await refuse(scope, receive, send, HTTPStatus.UNAUTHORIZED, (what, _FOR_KEY), asked)


class Addressed:
    """Refuse calls by a name that is not the service's, and changes made by other sites' pages."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], origins: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.hosts and _name(host) not in self.hosts:
            said = (f"this service is not called {host!r}", "name it in the setting `hosts`")
            await refuse(scope, receive, send, HTTPStatus.MISDIRECTED_REQUEST, said)
        elif _changes(scope) and self._foreign(headers.get("origin"), host):
            what = f"pages of {headers['origin']!r} may change nothing here"
            said = (what, "name it in the setting `cors_origins`, if it may")
            await refuse(scope, receive, send, HTTPStatus.FORBIDDEN, said)
        else:
            await self.app(scope, receive, send)

    def _foreign(self, origin: str | None, host: str) -> bool:
        """Whether a browser says that another site's page makes the call."""
        if origin is None or origin in self.origins or "*" in self.origins:
            return False
        return _netloc(origin) != host.lower()


def _is_person(scope: Scope) -> bool:
    """Whether a browser asks for a page."""
    reads = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    return reads and "text/html" in Headers(scope=scope).get("accept", "")


def _changes(scope: Scope) -> bool:
    method = scope.get("method", "GET")
    return method not in SAFE and (
        scope["path"] in {LOGIN, LOGOUT} or need(method, scope["path"]) is Need.WRITE
    )


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _name(host: str) -> str:
    """A host without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
