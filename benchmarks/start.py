"""An index on disk in; how long commands take from a cold start, and what a server needs, out."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlencode
from urllib.request import urlopen

RUNS = 5
QUESTION = "What share of lifetime cost goes to inference?"
PEER = "import sentence_transformers"  # what a question would wait for without the twin
COMMAND = "import sys; from service.cli import main; sys.argv[0] = 'phasebook'; main()"


@dataclass(frozen=True, slots=True)
class Start:
    """Medians of several runs.

    Attributes:
        wall: Seconds until it was done.
        processor: Seconds of processor time.
    """

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        commands: By what was run.
        ready: Seconds until a server answered for the first time.
        megabytes: Resident memory of that server once it had answered a question.
        load: The machine's load average, of the minute before.
    """

    commands: dict[str, Start]
    ready: float
    megabytes: float
    load: float


def measure(index: Path) -> Report:
    """Run each command several times, and a server once."""
    load = os.getloadavg()[0]
    asked = [sys.executable, "-c", COMMAND]
    commands = {
        "phasebook --help": [*asked, "--help"],
        "phasebook ask": [*asked, "ask", "--index", str(index), QUESTION],
        f"python -c '{PEER}'": [sys.executable, "-c", PEER],
    }
    found = {name: _started(command) for name, command in commands.items()}
    began = perf_counter()
    with serving(index) as server:
        ready = perf_counter() - began
        with urlopen(f"{server.url}/v1/ask?{urlencode({'question': QUESTION})}") as answer:  # noqa: S310 - our own server
            answer.read()
        megabytes = server.megabytes()
    return Report(found, ready, megabytes, load)


class serving:  # noqa: N801 - used as a function
    """`phasebook serve` on a free port, as a process of its own.

    Attributes:
        pid: Its process.
        url: Its address.
    """

    def __init__(self, index: Path | str, *options: str) -> None:
        self._index = index
        self._options = options

    def __enter__(self) -> "serving":
        command = [sys.executable, "-c", COMMAND, "serve", "--json", "--port", "0"]
        # As it is served by default, whatever this user has set: no keys, no log of requests.
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PHASEBOOK_")}
        nowhere = Path(__file__).with_name("no-keys.json")
        chosen = {"PHASEBOOK_KEYS": str(nowhere), "PHASEBOOK_LOG": "off"}
        self._process = subprocess.Popen(  # noqa: S603 - our own code
            [*command, "--index", str(self._index), *self._options],
            stdout=subprocess.PIPE,
            text=True,
            env=kept | chosen,
        )
        self.pid = self._process.pid
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        self.url = str(json.loads(self._process.stdout.readline())["url"])
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=60)

    def processor(self) -> float:
        """Seconds of processor time that it took so far, with its workers."""
        known = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        workers = known.read_text(encoding="utf-8").split()
        ticks = 0
        for process in (self.pid, *workers):
            stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
            ticks += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def _started(command: list[str]) -> Start:
    runs = [_run(command) for _ in range(RUNS + 1)][1:]  # the first fills the disk's cache
    return Start(median(run.wall for run in runs), median(run.processor for run in runs))


def _run(command: list[str]) -> Start:
    before, began = os.times(), perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own code
    wall, after = perf_counter() - began, os.times()
    spent = after.children_user + after.children_system
    return Start(wall, spent - before.children_user - before.children_system)
