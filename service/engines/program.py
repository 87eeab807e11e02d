"""Nothing in; out a digest of all that decides what is made of a file: code, vocabulary, libraries.

Two processes with the same digest make the same entry of the same file by the same model.
"""

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path
from re import match

from service.version import __version__

PACKAGES = ("corpus", "kg", "retrieval")
MADE_OF = frozenset({".py", ".toml", ".ttl", ".txt", ".json", ".jsonl"})


@cache
def program_digest() -> str:
    """Hexadecimal SHA-256 of the program."""
    hashed = hashlib.sha256(repr((__version__, sys.version, _libraries())).encode())
    for file in _sources():
        data = file.read_bytes()
        hashed.update(f"{file.name} {len(data)}\n".encode() + data)
    return hashed.hexdigest()


def made_by(model: str) -> str:
    """What tells that an entry would come out the same: this program with this model."""
    return hashlib.sha256(f"{program_digest()} {model}".encode()).hexdigest()


def _sources() -> Iterator[Path]:
    """The code and the vocabulary that take part, in order."""
    for package in PACKAGES:
        found = sorted(Path(str(files(package))).rglob("*"))
        yield from (file for file in found if file.suffix in MADE_OF)
    yield Path(str(files("service.engines"))) / "entries.py"


def _libraries() -> list[tuple[str, str]]:
    """The libraries that the program asks for, and which version of each is there."""
    found = []
    for wanted in requires("phasebook") or ():
        name = match(r"[\w.-]+", wanted)
        if name and "extra ==" not in wanted:
            found.append((name[0], _version(name[0])))
    return found


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"
