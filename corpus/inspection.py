"""An index in, what is wrong with its database out; nothing is written, and nobody waits for it.

    with inspected(folder) as held:
        faults = [*held.database(), *held.words()]
        for name in held.ids():
            entry, more = held.entry(name)

All is read of one generation, row by row, so that a damaged row is named and the rest still read.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus import marks, rows, schema
from corpus.connections import UNREADABLE, explained
from corpus.context import passage_unit, sentence_unit
from corpus.document import Document, Passage
from corpus.entry import Entry, Record
from corpus.fault import Fault, Part, derived, lost
from corpus.opening import open_for_reading

FLOAT_BYTES = 4
SOURCES = ("documents", "meta")  # the tables that nothing else could be made again from


@contextmanager
def inspected(folder: Path) -> Iterator["Inspection"]:
    """The database of the index in `folder`, for looking at.

    Raises:
        IndexUnusableError: It is missing, of another version, or no database.
    """
    connections = open_for_reading(folder, pages=False)
    with closing(connections), connections.lend() as connection, explained(connections.file):
        connection.execute("ATTACH '' AS scratch")  # a private file, gone with the connection
        connection.execute("BEGIN")
        yield Inspection(connection)


class Inspection:
    """One generation of an index; make it with `inspected`.

    Attributes:
        generation: Which.
        model: What it records of its model: name and dimension, where it does.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        found = self._readable("SELECT generation FROM state")
        self.generation: int | None = int(found[0][0]) if len(found) == 1 else None
        meta = {row[0]: row[1] for row in self._readable("SELECT key, value FROM meta")}
        self.model: str | None = meta.get("model")
        said = meta.get("dimension", "")
        self.dimension: int | None = int(said) if said.isdecimal() and int(said) else None

    def database(self) -> Iterator[Fault]:
        """What is wrong with the file as such: pages, tables, references, generation, model."""
        yield from self._pages()
        yield from self._tables()
        yield from self._references()
        yield from self._marks()
        if self.generation is None:
            yield derived(Part.DATABASE, "the generation is not recorded")
        if self.model is None or self.dimension is None:
            what = "the index does not record the model and dimension of its vectors"
            remedy = "name the model: `phasebook check --repair --model NAME`"
            yield lost(Part.MODEL, what, remedy)

    def ids(self) -> list[str]:
        """Every document's id, in order."""
        return rows.ids(self._connection)

    def entry(self, name: str) -> tuple[Entry | None, list[Fault]]:
        """A document with what can be read of what is derived from it, and what is wrong with it.

        The entry is None where the document itself is not what was written.
        """
        try:
            document, digests = self._document(name)
        except UNREADABLE as error:
            remedy = f"add it again from its file, after `phasebook remove {name}`"
            what = f"the document {name!r} is not what was written ({error})"
            return None, [lost(Part.DOCUMENTS, what, remedy, name)]
        passages, faults = self._passages(document)
        entry = Entry(document, tuple(passages), tuple(self._records(name)), self._held(name))
        faults += self._vectors(entry)
        faults += self._order(name)
        return entry, [*faults, *_changed(entry, digests)]

    def words(self) -> list[Fault]:
        """What is wrong with the word index: with itself, or held against the passages."""
        try:
            held = self._strays() + self._internal()
        except UNREADABLE as error:
            held = [str(error)]
        return [derived(Part.WORDS, f"the word index is damaged ({what})") for what in held[:1]]

    def _pages(self) -> Iterator[Fault]:
        if self._all("PRAGMA integrity_check(1)") == [("ok",)]:
            return
        found = False
        for table in self._names():
            checked = self._readable(f"PRAGMA integrity_check('{table}')")
            for said in [row[0] for row in checked] or ["its first page"]:
                if said != "ok":
                    found = True
                    make = lost if table in SOURCES else derived
                    yield make(Part.DATABASE, f"the table {table!r} is damaged ({said})")
        if not found:  # free pages, or pages that belong to nothing
            said = self._all("PRAGMA integrity_check(1)")[0][0]
            yield derived(Part.DATABASE, f"the file is damaged outside its tables ({said})")

    def _tables(self) -> Iterator[Fault]:
        with closing(sqlite3.connect(":memory:")) as fresh:
            schema.lay_out(fresh)
            held = _layout(self._connection)
            for name, shape in _layout(fresh).items():
                if held.get(name) != shape:
                    make = lost if name in SOURCES else derived
                    yield make(Part.DATABASE, f"{name!r} is missing, or not as it was laid out")

    def _references(self) -> Iterator[Fault]:
        for table, _, target, _ in self._readable("PRAGMA foreign_key_check"):
            what = f"the table {table!r} holds rows of no row in {target!r}"
            yield derived(Part.DATABASE, what)

    def _marks(self) -> Iterator[Fault]:
        try:
            true = marks.is_true(self._connection)
        except UNREADABLE:
            true = True  # its table or that of the records is damaged, which was said, or a body is
        if not true:
            what = f"the table {marks.TABLE!r} does not say what the claims do"
            yield derived(Part.DATABASE, what)

    def _names(self) -> list[str]:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        return [name for (name,) in self._all(query)]

    def _document(self, name: str) -> tuple[Document, tuple[str, ...]]:
        document = rows.document(self._connection, name)
        digests = self._all("SELECT digest, source, vectors FROM documents WHERE id = ?", name)
        if document is None or rows.source_digest(document) != digests[0][1]:
            message = "its digest"
            raise rows.DamagedRowError(message)
        return document, digests[0]

    def _passages(self, document: Document) -> tuple[list[Passage], list[Fault]]:
        found: list[Passage] = []
        faults: list[Fault] = []
        query = (
            "SELECT row, first, last, body FROM passages WHERE document = ? ORDER BY first, last"
        )
        held = self._connection.execute(query, (document.id,)).fetchall()
        for row, first, last, body in held:
            try:
                passage = rows.read_passage(document, first, last, body)
            except rows.DamagedRowError as error:
                faults.append(derived(Part.PASSAGES, str(error), document.id))
                continue
            found.append(passage)
            faults += _misplaced(document, passage)
            faults += self._misindexed(row, document, passage)
        return found, faults

    def _misindexed(self, row: int, document: Document, passage: Passage) -> Iterator[Fault]:
        query = "SELECT c0, c1, c2 FROM words_content WHERE id = ?"
        if self._connection.execute(query, (row,)).fetchall() != [rows.words(document, passage)]:
            what = f"the word index does not hold the words of the passage {passage.id!r}"
            yield derived(Part.WORDS, what, document.id)

    def _records(self, name: str) -> Iterator[Record]:
        query = "SELECT id, kind, body FROM records WHERE document = ? ORDER BY kind, position"
        return (Record(*row) for row in self._all(query, name))

    def _order(self, name: str) -> Iterator[Fault]:
        """The places of the records, which no digest holds: it is the same in any order."""
        query = "SELECT position FROM records WHERE document = ? ORDER BY position"
        places = [int(place) for (place,) in self._all(query, name)]
        if places != list(range(len(places))):
            what = f"the claims of {name!r} are not in the order in which they were written"
            yield derived(Part.CLAIMS, what, name)

    def _held(self, name: str) -> dict[str, bytes]:
        query = "SELECT unit, vector FROM vectors WHERE document = ?"
        return dict(self._connection.execute(query, (name,)).fetchall())

    def _vectors(self, entry: Entry) -> Iterator[Fault]:
        name = entry.document.id
        wanted = {unit for p in entry.passages for unit in (passage_unit(p), *_sentences(p))}
        for unit in sorted(wanted - entry.vectors.keys()):
            yield derived(Part.VECTORS, f"the vector of {unit!r} is missing", name)
        for unit in sorted(entry.vectors.keys() - wanted):
            yield derived(Part.VECTORS, f"the vector {unit!r} belongs to nothing in {name!r}", name)
        for unit, vector in sorted(entry.vectors.items()):
            if self.dimension and len(vector) != self.dimension * FLOAT_BYTES:
                what = f"the vector of {unit!r} has {len(vector)} bytes, not 4 x {self.dimension}"
                yield derived(Part.VECTORS, what, name)

    def _strays(self) -> list[str]:
        query = "SELECT id FROM words_content WHERE id NOT IN (SELECT row FROM passages) LIMIT 1"
        return ["it holds words of no passage" for _ in self._all(query)]

    def _internal(self) -> list[str]:
        """What FTS5 finds of its index, which it looks through only where it may write: a copy."""
        self._connection.execute(schema.WORDS.format(place="scratch."))
        for name in schema.SHADOWS:
            self._connection.execute(f"DELETE FROM scratch.words_{name}")  # noqa: S608 - our names
            copy = f"INSERT INTO scratch.words_{name} SELECT * FROM main.words_{name}"  # noqa: S608 - our names
            self._connection.execute(copy)
        self._connection.execute("INSERT INTO scratch.words(words) VALUES ('integrity-check')")
        return []  # else it would have raised

    def _readable(self, query: str) -> list[tuple[str, ...]]:
        """Rows; none where they cannot be read."""
        try:
            return self._all(query)
        except UNREADABLE:
            return []

    def _all(self, query: str, *values: str) -> list[tuple[str, ...]]:
        return self._connection.execute(query, values).fetchall()


def _changed(entry: Entry, kept: tuple[str, ...]) -> Iterator[Fault]:
    """Where the digests of what is held are not those that were kept of it."""
    whole, _, vectors = rows.digests_of(entry)
    name = entry.document.id
    if whole != kept[0]:
        what = f"the passages or claims of {name!r} are not what was written (their digest)"
        yield derived(Part.DOCUMENTS, what, name)
    if vectors != kept[2]:
        what = f"the vectors of {name!r} are not what was written (their digest)"
        yield derived(Part.VECTORS, what, name)


def _misplaced(document: Document, passage: Passage) -> Iterator[Fault]:
    """Spans that are not of the document's text, though cutting there gives some words."""
    if passage.span.end > len(document.text):
        what = f"the passage {passage.id!r} reaches beyond the text"
        yield derived(Part.PASSAGES, what, document.id)
    for sentence in passage.sentences:
        if not passage.span.covers(sentence.span):
            what = f"the sentence {sentence_unit(sentence)!r} is not within {passage.id!r}"
            yield derived(Part.SENTENCES, what, document.id)


def _sentences(passage: Passage) -> Iterator[str]:
    return map(sentence_unit, passage.sentences)


def _layout(connection: sqlite3.Connection) -> dict[str, list[tuple[str, ...]]]:
    """Each table or index with its columns: name, type, whether null is allowed, place in key."""
    query = """
        SELECT s.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema AS s
        LEFT JOIN pragma_table_xinfo(s.name) AS c ON s.sql NOT LIKE '%VIRTUAL%'
        ORDER BY s.name, c.cid
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    for name, *column in connection.execute(query):
        found.setdefault(name, []).append(tuple(column))
    return found
