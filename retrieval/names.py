"""Many names in order, packed: a million of them take the memory of their letters, or none at all.

What is packed can be mapped from a file; a name is found by halving.
"""

from collections.abc import Iterable, Sequence
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray


class Names(Sequence[str]):
    """Names in the order of their UTF-8 bytes, each once.

    >>> names = Names.of(["b", "a", "cc"])
    >>> names[2], names.row("b"), names.row("bb")
    ('cc', 1, None)
    """

    def __init__(self, letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        """Take what was packed before.

        Args:
            letters: All names in order, one behind the other.
            ends: Where each of them ends.
        """
        self.letters = letters
        self.ends = ends

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Pack names that come in any order."""
        written = sorted(name.encode() for name in names)
        letters = np.frombuffer(b"".join(written), dtype=np.uint8)
        return cls(letters, np.cumsum([len(one) for one in written], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The name at a place, or those of a slice."""
        if isinstance(place, slice):
            return [self[row] for row in range(*place.indices(len(self)))]
        return self._bytes(range(len(self))[place]).decode()

    def row(self, name: str) -> int | None:
        """Where a name stands; None where it is not there."""
        wanted = name.encode()
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self._bytes(low) == wanted else None

    def _bytes(self, row: int) -> bytes:
        start = self.ends[row - 1] if row else 0
        return self.letters[start : self.ends[row]].tobytes()
