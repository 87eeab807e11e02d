"""Whatever is done together, each gets what it would have got alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

import pytest

from retrieval.batches import Batches

LONG = 30  # seconds; nothing here takes one


class Work:
    """Squares numbers, and remembers in which company."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.running = self.most = 0
        self._lock = Lock()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        """The squares."""
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
            self.batches.append(list(numbers))
        done = [number * number for number in numbers]
        with self._lock:
            self.running -= 1
        return done


@pytest.mark.parametrize(("most", "lanes"), [(1, 1), (8, 1), (3, 2), (8, 4)])
def test_each_caller_gets_its_own_result(most: int, lanes: int) -> None:
    """However many there are; no batch is too large, no lane too many is open."""
    work = Work()
    batches = Batches(work, most=most, lanes=lanes)
    numbers = [(n * 7919 + most * lanes) % 1_000 for n in range(600)]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(batches, numbers)) == [number * number for number in numbers]
    assert sorted(number for batch in work.batches for number in batch) == sorted(numbers)
    assert max(map(len, work.batches)) <= most
    assert work.most <= lanes


def test_those_who_wait_are_done_together() -> None:
    """While one is worked on, others gather; a lone call is a batch of its own."""
    begun, go = Event(), Event()
    seen: list[list[int]] = []

    def work(numbers: Sequence[int]) -> Sequence[int]:
        seen.append(list(numbers))
        begun.set()
        assert go.wait(LONG)
        return numbers

    batches = Batches(work, most=4, lanes=1)
    with ThreadPoolExecutor(7) as pool:
        first = pool.submit(batches, 0)
        assert begun.wait(LONG)
        others = [pool.submit(batches, number) for number in range(1, 7)]
        while len(batches._waiting) < 6:
            pass
        go.set()
        assert [first.result(LONG), *(other.result(LONG) for other in others)] == list(range(7))
    assert [len(numbers) for numbers in seen] == [1, 4, 2]


def test_an_error_is_told_to_those_it_is_about() -> None:
    """And the next callers find a free lane."""

    def work(numbers: Sequence[int]) -> Sequence[int]:
        if 13 in numbers:
            message = "unlucky"
            raise ValueError(message)
        return numbers

    batches = Batches(work, most=1, lanes=1)
    together = Barrier(4)

    def call(number: int) -> int:
        together.wait(LONG)
        return batches(number)

    with ThreadPoolExecutor(4) as pool:
        calls = {number: pool.submit(call, number) for number in (1, 13, 2, 3)}
        for number, made in calls.items():
            if number == 13:
                with pytest.raises(ValueError, match="unlucky"):
                    made.result(LONG)
            else:
                assert made.result(LONG) == number
    assert batches(4) == 4
