"""Writes that follow a plan, each acknowledged when it is done, until the process is killed.

Processes are forked from one that has imported this module, so that a kill costs milliseconds.
"""

from functools import cache
from itertools import count, islice
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.document import Document
from corpus.entry import Entry
from corpus.store import Store
from kg.extraction import Extractor
from kg.ontology import default_ontology
from retrieval.vectors import VectorIndex
from service.build import entries, model_meta
from tests.encoders import HashingEncoder
from tests.stress.plan import NAMES, VERSIONS, Write, plan

ENCODER = HashingEncoder()
EXTRACTOR = Extractor(default_ontology())


@cache
def entry(document: Document) -> Entry:
    """What the index holds of it, by the real build."""
    (made,) = entries([document], EXTRACTOR, ENCODER)
    return made


def write(folder: Path, seed: int, start: int, told: Connection) -> None:
    """Go on with a plan; tell the number of each write once it returned."""
    with Store.open(folder, create=True) as store:
        store.set_meta(model_meta(ENCODER))
        VectorIndex.open(store, ENCODER.dimension)
        told.send_bytes(b"ready")
        for number, step in zip(count(start), islice(plan(seed), start, None), strict=False):
            if step.version is None:
                store.remove(step.name)
            else:
                store.replace(entry(step.document))
            told.send_bytes(str(number).encode())
            VectorIndex.open(store, ENCODER.dimension)


# Read before the fork, so that it is read once.
for _name in NAMES:
    for _version in range(VERSIONS):
        entry(Write(_name, _version).document)
