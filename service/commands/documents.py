"""The commands by which documents come and go, also while a server has the index open."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.options import Index, Json, Model

if TYPE_CHECKING:
    from service.indexing.sync import Synced

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")]


def add(paths: Paths, *, index: Index = None, model: Model = None, as_json: Json = False) -> None:
    """Add files to the index, or replace the documents of the same names; the others stay.

    A file that has not changed costs nothing. One that cannot be read is reported and skipped;
    the exit code is then 1.

    For example:

        phasebook add article.pdf ~/notes
    """
    _sync(paths, prune=False, as_json=as_json, index=index, model=model)


def update(
    paths: Paths,
    *,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove the documents that have no file there.")
    ] = False,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Bring the index to the state of files and folders: add the new, replace the changed.

    For example:

        phasebook update ~/articles --prune
    """
    _sync(paths, prune=prune, as_json=as_json, index=index, model=model)


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of documents.")],
    *,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Remove documents with exactly what they said.

    A document's id is its file's name without the ending. Where one is not there,
    the exit code is 1.

    For example:

        phasebook remove article
    """
    from service.commands.session import writing  # noqa: PLC0415 - heavy
    from service.indexing import sync  # noqa: PLC0415 - heavy

    with writing(index=index, model=model) as (writer, _):
        done = sync.remove(writer, ids)
    _told(done, as_json=as_json)


def _sync(paths: list[Path], *, prune: bool, as_json: bool, **flags: object) -> None:
    from service.commands.session import shown, writing  # noqa: PLC0415 - heavy
    from service.indexing import sync  # noqa: PLC0415 - heavy

    with writing(**flags) as (writer, settings), shown("Writing documents") as progress:
        done = sync.put_files(
            writer, paths, progress, max_bytes=settings.max_file_bytes, prune=prune
        )
    _told(done, as_json=as_json)


def _told(done: "Synced", *, as_json: bool) -> None:
    """Print what was done; the exit code is 1 where some of it was not, 2 where nothing was."""
    from kg.ontology import default_ontology  # noqa: PLC0415 - heavy
    from service.api import changes  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy

    said = changes.synced(done, default_ontology())
    if as_json:
        render.as_json(said)
    else:
        render.synced(said)
    if done.skipped:
        raise typer.Exit(1 if done.written else 2)


def watch(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", exists=True, file_okay=False, help="Folder to follow."),
    ],
    *,
    index: Index = None,
    model: Model = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON after each change.")
    ] = False,
) -> None:
    """Follow a folder until Ctrl-C: what is written, changed or deleted there is so in the index.

    Documents that have no file there at the start are left alone.

    For example:

        phasebook watch ~/articles
    """
    from threading import Event  # noqa: PLC0415 - for this command alone

    from service.commands.session import writing  # noqa: PLC0415 - heavy
    from service.indexing import watch as following  # noqa: PLC0415 - heavy

    stop = Event()
    with writing(index=index, model=model) as (writer, settings):
        try:
            for done in following.watched(
                writer,
                folder,
                stop,
                max_bytes=settings.max_file_bytes,
                ready=lambda: typer.echo(
                    f"phasebook: watching {folder} (Ctrl-C ends it)", err=True
                ),
            ):
                _followed(done, as_json=as_json)
        except KeyboardInterrupt:
            stop.set()


def _followed(done: "Synced", *, as_json: bool) -> None:
    from kg.ontology import default_ontology  # noqa: PLC0415 - heavy
    from service.api import changes  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy

    said = changes.synced(done, default_ontology())
    if as_json:
        render.as_json_line(said)
    else:
        render.synced(said)
