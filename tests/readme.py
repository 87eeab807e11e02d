"""The README's text in, its console examples and its tour out; a command in, what it prints out."""

import io
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self
from unittest.mock import patch

import httpx2

from service.cli import run

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PACKAGES = ("corpus", "kg", "retrieval", "service")
GAP = "..."
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
FOLDER = re.compile(r"^#{3,4} (?:[\d.]+ )?`(?P<folder>[\w/]+/)`")
FILE = re.compile(r"^- `(?P<file>[^`]+)`")

_COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]
_ADDRESS = "http://127.0.0.1:8000"  # where the README's server listens
_TIMEOUT = 60  # seconds: a slow machine is no failure
_PIPED = re.compile(r"""(?P<first>(?:[^'"|]|'[^']*'|"[^"]*")*)\|(?P<rest>.*)""", re.DOTALL)
_TERMINAL = {"TERM": "dumb", "COLUMNS": "100", "LINES": "50"}  # no colours, and a page's width


@dataclass(frozen=True, slots=True)
class Example:
    """A command and what is printed below it."""

    command: str
    output: tuple[str, ...]


def blocks(text: str) -> list[str]:
    """The insides of all ```console blocks."""
    return BLOCK.findall(text)


def examples(block: str) -> list[Example]:
    r"""A block's commands, each after "$ ", with the lines up to the next.

    >>> examples("$ echo a \\\n    b\na b\n")
    [Example(command='echo a \\\n    b', output=('a b',))]
    """
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        end = next(i for i in range(1, len(lines) + 1) if _is_whole("\n".join(lines[:i])))
        found.append(Example("\n".join(lines[:end]), tuple(lines[end:])))
    return found


def _is_whole(command: str) -> bool:
    """Whether no quote is open at its end, and no backslash asks for more."""
    try:
        shlex.split(command)
    except ValueError:
        return False
    return not command.endswith("\\")


def matches(expected: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether the lines are the same, where "..." is any number of lines, or any part of one.

    >>> matches(("a", "...", "in ... s"), ("a", "b", "c", "in 1.2 s"))
    True
    """
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == GAP else re.escape(line).replace(r"\.\.\.", "[^\n]*") + r"\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def toured(text: str) -> Iterator[tuple[str, str]]:
    """The folder and the name, or pattern, of each file that the tour tells of."""
    folder = ""
    for line in text.partition("\n## Tour")[2].splitlines():
        if heading := FOLDER.match(line):
            folder = heading["folder"]
        elif folder and (file := FILE.match(line)):
            yield folder, file["file"]


def packaged_files() -> list[Path]:
    """The files of the four packages that the tour has to tell of, relative to the root."""
    found = (path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.*")))
    files = (path.relative_to(ROOT) for path in found if path.is_file())
    return [path for path in files if path.name != "__init__.py" and path.suffix != ".pyc"]


class Session:
    """A terminal in an empty folder: what its commands leave there, and a server, last as long."""

    def __init__(self, folder: Path, index: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PHASEBOOK_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        home = {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        own = {"PATH": path, "PYTHONPATH": str(ROOT), "PHASEBOOK_INDEX": str(index)}
        self._environment = patch.dict(os.environ, kept | _TERMINAL | home | own, clear=True)
        self._folder = chdir(folder)
        self._server: subprocess.Popen[str] | None = None
        self._address = ""

    def __enter__(self) -> Self:
        self._environment.start()
        self._folder.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._server:
            self._server.send_signal(signal.SIGINT)
            self._server.communicate()
        self._folder.__exit__(None, None, None)
        self._environment.stop()

    def run(self, command: str) -> tuple[str, ...]:
        """What a command prints, line by line."""
        command = command.replace("\\\n", " ")
        piped = _PIPED.fullmatch(command)
        first = piped["first"] if piped else command
        match first.split():
            case ["phasebook", "serve", *_]:
                output = self._serve()
            case ["phasebook", *_]:
                output = _phasebook(shlex.split(first)[1:], is_terminal=not piped)
            case ["curl", *_]:
                output = self._curl(shlex.split(first)[1:])
            case _:
                output = _shell(first, b"")
        if piped:
            output = _shell(piped["rest"], output)
        return tuple(line.rstrip() for line in output.decode().splitlines())

    def _serve(self) -> bytes:
        """Start it at any free port; it says the README's."""
        self._server = subprocess.Popen(  # noqa: S603 - our own command
            [*_COMMAND, "serve", "--port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._server.stderr
        said = self._server.stderr.readline()
        self._address = said.partition("serving on ")[2].partition(" ")[0]
        assert self._address, said
        return said.replace(self._address, _ADDRESS).encode()

    def _curl(self, arguments: list[str]) -> bytes:
        """As much of curl as the README uses: an address, a header, and JSON or a form to post."""
        if not self._server:
            self._serve()
        arguments = [argument.replace(_ADDRESS, self._address) for argument in arguments]
        address = next(a for a in arguments if a.startswith(self._address))
        options = dict(pairwise(arguments))
        name, _, value = options.get("-H", "Accept: */*").partition(": ")
        if "-d" in options:
            got = httpx2.post(
                address, content=options["-d"], headers={name: value}, timeout=_TIMEOUT
            )
        elif "--data-urlencode" in options:
            key, _, text = options["--data-urlencode"].partition("=")
            got = httpx2.post(address, data={key: text}, headers={name: value}, timeout=_TIMEOUT)
        else:
            got = httpx2.get(address, headers={name: value}, timeout=_TIMEOUT)
        return got.content.replace(self._address.encode(), _ADDRESS.encode())


def _phasebook(arguments: list[str], *, is_terminal: bool) -> bytes:
    """Run a command in this process, where the model's library is loaded once."""
    written = io.BytesIO()
    screen = (_Screen if is_terminal else io.TextIOWrapper)(written, encoding="utf-8")
    with redirect_stdout(screen), redirect_stderr(io.StringIO()) as errors:
        run(arguments)
        screen.flush()
        return written.getvalue() + errors.getvalue().encode()


class _Screen(io.TextIOWrapper):
    """What rich takes for a terminal."""

    def isatty(self) -> bool:
        return True


def _shell(command: str, given: bytes) -> bytes:
    done = subprocess.run(  # noqa: S603 - the README's own command
        ["bash", "-c", command],  # noqa: S607 - wherever it is
        input=given,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout
