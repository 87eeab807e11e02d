"""Any text in, the names in it out: titles of a pool's passages and runs of capitalised words.

The pools are about everything, so no vocabulary of a field finds their names.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from retrieval.lexical import STOP_WORDS

SHORTEST = 3  # letters of a name
TITLE_WEIGHT = 3  # a passage is about its title, and mentions the rest

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W_][\w.'’&-]*|[,;:()\"“”]")
_POSSESSIVE = re.compile(r"['’]s\b")
_BRACKETS = re.compile(r"\s*\(.*?\)")
_SMALL = "of the and de la du von van for in on at le del da di to a an &"
_INSIDE = frozenset(_SMALL.split())
_APART = re.compile(r"\b(?:and|in|of|the|for|on|at|to|from|by|with)\b")


def key(name: str) -> str:
    """A name without case, accents and punctuation.

    >>> key("The “Café”, Paris")
    'the cafe paris'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


class NameFinder:
    """Finds the titles of some passages, and what else is written like a name."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = {name for title in titles for name in title_names(title)}
        self._longest = max((len(name.split()) for name in self._titles), default=0)

    def in_passage(self, title: str, text: str) -> dict[str, float]:
        """Names with their weights."""
        found = Counter(_capitalised(text))
        for name in self._titles_in(text, any_case=False):
            found.setdefault(name, 1)
        for name in title_names(title):
            found[name] += TITLE_WEIGHT
        return {name: float(count) for name, count in found.items()}

    def in_question(self, text: str) -> tuple[str, ...]:
        """Names; a title counts in lower case, too."""
        return tuple(sorted({*_capitalised(text), *self._titles_in(text, any_case=True)}))

    def _titles_in(self, text: str, *, any_case: bool) -> Iterator[str]:
        """The longest titles, from left to right."""
        raw = re.findall(r"\w+", text)
        words = [key(word) for word in raw]
        place = 0
        while place < len(words):
            size = self._title_at(words, place)
            if size > 1 or (size and (any_case or raw[place][0].isupper())):
                yield " ".join(words[place : place + size])
            place += max(size, 1)

    def _title_at(self, words: list[str], place: int) -> int:
        for size in range(min(self._longest, len(words) - place), 0, -1):
            some = words[place : place + size]
            if " ".join(some) in self._titles and not STOP_WORDS.issuperset(some):
                return size
        return 0


def title_names(title: str) -> set[str]:
    """What a title's thing is called in running text.

    >>> sorted(title_names("Paris, Texas (film)"))
    ['paris', 'paris texas', 'paris texas film']
    """
    forms = (title, _BRACKETS.sub("", title), title.partition(",")[0])
    return {key(form) for form in forms} - STOP_WORDS - {""}


def _capitalised(text: str) -> Iterator[str]:
    """Names by their capitals, and their parts around the small words inside them."""
    for sentence in _SENTENCE.split(text):
        for run in _runs(_WORD.findall(sentence)):
            name = key(_POSSESSIVE.sub("", " ".join(run)))
            parts = [part.strip() for part in _APART.split(name)]
            for one in {name, *parts}:
                if len(one) >= SHORTEST and one not in STOP_WORDS and not one.isdigit():
                    yield one


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Neighbouring words with capitals, and the small words between them."""
    run: list[str] = []
    for word in [*words, ""]:
        goes_on = word.casefold() in _INSIDE or word[:1].isdigit()
        if word[:1].isupper() or (run and goes_on):
            run.append(word)
        else:
            yield from _trimmed(run)
            run = []


def _trimmed(run: list[str]) -> Iterator[list[str]]:
    """Without small words at its ends, if anything is left."""
    while run and run[-1].casefold() in _INSIDE:
        run = run[:-1]
    while run and run[0].casefold() in STOP_WORDS | _INSIDE:
        run = run[1:]
    if run:
        yield run
