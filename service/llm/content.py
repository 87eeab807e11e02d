"""A text in, what it states that can be checked out: its amounts, numbers, units, names and words.

Each is brought to a form in which the same thing is equal however it is written: "80-90%" and
"80–90 percent" are one amount, "H100" and "H100s" one name.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.claim import Concept, Quantity
from kg.language.grammar import word_list
from kg.language.lexicon import Word, split_words
from kg.measure.interval import scale
from kg.measure.number import read_number
from kg.measure.quantity import find_quantities
from kg.measure.unit import Units, units_of
from kg.naming.unseen import Found
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS
from retrieval.terms import stem
from service.llm.company import Amount, Company, Kind, Named, Parts, company
from service.question.cues import says
from service.question.question import is_named

# Things that are counted ("users", "steps") are words like others where no number counts them.
_COUNTED = frozenset({"count", "frequency"})
_APOSTROPHES = "'’"
_GRADE = re.compile(r"(?:more|most|less|least|fewer|fewest|\w+er|\w+est)(?!\S)")
_DENIED = 2  # words after one that denies; one of them is what it denies


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
        common: Those that are common nouns: "the cost of inference" names "inference cost" too.
        words: All words, folded, each between two spaces.
        stems: Stems of the words that are about something.
        capitals: Words with a capital that ordinary spelling does not ask for.
        rivals: The names of each kind.
        company: What its amounts and words stand beside.
        directions: How it compares: property and "higher" or "lower".
        degrees: Stems of words that compare or tell of a change: "more", "grows".
        denials: For each word that denies, the stems of what it may deny.
    """

    amounts: Mapping[Amount, str]
    numerals: Mapping[Numeral, str]
    numbers: frozenset[Numeral]
    units: Mapping[str, str]
    measures: frozenset[str]
    names: Mapping[str, str]
    common: frozenset[str]
    words: str
    stems: frozenset[str]
    capitals: Mapping[str, str]
    rivals: Mapping[Kind, frozenset[str]]
    company: Company
    directions: frozenset[tuple[str, str]]
    degrees: Mapping[str, str]
    denials: tuple[frozenset[str], ...]

    def has_words(self, text: str) -> bool:
        """Whether the words of `text` stand here side by side, as written or as a plural."""
        return folded(text) in self.words

    def has_each_word(self, text: str) -> bool:
        """Whether the words of `text` stand here, wherever each does."""
        return all(folded(word) in self.words for word in text.split())


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
        self._hedges = re.compile(rf"{_phrases(ontology.hedges).pattern}\s*$")
        self._contrast = _phrases(ontology.words["contrast"])
        self._degrees = _degrees(ontology)

    def read(self, text: str) -> Content:
        """What `text` states."""
        words = split_words(text)
        quantities = find_quantities(text, self._ontology)
        amounts = [(start, end, self._amount(found)) for start, end, found in quantities]
        known = self._ontology.concepts  # a name that no vocabulary has is no part of an amount
        mentions = [
            m for m in self._mentions(text) if m[2].id in known or not _covered(m[0], amounts)
        ]
        bare = [word for word in words if not _covered(word.start, amounts)]
        units = dict(self._bare_units(text, bare))
        unhedged = self._unhedged(text, amounts)
        denials = [place.end() for place in self._denials.finditer(unhedged)]
        named = self._named(mentions)
        return Content(
            amounts={amount: text[start:end] for start, end, amount in amounts},
            numerals=dict(_numerals(text, [*bare, *_loose(words, amounts)])),
            numbers=frozenset(number for number, _ in _numerals(text, words)),
            units=units,
            measures=frozenset(units).union(*((q.unit or "").split("/") for _, _, q in quantities)),
            names={concept.id: text[start:end] for start, end, concept in mentions},
            common=frozenset(c.id for _, _, c in mentions if not self._kind(c).single),
            words=folded(text),
            stems=frozenset(stem(word.lower) for word in words if word.lower not in STOP_WORDS),
            capitals={word: word for word in _capitals(text, bare, mentions)},
            rivals={kind: frozenset(name for _, name in found) for kind, found in named.items()},
            company=company(
                Parts(text, [place.start() for place in self._contrast.finditer(text.lower())]),
                named,
                [(start, amount) for start, _, amount in amounts],
                self._telling(bare, mentions),
            ),
            directions=frozenset(self._directions(unhedged)),
            degrees={
                stem(word.lower): word.text
                for word in split_words(unhedged)
                if stem(word.lower) in self._degrees
            },
            denials=tuple(_denied(words, end) for end in denials),
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

    def _named(self, mentions: Iterable[Found]) -> Named:
        found: defaultdict[Kind, list[tuple[int, str]]] = defaultdict(list)
        for start, _, concept in mentions:
            found[self._kind(concept)].append((start, concept.id))
            if phase := self._ontology.concepts.get(self._ontology.phase.get(concept.id, "")):
                found[self._kind(phase)].append((start, phase.id))  # "training cost" is training's
        return found

    def _telling(self, words: Iterable[Word], mentions: Iterable[Found]) -> list[tuple[int, str]]:
        """Stems of words that are about something and are no part of a single thing's name."""
        single = [m for m in mentions if self._kind(m[2]).single]
        return [
            (word.start, stem(word.lower))
            for word in words
            if word.lower not in STOP_WORDS or stem(word.lower) in self._degrees
            if not _covered(word.start, single)
        ]

    def _bare_units(self, text: str, bare: Iterable[Word]) -> Iterator[tuple[str, str]]:
        for word in bare:
            possessive = word.start and text[word.start - 1] in _APOSTROPHES
            found = None if possessive else self._units.read(text, word.start)
            if found and self._units.dimension(found[0]) not in _COUNTED:
                yield found[0], text[word.start : found[1]]

    def _unhedged(self, text: str, amounts: Iterable[tuple[int, int, Amount]]) -> str:
        """The text in small letters, with the "no more than" of an amount blanked out.

        An amount's hedges are part of it: they bound, and neither deny nor compare.
        """
        plain = text.lower().replace("’", "'")
        for start, _, _ in amounts:
            if hedge := self._hedges.search(plain, 0, start):
                plain = plain[: hedge.start()] + " " * len(hedge.group()) + plain[hedge.end() :]
        return plain

    def _directions(self, lowered: str) -> Iterator[tuple[str, str]]:
        for predicate in self._ontology.predicates.values():
            for word, direction in predicate.comparatives:
                if says(lowered, word):
                    yield predicate.id, direction
        for relation in ("higherThan", "lowerThan"):
            if any(says(lowered, word) for word in self._ontology.words[f"relation:{relation}"]):
                yield "", relation


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
        if odd and not _covered(word.start, mentions):
            yield word.text


def _covered(place: int, spans: Iterable[tuple[int, int, object]]) -> bool:
    return any(start <= place < end for start, end, _ in spans)


def _loose(words: Sequence[Word], amounts: Iterable[tuple[int, int, Amount]]) -> Iterator[Word]:
    """Numbers in an amount that has fewer bounds: the second one of "32-512+" is none."""
    for start, end, amount in amounts:
        inside = [w for w in words if start <= w.start < end and w.text[0].isdigit()]
        bounds = {amount.low, amount.high} - {None}
        if len({word.text for word in inside}) > len(bounds):
            yield from inside


def _denied(words: Iterable[Word], end: int) -> frozenset[str]:
    """What a word that denies and ends there may deny: the words that are about something next."""
    behind = [w.lower for w in words if w.start >= end and w.lower not in STOP_WORDS]
    return frozenset(map(stem, behind[:_DENIED]))


def _degrees(ontology: Ontology) -> frozenset[str]:
    """Stems of the words by which things are compared, and of what they do when they change."""
    phrases = (word for p in ontology.predicates.values() for word, _ in p.comparatives)
    graded = {found.group() for phrase in phrases if (found := _GRADE.match(phrase.lower()))}
    return frozenset(map(stem, graded | word_list("change") | word_list("growing")))


def _denials(ontology: Ontology) -> re.Pattern[str]:
    contracted = [word for word in ontology.negations if word.startswith("n'")]
    whole = [word for word in ontology.negations if word not in contracted]
    ends = "|".join(map(re.escape, contracted)) or r"(?!)"
    return re.compile(rf"{_phrases(whole).pattern}|(?<=\w)(?:{ends})\b")


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words."""
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
