"""The command line: arguments in, an exit code out; errors in one line on standard error.

Heavy libraries are imported by the commands that need them, so that `--help` is quick.
"""

import gc
import io
import logging
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from corpus.errors import PhasebookError
from service.commands import (
    ask,
    build,
    care,
    config,
    conflicts,
    diff,
    documents,
    evaluate,
    export,
    graph,
    interrupt,
    key,
    mcp,
    serve,
    sparql,
    validate,
)
from service.version import __version__

PARTLY_DONE = 1
NOT_DONE = 2
INTERRUPTED = 130
SELDOM = 50_000, 20, 50  # how often cycles are looked for: a tenth of a start's time went there

app = typer.Typer(
    name="phasebook",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    build.build,
    documents.add,
    documents.update,
    documents.remove,
    documents.watch,
    diff.diff,
    care.check,
    care.backup,
    ask.ask,
    ask.search,
    graph.show,
    graph.path,
    graph.compare,
    conflicts.conflicts,
    export.export,
    validate.validate,
    sparql.sparql,
    serve.serve,
    mcp.mcp,
    config.config,
):
    app.command()(command)
app.command("eval")(evaluate.evaluate)
app.add_typer(key.app, name="key")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"phasebook {__version__}")


@app.callback(invoke_without_command=True)
def phasebook(
    context: typer.Context,
    *,
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True),
    ] = False,
) -> None:
    """Answers about AI training and inference, every sentence cited from source documents.

    The first question indexes the packaged corpus; your own documents come in with build.

    For example:

        phasebook ask "Why can inference end up costing more than training?"

        phasebook build --index ./mine ~/articles

        phasebook ask --index ./mine "How much memory does an H200 have?"
    """
    if show_version:
        version()
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run a command; the exit code is 0 done, 1 done in part, 2 could not be done."""
    try:
        code = app(list(arguments), prog_name="phasebook", standalone_mode=False)
        sys.stdout.flush()
    except (PhasebookError, typer.TyperException, OSError) as error:
        return _failed(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return int(code or 0)


def main() -> None:
    """The entry point `phasebook`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Unicode shows "?"
    interrupt.remember()
    gc.set_threshold(*SELDOM)
    leave(run(sys.argv[1:]))


def leave(code: int) -> NoReturn:
    """End the process; at once, where nothing is left that wants to be ended.

    To take the libraries down again, one by one, would take as long as two answers.
    """
    busy = threading.active_count() > 1 or "multiprocessing" in sys.modules
    if busy or sys.gettrace() is not None:
        sys.exit(code)
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed, or nobody reads it any more
            stream.flush()
    os._exit(code)


def _failed(error: Exception) -> int:
    match error:
        case BrokenPipeError():  # the reader, e.g. `head`, has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        case typer.TyperException():
            message = f"{error.format_message().rstrip('.')}: see phasebook --help"
        case OSError():
            message = f"{error}: check that path and its permissions"
        case _:
            message = str(error)
    typer.echo(f"phasebook: {message}", err=True)
    return NOT_DONE
