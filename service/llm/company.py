"""Names and places of a text in, which name each amount and word stands beside out.

Sentences that are false though each of their words is cited mostly exchange what is said of two
names, so this is compared, too.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

_STOP = re.compile(r"[;:|—–\n]|[.!?](?=\s|$)")
_BRACKETS = re.compile(r"[()]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in the base unit of what it measures, with the kind of its hedge."""

    kind: str
    low: Decimal | None
    high: Decimal | None
    hedge: str | None

    def uncounted(self) -> "Amount":
        """The same as a bare number, where it counts things: "1-8 samples" as "1-8"."""
        return replace(self, kind="number") if self.kind.startswith("count:") else self


@dataclass(frozen=True, slots=True)
class Kind:
    """Names that can be taken for each other.

    Attributes:
        type: Of the concepts.
        single: Whether they are phases or single things: then a place stands beside one of them.
    """

    type: str
    single: bool


Element = Amount | str
# By kind of name and by amount or word: the names of that kind that it stands beside.
Company = Mapping[tuple[Kind, Element], frozenset[str]]
Named = Mapping[Kind, Sequence[tuple[int, str]]]  # places and ids, in order


class Parts:
    """The parts of a text that say something of their own, fine and coarse."""

    def __init__(self, text: str, contrasts: Iterable[int]) -> None:
        """Divide `text`; `contrasts` are the places of words that set one part against another."""
        stops = [found.start() for found in _STOP.finditer(text) if not _in_number(text, found)]
        commas = [i for i, c in enumerate(text) if c == "," and not text[i + 1 : i + 2].isdigit()]
        brackets = list(_BRACKETS.finditer(text))
        self._divisions = (
            _Division([*stops, *contrasts, *commas], brackets),
            _Division([*stops, *contrasts], brackets),
            _Division([*stops, *contrasts], []),
        )

    def around(self, place: int, named: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """The names in the nearest surroundings of a place that have any; none if none have."""
        for division in self._divisions:
            if inside := [item for item in named if division.at(item[0]) == division.at(place)]:
                return inside
        return []


class _Division:
    """A text cut at places; what stands in brackets is apart, and what surrounds it is one."""

    def __init__(self, cuts: Iterable[int], brackets: Iterable[re.Match[str]]) -> None:
        marks = [(place, "|") for place in cuts]
        marks += [(found.start(), found.group()) for found in brackets]
        self._places = [0]
        self._ids = [0]
        outside: list[int] = []
        for number, (place, mark) in enumerate(sorted(marks), 1):
            if mark == "(":
                outside.append(self._ids[-1])
            self._places.append(place)
            self._ids.append(outside.pop() if mark == ")" and outside else number)

    def at(self, place: int) -> int:
        """The part that holds a place."""
        return self._ids[bisect(self._places, place) - 1]


def company(
    parts: Parts,
    named: Named,
    amounts: Sequence[tuple[int, Amount]],
    words: Sequence[tuple[int, str]],
) -> Company:
    """The names that each amount and word goes with, by their kind.

    Args:
        parts: How the text is divided.
        named: Its names.
        amounts: Its amounts, with their places.
        words: Stems of its words, with their places.
    """
    found: defaultdict[tuple[Kind, Element], set[str]] = defaultdict(set)
    for kind, names in named.items():
        ranked = _by_rank(amounts, list(dict.fromkeys(name for _, name in names)))
        for place, amount in amounts:
            beside = ranked.get(amount) or _beside(parts, kind, names, place)
            found[kind, amount.uncounted()] |= beside
        for place, word in words:
            found[kind, word] |= _beside(parts, kind, names, place)
    return {key: frozenset(names) for key, names in found.items()}


def _beside(parts: Parts, kind: Kind, named: Sequence[tuple[int, str]], place: int) -> set[str]:
    """The names that go with a place: of the same part if there are any, else the last one."""
    inside = parts.around(place, named)
    before = [name for start, name in inside if start < place][-1:]
    behind = [name for start, name in inside if start >= place][:1]
    if not kind.single and (before or behind):
        return {*before, *behind}
    earlier = [name for start, name in named if start < place][-1:]
    return {(before or behind or earlier or [named[0][1]])[0]}


def _by_rank(
    amounts: Sequence[tuple[int, Amount]], names: Sequence[str]
) -> Mapping[Amount, set[str]]:
    """Amounts of one kind go with as many names in the same order: "A and B have 1 and 2 GB"."""
    paired: dict[Amount, set[str]] = {}
    for kind in {amount.uncounted().kind for _, amount in amounts}:
        alike = list(dict.fromkeys(a for _, a in amounts if a.uncounted().kind == kind))
        if len(alike) == len(names) > 1:
            paired |= {amount: {name} for amount, name in zip(alike, names, strict=True)}
    return paired


def merged(contents: Iterable[Company]) -> Company:
    """What stands beside what in any of several texts."""
    found: dict[tuple[Kind, Element], frozenset[str]] = {}
    for key, names in _items(contents):
        found[key] = found.get(key, frozenset()) | names
    return found


def _items(contents: Iterable[Company]) -> Iterator[tuple[tuple[Kind, Element], frozenset[str]]]:
    for content in contents:
        yield from content.items()


def _in_number(text: str, place: re.Match[str]) -> bool:
    """Whether a dash or colon stands between two digits."""
    around = text[max(0, place.start() - 1) : place.start()] + text[place.end() : place.end() + 1]
    return len(around) == 2 and around.isdigit()  # noqa: PLR2004  one on either side
