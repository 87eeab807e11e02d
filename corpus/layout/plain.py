"""Text without markup in, its layout out: web articles pasted as text.

What stands where is read off the lines alone: their length, how they end, their bullets, their
indent, the blank lines between them. Recognisers are tried in turn at each line; the first that
fits takes its lines.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from corpus.boilerplate import heads_boilerplate, is_boilerplate
from corpus.layout.element import (
    Element,
    Happening,
    Heading,
    Item,
    Pair,
    Paragraph,
    Range,
    trim,
)
from corpus.layout.grid import read_bordered
from corpus.layout.lines import Line, read_lines
from corpus.layout.listing import read_entry
from corpus.layout.pairs import MAX_VALUE_WORDS, read_happening, read_pair
from corpus.layout.rank import rank_headings
from corpus.layout.runon import read_run_on
from corpus.layout.shape import (
    ends_sentence,
    hangs,
    is_date,
    is_figure,
    is_heading,
    is_key,
    is_question,
    is_title,
    lead_symbols,
)
from corpus.layout.stacked import read_stacked

_ATX = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"[ \t]*\n?[^\S\n]*(?P<rule>={3,}|-{3,})[^\S\n]*(?:\n|$)")
_TURN = re.compile(r"(?P<who>q|question|a|answer)\s?\d{0,2}\s?[:.)]\s+(?=\S)", re.IGNORECASE)
_MIXED_WORD = re.compile(r"\b\w*[a-z][A-Z]\w*\b|\b\w*[A-Z]{2}[a-z]\w*\b")
_MAX_FIGURES = 20  # lines that are looked at for figures with their captions
_MAX_STANZA = 100  # lines that are looked at together
_MARKED = re.compile(r"[.,;:?!](?:\s|$)")
_MIN_ROWS = 2  # below its header, of a table without borders
_MIN_WRAP, _MAX_WRAP = 40, 140
_MAX_LINE_WORDS = 25  # of a value below its key
_MIN_PAIRS = 2
_LONG = 12  # words that make a line prose
_MAX_TIGHT_WORDS = 8  # of a heading with no blank line below it, where others have one

Taken = tuple[list[Element], int]  # what was read, and the index of the next line


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with its lines and what they tell of the whole."""

    text: str
    lines: tuple[Line, ...]
    spaced: bool = field(default=False)  # whether blank lines part its paragraphs
    known: frozenset[str] = field(default=frozenset())  # words with capitals inside, from its prose

    def at(self, index: int) -> Line | None:
        """The line, or None past the last."""
        return self.lines[index] if 0 <= index < len(self.lines) else None

    def stanza(self, index: int) -> Sequence[Line]:
        """The line and those below it down to the next blank line."""
        last = min(len(self.lines), index + _MAX_STANZA)
        below = (self.lines[place] for place in range(index + 1, last))
        return [self.lines[index], *takewhile(lambda line: not line.after_blank, below)]

    def prose(self, index: int) -> list[Line]:
        """The same down to the first entry of a list."""
        return list(takewhile(lambda line: not line.marker, self.stanza(index)))

    def indented(self, index: int) -> list[Line]:
        """The lines that belong to the entry of a list."""
        below = (self.lines[place] for place in range(index + 1, len(self.lines)))
        indent = self.lines[index].indent
        return list(takewhile(lambda line: not line.marker and line.indent > indent, below))

    def alone(self, index: int) -> bool:
        """Whether blank lines stand above and below the line."""
        below = self.at(index + 1)
        return self.lines[index].after_blank and (below is None or below.after_blank)


def read_plain(text: str) -> list[Element]:
    """The layout of a text without markup."""
    page = _page(text)
    elements: list[Element] = []
    index = 0
    while index < len(page.lines):
        taken, index = next(filter(None, (read(page, index) for read in _RECOGNISERS)))
        elements += taken
    return rank_headings(text, elements)


def _page(text: str) -> _Page:
    lines = read_lines(text)
    prose = [line for line in lines if len(line.text.split()) > _LONG and ends_sentence(line.text)]
    known = {word for line in prose for word in _MIXED_WORD.findall(line.text)}
    parted = sum(line.after_blank for line in lines)
    return _Page(text, lines, 2 * parted > len(lines), frozenset(known))


def _table(page: _Page, index: int) -> Taken | None:
    stanza = page.stanza(index)
    found = read_bordered(page.text, [line.raw for line in stanza])
    if found is None and not stanza[0].marker and not _wrapped(stanza):
        unmarked = [line.words for line in takewhile(lambda line: not line.marker, stanza)]
        found = read_stacked(page.text, unmarked)
        found = found or read_run_on(page.text, unmarked, page.known)
    return ([found[0]], index + found[1]) if found else None


def _marked_heading(page: _Page, index: int) -> Taken | None:
    """A heading marked as in Markdown, by "#" before it or a rule below it."""
    line = page.lines[index]
    if found := _ATX.match(line.text):
        words = trim(page.text, line.words.start + found.end(), line.words.end)
        return [Heading(words, len(found[1]))], index + 1
    rule = _UNDERLINE.match(page.text, line.raw.end) if line.after_blank else None
    if rule:
        return [Heading(line.words, 1 + rule["rule"].startswith("-"))], index + 1
    return None


def _listing(page: _Page, index: int) -> Taken | None:
    """An entry of a list with what is indented below it, or was broken off it."""
    line = page.lines[index]
    if not line.marker:
        return None
    body = page.indented(index) or _broken_off(page, index)
    if not body and line.numbered and _heads(page, index):
        return [Heading(line.words, 0)], index + 1
    return read_entry(page.text, line, body, _lead(page, index)), index + 1 + len(body)


def _lead(page: _Page, index: int) -> Range | None:
    """The line that leads in to the list that an entry is of."""
    above = (page.lines[place] for place in range(index - 1, max(-1, index - _MAX_STANZA), -1))
    outside = (
        line for line in above if not line.marker and line.indent <= page.lines[index].indent
    )
    line = next(outside, None)
    return line.words if line and line.text.endswith(":") else None


def _turn(page: _Page, index: int) -> Taken | None:
    """A line that opens with "Q:" or "A:"."""
    line = page.lines[index]
    found = _TURN.match(line.text)
    if found is None:
        return None
    below = _going_on(page, index)
    end = below[-1].words.end if below else line.words.end
    words = Range(line.words.start + found.end(), end)
    asks = found["who"].lower().startswith("q")
    return [Heading(words, 0) if asks else Paragraph(words)], index + 1 + len(below)


def _broken(page: _Page, index: int) -> Taken | None:
    """A line that ends amid a sentence, however short, with the lines that go on with it."""
    below = _going_on(page, index)
    if not below or not hangs(page.lines[index].text) or _ATX.match(page.lines[index].text):
        return None
    words = page.lines[index].words.to(below[-1].words)
    return [read_pair(page.text, words) or Paragraph(words)], index + 1 + len(below)


def _figure(page: _Page, index: int) -> Taken | None:
    """A big number with its caption below it, or above it on the next line."""
    line, below = page.lines[index], page.at(index + 1)
    if below is None or _is_apart(below) or is_date(line.text) or is_date(below.text):
        return None
    whole = line.words.to(below.words)
    if is_figure(line.text) and not is_figure(below.text) and not _ATX.match(below.text):
        return [Pair(below.words, line.words, whole)], index + 2
    if is_figure(below.text) and is_heading(line.text) and _captions_stand_above(page, index):
        return [Pair(line.words, below.words, whole)], index + 2
    return None


def _captions_stand_above(page: _Page, index: int) -> bool:
    """Whether lines and numbers alternate in pairs from the line on, and end with a number.

    Where they end with a line, the first one is the heading of numbers with captions below.
    """
    stanza = page.stanza(index)[:_MAX_FIGURES]
    if len(stanza) == 1 or page.lines[index].text.endswith("?"):
        return False
    alternating = takewhile(
        lambda place: (
            is_figure(stanza[place].text) == bool(place % 2)
            and not ends_sentence(stanza[place].text)
        ),
        range(len(stanza)),
    )
    return sum(1 for _ in alternating) % 2 == 0


def _dated(page: _Page, index: int) -> Taken | None:
    """A date with its event, on one line or on neighbouring ones."""
    line, below = page.lines[index], page.at(index + 1)
    if found := read_happening(page.text, line.words):
        return [found], index + 1
    if below is None or _is_apart(below) or is_date(line.text) == is_date(below.text):
        return None
    whole = line.words.to(below.words)
    if is_date(line.text):
        return [Happening(below.words, line.words, whole)], index + 2
    if is_key(line.text):
        pair: list[Element] = [Pair(_key(line), below.words, whole)]
        return None if _dates_what_follows(page, index + 1) else (pair, index + 2)
    return [Happening(line.words, below.words, whole)], index + 2


def _dates_what_follows(page: _Page, index: int) -> bool:
    """Whether a date belongs to the prose below it, which another date follows, or nothing."""
    event, after = page.at(index + 1), page.at(index + 2)
    if event is None or _is_apart(event) or is_key(event.text):
        return False
    return after is None or is_date(after.text)


def _colon_pair(page: _Page, index: int) -> Taken | None:
    """A line "Key: value", and the short lines that stand directly below it."""
    line = page.lines[index]
    found = read_pair(page.text, line.words)
    if found is None:
        return None
    stanza = page.stanza(index)
    if _wrapped(stanza) and not any(below.marker for below in stanza):
        words = line.words.to(stanza[-1].words)
        return [read_pair(page.text, words) or Paragraph(words)], index + len(stanza)
    rest = list(takewhile(lambda below: _is_statement(page, below), page.stanza(index)[1:]))
    if not page.spaced or not line.after_blank:
        rest = []
    return [found, *(Item(below.words, line.words) for below in rest)], index + 1 + len(rest)


def _key_lines(page: _Page, index: int) -> Taken | None:
    """Keys that stand on lines of their own, each with its value on the next line."""
    pairs: list[Element] = []
    start = index
    while _is_key_line(page, index) and _is_value_line(page, index + 1):
        if not _alike(page, index, start) or _table(page, index + 1):
            break
        key, value = page.lines[index], page.lines[index + 1]
        pairs.append(Pair(_key(key), value.words, _key(key).to(value.words)))
        index += 2
    marked = bool(pairs) and lead_symbols(page.lines[start].text) > 0
    return (pairs, index) if len(pairs) >= _MIN_PAIRS or marked else None


def _heading(page: _Page, index: int) -> Taken | None:
    if not _heads(page, index):
        return None
    return [Heading(_key(page.lines[index]), 0)], index + 1


def _paragraph(page: _Page, index: int) -> Taken:
    """A paragraph: one line, or several that were wrapped."""
    stanza = page.prose(index)
    if _wrapped(stanza):
        return [Paragraph(stanza[0].words.to(stanza[-1].words))], index + len(stanza)
    line = page.lines[index]
    if not line.text.endswith(":"):
        return [Paragraph(line.words)], index + 1
    rest = list(takewhile(lambda below: _is_statement(page, below), stanza[1:]))
    items = [Item(below.words, line.words) for below in rest]
    return [Paragraph(line.words), *items], index + 1 + len(rest)


_RECOGNISERS: tuple[Callable[[_Page, int], Taken | None], ...] = (
    _table,
    _marked_heading,
    _listing,
    _turn,
    _broken,
    _figure,
    _dated,
    _colon_pair,
    _key_lines,
    _heading,
    _paragraph,
)


def _key(line: Line) -> Range:
    """A line without the symbols before its words and the colon after them."""
    end = line.words.end - line.text.endswith(":")
    return Range(line.words.start + lead_symbols(line.text), end)


def _alike(page: _Page, index: int, other: int) -> bool:
    """Whether two lines are keys of one group: set apart alike, symbols before both or none."""
    one, two = page.lines[index], page.lines[other]
    marked = bool(lead_symbols(one.text)) == bool(lead_symbols(two.text))
    return marked and page.alone(index) == page.alone(other)


def _is_apart(line: Line) -> bool:
    """Whether a line is no half of a pair: an entry of a list, or long prose."""
    return bool(line.marker) or len(line.text.split()) > MAX_VALUE_WORDS


def _is_statement(page: _Page, line: Line) -> bool:
    """Whether a line says something and is no sentence, as the lines of a list do."""
    return not line.marker and not ends_sentence(line.text) and not read_pair(page.text, line.words)


def _is_key_line(page: _Page, index: int) -> bool:
    line = page.at(index)
    if line is None or line.marker or not is_key(line.text) or is_figure(line.text):
        return False
    return is_title(line.text) or lead_symbols(line.text) > 0


def _is_value_line(page: _Page, index: int) -> bool:
    """Whether a line is the value of the key above it: no sentence, and no title."""
    line, key = page.at(index), page.lines[index - 1]
    if line is None or line.marker or lead_symbols(line.text) or read_pair(page.text, line.words):
        return False
    alike = page.alone(index) if page.alone(index - 1) else not line.after_blank
    words = len(line.text.split())
    if not alike or words > _MAX_LINE_WORDS or ends_sentence(line.text):
        return False
    return lead_symbols(key.text) > 0 or not is_title(line.text)


def _heads(page: _Page, index: int) -> bool:
    """Whether a line stands above others as their heading."""
    line, below = page.lines[index], page.at(index + 1)
    if below is None:
        return False
    if is_boilerplate(line.text) and not heads_boilerplate(line.text):
        return is_question(line.text)
    if is_question(line.text):
        return True
    if not is_heading(line.text) or ends_sentence(line.text) or _wrapped(page.prose(index)):
        return False
    tight = page.spaced and not below.after_blank and not below.marker
    return not tight or len(line.text.split()) <= _MAX_TIGHT_WORDS


def _wrapped(stanza: Sequence[Line]) -> bool:
    """Whether lines are one paragraph, broken where the next word would not have fitted."""
    lengths = [len(line.text) for line in stanza]
    if len(stanza) < 2 or not _MIN_WRAP <= max(lengths) <= _MAX_WRAP:  # noqa: PLR2004 - two lines
        return False
    if len(stanza) > _MIN_ROWS and all(map(_could_be_row, stanza)):
        return False
    return all(_breaks(line, below, max(lengths)) for line, below in pairwise(stanza))


def _could_be_row(line: Line) -> bool:
    """Whether a line opens with a capital and has no mark: each row of a table may be as long."""
    return line.text[0].isupper() and not _MARKED.search(line.text)


def _breaks(line: Line, below: Line, width: int) -> bool:
    """Whether a line goes on below: the next word would not have fitted, or amid a sentence."""
    full = len(line.text) + 1 + len(below.text.split(None, 1)[0]) > width
    return full or _amid(line, below, width)


def _amid(line: Line, below: Line, width: int) -> bool:
    """Whether a line ends amid a sentence: a long one, with no capital below it."""
    small = below.text[0].islower() or below.text[0].isdigit()
    goes_on = line.text[-1].isalnum() or line.text[-1] == ","
    return small and goes_on and 2 * len(line.text) > width


def _broken_off(page: _Page, index: int) -> list[Line]:
    """The lines of an entry that was wrapped without an indent."""
    stanza = page.stanza(index)
    below = list(takewhile(lambda line: not line.marker and not line.indent, stanza[1:]))
    width = max(len(line.text) for line in stanza)
    amid = below and _MIN_WRAP <= width <= _MAX_WRAP and _amid(stanza[0], below[0], width)
    if not amid:
        return _going_on(page, index)
    going_on = takewhile(lambda two: _breaks(*two, width), pairwise(below))
    return below[:1] + [line for _, line in going_on]


def _going_on(page: _Page, index: int) -> list[Line]:
    """The lines that go on with a sentence that ends with none of them but the last.

    Each begins with a small letter, below one that ends amid a phrase or is as long as a line of
    prose; what a full line breaks off goes on however it begins.
    """
    stanza = page.stanza(index)
    width = max(len(line.text) for line in stanza)
    found: list[Line] = []
    for line, below in pairwise(stanza):
        small = below.text[0].islower() and not below.marker
        long = len(line.text.split()) > _MAX_TIGHT_WORDS and line.text[-1].isalnum()
        full = bool(found) and not below.marker and _MIN_WRAP <= width <= _MAX_WRAP
        if not (small and (hangs(line.text) or long)) and not (
            full and _breaks(line, below, width)
        ):
            break
        found.append(below)
    return found
