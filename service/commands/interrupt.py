"""Ctrl-C that no library can swallow: it interrupts at once, and is remembered until it is heeded.

Libraries that catch everything while they load would otherwise lose it, and the work would go on.
"""

import signal
import sys
from threading import Event
from types import FrameType

_asked = Event()


def remember() -> None:
    """Remember every Ctrl-C from now on; a process that was told to ignore it goes on doing so."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _unraisable


def check() -> None:
    """Stop if Ctrl-C was pressed.

    Raises:
        KeyboardInterrupt: It was.
    """
    if _asked.is_set():
        raise KeyboardInterrupt


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt


def _unraisable(lost: "sys.UnraisableHookArgs") -> None:
    """Say nothing of an interrupt that a destructor lost: it is remembered."""
    if lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)
