"""A yes/no question and the sentence that bears on it in; yes, no or undecided out.

Undecided is the rule: a "yes" or "no" is said only where a number, a comparison, a denial or a
claim about the same thing settles it.
"""

import re
from math import inf

from kg.claim import Claim, Concept, Quantity, Text
from kg.measure.quantity import comparable, convert
from kg.ontology import Ontology
from retrieval.lexical import STOP_WORDS
from retrieval.terms import stem, terms
from service.evidence.candidate import Candidate
from service.question.cues import cues, says
from service.question.question import Question

# A claim that has less of the question's weight may be about something else.
_ENOUGH = 0.5
_SAID = 0.8  # likeness from which a word of the question counts as said
_CLEARLY = 0.2  # what a denial must have more than an assertion, or less, to settle it
_EQUAL = re.compile(r"\b(?:as \w+(?:[ -]\w+)? as|equally|the same|no (?:less|more)|just as)\b")
_ABSOLUTE = re.compile(r"\b(?:always|never|only|every|all|ever)\b")
_DEGREE = re.compile(
    r"\b(?:(?P<less>less|decreasingly|least)|more|increasingly|most) (?P<word>\w{4,})"
)
_CLAUSES = re.compile(r"[;,:—]|\b(?:and|but|while|whereas|though|although)\b")
_BEING = re.compile(r"\b(?:is|are|was|were|be|been)\b|n't\b")
IS_A = "isA"
_SINGLE = re.compile(r"\b(?:per|each|single|one)\b")
_STRICT = re.compile(
    r"\b(?:\w+er|more|less|fewer) (?:\w+ ){0,4}than\b|\b(?:light|cheap|fast|heavi|small|larg)er\b"
)


def polarity(question: Question, candidate: Candidate, ontology: Ontology) -> bool | None:
    """Whether the sentence affirms the question; None where it settles nothing.

    Numbers come first (is 256 within 1-32?), then misconceptions, then comparatives (is it dearer,
    where the sentence says cheaper?), then the claim that has most of the question's words.
    """
    for settle in _DECIDERS:
        settled = settle(question, candidate, ontology)
        if settled is not None:
            return settled
    return None


def _by_number(question: Question, candidate: Candidate, ontology: Ontology) -> bool | None:
    stated = [
        claim.object
        for claim in candidate.reading.claims
        if isinstance(claim.object, Quantity) and _is_asked(claim, question)
    ]
    settled = {
        within
        for asked in question.quantities
        for quantity in stated
        if (within := _within(asked, quantity, ontology)) is not None
    }
    return settled.pop() if len(settled) == 1 else None


def _is_asked(claim: Claim, question: Question) -> bool:
    """Whether a claim holds for the phase and the thing that the question names."""
    phase = not question.phases or claim.phase is None or claim.phase in question.phases
    return phase and (not question.named or claim.subject.id in question.named)


def _within(asked: Quantity, stated: Quantity, ontology: Ontology) -> bool | None:
    """Whether what is stated satisfies what is asked; None where it may or may not.

    A bare number asked about must lie in the range stated; a range asked about ("more than 100 GB")
    must hold all that is stated, and is denied where the two have nothing in common.
    """
    if asked.unit and stated.unit and asked.unit != stated.unit:
        if not comparable(asked, stated, ontology):
            return None
        stated = convert(stated, asked.unit, ontology)
    elif asked.unit and not stated.unit:
        return None
    low, high = _ends(asked)
    least, most = _ends(stated)
    if (least, most) == (-inf, inf):
        return None
    if most < low or high < least:
        return False
    inner = least <= low and high <= most if low == high else low <= least and most <= high
    return True if inner else None


def _ends(quantity: Quantity) -> tuple[float, float]:
    low = -inf if quantity.minimum is None else float(quantity.minimum)
    return low, inf if quantity.maximum is None else float(quantity.maximum)


def _by_comparison(question: Question, candidate: Candidate, ontology: Ontology) -> bool | None:
    asked, said = question.asked.lower(), candidate.text.lower()
    if _ABSOLUTE.search(asked) or bool(_SINGLE.search(asked)) != bool(_SINGLE.search(said)):
        return None
    if any(kind == "modal" and says(said, word) for word, kind in ontology.hedges.items()):
        return None
    if _EQUAL.search(asked):
        return True if _EQUAL.search(said) else False if _STRICT.search(said) else None
    directions = _directions(said, ontology)
    for predicate, direction in _directions(asked, ontology).items():
        if predicate in directions:
            turned = _first(asked, question, ontology) != _first(said, question, ontology)
            return (directions[predicate] == direction) != turned
    return None


def _by_degree(question: Question, candidate: Candidate, _: Ontology) -> bool | None:
    """Whether both say "more", or "less", of one word: "less competitive", "increasingly so"."""
    asked, said = _degrees(question.asked.lower()), _degrees(candidate.text.lower())
    settled = {said[word] == asked[word] for word in asked if word in said}
    return settled.pop() if len(settled) == 1 else None


def _degrees(lowered: str) -> dict[str, bool]:
    """Stems of the words that a text gives a degree to, and whether it is a higher one."""
    found = _DEGREE.finditer(lowered)
    return {stem(m["word"]): m["less"] is None for m in found if m["word"] not in STOP_WORDS}


def _directions(lowered: str, ontology: Ontology) -> dict[str, str]:
    """Properties that a text compares by, with the direction."""
    return {
        predicate.id: direction
        for predicate in ontology.predicates.values()
        for word, direction in predicate.comparatives
        if says(lowered, word)
    }


def _first(lowered: str, question: Question, ontology: Ontology) -> str | None:
    """Which of the question's concepts a text names first; the question's own first, if none."""
    found = [
        (place, concept.id)
        for concept in question.concepts
        for name in ontology.names.get(concept.id, (concept.label,))
        if (place := lowered.find(name.lower())) >= 0
    ]
    own = question.concepts[0].id if question.concepts else None
    return min(found)[1] if found else own


def _by_misconception(question: Question, candidate: Candidate, _: Ontology) -> bool | None:
    mistaken = any(claim.predicate == "misconception" for claim in candidate.reading.claims)
    return False if mistaken and not question.negated else None


def _by_denial(question: Question, candidate: Candidate, _: Ontology) -> bool | None:
    """Whether the clause on what is asked denies it: "absent on the A", "dropped the B"."""
    telling = max(candidate.hit.matches, key=lambda m: m.weight, default=None)
    if question.negated or telling is None or telling.share < _SAID:
        return None
    words = [terms(telling.word), *map(terms, question.names), *_names(question)]
    denied = (
        cues().denial.are_in(clause) and any(word and word <= terms(clause) for word in words)
        for clause in _CLAUSES.split(candidate.text.lower())
    )
    return False if any(denied) else None


def _names(question: Question) -> list[frozenset[str]]:
    """The terms of each single thing that it names."""
    return [frozenset({word}) for word in terms(" ".join(question.named_words))]


def _by_claim(question: Question, candidate: Candidate, ontology: Ontology) -> bool | None:
    matches = candidate.hit.matches
    words = {m.word: m.weight for m in matches if m.word not in question.concept_words}
    total = sum(words.values())
    telling = max(matches, key=lambda m: m.weight, default=None)
    if not total or telling is None or telling.share < _SAID:
        return None  # the word that tells most is not said at all

    # What a thing that serves holds does not tell that it trains.
    of_phase = terms(" ".join(question.concept_words - question.named_words))

    def share(claim: Claim) -> float:
        had = terms(f"{claim.subject.label} {_object(claim)} {claim.predicate}")
        if question.phases and claim.phase is None and not of_phase & had:
            return 0.0
        return sum(w for word, w in words.items() if terms(word) <= had) / total

    asked = question.asked.lower()
    if question.negated or _EQUAL.search(asked) or _directions(asked, ontology):
        return None  # a comparison is not settled by words in common
    being = _BEING.search(asked)  # what a thing is does not tell what it can do
    claims = [
        claim
        for claim in candidate.reading.claims
        if not claim.hedge and _is_asked(claim, question) and (being or claim.predicate != IS_A)
    ]
    affirmed = max((share(claim) for claim in claims if not claim.negated), default=0.0)
    denied = max((share(claim) for claim in claims if claim.negated), default=0.0)
    if max(affirmed, denied) < _ENOUGH or abs(affirmed - denied) < _CLEARLY:
        return None
    if (
        affirmed > denied
        and _ABSOLUTE.search(asked)
        and not _ABSOLUTE.search(candidate.text.lower())
    ):
        return None  # that it is done does not tell that it is always done
    return affirmed > denied


def _object(claim: Claim) -> str:
    match claim.object:
        case Concept(label=label):
            return label
        case Quantity(text=text) | Text(text=text):
            return text


_DECIDERS = (
    _by_number,
    _by_misconception,
    _by_degree,
    _by_comparison,
    _by_denial,
    _by_claim,
)
