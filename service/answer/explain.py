"""An `Answer` and the `Trace` of how it came about in, its `Explanation` out.

Every reason is one that the trace was told by the code that decided; nothing is decided anew here.
"""

from collections.abc import Iterable, Iterator

from kg.claim import Claim
from service.answer.answer import Answer
from service.answer.explanation import ConsideredClaim, ConsideredSentence, Explanation, Part
from service.evidence.candidate import Candidate
from service.evidence.reason import Reason
from service.evidence.trace import Loss, Trace
from service.evidence.weigh import WEIGHTS


def explain(answer: Answer, trace: Trace) -> Explanation:
    """Why it is this answer.

    Args:
        answer: As `KnowledgeBase.ask` gave it.
        trace: That listened.
    """
    return Explanation(
        question=trace.question,
        passages=trace.evidence.read,
        sentences=tuple(_sentences(answer, trace)),
        claims=tuple(_claims(answer, trace)),
        checks=tuple(trace.checks),
        seconds=dict(trace.watch.seconds),
    )


def _sentences(answer: Answer, trace: Trace) -> Iterator[ConsideredSentence]:
    ranked = sorted(trace.candidates, key=lambda c: (-c.score, c.span))
    said = {cited.span for statement in answer.statements for cited in statement.citations}
    for candidate in ranked:
        chosen = candidate in trace.chosen and candidate.span in said
        losses = () if chosen else tuple(_losses(candidate, answer, trace))
        yield ConsideredSentence(
            candidate.hit, candidate, _parts(candidate, ranked[0]), chosen, losses
        )
    weighed = {candidate.hit.sentence.span for candidate in ranked}
    for hit in trace.evidence.sentences:
        span = hit.sentence.span
        if span in trace.losses and span not in weighed:
            yield ConsideredSentence(hit, None, (), chosen=False, losses=_told(trace.losses[span]))


def _parts(candidate: Candidate, best: Candidate) -> tuple[Part, ...]:
    of_best = dict(best.features)
    return tuple(
        Part(name, value, WEIGHTS[name], WEIGHTS[name] * (of_best[name] - value))
        for name, value in candidate.features
    )


def _losses(candidate: Candidate, answer: Answer, trace: Trace) -> Iterator[Loss]:
    """What was held against a sentence; a refusal is held against all."""
    spans = {candidate.hit.sentence.span: None}
    if candidate in trace.chosen:
        spans[candidate.span] = None  # then its place was taken when it was to be quoted
    yield from _told(loss for span in spans for loss in trace.losses.get(span, ()))
    if not answer.answered:
        yield Loss(Reason.REFUSED)


def _told(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    """Each once."""
    return tuple(dict.fromkeys(losses))


def _claims(answer: Answer, trace: Trace) -> Iterator[ConsideredClaim]:
    scores = {hit.claim: hit.score for hit in trace.evidence.claims}
    quoted = [cited.span for statement in answer.statements for cited in statement.citations]
    for claim in dict.fromkeys([*answer.claims, *trace.enumerated, *trace.facts, *scores]):
        said = any(span.covers(claim.source) for span in quoted)
        listed = claim in answer.claims
        loss = None if said or listed else _loss(claim, answer, trace)
        yield ConsideredClaim(claim, scores.get(claim), said, listed, loss)


def _loss(claim: Claim, answer: Answer, trace: Trace) -> Reason:
    """Why a claim is not part of the answer."""
    if not answer.answered:
        return Reason.REFUSED
    if not trace.checks:  # sides of a difference need none
        return Reason.ASIDE
    return Reason.FULL if claim in trace.facts else Reason.UNASKED
