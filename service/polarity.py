"""A yes/no question and the sentence that bears on it in, yes, no or undecided out."""

from kg.claim import Quantity
from kg.ontology import Ontology
from service.candidate import Candidate
from service.question import Question, says

# A sentence that covers less of the question may be about something else: then no "yes" is said.
_ENOUGH = 0.6


def polarity(question: Question, candidate: Candidate, ontology: Ontology) -> bool | None:
    """Whether the sentence affirms the question; None where it settles nothing.

    Numbers come first (is 256 within 1-32?), then negation on either side (two cancel out), then
    plain coverage.
    """
    stated = [
        claim.object
        for claim in candidate.reading.claims
        if isinstance(claim.object, Quantity)
        and (claim.phase in question.phases or not (claim.phase and question.phases))
    ]
    for asked in question.quantities:
        settled = {_within(asked, quantity) for quantity in stated} - {None}
        if settled:
            return True in settled
    text = candidate.text.lower()
    denied = any(says(text, word) for word in ontology.negations)
    if denied != question.negated:
        return False if denied else None
    return True if candidate.hit.coverage >= _ENOUGH else None


def _within(asked: Quantity, stated: Quantity) -> bool | None:
    """Whether a number asked about lies in the range stated; None where they cannot be compared."""
    number = asked.minimum if asked.minimum is not None else asked.maximum
    if number is None or (asked.unit and asked.unit != stated.unit):
        return None
    low, high = stated.minimum, stated.maximum
    if low is None and high is None:
        return None
    return (low is None or low <= number) and (high is None or number <= high)
