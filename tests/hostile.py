"""Texts that no person wrote, of any length, and how work on them grows."""

import gc
from collections.abc import Callable, Mapping
from itertools import count
from time import thread_time

TIMES = 4
LIMIT = 10  # times as long as a quarter of it, above which work is not linear
TRIES = 4
_NUMBERS = count()

REPEATED = (
    *("a", "A", "1", ".", "(", "[", "[a", ")", '"', "“a ", "|", "a|", "a | b ", "\n", "a\n", "\t"),
    *("a\t", "• a\n", "- a\n", "# ", "# a\n", "a ### ", "`", "`a ", "```\n", "*", "**a ", "_a "),
    *("Q: ", "$1 ", "H100 ", "1,", "a b ", "(a ", ") a", "80 GB, ", "1-", "not ", "and ", ", "),
    *("NVIDIA H100, AMD MI300X and ", "Zorgblat Qx7 ", "Qx7, ", "a中1жعb ", "a\u0301", "🎯", ">"),
    *("> a\n", "1. ", "http://a.b/", "a@b", "[...] ", "a? ", "a: ", "e.g. ", "costs ", "it is "),
    *("80% ", "a - ", "a\f", "a/", "![a", "Some Agency. ", "Memory: 80 GB\n", "us said that we "),
)

FEW = REPEATED[::6]  # of them, for each run of the tests; the stress tests take all


def repeated(what: str, length: int) -> str:
    """A sentence, then as many characters of the same; each time another text, for no cache."""
    words = (what * (length // len(what) + 1))[:length]
    return f"The H100 has 80 GB of memory.\n\n{words}{next(_NUMBERS)}"


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether work on four times as much takes about four times as long, not sixteen times.

    By the time of this thread alone; a busy machine adds to that, so one of a few tries will do.
    """
    gc.collect()
    return any(_time(work, TIMES * size) < LIMIT * _time(work, size) for _ in range(TRIES))


def _time(work: Callable[[int], object], size: int) -> float:
    start = thread_time()
    work(size)
    return thread_time() - start


def wide(columns: int) -> str:
    """A table of two rows and so many columns."""
    return "\n".join("| " + " | ".join([cell] * columns) + " |" for cell in ("a", "---", "1 GB"))


MADE: Mapping[str, Callable[[int], str]] = {
    "columns": lambda length: wide(length // 16),
    "tabs": lambda length: "\n".join("\t".join([cell] * (length // 4)) for cell in "a1"),
    "gap": lambda length: "x" + " " * length + "y",
    "headings": lambda length: "# a\n\n" + "Is it?\n\n" * (length // 8),
    "heading": lambda length: "# " + "a" * (length // 2) + "\n\n" + "a\n\n" * (length // 6),
    "quotes": lambda length: "\n\n".join(">" * 190 + " a" for _ in range(length // 200)),
    "list": lambda length: "\n\n".join("  " * (n % 90) + "- a" for n in range(length // 90)),
}
