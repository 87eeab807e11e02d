"""Markdown in, its layout out. The one module that knows markdown-it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.layout.element import Element, Heading, Pair, Paragraph, Range, trim
from corpus.layout.grid import Row, fit, pipe_cells, read_piped, without_header
from corpus.layout.listing import read_item
from corpus.layout.pairs import is_bold, is_name, read_happening, read_pair, read_terms
from corpus.layout.shape import is_question
from corpus.reading.front_matter import body_start

_BOLD_LINE = re.compile(r"(\*\*|__)(?P<words>[^*_\n]+?)\1:?")
_TAG = re.compile(r"<[^>]*>")
_COMMENT = re.compile(r"\s*<(?:!|\?)")
_DEEPEST = 7
_MIN_SENTENCE = 8


@cache
def _parser() -> MarkdownIt:
    """It keeps nothing of what it reads."""
    return MarkdownIt("commonmark", {"maxNesting": 60}).enable("table")


def read_markdown(text: str) -> list[Element]:
    """The layout of a Markdown text; its front matter is no part of it."""
    return list(_Reader(text).read())


class _Reader:
    """Walks the tokens of a text and finds the place of their words in it."""

    def __init__(self, text: str) -> None:
        start = body_start(text)
        start += text.startswith("\ufeff", start)
        self._text = text
        source = text[start:].replace("\r", " ")  # the parser would take it for a line
        self._tokens = _parser().parse(source)
        self._starts = [start]
        for line in source.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._depth = 0
        self._lead: Range | None = None
        self._leads: list[Range | None] = []

    def read(self) -> Iterator[Element]:
        """Yield the elements in order."""
        index = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            if token.type == "table_open":
                end = self._closing(index)
                yield from self._table(token)
                index = end
            elif token.type == "inline":
                yield from self._words(self._tokens[index - 1], token)
            elif token.type in {"fence", "code_block", "html_block"}:
                yield from self._verbatim(token)
            else:
                self._enter_or_leave(token)
            index += 1

    def _closing(self, index: int) -> int:
        return next(
            place
            for place in range(index, len(self._tokens))
            if self._tokens[place].type == "table_close"
        )

    def _enter_or_leave(self, token: Token) -> None:
        """Keep account of the lists around a token, each with the line that leads in to it."""
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            self._leads.append(self._lead)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._leads.pop()
            self._lead = None

    def _line(self, number: int) -> Range:
        end = min(self._starts[number + 1] - 1, len(self._text))
        return trim(self._text, min(self._starts[number], end), end)

    def _lines(self, token: Token) -> Sequence[Range]:
        first, last = token.map or (0, 0)
        return [
            line for number in range(first, last) if (line := self._line(number)).end > line.start
        ]

    def _place(self, token: Token) -> Range | None:
        """Where the words of an inline token stand, without the marks of lists and quotes."""
        words = [line.strip() for line in token.content.split("\n") if line.strip()]
        lines = self._lines(token)
        if not words or not lines:
            return None
        first, last = lines[0], lines[min(len(words), len(lines)) - 1]
        start = self._text.find(words[0], first.start, first.end)
        end = self._text.rfind(words[-1], last.start, last.end)
        found = Range(
            start if start >= 0 else first.start, end + len(words[-1]) if end >= 0 else last.end
        )
        place = trim(self._text, *found)
        has_words = any(character.isalnum() for character in place.of(self._text))
        return place if place.start < place.end and has_words else None

    def _words(self, opening: Token, token: Token) -> Iterator[Element]:
        place = self._place(token)
        if place is None:
            return
        words = place.of(self._text)
        self._lead, lead = None, self._leads[-1] if self._leads else None
        if opening.type == "heading_open":
            yield Heading(place, int(opening.tag[1:]))
        elif self._leads:
            yield self._item(place, lead)
            self._lead = place
        elif (bold := _BOLD_LINE.fullmatch(words)) and not _is_told(bold["words"]):
            start = place.start + bold.start("words")
            yield Heading(Range(start, place.start + bold.end("words")), _DEEPEST)
        elif is_question(words):
            yield Heading(place, _DEEPEST)
        else:
            yield from self._prose(place)

    def _item(self, place: Range, lead: Range | None) -> Element:
        """An entry; a key with its value below another entry belongs to what that one names."""
        item = read_item(self._text, place, lead)
        nested = lead is not None and len(self._leads) > 1
        named = nested and lead is not None and is_name(self._text, lead)
        return replace(item, under=lead) if named and isinstance(item, Pair) else item

    def _prose(self, place: Range) -> Iterator[Element]:
        """A paragraph, lines of pairs or dated events, or a table without a rule."""
        lines = self._split(place)
        table = read_piped(self._text, lines)
        if table is not None:
            yield table
            return
        terms = read_terms(self._text, lines)
        if terms:
            yield from terms
            return
        pairs = [read_happening(self._text, line) or read_pair(self._text, line) for line in lines]
        found = [pair for pair in pairs if pair is not None]
        if len(found) == len(lines):
            yield from found
            return
        wrapped = pairs[0] is not None and len(found) == 1
        pair = read_pair(self._text, place) if wrapped and is_bold(self._text, place) else None
        if pair is not None:
            yield pair  # "**Term** - what it is", broken into lines
            return
        yield Paragraph(place)
        if place.of(self._text).endswith(":"):
            self._lead = place

    def _split(self, place: Range) -> list[Range]:
        lines, start = [], place.start
        for line in place.of(self._text).split("\n"):
            lines.append(trim(self._text, start, start + len(line)))
            start += len(line) + 1
        return lines

    def _table(self, token: Token) -> Iterator[Element]:
        rows = [pipe_cells(self._text, line) for line in self._lines(token)]
        header, *body = rows[:1] + rows[2:]
        width = len(header)
        body = [row[:width] for row in body if any(row)]
        above = []
        while len(body) > 1 and _goes_on(self._text, header, body[0]):
            above.append(header)
            header = body.pop(0)
        yield without_header(self._text, replace(fit(header, body), above=tuple(above)))

    def _verbatim(self, token: Token) -> Iterator[Element]:
        """Code, and HTML within Markdown: its lines that hold words, as they stand."""
        lines = self._lines(token)
        if token.type == "html_block" and _COMMENT.match(token.content):
            return
        if token.type == "fence":
            lines = lines[1:-1] if lines[-1].of(self._text)[:3] in {"```", "~~~"} else lines[1:]
        for line in lines:
            if any(character.isalnum() for character in _TAG.sub("", line.of(self._text))):
                yield Paragraph(line)


def _goes_on(text: str, header: Row, below: Row) -> bool:
    """Whether a row goes on with a table's header: the corner spans both, or is empty in both."""
    corners = [row[0].of(text) if row and row[0] else "" for row in (header, below)]
    words = [cell.of(text) for cell in below[1:] if cell]
    named = bool(words) and all(any(map(str.isalpha, word)) for word in words)
    return corners[0] == corners[1] and named


def _is_told(words: str) -> bool:
    """Whether words in bold type are a sentence, as below a headline, and not a heading."""
    return words.rstrip().endswith(".") and len(words.split()) >= _MIN_SENTENCE
