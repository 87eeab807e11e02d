"""Lines that hold a key and its value, a date and its event, or a question and its answer."""

import re
from collections.abc import Sequence

from corpus.layout.element import Happening, Pair, Range, trim
from corpus.layout.shape import date_and_event, ends_sentence, is_date, is_figure, lead_symbols

_PLAIN = re.compile(r"(?P<key>[^\s:.?!;|][^:.?!;|\n]{0,60}?)\s?:\s+(?P<value>\S.*)", re.DOTALL)
_BOLD = re.compile(
    r"(?P<mark>\*\*|__)(?P<key>[^*_\n]{1,120}?)\s*(?P<colon>:?)\s*(?P=mark)"
    r"(?P<between>\s*:\s*|\s+[-–—]\s+|\s+)(?P<value>\S.*)",
    re.DOTALL,
)
# What begins another pair in a line: "80 GB; power: 700 W".
_FURTHER = re.compile(r"[;,]\s+(?=(?P<key>[^\s:.?!;,|][^:.?!;,|\n]{0,40}?)\s?:\s+[^:;]*?\d)")
_DASHED = re.compile(
    r"(?P<key>[^\W\d_][^:.?!;|,\n]{0,40}?)\s+[-–—]\s+"
    r"(?P<value>[~≈<>≤≥]?(?:[A-Z]{0,3}[$€£¥])?\d[^\n]*[^\W\d_][^\n]*)"
)
_PAIR = 2
_MAX_KEY_WORDS = 6
MAX_VALUE_WORDS = 60  # a longer one is prose
_NO_KEY = re.compile(
    r",|\b(?:is|are|was|were|has|have|does|do|that|which|this|these|here|there|the following|"
    r"we|they|it|you)\b",
    re.IGNORECASE,
)


def read_pair(text: str, place: Range) -> Pair | None:
    r"""A key and its value in one line or paragraph: "Key: value", "**Key:** value".

    >>> text = "Batch size: 32 samples"
    >>> pair = read_pair(text, Range(0, len(text)))
    >>> pair.key.of(text), pair.value.of(text)
    ('Batch size', '32 samples')
    """
    if place.of(text).isupper() and len(place.of(text).split()) > _MAX_KEY_WORDS:
        return None  # "TRAINING TAKES THE LEAD: WHAT WE EXPECT": a headline
    found = _BOLD.match(text, place.start, place.end)
    if found and (found["colon"] or found["between"].strip() or found["key"].endswith("?")):
        return _pair(text, Range(*found.span("key")), Range(*found.span("value")), place)
    start = place.start + lead_symbols(place.of(text))
    found = _PLAIN.fullmatch(text, start, place.end)
    dashed = _DASHED.fullmatch(text, start, place.end)  # "A100 - 400 W, 80 GB"
    found = found or (dashed if dashed and not is_date(dashed["value"]) else None)
    if found and _is_key(found["key"]) and _is_value(found["value"]):
        return _pair(text, Range(*found.span("key")), Range(*found.span("value")), place)
    return None


def parted(text: str, pair: Pair) -> list[Pair]:
    r"""The pairs of one that holds several figures, each with a key of its own.

    >>> text = "Prices: X1: $2 per hour; X2: $3 per hour"
    >>> found = parted(text, read_pair(text, Range(0, len(text))))
    >>> [(one.under.of(text), one.key.of(text), one.value.of(text)) for one in found]
    [('Prices', 'X1', '$2 per hour'), ('Prices', 'X2', '$3 per hour')]
    """
    (start, end), whole = pair.value, pair.whole
    cuts = [m for m in _FURTHER.finditer(text, start, end) if not _NO_KEY.search(m["key"])]
    first = Range(start, cuts[0].start() if cuts else end)
    if not cuts or pair.key.start > start or not any(map(str.isdigit, first.of(text))):
        return [pair]
    ends = (*(cut.start() for cut in cuts[1:]), end)
    found = [_PLAIN.fullmatch(text, cut.end(), to) for cut, to in zip(cuts, ends, strict=True)]
    inner = _PLAIN.fullmatch(text, *first)
    under = pair.key if inner else pair.under
    own = [Pair(pair.key, first, Range(whole.start, first.end), under)] if not inner else []
    keyed = (m for m in (inner, *found) if m is not None)
    more = [
        Pair(Range(*m.span("key")), Range(*m.span("value")), Range(*m.span()), under) for m in keyed
    ]
    return own + more


def read_terms(text: str, lines: Sequence[Range]) -> list[Pair]:
    r"""Terms with what they are: each on a line of its own, or on the line above a colon.

    >>> text = "TTFT: time to first token.\nMFU: the share of a chip's peak that is used."
    >>> [pair.key.of(text) for pair in read_terms(text, [Range(0, 26), Range(27, 73)])]
    ['TTFT', 'MFU']
    """
    if len(lines) < _PAIR:
        return []
    if lines[1].of(text).startswith(": ") and not lines[0].of(text).startswith(":"):
        value = trim(text, lines[1].start + 1, lines[-1].end)
        return [Pair(lines[0], value, lines[0].to(lines[-1]))]
    found = [_PLAIN.fullmatch(text, line.start, line.end) for line in lines]
    keyed = [match for match in found if match is not None and _is_key(match["key"])]
    if len(keyed) < len(lines):
        return []
    parts = ((Range(*m.span("key")), Range(*m.span("value")), Range(*m.span())) for m in keyed)
    pairs = [_pair(text, *part) for part in parts]
    read = [pair for pair in pairs if pair is not None]
    return read if len(read) == len(lines) else []


def is_name(text: str, place: Range) -> bool:
    """Whether an entry of a list may name what the keys below it are about."""
    words = place.of(text)
    short = 0 < len(words.split()) <= _MAX_KEY_WORDS
    return short and not ends_sentence(words) and read_pair(text, place) is None


def is_bold(text: str, place: Range) -> bool:
    """Whether words open with a key in bold type."""
    return _BOLD.match(text, place.start, place.end) is not None


def read_happening(text: str, place: Range) -> Happening | None:
    """A date and its event in one line: "2012: a network wins"."""
    offset = place.start + (2 if text.startswith("**", place.start) else 0)
    plain = text[offset : place.end].replace(":**", ":  ", 1).replace("**", "  ", 1)
    found = date_and_event(plain)
    if found is None:
        return None
    date, event = (trim(text, offset + part.start, offset + part.stop) for part in found)
    return Happening(event, date, place)


def _pair(text: str, key: Range, value: Range, whole: Range) -> Pair | None:
    """A pair of trimmed ranges; a number is the value, whichever side it stands on."""
    key, value = trim(text, *key), trim(text, *value)
    if len(value.of(text).split()) > MAX_VALUE_WORDS and not key.of(text).endswith("?"):
        return None
    if not all(any(map(str.isalnum, part.of(text))) for part in (key, value)):
        return None
    if is_figure(key.of(text)) and not is_figure(value.of(text)):
        key, value = value, key
    return Pair(key, value, whole)


def _is_key(words: str) -> bool:
    """Whether words name something, rather than begin a sentence."""
    short = len(words.split()) <= _MAX_KEY_WORDS
    named = words[0].isupper() or words[0].isdigit() or not words[0].isascii()
    balanced = words.count("(") == words.count(")")
    closed = words[-1].isalnum() or words[-1] in ")%"
    return short and named and balanced and closed and not _NO_KEY.search(words)


def _is_value(words: str) -> bool:
    """Whether words stand for themselves, rather than end a sentence that has a colon."""
    goes_on = words[0].islower() and ends_sentence(words)
    return len(words.split()) <= MAX_VALUE_WORDS and not goes_on
