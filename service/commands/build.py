"""The command that indexes documents."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Json, Model


def build(  # noqa: PLR0913 - each is an option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help="Files and folders; none for the packaged corpus."
        ),
    ] = None,
    *,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit 0 even where a file had to be skipped.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", help="Processes; unset: one for each processor."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine", metavar="WHERE", help="local, ray (on this machine), or ray://HOST:PORT."
        ),
    ] = None,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Index files or folders (.txt, .md, .html, .pdf, .docx) in place of what the index holds.

    A file that cannot be read is reported and skipped; the exit code is then 1. A build that was
    ended, started again, goes on with what it had read.

    For example:

        phasebook build

        phasebook build --index ./mine article.pdf ~/notes

        phasebook build --index milvus://db.example:19530/mine article.pdf ~/notes
    """
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import indexed  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    settings = load({"index": index, "model": model, "jobs": jobs, "engine": engine}).settings
    report = indexed(paths or (), settings.place, settings)
    if as_json:
        render.as_json(report)
    else:
        render.build_report(report, settings.place)
    if report.skipped and not keep_going:
        raise typer.Exit(1)
