"""A sentence hit in, the text around it that tells what it is about out."""

import re

from retrieval.hit import SentenceHit

_SENTENCE = re.compile(r"[.!?][\"'”’)]*\s*$")  # rows and pairs end without
_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")
_FEW = 3  # sentences before one, in which what it is about may be named


def before(hit: SentenceHit) -> str:
    """The few sentences before one of prose, and the first of its passage; else nothing."""
    sentences = hit.passage.sentences
    place = sentences.index(hit.sentence) if hit.sentence in sentences else 0
    prose = _SENTENCE.search(hit.sentence.text)
    earlier = (sentences[0], *sentences[max(place - _FEW, 0) : place])
    return " ".join(s.text for s in earlier) if place and prose else ""


def parents(hit: SentenceHit) -> str:
    """The items of a list that the sentence's own item stands under."""
    sentences = hit.passage.sentences
    place = sentences.index(hit.sentence) if hit.sentence in sentences else 0
    depth = _depth(hit, place)
    found: list[str] = []
    for other in reversed(range(place)):
        above = _depth(hit, other)
        if above < depth and (other or not found):  # a passage opens behind the mark of its item
            depth = above
            found.append(sentences[other].text)
    return " ".join(found)


def _depth(hit: SentenceHit, place: int) -> int:
    """How far a sentence of a passage is indented as an item of a list; 0 for one that is none."""
    start = hit.passage.sentences[place].span.start - hit.passage.span.start
    line = hit.passage.text[:start].rsplit("\n", 1)[-1]
    return len(line.expandtabs()) if _ITEM.fullmatch(line) else 0
