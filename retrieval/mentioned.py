"""Claims and mentions in, the concepts of each passage with their counts out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpus.document import Passage, Span
from kg.claim import Claim, Concept, Mention

Counts = dict[str, dict[str, float]]


def count_concepts(
    passages: Sequence[Passage], claims: Iterable[Claim] = (), mentions: Iterable[Mention] = ()
) -> Counts:
    """How often each passage speaks of each concept: a mention counts once, a claim's ends once.

    What stands in no passage, such as a heading, counts nowhere.
    """
    places = _Places(passages)
    counts: Counts = {passage.id: defaultdict(float) for passage in passages}
    for claim in claims:
        ends = {claim.subject.id}
        if isinstance(claim.object, Concept):
            ends.add(claim.object.id)
        _add(counts, places, claim.source, ends)
    for mention in mentions:
        _add(counts, places, mention.span, {mention.concept.id})
    return {passage: dict(found) for passage, found in counts.items()}


def _add(counts: Counts, places: "_Places", span: Span, concepts: Iterable[str]) -> None:
    passage = places.of(span)
    if passage is not None:
        for concept in sorted(concepts):  # the same sums in every process
            counts[passage][concept] += 1.0


class _Places:
    """Finds the passage in which a span begins."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._ordered: dict[str, list[Passage]] = defaultdict(list)
        for passage in sorted(passages, key=lambda p: p.span):
            self._ordered[passage.span.document].append(passage)
        self._starts = {
            document: [passage.span.start for passage in found]
            for document, found in self._ordered.items()
        }

    def of(self, span: Span) -> str | None:
        starts = self._starts.get(span.document, [])
        place = bisect_right(starts, span.start) - 1
        if place < 0:
            return None
        passage = self._ordered[span.document][place]
        return passage.id if span.start < passage.span.end else None
