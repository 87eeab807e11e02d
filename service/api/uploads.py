"""Calls that change the corpus: documents come and go while others read."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from corpus.errors import InvalidInputError, PhasebookError
from service.api import changes, problems, schema
from service.api.collection import Collection
from service.api.dependencies import Here
from service.api.jobs import accepted
from service.api.protocol import MediaTypeError
from service.indexing.states import ID, Action
from service.indexing.upload import Upload, read_upload
from service.settings import Settings

JSON, MULTIPART = "application/json", "multipart/form-data"
SMALL = 200_000  # bytes of one document that is written while the client waits
MOST_FILES = 1_000

FORM_REMEDY = "send each file as a part called `file` that has a filename, and nothing else"

Body = TypeVar("Body")


class FormError(PhasebookError):
    """A body that is no form, though it is said to be one."""


_FILES = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
_NEW, _TEXT = ({"$ref": f"#/components/schemas/{model}"} for model in ("NewDocument", "NewText"))
_NEW_ONES = {"type": "array", "minItems": 1, "maxItems": MOST_FILES, "items": _NEW}
_ONE, _MANY = (
    TypeAdapter(schema.NewDocument),
    TypeAdapter(Annotated[list[schema.NewDocument], Field(min_length=1, max_length=MOST_FILES)]),
)
_LOCATION = {"Location": {"description": "where it is", "schema": {"type": "string"}}}


def _body(texts: Mapping[str, object], files: Mapping[str, object]) -> dict[str, object]:
    """What a call takes, for its OpenAPI description."""
    form = {
        "type": "object",
        "properties": {"file": files},
        "required": ["file"],
        "additionalProperties": False,
    }
    content = {
        JSON: {"schema": texts},
        MULTIPART: {"schema": form},
    }
    return {"requestBody": {"required": True, "content": content}}


router = APIRouter(
    prefix="/documents",
    tags=["documents"],
    responses=problems.documented(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE),
)
BODY_PROBLEMS = problems.documented(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
WRITTEN: problems.ResponseDocs = {
    200: {
        "model": schema.Written,
        "description": "Replaced or unchanged, as `status` says",
        "headers": _LOCATION,
    },
    201: {"model": schema.Written, "description": "Added", "headers": _LOCATION},
}
TAKEN: problems.ResponseDocs = {
    202: {"model": schema.JobSummary, "description": "Begun, as a job", "headers": _LOCATION}
}
Name = Annotated[str, Path(pattern=ID, description="what the document is to be called")]
Prefer = Annotated[
    str, Header(description="`respond-async` makes a job of it", examples=["respond-async"])
]


@router.post(
    "",
    summary="Add documents",
    response_class=Response,
    responses=WRITTEN | TAKEN | BODY_PROBLEMS,
    openapi_extra=_body({"anyOf": [_NEW, _NEW_ONES]}, _FILES),
)
async def add(request: Request, here: Here, prefer: Prefer = "") -> Response:
    """Add a document, or replace the one of its id.

    Several files, a large one, or an array of texts are a job.

    A document that the index holds as it is costs nothing. What changed is told fact by fact.
    """
    many = False
    if _media_type(request) == JSON:
        many, uploads = await _texts(request)
    else:
        uploads = await _files(request, here.settings)
    many = many or len(uploads) > 1
    if many or _asks_for_later(prefer) or len(uploads[0].data) > SMALL:
        return accepted(here.root, here.jobs.own.start(uploads))
    return await _write(uploads[0], here)


@router.put(
    "/{id}",
    summary="Put a document",
    response_class=Response,
    responses=WRITTEN | TAKEN | BODY_PROBLEMS,
    openapi_extra=_body(_TEXT, {"type": "string", "format": "binary"}),
)
async def put(
    id: Name,  # noqa: A002 - the name in the address
    request: Request,
    here: Here,
    prefer: Prefer = "",
) -> Response:
    """Add or replace the document of that id."""
    if _media_type(request) == JSON:
        sent = _read_json(await request.body(), TypeAdapter(schema.NewText))
        upload = _of_text(sent, id)
    else:
        file, *more = await _files(request, here.settings)
        if more:
            what = f"there are {1 + len(more)} files for the document {id!r}"
            raise InvalidInputError(what, f"send one, or POST them to {here.root}/documents")
        upload = Upload(file.name, file.data, id)
    if _asks_for_later(prefer) or len(upload.data) > SMALL:
        return accepted(here.root, here.jobs.own.start([upload]))
    return await _write(upload, here)


@router.delete(
    "/{id}",
    summary="Delete a document",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems.documented(HTTPStatus.NOT_FOUND),
)
def delete(id: str, here: Here) -> None:  # noqa: A002 - the name in the address
    """Delete a document with exactly what it said."""
    here.live.remove(id)


async def _write(upload: Upload, here: Collection) -> Response:
    def work() -> schema.Written:
        done = here.live.put(read_upload(upload, here.settings.max_file_bytes))
        return changes.written(done, here.live.ontology)

    said = await run_in_threadpool(work)
    status = HTTPStatus.CREATED if said.status is Action.ADDED else HTTPStatus.OK
    location = f"{here.root}/documents/{quote(said.id, safe='')}"
    return Response(said.model_dump_json(), status, {"Location": location}, JSON)


def _media_type(request: Request) -> str:
    given = request.headers.get("content-type", "")
    media_type = given.partition(";")[0].strip().lower()
    if media_type not in {JSON, MULTIPART}:
        what = f"a body of type {given!r} holds no documents"
        raise MediaTypeError(what, f"send it as {JSON} or {MULTIPART}")
    return media_type


async def _texts(request: Request) -> tuple[bool, list[Upload]]:
    """The texts of a body, and whether they are an array."""
    body = await request.body()
    if not body.lstrip().startswith(b"["):
        sent = _read_json(body, _ONE)
        return False, [_of_text(sent, sent.id)]
    return True, [_of_text(one, one.id) for one in _read_json(body, _MANY)]


def _read_json(body: bytes, kind: TypeAdapter[Body]) -> Body:
    try:
        return kind.validate_json(body)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error


def _of_text(sent: schema.NewText, name: str | None) -> Upload:
    return Upload.of_text(sent.text, sent.title, name, markup=sent.markup, publisher=sent.publisher)


async def _files(request: Request, settings: Settings) -> list[Upload]:
    """The files of a form, each read into memory."""
    uploads = []
    form = await _form(request)
    try:
        for name, file in form.multi_items():
            if name != "file" or not isinstance(file, UploadFile):
                what = f"the form has a field {name[:80]!r} that is no file"
                raise InvalidInputError(what, FORM_REMEDY)
            if (file.size or 0) > settings.max_file_bytes:
                what = f"{file.filename} has {file.size} bytes; {settings.max_file_bytes}"
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{what} are the limit")
            uploads.append(Upload(file.filename or "", await file.read()))
    finally:
        await form.close()
    if not uploads:
        what = "there is no file in the form"
        raise InvalidInputError(what, FORM_REMEDY)
    return uploads


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
    except HTTPException as error:
        if error.status_code != HTTPStatus.BAD_REQUEST:
            raise
        what = f"the form cannot be read ({error.detail.rstrip('.')})"
        raise FormError(what, FORM_REMEDY) from error


def _asks_for_later(prefer: str) -> bool:
    """Whether a `Prefer` header has the preference of RFC 7240, section 4.1."""
    preferences: Sequence[str] = prefer.lower().split(",")
    return any(one.partition(";")[0].strip() == "respond-async" for one in preferences)
