"""Questions in; what their answers will wait for the model for, done ahead for several at once.

The model keeps a core busy outside of Python, and reads several questions in much less time than
one after the other. So whoever comes while it reads waits, and then all who wait are read together,
while answers are made in their turn on another core.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from anyio.lowlevel import RunVar

from service.knowledge_base import KnowledgeBase

TOGETHER = 4  # questions at most that are read at once; eight kept answers waiting for longer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A question that waits to be read."""

    kb: KnowledgeBase
    question: str
    read: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Line:
    """Those of one event loop that wait, and the task that has them read, while there are any."""

    waiting: deque[_Call] = field(default_factory=deque)
    reading: "asyncio.Task[None] | None" = None


_line: RunVar[_Line] = RunVar("line of questions")


async def heard(kb: KnowledgeBase, question: str) -> None:
    """Have a question read ahead; what fails here fails again where its answer is made."""
    try:
        line = _line.get()
    except LookupError:
        line = _Line()
        _line.set(line)
    call = _Call(kb, question)
    line.waiting.append(call)
    if line.reading is None:
        line.reading = asyncio.create_task(_read_all(line))
    try:
        await call.read.wait()
    finally:
        if call in line.waiting:  # whoever asked has gone
            line.waiting.remove(call)


async def _read_all(line: _Line) -> None:
    """Read those who wait, several at once, until nobody does.

    The next are begun before those who were read go on: their answers keep the loop busy.
    """
    loop = asyncio.get_running_loop()
    try:
        while line.waiting:
            count = min(TOGETHER, len(line.waiting))
            batch = [line.waiting.popleft() for _ in range(count)]
            try:
                await loop.run_in_executor(None, _read, batch)  # anyio would let others go on first
            except RuntimeError:  # there is no thread to be had
                _log.debug("questions could not be read ahead", exc_info=True)
            finally:
                for call in batch:
                    call.read.set()
    finally:
        line.reading = None


def _read(calls: Sequence[_Call]) -> None:
    for kb in dict.fromkeys(call.kb for call in calls):
        try:
            kb.hear([call.question for call in calls if call.kb is kb])
        except Exception:  # noqa: BLE001 - whoever asked is told when it is answered
            _log.debug("questions could not be read ahead", exc_info=True)
