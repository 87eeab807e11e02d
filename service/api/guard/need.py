"""A method and a path in, what its caller must be allowed out.

Whatever changes something needs a key that writes. What only asks by POST is listed here; a new
POST that is not listed needs such a key, so that forgetting it errs on the safe side.
"""

import re
from enum import Enum

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOGIN, LOGOUT = "/login", "/logout"
_FREE = re.compile(r"/health/(live|ready)|/openapi\.json|/docs|/login|/logout|/assets/favicon\.svg")
_ASKING = re.compile(
    r"/v1(/collections/[^/]+)?/(ask|ask/stream|chat/completions)"
    r"|(/collections/[^/]+)?/sparql/?"
    r"|/_dash-update-component"
    r"|(/collections/[^/]+)?/mcp"  # whose one tool that writes asks for more itself
)
_ASSETS = re.compile(r"/assets/.*|/_dash-component-suites/.*|/health/(live|ready)")


class Need(Enum):
    """What a caller must be allowed."""

    NOTHING = 0
    READ = 1
    WRITE = 2


def need(method: str, path: str) -> Need:
    """What a call needs.

    >>> need("POST", "/v1/ask"), need("POST", "/v1/documents"), need("GET", "/health/live")
    (<Need.READ: 1>, <Need.WRITE: 2>, <Need.NOTHING: 0>)
    """
    if _FREE.fullmatch(path):
        return Need.NOTHING
    return Need.READ if method in SAFE or _ASKING.fullmatch(path) else Need.WRITE


def is_asset(path: str) -> bool:
    """Whether it is one of the files that a page is made of, or a probe: not worth counting."""
    return _ASSETS.fullmatch(path) is not None
