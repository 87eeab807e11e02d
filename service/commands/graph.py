"""The commands that walk the graph: show, path and compare."""

from typing import Annotated

import typer

from service.commands.options import Index, Json, Model

Name = Annotated[str, typer.Argument(help="Id or name of a concept.")]


def show(
    concept: Name,
    *,
    limit: Annotated[int, typer.Option(min=1, help="Facts to print; --json gives all.")] = 30,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Show a concept and its facts, each with the words that say it.

    For example:

        phasebook show inference

        phasebook show "NVIDIA H100" --json
    """
    from service.api import views  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy

    with opened(index=index, model=model) as (kb, _):
        found = views.concept(kb, concept)
    if as_json:
        render.as_json(found)
    else:
        render.concept(found, limit)


def path(
    source: Name,
    target: Name,
    *,
    max_hops: Annotated[int, typer.Option(min=1, max=6, help="Most links in a path.")] = 4,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Show the shortest paths between two concepts, with the evidence for every hop.

    For example:

        phasebook path NVIDIA inference
    """
    from service.api import views  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy

    with opened(index=index, model=model) as (kb, _):
        found = views.paths(kb, source, target, max_hops)
    if as_json:
        render.as_json(found)
    else:
        render.paths(found)


def compare(
    left: Name = "training",
    right: Name = "inference",
    *,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Compare two concepts, aspect by aspect: training and inference unless others are named.

    For example:

        phasebook compare

        phasebook compare GPU TPU --json
    """
    from service.api import views  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy

    with opened(index=index, model=model) as (kb, _):
        found = views.compare(kb, left, right)
    if as_json:
        render.as_json(found)
    else:
        render.comparison(found)
