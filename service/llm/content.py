"""A text in, what it states that can be checked out: its amounts, numbers, units, names and words.

Each is brought to a form in which the same thing is equal however it is written: "80-90%" and
"80–90 percent" are one amount, "H100" and "H100s" one name.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.claim import Concept, Quantity
from kg.language.lexicon import Word, split_words
from kg.measure.interval import scale
from kg.measure.number import read_number
from kg.measure.quantity import find_quantities
from kg.measure.unit import Units, units_of
from kg.naming.unseen import Found
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS
from retrieval.terms import stem
from service.question import is_named, says

# Things that are counted ("users", "steps") are words like others where no number counts them.
_COUNTED = frozenset({"count", "frequency"})
_CUT = re.compile(r"[;:,()|—–\n]|[.!?](?=\s|$)")
_APOSTROPHES = "'’"
DENIAL = "denial"  # stands for any word that denies, in `Company`


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
Company = Mapping[tuple["Kind", Element], frozenset[str]]
Numeral = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Content:
    """What a text states.

    Attributes:
        amounts: Its quantities, and how each is written.
        numerals: Numbers that are part of no amount, in digits or words, and how each is written.
        numbers: All numbers.
        units: Ids of the units of measure that are part of no amount, and how each is written.
        measures: Ids of all units.
        names: Ids of the concepts that it names, and how each is written.
        words: All words, folded, each between two spaces.
        stems: Stems of the words that are about something.
        capitals: Words with a capital that ordinary spelling does not ask for.
        company: What its amounts and words stand beside.
        directions: How it compares: property and "higher" or "lower".
        denies: Whether it has a word that denies.
    """

    amounts: Mapping[Amount, str]
    numerals: Mapping[Numeral, str]
    numbers: frozenset[Numeral]
    units: Mapping[str, str]
    measures: frozenset[str]
    names: Mapping[str, str]
    words: str
    stems: frozenset[str]
    capitals: Mapping[str, str]
    company: Company
    directions: frozenset[tuple[str, str]]
    denies: bool

    def has_words(self, text: str) -> bool:
        """Whether the words of `text` stand here side by side, as written or as a plural."""
        return folded(text) in self.words


def folded(text: str) -> str:
    """The words of a text, folded, each between two spaces.

    >>> folded("H100s, by NVIDIA")
    ' h100  by  nvidia '
    """
    return " " + "  ".join(word.folded for word in split_words(text)) + " "


class ContentReader:
    """Reads texts by one vocabulary."""

    def __init__(self, ontology: Ontology, mentions: Callable[[str], list[Found]]) -> None:
        """Prepare the vocabulary.

        Args:
            ontology: The vocabulary.
            mentions: Finds the concepts that a text names.
        """
        self._ontology = ontology
        self._mentions = mentions
        self._units: Units = units_of(ontology)
        self._denials = _denials(ontology)
        self._hedges = _phrases(ontology.hedges)
        self._contrast = _phrases(ontology.words["contrast"])

    def read(self, text: str) -> Content:
        """What `text` states."""
        words = split_words(text)
        quantities = find_quantities(text, self._ontology)
        amounts = [(start, end, self._amount(found)) for start, end, found in quantities]
        mentions = [m for m in self._mentions(text) if not _within(m[0], amounts)]
        bare = [word for word in words if not _within(word.start, amounts)]
        units = dict(self._bare_units(text, bare))
        denials = [place.span() for place in self._denials.finditer(self._unhedged(text))]
        beside = _Beside(self._cuts(text), self._kinds(mentions))
        return Content(
            amounts={amount: text[start:end] for start, end, amount in amounts},
            numerals=dict(_numerals(text, bare)),
            numbers=frozenset(number for number, _ in _numerals(text, words)),
            units=units,
            measures=frozenset(units).union(*((q.unit or "").split("/") for _, _, q in quantities)),
            names={concept.id: text[start:end] for start, end, concept in mentions},
            words=folded(text),
            stems=frozenset(stem(word.lower) for word in words if word.lower not in STOP_WORDS),
            capitals={word: word for word in _capitals(text, bare, mentions)},
            company=beside.company(amounts, self._telling(bare, mentions), denials),
            directions=frozenset(self._directions(text.lower())),
            denies=bool(denials),
        )

    def _amount(self, found: Quantity) -> Amount:
        kind, factor = scale(found.unit, self._ontology)
        low, high = (
            None if bound is None else (bound * factor).normalize()
            for bound in (found.minimum, found.maximum)
        )
        return Amount(kind, low, high, self._ontology.hedges.get((found.hedge or "").lower()))

    def _kind(self, concept: Concept) -> Kind:
        single = concept.type == "phase" or is_named(concept, self._ontology)
        return Kind(concept.type, single)

    def _kinds(self, mentions: Iterable[Found]) -> Mapping[Kind, list[tuple[int, str]]]:
        """Places and ids of the names, by kind."""
        found: defaultdict[Kind, list[tuple[int, str]]] = defaultdict(list)
        for start, _, concept in mentions:
            found[self._kind(concept)].append((start, concept.id))
        return found

    def _telling(self, words: Iterable[Word], mentions: Iterable[Found]) -> list[Word]:
        """Words that are about something and are no part of a single thing's name."""
        single = [m for m in mentions if self._kind(m[2]).single]
        return [w for w in words if w.lower not in STOP_WORDS and not _covered(w, single)]

    def _bare_units(self, text: str, bare: Iterable[Word]) -> Iterator[tuple[str, str]]:
        for word in bare:
            possessive = word.start and text[word.start - 1] in _APOSTROPHES
            found = None if possessive else self._units.read(text, word.start)
            if found and self._units.dimension(found[0]) not in _COUNTED:
                yield found[0], text[word.start : found[1]]

    def _unhedged(self, text: str) -> str:
        """The text with "no more than" and the like blanked out: they bound, and do not deny."""
        lowered = text.lower().replace("’", "'")
        return self._hedges.sub(lambda found: "_" * len(found.group()), lowered)

    def _cuts(self, text: str) -> list[int]:
        """Where one part of a sentence ends and the next begins."""
        found = (*_CUT.finditer(text), *self._contrast.finditer(text.lower()))
        return sorted(place.start() for place in found if not _in_number(text, place))

    def _directions(self, lowered: str) -> Iterator[tuple[str, str]]:
        for predicate in self._ontology.predicates.values():
            for word, direction in predicate.comparatives:
                if says(lowered, word):
                    yield predicate.id, direction
        for relation in ("higherThan", "lowerThan"):
            if any(says(lowered, word) for word in self._ontology.words[f"relation:{relation}"]):
                yield "", relation


class _Beside:
    """Tells which names a place of a text stands beside: part by part, the name before it first."""

    def __init__(self, cuts: list[int], named: Mapping[Kind, list[tuple[int, str]]]) -> None:
        """Prepare the names.

        Args:
            cuts: Where one part of the text ends and the next begins.
            named: Places and ids of the names, in order, by kind.
        """
        self._cuts = cuts
        self._named = named

    def company(
        self,
        amounts: Sequence[tuple[int, int, Amount]],
        words: Iterable[Word],
        denials: Iterable[tuple[int, int]],
    ) -> Company:
        """The names that each amount, word and denial goes with, by their kind."""
        found: defaultdict[tuple[Kind, Element], set[str]] = defaultdict(set)
        stems = [(stem(word.lower), word.start) for word in words]
        for kind, named in self._named.items():
            ranked = _by_rank(amounts, list(dict.fromkeys(name for _, name in named)))
            for start, _, amount in amounts:
                beside = ranked.get(amount) or self._names(kind, start)
                found[kind, amount.uncounted()] |= beside
            for word, start in stems:
                found[kind, word] |= self._names(kind, start)
            for start, _ in denials:
                found[kind, DENIAL] |= self._names(kind, start, after=True)
        return {key: frozenset(names) for key, names in found.items()}

    def _names(self, kind: Kind, place: int, *, after: bool = False) -> set[str]:
        """The names that go with a place: of the same part if there are any, else the last one."""
        named = self._named[kind]
        part = bisect(self._cuts, place)
        inside = [item for item in named if bisect(self._cuts, item[0]) == part]
        before = [name for start, name in inside if start < place][-1:]
        behind = [name for start, name in inside if start >= place][:1]
        earlier = [name for start, name in named if start < place][-1:]
        if not kind.single and (before or behind):
            return {*before, *behind}
        order = (behind, before) if after else (before, behind)
        return {next(name for names in (*order, earlier, [named[0][1]]) for name in names)}


def _by_rank(
    amounts: Sequence[tuple[int, int, Amount]], names: Sequence[str]
) -> Mapping[Amount, set[str]]:
    """Amounts of one kind go with as many names in the same order: "A and B have 1 and 2 GB"."""
    paired: dict[Amount, set[str]] = {}
    for kind in {amount.kind for _, _, amount in amounts}:
        alike = list(dict.fromkeys(amount for _, _, amount in amounts if amount.kind == kind))
        if len(alike) == len(names) > 1:
            paired |= {amount: {name} for amount, name in zip(alike, names, strict=True)}
    return paired


def _numerals(text: str, words: Iterable[Word]) -> Iterator[tuple[Numeral, str]]:
    for word in words:
        found = read_number(text, word.start)
        if found and found.end >= word.end:
            yield (found.minimum, found.maximum), text[word.start : found.end]


def _capitals(text: str, words: Iterable[Word], mentions: Sequence[Found]) -> Iterator[str]:
    """Words that are spelt like names or hold a digit, where no known name explains them."""
    for word in words:
        opens = not text[: word.start].rstrip(" \"'“‘(*").removesuffix(":")
        spelt = word.text[1:] if opens else word.text
        odd = spelt != spelt.lower() or any(map(str.isnumeric, word.text))
        if odd and not _covered(word, mentions):
            yield word.text


def _covered(word: Word, mentions: Sequence[Found]) -> bool:
    return any(start <= word.start < end for start, end, _ in mentions)


def _within(place: int, amounts: Iterable[tuple[int, int, Amount]]) -> bool:
    return any(start <= place < end for start, end, _ in amounts)


def _in_number(text: str, place: re.Match[str]) -> bool:
    """Whether a comma or dash stands between two digits."""
    around = text[max(0, place.start() - 1) : place.start()] + text[place.end() : place.end() + 1]
    return len(around) == 2 and around.isdigit()  # noqa: PLR2004  one on either side


def _denials(ontology: Ontology) -> re.Pattern[str]:
    contracted = [word for word in ontology.negations if word.startswith("n'")]
    whole = [word for word in ontology.negations if word not in contracted]
    ends = "|".join(map(re.escape, contracted)) or r"(?!)"
    return re.compile(rf"{_phrases(whole).pattern}|(?<=\w)(?:{ends})\b")


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words."""
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
