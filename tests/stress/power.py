"""A process's system calls (strace) in, what a power cut at any moment could leave on the disk out.

The disk is a harsh one. Of what was written to a file since it was last synced, any part may be
there, down to single sectors and in any order; of what was done to names since the folder was last
synced, any beginning.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

CALLS = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,renameat,renameat2"
SECTOR = 512
STRACE = shutil.which("strace")
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that succeeded.

    Attributes:
        name: Of the call.
        file: What it was done to: a name in the folder; "" for the folder itself.
        data: What was written, or the new name.
        place: Where in the file.
    """

    name: str
    file: str
    data: bytes = b""
    place: int = 0


def command(log: Path) -> list[str]:
    """What to put before a command to have its calls in the file `log`."""
    assert STRACE
    return [STRACE, "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-o", str(log)]


def calls(log: Path, folder: Path) -> Iterator[Call]:
    """What was done to the folder and its files, and what was written to standard output ("1")."""
    for line in log.read_text("ascii").splitlines():
        found = _CALL.match(line)
        if found and int(found["result"]) >= 0:
            yield from _read(found["name"], found["arguments"], folder)


def _read(name: str, arguments: str, folder: Path) -> Iterator[Call]:
    strings = [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(arguments)]
    if handle := _FILE.match(arguments):
        file = Path(bytes.fromhex(handle[2].replace("\\x", "")).decode())
        if handle[1] == "1":
            yield Call("say", "1", strings[0])
        elif folder in {file, file.parent}:
            last = arguments.rpartition(", ")[2]
            place = int(last) if last.isdecimal() else 0
            data = strings[0] if strings else b""
            yield Call(name, "" if file == folder else file.name, data, place)
    elif strings and (path := Path(strings[0].decode())).parent == folder:
        create = "create" if "O_CREAT" in arguments else "open"
        to = Path(strings[1].decode()).name.encode() if name.startswith("rename") else b""
        yield Call(create if name == "openat" else name[:6], path.name, to)


@dataclass
class File:
    """What is surely on the disk of a file, and what was written since."""

    synced: bytes = b""
    pending: list[Call] = field(default_factory=list)
    position: int = 0

    def content(self, kept: list[Call]) -> bytes:
        """Its bytes where these of the pending calls took place."""
        data = bytearray(self.synced)
        for call in kept:
            if call.name == "ftruncate":
                data = data[: call.place].ljust(call.place, b"\0")
            else:
                data = data.ljust(call.place + len(call.data), b"\0")
                data[call.place : call.place + len(call.data)] = call.data
        return bytes(data)


class Disk:
    """A folder on a disk, call by call."""

    def __init__(self, folder: Path) -> None:
        """Begin with what is there, surely."""
        self._names = {path.name: File(path.read_bytes()) for path in folder.iterdir()}
        self._sure = dict(self._names)
        self._renamed: list[dict[str, File]] = []  # the names after each change not synced yet

    def do(self, call: Call) -> None:
        """Let a call take place."""
        match call.name:
            case "fsync" | "fdatasync" if call.file == "":
                self._sure = dict(self._names)
                self._renamed.clear()
            case "fsync" | "fdatasync":
                file = self._names[call.file]
                file.synced, file.pending = file.content(file.pending), []
            case "create" | "unlink" | "rename":
                self._name(call)
            case "open":
                self._names[call.file].position = 0
            case "pwrite64" | "ftruncate":
                self._names[call.file].pending.append(call)
            case "write":
                file = self._names[call.file]
                file.pending.append(Call("pwrite64", call.file, call.data, file.position))
                file.position += len(call.data)
            case _:
                pass

    def _name(self, call: Call) -> None:
        if call.name == "create":
            if call.file in self._names:
                return
            self._names[call.file] = File()
        else:
            moved = self._names.pop(call.file)
            if call.name == "rename":
                self._names[call.data.decode()] = moved
        self._renamed.append(dict(self._names))

    def cut(self, random: Random) -> dict[str, bytes]:
        """What may be there after power failed now; no index of the log, which is in memory."""
        names = random.choice([self._sure, *self._renamed])
        return {
            name: file.content(list(_survivors(file.pending, random)))
            for name, file in names.items()
            if not name.endswith("-shm")
        }


def _survivors(pending: list[Call], random: Random) -> Iterator[Call]:
    """Some of the calls: a share that differs from time to time, whole or in part."""
    share = random.choice([0.0, 0.3, 0.7, 0.95, 1.0])
    for call in pending:
        if random.random() >= share:
            continue
        if call.name == "ftruncate" or random.random() < share:
            yield call
            continue
        for start in range(0, len(call.data), SECTOR):
            if random.random() < share:
                part = call.data[start : start + SECTOR]
                yield Call(call.name, call.file, part, call.place + start)


def cuts(
    before: Path, log: Path, folder: Path, count: int
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Power cuts at random moments: how much was said by then, and what is there.

    Args:
        before: A copy of the folder from before the first call.
        log: The calls.
        folder: Where they were done.
        count: How many.
    """
    random = Random(count)  # noqa: S311 - a choice of moments
    done = list(calls(log, folder))
    assert any(call.name == "say" for call in done)
    moments = sorted(random.choices(range(len(done) + 1), k=count))
    disk, said, at = Disk(before), 0, 0
    for moment in moments:
        for call in done[at:moment]:
            disk.do(call)
            said += call.data.count(b"\n") if call.name == "say" else 0
        at = moment
        yield said, disk.cut(random)
