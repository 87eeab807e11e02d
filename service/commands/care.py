"""The commands that look after an index: check, mend, copy."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Json, Model


def check(
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make again what follows from the documents.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Faults to print; --json gives all.")] = 30,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Verify an index: every page, digest, span, claim and vector, also while it is in use.

    The exit code is 1 where something is wrong; each fault is a line, with what to do about it.

    With --repair, what follows from the documents (passages, claims, vectors, word index) is made
    again where it is damaged. The documents themselves are never written.

    For example:

        phasebook check --index ./mine

        phasebook check --index ./mine --repair
    """
    from corpus.address import folder_of  # noqa: PLC0415 - beside its use
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.indexing import integrity  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    settings = load({"index": index, "model": model}).settings
    folder = folder_of(settings.place)
    if repair:
        from retrieval.embed import load_encoder  # noqa: PLC0415 - heavy
        from service.indexing.repair import repair as mended  # noqa: PLC0415 - heavy

        told = mended(folder, load_encoder, settings.model)
        report, done = told.report, told.done
    else:
        report, done = integrity.check(folder), ()
    if as_json:
        render.as_json({"done": done, **report.model_dump(mode="json")} if repair else report)
    else:
        render.check_report(report, done, limit)
    if report.faults:
        raise typer.Exit(1)


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the copy is to be; not there yet.")
    ],
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the index that is there.")
    ] = False,
    index: Index = None,
    as_json: Json = False,
) -> None:
    """Copy an index, also while it is served and written; the copy is checked, whole or not there.

    To restore it, point --index at the copy.

    For example:

        phasebook backup --index ./mine /backups/mine-monday

        phasebook ask --index /backups/mine-monday "How much memory does an H200 have?"
    """
    from corpus.address import folder_of  # noqa: PLC0415 - beside its use
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.indexing.backup import back_up  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    settings = load({"index": index}).settings
    made = back_up(folder_of(settings.place), target, overwrite=overwrite)
    if as_json:
        render.as_json(made)
    else:
        render.backup(made)
