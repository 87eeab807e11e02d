"""A key typed by a person in, a cookie that stands for it out.

The cookie is the key itself, which scripts cannot read and other sites cannot have sent. So it
works with any number of workers, and ends when the key is removed.
"""

from html import escape
from http import HTTPStatus
from importlib.resources import files
from string import Template
from urllib.parse import parse_qs, quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from service.api.guard.caller import COOKIE
from service.api.guard.gate import Gate
from service.api.guard.headers import page_response
from service.api.guard.need import LOGIN, LOGOUT

_HOME = "/"
_ALERT = '<p role="alert">That is not a key of this service.</p>'
_ASKED = "<p>Who asks here needs a key.</p>"


def form(scope: Scope, *, wrong: bool = False) -> Response:
    """The page that asks for a key, and leads on to what was asked for."""
    query = scope["query_string"].decode("latin-1")
    asked = quote(scope["path"]) + (f"?{query}" if query else "")
    return _form(_HOME if scope["path"] == LOGIN else asked, wrong=wrong)


def routes(gate: Gate) -> APIRouter:
    """The calls by which people give their key, and take it back."""
    router = APIRouter(include_in_schema=False)

    @router.get(LOGIN)
    def ask() -> Response:
        return _form(_HOME, wrong=False, status=HTTPStatus.OK)

    @router.post(LOGIN)
    async def give(request: Request) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        text, following = fields.get("key", [""])[0].strip(), fields.get("next", [_HOME])[0]
        if gate.keys is None or gate.keys.find(text) is None:
            return _form(following, wrong=True)
        reply = RedirectResponse(_within(following), HTTPStatus.SEE_OTHER)
        secure = request.url.scheme == "https"
        reply.set_cookie(COOKIE, text, httponly=True, samesite="strict", secure=secure)
        return reply

    @router.post(LOGOUT)
    def take_back() -> Response:
        reply = RedirectResponse(LOGIN, HTTPStatus.SEE_OTHER)
        reply.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return reply

    return router


def _form(
    following: str, *, wrong: bool, status: HTTPStatus = HTTPStatus.UNAUTHORIZED
) -> HTMLResponse:
    template = Template((files("service.api.guard") / "login.html").read_text(encoding="utf-8"))
    page = template.substitute(note=_ALERT if wrong else _ASKED, next=escape(following))
    headers = {"Cache-Control": "no-store"}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="phasebook"'
    return page_response(page, status, headers)


def _within(following: str) -> str:
    r"""An address of this service; the start page in place of any other.

    >>> _within("/?q=a"), _within("//evil.example"), _within("/\\evil.example"), _within("http:x")
    ('/?q=a', '/', '/', '/')
    """
    inside = following.startswith("/") and not following.startswith(("//", "/\\"))
    return following if inside and following.isprintable() else _HOME
