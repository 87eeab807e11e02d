"""The commands that make, list and remove API keys."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.options import Json

if TYPE_CHECKING:
    from service.api.guard.keys import Key, Keys

app = typer.Typer()


@app.callback(invoke_without_command=True)
def key(context: typer.Context) -> None:
    """Make, list and remove the keys that callers of the service need."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def add(
    *,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose it is; shown in lists and logs.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Let it change documents, too; else it only reads.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a key and print it, once; the file of keys holds its digest alone.

    A running service takes it from then on. Send it as `Authorization: Bearer KEY`.

    For example:

        phasebook key add --name reports

        phasebook key add --name editor --write
    """
    from service.commands import render  # noqa: PLC0415 - heavy

    keys = _keys()
    key, text = keys.add(name, write=write)
    if as_json:
        render.as_json({**_told(key), "key": text})
        return
    typer.echo(text)
    typer.echo(f"phasebook: a {key.scope} key, called {key.name}; it is not shown again", err=True)


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """Print the keys that there are, without their text.

    For example:

        phasebook key list
    """
    from service.commands import render  # noqa: PLC0415 - heavy

    found = [_told(key) for key in _keys().all()]
    if as_json:
        render.as_json({"keys": found})
        return
    for key in found:
        sys.stdout.write("  ".join(map(str, key.values())) + "\n")


@app.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="KEY", help="Its id or name.")],
    *,
    as_json: Json = False,
) -> None:
    """Take a key away; a running service refuses it from then on.

    For example:

        phasebook key remove reports
    """
    from service.commands import render  # noqa: PLC0415 - heavy

    key = _keys().remove(name)
    if as_json:
        render.as_json(_told(key))
    else:
        typer.echo(f"removed the {key.scope} key {key.name}")


def _keys() -> "Keys":
    from service.api.guard.keys import Keys  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    return Keys(load().settings.keys_file)


def _told(key: "Key") -> dict[str, str]:
    return {"id": key.id, "scope": key.scope, "made": key.made.isoformat(), "name": key.name}
