"""A sentence that a model wrote and the evidence in, a cited `Statement` or the reason against out.

A sentence stands only if it cites evidence that was given, and in what it cites there stand: every
amount (number, unit and hedge alike), every other number, every unit of measure, every name, every
word that is spelt like a name, every web address, and half of its words. It denies just where each
text that it cites does, compares in the same direction, and what it says of a name is not what the
evidence says of another. A "yes" or "no" must be the answer's own.

These are rules about words: they cannot tell a false paraphrase in small words of the evidence.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.naming.unseen import Found
from kg.ontology import Ontology
from service.answer.answer import Statement
from service.llm.company import Amount, Kind, merged
from service.llm.content import Content, ContentReader
from service.llm.evidence import Evidence
from service.llm.sentences import Draft

MAX_CHARACTERS = 600  # a sentence; an answer has 80 words
_SHARE = 0.5  # of a sentence's words must stand in what it cites, or in the question
_VERDICT = re.compile(r"(yes|no)\b[\s,.:;!–—-]*", re.IGNORECASE)
_ADDRESS = re.compile(r"\w+://\S+|\S+@\S+|\w[\w-]*(?:\.[a-z]\w+)+", re.IGNORECASE)
_MARKUP = re.compile(
    r"[<>`\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the cited evidence states.

    Attributes:
        contents: Each quote's and each wording's.
        quotes: How many of them are quotes; they come first.
        text: All of it, in small letters.
        question: Stems of the question's words.
    """

    contents: tuple[Content, ...]
    quotes: int
    text: str
    question: frozenset[str]


class Verifier:
    """Holds sentences against the evidence that they cite."""

    def __init__(self, ontology: Ontology, mentions: Callable[[str], list[Found]]) -> None:
        """Prepare the vocabulary; `mentions` finds the concepts that a text names."""
        self._reader = ContentReader(ontology, mentions)

    def verify(self, draft: Draft, evidence: Evidence) -> Statement | str:
        """The statement that `draft` makes, or why it makes none."""
        if not draft.marks:
            return "it cites nothing"
        if not evidence.known(draft.marks):
            return f"it cites {max(draft.marks)}, which was not given"
        if len(draft.text) > MAX_CHARACTERS or _MARKUP.search(draft.text):
            return "it is no plain sentence"
        verdict, said = _verdict(draft.text)
        if verdict and verdict != _verdict(evidence.statements[0].text)[0]:
            return f"the answer is not {verdict!r}"
        given = self._given(draft, evidence)
        fault = next(_faults(self._reader.read(said), said, given), None)
        return fault or Statement(draft.text, evidence.cited(draft.marks))

    def _given(self, draft: Draft, evidence: Evidence) -> Given:
        quotes = evidence.quotes(draft.marks)
        wordings = tuple(_verdict(text)[1] for text in evidence.wordings(draft.marks))
        return Given(
            contents=tuple(self._reader.read(text) for text in (*quotes, *wordings)),
            quotes=len(quotes),
            text="\n".join((*quotes, *wordings)).lower(),
            question=self._reader.read(evidence.question).stems,
        )


def _verdict(text: str) -> tuple[str, str]:
    """A leading "yes" or "no", in small letters, and what follows it.

    >>> _verdict("No, it runs on."), _verdict("Nobody runs it.")
    (('no', 'it runs on.'), ('', 'Nobody runs it.'))
    """
    found = _VERDICT.match(text)
    if not found or not re.search(r"[,.:;!–—-]", found.group()):
        return "", text
    return found[1].lower(), text[found.end() :]


def _faults(said: Content, text: str, given: Given) -> Iterator[str]:
    """What is wrong with a sentence, the plainest first."""
    yield from _unfounded(said, given)
    for address in _ADDRESS.findall(text):
        if address.lower() not in given.text:
            yield f"{address!r} is not in what it cites"
    yield from _denials(said, given)
    yield from _directions(said, given)
    yield from _exchanged(said, given)
    known = frozenset().union(given.question, *(content.stems for content in given.contents))
    if len(said.stems & known) < _SHARE * len(said.stems):
        yield "too few of its words are in what it cites"


def _unfounded(said: Content, given: Given) -> Iterator[str]:
    """Amounts, numbers, units and names that do not stand in what is cited, as they are written."""
    contents = given.contents
    amounts = frozenset().union(*(content.amounts for content in contents))
    numbers = frozenset().union(*(content.numbers for content in contents))
    units_and_names = frozenset().union(*(c.measures | c.names.keys() for c in contents))
    bare = frozenset(amount.uncounted() for amount in amounts)
    missing = [
        *(written for amount, written in said.amounts.items() if amount not in amounts | bare),
        *(written for numeral, written in said.numerals.items() if numeral not in numbers),
        *(
            written
            for name, written in (*said.units.items(), *said.names.items(), *said.capitals.items())
            if name not in units_and_names
            and not any(
                c.has_words(written) or (name in said.common and c.has_each_word(written))
                for c in contents
            )
        ),
    ]
    yield from (f"{written!r} is not in what it cites" for written in missing)


def _denials(said: Content, given: Given) -> Iterator[str]:
    """Denials that are brought in or left out."""
    quotes = given.contents[: given.quotes]
    theirs = [denied for quote in quotes for denied in quote.denials]
    kept = [denied for denied in theirs if denied & said.stems]
    if any(bool(quote.denials) != bool(said.denials) for quote in quotes):
        yield "it denies what its evidence says, or the reverse"
    elif len(said.denials) > len(theirs) or not _paired(said.denials, theirs):
        yield "it denies what its evidence does not"
    elif not _paired(kept, said.denials):
        yield "it says what its evidence denies"


def _paired(denials: Iterable[frozenset[str]], others: Iterable[frozenset[str]]) -> bool:
    """Whether each may deny what one of the others does, or what one at a text's end leaves out."""
    among = list(others)
    return all(any(not other or denied & other for other in among) for denied in denials if denied)


def _directions(said: Content, given: Given) -> Iterator[str]:
    """Comparisons and changes that the evidence does not have."""
    if said.directions - frozenset().union(*(c.directions for c in given.contents)):
        yield "it compares in another direction"
    for degree, written in said.degrees.items():
        if not any(degree in content.degrees for content in given.contents):
            yield f"{written!r} is not in what it cites"


def _exchanged(said: Content, given: Given) -> Iterator[str]:
    """What is said of one name where the evidence says it of another.

    An amount must be with the phase or single thing that it was with; of the words that tell names
    of a kind apart, as many must be as are not.
    """
    theirs = merged(content.company for content in given.contents)
    moved: Counter[Kind] = Counter()
    for (kind, element), names in said.company.items():
        beside = theirs.get((kind, element), frozenset())
        rivals = frozenset().union(*(c.rivals.get(kind, frozenset()) for c in given.contents))
        if not beside or beside == rivals:
            continue
        if names <= beside or (not kind.single and names & beside):
            moved[kind] -= 1
        elif kind.single and isinstance(element, Amount):
            yield "it says of one thing what its evidence says of another"
        else:
            moved[kind] += 1
    if any(more > 0 for more in moved.values()):
        yield "it says of one thing what its evidence says of another"
