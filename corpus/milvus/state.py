"""Which rows of an index in Milvus are there: one row of its own, replaced in one step.

A write adds rows of versions that no reader sees yet, and then replaces the state: that is the
moment from which they are seen and the replaced ones are not.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Self

from corpus.milvus.tables import VERSION

KEY = "state"


@dataclass(frozen=True, slots=True)
class State:
    """A state of the index.

    Attributes:
        generation: Raised by each write.
        epoch: Which collections hold it; another for each build.
        next: The first version that is not there yet.
        gone: Versions before it that are no longer there, and whose rows may be.
        length: How many words passages had on average when they were built.
        dimension: Of its vectors.
        swept: The generation in which rows of versions that were gone were deleted last.
        meta: What is known of the index as a whole.
    """

    generation: int
    epoch: str
    next: int = 1
    gone: tuple[int, ...] = ()
    length: float = 0.0
    dimension: int = 0
    swept: int = 0
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """The condition for rows that are there.

        >>> State(5, "e1", next=9, gone=(2, 7)).seen
        'version < 9 and version not in [2, 7]'
        """
        there = f"{VERSION} < {self.next}"
        return f"{there} and {VERSION} not in {[*self.gone]}" if self.gone else there

    def without(self, *versions: int) -> Self:
        """The next state, in which some versions are gone."""
        gone = tuple(sorted({*self.gone, *versions}))
        return replace(self, generation=self.generation + 1, gone=gone)

    def to_json(self) -> str:
        """The state as it is kept.

        >>> State.from_json(State(5, "e1", gone=(2,)).to_json()) == State(5, "e1", gone=(2,))
        True
        """
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, written: str) -> Self:
        """The state that was kept."""
        found = json.loads(written)
        return cls(**{**found, "gone": tuple(found["gone"])})
