"""What was made of things before, kept for when it is asked for again; the rest made at once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakMethod

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Given = TypeVar("Given")
Made = TypeVar("Made")


def remember(kept: dict[Key, Value], key: Key, value: Value, most: int) -> Value:
    """Keep a value, and forget all others first where there are that many; the value.

    >>> kept = {"a": 1}
    >>> remember(kept, "b", 2, most=1), kept
    (2, {'b': 2})
    """
    if len(kept) >= most:
        kept.clear()
    kept[key] = value
    return value


def weakly(method: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """A method, to be kept by what it belongs to: held by itself, that would stay for long.

    Python lets go at once of what nothing holds, but looks for cycles seldom, and never again for
    those that were there when a server began (`gc.freeze`).
    """
    held, name = WeakMethod(method), method.__name__

    def call(given: Given) -> Made:
        alive = held()
        if alive is None:
            message = f"what {name} belongs to has gone"
            raise ReferenceError(message)
        return alive(given)

    return call


class Memory(Generic[Key, Value]):
    """Values by key, the `most` that were asked for last; safe to share between threads.

    >>> squares = Memory(lambda numbers: [n * n for n in numbers], most=100)
    >>> squares.all([3, 4, 3])
    [9, 16, 9]
    """

    def __init__(self, make: Callable[[Sequence[Key]], Sequence[Value]], most: int) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()  # not held while anything is made: two threads may make the same

    def one(self, key: Key) -> Value:
        """The value of one key."""
        return self.all([key])[0]

    def known(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """The values of those keys that have one already."""
        with self._lock:
            return {key: self._kept[key] for key in keys if key in self._kept}

    def all(self, keys: Sequence[Key]) -> list[Value]:
        """The values of several keys, in order; what is not known is made in one go."""
        found = self._touched(keys)
        if len(found) == len(keys):
            return [*found.values()]  # as nearly always: all are known, and none is there twice
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            found |= zip(missing, self._make(missing), strict=True)
            self._keep(keys, found)
        return [found[key] for key in keys]

    def _touched(self, keys: Sequence[Key]) -> dict[Key, Value]:
        """What is known of some keys, which were asked for last from now on."""
        found: dict[Key, Value] = {}
        with self._lock:
            for key in keys:
                if key in self._kept:
                    found[key] = self._kept[key]
                    self._kept.move_to_end(key)
        return found

    def _keep(self, keys: Sequence[Key], values: Mapping[Key, Value]) -> None:
        with self._lock:
            for key in keys:
                self._kept[key] = values[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
