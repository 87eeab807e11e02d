"""A dataset in, an application that only answers SPARQL queries over it out."""

from fastapi import FastAPI

from kg.sparql.source import Source
from service.api import problems, sparql
from service.api.application import Application, until_shutdown
from service.api.guard.gate import Gate
from service.api.guard.install import install as install_guard
from service.graph.endpoint import Endpoint, limits
from service.monitoring.metrics import Metrics
from service.settings import Settings
from service.version import __version__


def create_sparql_app(source: Source, settings: Settings, gate: Gate | None = None) -> FastAPI:
    """The application that answers queries over `source`, from everybody where there is no gate."""
    app = Application(
        title="Phasebook SPARQL",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=until_shutdown,
    )
    app.state.sparql = Endpoint(lambda: "", lambda: ("", source), limits(settings))
    app.state.gate = gate or Gate()
    app.include_router(sparql.router)
    problems.install(app)
    install_guard(app, settings, app.state.gate, Metrics(dict))
    return app
