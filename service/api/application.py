"""What the applications share: errors that are described, and an orderly end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool

from service.api import schema


@asynccontextmanager
async def until_shutdown(app: FastAPI) -> AsyncIterator[None]:
    """End what the application started when it ends."""
    yield
    app.state.sparql.close()
    if jobs := getattr(app.state, "jobs", None):
        await run_in_threadpool(jobs.close)
    if close := getattr(app.state, "close", None):
        await run_in_threadpool(close)
    if rewriter := getattr(app.state, "rewriter", None):
        await rewriter.close()


class Application(FastAPI):
    """FastAPI that describes its errors and the bodies that it reads itself, too."""

    def openapi(self) -> dict[str, object]:
        """The OpenAPI description, with the problem details that every call refers to."""
        described = super().openapi()
        template = "#/components/schemas/{model}"
        _, found = models_json_schema(
            [
                (schema.Problem, "serialization"),
                (schema.NewDocument, "validation"),
                (schema.NewText, "validation"),
            ],
            ref_template=template,
        )
        described["components"]["schemas"] |= found["$defs"]
        return described
