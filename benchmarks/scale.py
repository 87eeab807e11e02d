"""Numbers of passages in; how long a search and a question take at each, and the memory, out."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from benchmarks.latency import QUESTIONS, Spread
from benchmarks.synthetic import Source
from corpus.store import Store
from kg.ledger import Ledger
from retrieval.embed import Encoder
from retrieval.manyvectors import ManyVectors
from retrieval.stored import is_many
from service.engines.model import model_meta

SIZES = (1_000, 10_000, 100_000)
ENCODED = 50_000  # passages up to which the vectors are the model's
ASKED = 101


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured at one size.

    Attributes:
        passages: How many there are.
        drawn: Whether their vectors are random.
        gigabytes: Of the folder.
        recall: Of the ten nearest passages, the share that is found; 1 where each is compared.
        opened: Seconds until the first answer, with the model's loading, all files made before.
        resident: Megabytes of the process after that, with what it has mapped of files.
        own: The same without that.
        search: Milliseconds of searches, each for the first time.
        ask: Milliseconds of questions, each for the first time.
        search_processor: The same of all processors.
        ask_processor: The same of all processors.
        load: The machine's load average, of the minute before.
    """

    passages: int
    drawn: bool
    gigabytes: float
    recall: float
    opened: float
    resident: float
    own: float
    search: Spread
    ask: Spread
    search_processor: Spread
    ask_processor: Spread
    load: float


def measure(
    encoder: Encoder, folder: Path, sizes: Sequence[int] = SIZES, encoded: int = ENCODED
) -> Iterator[Point]:
    """Write an index of each size below a folder, where it is not there yet, and ask it.

    Args:
        encoder: The model.
        folder: Where the indexes are left.
        sizes: Numbers of passages.
        encoded: Passages up to which the vectors are the model's.
    """
    for size in sizes:
        index = folder / f"passages-{size}"
        drawn = size > encoded
        if not index.exists():
            source = Source(size).entries(None if drawn else encoder.encode, encoder.dimension)
            with Store.open(index, create=True) as store:
                store.replace_all(source, model_meta(encoder))
        recall = _complete(index, encoder)
        load = os.getloadavg()[0]
        found = _opened(index, [*Source(size).questions(ASKED), *QUESTIONS])
        yield Point(
            passages=size,
            drawn=drawn,
            gigabytes=sum(file.stat().st_size for file in index.iterdir()) / 1e9,
            recall=recall,
            opened=found["opened"][0],
            resident=found["resident"][0],
            own=found["own"][0],
            search=_spread(found["search"]),
            ask=_spread(found["ask"]),
            search_processor=_spread(found["search processor"]),
            ask_processor=_spread(found["ask processor"]),
            load=load,
        )


def _complete(index: Path, encoder: Encoder) -> float:
    """Have the files made that a first start makes; the recall of the vectors' one."""
    with Store.open(index, create=True) as store:
        if not is_many(store):
            return 1.0
        Ledger.prepare(store)
        return ManyVectors.open(store, encoder.dimension).made.recall


def _opened(index: Path, questions: list[str]) -> dict[str, list[float]]:
    asked = index.with_suffix(".json")
    asked.write_text(json.dumps(questions), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.opened", str(index), str(asked)]
    _run(command)  # fills the disk's cache, and writes what is written at a first start
    found: dict[str, list[float]] = json.loads(_run(command))
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603 - our own code
    return done.stdout


def _spread(values: list[float]) -> Spread:
    cuts = quantiles(values, n=20)
    return Spread(cuts[9], cuts[18])
