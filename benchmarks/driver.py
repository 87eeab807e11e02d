"""Sends requests to a server from several clients at once, in a process of its own.

    python -m benchmarks.driver HOST PORT CLIENTS ASKED FILE

FILE is a JSON list of requests, each an address and a JSON body or null; each client sends ASKED of
them on one connection, from another place of the list. Prints the milliseconds of every answer and
the seconds of all, as JSON.
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

TIMEOUT = 120  # seconds for all
OK = b"HTTP/1.1 200"


Request = tuple[str, dict[str, str] | None]


async def main(host: str, port: int, clients: int, asked: int, requests: list[Request]) -> None:
    """Ask, and print."""
    bodies = [_written(host, *request) for request in requests]
    apart = max(len(bodies) // clients, 1)
    began = perf_counter()
    async with asyncio.timeout(TIMEOUT):
        taken = await asyncio.gather(
            *(_client(host, port, _from(bodies, apart * n, asked)) for n in range(clients))
        )
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


async def _client(host: str, port: int, bodies: list[bytes]) -> list[float]:
    reader, writer = await asyncio.open_connection(host, port)
    taken = []
    for body in bodies:
        began = perf_counter()
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
    place, number, count, each, file = sys.argv[1:]
    texts = json.loads(Path(file).read_text(encoding="utf-8"))
    asyncio.run(main(place, int(number), int(count), int(each), texts))
