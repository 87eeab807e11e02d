"""What a line looks like: a date, a bare number, a title, a question."""

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_POINT = (
    rf"(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY} {_MONTH},? {_YEAR}|{_MONTH},? {_YEAR}|"
    rf"[QH][1-4],? {_YEAR}|{_YEAR} ?[QH][1-4]|{_YEAR}-\d\d(?:-\d\d)?|"
    rf"\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}|{_YEAR}s?)"
)
_OPEN = r"(?:present|today|now|ongoing|onwards?)"
_TIME = r"(?:,? \d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?)?"
DATE = (
    rf"(?:(?:early|mid|late|circa|c\.|since|from|by|in|spring|summer|autumn|fall|winter)[ -])?"
    rf"{_POINT}{_TIME}(?: ?(?:[-–—]|to) ?(?:{_POINT}|{_OPEN}|\d\d))?"
)
_DATE = re.compile(rf"{DATE}|{_OPEN}", re.IGNORECASE)
_DATED = re.compile(
    rf"(?P<date>{DATE}|{_OPEN})(?:\s*:\s+|\s+[-–—]\s+)(?P<event>\S.*)", re.IGNORECASE | re.DOTALL
)

_SCALE = r"(?:%|[x×]\b|[kKmMbBtT]n?\b|(?:million|billion|trillion|thousand)\b)"
_NUMBER = rf"[~≈<>≤≥±+-]?\s?[$€£¥]?\d[\d,.]*\s?{_SCALE}?\+?"
_SPAN_OF_TIME = r"(?:times|(?:year|month|week|day|hour|minute|second)s?|ms)"
_UNIT = rf"(?:[A-Za-zµ]+/[A-Za-z]+|[a-zµ]?[A-Z]{{1,3}}[a-z]?[A-Z]*|/\w+|{_SPAN_OF_TIME})"
_FIGURE = re.compile(
    rf"{_NUMBER}(?:\s?(?:to|[-–—:/]|of|out of)\s?{_NUMBER})*(?:\s?{_UNIT})?(?:\s?/\s?\w+| per \w+)?"
)
_BYLINE = re.compile(
    r"(?i:(?:written |posted |reviewed )?by) (?:[A-Z][\w.'-]+ ){1,3}[A-Z]|"
    r"(?i:(?:first |last )?(?:published|updated|posted|reviewed)\b.{0,12}\d)|"
    r"\S+ \d{1,2}, \d{4}\b|\d+ min(?:ute)?s? (?:read|ago)"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_INNER_END = re.compile(r"[.!?] [A-Z]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_HANGING = re.compile(  # words that something follows, whatever they stand in
    r"(?:\b(?:a|about|am|an|and|are|as|at|be|because|been|but|by|can|could|did|do|does|for|from|had|has|"
    r"have|if|in|into|is|its|may|might|must|nor|not|of|on|onto|or|our|shall|should|than|that|the|"
    r"their|these|this|those|to|very|via|was|we|were|when|where|which|while|who|whose|will|with|"
    r"without|would|your)|n['’]t|,)$"
)
_LEADING = re.compile(r"^[^\w$~€£(\"'“‘*\[`<>≈+-]+")
_MAX_KEY_WORDS = 6
_MAX_HEADING_WORDS = 12
_MAX_HEADING_CHARACTERS = 80
_MAX_QUESTION_WORDS = 25


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else.

    >>> [is_date(line) for line in ("March 2023", "2012", "10/1/2025, 4:09 AM", "2012 GPUs")]
    [True, True, True, False]
    """
    return _DATE.fullmatch(line.strip()) is not None


def date_and_event(line: str) -> tuple[slice, slice] | None:
    """Where the date and the event stand in a line such as "2012: a network wins".

    >>> date_and_event("2012: a network wins")
    (slice(0, 4, None), slice(6, 20, None))
    """
    found = _DATED.fullmatch(line)
    return (slice(*found.span("date")), slice(*found.span("event"))) if found else None


def is_figure(line: str) -> bool:
    """Whether a line is one number or range, perhaps with its unit.

    >>> [is_figure(line) for line in ("~50%", "3 to 4x", "$18M", "192 GB", "5 Lessons")]
    [True, True, True, True, False]
    """
    return _FIGURE.fullmatch(line.strip()) is not None


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _SENTENCE_END.search(line.rstrip()) is not None


def hangs(line: str) -> bool:
    """Whether a line ends amid a phrase, so that the next one goes on with it.

    >>> hangs("They do not"), hangs("They do")
    (True, True)
    >>> hangs("What they do it for: cost"), hangs("Built In")
    (False, False)
    """
    return _HANGING.search(line.rstrip()) is not None


def is_question(line: str) -> bool:
    """Whether a line is one question.

    >>> is_question("Why now?"), is_question("It grew. Why?")
    (True, False)
    """
    line = line.rstrip(" *_")
    short = len(line.split()) <= _MAX_QUESTION_WORDS
    return line.endswith("?") and short and not _INNER_END.search(line)


def is_heading(line: str) -> bool:
    """Whether a line could stand above others: short, and no sentence."""
    words = line.split()
    fits = len(words) <= _MAX_HEADING_WORDS and len(line) <= _MAX_HEADING_CHARACTERS
    opens = re.match(r"[^\w\s]*\s*[^\W_a-z]", line) is not None
    closed = line.rstrip().endswith((".", ",", ";", ":", "!", "…"))
    named = any(map(str.isalpha, line)) and not _BYLINE.match(line)
    return fits and opens and not closed and named


def is_title(line: str) -> bool:
    """Whether every longer word is capitalised, as in a title.

    >>> is_title("Large Memory Capacity"), is_title("Large memory capacity")
    (True, False)
    """
    words = _WORD.findall(line)
    return bool(words) and all(word[0].isupper() for word in words)


def is_key(line: str) -> bool:
    """Whether a line could name a value on the next one."""
    words = line[lead_symbols(line) :].split()
    return 0 < len(words) <= _MAX_KEY_WORDS and is_heading(line) and "?" not in line


def lead_symbols(line: str) -> int:
    """Length of the symbols and emoji before the words.

    >>> lead_symbols("🎯 Purpose"), lead_symbols("Purpose")
    (2, 0)
    """
    found = _LEADING.match(line)
    return found.end() if found else 0
