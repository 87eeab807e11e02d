"""What an index is to those who read and write it, wherever it is kept.

The parts are small, so that each reader names what it needs; `Index` is all of them. What keeps an
index in a folder is `corpus/store.py`, what keeps it in Milvus `corpus/milvus/store.py`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from corpus.address import Place
from corpus.document import Document, Passage, Span
from corpus.entry import Entry, Record

Wanted = Mapping[str, str | Collection[str]]  # values by path; of several, any


class State(Protocol):
    """An index as a whole, and which state of it is seen."""

    @property
    def place(self) -> Place:
        """Where it is."""
        ...

    @property
    def generation(self) -> int:
        """A number that each write raises."""
        ...

    @property
    def meta(self) -> dict[str, str]:
        """What is known of it as a whole: its model, that model's dimension, ..."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it, all that this thread reads is of one generation."""
        ...

    def digests(self) -> dict[str, str]:
        """A hash of all that is indexed of each document, by the documents' ids, in order."""
        ...

    def fingerprint(self) -> str:
        """Hash of all that is indexed: the same documents and model give the same one."""
        ...


class Texts(Protocol):
    """Its documents and their passages."""

    def documents(self) -> list[Document]:
        """All documents, by id."""
        ...

    def document(self, name: str, /) -> Document:
        """The document with that id, or `NotFoundError`."""
        ...

    def title(self, document: str, /) -> str:
        """What a document is called; empty where it is not there."""
        ...

    def passages(self, document: str | None = None, /) -> list[Passage]:
        """The passages of all documents or of one, by document and place."""
        ...

    def passages_at(self, names: Iterable[str], /) -> dict[str, Passage]:
        """Passages by their ids; those that are not there are left out."""
        ...

    def passage_count(self) -> int:
        """How many passages all documents have."""
        ...

    def places(self, documents: Iterable[str], /) -> list[Span]:
        """Where the passages of some documents are, in order; none of what is not there."""
        ...


class Words(Protocol):
    """The words of its passages."""

    def find(
        self,
        words: Sequence[str],
        limit: int,
        documents: frozenset[str] = frozenset(),
        most: int | None = None,
        /,
    ) -> list[tuple[str, float]]:
        """Ids of the passages that have any of some words, with their BM25 scores, best first."""
        ...

    def having(self, word: str, limit: int, /) -> list[str]:
        """Ids of passages that have a word, as many at most, unranked."""
        ...

    def texts_having(self, word: str, limit: int, /) -> list[str]:
        """The texts of such passages."""
        ...

    def held_of(self, words: Iterable[str], /) -> set[str]:
        """Those of some words that any passage has."""
        ...

    def holders(self, term: str, /) -> int:
        """How many passages have a term: a word in lower case, without its inflection."""
        ...


class Records(Protocol):
    """What others keep about its documents."""

    def records(self, kind: str, document: str | None = None, /) -> list[Record]:
        """The records of one kind, of all documents or of one, by document, then as written."""
        ...

    def count(self, kind: str, /) -> int:
        """How many records of one kind there are."""
        ...

    def index_records(self, indexes: Mapping[str, Sequence[str]], /) -> None:
        """Let records be found quickly by what their bodies, which are JSON, have at paths."""
        ...

    def is_indexed(self, indexes: Mapping[str, Sequence[str]], /) -> bool:
        """Whether records are found so."""
        ...

    def records_where(
        self,
        kind: str,
        wanted: Wanted,
        limit: int = -1,
        offset: int = 0,
        order: Sequence[str] = (),
    ) -> list[Record]:
        """The records of one kind whose bodies have these values at these paths, in that order.

        "document", "position" and "id" stand for the record's own.
        """
        ...

    def records_for(
        self, kind: str, wanted: Sequence[Wanted], limit: int, order: Sequence[str] = (), /
    ) -> list[Record]:
        """The same for each of several wants, as many of each; some may be there for several."""
        ...

    def count_where(self, kind: str, wanted: Wanted, /) -> int:
        """How many there are."""
        ...

    def values_of(
        self, kind: str, paths: Sequence[str], wanted: Wanted | None = None, /
    ) -> list[tuple[str | int | None, ...]]:
        """What the bodies of records have at these paths, each once, with how many have it."""
        ...


class Units(Protocol):
    """The vectors of its passages and sentences, as float32 bytes by name."""

    def vectors(self, prefix: str = "", /) -> Iterator[tuple[str, bytes]]:
        """The units whose names begin with `prefix`, by name."""
        ...

    def vectors_of(self, document: str, /) -> list[tuple[str, bytes]]:
        """The units of one document, by name."""
        ...

    def vectors_at(self, units: Iterable[str], /) -> dict[str, bytes]:
        """Those of some units; those that have none are left out."""
        ...


class Index(State, Texts, Words, Records, Units, Protocol):
    """An index, read by many threads; use it as a context manager."""

    def held(self) -> "Index":
        """Another that goes on seeing the index as it is now, whatever is written; close it."""
        ...

    def renew(self) -> None:
        """Let go of what is kept for the state that is held, if it is the last one."""
        ...

    def checkpoint(self) -> None:
        """Tidy up what was written, as far as no reader needs it."""
        ...

    def replace(self, entry: Entry, /) -> None:
        """Write an entry in place of what is there under its document's id, if anything."""
        ...

    def replace_all(
        self, entries: Iterable[Entry], meta: Mapping[str, str] | None = None, /
    ) -> None:
        """Write these entries in place of everything; with `meta`, that in place of the old."""
        ...

    def remove(self, name: str, /) -> None:
        """Delete a document and all that was written with it, or `NotFoundError`."""
        ...

    def set_meta(self, values: Mapping[str, str], /) -> None:
        """Write these values under their keys; other keys keep theirs."""
        ...

    def compact(self) -> None:
        """Erase what was deleted."""
        ...

    def close(self) -> None:
        """Give it up; it cannot be used afterwards."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...
