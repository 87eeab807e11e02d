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
    each: Annotated[
        bool,
        typer.Option(
            "--each",
            help="Into the folder -o: N-Quads, a file for each document and one for what they "
            "share. For indexes of any size.",
        ),
    ] = False,
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

        phasebook export --each -o quads
    """
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy
    from service.graph.export import checked_format, exported  # noqa: PLC0415 - heavy

    if each:
        _each(checked_format(name or "nquads"), output, index=index, model=model, as_json=as_json)
        return
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


def _each(
    name: str, output: Path | None, *, index: str | None, model: str | None, as_json: bool
) -> None:
    """Write a file for each document."""
    from corpus.errors import InvalidInputError  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy
    from service.graph.export import write_each  # noqa: PLC0415 - heavy

    if name != "nquads" or output is None:
        what = f"--each with {'no folder' if output is None else f'the format {name!r}'}"
        raise InvalidInputError(what, "give -o FOLDER, and no other format than nquads")
    with opened(index=index, model=model) as (kb, settings):
        size = write_each(kb, settings.iri_base, output)
        documents = kb.document_count
    if as_json:
        told = {"folder": str(output), "format": name, "documents": documents, "bytes": size}
        render.as_json(told)
    else:
        typer.echo(f"{output}: {documents:,} documents, {size:,} bytes of {name}", err=True)
