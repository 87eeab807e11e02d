"""A server under load in; how long answers take and how many come in a second, out.

Beside it stands a peer: FastAPI on the same uvicorn that gives the same bytes from a dict. What it
reaches, no service of this make can exceed.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from benchmarks.start import serving
from service.evaluation.item import packaged_items

CLIENTS = (1, 8, 16, 64)
ASKED = 160  # questions a run, shared by the clients
RUNS = 3
MOST = 2_000

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
        ours: `phasebook serve`.
        peer: The same answers from memory.
        load: The machine's load average, of the minute before.
    """

    ours: dict[int, Load]
    peer: dict[int, Load]
    load: float


def measure(index: Path) -> Report:
    """Put the packaged questions to both."""
    load = os.getloadavg()[0]
    questions = [item.question for item in packaged_items(MOST)]
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "questions.json"
        asked = [("/v1/ask", {"question": question}) for question in questions]
        file.write_text(json.dumps(asked), encoding="utf-8")
        with serving(index) as server:
            place = urlsplit(server.url)
            host, port = str(place.hostname), int(place.port or 0)
            answers = {question: _answer(host, port, question) for question in questions}
            ours = {n: under(host, port, n, file, server.processor) for n in CLIENTS}
        kept = Path(name) / "answers.json"
        kept.write_text(json.dumps(answers), encoding="utf-8")
        peer = _peer(kept, file)
    return Report(ours, peer, load)


def _peer(answers: Path, questions: Path) -> dict[int, Load]:
    command = [sys.executable, "-c", PEER, str(answers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101 - it was asked for
        port = int(process.stdout.readline())
        try:
            return {clients: under("127.0.0.1", port, clients, questions) for clients in CLIENTS}
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
    host: str, port: int, clients: int, requests: Path, spent: Callable[[], float] = lambda: 0.0
) -> Load:
    """Several clients at once; the median of the runs."""
    each = str(max(ASKED // clients, 1))
    command = ["-m", "benchmarks.driver", host, str(port), str(clients), each, str(requests)]
    runs = []
    for _ in range(RUNS):
        before = spent()
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, *command], stdout=subprocess.PIPE, text=True, check=True
        )
        told = json.loads(done.stdout)
        cuts = quantiles(told["ms"], n=100)
        count = len(told["ms"])
        processor = 1000 * (spent() - before) / count
        runs.append(Load(cuts[49], cuts[94], cuts[98], count / told["seconds"], processor))
    names = ("p50", "p95", "p99", "rate", "processor")
    return Load(*(median(getattr(run, name) for run in runs) for name in names))
