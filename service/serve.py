"""A knowledge base and an address in, an HTTP server on it (uvicorn)."""

import json
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from corpus.errors import InvalidInputError
from service.settings import Settings, address

if TYPE_CHECKING:
    from service.knowledge_base import KnowledgeBase


class Server(uvicorn.Server):
    """Says where it listens as soon as it does; uvicorn names a ready-made socket only."""

    def __init__(self, config: uvicorn.Config, *, as_json: bool = False) -> None:
        super().__init__(config)
        self._as_json = as_json

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so on standard error."""
        await super().startup(sockets)
        for listening in sockets or ():
            where = reached_at(listening)
            if self._as_json:
                sys.stdout.write(json.dumps({"url": where}) + "\n")
                sys.stdout.flush()
            else:
                sys.stderr.write(f"phasebook: serving on {where} (Ctrl-C ends it)\n")
                sys.stderr.flush()


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything slow is loaded.

    Raises:
        InvalidInputError: It is in use, or not ours to take.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        what = f"cannot listen on {host}:{port} ({error.strerror})"
        raise InvalidInputError(what, "choose another with --host and --port") from error
    return listening


def reached_at(listening: socket.socket) -> str:
    """The address of a service."""
    host, port = listening.getsockname()[:2]
    return address(host, port)


def run(
    kb: "KnowledgeBase", settings: Settings, listening: socket.socket, *, as_json: bool = False
) -> None:
    """Serve until interrupted; say where, as JSON if asked."""
    from service.api.app import create_app  # noqa: PLC0415 - heavy; not every server needs it
    from service.mcp.http import install as install_mcp  # noqa: PLC0415 - heavy
    from service.ui.app import install  # noqa: PLC0415 - heavy; not every server needs it

    base = settings.base or reached_at(listening) + "/"
    app = create_app(kb, settings.model_copy(update={"base": base}))
    install(app)
    install_mcp(app)
    with _warming(kb):
        serve(app, listening, as_json=as_json)


@contextmanager
def _warming(kb: "KnowledgeBase") -> Iterator[None]:
    """Have a thread do ahead what the first visitors would wait for.

    It ends before the index may be closed: what it is at is finished, nothing else is begun.
    """
    from service.ui.examples import examples  # noqa: PLC0415 - heavy; not every server needs it

    stop = threading.Event()

    def warm() -> None:
        kb.warm(stop.is_set)
        if not stop.is_set():
            examples(kb)  # they ask for all that answers are made with

    thread = threading.Thread(target=warm, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def serve(app: FastAPI, listening: socket.socket, *, as_json: bool = False) -> None:
    """Serve an application until interrupted."""
    config = uvicorn.Config(app, log_level="warning", server_header=False)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    Server(config, as_json=as_json).run(sockets=[listening])
