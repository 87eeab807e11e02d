"""Texts that no person wrote, of any length, and how work on them grows."""

import gc
from collections.abc import Callable, Mapping
from itertools import count
from time import thread_time

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


def growth(work: Callable[[int], object], size: int, times: int = 4) -> float:
    """How much longer work takes on so many times as much: about as many times, where it is linear.

    Of two tries each, the shorter, by the time of this thread alone.
    """
    gc.collect()
    short, long = (min(_time(work, n) for _ in range(2)) for n in (size, times * size))
    return long / short


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
