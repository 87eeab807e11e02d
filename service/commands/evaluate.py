"""The command that scores question sets."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Index, Json, Model


def evaluate(  # noqa: PLR0913 - what to ask, what to tell, and where to look
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A question set; unset: the packaged one."),
    ] = None,
    *,
    failures: Annotated[
        bool, typer.Option("--failures", help="Print what did not pass, and why; --json always.")
    ] = False,
    at_least: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Exit 1 where fewer pass.")
    ] = 0.0,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Find from which confidence on to trust answers.")
    ] = False,
    risk: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Most wrong ones among the trusted.")
    ] = 0.2,
    certainty: Annotated[
        float, typer.Option(min=0.01, max=0.999, help="How sure of that risk to be.")
    ] = 0.9,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Ask the questions of a file and judge the answers by what it says of right ones.

    One JSON object a line: id, question, kind, answerable; must and must_not (patterns of the
    answer), documents and documents_all (to be cited), evidence (patterns of a quote). The kinds
    are definition, comparison, quantity, list, yes_no, cause, entity, conflict and unanswerable.
    The exit code is 1 where fewer pass than --at-least, or where a question needs documents that
    are not indexed.

    For example:

        phasebook eval

        phasebook eval questions.jsonl --index ./mine --failures

        phasebook eval questions.jsonl --at-least 0.8 --json
    """
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened, shown  # noqa: PLC0415 - heavy
    from service.evaluation.calibrate import calibrated  # noqa: PLC0415 - heavy
    from service.evaluation.examine import examine  # noqa: PLC0415 - heavy
    from service.evaluation.item import PACKAGED, packaged_items, read_items  # noqa: PLC0415 - heavy
    from service.evaluation.report import report  # noqa: PLC0415 - heavy
    from service.settings import load  # noqa: PLC0415 - heavy

    flags: dict[str, object] = {"index": index, "model": model}
    longest = load(flags).settings.max_question_characters
    items = read_items(file, longest) if file else packaged_items(longest)
    with opened(**flags) as (kb, settings), shown("Asking") as progress:
        trials = examine(kb, items, settings.top_k, progress)
        found = report(
            str(file or PACKAGED),
            kb,
            trials,
            calibrated(trials, risk, certainty) if calibrate else None,
        )
    if as_json:
        render.as_json(found)
    else:
        render.evaluation(found, failures=failures)
    if found.passed.count / found.passed.of < at_least or found.absent:
        raise typer.Exit(1)
