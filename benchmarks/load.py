"""A server under load in; how long answers take and how many come in a second, out.

Beside it stands a peer: FastAPI on the same uvicorn that gives the same bytes from a dict. What it
reaches, no service of this make can exceed. Answers are remembered, so each figure is of questions
that were never asked, of a half of such, or of none.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from benchmarks.questions import Sheets, packaged
from benchmarks.start import serving

CLIENTS = (1, 8, 16, 64)
ASKED = 160  # questions a run, shared by the clients
RUNS = 3
SUSTAINED = 60.0, 16  # questions a second, and clients that put them

PEER = """
import json, sys, uvicorn
from fastapi import FastAPI, Request, Response
answers = json.load(open(sys.argv[1]))
app = FastAPI()
@app.post("/v1/ask")
async def ask(request: Request) -> Response:
    return Response(answers[(await request.json())["question"]], media_type="application/json")
config = uvicorn.Config(app, port=0, log_level="critical")
listening = config.bind_socket()
print(listening.getsockname()[1], flush=True)
uvicorn.Server(config).run(sockets=[listening])
"""


@dataclass(frozen=True, slots=True)
class Load:
    """Medians of several runs.

    Attributes:
        p50: Milliseconds of an answer.
        p95: The same, near the end.
        p99: The same, nearer.
        rate: Answers a second.
        processor: Milliseconds of the server's processor time an answer; 0 if not looked at.
    """

    p50: float
    p95: float
    p99: float
    rate: float
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, by the number of clients.

    Attributes:
        ours: `phasebook serve`, by what it was asked.
        peer: The same answers from memory.
        load: The machine's load average, of the minute before.
    """

    ours: dict[str, dict[int, Load]]
    peer: dict[int, Load]
    load: float


def measure(index: Path) -> Report:
    """Put questions to one process and to two, and those asked before to the peer."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        sheets = Sheets(Path(name))
        known = sheets.known()
        with _served(index) as (place, spent, answers):
            rate, clients = SUSTAINED
            paced = [sheets.new(ASKED) for _ in range(RUNS)]
            ours = {
                "new": _runs(*place, sheets.new, spent),
                f"new, {rate:g} a second": {
                    clients: under(*place, clients, paced, spent, rate=rate)
                },
                "half new": _runs(*place, sheets.half_new, spent),
                "asked before": _runs(*place, lambda _: known, spent),
            }
        with _served(index, "--workers", "2") as (place, spent, _):
            again = Sheets(Path(name) / "again")  # to these processes, all of them are new
            ours["new, two processes"] = _runs(*place, again.new, spent)
        kept = Path(name) / "answers.json"
        kept.write_text(json.dumps(answers), encoding="utf-8")
        peer = _peer(kept, known)
    return Report(ours, peer, load)


@contextmanager
def _served(
    index: Path, *options: str
) -> Iterator[tuple[tuple[str, int], Callable[[], float], dict[str, str]]]:
    """A server's place, its processor time and its answers to the packaged questions."""
    with serving(index, *options) as server:
        place = urlsplit(server.url)
        host, port = str(place.hostname), int(place.port or 0)
        answers = {question: _answer(host, port, question) for question in packaged()}
        yield (host, port), server.processor, answers


def _runs(
    host: str, port: int, sheet: Callable[[int], Path], spent: Callable[[], float]
) -> dict[int, Load]:
    """By the number of clients; each run has a sheet of its own."""
    return {n: under(host, port, n, [sheet(ASKED) for _ in range(RUNS)], spent) for n in CLIENTS}


def _peer(answers: Path, questions: Path) -> dict[int, Load]:
    command = [sys.executable, "-c", PEER, str(answers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101 - it was asked for
        port = int(process.stdout.readline())
        try:
            return {n: under("127.0.0.1", port, n, [questions] * RUNS) for n in CLIENTS}
        finally:
            process.terminate()


def _answer(host: str, port: int, question: str) -> str:
    client = HTTPConnection(host, port, timeout=60)
    try:
        body = json.dumps({"question": question})
        client.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
        response = client.getresponse()
        answer = response.read().decode()
        if response.status != HTTPStatus.OK:
            message = f"POST /v1/ask gave {response.status}: {answer}"
            raise RuntimeError(message)
        return answer
    finally:
        client.close()


def under(
    host: str,
    port: int,
    clients: int,
    requests: Sequence[Path],
    spent: Callable[[], float] = lambda: 0.0,
    *,
    rate: float = 0.0,
) -> Load:
    """Several clients at once, with a file of requests for each run; the median of the runs.

    Each asks as soon as it is answered, or all together at a `rate` a second.
    """
    each = str(max(ASKED // clients, 1))
    command = ["-m", "benchmarks.driver", host, str(port), str(clients), each]
    runs = []
    for file in requests:
        before = spent()
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, *command, str(file), str(rate)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
        cuts = quantiles(told["ms"], n=100)
        count = len(told["ms"])
        processor = 1000 * (spent() - before) / count
        runs.append(Load(cuts[49], cuts[94], cuts[98], count / told["seconds"], processor))
    names = ("p50", "p95", "p99", "rate", "processor")
    return Load(*(median(getattr(run, name) for run in runs) for name in names))
