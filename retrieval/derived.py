"""The file of vectors that stands beside a store, whichever its size asks for."""

from corpus.store import Store
from retrieval import manyvectors, vectors
from retrieval.stored import is_many
from retrieval.vectors import Condition


def name_of(store: Store) -> str:
    """What the file is called."""
    return manyvectors.FILE if is_many(store) else vectors.FILE


def condition(store: Store, dimension: int) -> Condition:
    """Hold the file against the store; only what is damaged or other is a fault."""
    return manyvectors.condition(store) if is_many(store) else vectors.condition(store, dimension)


def refresh(store: Store, dimension: int) -> bool:
    """Make the file again unless it is as it should be; whether that was done.

    Raises:
        IndexUnusableError: It cannot be written.
    """
    if is_many(store):
        return manyvectors.refresh(store, dimension)
    return vectors.VectorIndex.refresh(store, dimension)
