"""Linked data: every IRI of the graph leads to what is known of it, for people and for machines."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header
from starlette.responses import HTMLResponse, RedirectResponse, Response

from corpus.errors import NotFoundError
from kg.export.rdf import serialise, shapes_file, sizes, vocabulary
from kg.export.rewrite import rewritten
from kg.export.triples import Base
from service.api import problems
from service.api.dependencies import At, InForce, Knowledge, Queries
from service.api.guard.headers import page_response
from service.api.negotiate import liked
from service.api.pages import Site, page, vocabulary_page
from service.graph.describe import Describer
from service.graph.export import merged

# What a thing can be had as: suffix -> media types; RDF leads where a client does not care.
DATA: Mapping[str, tuple[str, ...]] = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
    "nt": ("application/n-triples", "text/plain"),
}
OFFERS = {**DATA, "html": ("text/html", "application/xhtml+xml")}
_AS_DATA: problems.ResponseDocs = {
    200: {"content": {name: {} for names in DATA.values() for name in names}}
}
_SEE_OTHER: problems.ResponseDocs = {303: {"description": "See Other"}}
_AS_ANY: problems.ResponseDocs = {
    200: {"content": {name: {} for names in OFFERS.values() for name in names}}
}
SYNTAXES = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "rdfxml", "nt": "ntriples"}

router = APIRouter(
    tags=["linked data"],
    responses=problems.documented(HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE),
)
Accept = Annotated[str, Header(include_in_schema=False)]


def _describer(queries: Queries, settings: InForce) -> Describer:
    return Describer(queries.pool, Base(settings.iri_base))


Known = Annotated[Describer, Depends(_describer)]


@router.get("/id/{name:path}", summary="Look up a thing", status_code=303, response_class=Response)
def thing(name: str, known: Known, at: At, accept: Accept = "*/*") -> Response:
    """Lead to the page or to the data about a concept, claim, passage, unit or agent."""
    known.check(known.base.thing(name))
    return _see_other(at, name, accept)


@router.get(
    "/doc/{name:path}", summary="Look up a document", status_code=303, response_class=Response
)
def document(name: str, known: Known, at: At, accept: Accept = "*/*") -> Response:
    """Lead to the page or to the data about a document."""
    known.check(known.base.document(name))
    return _see_other(at, f"doc/{name}", accept)


@router.get("/page/{name:path}", summary="Read about a thing", response_class=HTMLResponse)
def html(name: str, known: Known, at: At) -> HTMLResponse:
    """What the documents say of a thing or in a document, with their words."""
    iri = known.named(name)
    links = {DATA[suffix][0]: _data(at, name, suffix) for suffix in DATA}
    return page_response(page(known.of(iri), Site(known.base, at), links))


@router.get(
    "/data/{file:path}",
    summary="Take what is known of a thing",
    response_class=Response,
    responses=_AS_DATA,
)
def data(file: str, known: Known) -> Response:
    """The same as RDF: Turtle, JSON-LD, RDF/XML or N-Triples by suffix."""
    name, _, suffix = file.rpartition(".")
    if suffix not in DATA:
        what = f"there are no data {file!r}"
        raise NotFoundError(what, "end the address in one of ." + ", .".join(DATA))
    body = known.data(known.named(name), SYNTAXES[suffix])
    return Response(body, media_type=DATA[suffix][0])


@router.get(
    "/graph/{name:path}",
    summary="Take all that one document says",
    response_class=Response,
    responses=_AS_DATA | _SEE_OTHER,
)
def named_graph(name: str, known: Known, at: At, accept: Accept = "*/*") -> Response:
    """The document's named graph as RDF; people are led to the document's page."""
    known.check(known.base.document(name))
    suffix, media_type = liked(accept, OFFERS)
    if suffix == "html":
        return _see_other(at, f"doc/{name}", accept)
    body = known.graph(known.base.graph(name), SYNTAXES[suffix])
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})


@router.get("/ns", summary="Take the vocabulary", response_class=Response, responses=_AS_ANY)
def terms(settings: InForce, at: At, accept: Accept = "*/*") -> Response:
    """Every class and property with what it means, and the words of the field."""
    suffix, media_type = liked(accept, OFFERS)
    return _terms(Site(Base(settings.iri_base), at), suffix, media_type, {"Vary": "Accept"})


@router.get(
    "/ns.{suffix}",
    summary="Take the vocabulary as a file",
    response_class=Response,
    responses=_AS_ANY,
)
def terms_file(suffix: str, settings: InForce, at: At) -> Response:
    """The same by suffix: ttl, jsonld, rdf, nt or html."""
    if suffix not in OFFERS:
        what = f"there is no vocabulary as {suffix!r}"
        raise NotFoundError(what, "take one of " + ", ".join(OFFERS))
    return _terms(Site(Base(settings.iri_base), at), suffix, OFFERS[suffix][0], {})


@router.get("/shapes", summary="Take the shapes", response_class=Response, responses=_AS_DATA)
def shapes(settings: InForce, accept: Accept = "*/*") -> Response:
    """What every export of this service conforms to (SHACL), for validators."""
    suffix, media_type = liked(accept, DATA)
    body = _shapes(settings.iri_base, suffix)
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})


@router.get(
    "/shapes.{suffix}",
    summary="Take the shapes as a file",
    response_class=Response,
    responses=_AS_DATA,
)
def shapes_as_file(suffix: str, settings: InForce) -> Response:
    """The same by suffix: ttl, jsonld, rdf or nt."""
    if suffix not in DATA:
        what = f"there are no shapes as {suffix!r}"
        raise NotFoundError(what, "take one of " + ", ".join(DATA))
    return Response(_shapes(settings.iri_base, suffix), media_type=DATA[suffix][0])


@router.get(
    "/.well-known/void", summary="Describe the data", response_class=Response, responses=_AS_DATA
)
def void(kb: Knowledge, settings: InForce, accept: Accept = "*/*") -> Response:
    """What the graph is, where it can be had, and how much of what it holds (VoID, DCAT)."""
    suffix, media_type = liked(accept, DATA)
    about = sizes(merged(kb, settings.iri_base), settings.iri_base)
    body = serialise(about, SYNTAXES[suffix])
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})


def _terms(site: Site, suffix: str, media_type: str, headers: dict[str, str]) -> Response:
    body = _vocabulary(site, suffix)
    if suffix == "html":
        return page_response(body.decode(), headers=headers)
    return Response(body, media_type=media_type, headers=headers)


@lru_cache(maxsize=4 * len(OFFERS))
def _vocabulary(site: Site, suffix: str) -> bytes:
    """The vocabulary does not change while the service runs."""
    graph = vocabulary(site.base.root)
    if suffix == "html":
        return vocabulary_page(graph, site).encode()
    return serialise(graph, SYNTAXES[suffix])


@lru_cache(maxsize=4 * len(DATA))
def _shapes(base: str, suffix: str) -> bytes:
    """They do not change while the service runs."""
    written = shapes_file(base).encode()
    return written if suffix == "ttl" else rewritten(written, "turtle", SYNTAXES[suffix])


def _see_other(at: str, name: str, accept: str) -> Response:
    suffix, _ = liked(accept, OFFERS)
    address = f"{at}/page/{quote(name)}" if suffix == "html" else _data(at, name, suffix)
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers={"Vary": "Accept"})


def _data(at: str, name: str, suffix: str) -> str:
    return f"{at}/data/{quote(name)}.{suffix}"
