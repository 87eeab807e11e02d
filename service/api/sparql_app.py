"""A dataset in, an application that only answers SPARQL queries over it out."""

from fastapi import FastAPI

from kg.sparql.source import Source
from service.api import problems, sparql
from service.api.application import Application, until_shutdown
from service.api.middleware import BodyLimit, HeadAsGet
from service.api.open_data import OpenData
from service.endpoint import Endpoint, limits
from service.settings import Settings
from service.version import __version__

MAX_QUERY_BYTES = 1_000_000


def create_sparql_app(source: Source, settings: Settings) -> FastAPI:
    """The application that answers queries over `source`."""
    app = Application(
        title="Phasebook SPARQL",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=until_shutdown,
    )
    app.state.sparql = Endpoint(lambda: "", lambda: ("", source), limits(settings))
    app.include_router(sparql.router)
    problems.install(app)
    app.add_middleware(BodyLimit, limit=MAX_QUERY_BYTES)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OpenData)
    return app
