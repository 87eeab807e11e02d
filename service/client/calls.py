"""The HTTP calls, each described once: parameters in, a `Call` out, whichever way it is sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, JsonValue, ValidationError

from service.api import schema
from service.client.errors import strange
from service.client.solutions import Solutions

JOB_IN_ANY_CASE = {"Prefer": "respond-async"}  # so that the reply is of one kind
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Parameter = str | int | None


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A call that can be sent.

    Attributes:
        method: GET, POST, PUT or DELETE.
        path: Below the service's address.
        read: The body of a reply to what it says.
        query: Parameters of the address; those that are None are left out.
        json: The body, if it is JSON.
        form: The body, if it is a form.
        files: Files to be sent as a form, read when that is done.
        headers: Beside those of every call.
        safe: Whether it changes nothing, so that it may be sent again.
        whole: Whether it is about the service, and not about one collection.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    query: Mapping[str, Parameter] = field(default_factory=dict)
    json: JsonValue = None
    form: Mapping[str, str] | None = None
    files: tuple[Path, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    safe: bool = True
    whole: bool = False

    def path_in(self, collection: str | None) -> str:
        """Where the call is made of a collection; None is the default one.

        >>> compare().path_in("reports"), compare().path_in(None)
        ('/v1/collections/reports/compare', '/v1/compare')
        """
        if collection is None or self.whole:
            return self.path
        root = "/v1" if self.path.startswith("/v1/") else ""
        return f"{root}/collections/{_segment(collection)}{self.path.removeprefix(root)}"

    @property
    def parameters(self) -> dict[str, str | int]:
        """The query without what is not given."""
        return {name: value for name, value in self.query.items() if value is not None}


def health() -> Call[schema.Health]:
    """Whether the service can answer, and from what."""
    return Call("GET", "/health", _as(schema.Health), whole=True)


def collections() -> Call[schema.Collections]:
    """The collections that have names, with what is in each."""
    return Call("GET", "/v1/collections", _as(schema.Collections), whole=True)


def make_collection(name: str) -> Call[schema.Collection]:
    """Make an empty collection."""
    path = f"/v1/collections/{_segment(name)}"
    return Call("PUT", path, _as(schema.Collection), safe=False, whole=True)


def delete_collection(name: str) -> Call[None]:
    """Delete a collection with all its documents, unless it is in use."""
    path = f"/v1/collections/{_segment(name)}"
    return Call("DELETE", path, _nothing, safe=False, whole=True)


def ask(
    question: str,
    *,
    top_k: int | None = None,
    documents: Iterable[str] = (),
    explain: bool = False,
) -> Call[schema.Answer]:
    """Answer a question from the documents, every sentence cited; or say what they lack.

    Args:
        question: As typed.
        top_k: How many of the nearest passages to list with the answer.
        documents: Ids of the documents to look in; none for all.
        explain: Whether to add how the answer came about.
    """
    body: dict[str, JsonValue] = {
        "question": question,
        "top_k": top_k,
        "documents": [*documents],
        "explain": explain,
    }
    return Call("POST", "/v1/ask", _as(schema.Answer), json=body)


def search(text: str, *, k: int = 10) -> Call[schema.SearchResult]:
    """The `k` passages nearest to a text, with their score in each ranking."""
    return _get("/v1/search", schema.SearchResult, q=text, k=k)


def documents() -> Call[schema.Documents]:
    """Every document, without its text."""
    return _get("/v1/documents", schema.Documents)


def document(document_id: str) -> Call[schema.Document]:
    """A document with its text, to which all offsets refer."""
    return _get(f"/v1/documents/{_segment(document_id)}", schema.Document)


def concepts(
    *,
    type: str | None = None,  # noqa: A002 - its name in the address
    q: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Call[schema.Concepts]:
    """A page of the concepts that the documents speak of, by type or by a part of their name."""
    return _get("/v1/concepts", schema.Concepts, type=type, q=q, limit=limit, offset=offset)


def concept(name: str) -> Call[schema.ConceptDetail]:
    """A concept, by id or any of its names, and every claim about it."""
    return _get(f"/v1/concepts/{_segment(name)}", schema.ConceptDetail)


def neighbors(name: str, *, depth: int = 1, limit: int = 50) -> Call[schema.Neighbors]:
    """The concepts within `depth` links of one, nearest first, and the links among them."""
    path = f"/v1/concepts/{_segment(name)}/neighbors"
    return _get(path, schema.Neighbors, depth=depth, limit=limit)


def claims(
    *,
    subject: str | None = None,
    predicate: str | None = None,
    phase: str | None = None,
    document: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Call[schema.Facts]:
    """A page of what the documents say, each fact with its words."""
    wanted = {"subject": subject, "predicate": predicate, "phase": phase, "document": document}
    return _get("/v1/claims", schema.Facts, **wanted, limit=limit, offset=offset)


def paths(source: str, target: str, *, max_hops: int = 4) -> Call[schema.Paths]:
    """The shortest paths between two concepts, with the evidence for every hop."""
    return _get("/v1/paths", schema.Paths, source=source, target=target, max_hops=max_hops)


def compare(left: str = "training", right: str = "inference") -> Call[schema.Comparison]:
    """Two concepts, aspect by aspect."""
    return _get("/v1/compare", schema.Comparison, left=left, right=right)


def conflicts(
    *,
    subject: str | None = None,
    predicate: str | None = None,
    phase: str | None = None,
    verdict: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Call[schema.Conflicts]:
    """Where sources differ and agree, and a page of what only one of them says."""
    wanted = {"subject": subject, "predicate": predicate, "phase": phase, "verdict": verdict}
    return _get("/v1/conflicts", schema.Conflicts, **wanted, limit=limit, offset=offset)


def add(
    text: str,
    *,
    title: str | None = None,
    id: str | None = None,  # noqa: A002 - its name in the JSON
    markup: str = "markdown",
    publisher: str | None = None,
) -> Call[schema.JobSummary]:
    """Add a document, or replace the one of its id: a job to wait for.

    Args:
        text: All of it.
        title: Its title; else what the text itself says.
        id: What it is to be called; else what follows from text and title.
        markup: How the text is written: `markdown` or `plain`.
        publisher: Who published it; else what the text itself says.
    """
    body = _text(text, title, markup, publisher) | ({"id": id} if id else {})
    return _write("POST", "/v1/documents", json=body)


def add_files(*paths: Path | str) -> Call[schema.JobSummary]:
    """Add files, each as the document that its name without ending says: a job to wait for."""
    return _write("POST", "/v1/documents", files=tuple(map(Path, paths)))


def put(
    document_id: str,
    text: str,
    *,
    title: str | None = None,
    markup: str = "markdown",
    publisher: str | None = None,
) -> Call[schema.JobSummary]:
    """Add or replace the document of that id: a job to wait for."""
    body = _text(text, title, markup, publisher)
    return _write("PUT", f"/v1/documents/{_segment(document_id)}", json=body)


def put_file(document_id: str, path: Path | str) -> Call[schema.JobSummary]:
    """Add or replace the document of that id by what a file says: a job to wait for."""
    return _write("PUT", f"/v1/documents/{_segment(document_id)}", files=(Path(path),))


def delete(document_id: str) -> Call[None]:
    """Delete a document with exactly what it said."""
    path = f"/v1/documents/{_segment(document_id)}"
    return Call("DELETE", path, _nothing, safe=False)


def jobs() -> Call[schema.JobList]:
    """The jobs that wait, run or ended lately, the latest first."""
    return _get("/v1/jobs", schema.JobList)


def job(job_id: str) -> Call[schema.Job]:
    """How far a job is, and what came of each document that is through."""
    return _get(f"/v1/jobs/{_segment(job_id)}", schema.Job)


def cancel(job_id: str) -> Call[schema.Job]:
    """Stop a job before its next document; what it has written stays."""
    return Call("DELETE", f"/v1/jobs/{_segment(job_id)}", _as(schema.Job), safe=False)


def sparql(query: str) -> Call[Solutions]:
    """The solutions of a SELECT, or the truth of an ASK."""
    accept = {"Accept": "application/sparql-results+json"}
    return Call("POST", "/sparql", _as(Solutions), form={"query": query}, headers=accept)


def construct(query: str, *, media_type: str = "text/turtle") -> Call[bytes]:
    """The graph of a CONSTRUCT or DESCRIBE, in the syntax of a media type."""
    return Call("POST", "/sparql", bytes, form={"query": query}, headers={"Accept": media_type})


def graph(format: str = "turtle") -> Call[bytes]:  # noqa: A002 - its name in the address
    """The whole graph, every claim with its evidence, in an export format."""
    return Call("GET", "/v1/graph", bytes, query={"format": format}, headers={"Accept": "*/*"})


def _get(path: str, model: type[M], **query: Parameter) -> Call[M]:
    return Call("GET", path, _as(model), query=query)


def _write(
    method: str, path: str, *, json: JsonValue = None, files: tuple[Path, ...] = ()
) -> Call[schema.JobSummary]:
    read = _as(schema.JobSummary)
    headers = JOB_IN_ANY_CASE
    return Call(method, path, read, json=json, files=files, headers=headers, safe=False)


def _text(text: str, title: str | None, markup: str, publisher: str | None) -> dict[str, JsonValue]:
    return {"text": text, "title": title, "markup": markup, "publisher": publisher}


def _nothing(_body: bytes) -> None:
    """Reads a reply that says nothing."""


def _as(model: type[M]) -> Callable[[bytes], M]:
    """Reads a body as a model."""

    def read(body: bytes) -> M:
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise strange(model, error) from error

    return read


def _segment(name: str) -> str:
    """A name as one segment of an address."""
    return quote(name, safe="")
