"""Documents in, one transaction each, what changed out: the index is not read as a whole.

    document -> blocks -> claims -> vectors -> one transaction

A document that the index holds as it is, is not written again. Processes may write one index at
the same time: each transaction waits for the one before it.
"""

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from corpus.address import Place
from corpus.document import Document
from corpus.errors import IndexDamagedError, NotFoundError
from corpus.index import Index
from corpus.indexes import open_index
from corpus.split import split
from corpus.structure import read_blocks
from kg.ontology import default_ontology
from kg.record import CLAIM, from_json
from retrieval.embed import Encoder
from service.engines.entries import Progress, entries, silent
from service.engines.model import check_model
from service.indexing.change import Difference, Stated, Written, difference, stated
from service.indexing.states import Action

if TYPE_CHECKING:
    from kg.extraction import Extractor


def prepare() -> None:
    """Do what the first document would wait for: load what reads documents, and have it read one.

    Vocabulary and word lists are then at hand for every writer of the process.
    """
    from kg.extraction import Extractor  # noqa: PLC0415 - heavy

    text = "# Chips\n\nA chip by Acme Inc. in Lund takes 3 W.\n"  # which spaCy is asked to cut
    document = Document("chips", "Chips", text, "markdown")
    blocks = read_blocks(document)
    Extractor(default_ontology()).extract(document, blocks)
    split(document, blocks)


class Writer:
    """Writes documents into an index that exists; safe to call from many threads. Close it."""

    def __init__(self, store: Index, encoder: Encoder) -> None:
        """Write to `store`, which was opened for writing and is closed with this.

        Raises:
            IndexUnusableError: Another model made the index.
        """
        check_model(store, encoder)
        self._store = store
        self._encoder = encoder
        self._writing = Lock()

    @cached_property
    def _extractor(self) -> "Extractor":
        """Made for the first document: most who open an index write none."""
        from kg.extraction import Extractor  # noqa: PLC0415 - heavy

        return Extractor(default_ontology())

    @classmethod
    def open(cls, place: Place, encoder: Encoder) -> "Writer":
        """Write to the index at `place`.

        Raises:
            IndexUnusableError: It cannot be written, or another model made it.
        """
        store = open_index(place, create=True)
        try:
            return cls(store, encoder)
        except BaseException:
            store.close()
            raise

    def put(self, document: Document, progress: Progress = silent) -> Written:
        """Add a document, or replace the one of its id.

        Raises:
            IndexUnusableError: It could not be written; the index is as it was.
        """
        with self._writing:
            former, before = self._former(document.id)
            if former == document:
                return self._unchanged(document)
            (entry,) = entries([document], self._extractor, self._encoder, progress)
            self._store.replace(entry)
        after = stated((from_json(r.body) for r in entry.records), {document.id: document})
        return Written(
            document.id,
            document.title,
            Action.REPLACED if former else Action.ADDED,
            difference(before, after),
            len(entry.passages),
            len(entry.records),
        )

    def remove(self, name: str) -> Written:
        """Delete the document of that id with all that it says.

        Raises:
            NotFoundError: There is none.
            IndexUnusableError: It could not be written; the index is as it was.
        """
        with self._writing:
            former, said = self._former(name)
            self._store.remove(name)
        title = former.title if former else name
        return Written(name, title, Action.REMOVED, Difference(removed=tuple(said)))

    def ids(self) -> list[str]:
        """The ids of all documents, in order."""
        return [*self._store.digests()]

    def compact(self) -> None:
        """Overwrite the words of what was deleted; see `Index.compact`."""
        self._store.compact()

    def close(self) -> None:
        """Give up the index."""
        self._store.close()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _former(self, name: str) -> tuple[Document | None, list[Stated]]:
        """What is there under that id; nothing where it is damaged, so that it can be replaced."""
        try:
            found = self._store.document(name)
            return found, self._said(found)
        except (NotFoundError, IndexDamagedError):
            return None, []

    def _said(self, document: Document) -> list[Stated]:
        records = self._store.records(CLAIM, document.id)
        return stated((from_json(r.body) for r in records), {document.id: document})

    def _unchanged(self, document: Document) -> Written:
        said = self._said(document)
        passages = len(self._store.passages(document.id))
        same = difference(said, said)
        return Written(document.id, document.title, Action.UNCHANGED, same, passages, len(said))
