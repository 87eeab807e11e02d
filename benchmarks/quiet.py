"""Processes that must not call anybody: what tells libraries so, and what holds them to it."""

import os
import sys
from pathlib import Path

# Of Haystack; of the hub and its libraries; of LlamaIndex and others that heed the last.
QUIET = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}
_REACHING = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"})


class ReachedOutError(RuntimeError):
    """A library tried to reach another machine."""


def quiet() -> dict[str, str]:
    """The environment of such a process."""
    return {**os.environ, **QUIET}


def shut() -> None:
    """From here on, whatever looks up or connects to a host fails."""

    def refuse(event: str, asked: tuple[object, ...]) -> None:
        if event in _REACHING:
            message = f"{event} {asked[-2:]!r}"
            raise ReachedOutError(message)

    sys.addaudithook(refuse)


def megabytes(name: str, process: int | str = "self") -> float:
    """Of a process's memory, as the kernel counts it: `VmRSS` now, `VmHWM` at the most."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
