"""Pieces of a reply in, its finished sentences with the numbers that they cite out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.sentences import sentence_places

_MARK = re.compile(r"\[\d{1,4}(?:\s*,\s*\d{1,4})*\]")
_LATE = re.compile(rf"([.!?…]+)(\s*{_MARK.pattern}(?:\s*{_MARK.pattern})*)")
_UNSURE = re.compile(r"[\s\[\]\d,.!?…\"”’)]*")  # what may still belong to the sentence before it
_BULLET = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
_FINISHED = re.compile(r"[.!?…][\"”’)]*$")
_END = re.compile(r"[.!?…\]][\"”’)]*\s")  # where a sentence may end
_LONGEST = 1_000  # characters; what goes on for longer is no sentence


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a model wrote, before it is verified.

    Attributes:
        text: Its words, without marks.
        marks: The numbers that it cites, each once.
    """

    text: str
    marks: tuple[int, ...]

    @classmethod
    def of(cls, written: str) -> "Draft":
        """Take the marks out of a sentence.

        >>> Draft.of("- Training is dear [2][1, 2].")
        Draft(text='Training is dear.', marks=(2, 1))
        """
        marks = [int(n) for mark in _MARK.findall(written) for n in re.findall(r"\d+", mark)]
        text = re.sub(r"\s+(?=[.,;:!?…])", "", " ".join(_MARK.sub(" ", written).split()))
        text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        return cls(text if _FINISHED.search(text) else f"{text}.", tuple(dict.fromkeys(marks)))


class Sentences:
    r"""Gathers pieces to sentences: a line's end ends one, and so does the next one's start.

    >>> sentences = Sentences()
    >>> [list(sentences.add(piece)) for piece in ("It is dear. [1", "] It is slow [2].\nI")]
    [[], [Draft(text='It is dear.', marks=(1,)), Draft(text='It is slow.', marks=(2,))]]
    """

    def __init__(self) -> None:
        self._open = ""

    def add(self, piece: str) -> Iterator[Draft]:
        """The sentences that `piece` finishes."""
        *lines, self._open = (self._open + piece).split("\n")
        for line in lines:
            yield from map(Draft.of, _split(line))
        if _END.search(self._open):
            *finished, last = [*_split(self._open)] or [self._open]
            if finished and not _UNSURE.fullmatch(last):
                self._open = last
                yield from map(Draft.of, finished)
        if len(self._open) > _LONGEST:
            self._open = ""
            yield Draft("", ())

    def end(self) -> Iterator[Draft]:
        """The last sentences, once no more pieces come; what breaks off in the middle is none."""
        for written in _split(self._open):
            if _FINISHED.search(_MARK.sub("", written).strip()):
                yield Draft.of(written)
        self._open = ""


def _split(text: str) -> list[str]:
    """The sentences of a text to its end, with marks that follow a full stop put before it."""
    moved = _LATE.sub(lambda found: f"{found[2]}{found[1]}", text)
    starts = [start for start, _ in sentence_places(moved)]
    return [moved[a:b] for a, b in pairwise([*starts, len(moved)])]
