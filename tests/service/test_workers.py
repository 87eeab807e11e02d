"""`phasebook serve --workers 2`: two processes share an index, its jobs, and the collections."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from time import monotonic, sleep

import httpx2
import pytest

COMMAND = "import sys; from service.cli import main; sys.argv[0] = 'phasebook'; main()"
AT_ONCE = 8
PATIENCE = 120.0


@contextmanager
def serving(index: Path, collections: Path, home: Path) -> Iterator[tuple[int, str]]:
    """The command, as a process of its own: its id and address."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PHASEBOOK_")}
    kept |= {"XDG_CONFIG_HOME": str(home), "PHASEBOOK_LOG": "off"}
    where = ["--index", str(index), "--collections", str(collections)]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", COMMAND, "serve", "--json", "--port", "0", "--workers", "2", *where],
        stdout=subprocess.PIPE,
        text=True,
        env=kept,
    )
    try:
        assert process.stdout is not None
        yield process.pid, str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.communicate(timeout=60)


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
    copytree(small_index, tmp_path / "index")
    copytree(small_index, tmp_path / "many" / "reports")
    with serving(tmp_path / "index", tmp_path / "many", tmp_path / "home") as (_, address):
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
