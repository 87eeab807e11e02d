"""Keeps a library from loading another that it would only look for: torch takes seconds."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from threading import get_ident
from types import ModuleType


@dataclass(frozen=True, slots=True)
class _Hider(MetaPathFinder):
    """Finds nothing, and for one thread sees to it that nobody else does."""

    names: frozenset[str]
    thread: int = field(default_factory=get_ident)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - of the protocol, as is the next
        target: ModuleType | None = None,  # noqa: ARG002
        /,
    ) -> None:
        """Fail as for a module that is not there, if that is one of those hidden."""
        if fullname in self.names and get_ident() == self.thread:
            what = f"No module named {fullname!r}"
            raise ModuleNotFoundError(what, name=fullname)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Within it, importing the modules of these names fails, as if they were not installed.

    Where one is loaded already, nothing is changed, nor is anything for other threads.
    """
    hider = _Hider(frozenset(names))
    sys.meta_path.insert(0, hider)
    try:
        yield
    finally:
        sys.meta_path.remove(hider)
