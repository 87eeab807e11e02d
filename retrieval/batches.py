"""Calls that many threads make at the same time, done several at once.

Whoever finds a lane free does its own at once; those who come meanwhile wait, and the first of them
then does all that wait, up to a limit. Nobody waits for more calls to come, so a lone call takes no
longer than it would without this.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Call(Generic[Item, Result]):
    """One call: what it is about, and what has come of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = Event()  # it is done, or its thread's turn to work has come
        self.done = False
        self.results: list[Result] = []
        self.error: BaseException | None = None


class Batches(Generic[Item, Result]):
    """Does what several threads ask for in as few calls as may be.

    >>> doubled = Batches(lambda numbers: [2 * n for n in numbers], most=8, lanes=1)
    >>> doubled(21)
    42
    """

    def __init__(
        self, work: Callable[[Sequence[Item]], Sequence[Result]], *, most: int, lanes: int
    ) -> None:
        """Prepare.

        Args:
            work: Items to their results, in order; called by up to `lanes` threads at once.
            most: How many items it is given at most.
            lanes: How often it may run at once.
        """
        self._work = work
        self._most = most
        self._free = lanes  # above 0 only while nobody waits
        self._waiting: deque[_Call[Item, Result]] = deque()
        self._lock = Lock()  # never held while anything is worked on

    def __call__(self, item: Item) -> Result:
        """The result for one item; what the work raises is raised to all that it was done for."""
        call = _Call[Item, Result](item)
        with self._lock:
            leads = self._free > 0
            if leads:
                self._free -= 1
            else:
                self._waiting.append(call)
        if not leads:
            call.woken.wait()
        if not call.done:
            self._lead(call)
        if call.error is not None:
            raise call.error
        return call.results[0]

    def _lead(self, first: _Call[Item, Result]) -> None:
        """Do a call and those that wait, then leave the lane to the next."""
        with self._lock:
            more = min(self._most - 1, len(self._waiting))
            batch = [first, *(self._waiting.popleft() for _ in range(more))]
        try:
            results = self._work([call.item for call in batch])
            for call, result in zip(batch, results, strict=True):
                call.results.append(result)
        except BaseException as error:  # noqa: BLE001 - handed to those who asked
            for call in batch:
                call.error = error
        for call in batch:
            call.done = True
            call.woken.set()
        self._pass_on()

    def _pass_on(self) -> None:
        with self._lock:
            if not self._waiting:
                self._free += 1
                return
            heir = self._waiting.popleft()
        heir.woken.set()
