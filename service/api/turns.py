"""Work that keeps the processor busy in, its results out: a few at once, in the order of asking.

One thread more than there is work for makes all others slower: Python runs one at a time, and they
would only interrupt each other. So who asks at the same time waits in line, not in a crowd.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter, Lock, to_thread
from anyio.lowlevel import RunVar, checkpoint

AT_ONCE = 2  # one waits for the model, or for the index, while the other computes
BETWEEN = 3  # rounds of the loop that all else has after what it did itself


@dataclass(frozen=True, slots=True)
class _Line:
    """Where work of one event loop waits.

    Attributes:
        any: For its turn.
        busy: Before that, such as waits for nothing once it has begun.
        here: What the loop does itself.
    """

    any: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    busy: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    here: Lock = field(default_factory=Lock)


_line: RunVar[_Line] = RunVar("line")
Result = TypeVar("Result")


async def in_turn(work: Callable[[], Result], *, busy: bool = False) -> Result:
    """The result of some work, done in a thread when its turn has come.

    Args:
        work: What to do.
        busy: Whether it waits for nothing, neither the model nor the index, so that two of its like
            at once would take longer than one after the other.
    """
    line = _here()
    async with AsyncExitStack() as stack:
        if busy:
            await stack.enter_async_context(line.busy)
        return await to_thread.run_sync(work, limiter=line.any)


async def here(work: Callable[[], Result]) -> Result:
    """The result of some work that takes milliseconds, done by the loop itself, between others.

    Another thread would be slower: the two would only take Python from each other, on cores that
    have other things at hand. One is done at a time, so that all else goes on.
    """
    async with _here().here:
        result = work()
        for _ in range(BETWEEN):
            await checkpoint()
        return result


def nobody_works() -> bool:
    """Whether the next to ask has its turn at once."""
    line = _here()
    return not (line.any.borrowed_tokens or line.busy.borrowed_tokens)


def _here() -> _Line:
    try:
        return _line.get()
    except LookupError:
        line = _Line()
        _line.set(line)
        return line
