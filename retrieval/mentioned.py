"""Claims and mentions in, the concepts of each passage with their counts out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from corpus.document import Passage, Span
from kg.claim import Claim, Concept, Mention

Counts = dict[str, dict[str, float]]


def count_concepts(
    passages: Sequence[Passage], claims: Iterable[Claim] = (), mentions: Iterable[Mention] = ()
) -> Counts:
    """How often each passage speaks of each concept: a mention counts once, a claim's ends once.

    What stands in no passage, such as a heading, counts nowhere.
    """
    said = [(claim.source.document, claim.source.start, _ends(claim), 1) for claim in claims]
    named = [(one.span.document, one.span.start, {one.concept.id}, 1) for one in mentions]
    return count_said([passage.span for passage in passages], [*said, *named])


def count_said(
    passages: Iterable[Span], said: Iterable[tuple[str, int, Collection[str], int]]
) -> Counts:
    """How often each passage speaks of each concept.

    Args:
        passages: Where they are.
        said: In which document and from where on something is said, of which concepts, how often.
    """
    counts: Counts = {}
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for span in passages:
        counts[_name(span)] = defaultdict(float)
        spans[span.document].append(span)
    for found in spans.values():
        found.sort()
    for document, start, concepts, often in said:
        found = spans.get(document, [])
        place = bisect_right(found, start, key=lambda span: span.start) - 1
        if place >= 0 and start < found[place].end:
            for concept in sorted(concepts):  # the same sums in every process
                counts[_name(found[place])][concept] += often
    return {passage: dict(found) for passage, found in counts.items()}


def _ends(claim: Claim) -> set[str]:
    return {claim.subject.id, *([claim.object.id] if isinstance(claim.object, Concept) else [])}


def _name(span: Span) -> str:
    return f"{span.document}-{span.start}-{span.end}"
