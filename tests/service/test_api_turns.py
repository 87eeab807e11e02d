"""Work waits in line: few at once, whoever came first goes first, and nobody is forgotten."""

import asyncio
from functools import partial
from threading import Event, Lock

import pytest

from service.api.turns import AT_ONCE, in_turn

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
