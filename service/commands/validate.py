"""The command that checks RDF against the shapes."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Json, Model


def validate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="RDF to check; none for the index's own graph."),
    ] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="Faults to print; --json gives all.")] = 30,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Check the graph, or RDF files, against the SHACL shapes that every export conforms to.

    The exit code is 1 where something does not conform; each fault is a line.

    For example:

        phasebook validate

        phasebook export -f turtle -o graph.ttl && phasebook validate graph.ttl
    """
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.graph.validation import validated, validated_files  # noqa: PLC0415 - heavy

    if files:
        report = validated_files(files)
    else:
        from service.commands.session import opened  # noqa: PLC0415 - heavy

        with opened(index=index, model=model) as (kb, settings):
            report = validated(kb, settings.iri_base)
    if as_json:
        render.as_json(report)
    else:
        typer.echo(report.text(limit))
    if report.faults:
        raise typer.Exit(1)
