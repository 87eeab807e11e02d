"""A server's threads share what its allocator keeps, unless its environment says otherwise."""

import os
import subprocess
import sys

import pytest

from service.serving.arenas import ARENAS, few

CROWD = """
import ctypes, sys
from threading import Barrier, Thread
from service.serving.arenas import few
few()
c = ctypes.CDLL(None)
c.malloc.restype = ctypes.c_void_p
together = Barrier(16)
def work():
    for _ in range(200):
        together.wait()
        for _ in range(200):
            c.free(ctypes.c_void_p(c.malloc(5000)))
threads = [Thread(target=work) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
c.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(c.fopen(b"/dev/stdout", b"w"))
c.malloc_info(0, out)
c.fflush(out)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="another C library has no arenas to count")
@pytest.mark.parametrize(("said", "at_most"), [(None, 2), ("5", 5)])
def test_many_threads_share_few_arenas(said: str | None, at_most: int) -> None:
    """As many as were said, or two; each thread that allocates would have had its own."""
    environment = {k: v for k, v in os.environ.items() if k != ARENAS}
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CROWD],
        env=environment | ({ARENAS: said} if said else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert 2 <= done.stdout.count("<heap nr=") <= at_most


def test_what_somebody_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes that are started hear it, too."""
    monkeypatch.setenv(ARENAS, "7")
    few()
    assert os.environ[ARENAS] == "7"
