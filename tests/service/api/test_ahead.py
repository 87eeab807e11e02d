"""Questions are read ahead together, each once, whoever comes, leaves or fails meanwhile."""

import asyncio
from collections.abc import Sequence
from threading import Event, Lock
from typing import cast

import pytest

from service.api.ahead import TOGETHER, heard
from service.knowledge_base import KnowledgeBase

MANY = 3 * TOGETHER


class Hearing:
    """Stands where a knowledge base does: notes what is read together, as slowly as it is told."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.let = Event()
        self.let.set()
        self.busy = Lock()

    def hear(self, questions: Sequence[str]) -> None:
        """Never called twice at the same time."""
        assert self.busy.acquire(blocking=False)
        self.let.wait(30)
        self.batches.append(list(questions))
        self.busy.release()
        if "fail" in questions:
            raise ValueError


def _by(hearing: Hearing, question: str) -> asyncio.Task[None]:
    return asyncio.ensure_future(heard(cast(KnowledgeBase, hearing), question))


async def _begun(hearing: Hearing) -> None:
    while not hearing.busy.locked():
        await asyncio.sleep(0)


def test_who_waits_is_read_together_and_once() -> None:
    """In the order of asking, as many at once as may be."""
    hearing = Hearing()

    async def ask() -> None:
        hearing.let.clear()
        first = _by(hearing, "first")
        await _begun(hearing)
        others = [_by(hearing, str(number)) for number in range(MANY)]
        await asyncio.sleep(0)
        hearing.let.set()
        await asyncio.gather(first, *others)

    asyncio.run(ask())
    first, *rest = hearing.batches
    assert first == ["first"]
    assert [question for batch in rest for question in batch] == [*map(str, range(MANY))]
    assert [len(batch) for batch in rest] == [TOGETHER] * 3


def test_nobody_waits_for_more_to_come() -> None:
    """Who is alone is read alone, at once."""
    hearing = Hearing()
    asyncio.run(heard(cast(KnowledgeBase, hearing), "alone"))
    assert hearing.batches == [["alone"]]


def test_who_leaves_is_not_read_and_stops_nobody() -> None:
    """Neither one who waits nor the one whose question is being read."""
    hearing = Hearing()

    async def ask() -> None:
        hearing.let.clear()
        reading = _by(hearing, "reading")
        await _begun(hearing)
        leaving, staying = _by(hearing, "leaves"), _by(hearing, "stays")
        await asyncio.sleep(0)
        leaving.cancel()
        reading.cancel()
        await asyncio.sleep(0)
        hearing.let.set()
        await staying
        for gone in (leaving, reading):
            with pytest.raises(asyncio.CancelledError):
                await gone

    asyncio.run(ask())
    assert hearing.batches == [["reading"], ["stays"]]


def test_a_failure_is_left_to_whoever_answers() -> None:
    """It is nobody's here, and the next are read."""
    hearing = Hearing()

    async def ask() -> None:
        await heard(cast(KnowledgeBase, hearing), "fail")
        await heard(cast(KnowledgeBase, hearing), "next")

    asyncio.run(ask())
    assert hearing.batches == [["fail"], ["next"]]


def test_nobody_waits_where_there_is_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions that cannot be read ahead are answered as if nobody had tried."""
    hearing = Hearing()

    def refuse(*_: object) -> None:
        raise RuntimeError

    async def ask() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(asyncio.get_running_loop(), "run_in_executor", refuse)
            await asyncio.gather(*(_by(hearing, str(number)) for number in range(MANY)))
        await heard(cast(KnowledgeBase, hearing), "next")

    asyncio.run(ask())
    assert hearing.batches == [["next"]]


def test_each_index_reads_its_own() -> None:
    """Also where questions to several wait together."""
    one, other = Hearing(), Hearing()

    async def ask() -> None:
        one.let.clear()
        first = _by(one, "first")
        await _begun(one)
        both = [_by(one, "a"), _by(other, "b"), _by(one, "c")]
        await asyncio.sleep(0)
        one.let.set()
        await asyncio.gather(first, *both)

    asyncio.run(ask())
    assert one.batches == [["first"], ["a", "c"]]
    assert other.batches == [["b"]]
