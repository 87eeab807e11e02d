"""A real server around any application, for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import httpx2
import uvicorn
from fastapi import FastAPI

from service.serving.serve import configured, listen


@contextmanager
def served(app: FastAPI) -> Iterator[httpx2.Client]:
    """A client of the application on a free port."""
    with listen("127.0.0.1", 0) as socket:
        server = uvicorn.Server(configured(app))
        thread = Thread(target=server.run, kwargs={"sockets": [socket]})
        thread.start()
        try:
            address = f"http://127.0.0.1:{socket.getsockname()[1]}"
            with httpx2.Client(base_url=address, timeout=60) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()
