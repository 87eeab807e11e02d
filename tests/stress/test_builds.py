"""A build that is killed leaves the former index, and ends as if it had not been."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from corpus.store import Store
from service.indexing.build import build
from service.indexing.integrity import check
from tests.encoders import HashingEncoder
from tests.stress.dump import dump
from tests.stress.plan import NAMES, text

COMMAND = [sys.executable, "-m", "service.cli", "build"]
LONGEST = 0.05  # seconds from a step to the death
DOCUMENTS = 12
STEPS = 2 * DOCUMENTS + 6  # more than are told of


def through_build(folder: Path, pages: Path, told: Connection) -> None:
    """Build, and tell of each step."""
    told.send_bytes(b"begun")

    def progress(stage: str, done: int, _total: int) -> None:
        told.send_bytes(f"{stage} {done}".encode())

    build([pages], folder, HashingEncoder(), progress=progress)
    told.send_bytes(b"ended")


def kill_until_done(folder: Path, pages: Path, seed: int) -> int:
    """Start the build again and again, kill it at random, and see the former index each time.

    Returns:
        How often it was killed.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "kg.extraction"])
    random = Random(seed)  # noqa: S311 - a choice of moments
    before, kills = dump(folder), 0
    while True:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=through_build, args=(folder, pages, theirs))
        process.start()
        theirs.close()
        with ours:
            for _ in range(random.randrange(1, STEPS)):
                assert ours.poll(120), "the build does not go on"
                if ours.recv_bytes() == b"ended":
                    process.join()
                    return kills
            time.sleep(random.uniform(0, LONGEST))
            process.kill()
            process.join()
        kills += 1
        assert check(folder).faults == ()
        if dump(folder) != before:  # it came to its end before it died, and said so to nobody
            return kills


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of documents."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(DOCUMENTS):
        name = f"d{number:02}"
        (folder / f"{name}.txt").write_text(text(name, number), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.stress) for seed in range(2, 40))]
)
def test_a_build_that_is_killed_ends_as_one_that_is_not(
    pages: Path, tmp_path: Path, seed: int
) -> None:
    """With the same rows, byte for byte, in every table; nothing is left beside the index."""
    former = tmp_path / "former.txt"
    former.write_text(text(NAMES[0], 1), encoding="utf-8")
    build([pages], tmp_path / "straight", HashingEncoder())
    build([former], tmp_path / "killed", HashingEncoder())
    build([former], tmp_path / "replaced", HashingEncoder())
    build([pages], tmp_path / "replaced", HashingEncoder())
    kills = kill_until_done(tmp_path / "killed", pages, seed)
    assert kills > 0
    assert dump(tmp_path / "killed") == dump(tmp_path / "replaced")
    with Store.open(tmp_path / "killed") as one, Store.open(tmp_path / "straight") as other:
        assert one.fingerprint() == other.fingerprint()
    assert not [file for file in (tmp_path / "killed").iterdir() if "building" in file.name]


@pytest.mark.stress
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_build(tmp_path: Path, number: signal.Signals) -> None:
    """Neither Ctrl-C nor a kill leaves one at work, and what was read is kept."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for count in range(DOCUMENTS):
        long = "\n\n".join(text(f"d{count}", v) for v in range(100))
        (pages / f"d{count}.txt").write_text(long, encoding="utf-8")
    folder = tmp_path / "index"
    heeding = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "--jobs", "2", "--index", str(folder), str(pages)],
        start_new_session=True,
        **heeding,  # type: ignore[call-overload]  # one of its own arguments
    ) as process:
        while not list(folder.glob("*-building")):
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(number)
    assert process.returncode == (130 if number is signal.SIGINT else -number)
    patience = time.monotonic() + 60
    while _members(process.pid) and time.monotonic() < patience:
        time.sleep(0.1)
    assert _members(process.pid) == []


def _members(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (
                os.getsid(int(place.name)) == session
                and "Z" not in (place / "stat").read_text().rpartition(")")[2].split()[0]
            ):
                found.append(int(place.name))
        except OSError:
            continue
    return found
