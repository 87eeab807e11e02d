"""Entries in, rows out, and back; nothing here begins or ends a transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from corpus.document import Document, Passage, Sentence, Span
from corpus.entry import Entry, Record

INSERT_WORDS = "INSERT INTO words (rowid, title, path, text) VALUES (?, ?, ?, ?)"


class DamagedRowError(ValueError):
    """A row that no entry was written as."""


def canonical(value: object) -> str:
    """The one way in which a value is written as JSON here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def hashed(value: object) -> str:
    """Hexadecimal SHA-256 of a value's canonical JSON.

    >>> hashed(["a", 1])[:16]
    '135f17a475a61afd'
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def digest(entry: Entry) -> str:
    """Hash of what an entry says, whatever the order of its passages and records.

    Vectors are left out: they follow from the text and the model, but for the last bits, which
    depend on the processor.
    """
    said = _said(entry.document)
    spans = ((p.span.start, p.span.end, _body(p)) for p in entry.passages)
    records = ((r.kind, r.id, r.body) for r in entry.records)
    return hashed([said, sorted(spans), sorted(records)])


def source_digest(document: Document) -> str:
    """Hash of a document as it was read, which all else of its entry follows from."""
    return hashed(_said(document))


def digests_of(entry: Entry) -> tuple[str, str, str]:
    """What a document's row keeps to know damage by: of its entry, its source and its vectors."""
    vectors = hashlib.sha256()
    for unit, vector in sorted(entry.vectors.items()):
        vectors.update(f"{len(vector)} {unit}\n".encode() + vector)
    return digest(entry), source_digest(entry.document), vectors.hexdigest()


def insert(connection: sqlite3.Connection, entry: Entry) -> None:
    """Write an entry whose document is not there yet."""
    _verify(entry)
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*_said(entry.document), *digests_of(entry)),
    )
    _insert_derived(connection, entry)


def replace_derived(connection: sqlite3.Connection, entry: Entry) -> None:
    """Write what is derived of a document that is there, and leave the document as it is."""
    _verify(entry)
    _delete_words(connection, entry.document.id)
    for table in ("passages", "records", "vectors"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (entry.document.id,))  # noqa: S608 - our names
    connection.execute(
        "UPDATE documents SET digest = ?, source = ?, vectors = ? WHERE id = ?",
        (*digests_of(entry), entry.document.id),
    )
    _insert_derived(connection, entry)


def _insert_derived(connection: sqlite3.Connection, entry: Entry) -> None:
    one = entry.document
    for passage in entry.passages:
        _insert_passage(connection, one, passage)
    connection.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?)",
        ((one.id, r.kind, i, r.id, r.body) for i, r in enumerate(entry.records)),
    )
    connection.executemany(
        "INSERT INTO vectors VALUES (?, ?, ?)",
        ((one.id, unit, vector) for unit, vector in entry.vectors.items()),
    )


def delete(connection: sqlite3.Connection, name: str) -> bool:
    """Delete a document with all that was written with it; whether it was there."""
    _delete_words(connection, name)
    found = connection.execute("DELETE FROM documents WHERE id = ?", (name,)).rowcount > 0
    if found:
        connection.execute("UPDATE state SET deleted = 1")
    return found


def delete_all(connection: sqlite3.Connection) -> None:
    """Delete every document."""
    connection.execute("DELETE FROM words")
    connection.execute("DELETE FROM documents")


def compact(connection: sqlite3.Connection) -> None:
    """Rewrite the word index as one piece: until then it also holds the words of the deleted."""
    connection.execute("INSERT INTO words(words) VALUES ('optimize')")
    connection.execute("UPDATE state SET deleted = 0")


def is_compact(connection: sqlite3.Connection) -> bool:
    """Whether nothing was deleted since `compact`, by whomever."""
    return not connection.execute("SELECT max(deleted) FROM state").fetchone()[0]


def ids(connection: sqlite3.Connection) -> list[str]:
    """Every document's id, in order."""
    return [row[0] for row in connection.execute("SELECT id FROM documents ORDER BY id")]


def document(connection: sqlite3.Connection, name: str) -> Document | None:
    """The document of that id."""
    query = "SELECT id, title, text, markup, publisher FROM documents WHERE id = ?"
    row = connection.execute(query, (name,)).fetchone()
    return Document(*row) if row else None


def passages(connection: sqlite3.Connection, source: Document) -> Iterator[Passage]:
    """A document's passages, in the order of its text."""
    query = "SELECT first, last, body FROM passages WHERE document = ? ORDER BY first, last"
    for row in connection.execute(query, (source.id,)).fetchall():
        yield read_passage(source, *row)


def count(connection: sqlite3.Connection, kind: str) -> int:
    """How many records of one kind there are."""
    query = "SELECT count(*) FROM records WHERE kind = ?"
    found: int = connection.execute(query, (kind,)).fetchone()[0]
    return found


def records(connection: sqlite3.Connection, kind: str, name: str) -> Iterator[Record]:
    """A document's records of one kind, in the order in which they were written."""
    query = "SELECT id, kind, body FROM records WHERE document = ? AND kind = ? ORDER BY position"
    for row in connection.execute(query, (name, kind)).fetchall():
        yield Record(*row)


def vectors(connection: sqlite3.Connection, prefix: str) -> sqlite3.Cursor:
    """The units whose names begin with `prefix`, by name, with their vectors."""
    query = "SELECT unit, vector FROM vectors WHERE substr(unit, 1, ?) = ? ORDER BY unit, document"
    return connection.execute(query, (len(prefix), prefix))


def vectors_of(connection: sqlite3.Connection, name: str) -> Iterator[tuple[str, bytes]]:
    """A document's units, by name, with their vectors."""
    query = "SELECT unit, vector FROM vectors WHERE document = ? ORDER BY unit"
    yield from connection.execute(query, (name,)).fetchall()


def match(
    connection: sqlite3.Connection,
    expression: str,
    limit: int,
    sources: frozenset[str],
    weights: tuple[float, float, float],
) -> list[tuple[str, float]]:
    """Ids of the passages that `expression` finds in these documents (all if none), best first."""
    query = """
        SELECT document || '-' || first || '-' || last, -bm25(words, ?, ?, ?) AS score
        FROM words JOIN passages ON row = words.rowid
        WHERE words MATCH ? AND (? OR document IN (SELECT value FROM json_each(?)))
        ORDER BY score DESC, document, first, last LIMIT ?
    """
    wanted = canonical(sorted(sources))
    return connection.execute(query, (*weights, expression, not sources, wanted, limit)).fetchall()


def digests(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each document's id and the digest of its entry, by id."""
    return connection.execute("SELECT id, digest FROM documents ORDER BY id").fetchall()


def _said(document: Document) -> list[str | None]:
    """A document as the first columns of its row."""
    return [document.id, document.title, document.text, document.markup, document.publisher]


def _delete_words(connection: sqlite3.Connection, name: str) -> None:
    connection.execute(
        "DELETE FROM words WHERE rowid IN (SELECT row FROM passages WHERE document = ?)",
        (name,),
    )


def _verify(entry: Entry) -> None:
    """An entry that quotes what its document does not say is a mistake of the caller's."""
    source = entry.document
    for passage in entry.passages:
        parts: tuple[Passage | Sentence, ...] = (passage, *passage.sentences)
        for part in parts:
            if part.span.document != source.id or part.span.of(source.text) != part.text:
                message = f"not the words of {source.id!r} at {part.span}: {part.text!r}"
                raise ValueError(message)


def _insert_passage(connection: sqlite3.Connection, source: Document, passage: Passage) -> None:
    span = passage.span
    cursor = connection.execute(
        "INSERT INTO passages (document, first, last, body) VALUES (?, ?, ?, ?)",
        (source.id, span.start, span.end, _body(passage)),
    )
    connection.execute(INSERT_WORDS, (cursor.lastrowid, *words(source, passage)))


def insert_words(connection: sqlite3.Connection) -> None:
    """Write the words of every passage that can be read into a word index that is empty."""
    query = "SELECT row, first, last, body FROM passages WHERE document = ?"
    for source in filter(None, (document(connection, name) for name in ids(connection))):
        for row, *kept in connection.execute(query, (source.id,)).fetchall():
            with suppress(DamagedRowError):
                passage = read_passage(source, *kept)
                connection.execute(INSERT_WORDS, (row, *words(source, passage)))


def words(source: Document, passage: Passage) -> tuple[str, str, str]:
    """What the word index holds of a passage: title, path and text."""
    return source.title, " > ".join(passage.path), passage.text


def _body(passage: Passage) -> str:
    """What a passage says beside its words, as canonical JSON."""
    sentences = [[s.span.start, s.span.end, s.context] for s in passage.sentences]
    return canonical([passage.path, sentences, passage.boilerplate])


def read_passage(source: Document, first: int, last: int, body: str) -> Passage:
    """A passage of a document from its row.

    Raises:
        DamagedRowError: No passage was written as that.
    """
    try:
        path, sentences, boilerplate = json.loads(body)
        span = Span(source.id, first, last)
        quoted = tuple(_sentence(source, *row) for row in sentences)
        return Passage(span, span.of(source.text), tuple(path), quoted, bool(boilerplate))
    except (ValueError, TypeError) as error:
        message = f"the passage {first}-{last} of {source.id!r} cannot be read"
        raise DamagedRowError(message) from error


def _sentence(source: Document, start: int, end: int, context: list[str]) -> Sentence:
    span = Span(source.id, start, end)
    return Sentence(span, span.of(source.text), tuple(context))
