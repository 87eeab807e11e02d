"""A query's text in, the same query found harmless out, or a refusal.

The engine reaches no network and no disk by itself, but for SERVICE, which it cannot be told to
leave alone. Its parser takes keywords that touch (`SERVICESILENT`, `trueSERVICE`) and may see an
operator and a comment where others see an IRI, so what might be a keyword to it is one here. The
process that runs the query can open no connection either; this module is what says so politely.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.sparql.errors import QueryError, RefusedError
from kg.sparql.lexer import Token, decoded, tokens, unescaped

_IDLE = {"space", "comment"}
_SERVICE_PREFIX = re.compile(r"(?:true|false)?service", re.IGNORECASE)
_SERVICE_IN_IRI = re.compile(r"\).*service.*#", re.IGNORECASE)  # FILTER(?a<?b)SERVICE?c#>
_UPDATES = {"insert", "delete", "load", "clear", "drop", "create", "copy", "move", "add", "with"}
_QUERIES = {"select", "ask", "construct", "describe"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be run.

    Attributes:
        text: For the engine: escapes that only the grammar may hold are decoded.
        dataset: Whether the query names its own (FROM, FROM NAMED).
    """

    text: str
    dataset: bool


def checked(query: str, base: str, graphs: Collection[str]) -> Checked:
    """The query, if it asks for no more than the graphs there are.

    Args:
        query: As the client sent it.
        base: What relative IRIs are relative to.
        graphs: The IRIs of the named graphs.

    Raises:
        QueryError: Where the text cannot be a query.
        RefusedError: Where it is an update, or reaches for other data.
    """
    text = unescaped(query)
    for reading in {query, decoded(query), text}:
        if any(map(_may_be_service, tokens(reading))):
            message = "SERVICE is refused"
            raise RefusedError(message, "ask for what this endpoint holds")
    _refuse_update(text)
    named = list(_dataset(text, base))
    check_graphs(named, graphs)
    return Checked(text, dataset=bool(named))


def check_graphs(named: Collection[str], graphs: Collection[str]) -> None:
    """Refuse any graph that is not among those there are.

    Raises:
        RefusedError: It names the first such.
    """
    for iri in named:
        if iri not in graphs:
            message = f"there is no graph <{iri}> here, and none is fetched"
            raise RefusedError(message, "SELECT DISTINCT ?g { GRAPH ?g {} } lists the graphs")


def _may_be_service(token: Token) -> bool:
    match token.kind:
        case "word":
            return "service" in token.text.casefold()
        case "name":
            return bool(_SERVICE_PREFIX.match(token.text.partition(":")[0]))
        case "iri":
            return bool(_SERVICE_IN_IRI.search(token.text))
        case _:
            return False


def _refuse_update(text: str) -> None:
    words = (token.text.casefold() for token in tokens(text) if token.kind == "word")
    verb = next((word for word in words if word in _UPDATES | _QUERIES), None)
    if verb in _UPDATES:
        message = f"{verb.upper()} is no query"
        raise QueryError(message, "this endpoint answers queries only")


def _dataset(text: str, base: str) -> Iterator[str]:
    """The IRIs after FROM and FROM NAMED."""
    found = [token for token in tokens(text) if token.kind not in _IDLE]
    prefixes: dict[str, str] = {}
    for place, token in enumerate(found):
        word = token.text.casefold() if token.kind == "word" else ""
        following = [*found[place + 1 : place + 3], Token("other", ""), Token("other", "")]
        if word == "base" and following[0].kind == "iri":
            base = _resolved(following[0], base, prefixes)
        elif word == "prefix" and following[1].kind == "iri":
            prefixes[following[0].text] = _resolved(following[1], base, prefixes)
        elif word.endswith(("from", "fromnamed")):
            after_named = following[0].text.casefold() == "named"
            yield _resolved(following[after_named], base, prefixes)


def _resolved(token: Token, base: str, prefixes: dict[str, str]) -> str:
    """The IRI that a token stands for; the text itself where it stands for none."""
    if token.kind == "iri":
        return urljoin(base, decoded(token.text[1:-1]))
    prefix, colon, local = token.text.partition(":")
    if token.kind == "name" and prefix + colon in prefixes:
        return prefixes[prefix + colon] + re.sub(r"\\(.)", r"\1", local)
    return token.text
