"""The command that serves HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Model


def serve(  # noqa: PLR0913 - each is an option
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
    anyone: Annotated[
        bool | None,
        typer.Option("--open", help="Ask nobody for a key, also where others can call."),
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Let its pages call; may be given again. * for any."),
    ] = None,
    log: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Requests on standard error: plain, json, off."),
    ] = None,
    index: Index = None,
    collections: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Serve each index in it, too, as a collection."),
    ] = None,
    model: Model = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the address as JSON, once it answers.")
    ] = False,
) -> None:
    """Serve the web page and the HTTP calls until Ctrl-C.

    On 127.0.0.1 whoever is on this machine may call. Elsewhere a key is needed (phasebook key add),
    and it does not start without one. Where there are keys, they are asked for here, too.

    For example:

        phasebook serve --port 8080

        curl "http://127.0.0.1:8080/v1/ask?question=What+is+inference"
    """
    from service.serving import arenas, cores  # noqa: PLC0415 - beside its use

    arenas.few()  # before there are threads
    cores.one_each()  # before anything that calculates is imported
    from corpus.address import folder_of  # noqa: PLC0415 - beside its use
    from corpus.errors import InvalidInputError  # noqa: PLC0415 - beside its use
    from service.api.guard.gate import Gate  # noqa: PLC0415 - heavy
    from service.commands.session import existing, served  # noqa: PLC0415 - heavy
    from service.monitoring import logs  # noqa: PLC0415 - heavy
    from service.serving.serve import announced, announced_as_json, listen, run, run_workers  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    flags: dict[str, object] = {
        "host": host,
        "port": port,
        "workers": workers,
        "open": anyone,
        "cors_origins": ",".join(cors_origin) if cors_origin else None,
        "log": log,
        "index": index,
        "collections": collections,
        "model": model,
    }
    asked = load(flags).settings
    if asked.collections and not asked.collections.is_dir():
        what = f"there is no folder {str(asked.collections)!r} for collections"
        raise InvalidInputError(what, "make it, or name another with --collections")
    logs.configure(asked.log)
    announce = announced_as_json if as_json else announced
    with listen(asked.host, asked.port) as socket:
        gate = Gate.of(asked, socket.getsockname()[0])
        if asked.workers > 1:
            run_workers(folder_of(existing(asked)), asked, socket, announce)
            return
        with served(**flags) as (live, settings):
            run(live, settings, socket, gate, announce)
