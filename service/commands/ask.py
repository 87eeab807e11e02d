"""The commands that take words: ask and search."""

from typing import Annotated

import typer

from service.commands.options import Index, Json, Model


def ask(  # noqa: PLR0913 - one a flag
    question: Annotated[str, typer.Argument(help="In your own words.")],
    *,
    top_k: Annotated[
        int | None, typer.Option("--top-k", min=1, max=50, help="Nearest passages to list.")
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Also show how it came about: what was weighed, why it lost."
        ),
    ] = False,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
    no_llm: Annotated[
        bool, typer.Option("--no-llm", help="Leave the language model out, though one is set.")
    ] = False,
) -> None:
    """Answer a question, every sentence cited; or say what the documents lack.

    For example:

        phasebook ask "How do batch sizes differ between training and inference?"

        phasebook ask --json "What is a KV cache?" | jq .citations
    """
    from service.api import views  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy

    told = render.Told(on=not as_json)
    with opened(index=index, model=model, top_k=top_k) as (kb, settings):
        asked = views.asked(kb, settings, question, explain=explain)
        if no_llm or not settings.words:
            answer = views.ask(kb, asked)
        else:
            from service.commands import worded  # noqa: PLC0415 - heavy

            answer = worded.ask(kb, settings, asked, told)
    if as_json:
        render.as_json(answer)
    else:
        render.answer(answer, told=told.anything)


def search(
    text: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="Passages to list.")] = 10,
    index: Index = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """List the passages nearest to a text, with their score in each ranking.

    For example:

        phasebook search "memory bandwidth" -k 3
    """
    from service.api import views  # noqa: PLC0415 - heavy
    from service.commands import render  # noqa: PLC0415 - heavy
    from service.commands.session import opened  # noqa: PLC0415 - heavy

    with opened(index=index, model=model) as (kb, settings):
        found = views.search(kb, settings, text, k)
    if as_json:
        render.as_json(found)
    else:
        render.search(found)
