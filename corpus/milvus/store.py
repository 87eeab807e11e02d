"""Entries in, documents, passages, records, vectors and both searches out: an index in Milvus.

    with MilvusStore.open(place_of("milvus://127.0.0.1:19530/papers"), create=True) as store:
        store.replace(entry)

It is what `corpus/store.py` is, and readers see whole states here, too: rows are added first, and
then the one row is replaced that says which are seen. A build goes to collections of its own, which
take the place of the former ones in the same step. What a killed writer left is deleted by the
next.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from secrets import randbelow
from typing import Self

from corpus.address import Remote
from corpus.entry import Entry
from corpus.milvus.build import add, build
from corpus.milvus.client import Server
from corpus.milvus.lease import Lease
from corpus.milvus.reader import Reader, unknown
from corpus.milvus.state import KEY, State
from corpus.milvus.tables import KEY as ROW
from corpus.milvus.tables import OF_DOCUMENTS, STATE, VERSION
from corpus.milvus.view import View, Views, read

SWEPT = 500  # versions that are gone at which their rows are deleted without being asked


class MilvusStore(Reader):
    """An index in Milvus; use it as a context manager, from as many threads as you like."""

    def __init__(self, server: Server, views: Views, view: View | None = None) -> None:
        """Take a connection, which is closed with this; see `Reader`."""
        super().__init__(server, views, view)
        self._lease = Lease(server)
        self._writing = threading.Lock()
        self._clean = False

    @classmethod
    def open(cls, place: Remote, *, create: bool = False) -> Self:
        """Open the index; with `create`, for writing, and made where there is none.

        Raises:
            IndexUnusableError: It is not there, or the server cannot be reached.
        """
        server = Server.open(place)
        try:
            if create and not server.has(STATE):
                server.make(STATE, "", 0)
            found = cls(server, _views(place))
            if create:
                found._begin()
            else:
                found._views.last(server, now=True)
        except BaseException:
            server.close()
            raise
        return found

    def held(self) -> "MilvusStore":
        """Another that goes on seeing the index as it is now; close it."""
        return MilvusStore(Server.open(self.place), self._views, self._view)

    def renew(self) -> None:
        """Nothing: nothing is kept for a state but its rows."""

    def checkpoint(self) -> None:
        """Nothing: Milvus tidies up by itself."""

    def close(self) -> None:
        """Erase what this store deleted, and give up the connection."""
        try:
            self.compact()
        finally:
            self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def replace(self, entry: Entry) -> None:
        """Write an entry in place of what is there under its document's id, if anything."""
        with self._changing() as state:
            documents = self._views.last(self._server).documents
            if not documents:
                self._build(state, [entry], state.meta)
                return
            former = documents.get(entry.document.id)
            add(self._server, state, entry)
            gone = [former.version] if former else []
            self._commit(replace(state.without(*gone), next=state.next + 1))

    def replace_all(self, entries: Iterable[Entry], meta: Mapping[str, str] | None = None) -> None:
        """Write these entries in place of everything; with `meta`, that in place of the old."""
        with self._changing() as state:
            self._build(state, entries, dict(state.meta if meta is None else meta))

    def _build(self, former: State, entries: Iterable[Entry], meta: dict[str, str]) -> None:
        """The former collections stay until the next write, for those who still read them."""
        made = build(self._server, entries, meta, self._lease.extend)
        self._commit(replace(made, generation=former.generation + 1))

    def remove(self, name: str) -> None:
        """Delete a document and all that was written with it.

        Its rows are deleted by `compact`, which `close` calls; until then nobody sees them.

        Raises:
            NotFoundError: It is not there.
        """
        with self._changing() as state:
            held = self._views.last(self._server).documents.get(name)
            if held is None:
                raise unknown(name)
            self._commit(state.without(held.version))

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Write these values under their keys; other keys keep theirs."""
        with self._changing() as state:
            self._commit(replace(state.without(), meta={**state.meta, **values}))

    def compact(self) -> None:
        """Delete the rows of what is gone, and let others write.

        It changes nothing that is read, and so no generation.
        """
        if self._clean and self._views.last(self._server).state.gone:
            with self._changing() as state:
                self._sweep(state)
        with self._writing:
            self._lease.give_back()

    def _begin(self) -> None:
        """Make an empty index, where there is none; the first build makes its collections."""
        if read(self._server) is None:
            self._lease.take()
            if read(self._server) is None:
                self._commit(State(randbelow(10**12), epoch=""))

    @contextmanager
    def _changing(self) -> Iterator[State]:
        """The last state, which nobody else changes within."""
        with self._writing:
            lost = self._lease.take()
            state = self._views.last(self._server, now=True).state
            if lost or not self._clean:  # another may have written, or have been killed
                self._delete(state, f"{VERSION} >= {state.next}")
                self._server.drop([state.epoch])
            self._clean = False
            yield state
            self._clean = True

    def _commit(self, state: State) -> None:
        """Have a state seen, by this process at once."""
        self._server.put(STATE, {ROW: KEY, "value": state.to_json()})
        self._views.last(self._server, now=True)
        if len(state.gone) >= SWEPT:
            self._sweep(state)

    def _sweep(self, state: State) -> None:
        self._delete(state, f"{VERSION} in {[*state.gone]}")
        swept = replace(state, gone=(), swept=state.generation)
        self._server.put(STATE, {ROW: KEY, "value": swept.to_json()})
        self._views.last(self._server, now=True)

    def _delete(self, state: State, wanted: str) -> None:
        for table in OF_DOCUMENTS if state.epoch else ():
            self._server.delete(table, state.epoch, wanted)


_known: dict[Remote, Views] = {}
_knowing = threading.Lock()


def _views(place: Remote) -> Views:
    """The states of an index: what one part of this process writes, all others see at once."""
    with _knowing:
        if place not in _known:
            _known[place] = Views(place)
        return _known[place]
