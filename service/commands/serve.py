"""The command that serves HTTP."""

from typing import Annotated

import typer

from service.commands.options import Index, Model


def serve(
    *,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on: 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="N", help="Port to listen on: 8000; 0 takes a free one.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Processes that answer: 1.")
    ] = None,
    index: Index = None,
    model: Model = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the address as JSON, once it answers.")
    ] = False,
) -> None:
    """Serve the web page and the HTTP calls until Ctrl-C.

    For example:

        phasebook serve --port 8080

        curl "http://127.0.0.1:8080/v1/ask?question=What+is+inference"
    """
    from service.commands.session import existing, served  # noqa: PLC0415 - heavy
    from service.serve import listen, run, run_workers  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    flags: dict[str, object] = {"host": host, "port": port, "workers": workers}
    flags |= {"index": index, "model": model}
    asked = load(flags).settings
    with listen(asked.host, asked.port) as socket:
        if asked.workers > 1:
            run_workers(existing(asked), asked, socket, as_json=as_json)
            return
        with served(**flags) as (live, settings):
            run(live, settings, socket, as_json=as_json)
