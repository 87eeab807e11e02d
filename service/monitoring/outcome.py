"""How asking came out, told to whoever listens in this context: metrics and traces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from retrieval.stopwatch import Lap


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question.

    Attributes:
        kind: What it asked for.
        answered: Whether the documents say it.
        laps: What was done for it, in order.
    """

    kind: str
    answered: bool
    laps: tuple[Lap, ...]


Listener = Callable[[Outcome], None]
_listener: ContextVar[Listener | None] = ContextVar("outcomes", default=None)


@contextmanager
def hearing(listener: Listener) -> Iterator[None]:
    """Have `listener` told of every question answered within, in whichever thread that is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def told(outcome: Outcome) -> None:
    """Tell whoever listens."""
    if listener := _listener.get():
        listener(outcome)
