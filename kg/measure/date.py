"""Dates and years in text, as ISO 8601 with the precision that is written."""

import re

from kg.language.grammar import any_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{any_of('months')})\.?"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_END = r"(?![\w%$€£]|[.,:]\d|-\w)"
_PATTERNS = (
    re.compile(rf"\b(?P<y>{_YEAR})-(?P<n>0[1-9]|1[0-2])(?:-(?P<d>[0-3]\d))?{_END}"),
    re.compile(rf"\b(?P<n>0?[1-9]|1[0-2])/(?P<d>[0-3]?\d)/(?P<y>{_YEAR})\b"),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR}){_END}"),
    re.compile(rf"\b(?P<d>[0-3]?\d)(?:st|nd|rd|th)?\s+(?P<m>{_MONTH}),?\s+(?P<y>{_YEAR}){_END}"),
    re.compile(rf"\b(?P<m>{_MONTH}),?\s+(?:of\s+)?(?P<y>{_YEAR}){_END}"),
    re.compile(rf"\b(?P<q>[QH][1-4])\s*(?:of\s+)?(?P<y>{_YEAR}){_END}"),
    re.compile(rf"\b(?P<y>{_YEAR})\s*(?P<q>[QH][1-4])\b"),
    re.compile(rf"\b(?:FY|CY)\s?(?P<y>{_YEAR})\b"),
)
_BARE_YEAR = re.compile(
    rf"(?<![\w$€£¥.,/-])(?P<y>{_YEAR})(?=s?(?![\w%]|[.,]\d))s?(?!\s?[-–]?\s?\w+/s\b)"
)
_YEAR_RANGE = re.compile(rf"(?<![\w$.,])(?P<y>{_YEAR})\s?[-–—]\s?(?P<z>{_YEAR}){_END}")
_COUNTED = re.compile(rf"\s?(?:{any_of('counted')}|[KMGTP]B|[kMG]?Wh?)\b")


def find_dates(text: str) -> list[tuple[int, int, str]]:
    """Dates, months, quarters, years and spans of years: (start, end, ISO form), in order.

    >>> find_dates("Epoch AI, May 2024; since 2010, on 10/1/2025.")
    [(10, 18, '2024-05'), (26, 30, '2010'), (35, 44, '2025-10-01')]
    """
    found = [(*m.span(), f"{m['y']}/{m['z']}") for m in _YEAR_RANGE.finditer(text)]
    for pattern in (*_PATTERNS, _BARE_YEAR):
        for match in pattern.finditer(text):
            start, end = match.span()
            taken = any(start < e and s < end for s, e, _ in found)
            if not taken and not (pattern is _BARE_YEAR and _COUNTED.match(text, end)):
                found.append((start, end, _iso(match)))
    return sorted(found)


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year = parts["y"]
    if quarter := parts.get("q"):
        return f"{year}-{quarter}"
    month = parts.get("n") or _month_number(parts.get("m"))
    if not month:
        return year
    day = parts.get("d")
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _month_number(name: str | None) -> str | None:
    if name is None:
        return None
    return str(_MONTHS.index(name.lower()[:3]) + 1)
