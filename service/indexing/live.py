"""An index that is read while it changes: the state of it that each reader has, and its writer.

    with live.snapshot() as kb: ...     one state from start to end, whatever is written meanwhile
    live.put(document)                  what changed; every snapshot taken afterwards has it

Readers never wait. What another process writes is noticed when a snapshot is taken, and read in
the background while the former state still answers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread, Timer
from time import perf_counter

from corpus.address import Place, folder_of
from corpus.document import Document
from corpus.errors import IndexUnusableError, PhasebookError
from corpus.indexes import open_index
from kg.naming.unseen import Found
from kg.ontology import Ontology
from retrieval.embed import Encoder, load_encoder
from service.engines.entries import Progress, silent
from service.engines.model import check_model
from service.indexing.change import Written
from service.indexing.writer import Writer
from service.knowledge_base import KnowledgeBase, Load

TIDY_AFTER = 5.0  # seconds without a write after which deleted words are overwritten
SHARE = 0.2  # of the time of a long job that may go into new snapshots

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _State:
    """A state of the index, how many read it, and whether it is closed when none does."""

    kb: KnowledgeBase
    owned: bool
    readers: int = 0
    retired: bool = False
    took: float = 0.0
    made: float = field(default_factory=perf_counter)


class Live:
    """One index, read by many and written by one at a time. Close it, or use it with `with`."""

    def __init__(self, kb: KnowledgeBase, *, owned: bool = False) -> None:
        """Begin with a state of the index.

        Args:
            kb: The state.
            owned: Whether it is closed when it is no longer read; else whoever opened it does.
        """
        self.place = kb.place
        self._state = _State(kb, owned)
        self._encoder: Encoder = kb.encoder
        self._store = open_index(kb.place)
        self._lock = Lock()  # guards the state and its readers
        self._renewing = Lock()  # one new state at a time
        self._noticing = Lock()  # held while somebody looks, or reads what was found
        self._unreadable: int | None = None
        self._writer: Writer | None = None
        self._opening = Lock()
        self._tidying: Timer | None = None

    @classmethod
    def open(cls, place: Place, *, model: str | None = None, load: Load = load_encoder) -> "Live":
        """Open the index at `place` with the model that made it, or refuse `model`.

        Args:
            place: Where it is.
            model: The model; that which made the index where none is given.
            load: Loads a model.

        Raises:
            IndexUnusableError: Where the index is missing, damaged, or made by another model.
            ModelUnusableError: Where the model cannot be loaded.
        """
        kb = KnowledgeBase.open(place, model=model, load=load)
        try:
            return cls(kb, owned=True)
        except BaseException:
            kb.close()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[KnowledgeBase]:
        """The index as it is now, and stays for as long as this is held."""
        self._notice()
        with self._lock:
            state = self._state
            state.readers += 1
        try:
            yield state.kb
        finally:
            self._leave(state)

    @property
    def folder(self) -> Path:
        """Where it is.

        Raises:
            InvalidInputError: In no folder.
        """
        return folder_of(self.place)

    @property
    def ontology(self) -> Ontology:
        """The vocabulary."""
        return self._state.kb.ontology

    def named_in(self, text: str) -> list[Found]:
        """The concepts that a text names, with their places."""
        return self._state.kb.named_in(text)

    def put(
        self, document: Document, progress: Progress = silent, *, more: bool = False
    ) -> Written:
        """Add a document or replace the one of its id.

        Args:
            document: What to write.
            progress: Told how far it is.
            more: Whether others follow at once, so that they may share a new snapshot.

        Raises:
            IndexUnusableError: It could not be written; the index is as it was.
        """
        written = self._writing().put(document, progress)
        self._wrote(more=more)
        return written

    def remove(self, name: str, *, more: bool = False) -> Written:
        """Delete the document of that id with all that it says.

        Raises:
            NotFoundError: There is none.
            IndexUnusableError: It could not be written; the index is as it was.
        """
        written = self._writing().remove(name)
        self._wrote(more=more)
        return written

    def refresh(self) -> None:
        """Let new snapshots have what was written so far, by whomever.

        Raises:
            IndexUnusableError: The index is damaged or gone; the former state goes on answering.
        """
        with self._renewing:
            former = self._state
            if self._store.generation == former.kb.generation:
                return
            began = perf_counter()
            fresh = _State(self._read(former.kb), owned=True)
            fresh.took = perf_counter() - began
            with self._lock:
                self._state, former.retired = fresh, True
                unread = former.readers == 0
            if unread:
                _close(former)
            self._store.checkpoint()
            fresh.kb.renew()

    def close(self) -> None:
        """Give up the index; what is derived of its last state is saved for the next start."""
        if self._tidying:
            self._tidying.cancel()
        with self._renewing, self._opening:
            state = self._state
            if self._writer:
                self._writer.close()
                with suppress(IndexUnusableError):  # another process has deleted it
                    state.kb.save()
            self._store.close()
            _close(state)

    def __enter__(self) -> "Live":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _notice(self) -> None:
        """Have what others wrote read in the background."""
        if not self._noticing.acquire(blocking=False):
            return
        try:
            generation = self._store.generation
        except PhasebookError:  # this state can still be read; whoever writes will be told
            generation = self._state.kb.generation
        if generation in {self._state.kb.generation, self._unreadable}:
            self._noticing.release()
            return
        Thread(target=self._catch_up, args=(generation,), daemon=True).start()

    def _catch_up(self, generation: int) -> None:
        try:
            self.refresh()
        except Exception:  # noqa: BLE001 - a thread has nobody to tell but the log
            self._unreadable = generation
            _log.exception("the changed index cannot be read; answers are from its former state")
        finally:
            self._noticing.release()

    def _read(self, former: KnowledgeBase) -> KnowledgeBase:
        """The index as it is now; read anew where another model has made it."""
        try:
            check_model(self._store, self._encoder)
        except IndexUnusableError:
            self._encoder = load_encoder(self._store.meta.get("model"))
            return KnowledgeBase.of(self._store, self._encoder)
        return KnowledgeBase.of(self._store, self._encoder, former)

    def _writing(self) -> Writer:
        with self._opening:
            if self._writer is None:
                self._writer = Writer.open(self.place, self._encoder)
            return self._writer

    def _wrote(self, *, more: bool) -> None:
        state = self._state
        if not more or perf_counter() - state.made > state.took / SHARE:
            self.refresh()
        if self._tidying:
            self._tidying.cancel()
        self._tidying = Timer(TIDY_AFTER, self._tidy)
        self._tidying.daemon = True
        self._tidying.start()

    def _tidy(self) -> None:
        with self._opening:
            if self._writer:
                self._writer.compact()

    def _leave(self, state: _State) -> None:
        with self._lock:
            state.readers -= 1
            done = state.retired and state.readers == 0
        if done:
            _close(state)


def _close(state: _State) -> None:
    if state.owned:
        state.kb.close()
