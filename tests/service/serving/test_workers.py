"""`phasebook serve --workers 2`: two processes share an index, its jobs, and the collections."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest

from benchmarks.start import serving
from tests.copies import copied

AT_ONCE = 8
PATIENCE = 120.0


def everywhere(address: str, path: str) -> list[httpx2.Response]:
    """Replies to many calls at once, each on a connection of its own: of both processes."""

    def get(_: int) -> httpx2.Response:
        return httpx2.get(address + path, timeout=60)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return [*threads.map(get, range(2 * AT_ONCE))]


def becomes(address: str, path: str, wanted: Callable[[httpx2.Response], bool]) -> bool:
    """Whether every reply becomes such: a process takes a moment to read what another wrote."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        if all(map(wanted, everywhere(address, path))):
            return True
        sleep(0.2)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="processes agree by flock")
def test_two_processes_are_one_service(small_index: Path, tmp_path: Path) -> None:
    """What is written through one is known to both; a collection that both have open can go."""
    copied(small_index, tmp_path / "index")
    copied(small_index, tmp_path / "many" / "reports")
    options = ("--workers", "2", "--collections", str(tmp_path / "many"))
    with serving(tmp_path / "index", *options) as server:
        address = server.url
        put = httpx2.put(
            f"{address}/v1/documents/note", json={"text": "A B200 draws 1000 W."}, timeout=60
        )
        assert put.status_code == httpx2.codes.CREATED
        assert becomes(address, "/v1/documents/note", lambda reply: reply.is_success)

        documents = "/v1/collections/reports/documents"
        assert becomes(address, documents, lambda reply: reply.json()["total"] == 2)
        job = httpx2.post(
            address + documents,
            json={"text": "An L4 draws 72 W.", "id": "more"},
            headers={"Prefer": "respond-async"},
            timeout=60,
        ).headers["Location"]
        assert becomes(address, job, lambda reply: reply.json()["state"] == "done")
        assert becomes(address, documents, lambda reply: reply.json()["total"] == 3)

        gone = httpx2.delete(f"{address}/v1/collections/reports", timeout=60)
        assert gone.status_code == httpx2.codes.NO_CONTENT, gone.text
        assert {reply.status_code for reply in everywhere(address, documents)} == {404}
        assert not (tmp_path / "many" / "reports").exists()

        made = httpx2.put(f"{address}/v1/collections/reports", timeout=60)
        assert made.status_code == httpx2.codes.CREATED
        assert {reply.json()["total"] for reply in everywhere(address, documents)} == {0}
