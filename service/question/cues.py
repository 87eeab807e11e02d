"""How questions are worded: `question_cues.toml` read, and words found in a text."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.measure.number import SMALL
from service.question.kind import Kind


@dataclass(frozen=True, slots=True)
class Basis:
    """Per what a figure may be given.

    Attributes:
        name: What it is called.
        nouns: What may follow "per".
        words: What says it by itself: "daily".
        counts: Whether it is counted, not a time.
    """

    name: str
    nouns: tuple[str, ...]
    words: tuple[str, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Superlative:
    """How a thing is asked for whose figure is at one end.

    Attributes:
        words: Any of these asks so.
        highest: Whether the end is the upper one.
        property: Id of the property that the words tell; empty where they tell none.
    """

    words: tuple[str, ...]
    highest: bool
    property: str


@dataclass(frozen=True, slots=True)
class Cues:
    """The wordings.

    Attributes:
        kinds: Patterns of each kind of question, in the order in which they are tried.
        expects: Patterns that tell the dimensions of the value asked for.
        worded: Patterns of amounts in words, each with the dimension that it gives.
        asking: Ways of asking of which no word is looked for.
        possession: How a question asks for what somebody has.
        anaphora: How a sentence opens that the one before it explains.
        sequence: How a paragraph opens that goes on with a list.
        both: How a question speaks of both phases without naming either.
        likening: What follows a thing that a sentence calls something else.
        announcement: How a sentence announces that the next ones count something up.
        sources: Words by which those are asked for whom a document quotes.
        typed: Short ways of typing that no dictionary has.
        places: Adjectives of places.
        courtesy: How a question ends that thanks for its answer, or begs for it.
        directions: Verbs of a direction, each with the words by which sentences tell of it.
        silence: How a sentence says that something is not told.
        agent: How whoever does something is asked for.
        embedded: How a sentence tells what question it leaves open.
        bases: Per what a figure may be given.
        abbreviations: What short words stand for.
        roles: How someone is asked for by what he is, each with the words that tell of such a one.
        related: What stands to a thing as another of its kind: its successor.
        denial: Words by which a clause denies what it speaks of, without a negation.
        superlatives: How a thing is asked for whose figure is at one end, in order.
        amounts: What is measured out, each with the dimension that tells how much of it there is.
        inclusive: Words that open a limit which the limit itself meets: "at least".
        ranked: How keywords ask for the one thing that stands first or last among its like.
    """

    kinds: tuple[tuple[Kind, re.Pattern[str]], ...]
    expects: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    worded: tuple[tuple[str, re.Pattern[str]], ...]
    asking: re.Pattern[str]
    possession: re.Pattern[str]
    anaphora: re.Pattern[str]
    sequence: re.Pattern[str]
    both: re.Pattern[str]
    likening: re.Pattern[str]
    announcement: re.Pattern[str]
    sources: str
    typed: frozenset[str]
    places: frozenset[str]
    courtesy: re.Pattern[str]
    directions: tuple[tuple[frozenset[str], frozenset[str]], ...]
    silence: re.Pattern[str]
    agent: re.Pattern[str]
    embedded: re.Pattern[str]
    bases: tuple[Basis, ...]
    abbreviations: dict[str, str]
    roles: tuple[tuple[re.Pattern[str], "Phrases"], ...]
    related: tuple[str, ...]
    denial: "Phrases"
    superlatives: tuple[Superlative, ...]
    amounts: dict[str, str]
    inclusive: frozenset[str]
    ranked: re.Pattern[str]

    def kind(self, lowered: str) -> Kind | None:
        """The sort of answer that the words of a lower-cased question ask for, if they do."""
        return next((kind for kind, pattern in self.kinds if pattern.search(lowered)), None)


@cache
def cues() -> Cues:
    """The wordings that come with the package."""
    data = tomllib.loads(
        (resources.files("service.question") / "question_cues.toml").read_text("utf-8")
    )

    def pattern(entry: dict[str, list[str]]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{p})" for p in entry["patterns"]))

    return Cues(
        kinds=tuple((Kind(entry["name"]), pattern(entry)) for entry in data["kind"]),
        expects=tuple((frozenset(entry["kinds"]), pattern(entry)) for entry in data["expects"]),
        worded=tuple((entry["dimension"], pattern(entry)) for entry in data["worded"]),
        asking=pattern(data["asking"]),
        possession=pattern(data["possession"]),
        anaphora=pattern(data["anaphora"]),
        sequence=pattern(data["sequence"]),
        both=pattern(data["both"]),
        likening=pattern(data["likening"]),
        announcement=pattern(data["announcement"]),
        sources=" ".join(data["sources"]["words"]),
        typed=frozenset(data["typed"]["words"]),
        places=frozenset(data["places"]["words"]),
        courtesy=re.compile(rf"(?:{pattern(data['courtesy']).pattern})+$", re.IGNORECASE),
        directions=tuple(
            (frozenset(entry["asked"]), frozenset(entry["told"])) for entry in data["direction"]
        ),
        silence=pattern(data["silence"]),
        agent=pattern(data["agent"]),
        embedded=pattern(data["embedded"]),
        bases=tuple(
            Basis(
                entry["name"],
                tuple(entry["nouns"]),
                tuple(entry.get("words", ())),
                bool(entry.get("counts", False)),
            )
            for entry in data["basis"]
        ),
        abbreviations=dict(data["abbreviations"]),
        roles=tuple(
            (re.compile("|".join(entry["asked"])), Phrases(entry["told"])) for entry in data["role"]
        ),
        related=tuple(data["related"]["words"]),
        denial=Phrases(data["denial"]["words"]),
        superlatives=tuple(
            Superlative(tuple(entry["words"]), entry["highest"], entry.get("property", ""))
            for entry in data["superlative"]
        ),
        amounts=dict(data["amounts"]),
        inclusive=frozenset(data["inclusive"]["words"]),
        ranked=pattern(data["ranked"]),
    )


def content(question: str) -> str:
    """A question without words that only ask.

    >>> content("How come prices fell?"), content("What came of it?")
    (' prices fell?', 'What came of it?')
    """
    asking = cues().asking
    return re.sub(asking.pattern, "", question, flags=re.IGNORECASE)


def leans(sentence: str) -> bool:
    """Whether a sentence opens with words that the one before it explains.

    >>> leans("It runs continuously."), leans("Inference runs continuously.")
    (True, False)
    """
    return bool(cues().anaphora.match(sentence.lower()))


def continues(paragraph: str) -> bool:
    """Whether a paragraph opens as one of several that count something up.

    >>> continues("Another misconception is that it is free."), continues("Training is costly.")
    (True, False)
    """
    return bool(cues().sequence.match(paragraph.lower()))


def likens(lowered: str, name: str) -> bool:
    """Whether a lower-cased text calls a thing something else: "training was my school".

    >>> likens("training was my school, inference is my craft.", "inference")
    True
    >>> likens("inference is the use of a model.", "inference")
    False
    """
    return any(
        lowered.endswith(name, 0, found.start()) or lowered.endswith(f"{name}s", 0, found.start())
        for found in cues().likening.finditer(lowered)
    )


def announced(sentence: str) -> int | None:
    """How many sentences a sentence announces; 0 where it does not say how many, None for none.

    >>> announced("Two things pushed prices down."), announced("There are several ways to save.")
    (2, 0)
    >>> announced("Two clouds went under in April.") is None
    True
    """
    found = cues().announcement.search(sentence.lower())
    return int(SMALL.get(found["count"], 0)) if found else None


def says(lowered: str, phrase: str) -> bool:
    """Whether a lower-cased text has the phrase as whole words, its last word also as a plural.

    >>> says("which batch sizes are usual?", "batch size"), says("a debate", "bate")
    (True, False)
    """
    return _says(spaced(lowered), _spaced_phrase(phrase))


def says_any(lowered: str, phrases: Iterable[str]) -> bool:
    """Whether a lower-cased text has any of the phrases, as `says` tells.

    >>> says_any("which batch-size is usual?", ("learning rate", "batch size"))
    True
    """
    text = spaced(lowered)
    # Most are not there at all, which is told at once.
    return any(p in text and _says(text, p) for p in map(_spaced_phrase, phrases))


class Phrases:
    """Phrases that are looked for in many texts.

    >>> Phrases(["learning rate", "batch size"]).are_in("which batch-size is usual?")
    True
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._spaced = tuple(dict.fromkeys(map(_spaced_phrase, phrases)))

    def are_in(self, lowered: str) -> bool:
        """Whether a lower-cased text has any of them, as `says` tells."""
        text = spaced(lowered)
        there = [phrase for phrase in self._spaced if phrase in text]
        return any(_says(text, phrase) for phrase in there)


def spaced(lowered: str) -> str:
    """A lower-cased text with its hyphens open, in which a phrase is looked for."""
    return lowered.replace("-", " ")


def _says(lowered: str, phrase: str) -> bool:
    start = -1
    while (start := lowered.find(phrase, start + 1)) >= 0:
        end = start + len(phrase)
        before = start == 0 or not lowered[start - 1].isalnum()
        rest = lowered[end : end + 2]
        after = not rest or not rest[0].isalnum() or (rest[0] == "s" and not rest[1:].isalnum())
        if before and after:
            return True
    return False


@cache
def _spaced_phrase(phrase: str) -> str:
    return spaced(phrase.lower())
