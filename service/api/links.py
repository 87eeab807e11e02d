"""What a reply names in, the calls that it leads to out: the links of the OpenAPI description."""

from collections.abc import Mapping
from dataclasses import dataclass

Call = dict[str, object]
TWIN = "/collections/{collection}"


@dataclass(frozen=True, slots=True)
class Link:
    """From a reply to a call.

    Attributes:
        method: Of the call that replies, `path` and `statuses` as well.
        path: Below `/v1`, without a collection.
        statuses: The replies that it leads from.
        name: What it is called.
        to: Method and path of the call that it leads to.
        given: That call's parameters, by where the reply has them.
    """

    method: str
    path: str
    statuses: tuple[str, ...]
    name: str
    to: tuple[str, str]
    given: Mapping[str, str]


_ID = {"id": "$response.body#/id"}
_WRITTEN, _TAKEN = ("200", "201"), ("202",)
_DOCUMENT, _JOB, _NAMED = "/documents/{id}", "/jobs/{id}", "/collections/{name}"
_WRITES = (("post", "/documents"), ("put", _DOCUMENT))

LINKS = (
    *(
        Link(*write, statuses, name, (method, path), _ID)
        for write in _WRITES
        for statuses, name, method, path in (
            (_WRITTEN, "read", "get", _DOCUMENT),
            (_WRITTEN, "replace", "put", _DOCUMENT),
            (_WRITTEN, "delete", "delete", _DOCUMENT),
            (_TAKEN, "look", "get", _JOB),
            (_TAKEN, "follow", "get", _JOB + "/events"),
            (_TAKEN, "cancel", "delete", _JOB),
        )
    ),
    *(
        Link(
            "get", f"/{many}", ("200",), name, ("get", path), {"id": f"$response.body#/{many}/0/id"}
        )
        for many, name, path in (
            ("documents", "read", _DOCUMENT),
            ("jobs", "look", _JOB),
            ("concepts", "show", "/concepts/{id}"),
            ("concepts", "explore", "/concepts/{id}/neighbors"),
        )
    ),
    Link(
        *("get", "/documents", ("200",), "claims", ("get", "/claims")),
        {"document": "$response.body#/documents/0/id"},
    ),
    *(
        Link("put", _NAMED, ("201",), name, (method, path), {parameter: "$response.body#/name"})
        for name, method, path, parameter in (
            ("look", "get", _NAMED, "name"),
            ("delete", "delete", _NAMED, "name"),
            ("fill", "post", TWIN + "/documents", "collection"),
            ("ask", "post", TWIN + "/ask", "collection"),
        )
    ),
)


def describe(paths: Mapping[str, Mapping[str, Call]]) -> None:
    """Add the links to described calls; those of a collection lead to calls of the same."""
    for twin in ("", TWIN):
        for link in LINKS:
            reply = _call(paths, twin, link.method, link.path)
            target = _call(paths, twin, *link.to)
            if reply and target:
                _add(reply, target, link, named=bool(twin))


def _call(
    paths: Mapping[str, Mapping[str, Call]], twin: str, method: str, path: str
) -> Call | None:
    return paths.get(f"/v1{twin}{path}", {}).get(method)


def _add(reply: Call, target: Call, link: Link, *, named: bool) -> None:
    here = {"collection": "$request.path.collection"} if named else {}
    told = {"operationId": target["operationId"], "parameters": {**link.given, **here}}
    responses = reply["responses"]
    assert isinstance(responses, dict)  # noqa: S101 - OpenAPI has it so
    for status in link.statuses:
        responses[status].setdefault("links", {})[link.name] = told
