"""A server with readers and a writer in; how long its calls take, and what it holds, out."""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from benchmarks.driver import Request
from benchmarks.load import ASKED, MOST, RUNS, Load, under
from benchmarks.start import serving
from service.evaluation.item import packaged_items

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
        files = {}
        for kind, requests in _requests(_concepts(server.url)).items():
            files[kind] = Path(name) / f"{kind}.json"
            files[kind].write_text(json.dumps(requests), encoding="utf-8")
        under(host, port, 1, files["ask"])  # what is made on first use is made
        before = server.megabytes()
        found = {
            kind: {n: under(host, port, n, file) for n in CLIENTS} for kind, file in files.items()
        }
        with _writing(host, port) as written:
            for kind, file in files.items():
                beside = under(host, port, BESIDE, file)
                found[f"{kind}, beside a writer"] = {BESIDE: beside}
        sent = ASKED * RUNS * len(files) * (len(CLIENTS) + 1)
        return Report(found, sent, len(written), before, server.megabytes(), load)


def _concepts(url: str) -> list[str]:
    with urlopen(f"{url}/v1/claims?limit=500") as reply:  # noqa: S310 - our own server
        said = Counter(claim["subject"]["id"] for claim in json.load(reply)["claims"])
    return [name for name, _ in said.most_common(NAMES)]


def _requests(names: Sequence[str]) -> dict[str, list[Request]]:
    questions = [item.question for item in packaged_items(MOST)]
    pairs = [(one, other) for one in names for other in names if one != other]
    graph = [f"/v1/concepts/{name}/neighbors?depth=2" for name in names]
    graph += [f"/v1/claims?{urlencode({'subject': name})}" for name in names]
    graph += [f"/v1/paths?{urlencode({'source': a, 'target': b})}" for a, b in pairs]
    graph += [f"/v1/compare?{urlencode({'left': a, 'right': b})}" for a, b in pairs]
    return {
        "ask": [("/v1/ask", {"question": question}) for question in questions],
        "search": [(f"/v1/search?{urlencode({'q': question})}", None) for question in questions],
        "graph": [(path, None) for path in graph],
    }


@contextmanager
def _writing(host: str, port: int) -> Iterator[list[str]]:
    """One client that puts a changed document, one after another, for the length of a block."""
    written: list[str] = []
    stop = Event()

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
        client.close()

    thread = Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        stop.set()
        thread.join()
