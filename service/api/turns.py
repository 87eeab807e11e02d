"""Work that keeps the processor busy in, its results out: a few at once, in the order of asking.

One thread more than there is work for makes all others slower: Python runs one at a time, and they
would only interrupt each other. So who asks at the same time waits in line, not in a crowd.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

AT_ONCE = 2  # one waits for the model, or for the index, while the other computes

_line: RunVar[CapacityLimiter] = RunVar("line")
Result = TypeVar("Result")


async def in_turn(work: Callable[[], Result]) -> Result:
    """The result of some work, done in a thread when its turn has come."""
    try:
        line = _line.get()
    except LookupError:
        line = CapacityLimiter(AT_ONCE)
        _line.set(line)
    return await to_thread.run_sync(work, limiter=line)
