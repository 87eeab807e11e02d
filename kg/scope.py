"""What limits a statement: its phase, hedge, negation, time, and who is said to say so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.claim import Concept
from kg.language.grammar import any_of
from kg.ontology import Ontology

_MONTH = any_of("months")
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_PART = (  # of a year: "Q3 FY", "the third quarter of fiscal"
    rf"(?:the )?(?:[QH][1-4]|(?:{any_of('ordinals')})[ -](?:fiscal )?(?:quarter|half))"
    r"(?: of)?(?: (?:the )?(?:fiscal|calendar)(?: year)?)? (?:FY ?)?"
)
_TIME = re.compile(
    rf"\b(?:(?:since|in|by|as of|until|before|after|during|from|for|late|early|mid|fiscal)[ -])?"
    rf"(?:between {_YEAR} and {_YEAR}|(?<=from ){_YEAR} (?:to|until|through) {_YEAR}|"
    rf"(?:(?:{_MONTH})\.?(?: \d{{1,2}},)? |{_PART}|FY ?)?{_YEAR}(?:[-–](?:\d\d|{_YEAR}))?|"
    rf"(?:{_PART}|FY ?)(?<=FY)\d\d|(?:{_PART}|FY )(?<=FY )\d\d)\b"
)
_ON_FROM = re.compile(r"from (?P<start>.+)")
_ONWARD = re.compile(r" (?:on|onwards?)\b(?! [\w$€£])", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)? (?=[A-Z])")
_CUT_OFF = re.compile(r"\bcut-?off(?: date)?(?: (?:of|in|is|was))?[: ]*$", re.IGNORECASE)
_WORD = r"[A-Z][\w&.’'-]*"
_NAME = rf"(?:the )?{_WORD}(?: (?:{_WORD}|of|for|and|on)(?= [A-Z]|[^a-z]|$))*(?: \([A-Z]+\))?"
# What is dated here is only what something is compared with: "62 %, against 44 % in 2024".
_COMPARED = re.compile(rf"\b(?:{any_of('standards')}|(?:down|up) from)\s[^,;]*$", re.IGNORECASE)
_SAYING = any_of("saying")
_ACCORDING = re.compile(
    rf"\b(?i:according to|as (?:reported|noted|stated) by|data from|figures from|analysis by|"
    rf"research by|a (?:study|report) (?:by|from))\s+(?P<who>{_NAME})"
)
_INSERTED = re.compile(rf", (?P<who>{_NAME}) (?:{_SAYING})[,.]")
_QUOTED = re.compile(
    rf"[,?!.][\"”’'] (?:{_SAYING}) (?P<who>{_NAME})"  # '..., " said A'
)
_SOURCE = re.compile(rf"\b(?i:sources?):\s*(?P<who>{_NAME})")
# A clause's own hedges; those of a number ("about", "over") belong to the quantity.
_REAL_KINDS = frozenset({"modal", "reported", "trend"})
_NEGATING = re.compile(r"\b(?:not|never|no longer|cannot|neither|nor)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a clause itself says about its own scope."""

    hedge: str | None = None
    attribution: str | None = None
    time: str | None = None
    negated: bool = False


class Scope:
    """Reads scope off words, by the word lists of an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        words = [w for w, kind in ontology.hedges.items() if kind in _REAL_KINDS and w[0].isalpha()]
        longest = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
        self._hedge = re.compile(
            rf"\b(?!(?:(?<=in )|(?<=of )|(?<=by ))May\b|May \d)(?i:{longest})\b"
        )
        self._cues = {
            phase: _pattern(cues) for phase, cues in sorted(ontology.phase_cues.items()) if cues
        }

    def hedge(self, text: str) -> str | None:
        """The first word that weakens a statement, as the ontology writes it."""
        found = self._hedge.search(text)
        return " ".join(found.group().lower().split()) if found else None

    def phase(self, concepts: Iterable[Concept], text: str = "") -> str | None:
        """The one phase that concepts, or else cue words, speak of; None where none or several."""
        found = {p for c in concepts if (p := self.phase_of(c))}
        if not found:
            found = {phase for phase, cue in self._cues.items() if text and cue.search(text)}
        return self._narrowest(found)

    def phase_of(self, concept: Concept) -> str | None:
        """The phase that a concept is or belongs to by its meaning."""
        return concept.id if concept.type == "phase" else self._ontology.phase.get(concept.id)

    def _narrowest(self, found: set[str]) -> str | None:
        above = {a for phase in found for a in self._ontology.ancestors(phase)}
        leaves = found - above
        return leaves.pop() if len(leaves) == 1 else None


def _pattern(cues: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(cues, key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)


def times_of(text: str) -> set[str]:
    """Every year or date that words name.

    >>> sorted(times_of("EUR 245,000 in 2024, EUR 198,000 in 2025"))
    ['in 2024', 'in 2025']
    """
    return {found.group() for found in _TIME.finditer(" ".join(text.split()))}


def time_of(text: str) -> str | None:
    """The year or date that words name, with the "since" or "by" before it.

    >>> time_of("Compute has grown since 2010.")
    'since 2010'
    >>> time_of("Spending, counted from 2010 on, has doubled each year.")
    'since 2010'
    >>> time_of("3 trillion tokens, cut-off May 2023")  # of the data, not of what is told
    >>> time_of("Serving takes 62 % of it, against 44 % in 2024.")  # of what it is compared with
    >>> time_of("Compared with 2024, it cost half as much in 2025.")
    '2025'
    """
    line = " ".join(text.split())
    dates = (
        date
        for date in _TIME.finditer(line)
        if not _CUT_OFF.search(before := line[: date.start()]) and not _COMPARED.search(before)
    )
    found = next(dates, None)
    if not found:
        return None
    start = _ON_FROM.fullmatch(found.group())
    if start and _ONWARD.match(line, found.end()):
        return f"since {start['start']}"
    spans = found.group().startswith("from ") and len(re.findall(_YEAR, found.group())) > 1
    return (
        found.group()
        if spans
        else re.sub(r"^(?:(?:in|for|during|from) )?(?:the )?", "", found.group())
    )


def is_time(text: str) -> bool:
    """Whether words are a date and nothing else.

    >>> is_time("2 April 2025"), is_time("2024 model")
    (True, False)
    """
    return _TIME.fullmatch(_DAY.sub("", " ".join(text.split()), count=1)) is not None


def attribution_of(text: str) -> str | None:
    """Who a sentence names as its source.

    >>> attribution_of("It grew fourfold, according to Epoch AI.")
    'Epoch AI'
    >>> attribution_of("In 2025, the IEA reports, demand surged.")
    'IEA'
    >>> attribution_of('"Power is the limit," said Ada Price, who runs the grid.')
    'Ada Price'
    """
    line = " ".join(text.split())
    found = _ACCORDING.search(line) or _SOURCE.search(line) or _INSERTED.search(line)
    found = found or _QUOTED.search(line)
    if not found:
        return None
    who = re.sub(r"^the ", "", found["who"].strip(), flags=re.IGNORECASE)
    return who.rstrip(".,;") or None


def is_negated(verbs: str) -> bool:
    """Whether the words of a verb group deny."""
    return bool(_NEGATING.search(verbs))
