"""A number in, the writes that follow from it out: what an index must hold after each is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from corpus.document import Document
from corpus.load import load_bytes

NAMES = tuple(f"d{i}" for i in range(6))
VERSIONS = 5
REMOVED = 0.3  # of the writes to a document that is there


@dataclass(frozen=True, slots=True)
class Write:
    """A document to be put, or removed where there is no version of it."""

    name: str
    version: int | None

    @property
    def document(self) -> Document:
        """What is put."""
        return load_bytes(text(self.name, self.version).encode(), f"{self.name}.txt")


def text(name: str, version: int | None) -> str:
    """The words of a document; no two versions have the same."""
    return (
        f"The {name.upper()} accelerator has {16 + 8 * (version or 0)} GB of memory. It costs "
        f"${version}00. Inference runs on it all day.\n\n"
        * (1 + (version or 0) % 3)
        + f"Training with {name} takes {version} weeks.\n"
    )


def plan(seed: int) -> Iterator[Write]:
    """Endless writes: documents are added, replaced by another version, and removed."""
    random = Random(seed)  # noqa: S311 - a choice of writes
    held: dict[str, int | None] = {}
    while True:
        name = random.choice(NAMES)
        former = held.get(name)
        if former is not None and random.random() < REMOVED:
            held[name] = None
        else:
            held[name] = random.choice([v for v in range(VERSIONS) if v != former])
        yield Write(name, held[name])


def expected(seed: int, count: int) -> dict[str, str]:
    """The documents' texts after that many writes."""
    held: dict[str, str] = {}
    for write, _ in zip(plan(seed), range(count), strict=False):
        held.pop(write.name, None)
        if write.version is not None:
            held[write.name] = write.document.text
    return held
