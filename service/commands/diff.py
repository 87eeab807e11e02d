"""The command that compares what two things say."""

from typing import Annotated

import typer

from service.commands.options import Index, Json

Side = Annotated[str, typer.Argument(help="File, folder of an index, or id of a document.")]


def diff(before: Side, after: Side, *, index: Index = None, as_json: Json = False) -> None:
    """Show which facts were added, removed and changed from one to the other.

    Facts are compared by what they say, not by where they stand. Each side is a file, the folder
    of an index, or a document of the index in use.

    For example:

        phasebook diff old.md new.md

        phasebook diff article ~/articles/article.md --json
    """
    from kg.ontology import default_ontology  # noqa: PLC0415 - heavy
    from service.api import changes  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.indexing.compared import compared  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    settings = load({"index": index}).settings
    found = compared(before, after, settings.place, settings.max_file_bytes)
    said = changes.changes(found, default_ontology())
    if as_json:
        render.as_json(said)
    else:
        render.changes(said)
