"""Questions in; what their answers will wait for the model for, done ahead for several at once.

The model keeps a core busy outside of Python, and reads several questions in much less time than
one after the other. So whoever comes while it reads waits, and then all who wait are read together,
while answers are made in their turn on another core.
"""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from anyio import Lock, to_thread
from anyio.lowlevel import RunVar

from service.knowledge_base import KnowledgeBase

TOGETHER = 4  # questions at most that are read at once; eight kept answers waiting for longer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A question that waits to be read."""

    kb: KnowledgeBase
    question: str


@dataclass(frozen=True, slots=True)
class _Line:
    """Those of one event loop that wait, and what the one holds who reads."""

    waiting: deque[_Call] = field(default_factory=deque)
    reading: Lock = field(default_factory=Lock)


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
    try:
        async with line.reading:
            if call in line.waiting:  # nobody who read before has read it, too
                count = min(TOGETHER, len(line.waiting))
                batch = [line.waiting.popleft() for _ in range(count)]
                await to_thread.run_sync(_read, batch)
    finally:
        if call in line.waiting:  # whoever asked has gone
            line.waiting.remove(call)


def _read(calls: Sequence[_Call]) -> None:
    for kb in dict.fromkeys(call.kb for call in calls):
        try:
            kb.hear([call.question for call in calls if call.kb is kb])
        except Exception:  # noqa: BLE001 - whoever asked is told when it is answered
            _log.debug("questions could not be read ahead", exc_info=True)
