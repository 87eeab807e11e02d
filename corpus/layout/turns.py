"""Elements in, the same out with the turns of a conversation as questions and answers.

"Interviewer: ...", "Dr Doe: ...": a name that opens several paragraphs of whole sentences is who
speaks, not a key with its values.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.layout.element import Element, Heading, Pair, Paragraph, Range, trim
from corpus.layout.shape import is_question

_OPENING = re.compile(r"(?:\*\*|__)?(?P<who>[A-Z][^:*_\n.?!]{0,40}?)(?:\*\*|__)?:(?:\*\*|__)?\s+")
_TALK = re.compile(r"\?[\"”’)]*\s*$|[.!?][\"”’)]*\s+[A-Z]")
_LAST = re.compile(r"(?:^|[.!?][\"”’)]*\s+)(?P<words>[^.!?]+\?)[\"”’)]*\s*$")
_MIN_TURNS = 2
_MAX_WORDS = 5  # of a speaker's name
_DEEPEST = 7


def read_turns(text: str, elements: Sequence[Element]) -> list[Element]:
    """Read what speakers say without their names: a question as a heading, the rest as prose."""
    who = _speakers(text, elements)
    if not who:
        return list(elements)
    return [part for element in elements for part in _turn(text, element, who)]


def _speakers(text: str, elements: Sequence[Element]) -> frozenset[str]:
    """The names that open turns: several, of which most hold a question or several sentences."""
    turns: Counter[str] = Counter()
    talks: Counter[str] = Counter()
    for element in elements:
        opened = _opening(text, element)
        if opened is not None:
            turns[opened["who"]] += 1
            talks[opened["who"]] += bool(_TALK.search(text, opened.end(), _words(element).end))
    found = {name for name, n in turns.items() if n >= _MIN_TURNS and 2 * talks[name] >= n}
    asks = any(
        opened["who"] in found and _words(element).of(text).rstrip().endswith("?")
        for element in elements
        if (opened := _opening(text, element)) is not None
    )
    return frozenset(found) if asks and len(found) > 1 else frozenset()


def _opening(text: str, element: Element) -> re.Match[str] | None:
    if not isinstance(element, Pair | Paragraph):
        return None
    words = _words(element)
    found = _OPENING.match(text, words.start, words.end)
    return found if found and len(found["who"].split()) <= _MAX_WORDS else None


def _words(element: Element) -> Range:
    return element.whole if isinstance(element, Pair) else element.words  # type: ignore[union-attr]  # only a Paragraph else


def _turn(text: str, element: Element, speakers: frozenset[str]) -> Iterator[Element]:
    """A turn as its question, or its words; anything else as it is."""
    opened = _opening(text, element)
    if opened is None or opened["who"] not in speakers:
        yield element
        return
    said = trim(text, opened.end(), _words(element).end)
    asked = _LAST.search(said.of(text))
    if asked is None or not is_question(asked["words"]):
        yield Paragraph(said)
        return
    start = said.start + asked.start("words")
    before = trim(text, said.start, start)
    if before.start < before.end:
        yield Paragraph(before)
    yield Heading(Range(start, said.start + asked.end("words")), _DEEPEST)
