"""The command that serves RDF files over SPARQL."""

from typing import Annotated

import typer


def sparql(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD; IRI=FILE names its graph.",
        ),
    ],
    *,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on: 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="N", help="Port to listen on: 8000; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve RDF files at /sparql (SPARQL 1.1 queries) until Ctrl-C.

    Each file is a named graph, called like the file under the service's address unless IRI=FILE
    names it; TriG and N-Quads keep the graphs they name. The default graph is all of them in one.

    For example:

        phasebook sparql graph.ttl --port 8080

        phasebook sparql http://example.org/a=a.ttl http://example.org/b=b.nt
    """
    from kg.sparql.files import read_files  # noqa: PLC0415 - heavy
    from service.api.guard.gate import Gate  # noqa: PLC0415 - heavy
    from service.api.sparql_app import create_sparql_app  # noqa: PLC0415 - heavy
    from service.monitoring import logs  # noqa: PLC0415 - heavy
    from service.serving.serve import listen, reached_at, serve  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    settings = load({"host": host, "port": port}).settings
    logs.configure(settings.log)
    with listen(settings.host, settings.port) as socket:
        gate = Gate.of(settings, socket.getsockname()[0])
        base = settings.base or reached_at(socket) + "/"
        serve(create_sparql_app(read_files(files, base), settings, gate), socket)
