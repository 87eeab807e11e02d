"""A request in, what it asks of a SPARQL endpoint out: the SPARQL 1.1 Protocol, for queries."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from corpus.errors import PhasebookError
from kg.sparql.errors import QueryError, RefusedError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"
_RDFLIBS_DEFAULT = "urn:x-rdflib:default"  # what its Dataset calls the default graph of any store
_UTF_8 = {"", "utf-8", "utf8", "us-ascii"}


class MediaTypeError(PhasebookError):
    """A body of a type that holds no query."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the dataset that the protocol names."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def read_get(address: str) -> Asked | None:
    """The query in an address' query string; None where that is empty: then a description is due.

    Raises:
        QueryError: There is no query, or more than one.
        RefusedError: There is an update.
    """
    return _asked(_pairs(address)) if address else None


def read_post(address: str, content_type: str, body: bytes) -> Asked:
    """The query in a body, with the parameters of body and address.

    Raises:
        QueryError: There is no query, or more than one; or the body is not UTF-8.
        RefusedError: There is an update.
        MediaTypeError: The body is of no type that holds a query.
    """
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    _check_charset(parameters)
    pairs = _pairs(address)
    match media_type:
        case "application/x-www-form-urlencoded":
            return _asked(pairs + _pairs(_text(body)))
        case "application/sparql-query":
            return _asked([*pairs, ("query", _text(body))])
        case "application/sparql-update":
            raise _update()
        case _:
            what = f"a body of type {content_type!r} holds no query"
            raise MediaTypeError(what, f"send it as {DIRECT} or {FORM}")


def _asked(pairs: list[tuple[str, str]]) -> Asked:
    values = {name: [value for key, value in pairs if key == name] for name, _ in pairs}
    if "update" in values:
        raise _update()
    queries = values.get("query", [])
    if len(queries) != 1:
        what = f"there are {len(queries)} queries in the request"
        raise QueryError(what, "send one, as the parameter 'query' or as the body")
    return Asked(queries[0], _graphs(values, _DEFAULT), _graphs(values, _NAMED))


def _graphs(values: dict[str, list[str]], name: str) -> tuple[str, ...]:
    """The graphs of one parameter.

    In W3C's own test of two graphs (query_multiple_dataset) the separator is encoded like the IRI,
    so that both stand in one value; no graph here could have that name.
    """
    parts = [part for value in values.get(name, ()) for part in value.split(f"&{name}=")]
    return tuple(part for part in dict.fromkeys(parts) if part != _RDFLIBS_DEFAULT)


def _pairs(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        what = f"the parameters cannot be read ({error})"
        raise QueryError(what, "encode them as UTF-8, percent-escaped") from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _not_utf_8() from error


def _check_charset(parameters: list[str]) -> None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in _UTF_8:
            raise _not_utf_8()


def _not_utf_8() -> QueryError:
    return QueryError("the body is not in UTF-8", "encode it so")


def _update() -> RefusedError:
    return RefusedError("an update is refused", "this endpoint answers queries only")
