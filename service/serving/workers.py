"""Settings and a port in, several processes that serve one index on it (uvicorn)."""

import gc
import os
import signal
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from service.settings import Settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from service.api.guard.gate import Gate
    from service.indexing.live import Live


@dataclass(frozen=True, slots=True)
class Factory:
    """Makes the application in each process; sent to it as it is.

    Attributes:
        folder: The index.
        settings: The settings in force.
        host: The address that is listened on.
    """

    folder: Path
    settings: Settings
    host: str

    def __call__(self) -> FastAPI:
        """The application with the page, over an index of its own that it closes at its end."""
        from service.api.guard.gate import Gate  # noqa: PLC0415 - heavy
        from service.indexing.live import Live  # noqa: PLC0415 - heavy
        from service.monitoring import logs  # noqa: PLC0415 - heavy

        Thread(target=_end_with, args=(parent_process(),), daemon=True).start()
        settings = self.settings
        logs.configure(settings.log)
        live = Live.open(self.folder, model=settings.model)
        gate = Gate.of(settings, self.host, started=True)
        app = assembled(live, settings, gate, shared=True)
        stop = Event()
        thread = Thread(target=warming, args=(live, stop), daemon=True)
        thread.start()

        def close() -> None:
            stop.set()
            thread.join()
            live.close()

        app.state.close = close
        return app


def _end_with(parent: BaseProcess | None) -> None:
    """End in order when the process is gone that began this one, and holds the address with it."""
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def assembled(live: "Live", settings: Settings, gate: "Gate", *, shared: bool = False) -> FastAPI:
    """The application with all its shells: the calls, the page, agents, and traces if asked for."""
    from service.api.app import create_app  # noqa: PLC0415 - heavy; a parent of workers needs none
    from service.mcp.http import install as install_mcp  # noqa: PLC0415 - heavy
    from service.monitoring.telemetry import tracer_to  # noqa: PLC0415 - heavy
    from service.ui.app import install  # noqa: PLC0415 - heavy

    tracer = tracer_to(settings.otlp_endpoint) if settings.otlp_endpoint else None
    app = create_app(live, settings, gate, tracer, shared=shared)
    install(app)
    install_mcp(app)
    return app


def warming(live: "Live", stop: Event) -> None:
    """Do ahead what the first visitors and writers would wait for, until told to stop."""
    from service.indexing.writer import prepare  # noqa: PLC0415 - heavy
    from service.ui.examples import examples  # noqa: PLC0415 - heavy; not every server needs it

    with live.snapshot() as kb:
        kb.warm(stop.is_set)
        if not stop.is_set():
            examples(kb)  # they ask for all that answers are made with
    if not stop.is_set():
        prepare()
    if not stop.is_set():
        gc.collect()
        gc.freeze()  # what stays need not be looked at again whenever cycles are looked for


class Supervisor(Multiprocess):
    """Says once that the first process serves."""

    def __init__(
        self, config: uvicorn.Config, sockets: "list[socket.socket]", ready: "Callable[[], None]"
    ) -> None:
        super().__init__(config, sockets)
        self._ready: Callable[[], None] | None = ready

    def keep_subprocess_alive(self) -> None:
        """Replace what has died, as uvicorn does."""
        super().keep_subprocess_alive()
        if self._ready and any(process.is_ready() for process in self.processes):
            self._ready()
            self._ready = None


def serve_by(
    config: uvicorn.Config, listening: "socket.socket", ready: "Callable[[], None]"
) -> None:
    """Serve from several processes until interrupted."""
    Supervisor(config, [listening], ready).run()
