"""The command that takes the graph away."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Model


def export(
    *,
    name: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F",
            help="turtle, trig, ntriples, nquads, json-ld, rdfxml; graphml, gexf, cytoscape, csv. "
            "Unset: turtle, or cytoscape with --json.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Unset: standard output.")
    ] = None,
    index: Index = None,
    model: Model = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print JSON: with -o what was written, else the graph itself."),
    ] = False,
) -> None:
    """Write the whole graph, every claim with its evidence.

    For example:

        phasebook export --format turtle -o graph.ttl

        phasebook export --format cytoscape | jq .elements
    """
    from service import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy
    from service.export import checked_format, exported  # noqa: PLC0415 - heavy

    chosen = checked_format(name or ("cytoscape" if as_json and output is None else "turtle"))
    with opened(index=index, model=model) as (kb, settings):
        data = exported(kb, chosen, settings.iri_base)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    output.write_bytes(data)
    if as_json:
        render.as_json({"file": str(output), "format": chosen, "bytes": len(data)})
    else:
        typer.echo(f"{output}: {len(data):,} bytes of {chosen}", err=True)
