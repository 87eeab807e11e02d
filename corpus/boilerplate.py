"""Which texts are no part of what an article says: disclaimers, calls to action, navigation.

The cues are in boilerplate.txt; a text counts as boilerplate where they hold in half of its
sentences.
"""

import re
from functools import cache
from importlib.resources import files

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_BETWEEN_LINKS = re.compile(r"\s(?:[|·•»>]|&gt;)\s")
_MAX_LINK_WORDS = 4
_WORD = r"\b"
_ANSWER_WORD = re.compile(r"(?:yes|no)\W*", re.IGNORECASE)


@cache
def _cues(group: str) -> re.Pattern[str]:
    """One expression that finds any cue of a group in a text in lower case."""
    source = files("corpus").joinpath("boilerplate.txt").read_text(encoding="utf-8")
    _, _, below = source.partition(f"[{group}]\n")
    lines = below.partition("\n[")[0].split("\n")
    cues = [line for line in lines if line and not line.startswith("#")]
    # Most begin where a word does, which is looked for once for all of them, not for each.
    words = [cue.removeprefix(_WORD) for cue in cues if cue.startswith(_WORD)]
    others = [cue for cue in cues if not cue.startswith(_WORD)]
    either = [rf"{_WORD}(?:{'|'.join(words)})"] if words else []
    return re.compile("|".join([*either, *(f"(?:{cue})" for cue in others)]))


def is_boilerplate(text: str) -> bool:
    """Whether at least half of the sentences of a text are boilerplate.

    >>> is_boilerplate("This is not investment advice."), is_boilerplate("Chips need power.")
    (True, False)
    """
    sentences = [found.group().strip() for found in _SENTENCE.finditer(text)]
    telling = [s for s in sentences if len(s) > 1 and not _ANSWER_WORD.fullmatch(s)]
    marked = sum(_cues("sentences").search(sentence.lower()) is not None for sentence in telling)
    return 2 * marked >= len(telling) and marked > 0


def heads_boilerplate(heading: str) -> bool:
    """Whether all that stands below a heading is boilerplate.

    >>> heads_boilerplate("Legal disclaimer"), heads_boilerplate("Costs")
    (True, False)
    """
    return _cues("sections").fullmatch(heading.strip(" :.!").lower()) is not None


def is_menu(text: str) -> bool:
    """Whether a line is only links or a path of them, set side by side.

    >>> is_menu("Create an account | Talk to sales"), is_menu("Latency > 3 s | Cost")
    (True, False)
    """
    parts = _BETWEEN_LINKS.split(text.strip())
    short = all(0 < len(part.split()) <= _MAX_LINK_WORDS for part in parts)
    plain = not any(map(str.isdigit, text)) and not text.rstrip().endswith((".", "!", "?"))
    return len(parts) > 1 and short and plain and "\n" not in text.strip()
