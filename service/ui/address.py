"""The page's address, as text, to what it shows, and back: every state of the page has a link.

The path says of which collection (`/collections/reports/`; `/` is the default one), the query which
view is shown of what (`?view=compare&left=training&right=inference`), the fragment which words are
open beside it (`#document:start-end`). Links within the page leave the path as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

from corpus.document import Span

ASK = "ask"
_VIEW = "view"
_PLACE = ":"
_VERSION = "/v1"
_HOME = re.compile(r"/collections/(?P<name>[^/]+)/?")


@dataclass(frozen=True, slots=True)
class Address:
    """What the page shows.

    Attributes:
        view: Name of the view.
        asked: Its parameters; empty ones are left out.
    """

    view: str = ASK
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, search: str | None) -> "Address":
        """Read the query of an address.

        >>> Address.of("?view=graph&concept=hw-h100&also=a&also=b").all("also")
        ('a', 'b')
        """
        asked: dict[str, tuple[str, ...]] = {}
        for name, value in parse_qsl((search or "").removeprefix("?")):
            asked[name] = (*asked.get(name, ()), value)
        view = asked.pop(_VIEW, (ASK,))[0]
        return cls(view, asked)

    def one(self, name: str, default: str = "") -> str:
        """The first value of a parameter."""
        return self.asked.get(name, (default,))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a parameter, each once."""
        return tuple(dict.fromkeys(self.asked.get(name, ())))

    def but(self, **changes: str | Iterable[str]) -> "Address":
        """The same with other values; an empty one takes the parameter away.

        >>> Address("compare", {"left": ("a",)}).but(left="", right="b").search
        '?view=compare&right=b'
        """
        asked = dict(self.asked)
        for name, value in changes.items():
            values = (value,) if isinstance(value, str) else tuple(value)
            asked[name] = tuple(v for v in values if v)
        return Address(self.view, {name: values for name, values in asked.items() if values})

    def without(self, *names: str) -> "Address":
        """The same without some parameters."""
        return self.but(**dict.fromkeys(names, ""))

    @property
    def search(self) -> str:
        """The query, as it stands in a link.

        >>> Address("ask", {"q": ("What is inference?",)}).search
        '?q=What+is+inference%3F'
        """
        view = [] if self.view == ASK else [(_VIEW, self.view)]
        pairs = [(name, value) for name, values in self.asked.items() for value in values]
        return f"?{urlencode([*view, *pairs])}" if view or pairs else ""

    @property
    def link(self) -> str:
        """The address of the view, of the same collection."""
        return f"./{self.search}"


def home(name: str | None) -> str:
    """The path of the page over a collection; the default one has no name.

    >>> home("reports"), home(None)
    ('/collections/reports/', '/')
    """
    return f"/collections/{name}/" if name else "/"


def shelved(path: str | None) -> str | None:
    """The name of the collection whose page has that path; None for the default one.

    >>> shelved("/collections/reports/"), shelved("/")
    ('reports', None)
    """
    found = _HOME.fullmatch(path or "")
    return found["name"] if found else None


def place(document: str, start: int, end: int) -> str:
    """Words of a document as the fragment of an address.

    >>> place("my notes", 3, 9)
    'my%20notes:3-9'
    """
    return f"{quote(document, safe='')}{_PLACE}{start}-{end}"


def read_place(fragment: str | None) -> Span | None:
    """The words that a fragment names; None where it names none.

    >>> read_place("#my%20notes:3-9")
    Span(document='my notes', start=3, end=9)
    """
    document, _, offsets = (fragment or "").removeprefix("#").rpartition(_PLACE)
    start, _, end = offsets.partition("-")
    if not (document and _is_offset(start) and _is_offset(end)):
        return None
    return Span(unquote(document), int(start), int(end)) if int(start) < int(end) else None


def _is_offset(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) < len(str(2**63))


def within(at: str, path: str) -> str:
    """The path of a call, about the collection whose addresses start with `at`.

    >>> within("/collections/reports", "/v1/claims"), within("/collections/reports", "/ns")
    ('/v1/collections/reports/claims', '/collections/reports/ns')
    """
    version = _VERSION if path.startswith(f"{_VERSION}/") else ""
    return f"{version}{at}{path.removeprefix(version)}"


def call(path: str, **parameters: str | int | Iterable[str]) -> str:
    """The address of a call of the API.

    >>> call("/v1/compare", left="training", right="")
    '/v1/compare?left=training'
    """
    pairs: list[tuple[str, str]] = []
    for name, value in parameters.items():
        values = (str(value),) if isinstance(value, str | int) else value
        pairs += [(name, v) for v in values if v]
    return f"{path}?{urlencode(pairs)}" if pairs else path
