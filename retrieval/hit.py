"""The data types of retrieval: a `Query` in, scored hits out, gathered as `Evidence`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from corpus.document import Passage, Sentence
from kg.claim import Claim


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for.

    Attributes:
        text: The question's words.
        concepts: Ids of the concepts that the question names.
        documents: Ids of the documents to look in; empty for all.
        predicates: Ids of the properties that it asks for.
    """

    text: str
    concepts: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    predicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its scores; None where that ranking did not bring it.

    Attributes:
        passage: The passage.
        fused: The score it is ranked by, in [0, 1].
        dense: Cosine similarity to the question, in [-1, 1].
        lexical: BM25, higher is better.
        graph: Personalised PageRank, a probability.
    """

    passage: Passage
    fused: float
    dense: float | None = None
    lexical: float | None = None
    graph: float | None = None


class WordMatch(NamedTuple):
    """How far a sentence has one of the question's words.

    Attributes:
        word: The word, lower-cased.
        weight: What it tells: its inverse document frequency.
        share: In [0, 1]; 1 where the word itself is there, less for one that means the same.
    """

    word: str
    weight: float
    share: float


class SentenceHit(NamedTuple):  # as `WordMatch` is: made many times for a question
    """A sentence that may answer a question.

    Attributes:
        sentence: The sentence.
        passage: Where it stands.
        score: What it is ranked by, in [0, 1].
        matches: Which of the question's content words it has.
        aligned: How well the question's words find their like in it, weighted by what each tells.
        focused: How well its own words find their like in the question: little in a long aside.
        headed: The same for the heading or question right above it; 0 where there is none.
        rank: Reciprocal rank of its passage; 0 for one that was not ranked.
    """

    sentence: Sentence
    passage: Passage
    score: float
    matches: tuple[WordMatch, ...]
    aligned: float = 0.0
    focused: float = 0.0
    headed: float = 0.0
    rank: float = 0.0

    @property
    def coverage(self) -> float:
        """The share of the question's weight that it covers, in [0, 1]."""
        return covered(self.matches)


def covered(matches: Iterable[WordMatch]) -> float:
    """The weighted mean of the words' shares; 0 where there is no word.

    >>> covered([WordMatch("price", 3.0, 1.0), WordMatch("h100", 1.0, 0.0)])
    0.75
    """
    total = got = 0.0
    for _, weight, share in matches:
        total += weight
        got += weight * share
    return got / total if total else 0.0


@dataclass(frozen=True, slots=True)
class ClaimHit:
    """A claim with its score in [0, 1]."""

    claim: Claim
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found for a query, each list best first.

    Attributes:
        query: What was looked for.
        hits: As many passages as were asked for.
        read: The passages that sentences were taken from.
        sentences: The best of those, and those of claims that state what is asked.
        claims: What bears on the query.
    """

    query: Query
    hits: tuple[Hit, ...]
    read: tuple[Hit, ...]
    sentences: tuple[SentenceHit, ...]
    claims: tuple[ClaimHit, ...]
