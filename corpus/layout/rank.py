"""Elements with headings of unknown level in, the same with levels out.

Plain text has no levels. Headings that follow one another directly nest; the next group of them
replaces the last, from the level of a sibling on where it has one: both questions, both numbered,
or worded alike.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.layout.element import Element, Heading, Paragraph

_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"(?:(?:step|part|chapter|phase|section)\s+)?\d{1,2}[.):]?\s", re.IGNORECASE)
_MIN_STATEMENTS = 4


def rank_headings(text: str, elements: Sequence[Element]) -> list[Element]:
    """Give a level to every heading that has none (0)."""
    ranked: list[Element] = []
    path: list[str] = []
    run: list[Heading] = []
    for element in elements:
        if isinstance(element, Heading):
            run.append(element)
            continue
        ranked += _rank(text, run, path)
        run = []
        ranked.append(element)
    return ranked + [Paragraph(heading.words) for heading in run]


def _rank(text: str, run: Sequence[Heading], path: list[str]) -> list[Element]:
    """Rank the headings of one group; of many short lines all but the last are statements."""
    if len(run) >= _MIN_STATEMENTS and all(heading.level == 0 for heading in run):
        statements: list[Element] = [Paragraph(heading.words) for heading in run[:-1]]
        return statements + _rank(text, run[-1:], path)
    ranked: list[Element] = []
    for place, heading in enumerate(run):
        words = heading.words.of(text)
        depth = heading.level - 1 if heading.level else len(path) if place else _depth(words, path)
        del path[depth:]
        path.append(words)
        ranked.append(replace(heading, level=depth + 1))
    return ranked


def _depth(words: str, path: Sequence[str]) -> int:
    """How many headings stay above: those over the deepest sibling."""
    siblings = (depth for depth in reversed(range(len(path))) if _alike(words, path[depth]))
    return next(siblings, 0)


def _alike(one: str, other: str) -> bool:
    if one.endswith("?") and other.endswith("?"):
        return True
    if _NUMBERED.match(one) and _NUMBERED.match(other):
        return True
    left, right = _WORD.findall(one.lower()), _WORD.findall(other.lower())
    return len(left) == len(right) > 1 and 2 * sum(map(str.__eq__, left, right)) >= len(left)
