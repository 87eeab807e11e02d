"""The process that reads files for a build: orders in, packed entries out, over its pipes.

It ends when its standard input does, whatever it is at: nobody waits for what it reads any more.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from corpus.errors import PhasebookError
from kg.extraction import Extractor
from kg.ontology import default_ontology
from retrieval.embed import load_encoder
from service.engines.engine import Done, Task, done


def main() -> None:
    """Serve the process at the other end of the pipes until it closes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    lines: SimpleQueue[tuple[bytes, bytes]] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, lines), daemon=True).start()
    try:
        encoder = load_encoder(json.loads(lines.get()[0])["model"])
    except PhasebookError as error:
        _send(stdout, {"error": "model", "what": error.what, "remedy": error.remedy})
        return
    extractor = Extractor(default_ontology())
    _send(stdout, {})
    for task in _tasks(lines):
        try:
            _answer(stdout, done(task, extractor, encoder))
        except Exception as error:  # noqa: BLE001 - the parent says which file it was
            _send(stdout, {"error": "failed", "what": f"{type(error).__name__}: {error}"})


def _listen(stdin: BinaryIO, lines: "SimpleQueue[tuple[bytes, bytes]]") -> None:
    """Pass on what comes, and end with it."""
    while line := stdin.readline():
        lines.put((line, stdin.read(json.loads(line).get("size", 0))))
    os._exit(0)


def _tasks(lines: "SimpleQueue[tuple[bytes, bytes]]") -> Iterator[Task]:
    while True:
        line, data = lines.get()
        order = json.loads(line)
        yield Task(0, order["name"], data, order["max_bytes"])


def _answer(stdout: BinaryIO, found: Done) -> None:
    if found.error is not None:
        said = {"what": found.error.what, "remedy": found.error.remedy}
        _send(stdout, {"error": "unreadable", **said})
    else:
        entry = found.entry or b""
        _send(stdout, {"size": len(entry)}, entry)


def _send(stdout: BinaryIO, reply: dict[str, str] | dict[str, int], body: bytes = b"") -> None:
    stdout.write(json.dumps(reply).encode() + b"\n")
    stdout.write(body)
    stdout.flush()


if __name__ == "__main__":
    main()
