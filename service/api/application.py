"""What the applications share: errors that are described, and an orderly end."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool

from service.api import chat_errors, links, problems, schema
from service.api.chat_schema import ChatError
from service.api.collection import Collection
from service.api.fields import WORDS
from service.api.guard.need import Need, need
from service.api.shelf import Shelf
from service.settings import Settings


@asynccontextmanager
async def until_shutdown(app: FastAPI) -> AsyncIterator[None]:
    """End what the application started when it ends."""
    yield
    await run_in_threadpool(app.state.sparql.close)
    collection: Collection | None = getattr(app.state, "collection", None)
    if collection:
        shelf: Shelf = app.state.shelf
        others = await run_in_threadpool(shelf.close)
        await run_in_threadpool(collection.close)
        for end in (*others, collection.end):
            await end()
    if close := getattr(app.state, "close", None):
        await run_in_threadpool(close)


Call = dict[str, object]
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "a key, `phasebook key add`"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


class Application(FastAPI):
    """FastAPI that describes its errors, the bodies that it reads itself, and the keys it wants."""

    def openapi(self) -> dict[str, object]:
        """The OpenAPI description, with the problem details that every call refers to."""
        described = copy.deepcopy(super().openapi())
        _describe_anywhere(described["paths"], closed=self.state.gate.closed)
        links.describe(described["paths"])
        described["components"]["securitySchemes"] = SCHEMES
        template = "#/components/schemas/{model}"
        _, found = models_json_schema(
            [
                (schema.Problem, "serialization"),
                (ChatError, "serialization"),
                (schema.NewDocument, "validation"),
                (schema.NewText, "validation"),
            ],
            ref_template=template,
        )
        described["components"]["schemas"] |= found["$defs"]
        for unused in ("HTTPValidationError", "ValidationError"):
            described["components"]["schemas"].pop(unused, None)
        settings: Settings = getattr(self.state, "settings", Settings())
        _describe_length(described, settings.max_question_characters)
        return described


def _describe_anywhere(paths: dict[str, dict[str, Call]], *, closed: bool) -> None:
    """Add to every call what may be answered before it reaches its route, and the keys it needs."""
    invalid = HTTPStatus.UNPROCESSABLE_ENTITY
    for path, calls in paths.items():
        chats = chat_errors.PATHS.match(path)
        refused = chat_errors.refused if chats else problems.documented
        for method, call in calls.items():
            free = not closed or need(method.upper(), path) is Need.NOTHING
            call["security"] = [] if free else [{name: []} for name in SCHEMES]
            responses = cast(Call, call["responses"])
            if "HTTPValidationError" in str(responses.get(str(int(invalid)))):  # not what is sent
                del responses[str(int(invalid))]
                if not chats:
                    responses[str(int(invalid))] = refused(invalid)[int(invalid)]
            for status in problems.ANYWHERE:
                responses.setdefault(str(int(status)), refused(status)[int(status)])


def _describe_length(part: object, most: int) -> None:
    """Add to every question how long it may be, which is a setting."""
    if isinstance(part, dict):
        if part.get("pattern") == WORDS:
            part["maxLength"] = most
        for inner in part.values():
            _describe_length(inner, most)
    elif isinstance(part, list):
        for inner in part:
            _describe_length(inner, most)
