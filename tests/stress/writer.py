"""Writes that follow a plan, each acknowledged when it is done, until the process is killed.

Processes are forked from one that has imported this module, so that a kill costs milliseconds.
"""

from collections.abc import Iterator
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
from service.engines.entries import entries
from service.indexing import sync
from service.indexing.live import Live
from service.indexing.writer import Writer
from service.knowledge_base import KnowledgeBase
from tests.encoders import HashingEncoder
from tests.stress.plan import NAMES, VERSIONS, Write, plan

ENCODER = HashingEncoder()
EXTRACTOR = Extractor(default_ontology())
OPEN_FOR = 4  # writes, after which a server saves what is derived and opens the index again


def through_store(folder: Path, seed: int, start: int, told: Connection) -> None:
    """The store alone, with its file of vectors written after each write."""
    with Store.open(folder, create=True) as store:
        for number, step in _steps(seed, start, told):
            if step.version is None:
                store.remove(step.name)
            else:
                store.replace(entry(step.document))
            _tell(told, number)
            VectorIndex.open(store, ENCODER.dimension)


def through_command(folder: Path, seed: int, start: int, told: Connection) -> None:
    """As `phasebook add` and `phasebook remove` write, from files."""
    files = folder.parent / "files"
    files.mkdir(exist_ok=True)
    with Writer.open(folder, ENCODER) as writer:
        for number, step in _steps(seed, start, told):
            if step.version is None:
                done = sync.remove(writer, [step.name])
            else:
                file = files / f"{step.name}.txt"
                file.write_text(step.document.text, encoding="utf-8")
                done = sync.put_files(writer, [file], lambda *_: None, max_bytes=100_000)
            assert not done.skipped, done.skipped
            _tell(told, number)


def through_server(folder: Path, seed: int, start: int, told: Connection) -> None:
    """As a server writes, which also reads, and saves what is derived when it ends."""
    steps = _steps(seed, start, told)
    while True:
        with Store.open(folder) as store:
            kb = KnowledgeBase.of(store, ENCODER)
        with Live(kb, owned=True) as live:
            for number, step in islice(steps, OPEN_FOR):
                if step.version is None:
                    live.remove(step.name)
                else:
                    live.put(step.document)
                _tell(told, number)


@cache
def entry(document: Document) -> Entry:
    """What the index holds of it, by the real build."""
    (made,) = entries([document], EXTRACTOR, ENCODER)
    return made


def _steps(seed: int, start: int, told: Connection) -> Iterator[tuple[int, Write]]:
    told.send_bytes(b"ready")
    return zip(count(start), islice(plan(seed), start, None), strict=False)


def _tell(told: Connection, number: int) -> None:
    told.send_bytes(str(number).encode())


# Read before the fork, so that it is read once.
for _name in NAMES:
    for _version in range(VERSIONS):
        entry(Write(_name, _version).document)
