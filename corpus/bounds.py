"""How much one sentence, label, row or path may hold, and text cut so that no part holds more.

Rules look at words from each word, so what they take grows faster than what they read. Of people's
writing none of it comes near these bounds (measured: the longest sentence of all our documents, a
transcript's without a full stop, has 498 characters and 82 words); what no person wrote could keep
a server busy for hours. What is beyond them is kept: it is searched and quoted like all else, in
parts, but no claims are read off it.
"""

import re
from collections.abc import Iterator
from itertools import islice

MAX_SENTENCE = 1000  # characters of a sentence, a value or a cell: twice the longest seen
MAX_QUOTE = 2000  # of what is ranked and quoted as one: beyond, a sentence is cut between words
MAX_TOKENS = 250  # its words and marks: three times the most seen
MAX_LABEL = 1000  # of what stands above others: it is read with each of them
MAX_HEADING = 300  # of a heading, which is part of all below it: three times the longest seen
MAX_DEPTH = 8  # headings above one another: HTML and Markdown have six, a bold line is one more
MAX_COLUMNS = 60  # of a table: each cell is quoted with its row, and has the header of its column
MAX_ROW = 4000  # characters of a row
MAX_PIECE = 10_000  # of what spaCy is given at once: a word without end takes it time by its square
MAX_NAME = 80  # of a name: matching knows each of its beginnings
MAX_WORD = 25  # characters that count as one word where passages are measured, however joined

_TOKEN = re.compile(r"\w+|[^\w\s]")


def is_readable(text: str) -> bool:
    """Whether rules read claims off a sentence, value or cell.

    >>> is_readable("The H100 has 80 GB."), is_readable("$1 " * 200)
    (True, False)
    """
    if len(text) > MAX_SENTENCE:
        return False
    return next(islice(_TOKEN.finditer(text), MAX_TOKENS, None), None) is None


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch of text in parts of `MAX_QUOTE` characters at most, cut between words if it can.

    >>> list(parts("ab " * 800, 0, 2400))
    [(0, 1998), (1998, 2400)]
    """
    while end - start > MAX_QUOTE:
        reach = start + MAX_QUOTE
        cut = text.rfind(" ", start + 1, reach) + 1 or reach
        yield start, cut
        start = cut
    yield start, end


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces that spaCy can hold in memory, cut between sentences or words."""
    while end - start > MAX_PIECE:
        reach = start + MAX_PIECE
        stop = text.rfind(". ", start, reach) + 1 or text.rfind(" ", start, reach)
        cut = stop if stop > start else reach
        yield start, cut
        start = cut
    yield start, end


def words_in(text: str) -> int:
    """How many words a text counts for: a run of characters without space may be many.

    >>> words_in("two words"), words_in("a" * 250)
    (2, 10)
    """
    return max(len(text.split()), len(text) // MAX_WORD)
