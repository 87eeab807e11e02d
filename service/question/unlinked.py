"""A question's words that no known concept covers: names of the documents, typos, strangers."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set

from kg.claim import Concept
from kg.language.english import is_english
from retrieval.lexical import STOP_WORDS, fold
from service.question.cues import cues
from service.question.vocabulary import Vocabulary

_FUNCTION_WORDS = sorted(STOP_WORDS)
SHORTEST_TYPO = 5  # letters of a word that is taken for a typo; one letter in five may be wrong
_TOKEN = re.compile(r"\w[\w.-]*\w")
_MODEL_NUMBER = re.compile(r"[a-z]{1,4}\d{1,4}[a-z]?")  # "A17", "h20"
_OPENING = re.compile(r"(?:^|[.!?][\"”’)]*\s)\W*$")  # of a sentence
_PREFIX = re.compile(r"(?:un|non|mis|re)(?=\w{4})")
_PERIOD = re.compile(r"[qh][1-4]|v\d|p\d\d?")  # a quarter, a version, a percentile


def names_in(
    text: str,
    mentions: Iterable[tuple[int, int, Concept]],
    vocabulary: Vocabulary,
    units: frozenset[str],
) -> tuple[str, ...]:
    """Words that are names in the documents, outside the concepts that the question names.

    A word of the dictionary is one where question and documents give it a capital.
    """
    spans = [(start, end) for start, end, _ in mentions]
    found = [
        word
        for word in _TOKEN.finditer(text)
        if _is_name(word, vocabulary)
        and word.group() not in units
        and not any(start <= word.start() and word.end() <= end for start, end in spans)
    ]
    names: list[str] = []
    last = 0
    for word in found:
        name = fold(word.group())
        if names and text[last : word.start()] == " ":
            name = f"{names.pop()} {name}"  # neighbouring words make one name
        names.append(name)
        last = word.end()
    return tuple(dict.fromkeys(names))


def _is_name(word: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether it is a name in the documents; a word of the dictionary also needs its capital."""
    folded = fold(word.group())
    capital = word.start() > 0 and not word.group().islower()
    return vocabulary.is_name(folded) or (capital and folded in vocabulary.capitals)


def strangers(
    text: str, mentions: Iterable[tuple[int, int, Concept]], vocabulary: Set[str]
) -> list[str]:
    """Words that no known name covers, no document has and no dictionary: "Foobar", "Veyra-9"."""
    spans = [(start, end) for start, end, _ in mentions]
    return [
        found.group()
        for found in _TOKEN.finditer(text)
        if not any(start <= found.start() and found.end() <= end for start, end in spans)
        and (
            _is_strange(found.group().lower(), vocabulary)
            or _is_capitalised(text, found, vocabulary)
        )
    ]


def _is_strange(word: str, vocabulary: Set[str]) -> bool:
    known = (vocabulary, STOP_WORDS, cues().typed)
    if any(form in words for form in (word, fold(word)) for words in known):
        return False
    if _MODEL_NUMBER.fullmatch(word) and not _PERIOD.fullmatch(word):
        return True
    letters = [part for part in re.split(r"[^a-z]+", word) if len(part) > 2]  # noqa: PLR2004
    if any(c.isdigit() for c in word):
        return bool(letters)
    return any(not _is_formed(p) and p not in vocabulary for p in letters)


def _is_formed(word: str) -> bool:
    """Whether a word is English, or made of one that is: "unused"."""
    made = _PREFIX.match(word)
    return is_english(word) or bool(made and is_english(word[made.end() :]))


def _is_capitalised(text: str, found: re.Match[str], vocabulary: Set[str]) -> bool:
    """Whether an unknown word has a capital that neither its place nor the typing explains."""
    word = found.group()
    if not word[0].isupper() or fold(word) in vocabulary or fold(word) in cues().places:
        return False
    if "-" in word and not any(c.isdigit() for c in word):
        return False  # "ChatGPT-size": its parts are judged by themselves
    plain = any(other.islower() for other in text.split())
    return plain and not _OPENING.search(text, 0, found.start())


def typos_of(unknown: Iterable[str], spelt: Sequence[str]) -> dict[str, str]:
    """What unknown words of letters alone were meant to be: the nearest of those `spelt` right.

    A short one can only be a mistyped function word: "wich".
    """
    found = {}
    for word in unknown:
        short = len(word) < SHORTEST_TYPO
        if len(word) < SHORTEST_TYPO - 1 or not word.isalpha():
            continue
        from rapidfuzz import process  # noqa: PLC0415  for unknown words alone
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        near = process.extractOne(
            word.lower(),
            _FUNCTION_WORDS if short else spelt,
            scorer=OSA.distance,
            score_cutoff=max(1, len(word) // SHORTEST_TYPO),
        )
        if near:
            found[word] = near[0]
    return found


def corrected(text: str, typos: Mapping[str, str]) -> str:
    """The text with its typos put right."""
    for wrong, right in typos.items():
        text = text.replace(wrong, right)
    return text
