"""Where the cells of a run-on row may end, each place with its log-odds.

A row lost its borders: its cells are parted by a single space, or by nothing at all. What is left
are signs: a capital after a small letter, a number after a word, a closed bracket.
"""

import re
from collections.abc import Iterator, Set
from typing import NamedTuple


class Cut(NamedTuple):
    """A place between two cells: where the left one ends and the right one starts."""

    end: int
    start: int
    odds: float


NEVER = -20.0
_MAX_UNIT = 4  # letters of a unit such as "GB" or "TB/s"
_TOKEN = re.compile(r"\S+")
_FUNCTION = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "nor",
        "but",
        "per",
        "as",
        "into",
        "over",
        "under",
        "than",
        "then",
        "via",
        "vs",
        "versus",
        "is",
        "are",
        "was",
        "were",
        "be",
        "can",
        "may",
        "must",
        "not",
        "no",
        "using",
        "between",
        "within",
        "without",
        "during",
        "plus",
        "up",
        "its",
        "their",
        "your",
    ]
)
_NUMERIC = re.compile(r"[~≈<>≤≥±+-]?[$€£¥]?\.?\d|[~≈<>≤≥][A-Za-z]")
_ENDS_NUMERIC = re.compile(r"[\d%+]$")
_CURRENCY = re.compile(r"[~≈<>≤≥]?[$€£¥]")
_DASH = re.compile(r"[-–—/&+|→=:]+")
_SENTENCE_CASE = re.compile(r"[\"'“‘(]?[A-Z][a-z’'-]*[a-z]+[,;.)\"”]?$|[A-Z]$")
_HEDGES = frozenset(
    [
        "about",
        "over",
        "under",
        "roughly",
        "around",
        "approximately",
        "approx.",
        "nearly",
        "almost",
        "least",
        "most",
        "up",
    ]
)
_EMPTY = frozenset({"-", "–", "—", "n/a", "N/A", "none", "None", "No", "Yes", "✓", "✗", "✔", "✘"})
_GLUE = re.compile(
    r"(?P<camel>(?<=[a-z])(?=[A-Z]))"
    r"|(?P<closed>(?<=[)\]%+”\"])(?=[A-Za-z0-9$€£~<>≈(]))"
    r"|(?P<money>(?<=[A-Za-z0-9)])(?=[~≈<>≤≥]?[$€£]))"
    r"|(?P<approximate>(?<=[A-Za-z0-9)])(?=[~≈<>≤≥]\d))"
    r"|(?P<stop>(?<=[a-z][.!?])(?=[A-Z]))"
    r"|(?P<acronym>(?<=[A-Z])(?=[A-Z][a-z]{2}))"
    r"|(?P<after_number>(?<=\d)(?=[A-Z]))"
    r"|(?P<number>(?<=[A-Za-z])(?=\d))"
)
_GLUE_ODDS = {
    "camel": 4.0,
    "closed": 4.0,
    "money": 4.0,
    "approximate": 4.0,
    "stop": 3.0,
    "acronym": 1.0,
    "after_number": -1.0,
    "number": -1.0,
}


def spaced_cuts(line: str) -> list[Cut]:
    """The single spaces of a row at which a cell may end."""
    tokens = [(found.start(), found.group()) for found in _TOKEN.finditer(line)]
    cuts, depth = [], 0
    for index in range(1, len(tokens)):
        start, word = tokens[index]
        before_start, before = tokens[index - 1]
        depth = max(0, depth + before.count("(") - before.count(")"))
        after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        odds = NEVER if depth else _space_odds(before, word, after)
        cuts.append(Cut(before_start + len(before), start, odds))
    return cuts


def glued_cuts(line: str, known: Set[str]) -> list[Cut]:
    """The places inside the words of a row at which a cell may end; `known` words are never cut."""
    kept = {place for word in known for place in _inside(word, line)}
    cuts = []
    for found in _GLUE.finditer(line):
        place = found.start()
        odds = _glue_odds(line, place, str(found.lastgroup))
        if place in kept or line.count("(", 0, place) > line.count(")", 0, place):
            odds = NEVER
        cuts.append(Cut(place, place, odds))
    return cuts


def header_cuts(line: str) -> list[Cut]:
    """The single spaces of a header at which a column's name may end."""
    return [
        Cut(end, start, odds if odds <= NEVER else _name_odds(line[:end], line[start:]))
        for end, start, odds in spaced_cuts(line)
    ]


def _name_odds(before: str, after: str) -> float:
    """How likely a column's name ends between two parts of a header."""
    word = _TOKEN.match(after)
    starts = word is not None and (
        word.group()[0].isupper() or _NUMERIC.match(word.group()) is not None
    )
    if before.rsplit(maxsplit=1)[-1].lower() in _FUNCTION:
        return -8.0
    return 0.5 if starts else -4.0


def _space_odds(before: str, word: str, after: str) -> float:
    """How likely a cell ends between two words that a single space parts."""
    if word in _EMPTY or before in _EMPTY:
        return 1.0
    if before[-1] in ",;:" or _DASH.fullmatch(before) or _DASH.fullmatch(word):
        return -10.0
    if before.lower() in _FUNCTION:
        return -3.0 if word[0].isupper() else -8.0
    return _word_odds(before, word, after)


def _word_odds(before: str, word: str, after: str) -> float:
    """The same, where neither word tells by itself."""
    if _NUMERIC.match(word):
        likely = 2.5 if _CURRENCY.match(word) else 1.5
        return -3.0 if before.lower() in _HEDGES else likely
    if word.startswith("("):
        return -4.0
    if word[0].islower():
        return -5.0 if word in _FUNCTION or _ENDS_NUMERIC.search(before) else -3.0
    if before[-1] in ".!?" and len(before) > 1:
        return -4.0
    return _capital_odds(before, word, after)


def _capital_odds(before: str, word: str, after: str) -> float:
    """How likely a capital starts a cell: it does after a small letter, less in a title."""
    if _NUMERIC.match(before) and not before.endswith(")"):
        return 1.0 if len(word) > _MAX_UNIT or _is_name(word) else -4.0
    leads = word.lower() in _HEDGES or (
        bool(after)
        and (after[0].islower() or after[0] == "(" or _CURRENCY.match(after) is not None)
    )
    if before[0].isupper() and before[-1] != ")":
        return 0.3 if leads else -1.0
    plain = _SENTENCE_CASE.match(word) is not None
    return (3.5 if plain else -0.5) + (1.0 if before[-1] == ")" else 0.0)


def _is_name(word: str) -> bool:
    """Whether a short word is one, and no unit."""
    return word.istitle() and len(word) > 2  # noqa: PLR2004 - "W", "Mw"


def _glue_odds(line: str, place: int, kind: str) -> float:
    """How likely two characters without a space between them belong to two cells."""
    odds = _GLUE_ODDS[kind]
    right = re.match(r"[A-Za-z]+", line[place:])
    left = re.search(r"[A-Za-z]+$", line[:place])
    if kind == "after_number" and right and re.match(r"[A-Z][a-z]{2,}", right.group()):
        return 3.0
    if kind == "number" and left and re.search(r"[a-z]{3,}$", left.group()):
        return 2.0
    if kind == "number" and re.search(r"\d ?[A-Za-z/]+$", line[:place]):
        return 2.0  # after a unit: "80 GB3.35 TB/s"
    if (
        kind == "camel"
        and right
        and left
        and (left.group()[0].islower() and len(left.group()) <= 1)
    ):
        return -4.0
    return odds


def _inside(word: str, line: str) -> Iterator[int]:
    """Places strictly inside each occurrence of `word`."""
    for found in re.finditer(re.escape(word), line):
        yield from range(found.start() + 1, found.end())
