"""An index in Milvus, read: what a `Store` gives of a folder, of collections.

What a document's rows are is known by its version, and that by the list of all documents, which is
read once for each state of the index; from then on rows are looked up by key.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice

from corpus.address import Remote
from corpus.context import SENTENCE
from corpus.document import Document, Passage, Span
from corpus.entry import Record
from corpus.errors import NotFoundError
from corpus.index import Wanted
from corpus.milvus import rows, words
from corpus.milvus.client import Server
from corpus.milvus.tables import (
    CHUNKS,
    DOCUMENTS,
    KEY,
    PASSAGES,
    RECORDS,
    UNITS,
    VERSION,
    Row,
    Table,
)
from corpus.milvus.view import View, Views
from corpus.rows import fingerprint_of

MOST = 16_384  # rows that Milvus gives at once, with those passed over
KEPT = 64  # conditions of which the records are kept
WANTS = 20  # conditions of which the records are asked for at once
REMEMBERED = 4096  # titles and words of which it is kept what is known
PASSAGE = ("id", "first", "last", "text", "body")
DOCUMENT = (KEY, "id", "title", "publisher", "chunks")
RECORD = ("id", "kind", "body", VERSION, "position")
AT_ONCE = 100  # words asked for, and passages looked at for them


class Reader:
    """An index in Milvus, to be read from as many threads as you like.

    Attributes:
        place: Where it is.
    """

    def __init__(self, server: Server, views: Views, view: View | None = None) -> None:
        """Read an index.

        Args:
            server: Where it is.
            views: The states of it.
            view: The one to go on seeing; the last one whenever something is read, if None.
        """
        self.place: Remote = server.place
        self._server = server
        self._views = views
        self._kept = view
        self._thread = threading.local()
        self._row = lru_cache(REMEMBERED)(self._look_up)
        self._matching = lru_cache(KEPT)(self._find_records)
        self._holders = lru_cache(100_000)(self._count_holders)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, all that this thread reads is of one generation."""
        if getattr(self._thread, "view", None) is not None:
            yield
            return
        self._thread.view = self._view
        try:
            yield
        finally:
            self._thread.view = None

    @property
    def _view(self) -> View:
        held: View | None = getattr(self._thread, "view", None)
        return held or self._kept or self._views.last(self._server)

    @property
    def generation(self) -> int:
        """A number that each write raises; what others write shows within a second."""
        return self._view.state.generation

    @property
    def meta(self) -> dict[str, str]:
        """What is known of the index as a whole: its model, that model's dimension, ..."""
        return dict(sorted(self._view.state.meta.items()))

    def digests(self) -> dict[str, str]:
        """A hash of all that is indexed of each document, by the documents' ids, in order."""
        return {name: held.digest for name, held in self._view.documents.items()}

    def fingerprint(self) -> str:
        """Hash of all that is indexed: the same as that of the same index in a folder."""
        view = self._view
        return fingerprint_of(view.state.meta, [(n, h.digest) for n, h in view.documents.items()])

    def documents(self) -> list[Document]:
        """All documents, by id."""
        with self.snapshot():
            found = self._every(DOCUMENTS, DOCUMENT)
            said = {str(row[KEY]): str(row["chunk"]) for row in self._every(CHUNKS, ("chunk",))}
            made = (rows.document_of(row, said) for row in found)
            return sorted(made, key=lambda document: document.id)

    def document(self, name: str) -> Document:
        """The document with that id.

        Raises:
            NotFoundError: There is none.
        """
        with self.snapshot():
            found = self._row_of(name)
            if found is None:
                raise unknown(name)
            chunks = self._get(CHUNKS, rows.chunk_keys(found), (KEY, "chunk"))
        return rows.document_of(found, {str(row[KEY]): str(row["chunk"]) for row in chunks})

    def title(self, document: str) -> str:
        """What a document is called; empty where it is not there."""
        with self.snapshot():
            found = self._row_of(document)
        return str(found["title"]) if found else ""

    def passages(self, document: str | None = None) -> list[Passage]:
        """The passages of all documents or of one, by document and place."""
        with self.snapshot():
            found = self._of(PASSAGES, document, PASSAGE)
            return sorted(map(rows.passage_of, found), key=lambda passage: passage.span)

    def passages_at(self, names: Iterable[str]) -> dict[str, Passage]:
        """Passages by their ids; those that are not there are left out."""
        with self.snapshot():
            found = self._get(PASSAGES, self._keys(names), PASSAGE)
        return {passage.id: passage for passage in map(rows.passage_of, found)}

    def passage_count(self) -> int:
        """How many passages all documents have."""
        return self._view.passages

    def places(self, documents: Iterable[str]) -> list[Span]:
        """Where the passages of some documents are, in order; none of what is not there."""
        with self.snapshot():
            named = frozenset(documents)
            where = self._among(named) if named else None
            if where is None:
                return []
            found = self._read(PASSAGES, self._view.state.epoch, where, PASSAGE[:3])
        return sorted(map(rows.span_of, found))

    def find(
        self,
        found: Sequence[str],
        limit: int,
        documents: frozenset[str] = frozenset(),
        most: int | None = None,  # noqa: ARG002 - a server need not be spared
    ) -> list[tuple[str, float]]:
        """Ids of the passages that have any of some words, with their BM25 scores, best first."""
        with self.snapshot():
            total = self.passage_count()
            asked = {
                words.number(term): words.tells(self.holders(term), total)
                for term in words.terms_of(found)
            }
            where = self._among(documents)
            if not asked or where is None or limit < 1:
                return []
            view = self._view
            scored = self._server.nearest(
                PASSAGES, view.state.epoch, "words", asked, where, min(limit, MOST)
            )
        having = [one for one in scored if one[1] > 0]
        return sorted(having, key=lambda one: (-one[1], _place(one[0])))

    def nearest(
        self, vector: Sequence[float], limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """Ids of the passages with the highest inner product, best first.

        Args:
            vector: What they are to be near to.
            limit: How many.
            documents: Where to look; everywhere where it is None.
        """
        with self.snapshot():
            where = self._among(documents or frozenset())
            nowhere = where is None or (documents is not None and not documents)
            if where is None or nowhere or limit < 1:
                return []
            scored = self._server.nearest(
                PASSAGES, self._view.state.epoch, "vector", vector, where, min(limit, MOST)
            )
        return sorted(scored, key=lambda one: (-one[1], one[0]))

    def having(self, word: str, limit: int) -> list[str]:
        """Ids of passages that have a word, as many at most, unranked."""
        return self._having(word, "id", limit)

    def texts_having(self, word: str, limit: int) -> list[str]:
        """The texts of such passages."""
        return self._having(word, "text", limit)

    def _having(self, word: str, column: str, limit: int) -> list[str]:
        with self.snapshot():
            terms = [words.number(term) for term in words.terms_of([word])]
            if not terms:
                return []
            state = self._view.state
            wanted = f"{state.seen} and array_contains_all(terms, {terms})"
            found = self._server.some(PASSAGES, state.epoch, wanted, (column,), limit)
        return [str(row[column]) for row in found]

    def held_of(self, found: Iterable[str]) -> set[str]:
        """Those of some words that any passage has; several are asked for at once."""
        wanted = [*dict.fromkeys(found)]
        there: set[str] = set()
        with self.snapshot():
            for start in range(0, len(wanted), AT_ONCE):
                some = wanted[start : start + AT_ONCE]
                terms = {word: {*map(words.number, words.terms_of([word]))} for word in some}
                known = self._terms_of({term for found in terms.values() for term in found})
                there |= {word for word, needed in terms.items() if needed and needed <= known}
        return there

    def _terms_of(self, terms: set[int]) -> set[int]:
        """Those of some terms that any passage has: each answer settles all that are in it."""
        state, open_, known = self._view.state, {*terms}, set[int]()
        while open_:
            wanted = f"{state.seen} and array_contains_any(terms, {sorted(open_)})"
            found = self._server.some(PASSAGES, state.epoch, wanted, ("terms",), AT_ONCE)
            known |= {term for row in found for term in rows.terms_in(row)} & open_
            if not found:
                return known
            open_ -= known
        return known

    def holders(self, term: str) -> int:
        """How many passages have a term: a word in lower case, without its inflection."""
        state = self._view.state
        return self._holders(state.epoch, state.seen, words.number(term))

    def records(self, kind: str, document: str | None = None) -> list[Record]:
        """The records of one kind, of all documents or of one, by document, then as written."""
        with self.snapshot():
            extra = f" and kind == {_quoted(kind)}"
            found = self._of(RECORDS, document, RECORD, extra)
            order = {held.version: n for n, held in enumerate(self._view.documents.values())}
        found.sort(key=lambda row: (order[rows.version_of(row)], rows.position_of(row)))
        return [rows.record_of(row) for row in found]

    def count(self, kind: str) -> int:
        """How many records of one kind there are."""
        return self.count_where(kind, {})

    def index_records(self, indexes: Mapping[str, Sequence[str]]) -> None:
        """Nothing: records are written so that they are found by whatever they say."""

    def is_indexed(self, indexes: Mapping[str, Sequence[str]]) -> bool:  # noqa: ARG002 - by all
        """Whether records are found by what they have at these paths."""
        return True

    def records_where(
        self,
        kind: str,
        wanted: Wanted,
        limit: int = -1,
        offset: int = 0,
        order: Sequence[str] = (),
    ) -> list[Record]:
        """The records of one kind whose bodies have these values at these paths, in that order.

        Milvus does not order them: they are read, and of very many, where not all are asked for,
        some.
        """
        with self.snapshot():
            where = self._marked(kind, wanted)
            found = [*self._matching(self._view.state.epoch, where, limit < 0)]
            names = self._view.names
        found.sort(key=lambda row: [_ordered(v) for v in rows.values(row, order, names)])
        return [rows.record_of(row) for row in found[offset:]][: None if limit < 0 else limit]

    def records_for(
        self, kind: str, wanted: Sequence[Wanted], limit: int, order: Sequence[str] = ()
    ) -> list[Record]:
        """The same for each of several wants, as many of each; some may be there for several.

        Several are asked for at once.
        """
        found: list[Record] = []
        with self.snapshot():
            for start in range(0, len(wanted), WANTS):
                found += self._records_for(kind, wanted[start : start + WANTS], limit, order)
        return found

    def _records_for(
        self, kind: str, wanted: Sequence[Wanted], limit: int, order: Sequence[str]
    ) -> Iterator[Record]:
        state, names = self._view.state, self._view.names
        asked = " or ".join(f"({self._says(one)})" for one in wanted)
        where = f"{state.seen} and kind == {_quoted(kind)} and ({asked})"
        read = self._matching(state.epoch, where, limit < 0)
        if limit >= 0 and len(read) >= MOST:  # one of them has very many
            for one in wanted:
                yield from self.records_where(kind, one, limit, order=order)
            return
        ranked = sorted(read, key=lambda row: [_ordered(v) for v in rows.values(row, order, names)])
        for one in wanted:
            has = (row for row in ranked if _has(row, one, names))
            yield from map(rows.record_of, islice(has, None if limit < 0 else limit))

    def count_where(self, kind: str, wanted: Wanted) -> int:
        """How many there are."""
        with self.snapshot():
            where = self._marked(kind, wanted)
            return self._server.count(RECORDS, self._view.state.epoch, where)

    def values_of(
        self, kind: str, paths: Sequence[str], wanted: Wanted | None = None
    ) -> list[tuple[str | int | None, ...]]:
        """What the bodies of records have at these paths, each once, with how many have it.

        All such records are read for it: Milvus does not group them.
        """
        with self.snapshot():
            where, names = self._marked(kind, wanted or {}), self._view.names
            epoch, server = self._view.state.epoch, self._server
            every = (
                self._read(RECORDS, epoch, where, RECORD)
                if wanted
                else server.every(RECORDS, epoch, where, RECORD)
            )
            found = Counter(rows.values(row, paths, names) for row in every)
        return [(*values, often) for values, often in found.items()]

    def vectors(self, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        """The units whose names begin with `prefix`, by name, with their float32 bytes."""
        with self.snapshot():
            found = dict(map(rows.unit_of, self._every(UNITS, ("unit", "data"))))
            if not prefix.startswith(SENTENCE):
                near = self._every(PASSAGES, ("id", "vector"))
                found |= {str(row["id"]): rows.data_of(row) for row in near}
        yield from sorted(pair for pair in found.items() if pair[0].startswith(prefix))

    def vectors_of(self, document: str) -> list[tuple[str, bytes]]:
        """The units of one document, by name, with their float32 bytes."""
        with self.snapshot():
            units = [rows.unit_of(row) for row in self._of(UNITS, document, ("unit", "data"))]
            near = self._of(PASSAGES, document, ("id", "vector"))
        return sorted([*units, *((str(row["id"]), rows.data_of(row)) for row in near)])

    def vectors_at(self, units: Iterable[str]) -> dict[str, bytes]:
        """The float32 bytes of units by their names; those that have none are left out."""
        with self.snapshot():
            keys = self._keys(units)
            found = dict(map(rows.unit_of, self._get(UNITS, keys, ("unit", "data"))))
            rest = [key for key in keys if key.partition(":")[2] not in found]
            near = self._get(PASSAGES, rest, ("id", "vector"))
        return found | {str(row["id"]): rows.data_of(row) for row in near}

    def _row_of(self, document: str) -> Row | None:
        view = self._view
        held = view.documents.get(document)
        return self._row(view.state.epoch, held.version) if held else None

    def _look_up(self, epoch: str, version: int) -> Row | None:
        found = self._server.get(DOCUMENTS, epoch, [str(version)], DOCUMENT)
        return found[0] if found else None

    def _count_holders(self, epoch: str, seen: str, number: int) -> int:
        wanted = f"{seen} and array_contains(terms, {number})"
        return self._server.count(PASSAGES, epoch, wanted)

    def _keys(self, units: Iterable[str]) -> list[str]:
        """The keys of units or passages; of those whose documents are there."""
        documents = self._view.documents
        named = ((unit, unit.removeprefix(SENTENCE).rsplit("-", 2)[0]) for unit in units)
        return [f"{documents[n].version}:{unit}" for unit, n in named if n in documents]

    def _among(self, documents: frozenset[str]) -> str | None:
        """The condition for rows of some documents, of all if empty; None where none is there."""
        view = self._view
        if not documents:
            return view.state.seen
        there = [view.documents[name].version for name in documents if name in view.documents]
        return f"{VERSION} in {sorted(there)}" if there else None

    def _marked(self, kind: str, wanted: Wanted) -> str:
        """The condition for records of one kind that say what is wanted."""
        asked = [self._view.state.seen, f"kind == {_quoted(kind)}"]
        return " and ".join([*asked, self._says(wanted)] if wanted else asked)

    def _says(self, wanted: Wanted) -> str:
        """The condition for records that say what is wanted."""
        several = {path: [v] if isinstance(v, str) else sorted(v) for path, v in wanted.items()}
        asked = []
        if "id" in several:
            asked.append(f"id in {_quoted(several.pop('id'))}")
        if "document" in several:
            documents = self._view.documents
            named = several.pop("document")
            there = [documents[name].version for name in named if name in documents]
            asked.append(f"{VERSION} in {there or [0]}")
        marks = [[rows.mark(path, value) for value in found] for path, found in several.items()]
        if one := [found[0] for found in marks if len(found) == 1]:
            asked.append(f"array_contains_all(marks, {one})")
        asked += [f"array_contains_any(marks, {some})" for some in marks if len(some) != 1]
        return " and ".join(asked)

    def _of(
        self, table: Table, document: str | None, columns: Sequence[str], extra: str = ""
    ) -> list[Row]:
        """The rows of a document, or of all."""
        view = self._view
        if document is None:
            return [*self._server.every(table, view.state.epoch, view.state.seen + extra, columns)]
        held = view.documents.get(document)
        if held is None:
            return []
        where = f"{VERSION} == {held.version}{extra}"
        return self._read(table, view.state.epoch, where, columns)

    def _read(
        self, table: Table, epoch: str, where: str, columns: Sequence[str], *, whole: bool = True
    ) -> list[Row]:
        """The rows that fulfil a condition: by one call, where Milvus gives as many at once."""
        found = self._server.some(table, epoch, where, columns, MOST)
        if len(found) < MOST or not whole:
            return found
        return [*self._server.every(table, epoch, where, columns)]

    def _find_records(self, epoch: str, where: str, whole: bool) -> list[Row]:  # noqa: FBT001 - kept by it
        return self._read(RECORDS, epoch, where, RECORD, whole=whole)

    def _every(self, table: Table, columns: Sequence[str]) -> list[Row]:
        return self._of(table, None, columns)

    def _get(self, table: Table, keys: Sequence[str], columns: Sequence[str]) -> list[Row]:
        return self._server.get(table, self._view.state.epoch, keys, columns) if keys else []


def unknown(name: str) -> NotFoundError:
    """What to say where a document is not there."""
    return NotFoundError(f"no document {name!r} in the index", "list the documents for their ids")


def _has(row: Row, wanted: Wanted, names: Mapping[int, str]) -> bool:
    """Whether a record says what is wanted."""
    pairs = zip(rows.values(row, [*wanted], names), wanted.values(), strict=True)
    return all(said == v if isinstance(v, str) else said in v for said, v in pairs)


def _quoted(text: str | Sequence[str]) -> str:
    """A text, or several, as they stand in a condition."""
    return json.dumps(text, ensure_ascii=False)


def _ordered(value: str | int | None) -> tuple[int, int, str]:
    """As SQLite orders values: nothing, numbers, texts."""
    if value is None:
        return (0, 0, "")
    return (1, value, "") if isinstance(value, int) else (2, 0, value)


def _place(name: str) -> tuple[str, int, int]:
    document, first, last = name.rsplit("-", 2)
    return document, int(first), int(last)
