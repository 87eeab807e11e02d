"""What is served in, the pool that answers queries over it out; made anew when that changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import TYPE_CHECKING

from kg.sparql.pool import Limits, Pool
from kg.sparql.source import Source
from service.graph.export import source
from service.settings import Settings

if TYPE_CHECKING:
    from service.knowledge_base import KnowledgeBase


class Endpoint:
    """Queries over a source that may change between them. Close it."""

    def __init__(
        self, version: Callable[[], str], read: Callable[[], tuple[str, Source]], limits: Limits
    ) -> None:
        """Prepare to serve what `read` gives, read again where `version` is no longer its own."""
        self._version = version
        self._read = read
        self._limits = limits
        self._lock = Lock()
        self._made: tuple[str, Pool] | None = None

    @property
    def pool(self) -> Pool:
        """The pool over what there is now; the first call makes it."""
        with self._lock:
            if self._made is None or self._made[0] != self._version():
                self._end()
                version, source = self._read()
                self._made = version, Pool(source, self._limits)
            return self._made[1]

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._made:
            self._made[1].close()
        self._made = None


def limits(settings: Settings) -> Limits:
    """What the settings let a query take."""
    return Limits(settings.sparql_timeout, settings.sparql_rows, settings.sparql_workers)


def over(
    snapshot: Callable[[], AbstractContextManager["KnowledgeBase"]], settings: Settings
) -> Endpoint:
    """An endpoint over the graph of an index that may change; `snapshot` gives its state."""

    def version() -> str:
        with snapshot() as kb:
            return kb.fingerprint

    def read() -> tuple[str, Source]:
        with snapshot() as kb:
            return kb.fingerprint, source(kb, settings.iri_base)

    return Endpoint(version, read, limits(settings))
