"""A document's text, mentions and claims to its lines, each with what stands in its margin."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.document import Span
from kg.claim import Mention
from service.api import schema

_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty.

    Attributes:
        start: Where it starts in the document.
        pieces: Its words, cut at mentions: each with the mention that it is, if any. Joined, they
            are the line.
        facts: The claims whose words start in it.
    """

    start: int
    pieces: tuple[tuple[str, Mention | None], ...]
    facts: tuple[schema.Fact, ...]

    @property
    def text(self) -> str:
        """The line."""
        return "".join(words for words, _ in self.pieces)


def lines(text: str, mentions: Iterable[Mention], facts: Iterable[schema.Fact]) -> list[Line]:
    """The lines of a document."""
    places = [(match.start(), match.end()) for match in _LINE.finditer(text)]
    starts = [start for start, _ in places]
    named: list[list[Mention]] = [[] for _ in places]
    said: list[list[schema.Fact]] = [[] for _ in places]
    for mention in mentions:
        named[_line(starts, mention.span.start)].append(mention)
    for fact in facts:
        said[_line(starts, fact.citation.start)].append(fact)
    return [
        Line(start, tuple(_pieces(text, (start, end), named[n])), tuple(said[n]))
        for n, (start, end) in enumerate(places)
    ]


def _line(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _pieces(
    text: str, place: tuple[int, int], mentions: Iterable[Mention]
) -> Iterable[tuple[str, Mention | None]]:
    at, end = place
    for mention in mentions:
        span: Span = mention.span
        if at <= span.start and span.end <= end:
            yield text[at : span.start], None
            yield text[span.start : span.end], mention
            at = span.end
    yield text[at:end], None
