"""Entries in, rows out, and back; nothing here begins or ends a transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from corpus.document import Document, Passage, Sentence, Span
from corpus.entry import Entry, Record

IDENTITY = ("dimension", "model")  # what of the meta data makes an index another one
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
    spans = ((p.span.start, p.span.end, passage_body(p)) for p in entry.passages)
    records = ((r.kind, r.id, r.body) for r in entry.records)
    return hashed([said, sorted(spans), sorted(records)])


def fingerprint_of(meta: Mapping[str, str], digests: Sequence[tuple[str, str]]) -> str:
    """Hash of an index, given what is known of it as a whole and of each document."""
    return f"sha256:{hashed([[[key, meta.get(key)] for key in IDENTITY], digests])}"


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
    verify(entry)
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*_said(entry.document), *digests_of(entry)),
    )
    _insert_derived(connection, entry)


def replace_derived(connection: sqlite3.Connection, entry: Entry) -> None:
    """Write what is derived of a document that is there, and leave the document as it is."""
    verify(entry)
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


def holders(connection: sqlite3.Connection, term: str) -> int:
    """How many passages have a term, a word as the word index has it, in any column."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, words, row)"
    )
    found = connection.execute("SELECT doc FROM temp.terms WHERE term = ?", (term,)).fetchone()
    return found[0] if found else 0


def title(connection: sqlite3.Connection, name: str) -> str:
    """What a document is called; empty where it is not there."""
    found = connection.execute("SELECT title FROM documents WHERE id = ?", (name,)).fetchone()
    return found[0] if found else ""


def places(connection: sqlite3.Connection, names: Iterable[str]) -> list[tuple[str, int, int]]:
    """Where the passages of documents are, in order."""
    query = """
        SELECT document, first, last FROM passages
        WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document, first, last
    """
    return connection.execute(query, (canonical(list(names)),)).fetchall()


def vectors(connection: sqlite3.Connection, prefix: str) -> sqlite3.Cursor:
    """The units whose names begin with `prefix`, by name, with their vectors."""
    query = "SELECT unit, vector FROM vectors WHERE substr(unit, 1, ?) = ? ORDER BY unit, document"
    return connection.execute(query, (len(prefix), prefix))


def vectors_of(connection: sqlite3.Connection, name: str) -> Iterator[tuple[str, bytes]]:
    """A document's units, by name, with their vectors."""
    query = "SELECT unit, vector FROM vectors WHERE document = ? ORDER BY unit"
    yield from connection.execute(query, (name,)).fetchall()


# Looked up by both parts of its key: a unit's name alone may be that of two documents.
VECTOR_OF_PASSAGE = """
    passages AS p JOIN vectors AS v
    ON v.unit = p.document || '-' || p.first || '-' || p.last AND v.document = p.document
    """


def passage_units(connection: sqlite3.Connection) -> sqlite3.Cursor:
    """The names of the passages that have a vector, in no order."""
    return connection.execute(f"SELECT v.unit FROM {VECTOR_OF_PASSAGE}")  # noqa: S608 - ours


def passage_vectors(connection: sqlite3.Connection, every: int) -> sqlite3.Cursor:
    """The names and vectors of one passage in `every`, as they were written."""
    query = f"SELECT v.unit, v.vector FROM {VECTOR_OF_PASSAGE} WHERE p.row % ? = 0 ORDER BY p.row"  # noqa: S608 - ours
    return connection.execute(query, (every,))


def passage_count(connection: sqlite3.Connection) -> int:
    """How many passages all documents have."""
    found: int = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    return found


def vectors_at(connection: sqlite3.Connection, units: Iterable[str]) -> list[tuple[str, bytes]]:
    """Those of the units that have a vector, with it."""
    query = "SELECT unit, vector FROM vectors WHERE unit IN (SELECT value FROM json_each(?))"
    return connection.execute(query, (canonical(list(units)),)).fetchall()


def passages_at(connection: sqlite3.Connection, names: Iterable[str]) -> Iterator[Passage]:
    """Those of the passages, by their ids, that are there."""
    query = """
        SELECT p.body, substr(d.text, p.first + 1, p.last - p.first)
        FROM passages AS p JOIN documents AS d ON d.id = p.document
        WHERE p.document = ? AND p.first = ? AND p.last = ?
    """
    for name in names:
        place = name.rsplit("-", 2)
        for body, text in connection.execute(query, place).fetchall():
            span = Span(place[0], int(place[1]), int(place[2]))
            yield placed(span, text, span.start, body)


def match(
    connection: sqlite3.Connection,
    expression: str,
    limit: int,
    sources: frozenset[str],
    weights: tuple[float, float, float],
    most: int | None = None,
) -> list[tuple[str, float]]:
    """Ids of the passages that `expression` finds in these documents (all if none), best first.

    With `most`, no more than as many are looked at, and where there are others, they are not found.
    """
    if most is not None and not sources:
        query = """
            WITH found AS MATERIALIZED (
                SELECT rowid AS place, -bm25(words, ?, ?, ?) AS score FROM words
                WHERE words MATCH ? LIMIT ?
            ), best AS (SELECT score FROM found ORDER BY score DESC LIMIT ?)
            SELECT document || '-' || first || '-' || last, score
            FROM found JOIN passages ON row = place
            WHERE score >= (SELECT min(score) FROM best)
            ORDER BY score DESC, document, first, last LIMIT ?
        """
        values = (*weights, expression, most, limit, limit)
        return connection.execute(query, values).fetchall()
    within = "AND document IN (SELECT value FROM json_each(?))" if sources else ""
    query = f"""
        SELECT document || '-' || first || '-' || last, -bm25(words, ?, ?, ?) AS score
        FROM words JOIN passages ON row = words.rowid
        WHERE words MATCH ? {within}
        ORDER BY score DESC, document, first, last LIMIT ?
    """  # noqa: S608 - ours; a condition that always holds takes as long as the search
    wanted = (canonical(sorted(sources)),) if sources else ()
    return connection.execute(query, (*weights, expression, *wanted, limit)).fetchall()


def some(connection: sqlite3.Connection, expression: str, limit: int) -> list[str]:
    """Ids of passages that `expression` finds, as many at most, unranked."""
    query = """
        SELECT document || '-' || first || '-' || last FROM (
            SELECT rowid AS found FROM words WHERE words MATCH ? LIMIT ?
        ) JOIN passages ON row = found
    """
    return [name for (name,) in connection.execute(query, (expression, limit)).fetchall()]


def texts(connection: sqlite3.Connection, expression: str, limit: int) -> list[str]:
    """The texts of such passages, which the word index keeps."""
    query = "SELECT text FROM words WHERE words MATCH ? LIMIT ?"
    return [text for (text,) in connection.execute(query, (expression, limit)).fetchall()]


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


def verify(entry: Entry) -> None:
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
        (source.id, span.start, span.end, passage_body(passage)),
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


def passage_body(passage: Passage) -> str:
    """What a passage says beside its words, as canonical JSON."""
    sentences = [[s.span.start, s.span.end, s.context] for s in passage.sentences]
    return canonical([passage.path, sentences, passage.boilerplate])


def read_passage(source: Document, first: int, last: int, body: str) -> Passage:
    """A passage of a document from its row.

    Raises:
        DamagedRowError: No passage was written as that.
    """
    try:
        span = Span(source.id, first, last)
    except (ValueError, TypeError) as error:
        message = f"the passage {first}-{last} of {source.id!r} cannot be read"
        raise DamagedRowError(message) from error
    return placed(span, source.text, 0, body)


def placed(span: Span, words: str, first: int, body: str) -> Passage:
    """The passage at that place of a document, of which `words` are those from `first` on."""

    def said(at: Span) -> str:
        return words[at.start - first : at.end - first]

    def sentence(start: int, end: int, context: list[str]) -> Sentence:
        at = Span(span.document, start, end)
        return Sentence(at, said(at), tuple(context))

    try:
        path, sentences, boilerplate = json.loads(body)
        quoted = tuple(sentence(*row) for row in sentences)
        return Passage(span, said(span), tuple(path), quoted, bool(boilerplate))
    except (ValueError, TypeError) as error:
        message = f"the passage {span.start}-{span.end} of {span.document!r} cannot be read"
        raise DamagedRowError(message) from error
