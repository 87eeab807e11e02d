"""The words above a table to what they say of all its numbers: whose, in which unit, per what.

They are its caption, the heading right above it, or a sentence that announces it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Block, Document, Kind
from kg.claim import Concept
from kg.extract.table.header import HeaderReader
from kg.extract.tools import Tools
from kg.language.grammar import any_of
from kg.language.phrases import concept_for
from kg.language.syntax import sentences

PER = re.compile(
    r"\bper (?:[\d,.]+ |million |thousand |input |output )*[a-z]+(?:-[a-z]+)?"
    r"(?: (?:(?:and|per) )?(?:second|minute|hour|day|week|month|year)\b)?",
    re.IGNORECASE,
)
_PRICE_OF = re.compile(
    r"\b(?:prices|costs) (?:of|for) (?:an?|one) ((?:million |thousand )?[a-z]+)\b", re.IGNORECASE
)
_OF_ALL = re.compile(rf"(?:all|the) (?:{any_of('numbers')})\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\W*(?:table|figure|fig\.|exhibit|chart)\s+[\dIVXA-D.-]+[.:)]*\s*", re.IGNORECASE
)
_PARTS = re.compile(r"(?:[,(:;]|\bin\b)\s*(?P<part>[^,.;:()]{1,40}?)\s*(?=[,.;:()]|$)")
_ENDS = re.compile(r"\s*[,(:;]")
_WHOSE = re.compile(r"(?P<what>.+?) (?:at|for|in|of) (?:the )?(?P<whose>.+)", re.IGNORECASE)
_OF_TABLE = re.compile(r"\b(?:all|below|figures|following|numbers|table|values)\b", re.IGNORECASE)
_MAX_WORDS = 16  # of a caption; a longer paragraph is prose


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a table.

    Attributes:
        words: Its caption, without its number; empty where there is none.
        unit: The unit that it gives for all numbers: "US dollars per hour".
    """

    words: str = ""
    unit: str = ""

    @property
    def name(self) -> str:
        """What it is called, before a comma or bracket: "CoWoS capacity"."""
        return _ENDS.split(self.words, maxsplit=1)[0].strip()

    @property
    def case(self) -> str:
        """What limits it, where that is one more part and no unit: "worldwide"."""
        _, *parts = (part.strip() for part in _ENDS.split(self.words))
        told = len(parts) == 1 and parts[0].removeprefix("in ") != self.unit
        return parts[0] if told else ""


class CaptionReader:
    """Reads the words above tables."""

    def __init__(self, tools: Tools, headers: HeaderReader) -> None:
        self._tools = tools
        self._headers = headers

    def read(self, document: Document, above: Block | None) -> Caption:
        """The caption that a block above a table is, or what a sentence of it says."""
        if above is None or above.kind not in {Kind.PARAGRAPH, Kind.HEADING}:
            return Caption()
        text = above.span.of(document.text).strip(" *_")
        numbered = _NUMBERED.match(text)
        words = " ".join(text[numbered.end() if numbered else 0 :].split()).rstrip(".: ")
        if numbered or (len(words.split()) <= _MAX_WORDS and not text.endswith((".", "?", ":"))):
            return Caption(words, self._unit(words))
        told = (text[start:end] for start, end in sentences(text))
        units = (self._unit(words) for words in told if _OF_TABLE.search(words))
        return Caption(unit=next(filter(None, units), ""))

    def _unit(self, words: str) -> str:
        """The one unit that words give after "in", a comma or in brackets."""
        parts = [part["part"].removeprefix("in ") for part in _PARTS.finditer(words)]
        found = {part for part in parts if self._headers.scales(part)}
        return found.pop() if len(found) == 1 else ""

    def subject(self, caption: Caption) -> Concept | None:
        """Whose numbers they are: "Electricity use of AI data centres" is of those."""
        found = _WHOSE.fullmatch(caption.name)
        whose = found["whose"] if found else ""
        measured = found is not None and self._tools.predicates.by_name(found["what"]) is not None
        if measured and whose and not self._headers.scales(whose):
            named = [c for a, b, c in self._tools.find(whose) if b - a == len(whose)]
            known = next((c for c in named if self._tools.is_particular(c)), None)
            return known or concept_for(whose)
        measured = bool(caption.unit) or "," in caption.words
        return concept_for(caption.name) if measured else None

    def announced(self, text: str, *, of_all: bool = False) -> str:
        """What words above a table say that its prices are per: "All prices are per hour".

        Those further above must speak of all figures.
        """
        return next(self._announced(text, of_all=of_all), "")

    def _announced(self, text: str, *, of_all: bool) -> Iterator[str]:
        for start, end in sentences(text):
            told = [m[0] for m in PER.finditer(text, start, end)]
            told = [f"per {m[1]}" for m in _PRICE_OF.finditer(text, start, end)] or told
            priced = "price" in self._tools.predicates.named(text[start:end])
            priced = bool(_OF_ALL.match(text[start:end])) if of_all else priced
            # "Per token rather than per hour" is a choice of two.
            if len(told) == 1 and priced:
                yield f"basis/{' '.join(told[0].lower().split())}"
