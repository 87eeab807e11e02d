"""The process that reads files: bytes in, documents out, each file by a child of its own.

It loads what the readers need, says so, and then forks a child for each order: that is quick, and
no file meets what another left behind. A child can open no file and no connection, start nothing,
and has so much memory and time; where it takes more, the system ends it.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import signal
import sys
from typing import BinaryIO, TypedDict

from corpus import load
from corpus.errors import UnreadableError

if sys.platform != "win32":
    import resource

PRELOADED = ("bs4", "encodings", "lxml.etree", "mammoth", "markdownify", "pypdf", "xml", "yaml")
_CHUNK = 1 << 18
_NICENESS = 5  # answering goes before reading


class Order(TypedDict):
    """A file to read: `size` bytes follow."""

    name: str
    size: int
    max_bytes: int
    memory: int
    cpu: int
    seconds: float
    most: int


class Reply(TypedDict, total=False):
    """What became of it: the fields of a document in so many bytes that follow, or what failed."""

    size: int
    error: str
    what: str
    remedy: str


def main() -> None:
    """Serve the process at the other end of the pipes until it closes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    _preload()
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    _send(stdout, {"size": 0}, b"")
    while line := stdin.readline():
        order: Order = json.loads(line)
        _send(stdout, *_answer(order, stdin.read(order["size"])))


def _preload() -> None:
    """Load all that a reader may want, since a child can open no file."""
    for name in PRELOADED:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{name}."):
            if ".test" not in found.name:
                with contextlib.suppress(ImportError):  # for other systems, or optional
                    importlib.import_module(found.name)
    for suffix in load.READERS:  # each reads what it needs of our own, too
        with contextlib.suppress(UnreadableError):
            load.load_bytes(b"<p>words</p>", f"first{suffix}")


def _send(stdout: BinaryIO, reply: Reply, body: bytes) -> None:
    stdout.write(json.dumps(reply).encode() + b"\n")
    stdout.write(body)
    stdout.flush()


def _answer(order: Order, data: bytes) -> tuple[Reply, bytes]:
    """Have a child read the data."""
    if sys.platform == "win32":  # no fork there, and no limits but the parent's to time
        return _parts(_read(order, data))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _read_apart(order, data, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as result:
        written = result.read(order["most"] + 1)
        if len(written) > order["most"]:
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if len(written) > order["most"]:
        return {"size": 0, "error": "long"}, b""
    if status:
        return {"size": 0, "error": _cause(status), "what": str(status)}, b""
    return _parts(written)


def _cause(status: int) -> str:
    """Why a child ended, by what `waitpid` gives."""
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return "time" if ended_by in {signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL} else "ended"


def _parts(written: bytes) -> tuple[Reply, bytes]:
    """The line that a child wrote, as it is, and what follows."""
    line, _, body = written.partition(b"\n")
    try:
        reply: Reply = json.loads(line)
    except ValueError:
        return {"size": 0, "error": "ended"}, b""
    return {**reply, "size": len(body)}, body


def _read_apart(order: Order, data: bytes, writing: int) -> None:
    """Shut this child in, read, write the result, and end."""
    code = 1
    try:
        _shut_in(order, writing)
        left = memoryview(_read(order, data))
        while left:
            left = left[os.write(0, left[:_CHUNK]) :]
        code = 0
    finally:
        os._exit(code)  # nothing of the parent's is to be flushed or ended here


def _shut_in(order: Order, writing: int) -> None:
    """Only the pipe stays open, as descriptor 0, and there can be no other."""
    if sys.platform == "win32":
        return
    os.dup2(writing, 0)
    os.closerange(1, 1024)
    sys.stdout = sys.stderr = None  # what is printed is dropped
    for name, value in (
        ("RLIMIT_NOFILE", 1),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CPU", order["cpu"]),
        ("RLIMIT_AS", order["memory"]),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # no such limit, or lower
            resource.setrlimit(getattr(resource, name), (value, value))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, order["seconds"])


def _read(order: Order, data: bytes) -> bytes:
    """The document, or the reason against it, as a line of JSON and bytes."""
    try:
        found = load.load_bytes(data, order["name"], max_bytes=order["max_bytes"])
        fields = (found.id, found.title, found.text, found.markup, found.publisher)
        return b"{}\n" + json.dumps(fields).encode()
    except UnreadableError as error:
        return _refused({"error": "unreadable", "what": error.what, "remedy": error.remedy})
    except MemoryError:
        return _refused({"error": "memory"})
    except Exception as error:  # noqa: BLE001 - hostile files make libraries raise anything
        return _refused({"error": "failed", "what": type(error).__name__})


def _refused(reply: Reply) -> bytes:
    return json.dumps(reply).encode() + b"\n"


if __name__ == "__main__":
    main()
