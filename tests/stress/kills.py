"""An index and a number of kills in, what became of the acknowledged writes out."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from corpus.opening import FILE
from corpus.store import Store
from service.indexing.integrity import check
from service.knowledge_base import KnowledgeBase
from tests.encoders import HashingEncoder
from tests.stress.plan import expected

QUESTION = "How much memory does the D1 accelerator have?"
MOST = 8  # writes that a writer is allowed, or one more
LONGEST = 0.2  # seconds from the last of them to its death
Writer = Callable[[Path, int, int, Connection], None]


@dataclass
class Tally:
    """What became of the writes."""

    kills: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0  # written, and killed before it was said
    lost: int = 0
    half: int = 0

    def __str__(self) -> str:
        """For the record."""
        return ", ".join(f"{value} {name}" for name, value in vars(self).items())


def kill_often(writers: Sequence[Writer], folder: Path, kills: int, seed: int) -> Tally:
    """Start a writer and kill it at a random moment, again and again, on one index.

    Args:
        writers: What writes in turn: told folder, seed, the write to start with, and whom to tell;
            of one module, which is imported once.
        folder: Of an index that is there.
        kills: How often.
        seed: Of the plan and of the moments.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([writers[0].__module__])
    random = Random(seed)  # noqa: S311 - a choice of moments
    tally, done = Tally(), 0
    for _, writer in zip(range(kills), cycle(writers), strict=False):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=writer, args=(folder, seed, done, theirs))
        process.start()
        theirs.close()
        said = 0
        if random.random() < 0.9:  # else it may die as it opens the index
            said = _heard(ours, random.randrange(MOST))
        time.sleep(random.uniform(0, LONGEST))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL, (
            f"the writer ended by itself: {process.exitcode}"
        )
        said += _said(ours)
        tally.kills += 1
        tally.acknowledged += said
        done = _verified(folder, seed, done + said, tally)
    return tally


def _heard(ours: Connection, writes: int) -> int:
    """Wait until so many writes are acknowledged."""
    for _ in range(writes + 1):  # the first message says that it begins
        assert ours.poll(120), "the writer does not go on"
        ours.recv_bytes()
    return writes


def _said(ours: Connection) -> int:
    """How many writes were acknowledged; the last message may be cut short."""
    count = 0
    with ours:
        try:
            while True:
                count += ours.recv_bytes() != b"ready"
        except (EOFError, OSError):
            return count


def _verified(folder: Path, seed: int, acknowledged: int, tally: Tally) -> int:
    """How many writes are there; at most one more than were acknowledged."""
    report = check(folder)
    tally.half += bool(report.faults)
    assert report.faults == (), report.faults
    with Store.open(folder) as store:
        held = {one.id: one.text for one in store.documents()}
    wanted = expected(seed, acknowledged)
    there = acknowledged
    if held != wanted:
        there += 1
        tally.unacknowledged += 1
        tally.lost += held != expected(seed, there)
        assert held == expected(seed, there), f"after {acknowledged} writes"
    _answers(folder, held)
    return there


def _answers(folder: Path, held: dict[str, str]) -> None:
    """The index opens, and an answer quotes what it holds."""
    with Store.open(folder) as store:
        with KnowledgeBase.of(store, HashingEncoder()) as kb:
            answer = kb.ask(QUESTION)
        for statement in answer.statements:
            for citation in statement.citations:
                span = citation.span
                assert span.of(held[span.document]) == citation.quote
    assert (folder / FILE).is_file()
    assert len(list(folder.iterdir())) < 10, "litter"
