"""The command that takes the graph away."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Model


def export(
    *,
    name: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="F",
            help="turtle, trig, ntriples, nquads, json-ld, rdfxml; graphml, gexf, cytoscape, csv.",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Unset: standard output.")
    ] = None,
    index: Index = None,
    model: Model = None,
) -> None:
    """Write the whole graph, every claim with its evidence.

    For example:

        phasebook export --format turtle -o graph.ttl

        phasebook export --format cytoscape | jq .elements
    """
    from service.commands.session import opened  # noqa: PLC0415 - heavy
    from service.export import checked_format, exported  # noqa: PLC0415 - heavy

    chosen = checked_format(name)
    with opened(index=index, model=model) as (kb, settings):
        data = exported(kb, chosen, settings.iri_base)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)
        typer.echo(f"{output}: {len(data):,} bytes of {chosen}", err=True)
