"""A server that is killed while several clients write to it: what each was told, and what is there.

The server is the real one, a process with its workers; each client has documents of its own.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread

import httpx2

from benchmarks.start import serving
from corpus.store import Store
from service.indexing.integrity import check
from tests.stress.soak import descendants

CLIENTS = 4
NAMES = 3  # documents of a client
LAST = 3  # of every four servers, that whose workers are left to see that it is gone
PATIENCE = 120.0  # seconds
LONGEST = 1.5  # seconds from the first acknowledged write to the death of all processes


@dataclass
class Told:
    """What one client knows of its documents.

    Attributes:
        held: The text of each that is acknowledged to be there.
        doubtful: What the last write, which was not answered, would have left of its document.
        acknowledged: How many writes were.
    """

    held: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str | None] = field(default_factory=dict)
    acknowledged: int = 0


@dataclass
class Toll:
    """What became of the writes."""

    kills: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    lost: int = 0

    def __str__(self) -> str:
        """For the record."""
        return ", ".join(f"{value} {name}" for name, value in vars(self).items())


def kill_servers(index: Path, kills: int, seed: int) -> Toll:
    """Serve an index and kill what serves it, again and again, by one process and by two.

    Now and then only the process is killed that the others were started by.
    """
    random = Random(seed)  # noqa: S311 - a choice of moments
    toll, clients = Toll(), [Told() for _ in range(CLIENTS)]
    for number in range(kills):
        with serving(index, "--workers", str(1 + number % 2)) as server:
            threads = [
                Thread(target=_write, args=(server.url, f"c{n}", told, number))
                for n, told in enumerate(clients)
            ]
            before = sum(told.acknowledged for told in clients)
            for thread in threads:
                thread.start()
            while before == sum(told.acknowledged for told in clients):
                assert any(thread.is_alive() for thread in threads), "no write was taken"
                time.sleep(0.01)
            time.sleep(random.uniform(0, LONGEST))
            workers = descendants(server.pid)
            first_only = number % 4 == LAST  # its workers end by themselves, in order
            for process in (server.pid, *([] if first_only else workers)):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            for thread in threads:
                thread.join()
            _gone(workers)
        toll.kills += 1
        _verify(index, clients, toll)
    toll.acknowledged = sum(told.acknowledged for told in clients)
    return toll


def _gone(processes: list[int]) -> None:
    """Wait until none of them is left."""
    end = time.monotonic() + PATIENCE
    while any(_runs(one) for one in processes):
        assert time.monotonic() < end, "a worker outlives the server"
        time.sleep(0.05)


def _runs(process: int) -> bool:
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] != "Z"
    return False


def _write(address: str, client: str, told: Told, round_: int) -> None:
    """Add, replace and delete documents, one after another, until nobody answers."""
    with httpx2.Client(base_url=address, timeout=60) as http:
        for number, name in zip(count(), _names(client), strict=False):
            path = f"/v1/documents/{name}"
            text = f"The chip {name} has {round_ + 8} GB of memory and {number + 2} cores.\n"
            wanted = None if name in told.held and number % 4 == 3 else text
            told.doubtful = {name: wanted}
            try:
                reply = http.delete(path) if wanted is None else http.put(path, json={"text": text})
            except httpx2.TransportError:
                return
            if reply.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
                return  # its worker ends, and does not know what became of it
            assert reply.status_code in {200, 201, 204}, reply.text
            told.held.pop(name, None)
            if wanted is not None:
                told.held[name] = wanted
            told.doubtful = {}
            told.acknowledged += 1


def _names(client: str) -> Iterator[str]:
    return (f"{client}-{number % NAMES}" for number in count())


def _verify(index: Path, clients: list[Told], toll: Toll) -> None:
    """Each acknowledged write is there, and what was not answered is there whole or not at all."""
    report = check(index)
    assert report.faults == (), report.faults
    with Store.open(index) as store:
        there = {one.id: one.text for one in store.documents()}
    for number, told in enumerate(clients):
        own = {name: text for name, text in there.items() if name.startswith(f"c{number}-")}
        if own != told.held:
            for name, wanted in told.doubtful.items():
                told.held.pop(name, None)
                if wanted is not None:
                    told.held[name] = wanted
            toll.unanswered += 1
        toll.lost += own != told.held
        assert own == told.held
        told.doubtful = {}
