"""Records found by what their bodies say: paths and values in; records, values and counts out.

What the bodies, which are JSON, have at the paths that are asked for stands once more in the table
`marks`, a column a path: an index on columns holds all that counting reads, where for each entry of
an index on expressions SQLite would fetch the body and take it apart again. Triggers keep the table
as records are written and deleted, by whatever version of this program. It follows from the
records, is made when it is first wanted, and where it is not there, bodies are read.

Each index ends with the table's key, so also with the kind of the record. None begins with that:
hardly a kind tells anything, and SQLite would take it for what tells most.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus.entry import Record
from corpus.index import Wanted

TABLE = "marks"
FORMER = "records_by_"  # what the names of indexes on records began with
OWN = ("document", "position", "id")  # of a record, beside what its body says
KEY = ("document", "kind", "position")


def mark(connection: sqlite3.Connection, indexes: Mapping[str, Sequence[str]]) -> None:
    """Let records be found by what their bodies have at these paths alone.

    Args:
        connection: Where.
        indexes: Paths by the name of an index; "document" and "id" stand for the record's own.
    """
    wanted = _statements(indexes)
    if _laid(connection) == wanted:
        return
    unmark(connection)
    for name, statement in wanted.items():
        connection.execute(statement)
        if name == TABLE:  # indexes are made faster of what is there
            read = ", ".join(_read(path, "body") for path in _paths(indexes))
            query = f"SELECT document, kind, position, id, {read} FROM records ORDER BY 1, 2, 3"  # noqa: S608 - ours
            connection.execute(f"INSERT INTO {TABLE} {query}")


def is_marked(connection: sqlite3.Connection, indexes: Mapping[str, Sequence[str]]) -> bool:
    """Whether records are found by these paths, and by no others."""
    return _laid(connection) == _statements(indexes)


def unmark(connection: sqlite3.Connection) -> None:
    """Take away the table and all that belongs to it, and what was there in its place before."""
    query = "SELECT type, name FROM sqlite_schema WHERE name GLOB ? OR name GLOB ?"
    found = connection.execute(query, (f"{TABLE}_to_*", f"{FORMER}*")).fetchall()
    for kind, name in found:
        connection.execute(f"DROP {kind} {name}")
    connection.execute(f"DROP TABLE IF EXISTS {TABLE}")


def is_true(connection: sqlite3.Connection) -> bool:
    """Whether the table, where it is there, says what the bodies of the records do."""
    query = "SELECT name FROM pragma_table_info(?)"
    paths = [name for (name,) in connection.execute(query, (TABLE,)) if name not in KEY]
    if not paths:
        return True
    unlike = [f"m.{_quoted(path)} IS NOT {_of_record(path)}" for path in paths]
    query = f"""
        SELECT (SELECT count(*) FROM {TABLE}) <> (SELECT count(*) FROM records) OR EXISTS (
            SELECT 1 FROM records AS r LEFT JOIN {TABLE} AS m USING (document, kind, position)
            WHERE {" OR ".join(unlike)}
        )
    """  # noqa: S608 - ours
    return not connection.execute(query).fetchone()[0]


def parts(connection: sqlite3.Connection) -> list[str]:
    """The names of what is there of it."""
    return [*_laid(connection)]


def records_where(
    connection: sqlite3.Connection,
    kind: str,
    wanted: Wanted,
    page: tuple[int, int],
    order: Sequence[str] = (),
) -> Iterator[Record]:
    """The records of one kind whose bodies have these values at these paths, in an order.

    Args:
        connection: Where.
        kind: Theirs.
        wanted: Values by path; of several, any.
        page: How many at most (-1 for all), and how many of the first are left out.
        order: Paths and columns that they are ordered by.
    """
    table, at = _place(connection, [*wanted, *order])
    where, values = _where(kind, wanted, at)
    keys = ", ".join([*KEY, *(f"{at(path)} AS o{n}" for n, path in enumerate(order))])
    by = f" ORDER BY {', '.join(map(at, order))}" if order else ""
    again = f" ORDER BY {', '.join(f'o{n}' for n in range(len(order)))}" if order else ""
    query = f"""
        SELECT r.id, r.kind, r.body
        FROM (SELECT {keys} FROM {table} WHERE {where}{by} LIMIT ? OFFSET ?) AS m
        CROSS JOIN records AS r
        ON r.document = m.document AND r.kind = m.kind AND r.position = m.position{again}
    """  # noqa: S608 - ours
    for row in connection.execute(query, (*values, *page)).fetchall():
        yield Record(*row)


def count_where(connection: sqlite3.Connection, kind: str, wanted: Wanted) -> int:
    """How many there are."""
    table, at = _place(connection, [*wanted])
    where, values = _where(kind, wanted, at)
    query = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - ours
    found: int = connection.execute(query, values).fetchone()[0]
    return found


def values_of(
    connection: sqlite3.Connection,
    kind: str,
    paths: Sequence[str],
    wanted: Wanted,
) -> list[tuple[str | int | None, ...]]:
    """What records of one kind have at these paths, each once, and how often.

    Args:
        connection: Where.
        kind: Theirs.
        paths: Where in their bodies; a column of the table stands for itself.
        wanted: Only of those that have these values at other paths.
    """
    table, at = _place(connection, [*paths, *wanted])
    where, values = _where(kind, wanted, at)
    keys = ", ".join(map(at, paths))
    query = f"SELECT {keys}, count(*) FROM {table} WHERE {where} GROUP BY {keys}"  # noqa: S608 - ours
    return connection.execute(query, values).fetchall()


def _place(
    connection: sqlite3.Connection, paths: Sequence[str]
) -> tuple[str, Callable[[str], str]]:
    """The table that has all of these paths, and how each is read of it."""
    if {*paths} - {"document"}:  # by which the records themselves are in order
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (TABLE,)).fetchall()
        if {name for (name,) in columns}.issuperset(paths):
            return TABLE, _quoted
    return "records", lambda path: path if path in OWN else _read(path, "body")


def _where(kind: str, wanted: Wanted, at: Callable[[str], str]) -> tuple[str, list[str]]:
    """The condition, and the values in it."""
    parts, values = ["kind = ?"], [kind]
    for path, value in wanted.items():
        if isinstance(value, str):
            parts.append(f"{at(path)} = ?")
            values.append(value)
        else:
            parts.append(f"{at(path)} IN (SELECT value FROM json_each(?))")  # noqa: S608 - ours
            values.append(json.dumps(sorted(value)))
    return " AND ".join(parts), values


def _statements(indexes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What makes the table, its indexes and its triggers, by their names."""
    if not indexes:
        return {}
    paths = _paths(indexes)
    columns = "".join(f"{_quoted(path)} ANY, " for path in paths)
    fresh = ", ".join(_read(path, "NEW.body") for path in paths)
    gone = " AND ".join(f"{name} = OLD.{name}" for name in KEY)
    add = f"INSERT INTO {TABLE} VALUES (NEW.document, NEW.kind, NEW.position, NEW.id, {fresh})"  # noqa: S608 - ours
    drop = f"DELETE FROM {TABLE} WHERE {gone}"  # noqa: S608 - ours
    return {
        TABLE: f"CREATE TABLE {TABLE} (document TEXT NOT NULL, kind TEXT NOT NULL, "
        f"position INTEGER NOT NULL, id TEXT NOT NULL, {columns}"
        "PRIMARY KEY (document, kind, position)) STRICT, WITHOUT ROWID",
        **{
            f"{TABLE}_to_{name}": f"CREATE INDEX {TABLE}_to_{name} ON {TABLE} "
            f"({', '.join(map(_quoted, found))})"
            for name, found in indexes.items()
        },
        **{
            f"{TABLE}_to_{name}": f"CREATE TRIGGER {TABLE}_to_{name} AFTER {event} ON records "
            f"BEGIN {statement}; END"
            for name, event, statement in (("add", "INSERT", add), ("drop", "DELETE", drop))
        },
    }


def _laid(connection: sqlite3.Connection) -> dict[str, str]:
    """What there is of that; what was there before it, too."""
    query = """
        SELECT name, sql FROM sqlite_schema
        WHERE name = ? OR (sql IS NOT NULL AND (name GLOB ? OR name GLOB ?))
    """
    return dict(connection.execute(query, (TABLE, f"{TABLE}_to_*", f"{FORMER}*")).fetchall())


def _paths(indexes: Mapping[str, Sequence[str]]) -> list[str]:
    """All paths in bodies, each once."""
    named = dict.fromkeys(path for paths in indexes.values() for path in paths)
    return [path for path in named if path not in OWN]


def _of_record(path: str) -> str:
    return f"r.{path}" if path in OWN else _read(path, "r.body")


def _read(path: str, body: str) -> str:
    return f"json_extract({body}, '$.{path}')"


def _quoted(path: str) -> str:
    return f'"{path}"'
