"""Candidates in; what the documents lack out, or nothing where they do say it.

A decision list over how far the sentences bear on the question: the first part that none of them
holds is what is missing.
"""

from collections.abc import Callable, Sequence

from kg.claim import NAMED
from kg.ontology import Ontology
from retrieval.hit import covered
from service.answer.pairing import distance
from service.evidence.bearing import OWN, TOPIC, Bearing, Bearings, has_year
from service.evidence.candidate import Candidate
from service.evidence.reason import Reason
from service.evidence.trace import check, compared, heard, lost
from service.question.kind import Kind
from service.question.question import Question, years

# Below this mean of a sentence's likeness and of the question's weight in it, nothing supports an
# answer. Low, since people ask in other words than the documents'.
MIN_SUPPORT = 0.2
MIN_STRANGE = 0.25  # the same where the question names nothing of the field
MOSTLY = 0.5  # of the question's weight, which a sentence has that shares a single word with it
# Below this share of the words that go with a name, a sentence is about something else of it.
MIN_ASKED = 0.2
LONGEST = 30  # words quoted of a sentence that says that something is not told
DIMENSIONS = {
    "currency": "price or cost",
    "time": "duration",
    "ratio": "share",
    "cycle": "hours a day",
    "mass": "weight",
}
_COMMON = frozenset({"states", "isA", "hasExample"})  # properties that tell nothing
_OPEN = frozenset({Kind.COMPARISON, Kind.LIST, Kind.CONFLICT})  # several sentences make the answer


def missing(
    question: Question, candidates: Sequence[Candidate], bearings: Bearings, ontology: Ontology
) -> str | None:
    """What the documents lack, as a sentence for the user; None where they support an answer."""
    unclear = _unclear(question) or _strange(question)
    if unclear:
        return unclear
    together = [c for c in candidates if c.bearing.things]
    bearing = [c for c in together if c.bearing.full]
    lacking = (
        _apart(candidates, together, bearings)
        or _incomplete(question, together, bearings, ontology)
        or _unmet(together, bearings)
        or _untold(together, bearings)
        or _nothing_else(question, bearing, bearings)
        or _unsupported(question, bearing)
    )
    return f"{lacking}{_quoted(together)}" if lacking else None


@check("the question names what it asks about")
def _unclear(question: Question) -> str | None:
    """Whether it names nothing to look for."""
    if question.dangling:
        what = f"The question does not say what “{question.dangling}” is."
        return f"{what} Name the thing: each question is read by itself."
    if question.empty:
        return "The question names nothing to look for."
    return None


@check("every word of it is a word of the documents, a known name or English")
def _strange(question: Question) -> str | None:
    """Whether it names something that stands in no document."""
    absent = [f"“{word}”" for word in question.strangers]
    return f"These documents say nothing about {_listed(absent)}." if absent else None


@check("one sentence is about all that it names")
def _apart(
    candidates: Sequence[Candidate], together: Sequence[Candidate], bearings: Bearings
) -> str | None:
    """What no sentence is about: some of the named things, or all of them together."""
    for candidate in candidates if heard() else ():
        near = candidate.bearing.things
        if not near and (absent := bearings.absent(candidate.hit, candidate.reading)):
            lacks = sorted(thing.concept.id for thing in absent if thing.concept)
            lost(candidate.hit.sentence.span, Reason.UNNAMED, lacks=lacks)
    named = compared("sentences about what it names", len(together), 1)
    unknown = [
        thing.label
        for thing in bearings.things
        if not any(bearings.near(thing, c.hit, c.reading) for c in candidates)
    ]
    if unknown:
        return f"These documents say nothing on this about {_listed(unknown)}."
    if named:
        return None
    return f"These documents say nothing{_about(bearings, ' about', ' about this')} together."


@check(
    "such a sentence holds the measure, a value, the count, its basis, the years, the direction and"
    " the role asked for"
)
def _incomplete(
    question: Question, together: Sequence[Candidate], bearings: Bearings, ontology: Ontology
) -> str | None:
    """The first part of the question that no sentence about its things holds with those before."""
    about = _about(bearings)
    called = ontology.predicates[bearings.properties[0]].label if bearings.asked else ""
    figure = _called(bearings, ontology)
    per = f" per {_listed(sorted(bearings.bases), 'or')}"
    parts: tuple[tuple[Callable[[Bearing], bool], str], ...] = (
        (lambda b: b.measure, f"no {called}{about}"),
        (lambda b: b.value, f"no {figure}{about}"),
        (lambda b: b.counted, f"no number of {' '.join(question.counted)}{about}"),
        (lambda b: b.amount, f"no amount of {' '.join(bearings.amount)}{about}"),
        (lambda b: b.basis is not False, f"no {figure}{per}{about}"),
        (lambda b: b.years, f"nothing on this for {_listed(_absent_years(question, together))}"),
        (lambda b: b.direction, "only the contrary"),
        (lambda b: b.role, f"no one who is that{_about(bearings)}"),
    )
    left = list(together)
    for holds, lacking in parts:
        before, left = left, [c for c in left if holds(c.bearing)]
        if not left:
            compared("such sentences", 0, 1)
            for candidate in before:
                lost(candidate.hit.sentence.span, Reason.VALUELESS)
            return f"These documents give {lacking}."
    if _is_per_another(together, bearings):
        return f"These documents give no {figure}{per}{about}."
    return None


def _is_per_another(together: Sequence[Candidate], bearings: Bearings) -> bool:
    """Whether the figure is given per something else, and nowhere per what is asked."""
    stated = [c.bearing.basis for c in together if c.bearing.measure and c.bearing.value]
    if True in stated:
        return False
    return False in stated if bearings.things and bearings.rate else stated[:1] == [False]


@check("where figures are to meet a condition, one does")
def _unmet(together: Sequence[Candidate], bearings: Bearings) -> str | None:
    """Whether all figures of the measure that is asked for fall short of the condition."""
    stated = [c.bearing.fits for c in together]
    if bearings.condition is None or True in stated or False not in stated:
        return None
    return (
        f"These documents give none with {bearings.condition.text}{_about(bearings, otherwise='')}."
    )


@check("such a sentence does not say that it is not told")
def _untold(together: Sequence[Candidate], bearings: Bearings) -> str | None:
    """Whether what would be said first says that the documents do not tell."""
    told = [c for c in together if c.bearing.full]
    # A figure is an answer wherever it stands; words are one only where none of them denies it.
    silent = [] if bearings.wanted else [c for c in together if c.bearing.silent]
    untold = any(c is together[0] or distance(together[0], c) == 1 for c in silent)
    return "These documents do not tell." if untold or not told else None


def _quoted(together: Sequence[Candidate]) -> str:
    """What the documents say of not telling it, if anything."""
    found = next((c.bearing.silent for c in together if c.bearing.silent), None)
    words = (found or "").strip(" .,;:").split()
    return f" They say: “{' '.join(words)}”." if 0 < len(words) <= LONGEST else ""


def _absent_years(question: Question, together: Sequence[Candidate]) -> list[str]:
    """The years asked about that no sentence has, or else all of them."""
    asked = sorted(years(question.asked))
    absent = [y for y in asked if not any(has_year(y, c.hit, c.reading) for c in together)]
    return absent or asked


def _called(bearings: Bearings, ontology: Ontology) -> str:
    """What a value that is missing is called: its property, or its dimension."""
    asked = [ontology.predicates[name] for name in bearings.properties]
    called = [p.label for p in asked if bearings.wanted & {*p.expects}]
    if called and "date" not in bearings.wanted:
        return called[0]
    return _listed([DIMENSIONS.get(d, d) for d in sorted(bearings.wanted)], "or")


def _about(bearings: Bearings, lead: str = " for", otherwise: str = " for this") -> str:
    labels = list(dict.fromkeys(thing.label for thing in bearings.things))
    return f"{lead} {_listed(labels)}" if labels else otherwise


@check("such a sentence tells what is asked about the thing, not just of it")
def _nothing_else(
    question: Question, together: Sequence[Candidate], bearings: Bearings
) -> str | None:
    """Whether all that is known of the named things has nothing of what is asked about them."""
    dated = "date" in bearings.wanted  # any year is one, so what happened must be there
    if not (question.named or dated) or question.kind in {
        Kind.DEFINITION,
        *_OPEN,
    }:
        return None
    stated = {claim.predicate for c in together for claim in c.reading.claims}
    explained = question.kind is Kind.CAUSE and any(c.explains for c in together)
    others = {c.id for c in question.concepts} - {*question.named} - {*question.phases}
    held = any(others & c.reading.own for c in together if c.bearing.things >= TOPIC)
    if explained or held or stated & {*question.predicates[:1]} - _COMMON:
        return None
    if question.kind is Kind.ENTITY and any(_is_of_type(c, question) for c in together):
        return None
    given = question.concept_words if dated else question.named_words
    asked = [[match for match in c.hit.matches if match.word not in given] for c in together]
    if not asked[0] or compared(
        "share of the words beside the name", max(covered(matches) for matches in asked), MIN_ASKED
    ):
        return None
    words = _listed([f"“{match.word}”" for match in asked[0]])
    return f"These documents say nothing on {words}{_about(bearings, ' of')}."


def _is_of_type(candidate: Candidate, question: Question) -> bool:
    """Whether it names something of the type that is asked for, of the named things themselves."""
    types = question.types & NAMED & candidate.reading.types({c.id for c in question.concepts})
    return bool(types) and candidate.bearing.things == OWN


@check("such a sentence carries enough of the question")
def _unsupported(question: Question, together: Sequence[Candidate]) -> str | None:
    of_field = bool(question.concepts or question.names)
    least = MIN_SUPPORT if of_field else MIN_STRANGE
    enough = compared("share of the question", max(support(c) for c in together), least)
    if enough and (of_field or any(map(_shares, together))):
        return None
    return "These documents do not say this."


def _shares(candidate: Candidate) -> bool:
    """Whether a sentence has more than one word of the question by chance, or most of it."""
    said = sum(match.share > 0 for match in candidate.hit.matches)
    return said > 1 or candidate.hit.coverage >= MOSTLY


def _listed(names: list[str], joint: str = "and") -> str:
    """Names as running text.

    >>> _listed(["A", "B", "C"])
    'A, B and C'
    """
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def support(candidate: Candidate) -> float:
    """How much of the question a sentence carries, in [0, 1]."""
    return (candidate.hit.score + candidate.hit.coverage) / 2
