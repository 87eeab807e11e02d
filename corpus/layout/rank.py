"""Elements with headings of unknown level in, the same with levels out.

Plain text has no levels. Headings that follow one another directly nest; the next group of them
replaces the last, from the level of a sibling on where it has one: both questions, both numbered,
or worded alike.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.bounds import MAX_DEPTH
from corpus.layout.element import Element, Heading, Paragraph

_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"(?:(?:step|part|chapter|phase|section)\s+)?\d{1,2}[.):]?\s", re.IGNORECASE)
_MIN_STATEMENTS = 4


class _Title(NamedTuple):
    """A heading's words, and whether a number stands before them."""

    words: str
    numbered: bool


def rank_headings(text: str, elements: Sequence[Element]) -> list[Element]:
    """Give a level to every heading that has none (0)."""
    ranked: list[Element] = []
    path: list[_Title] = []
    run: list[Heading] = []
    for element in elements:
        if isinstance(element, Heading):
            run.append(element)
            continue
        ranked += _rank_group(text, run, path, 0 if ranked else 1)
        run = []
        ranked.append(element)
    return ranked + [Paragraph(heading.words) for heading in run]


def _rank_group(
    text: str, run: Sequence[Heading], path: list[_Title], titles: int
) -> list[Element]:
    """Rank the headings of one group, the first `titles` of which stand at the top of the page.

    Of many short lines only those and the last are headings; the others are statements.
    """
    if len(run) < _MIN_STATEMENTS or any(heading.level for heading in run):
        return _rank(text, run, path)
    statements = [Paragraph(heading.words) for heading in run[titles:-1]]
    return [*_rank(text, run[:titles], path), *statements, *_rank(text, run[-1:], path)]


def _rank(text: str, run: Sequence[Heading], path: list[_Title]) -> list[Element]:
    ranked: list[Element] = []
    for place, heading in enumerate(run):
        title = _title(text, heading)
        depth = heading.level - 1 if heading.level else len(path) if place else _depth(title, path)
        depth = min(depth, MAX_DEPTH - 1)
        del path[depth:]
        path.append(title)
        ranked.append(replace(heading, level=depth + 1))
    return ranked


def _title(text: str, heading: Heading) -> _Title:
    start = text.rfind("\n", 0, heading.words.start) + 1
    line = text[start : heading.words.end].lstrip()
    return _Title(heading.words.of(text), _NUMBERED.match(line) is not None)


def _depth(title: _Title, path: Sequence[_Title]) -> int:
    """How many headings stay above: those over the deepest sibling."""
    siblings = (depth for depth in reversed(range(len(path))) if _alike(title, path[depth]))
    return next(siblings, 0)


def _alike(one: _Title, other: _Title) -> bool:
    """Whether two headings are siblings."""
    if one.words.endswith("?") and other.words.endswith("?"):
        return True
    if one.numbered or other.numbered:
        return one.numbered and other.numbered
    left, right = _WORD.findall(one.words.lower()), _WORD.findall(other.words.lower())
    return len(left) == len(right) > 1 and 2 * sum(map(str.__eq__, left, right)) >= len(left)
