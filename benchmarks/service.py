"""A server with readers and a writer in; how long its calls take, and what it holds, out."""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from benchmarks.driver import Request
from benchmarks.load import ASKED, RUNS, Load, under
from benchmarks.questions import Sheets, packaged
from benchmarks.start import serving

CLIENTS = (1, 8, 64)
BESIDE = 8  # clients that read while one writes
NAMES = 6  # concepts, those of which most is said, that calls about the graph are about


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        kinds: By the kind of call and the number of clients; `... beside a writer` has one more.
        requests: How many were sent in all.
        writes: How many documents were written meanwhile, each a transaction.
        before: Megabytes of resident memory after the first request.
        after: The same after the last.
        load: The machine's load average, of the minute before.
    """

    kinds: dict[str, dict[int, Load]]
    requests: int
    writes: int
    before: float
    after: float
    load: float


def measure(index: Path) -> Report:
    """Send each kind of call, then the same while another client writes."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, serving(index) as server:
        place = urlsplit(server.url)
        host, port = str(place.hostname), int(place.port or 0)
        files: dict[str, Callable[[int], Path]] = {"ask": Sheets(Path(name)).new}
        for kind, requests in _requests(_concepts(server.url)).items():
            file = Path(name) / f"{kind}.json"
            file.write_text(json.dumps(requests), encoding="utf-8")
            files[kind] = partial(_same, file)
        under(host, port, 1, _sheets(files["ask"]))  # what is made on first use is made
        before = server.megabytes()
        found = {
            kind: {n: under(host, port, n, _sheets(sheet)) for n in CLIENTS}
            for kind, sheet in files.items()
        }
        with _writing(host, port) as written:
            for kind, sheet in files.items():
                beside = under(host, port, BESIDE, _sheets(sheet))
                found[f"{kind}, beside a writer"] = {BESIDE: beside}
        sent = ASKED * RUNS * len(files) * (len(CLIENTS) + 1)
        return Report(found, sent, len(written), before, server.megabytes(), load)


def _sheets(sheet: Callable[[int], Path]) -> list[Path]:
    """A file for each run; of questions, none that was asked before."""
    return [sheet(ASKED) for _ in range(RUNS)]


def _same(file: Path, _: int) -> Path:
    return file


def _concepts(url: str) -> list[str]:
    with urlopen(f"{url}/v1/claims?limit=500") as reply:  # noqa: S310 - our own server
        said = Counter(claim["subject"]["id"] for claim in json.load(reply)["claims"])
    return [name for name, _ in said.most_common(NAMES)]


def _requests(names: Sequence[str]) -> dict[str, list[Request]]:
    questions = packaged()
    pairs = [(one, other) for one in names for other in names if one != other]
    graph = [f"/v1/concepts/{name}/neighbors?depth=2" for name in names]
    graph += [f"/v1/claims?{urlencode({'subject': name})}" for name in names]
    graph += [f"/v1/paths?{urlencode({'source': a, 'target': b})}" for a, b in pairs]
    graph += [f"/v1/compare?{urlencode({'left': a, 'right': b})}" for a, b in pairs]
    return {
        "search": [(f"/v1/search?{urlencode({'q': question})}", None) for question in questions],
        "graph": [(path, None) for path in graph],
    }


@contextmanager
def _writing(host: str, port: int) -> Iterator[list[str]]:
    """One client that puts a changed document, one after another, for the length of a block."""
    written: list[str] = []
    stop, begun = Event(), Event()

    def write() -> None:
        client = HTTPConnection(host, port, timeout=60)
        for number in count():
            if stop.is_set():
                break
            text = f"# Note\n\nThe chip Quillon has {64 + number} GB of memory.\n"
            head = {"Content-Type": "application/json"}
            client.request("PUT", "/v1/documents/note", json.dumps({"text": text}), head)
            reply = client.getresponse()
            said = reply.read()
            if reply.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
                raise RuntimeError(said)
            written.append(text)
            begun.set()
        client.close()

    thread = Thread(target=write)
    thread.start()
    begun.wait(60)  # what writes is loaded by the first of them
    try:
        yield written
    finally:
        stop.set()
        thread.join()
