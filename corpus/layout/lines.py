"""Text in, its `Line`s out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.layout.element import Range, trim

_BREAK = re.compile(r"[\n\f]")
_SYMBOLS = "•‣\u2043▪▫◦●○■□◆◇▶▸►➤➜→»·✓✔✅☑✗✘❌*+–—-"
_BULLET = re.compile(rf"(?:[{_SYMBOLS}]|\(?\d{{1,3}}[.)]|[a-z]\))[ \t\xa0]+(?=\S)")
_RULE = re.compile(r"[\s|:+=-]*")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        words: Where its words stand, without bullet and white space around them.
        text: The characters at `words`.
        indent: Columns of white space before it.
        marker: Its bullet or number; empty where it has none.
        after_blank: Whether a blank line, or nothing, stands above it.
        raw: Where all of it stands, bullet included.
    """

    words: Range
    text: str
    indent: int
    marker: str
    after_blank: bool
    raw: Range

    @property
    def numbered(self) -> bool:
        """Whether its marker is a number or letter."""
        return bool(self.marker) and self.marker[0].isascii() and self.marker[0] not in "*+-"


def is_rule(line: str) -> bool:
    """Whether a line only draws the border of a table's row."""
    return _RULE.fullmatch(line) is not None and ("|" in line or "+" in line)


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines with words in them; lines of nothing but signs count as blank, borders as none."""
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    after_blank, start = True, 0
    for end in [*(found.start() for found in _BREAK.finditer(text)), len(text)]:
        after_blank = after_blank or text[start - 1 : start] == "\f"
        raw = trim(text, start, end)
        if any(character.isalnum() for character in raw.of(text)):
            yield _line(text, start, raw, after_blank=after_blank)
            after_blank = False
        elif not is_rule(raw.of(text)):
            after_blank = True
        start = end + 1


def _line(text: str, start: int, raw: Range, *, after_blank: bool) -> Line:
    found = _BULLET.match(text, raw.start, raw.end)
    words = trim(text, found.end() if found else raw.start, raw.end)
    if not any(character.isalnum() for character in words.of(text)):
        found, words = None, raw
    indent = len(text[start : raw.start].expandtabs(_TAB))
    marker = found.group().strip() if found else ""
    return Line(words, words.of(text), indent, marker, after_blank, raw)
