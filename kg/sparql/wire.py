"""What a pool and its workers say to each other: lines of JSON, each before so many bytes."""

from typing import TypedDict


class Setup(TypedDict):
    """The first line: how many bytes of N-Quads follow, and what holds for every order."""

    size: int
    prefixes: dict[str, str]
    seconds: float
    rows: int
    bytes: int


class Order(TypedDict):
    """A query to run; `dataset` says whether its text names its own."""

    text: str
    base: str
    dataset: bool
    default_graphs: list[str]
    named_graphs: list[str]
    results: str | None
    triples: str | None


class Reply(TypedDict, total=False):
    """What became of an order; `size` bytes of result follow."""

    size: int
    format: str
    rows: int
    truncated: bool
    error: str
    message: str
