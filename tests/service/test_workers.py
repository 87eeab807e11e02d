"""Several workers behind one address: replaced when they end, with shared keys and figures."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from service.keys import Keys

PROGRAM = """
import os, sys
from pathlib import Path
from service.serve import announced_as_json, listen
from service.workers import supervise
from corpus.errors import InvalidInputError

def work(number, started):
    if sys.argv[1] == "broken":
        raise InvalidInputError("it is broken", "mend it")
    from service.api.guard.gate import Gate
    from service.keys import Keys
    from service.serve import serve
    from tests.service.guard.light import light_app
    app = light_app(gate=Gate(Keys(Path(sys.argv[1])), required=True))
    app.get("/v1/worker")(lambda: os.getpid())
    def announce(where):
        started()
        number == 0 and announced_as_json(where)
    serve(app, socket, announce)

with listen("127.0.0.1", 0) as socket:
    sys.exit(supervise(2, work))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")


def started(argument: Path | str, **more: str) -> subprocess.Popen[str]:
    """The program, running."""
    return subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", PROGRAM, str(argument)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **more},
        cwd=Path(__file__).parents[2],
    )


def eventually(found: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + 30
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


class Caller:
    """Calls the workers, and remembers which answered."""

    def __init__(self, base: str, key: str) -> None:
        self.base = base
        self.headers = {"X-API-Key": key}
        self.calls = 0
        self.seen: set[int] = set()

    def has_seen(self, count: int) -> bool:
        """Whether so many workers have answered, after one more call by a new connection."""
        self.calls += 1
        reply = httpx2.get(f"{self.base}/v1/worker", headers=self.headers, timeout=30)
        assert reply.status_code == httpx2.codes.OK
        self.seen.add(int(reply.text))
        return len(self.seen) == count

    def counted(self) -> float:
        """How many calls the figures tell of."""
        figures = httpx2.get(f"{self.base}/metrics", headers=self.headers, timeout=30).json()
        found = re.search(r'requests_total\{.*"/v1/worker".*\} (.*)', figures)
        assert found
        return float(found[1])


def test_workers_share_keys_and_figures_and_are_replaced(tmp_path: Path) -> None:
    """A key made meanwhile opens each; /metrics has all; a killed one comes again; SIGTERM ends."""
    figures, file = tmp_path / "figures", tmp_path / "keys.json"
    figures.mkdir()
    program = started(file, PROMETHEUS_MULTIPROC_DIR=str(figures))
    assert program.stdout
    base = json.loads(program.stdout.readline())["url"]
    caller = Caller(base, Keys(file).add()[1])
    eventually(lambda: caller.has_seen(2))
    assert caller.counted() == caller.calls
    os.kill(min(caller.seen), signal.SIGKILL)
    eventually(lambda: caller.has_seen(3))
    program.send_signal(signal.SIGTERM)
    _, errors = program.communicate(timeout=30)
    assert program.returncode == 0
    assert "is replaced" in errors
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(base)


def test_what_keeps_the_first_from_starting_is_said_once() -> None:
    """And ends it all with its exit code."""
    program = started("broken")
    _, errors = program.communicate(timeout=30)
    assert program.returncode == 2
    assert errors == "phasebook: it is broken: mend it\n"
