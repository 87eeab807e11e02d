"""An address in, a Milvus server's collections out: the only module that knows pymilvus.

Of the server, only what Milvus and Milvus Lite have in common is used: rows inserted, deleted,
looked up by key, filtered and counted, and the nearest ones to a vector, dense or sparse.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TypeVar

from corpus.address import Remote
from corpus.errors import IndexUnusableError
from corpus.milvus.tables import EPOCH, KEY, OF_DOCUMENTS, STATE, VERSION, Kind, Row, Table

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client import IndexParams

_T = TypeVar("_T")

PATIENCE = 10.0  # seconds to connect
BATCH = 500  # rows sent, or asked for by key, at once
PAGE = 2_000  # rows read at once
TEXT_BYTES = 65_535
KEY_BYTES = 2_048
MOST_NUMBERS = 4_096
DENSE, SPARSE = "IP", "IP"  # by inner product, both


class Server:
    """The collections of one index; safe to share between threads. Close it."""

    def __init__(self, place: Remote, client: "MilvusClient") -> None:
        self.place = place
        self._client = client
        self._loaded: set[str] = set()

    @classmethod
    def open(cls, place: Remote) -> Self:
        """Connect.

        Raises:
            IndexUnusableError: pymilvus is not installed, or the server cannot be reached.
        """
        try:
            from pymilvus import MilvusClient  # noqa: PLC0415 - heavy, and an extra
        except ImportError as error:
            what = f"the index {str(place)!r} is in Milvus, and its client is not installed"
            raise IndexUnusableError(what, "pip install 'phasebook[milvus]'") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # errors are told once, by us
        try:
            return cls(place, MilvusClient(uri=place.uri, token=place.token, timeout=PATIENCE))
        except Exception as error:  # its client has no one base class of errors
            what = f"Milvus cannot be reached at {place.uri!r} ({_said(error)})"
            raise IndexUnusableError(what, _remedy(place)) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def has(self, table: Table, epoch: str = "") -> bool:
        """Whether a collection is there."""
        with self._explained():
            return bool(self._client.has_collection(self._name(table, epoch)))

    def make(self, table: Table, epoch: str, dimension: int) -> None:
        """Make a collection, ready to be read and written."""
        name, level = self._name(table, epoch), "Strong" if table.fresh else "Bounded"
        with self._explained():
            schema = self._schema(table, dimension)
            self._client.create_collection(name, schema=schema, consistency_level=level)
            # There is nothing to index yet, and so nothing to wait for.
            self._client.create_index(name, self._indexes(table), sync=False)
            self._client.load_collection(name)

    def drop(self, kept: Iterable[str]) -> None:
        """Drop the collections of all states of the index but those of some epochs."""
        spared = {*kept}
        tables = "|".join(table.name for table in OF_DOCUMENTS)
        ours = re.compile(rf"{self.place.name}_({EPOCH})_({tables})")
        with self._explained():
            for name in self._client.list_collections():
                found = ours.fullmatch(name)
                if found and found[1] not in spared:
                    self._client.drop_collection(name)

    def insert(self, table: Table, epoch: str, rows: Iterable[Row]) -> None:
        """Add rows whose keys are not there."""
        with self._explained():
            for some in _batches(rows, BATCH):
                self._client.insert(
                    self._ready(table, epoch), [_filled(table, row) for row in some]
                )

    def put(self, table: Table, row: Row) -> None:
        """Write a row in place of the one with its key, in one step."""
        with self._explained():
            self._client.upsert(self._ready(table, ""), [_filled(table, row)])

    def delete(self, table: Table, epoch: str, wanted: str) -> None:
        """Delete the rows that fulfil a condition."""
        with self._explained():
            self._client.delete(self._ready(table, epoch), filter=wanted)

    def flush(self, table: Table, epoch: str) -> None:
        """Have the server index what was written to it."""
        with self._explained():
            self._client.flush(self._ready(table, epoch))

    def get(
        self, table: Table, epoch: str, keys: Sequence[str], columns: Sequence[str]
    ) -> list[Row]:
        """The rows of some keys, in no order; those that are not there are left out."""
        found: list[Row] = []
        if _is_empty(table, epoch):
            return found
        with self._explained():
            for some in _batches(keys, BATCH):
                found += self._client.get(
                    self._ready(table, epoch), ids=[*some], output_fields=[*columns]
                )
        return found

    def count(self, table: Table, epoch: str, wanted: str, *, fresh: bool = False) -> int:
        """How many rows fulfil a condition; `fresh`: of all that were ever written."""
        if _is_empty(table, epoch):
            return 0
        extra = {"consistency_level": "Strong"} if fresh else {}
        with self._explained():
            found = self._client.query(
                self._ready(table, epoch), filter=wanted, output_fields=["count(*)"], **extra
            )
        return int(found[0]["count(*)"])

    def some(
        self,
        table: Table,
        epoch: str,
        wanted: str,
        columns: Sequence[str],
        limit: int,
        offset: int = 0,
    ) -> list[Row]:
        """As many rows at most that fulfil a condition."""
        if _is_empty(table, epoch):
            return []
        with self._explained():
            found: list[Row] = self._client.query(
                self._ready(table, epoch),
                filter=wanted,
                output_fields=[*columns],
                limit=limit,
                offset=offset,
            )
        return found

    def every(self, table: Table, epoch: str, wanted: str, columns: Sequence[str]) -> Iterator[Row]:
        """All rows that fulfil a condition, some at a time, by key."""
        if _is_empty(table, epoch):
            return
        with self._explained():
            pages = self._client.query_iterator(
                self._ready(table, epoch),
                filter=wanted,
                output_fields=[*columns],
                batch_size=PAGE,
                consistency_level="Strong",
            )
            try:
                while page := pages.next():
                    yield from page
            finally:
                pages.close()

    def nearest(
        self,
        table: Table,
        epoch: str,
        column: str,
        vector: Sequence[float] | Mapping[int, float],
        wanted: str,
        limit: int,
    ) -> list[tuple[str, float]]:
        """The ids and inner products of the rows that have the highest, best first."""
        if _is_empty(table, epoch):
            return []
        with self._explained():
            found = self._client.search(
                self._ready(table, epoch),
                data=[vector],
                anns_field=column,
                limit=limit,
                filter=wanted,
                output_fields=["id"],
                search_params={"metric_type": DENSE},
            )
        return [(str(hit["entity"]["id"]), float(hit["distance"])) for hit in found[0]]

    def _ready(self, table: Table, epoch: str) -> str:
        """The name of a collection, loaded: Milvus Lite lets go of all when a process ends."""
        name = self._name(table, epoch)
        if name not in self._loaded:
            self._client.load_collection(name)
            self._loaded.add(name)
        return name

    def _name(self, table: Table, epoch: str) -> str:
        parts = (self.place.name, epoch, table.name)
        return "_".join(part for part in parts if part)

    def _schema(self, table: Table, dimension: int) -> "CollectionSchema":
        from pymilvus import DataType, MilvusClient  # noqa: PLC0415 - heavy

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(KEY, DataType.VARCHAR, is_primary=True, max_length=KEY_BYTES)
        for name, kind in table.columns.items():
            match kind:
                case Kind.TEXT:
                    schema.add_field(name, DataType.VARCHAR, max_length=TEXT_BYTES)
                case Kind.NUMBER:
                    schema.add_field(name, DataType.INT64)
                case Kind.NUMBERS:
                    of = {"element_type": DataType.INT64, "max_capacity": MOST_NUMBERS}
                    schema.add_field(name, DataType.ARRAY, **of)
                case Kind.VECTOR:
                    schema.add_field(name, DataType.FLOAT_VECTOR, dim=dimension)
                case Kind.WEIGHTS:
                    schema.add_field(name, DataType.SPARSE_FLOAT_VECTOR)
        if not _has_vector(table):  # Milvus wants one in every collection
            schema.add_field(UNUSED, DataType.FLOAT_VECTOR, dim=len(NOTHING))
        return schema

    def _indexes(self, table: Table) -> "IndexParams":
        found = self._client.prepare_index_params()
        for name, kind in table.columns.items():
            if kind is Kind.VECTOR:
                chosen = "FLAT" if self.place.is_file else "AUTOINDEX"  # a file's is small
                found.add_index(name, index_type=chosen, metric_type=DENSE)
            elif kind is Kind.WEIGHTS:
                found.add_index(name, index_type="SPARSE_INVERTED_INDEX", metric_type=SPARSE)
            elif name == VERSION or (name in table.sought and self._indexes_kind(kind)):
                found.add_index(name, index_type="INVERTED")
        if not _has_vector(table):
            found.add_index(UNUSED, index_type="FLAT", metric_type="L2")
        return found

    def _indexes_kind(self, kind: Kind) -> bool:
        """Milvus Lite looks through sets of numbers; Milvus has an index for them."""
        return kind is not Kind.NUMBERS or not self.place.is_file

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from pymilvus import MilvusException  # noqa: PLC0415 - heavy

        try:
            yield
        except MilvusException as error:
            what = f"the index {str(self.place)!r} cannot be used ({_said(error)})"
            raise IndexUnusableError(what, _remedy(self.place)) from error


UNUSED = "unused"
NOTHING = (0.0, 0.0)


def _is_empty(table: Table, epoch: str) -> bool:
    """Whether it is of an index into which nothing was written yet."""
    return not epoch and table is not STATE


def _has_vector(table: Table) -> bool:
    return Kind.VECTOR in table.columns.values()


def _filled(table: Table, row: Row) -> dict[str, object]:
    """A row as it is sent."""
    return {**row} if _has_vector(table) else {**row, UNUSED: [*NOTHING]}


def _batches(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    some: list[_T] = []
    for thing in things:
        some.append(thing)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _said(error: Exception) -> str:
    """What an error says, in one line."""
    told = str(getattr(error, "message", "") or error) or type(error).__name__
    return told.strip().splitlines()[0][:200]


def _remedy(place: Remote) -> str:
    if place.is_file:
        return "pip install milvus-lite, and let no other process have the file open"
    return f"start Milvus there, or correct --index {place} and PHASEBOOK_MILVUS_TOKEN"
