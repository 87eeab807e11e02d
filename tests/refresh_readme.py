"""README.md in, the same with what its examples print today and every module in its tour, out.

`python -m tests.refresh_readme` runs all examples and writes the file. Where an example leaves
lines out ("..."), as many are kept above and below the gap as there were. The tour gains a line for
each new file, its own first line, and loses those of files that are gone; reword and move them by
hand.
"""

import ast
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.embed import load_encoder
from service.indexing.build import build
from tests.readme import (
    BLOCK,
    FILE,
    FOLDER,
    GAP,
    README,
    ROOT,
    Session,
    examples,
    packaged_files,
    toured,
)

# What differs from run to run, and how the README writes it.
VOLATILE = {r"in \d+\.\d s$": "in ... s", r'("took_ms": )\d+(\.\d+)?': r"\1..."}


def main() -> None:
    """Refresh the README in place."""
    text = complete(README.read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build((), index, load_encoder())

        def rerun(block: re.Match[str]) -> str:
            with TemporaryDirectory() as here, Session(Path(here), index) as session:
                return refreshed(block[0], session)

        text = BLOCK.sub(rerun, text)
    README.write_text(text, encoding="utf-8")
    sys.stdout.write("README.md refreshed; see what changed with git diff\n")


def refreshed(block: str, session: Session) -> str:
    """A block with what its commands print now."""
    lines: list[str] = []
    for example in examples(block):
        printed = session.run(example.command)
        lines += [f"$ {example.command}", *excerpt(example.output, printed)]
    return "".join(f"{line}\n" for line in lines)


def excerpt(old: tuple[str, ...], printed: tuple[str, ...]) -> list[str]:
    """The lines to show of those printed, with a gap where there was one.

    >>> excerpt(("a", "...", "z"), ("1", "2", "3", "4"))
    ['1', '...', '4']
    """
    lines = [_steady(line) for line in printed]
    if GAP not in old:
        return lines
    above = old.index(GAP)
    below = old[::-1].index(GAP)
    if len(lines) <= above + below:
        return lines
    return [*lines[:above], GAP, *lines[len(lines) - below :]]


def complete(text: str) -> str:
    """The text with a tour of just the files there are."""
    known = {
        path.relative_to(ROOT)
        for folder, pattern in toured(text)
        for path in (ROOT / folder).glob(pattern)
    }
    lines = [line for folder, line in _placed(text) if not _is_stale(folder, line)]
    for path in packaged_files():
        if path not in known:
            lines.insert(_end_of(lines, path.parent), f"- `{path.name}` - {_summary(path)}")
    return "".join(f"{line}\n" for line in lines)


def _steady(line: str) -> str:
    for pattern, written in VOLATILE.items():
        line = re.sub(pattern, written, line)
    return line


def _placed(text: str) -> list[tuple[str, str]]:
    """Each line with the folder that the tour is in there."""
    folder, placed = "", []
    for line in text.splitlines():
        if line.startswith("#"):
            heading = FOLDER.match(line)
            folder = heading["folder"] if heading else ""
        placed.append((folder, line))
    return placed


def _is_stale(folder: str, line: str) -> bool:
    file = FILE.match(line)
    return bool(folder and file and not any((ROOT / folder).glob(file["file"])))


def _end_of(lines: list[str], folder: Path) -> int:
    """Where another line about a file of `folder` goes; a folder yet unknown gets a heading."""
    name = f"{folder.as_posix()}/"
    placed = _placed("\n".join(lines))
    listed = [i for i, (at, line) in enumerate(placed) if at == name and FILE.match(line)]
    if listed:
        return listed[-1] + 1
    end = _end_of(lines, folder.parent)
    lines[end:end] = ["", f"#### `{name}`", "", ""]
    return end + 3


def _summary(path: Path) -> str:
    """What a file says of itself: the first line of its docstring, or of its first comment."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix == ".py":
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    return text.partition("\n")[0].lstrip("# ")


if __name__ == "__main__":
    main()
