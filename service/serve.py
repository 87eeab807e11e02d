"""A knowledge base and an address in, an HTTP server on it (uvicorn)."""

import socket

import uvicorn

from corpus.errors import InvalidInputError
from service.api.app import create_app
from service.knowledge_base import KnowledgeBase
from service.settings import Settings


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything slow is loaded.

    Raises:
        InvalidInputError: It is in use, or not ours to take.
    """
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        what = f"cannot listen on {host}:{port} ({error.strerror})"
        raise InvalidInputError(what, "choose another with --host and --port") from error
    return listening


def run(kb: KnowledgeBase, settings: Settings, listening: socket.socket) -> None:
    """Serve until interrupted."""
    config = uvicorn.Config(create_app(kb, settings), log_level="info", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
