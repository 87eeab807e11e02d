"""Known names in text: words compared without case, plural, hyphens or spelling variant.

Takes surface forms with their ids, gives the longest match at a word. Names are kept under two
keys, the letters and digits as written in lower case, and the same with plurals and British
spellings folded; both without the gaps between words, so that "fine tuning", "fine-tuning" and
"finetuning" are one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_JOIN = re.compile(r"[ \u00a0]|\n|[-\u2010\u2011\u2013_·./'’:&]| & ")
_PLURALS = (
    (re.compile(r"(?<=[a-z]{3})ies$"), "y"),
    (re.compile(r"(?<=[tnr]ch)es$|(?<=sh|ss)es$|(?<=x)es$"), ""),
    (re.compile(r"(?<=[a-z]{2}|.\d)s$(?<!ss)"), ""),
)
_SPELLINGS = (
    (re.compile(r"is(?=(?:e|ed|er|ing|ation)$)"), "iz"),
    (re.compile(r"centre"), "center"),
    (re.compile(r"(?<=[a-z]el)l(?=ed$|ing$)"), ""),
)
_MIN_ACRONYM = 3
_MIN_SPLIT = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, its place and its two keys."""

    start: int
    end: int
    text: str
    lower: str
    folded: str


@dataclass(frozen=True, slots=True)
class Name:
    """A surface form: what it names, its letters, where its gaps are, whether case counts."""

    id: str
    letters: str
    gaps: frozenset[int]
    cased: bool


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """One spelling for plurals and British variants.

    >>> [fold(w) for w in ("GPUs", "queries", "batches", "quantisation", "centres", "bias")]
    ['gpu', 'query', 'batch', 'quantization', 'center', 'bia']
    """
    folded = word.lower()
    if len(folded) > _MIN_ACRONYM or folded[-2:-1].isdigit():
        folded = _replace(folded, _PLURALS)
    return _replace(folded, _SPELLINGS)


def _replace(word: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in patterns:
        word = pattern.sub(replacement, word)
    return word


def _fold_name(word: str) -> str:
    """As `fold`, but the S of "TOPS" or "Keras" is no plural: "top" is another word."""
    return fold(word) if word.islower() else _replace(word.lower(), _SPELLINGS)


def split_words(text: str) -> list[Word]:
    """The words of a text, in order.

    >>> [w.text for w in split_words("NVIDIA's H100-based Llama 3.1.")]
    ['NVIDIA', 's', 'H100', 'based', 'Llama', '3.1']
    """
    words = []
    for match in WORD.finditer(text):
        word = match.group()
        words.append(Word(match.start(), match.end(), word, word.lower(), fold(word)))
    return words


class Lexicon:
    """Surface forms, ready to be matched."""

    def __init__(
        self, names: Iterable[tuple[str, str, bool]], before: "Lexicon | None" = None
    ) -> None:
        """Take in names: as written, what each names, whether its case counts.

        Args:
            names: In order; of two that fit the same words, the first is meant.
            before: What comes before them all.
        """
        self._lower: dict[str, tuple[Name, ...]] = dict(before._lower) if before else {}
        self._folded: dict[str, tuple[Name, ...]] = dict(before._folded) if before else {}
        self._starts: set[str] = set(before._starts) if before else set()
        for surface, concept, cased in names:
            self._add(surface, concept, cased=cased)

    def _add(self, surface: str, concept: str, *, cased: bool) -> None:
        words = split_words(surface)
        if not words:
            return
        ends = [0]
        for word in words:
            ends.append(ends[-1] + len(word.text))
        letters = "".join(w.text for w in words)
        name = Name(concept, letters, frozenset(ends[1:-1]), cased)
        for table, key in (
            (self._lower, letters.lower()),
            (self._folded, "".join(_fold_name(w.text) for w in words)),
        ):
            table[key] = (*table.get(key, ()), name)
            self._starts.update(key[:n] for n in range(1, len(key) + 1))

    def match(
        self,
        text: str,
        words: list[Word],
        first: int,
        stop: int | None = None,
        *,
        any_case: bool = False,
    ) -> tuple[int, str] | None:
        """The longest name that starts at the word `first`: (index after its last word, its id).

        It ends before the word `stop`, where that is given.
        """
        lower = folded = letters = ""
        gaps: dict[int, str] = {}
        best = None
        for i in range(first, len(words) if stop is None else stop):
            word = words[i]
            if i > first:
                gap = text[words[i - 1].end : word.start]
                if not _JOIN.fullmatch(gap):
                    break
                gaps[len(letters)] = gap
            lower, folded, letters = lower + word.lower, folded + word.folded, letters + word.text
            found = self._choose(lower, folded, letters, gaps, any_case=any_case)
            if found:
                best = i + 1, found
            if lower not in self._starts and folded not in self._starts:
                break
        return best

    def _choose(
        self, lower: str, folded: str, letters: str, gaps: dict[int, str], *, any_case: bool
    ) -> str | None:
        names = self._lower.get(lower, ()) + self._folded.get(folded, ())
        fitting = [n for n in names if _gaps_fit(n, letters, gaps)]
        exact = [n for n in fitting if n.cased and letters.startswith(n.letters)]
        loose = [n for n in fitting if not n.cased or (any_case and _same(n, lower))]
        return next((n.id for n in exact + loose), None)


def _same(name: Name, lower: str) -> bool:
    """Whether a name that counts in its case alone may be meant by its small letters."""
    return len(lower) > _MIN_ACRONYM and name.letters.lower() == lower


def _gaps_fit(name: Name, letters: str, gaps: dict[int, str]) -> bool:
    """Whether the text may be parted where the name is not: "GPT 4" yes, "a 100" or "AI 21" no."""
    for place, gap in gaps.items():
        if place in name.gaps or gap in "-\u2010\u2011":
            continue
        digits_follow = letters[place].isdigit()
        if len(name.letters) < _MIN_SPLIT or (digits_follow and place < _MIN_ACRONYM):
            return False
    return True
