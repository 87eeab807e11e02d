"""The command that shows where sources differ."""

from typing import Annotated

import typer

from service.commands.options import Index, Json, Model


def conflicts(  # noqa: PLR0913 - two filters, a page and where to look
    subject: Annotated[str | None, typer.Argument(help="Id or name of a concept.")] = None,
    *,
    predicate: Annotated[str | None, typer.Option(help="Only this property.")] = None,
    phase: Annotated[str | None, typer.Option(help="Only this phase.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Single-source facts to print.")] = 10,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Show where sources differ, where they agree, and what only one of them says.

    For example:

        phasebook conflicts

        phasebook conflicts training --predicate price --json
    """
    from service.api import views  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy

    with opened(index=index, model=model) as (kb, _):
        found = views.conflicts(kb, views.Wanted(subject, predicate, phase), limit, 0)
    if as_json:
        render.as_json(found)
    else:
        render.conflicts(found)
