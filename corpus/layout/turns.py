"""Elements in, the same out with the turns of a conversation as questions and answers.

"Interviewer: ...", "Dr Doe: ...": a name that opens several paragraphs of whole sentences is who
speaks, not a key with its values; so is whoever asks in bold or italics between them, and the same
name in another form ("Doe", "Ann Doe (Acme)").
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.layout.element import Element, Heading, Pair, Paragraph, Range, trim
from corpus.layout.shape import is_question

_OPENING = re.compile(
    r"(?P<mark>[*_]{0,2})(?P<who>[A-Z][^:*_\n.?!(]{0,40}?)(?: \([^)\n]{1,40}\))?"
    r"[*_]{0,2}:[*_]{0,2}\s+"
)
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
    """The names that open turns: several, of which one asks, and most of whose turns are talk."""
    opened = [(found, e) for e in elements if (found := _opening(text, e)) is not None]
    turns = Counter(found["who"] for found, _ in opened)
    talks: Counter[str] = Counter()
    marked = set()
    for found, element in opened:
        end = _words(element).end
        talks[found["who"]] += bool(_TALK.search(text, found.end(), end))
        asks = text[found.end() : end].rstrip(" *_").endswith("?")
        marked |= {found["who"]} if asks and found["mark"] else set()
    talking = {name for name, n in turns.items() if n >= _MIN_TURNS and 2 * talks[name] >= n}
    last = {name.split()[-1] for name in talking - marked}
    named = {name for name in turns if name.split()[-1] in last}
    asks = any(
        found["who"] in talking | marked and _words(element).of(text).rstrip(" *_").endswith("?")
        for found, element in opened
    )
    speakers = talking | marked
    several = len(speakers) > 1 and bool(talking)
    return frozenset(speakers | named) if asks and several else frozenset()


def _opening(text: str, element: Element) -> re.Match[str] | None:
    if not isinstance(element, Heading | Pair | Paragraph):
        return None
    words = _words(element)
    found = _OPENING.match(text, words.start, words.end)
    return found if found and len(found["who"].split()) <= _MAX_WORDS else None


def _words(element: Element) -> Range:
    return element.whole if isinstance(element, Pair) else element.words  # type: ignore[union-attr]  # only Paragraph and Heading else


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
