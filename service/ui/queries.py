"""SPARQL queries to start from, and a query's result as a table or as text."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from kg.sparql.pool import Result
from kg.sparql.source import RESULTS


@dataclass(frozen=True, slots=True)
class Worked:
    """A query to start from."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions: the variables, and a value for each or nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples, as Turtle."""

    turtle: str
    truncated: bool = False


def worked(base: str) -> list[Worked]:
    """The queries of `queries.toml`, for the IRIs of this service."""
    read = tomllib.loads((files("service.ui") / "queries.toml").read_text(encoding="utf-8"))
    return [
        Worked(query["title"], query["text"].strip().replace("{base}", base))
        for query in read["query"]
    ]


def shown(result: Result) -> Table | Graph:
    """What a result says; a yes or no is a table of one value."""
    text = result.read().decode("utf-8")
    if result.format not in RESULTS:
        return Graph(text, result.truncated)
    said: Mapping[str, object] = json.loads(text)
    if "boolean" in said:
        return Table(("answer",), (("yes" if said["boolean"] else "no",),))
    return _table(said, truncated=result.truncated)


def _table(said: Mapping[str, object], *, truncated: bool) -> Table:
    columns = _names(said["head"])
    results = said["results"]
    bindings = results["bindings"] if isinstance(results, dict) else []
    rows = [tuple(_value(row.get(name)) for name in columns) for row in bindings]
    return Table(columns, tuple(rows), truncated)


def _names(head: object) -> tuple[str, ...]:
    names: Sequence[object] = head["vars"] if isinstance(head, dict) else []
    return tuple(map(str, names))


def _value(bound: Mapping[str, str] | None) -> str:
    return bound["value"] if bound else ""
