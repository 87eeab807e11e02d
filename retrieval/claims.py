"""A query and its best sentences in, the claims that bear on it out."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

from corpus.document import Span
from kg.claim import Claim, Concept
from retrieval.hit import ClaimHit, Query, SentenceHit

FROM_SENTENCE = 0.6  # of a claim's score
FROM_CONCEPTS = 1 - FROM_SENTENCE  # the share of the question's concepts that it is about
FEW = 12  # claims of one property, all of which are looked at
MANY = 40  # claims of one property and subject, none of which is


class ClaimRanker:
    """Finds claims by the concepts at their ends and by the sentences they rest on."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._of_concept: dict[str, list[int]] = defaultdict(list)
        self._of_predicate: dict[str, list[int]] = defaultdict(list)
        in_order = sorted(range(len(claims)), key=lambda i: (claims[i].source, claims[i].id))
        self._order = {place: order for order, place in enumerate(in_order)}
        self._of_document = _by_place(claims)
        for place, claim in enumerate(claims):
            self._of_predicate[claim.predicate].append(place)
            for concept in _concepts(claim):
                self._of_concept[concept].append(place)

    def rank(self, query: Query, sentences: Sequence[SentenceHit], k: int) -> tuple[ClaimHit, ...]:
        """The k best, best first.

        Args:
            query: Whose concepts they share, and whose documents they are from.
            sentences: On which they rest.
            k: How many.
        """
        rested = self._rested(sentences)
        named = set(query.concepts)
        shared = Counter(place for name in named for place in self._of_concept.get(name, ()))
        wanted = query.documents
        count = len(named) or 1
        hits = [
            (
                -(
                    FROM_SENTENCE * rested.get(place, 0.0)
                    + FROM_CONCEPTS * (shared.get(place, 0) / count)
                ),
                self._order[place],
                place,
            )
            for place in shared.keys() | rested.keys()
            if not wanted or self._claims[place].source.document in wanted
        ]
        hits.sort()
        return tuple(ClaimHit(self._claims[place], -score) for score, _, place in hits[:k])

    def stating(self, query: Query) -> tuple[Claim, ...]:
        """Claims that state a property asked for, of what is asked about, if they are not too many.

        A property that few claims state tells by itself; of one that many do, the subject or phase
        must be asked about too.
        """
        named = set(query.concepts)
        found = []
        for predicate in query.predicates:
            claims = [self._claims[place] for place in self._of_predicate.get(predicate, ())]
            if len(claims) > FEW:
                claims = [claim for claim in claims if {claim.subject.id, claim.phase} & named]
            found += claims if len(claims) <= MANY else []
        wanted = query.documents
        return tuple(claim for claim in found if not wanted or claim.source.document in wanted)

    def _rested(self, sentences: Sequence[SentenceHit]) -> dict[int, float]:
        """The best score of a sentence that each claim rests on."""
        scores: dict[int, float] = {}
        for hit in sorted(sentences, key=lambda hit: hit.score):
            scores |= dict.fromkeys(self._at(hit.sentence.span), max(hit.score, 0.0))
        return scores

    def _at(self, span: Span) -> list[int]:
        """The claims whose words overlap others."""
        sources, longest = self._of_document.get(span.document, ([], 0))
        last = bisect_left(sources, (span.end, -1, -1))
        first = bisect_left(sources, (span.start - longest, -1, -1))
        return [place for _, end, place in sources[first:last] if end > span.start]


def _by_place(claims: Sequence[Claim]) -> dict[str, tuple[list[tuple[int, int, int]], int]]:
    """By document: start, end and index of each claim's words, in order; the longest's length."""
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for place, claim in enumerate(claims):
        found[claim.source.document].append((claim.source.start, claim.source.end, place))
    return {
        name: (sorted(sources), max(end - start for start, end, _ in sources))
        for name, sources in found.items()
    }


def _concepts(claim: Claim) -> set[str]:
    """What it is about: its ends and its phase."""
    ends = {claim.subject.id}
    if isinstance(claim.object, Concept):
        ends.add(claim.object.id)
    if claim.phase is not None:
        ends.add(claim.phase)
    return ends
