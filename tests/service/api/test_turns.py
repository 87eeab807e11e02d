"""Work waits in line: few at once, whoever came first goes first, and nobody is forgotten."""

import asyncio
from functools import partial
from itertools import pairwise
from threading import Event, Lock

import pytest

from service.api.turns import AT_ONCE, here, in_turn, nobody_works

MANY = 24


def test_few_work_at_once_in_the_order_of_asking() -> None:
    """However many ask."""
    working, most, begun = 0, 0, []
    lock = Lock()
    full = Event()

    def work(number: int) -> int:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
            begun.append(number)
            if working == AT_ONCE:
                full.set()
        assert full.wait(30)  # as many as may work do so together
        with lock:
            working -= 1
        return number

    async def ask() -> list[int]:
        return await asyncio.gather(*(in_turn(partial(work, n)) for n in range(MANY)))

    assert asyncio.run(ask()) == list(range(MANY))
    assert most == AT_ONCE
    for place, number in enumerate(begun):
        overtaken = [other for other in begun[place:] if other < number]
        assert len(overtaken) < AT_ONCE


def test_what_work_raises_is_raised_and_the_turn_goes_on() -> None:
    """A failure takes no place in the line for good."""

    def fail() -> None:
        raise ValueError

    async def ask() -> int:
        for _ in range(AT_ONCE + 1):
            with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
                await in_turn(fail)
        return await in_turn(lambda: 7)

    assert asyncio.run(ask()) == 7
    assert asyncio.run(ask()) == 7  # a line for each event loop


def test_what_waits_for_nothing_is_done_one_by_one_beside_the_rest() -> None:
    """In the order of asking; other work has its turn meanwhile."""
    begun: list[int] = []
    working = Lock()
    other = Event()

    def busy(number: int) -> None:
        assert working.acquire(blocking=False)
        assert other.wait(30)  # which it could not have done in the same line
        begun.append(number)
        working.release()

    async def ask() -> None:
        several = asyncio.gather(*(in_turn(partial(busy, n), busy=True) for n in range(MANY)))
        await asyncio.sleep(0)
        await in_turn(other.set)
        await several

    asyncio.run(ask())
    assert begun == list(range(MANY))


@pytest.mark.parametrize("busy", [True, False])
def test_who_comes_first_is_alone(*, busy: bool) -> None:
    """Until somebody works, and again when that is done."""
    working, done = Event(), Event()

    def work() -> None:
        working.set()
        assert done.wait(30)

    async def ask() -> None:
        assert nobody_works()
        other = asyncio.ensure_future(in_turn(work, busy=busy))
        while not working.is_set():
            await asyncio.sleep(0)
        assert not nobody_works()
        done.set()
        await other
        assert nobody_works()

    asyncio.run(ask())


def test_what_is_done_here_lets_others_go_on() -> None:
    """One after the other in the order of asking; between any two, who only waits has a turn."""
    begun: list[str] = []

    async def other() -> None:
        for _ in range(MANY):
            begun.append("other")
            await asyncio.sleep(0)

    async def ask() -> None:
        works = [here(partial(begun.append, "here")) for _ in range(MANY)]
        await asyncio.gather(*works, other())

    asyncio.run(ask())
    assert begun.count("here") == MANY
    first, last = begun.index("other"), len(begun) - 1 - begun[::-1].index("other")
    while_other_ran = begun[first:last]
    assert "here" in while_other_ran
    assert not any(pair == ("here", "here") for pair in pairwise(while_other_ran))


def test_what_fails_here_stops_nobody() -> None:
    """What it raises is raised, and the next has its turn."""

    async def ask() -> int:
        with pytest.raises(ValueError, match="seven"):
            await here(lambda: int("seven"))
        return await here(lambda: 7)

    assert asyncio.run(ask()) == 7
