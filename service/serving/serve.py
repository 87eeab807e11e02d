"""An index and an address in, an HTTP server on it (uvicorn)."""

import gc
import json
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from corpus.errors import InvalidInputError
from service.api.guard.gate import Gate
from service.monitoring import logs
from service.serving.connection import Connection
from service.settings import Settings, address

if TYPE_CHECKING:
    from service.indexing.live import Live
    from service.serving.workers import Factory

PATIENCE = 120  # seconds without a sign of life after which a worker is replaced
# Seconds after which an idle connection is closed: later than clients and proxies do (5 to 60), so
# that none sends a request, which it may not repeat, into a connection that is just being closed.
IDLE = 75
# How often cycles are looked for, as Python does by itself: a command does so seldom, and a server
# would keep every state of the index that was written, and every graph that was exported.
CYCLES = 700, 10, 10
# Seconds that answers under way have once the server is told to end. Without an end, a connection
# that is taken at that very moment, and not told, keeps its process as long as its client likes.
GRACE = 20
MAX_HEAD_BYTES = 65_536
MOST = 900  # connections of a process, above which it answers 503: it may open 1,024 files
Announce = Callable[[str], None]


class Server(uvicorn.Server):
    """Says where it listens as soon as it does; uvicorn names a ready-made socket only."""

    def __init__(self, config: uvicorn.Config, announce: Announce) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        for listening in sockets or ():
            self._announce(reached_at(listening))


def announced(where: str) -> None:
    """Say on standard error, or in the log if that is for machines, where the service is."""
    words = f"serving on {where} (Ctrl-C ends it)"
    logs.noted(logging.getLogger("phasebook"), logging.INFO, words, url=where)


def announced_as_json(where: str) -> None:
    """Say on standard output where the service is."""
    sys.stdout.write(json.dumps({"url": where}) + "\n")
    sys.stdout.flush()


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything slow is loaded.

    Raises:
        InvalidInputError: It is in use, or not ours to take.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        family, kind, protocol, _, address = found
        with ExitStack() as unless_taken:
            # Told its protocol, asyncio sends at once what it is given: else each answer on a
            # connection that is kept waits 40 ms for the client to acknowledge its head.
            listening = unless_taken.enter_context(socket.socket(family, kind, protocol))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            # A port that is only bound can be bound again, and who calls it is sent away. From here
            # on it is ours, and who calls before the server is up waits for it.
            listening.listen()
            unless_taken.pop_all()
    except OSError as error:
        what = f"cannot listen on {host}:{port} ({error.strerror})"
        raise InvalidInputError(what, "choose another with --host and --port") from error
    return listening


def reached_at(listening: socket.socket) -> str:
    """The address of a service."""
    host, port = listening.getsockname()[:2]
    return address(host, port)


def run(
    live: "Live",
    settings: Settings,
    listening: socket.socket,
    gate: Gate,
    announce: Announce = announced,
) -> None:
    """Serve until interrupted, whoever the gate lets in; say where."""
    from service.serving.workers import assembled  # noqa: PLC0415 - heavy; not every server needs it

    gc.set_threshold(*CYCLES)
    app = assembled(live, based(settings, listening), gate)
    with _warming(live):
        serve(app, listening, announce)


@contextmanager
def _warming(live: "Live") -> Iterator[None]:
    """Have a thread do ahead what the first visitors would wait for.

    It ends before the index may be closed: what it is at is finished, nothing else is begun.
    """
    from service.serving.workers import warming  # noqa: PLC0415 - heavy; not every server needs it

    stop = threading.Event()
    thread = threading.Thread(target=warming, args=(live, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def run_workers(
    folder: Path, settings: Settings, listening: socket.socket, announce: Announce = announced
) -> None:
    """Serve an index from as many processes as the settings say, until interrupted."""
    from service.serving.workers import Factory, serve_by  # noqa: PLC0415 - not every server needs it

    factory = Factory(folder, based(settings, listening), listening.getsockname()[0])
    with TemporaryDirectory(prefix="phasebook-metrics-") as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # the figures of all, for each
        config = configured(factory, settings.workers)
        serve_by(config, listening, lambda: announce(reached_at(listening)))


def based(settings: Settings, listening: socket.socket) -> Settings:
    """The settings with the IRIs under the service's own address, where they name no other."""
    base = settings.base or reached_at(listening) + "/"
    return settings.model_copy(update={"base": base})


def serve(app: FastAPI, listening: socket.socket, announce: Announce = announced) -> None:
    """Serve an application until interrupted."""
    Server(configured(app), announce).run(sockets=[listening])


def configured(app: "FastAPI | Factory", workers: int | None = None) -> uvicorn.Config:
    """What the server is told; of several workers, each makes its own application."""
    return uvicorn.Config(
        app,
        factory=workers is not None,
        workers=workers,
        timeout_worker_healthcheck=PATIENCE,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
        log_level="warning",
        log_config=None,  # requests are logged by the application, with who made them
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the application believes those that the settings name
        http=Connection,  # which bounds the head of a request, and how long it may take
        limit_concurrency=MOST,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )
