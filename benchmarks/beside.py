"""Programs over the same passages and questions, each in a process of its own: time, memory, finds.

    python -m benchmarks.beside NAME FOLDER POOL

is such a process: it prints, as JSON, what one program took and found.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.latency import Spread
from benchmarks.pools import Pool, Question, probes, read_pool, single_hop
from benchmarks.quiet import megabytes, quiet, shut
from benchmarks.recall import FIRST, hits, recall


@dataclass(frozen=True, slots=True)
class Beside:
    """What one program did.

    Attributes:
        name: The program.
        indexed: Seconds to index the passages, the model loaded before.
        search: Milliseconds of a search, each for the first time.
        grown: Megabytes that came with the index and the searches.
        resident: Megabytes in the end.
        several: Recall of what takes several passages, of the first five, in percent.
        one: The share of what takes one passage that has it among the first five, in percent.
        load: The machine's load average, of the minute before.
    """

    name: str
    indexed: float
    search: Spread
    grown: float
    resident: float
    several: float
    one: float
    load: float


def measure(names: list[str], folder: Path, pool: Pool) -> Iterator[Beside]:
    """Have each program index the pool and search it."""
    for name in names:
        load = os.getloadavg()[0]
        command = [sys.executable, "-m", "benchmarks.beside", name, str(folder), pool.name]
        done = subprocess.run(  # noqa: S603 - our own code
            command, stdout=subprocess.PIPE, check=True, text=True, env=quiet()
        )
        found = json.loads(done.stdout.splitlines()[-1])
        several, one = _asked(pool)
        rankings = found["rankings"]
        cuts = quantiles(found["ms"], n=20)
        yield Beside(
            name=name,
            indexed=found["indexed"],
            search=Spread(cuts[9], cuts[18]),
            grown=found["resident"] - found["before"],
            resident=found["resident"],
            several=recall(rankings[: len(several)], several),
            one=hits(rankings[len(several) :], one),
            load=load,
        )


def _asked(pool: Pool) -> tuple[list[Question], list[Question]]:
    """Questions that take several passages, and others that take one."""
    return list(pool.questions), [*single_hop(pool), *probes(pool)]


def _main(name: str, folder: Path, pool_name: str) -> None:
    from benchmarks.peers import PEERS  # noqa: PLC0415 - the parent may lack what it imports

    pool = read_pool(folder, pool_name)
    several, one = _asked(pool)
    shut()
    peer = PEERS[name]()
    before = megabytes("VmRSS")
    began = perf_counter()
    peer.index(pool)
    indexed = perf_counter() - began
    peer.search(pool.passages[0][0], FIRST)  # what is only loaded when first asked for
    taken, rankings = [], []
    for question in (*several, *one):
        began = perf_counter()
        rankings.append(peer.search(question.text, FIRST))
        taken.append(1000 * (perf_counter() - began))
    resident = megabytes("VmRSS")
    peer.close()
    found = {"indexed": indexed, "ms": taken, "before": before, "resident": resident}
    sys.stdout.write("\n" + json.dumps({**found, "rankings": rankings}) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
