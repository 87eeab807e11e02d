"""Tasks in, what came of them out as it comes, with no more of them under way than there is room.

The tasks are taken by the caller's thread, and only when there is room for another.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Handle = TypeVar("Handle")
Result = TypeVar("Result")


def windowed(
    items: Iterable[Item],
    start: Callable[[Item], Handle],
    finish: Callable[[list[Handle]], tuple[list[Result], list[Handle]]],
    room: int,
) -> Iterator[Result]:
    """Start work on items as long as there is room, and give what is finished.

    Args:
        items: What to work on.
        start: Begins one, and gives a handle to it.
        finish: Waits until some of these are done: gives their results, and the others.
        room: How many are under way at most.

    >>> list(windowed("abc", str.upper, lambda begun: (begun[:1], begun[1:]), 2))
    ['A', 'B', 'C']
    """
    left = iter(items)
    under_way = [start(item) for item in islice(left, room)]
    while under_way:
        results, under_way = finish(under_way)
        for result in results:
            yield result
            under_way += [start(item) for item in islice(left, 1)]
