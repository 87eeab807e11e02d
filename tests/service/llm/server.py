"""A real server that speaks chat completions on loopback, well or badly, as a test tells it to."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from threading import Event, Thread
from typing import TypedDict

Behaviour = Callable[[BaseHTTPRequestHandler], None]
EVENTS = "text/event-stream"


class Request(TypedDict):
    """What the server was sent."""

    path: str
    key: str | None
    body: dict[str, object]


class ModelServer:
    """Behaves as planned: each request takes the next of `plan`, the last one stays.

    Attributes:
        url: What the setting `llm_base_url` takes.
        plan: What to do.
        requests: What it was sent, in order.
        gone: Set when a client leaves before the reply is over.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.plan: list[Behaviour] = []
        self.requests: list[Request] = []
        self.gone = Event()
        self.stopping = Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Take a request, and do what is planned."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        key = handler.headers.get("Authorization")
        self.requests.append({"path": handler.path, "key": key, "body": json.loads(body)})
        behave = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        try:
            behave(handler)
        except OSError:
            self.gone.set()

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        """Say nothing more until the client leaves."""
        handler.wfile.flush()
        handler.connection.settimeout(0.02)
        while not self.stopping.is_set():
            try:
                if not handler.connection.recv(1):
                    self.gone.set()
                    return
            except TimeoutError:
                continue


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """The server, on a free port, for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server = ModelServer(listening.server_address[1])
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            listening.shutdown()
            thread.join()


def chunk(text: str | None, end: str | None = None) -> bytes:
    """A piece of a reply, as the protocol has it."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": end}
    sent = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return f"data: {json.dumps({**sent, 'choices': [choice]})}\n\n".encode()


def head(
    handler: BaseHTTPRequestHandler,
    content_type: str = EVENTS,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> None:
    """The beginning of a response whose end is that of the connection."""
    handler.send_response(status)
    for name, value in {"Content-Type": content_type, **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()


def says(text: str, end: str | None = "stop", size: int = 7) -> Behaviour:
    """A reply in pieces of `size` characters, with its last words."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        for start in range(0, len(text), size):
            handler.wfile.write(chunk(text[start : start + size]))
        handler.wfile.write(chunk(None, end) + b"data: [DONE]\n\n")

    return behave


def fails(status: int, retry_after: str | None = None) -> Behaviour:
    """An error of the server's."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        headers = {"Retry-After": retry_after} if retry_after else {}
        head(handler, "application/json", status, headers)
        handler.wfile.write(json.dumps({"error": {"message": "no"}}).encode())

    return behave


def sends(body: bytes, content_type: str = EVENTS) -> Behaviour:
    """Any bytes as a reply."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        head(handler, content_type)
        handler.wfile.write(body)

    return behave


def breaks(text: str) -> Behaviour:
    """The beginning of a reply that was announced to be longer, then a reset connection."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        head(handler, headers={"Content-Length": "100000"})
        handler.wfile.write(chunk(text))
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return behave


def floods(body: bytes) -> Behaviour:
    """The same bytes without end."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        for part in repeat(body):
            handler.wfile.write(part)

    return behave
