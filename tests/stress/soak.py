"""A server that runs, in; what it holds after each thousand requests, and how that grows, out.

An hour of a busy team is TEAM analysts who each send a request every EVERY seconds: HOUR requests,
of which most ask, and one in forty writes. Here they come as fast as the machine answers.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from urllib.parse import quote

import httpx2

from service.evaluation.item import packaged_items

TEAM, EVERY = 20, 12  # analysts, and seconds between two requests of each
HOUR = TEAM * 3600 // EVERY
CLIENTS = 4
_LONGEST = 2_000
_TURN = 40  # requests, of which the last writes
_FILE = b"<title>Sent</title><p>The chip Quillon has 64 GB of memory.</p>"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the server and its workers hold at one moment.

    Attributes:
        requests: How many it has answered.
        megabytes: Resident memory of the server.
        threads: Of the server and its workers.
        handles: Open files of the server and its workers.
    """

    requests: int
    megabytes: float
    threads: int
    handles: int


@dataclass(frozen=True, slots=True)
class Growth:
    """How samples change once caches are full: in their second half.

    Attributes:
        megabytes: By which memory grows in an hour, by the line that fits best.
        threads: How many more there are in the last quarter than in the one before, by medians.
        handles: The same of open files.
    """

    megabytes: float
    threads: float
    handles: float


def growth(samples: Sequence[Sample]) -> Growth:
    """How they change.

    >>> rising = [Sample(n, 100 + n / 100, 5, 9) for n in range(0, 6001, 100)]
    >>> growth(rising)
    Growth(megabytes=60.0, threads=0.0, handles=0.0)
    """
    half = samples[len(samples) // 2 :]
    before, last = half[: len(half) // 2], half[len(half) // 2 :]
    line = linear_regression([s.requests for s in half], [s.megabytes for s in half])
    return Growth(
        megabytes=round(line.slope * HOUR, 1),
        threads=median(s.threads for s in last) - median(s.threads for s in before),
        handles=median(s.handles for s in last) - median(s.handles for s in before),
    )


def held(pid: int, requests: int) -> Sample:
    """What a process and those that it started hold."""
    family = [pid, *descendants(pid)]
    return Sample(
        requests=requests,
        megabytes=_status(pid, "VmRSS") / 1024,
        threads=sum(_status(one, "Threads") for one in family),
        handles=sum(len([*Path(f"/proc/{one}/fd").iterdir()]) for one in family),
    )


def soak(pid: int, address: str, count: int, each: int) -> list[Sample]:
    """Send so many requests, and look after `each` of them; every one must be answered well."""
    questions = [item.question for item in packaged_items(_LONGEST)]
    samples = [held(pid, 0)]
    with (
        httpx2.Client(base_url=address, timeout=120) as client,
        ThreadPoolExecutor(CLIENTS) as pool,
    ):

        def send(number: int) -> None:
            reply = client.send(_request(client, number, questions))
            assert reply.is_success, (reply.request.url, reply.status_code, reply.text[:300])

        for first in range(0, count, each):
            list(pool.map(send, range(first, first + each)))
            samples.append(held(pid, first + each))
    return samples


def _request(client: httpx2.Client, number: int, questions: Sequence[str]) -> httpx2.Request:
    """The request of a number: two of three ask, the others look around, one in forty writes.

    One in forty is what another program sends.
    """
    place = number % _TURN
    if place == _TURN - 1:
        return _write(client, number // _TURN)
    question = questions[number % len(questions)]
    if number % 3:
        body = {"question": question, "explain": place == 1}
        return client.build_request("POST", "/v1/ask", json=body)
    if place == _TURN // 2:
        return _other(client, number // _TURN, question)
    looks: tuple[tuple[str, dict[str, str]], ...] = (
        ("/v1/search", {"q": question}),
        ("/v1/concepts/phase-inference/neighbors", {"depth": "2"}),
        ("/v1/claims", {"limit": "20", "offset": str(number % 200)}),
        ("/v1/compare", {}),
        ("/v1/paths", {"source": "training", "target": "inference"}),
        ("/v1/conflicts", {}),
        ("/sparql", {"query": "SELECT ?p (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p"}),
        ("/v1/collections/reports/ask", {"question": question}),
        ("/metrics", {}),
        ("/", {}),
        ("/page/phase-inference", {}),
        ("/v1/ask/stream", {"question": question}),
    )
    path, query = looks[number // 3 % len(looks)]
    return client.build_request("GET", path, params=query)


def _other(client: httpx2.Client, turn: int, question: str) -> httpx2.Request:
    """What other programs send: the page, a chat, an agent, a person with a file."""
    page = {
        "output": "..view.children...navigation.children...shown.data..",
        "outputs": [
            {"id": "view", "property": "children"},
            {"id": "navigation", "property": "children"},
            {"id": "shown", "property": "data"},
        ],
        "inputs": [{"id": "address", "property": "search", "value": f"?q={quote(question)}"}],
        "state": [
            {"id": "address", "property": "pathname", "value": "/"},
            {"id": "shown", "property": "data"},
        ],
        "changedPropIds": ["address.search"],
    }
    agent = {
        "jsonrpc": "2.0",
        "id": turn,
        "method": "tools/call",
        "params": {"name": "search", "arguments": {"query": question}},
    }
    chat = {"model": "phasebook", "messages": [{"role": "user", "content": question}]}
    accept = {"Accept": "application/json, text/event-stream"}
    others = (
        client.build_request("POST", "/_dash-update-component", json=page),
        client.build_request("POST", "/v1/chat/completions", json=chat),
        client.build_request("POST", "/mcp", json=agent, headers=accept),
        client.build_request("POST", "/v1/documents", files={"file": ("sent.html", _FILE)}),
    )
    return others[turn % len(others)]


def _write(client: httpx2.Client, turn: int) -> httpx2.Request:
    """A document is added, then replaced, then replaced by itself; later it is deleted."""
    path = f"/v1/documents/note-{turn // 4}"
    if turn % 4 == 3:
        return client.build_request("DELETE", path)
    text = f"# Note\n\nThe chip Quillon {turn // 4} has {64 + min(turn % 4, 1)} GB of memory.\n"
    return client.build_request("PUT", path, json={"text": text})


def descendants(pid: int) -> list[int]:
    """The processes that it started, and those that they did."""
    parents: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
    family = {pid}
    while fresh := {one for one, parent in parents.items() if parent in family} - family:
        family |= fresh
    return sorted(family - {pid})


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0
