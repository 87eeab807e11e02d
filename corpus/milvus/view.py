"""The states of an index in Milvus as this process has seen them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from time import monotonic

from corpus.address import Remote
from corpus.errors import IndexUnusableError
from corpus.milvus.client import Server
from corpus.milvus.rows import Held, version_of
from corpus.milvus.state import KEY, State
from corpus.milvus.tables import DOCUMENTS, OF_DOCUMENTS, PASSAGES, STATE, VERSION

FRESH = 1.0  # seconds for which the state is not asked for again


@dataclass(frozen=True, eq=False)
class View:
    """A state of the index, with its documents.

    Attributes:
        state: The state.
        documents: What is held of each, by id and in order.
        passages: How many they have.
    """

    state: State
    documents: Mapping[str, Held]
    passages: int

    @cached_property
    def names(self) -> dict[int, str]:
        """The documents' ids by version."""
        return {held.version: name for name, held in self.documents.items()}


class Views:
    """The last state of an index, asked for now and then; shared by all who read it here."""

    def __init__(self, place: Remote) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._last: View | None = None
        self._asked = 0.0

    def last(self, server: Server, *, now: bool = False) -> View:
        """The state as it is, or was less than a second ago.

        Args:
            server: Where to ask.
            now: Whether it must be as it is.

        Raises:
            IndexUnusableError: There is no index of that name.
        """
        with self._lock:
            if self._last is None or now or monotonic() - self._asked > FRESH:
                state = read(server)
                if state is None:
                    raise missing(self._place)
                self._last = _view(server, state, self._last)
                self._asked = monotonic()
            return self._last


def read(server: Server) -> State | None:
    """The state of the index, if there is one."""
    if not server.has(STATE):
        return None
    found = server.get(STATE, "", [KEY], ("value",))
    return State.from_json(str(found[0]["value"])) if found else None


def _view(server: Server, state: State, former: View | None) -> View:
    """A state with its documents; those that are known already are not read again."""
    known: dict[str, Held] = {}
    since = state.seen
    if former and former.state.epoch == state.epoch:
        if former.state.generation == state.generation:
            return replace(former, state=state)
        if former.state.generation >= state.swept:
            gone = {*state.gone}
            known = {n: held for n, held in former.documents.items() if held.version not in gone}
            since = f"{VERSION} >= {former.state.next} and {since}"
    found = server.every(DOCUMENTS, state.epoch, since, ("id", "digest", VERSION))
    known |= {str(row["id"]): Held(version_of(row), str(row["digest"])) for row in found}
    # Each collection is asked once for all that was written to it; see `docs/scaling.md`.
    counts = {t.name: server.count(t, state.epoch, state.seen, fresh=True) for t in OF_DOCUMENTS}
    return View(state, dict(sorted(known.items())), counts[PASSAGES.name])


def missing(place: Remote) -> IndexUnusableError:
    """What to say where there is no index."""
    remedy = f"make it with `phasebook build --index {place} PATH`"
    return IndexUnusableError(f"there is no index {str(place)!r}", remedy)
