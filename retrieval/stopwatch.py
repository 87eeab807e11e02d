"""How long each stage of a question takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, time_ns
from typing import NamedTuple


class Lap(NamedTuple):
    """One stretch of a stage.

    Attributes:
        stage: Its name.
        began: When, in nanoseconds since 1970.
        seconds: How long it took.
    """

    stage: str
    began: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Seconds by stage: "encode", "search", "graph", "rerank", "claims"; of an answer, more.

    Attributes:
        seconds: In all, by stage.
        laps: Each stretch, in the order in which they ended.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    laps: list[Lap] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent within to the stage's."""
        began, start = time_ns(), perf_counter()
        try:
            yield
        finally:
            took = perf_counter() - start
            self.seconds[name] = self.seconds.get(name, 0.0) + took
            self.laps.append(Lap(name, began, took))
