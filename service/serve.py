"""A knowledge base and an address in, an HTTP server on it (uvicorn)."""

import logging
import socket
import sys

import uvicorn

from corpus.errors import InvalidInputError
from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.settings import Settings


class Server(uvicorn.Server):
    """Says where it listens as soon as it does; uvicorn names a ready-made socket only."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so on standard error."""
        await super().startup(sockets)
        for listening in sockets or ():
            host, port = listening.getsockname()[:2]
            name = f"[{host}]" if ":" in host else host
            sys.stderr.write(f"phasebook: serving on http://{name}:{port} (Ctrl-C ends it)\n")
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


def run(kb: KnowledgeBase, settings: Settings, listening: socket.socket) -> None:
    """Serve until interrupted."""
    config = uvicorn.Config(create_app(kb, settings), log_level="warning", server_header=False)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    Server(config).run(sockets=[listening])
