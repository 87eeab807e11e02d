"""Files in; how much text is indexed a minute on a core, and in how much memory, out.

The text is real: the packaged documents and the field's, under new names as often as it takes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from time import process_time

from corpus.load import find_files, load_file
from corpus.packaged import packaged_documents
from kg.extraction import Extractor
from kg.ontology import default_ontology
from retrieval.embed import Encoder, TokenVectors, Vectors, default_folder
from service.engines.entries import entries

ROOT = Path(__file__).parents[1]
SETS = ("field",)  # of tests/
RUNS = ((1, 1), (3, 1), (3, 2))  # times the text, processes


@dataclass(frozen=True, slots=True)
class Run:
    """What one build took.

    Attributes:
        processes: How many read.
        megabytes: Of text.
        documents: How many.
        seconds: Until it was done.
        processor: Seconds of all processors, with what loading the processes took.
        own: Megabytes that the build's own process held at most.
        worker: The same of the largest that it started.
        load: The machine's load average, of the minute before.
    """

    processes: int
    megabytes: float
    documents: int
    seconds: float
    processor: float
    own: float
    worker: float
    load: float


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the time goes, in seconds of one core for a megabyte of text.

    Attributes:
        extract: Blocks, sentences and claims.
        embed: The vectors of passages and sentences.
        peer: The same texts by sentence-transformers, 32 at once.
        texts: How many texts a kilobyte has.
        tokens: How many tokens a byte, of those texts.
    """

    extract: float
    embed: float
    peer: float
    texts: float
    tokens: float


def measure() -> Iterator[Run]:
    """Build the same text several times over."""
    for times, processes in RUNS:
        with TemporaryDirectory() as name:
            files = Path(name) / "files"
            size, documents = _write(files, times)
            load = os.getloadavg()[0]
            places = (str(files), str(Path(name) / "index"))
            command = [sys.executable, "-m", "benchmarks.built", *places, str(processes)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own code
            found = json.loads(done.stdout)
        yield Run(
            processes,
            size / 1e6,
            documents,
            found["seconds"],
            found["processor"],
            found["own"],
            found["worker"],
            load,
        )


def parts(encoder: Encoder) -> Parts:
    """Time each part by itself, on the text once."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - heavy

    documents = [load_file(file) for file in _files()]
    size = sum(len(one.text.encode()) for one in documents) / 1e6
    asked = _Asked(encoder)
    began = process_time()
    entries(documents, Extractor(default_ontology()), asked)
    whole = process_time() - began
    model = SentenceTransformer(str(default_folder()), device="cpu")
    began = process_time()
    model.encode(asked.texts, batch_size=32, show_progress_bar=False)
    peer = process_time() - began
    tokens = sum(
        map(len, model.tokenizer(asked.texts, truncation=True, max_length=256)["input_ids"])
    )
    return Parts(
        extract=(whole - asked.seconds) / size,
        embed=asked.seconds / size,
        peer=peer / size,
        texts=len(asked.texts) / size / 1e3,
        tokens=tokens / size / 1e6,
    )


class _Asked:
    """An encoder that notes what it was asked for, and what that took."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.texts: list[str] = []
        self.seconds = 0.0
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        began = process_time()
        found = self._encoder.encode(texts)
        self.seconds += process_time() - began
        self.texts += texts
        return found

    def tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text."""
        return self._encoder.tokens(texts)


def _files() -> list[Path]:
    return [*packaged_documents(), *find_files([ROOT / "tests" / n / "documents" for n in SETS])]


def _write(folder: Path, times: int) -> tuple[int, int]:
    """Copy the files so many times; the bytes of their text, and how many there are."""
    folder.mkdir()
    size = count = 0
    for file in _files():
        text = len(load_file(file).text.encode())
        for number in range(times):
            copy(file, folder / f"{file.stem}-{number}{file.suffix}")
            size, count = size + text, count + 1
    return size, count
