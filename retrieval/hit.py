"""The data types of retrieval: a `Query` in, scored hits out, gathered as `Evidence`."""

from dataclasses import dataclass

from corpus.document import Passage, Sentence
from kg.claim import Claim


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for.

    Attributes:
        text: The question's words.
        concepts: Ids of the concepts that the question names.
        documents: Ids of the documents to look in; empty for all.
    """

    text: str
    concepts: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A sentence, its score and the share of the question's weight that it covers, in [0, 1]."""

    sentence: Sentence
    passage: Passage
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class ClaimHit:
    """A claim with its score in [0, 1]."""

    claim: Claim
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found for a query, each list best first."""

    query: Query
    hits: tuple[Hit, ...]
    sentences: tuple[SentenceHit, ...]
    claims: tuple[ClaimHit, ...]
