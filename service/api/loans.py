"""A collection's name in, a hold on it out: with others of any process, or alone (`flock`).

Each name has two lock files: whoever wants to be alone closes the gate, then waits for those
inside. A process that dies lets go of what it held.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PAUSE = 0.02  # seconds between two tries
_GATE, _INSIDE = "gate", "inside"


class TakenError(Exception):
    """Somebody else has it."""


class Loans:
    """Who has which collection of a folder, in all processes that serve it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def shared(self, name: str) -> Iterator[None]:
        """Have it with others.

        Raises:
            TakenError: Somebody has it alone.
        """
        if not os.access(self._folder, os.W_OK):  # then nobody can delete anything in it
            yield
            return
        gate = self._locked(name, _GATE, fcntl.LOCK_SH, 0.0)
        try:
            inside = self._locked(name, _INSIDE, fcntl.LOCK_SH, 0.0)
        finally:
            os.close(gate)
        try:
            yield
        finally:
            os.close(inside)

    @contextmanager
    def alone(self, name: str, patience: float) -> Iterator[None]:
        """Have it alone: nobody comes in any more, and who is inside has `patience` seconds.

        Raises:
            TakenError: They have not gone by then.
        """
        gate = self._locked(name, _GATE, fcntl.LOCK_EX, patience)
        try:
            inside = self._locked(name, _INSIDE, fcntl.LOCK_EX, patience)
            try:
                yield
            finally:
                os.close(inside)
        finally:
            os.close(gate)

    def _locked(self, name: str, kind: str, how: int, patience: float) -> int:
        """A handle that holds a lock until it is closed."""
        handle = os.open(self._folder / f".{name}.{kind}", os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, how | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    os.close(handle)
                    raise TakenError(name) from None
                time.sleep(_PAUSE)
            else:
                return handle
