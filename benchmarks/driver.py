"""Sends requests to a server from several clients at once, in a process of its own.

    python -m benchmarks.driver HOST PORT CLIENTS ASKED FILE [RATE]

FILE is a JSON list of requests, each an address and a JSON body or null; each client sends ASKED of
them on one connection, from another place of the list: one as soon as the last is answered, or, of
all clients together, RATE a second, in turn. Prints the milliseconds of every answer and the
seconds of all, as JSON. At a rate an answer's time begins when its request was due, so that one
which had to wait for the last answer is not told as if it had come late by itself.
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

TIMEOUT = 120  # seconds for all
OK = b"HTTP/1.1 200"


Request = tuple[str, dict[str, str] | None]


async def main(bodies: list[bytes], count: int, asked: int, rate: float, *place: str) -> None:
    """Ask, and print."""
    apart = max(len(bodies) // count, 1)
    each = count / rate if rate else 0.0
    began = perf_counter()
    async with asyncio.timeout(TIMEOUT):
        clients = (
            _client(place, _from(bodies, apart * n, asked), began + n * each / count, each)
            for n in range(count)
        )
        taken = await asyncio.gather(*clients)
    seconds = perf_counter() - began
    sys.stdout.write(json.dumps({"ms": [ms for one in taken for ms in one], "seconds": seconds}))


def _from(bodies: list[bytes], first: int, count: int) -> list[bytes]:
    return [bodies[(first + n) % len(bodies)] for n in range(count)]


def _written(host: str, path: str, body: dict[str, str] | None) -> bytes:
    """A request as it is sent."""
    if body is None:
        return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    sent = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(sent) + sent


async def _client(
    place: tuple[str, ...], bodies: list[bytes], first: float, each: float
) -> list[float]:
    reader, writer = await asyncio.open_connection(*place)
    taken = []
    for number, body in enumerate(bodies):
        began = first + number * each if each else perf_counter()
        await asyncio.sleep(max(began - perf_counter(), 0.0))
        writer.write(body)
        answered = await reader.readuntil(b"\r\n\r\n")
        if not answered.startswith(OK):
            message = f"{answered!r} for {body!r}"
            raise RuntimeError(message)
        lines = answered.lower().split(b"\r\n")
        (length,) = (line for line in lines if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        taken.append(1000 * (perf_counter() - began))
    writer.close()
    return taken


if __name__ == "__main__":
    host, port, clients, asked, file, *paced = sys.argv[1:]
    requests: list[Request] = json.loads(Path(file).read_text(encoding="utf-8"))
    written = [_written(host, *request) for request in requests]
    rate = float(paced[0]) if paced else 0.0
    asyncio.run(main(written, int(clients), int(asked), rate, host, port))
