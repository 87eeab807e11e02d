"""The options that commands share, written once."""

from typing import Annotated

import typer

Index = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="DIR",
        help="Folder of the index, or milvus://HOST:PORT/NAME. Unset: PHASEBOOK_INDEX, the "
        "settings file, else the packaged corpus, indexed on first use.",
    ),
]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="sentence-transformers model: name or folder."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP calls give it.")]
