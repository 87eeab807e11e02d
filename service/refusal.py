"""Candidates in; what the documents lack out, or nothing where they do say it.

A decision list. Knowing a thing and knowing of a property is not knowing that thing's property: one
sentence, row or pair must hold the named things, the value of the kind asked for and most of the
question's weight together.
"""

from collections.abc import Mapping, Sequence

from kg.ontology import Ontology, Predicate
from retrieval.hit import covered
from retrieval.terms import terms
from service.answer import Kind
from service.candidate import Candidate
from service.question import ASKED, Question, years
from service.trace import Reason, check, compared, lost

# Below this mean of a sentence's likeness and of the question's weight in it, nothing supports an
# answer. Low, since people ask in other words than the documents'.
MIN_SUPPORT = 0.2
MIN_STRANGE = 0.35  # the same where the question names nothing of the field
# Below this share of the words that go with a name, a sentence is about something else of it.
MIN_ASKED = 0.2
DIMENSIONS = {"currency": "price or cost", "time": "duration", "ratio": "share"}
_COMMON = frozenset({"states", "isA", "hasExample"})  # properties that tell nothing
SAME = 0.6  # likeness from which a word of the question counts as said
_OPEN = frozenset({Kind.COMPARISON, Kind.LIST, Kind.CONFLICT})  # several sentences make the answer


def missing(question: Question, candidates: Sequence[Candidate], ontology: Ontology) -> str | None:
    """What the documents lack, as a sentence for the user; None where they support an answer."""
    named = {c.id: c.label for c in question.concepts if c.id in question.named}
    together = [c for c in candidates if _holds(c, named, question)]
    wanted = _wanted(question, ontology)
    asked = [ontology.predicates[name] for name in question.predicates[:ASKED]]
    return (
        _unclear(question)
        or _strange(question)
        or _unmentioned(named, candidates)
        or _apart(named, together)
        or _valueless(wanted, named, together, asked)
        or _uncounted(question, together)
        or _unstated(question, together, ontology)
        or _other_years(question, together)
        or _nothing_else(question, named, together)
        or _unsupported(question, together)
    )


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


@check("the sentences found name every single thing that it names")
def _unmentioned(named: Mapping[str, str], candidates: Sequence[Candidate]) -> str | None:
    known = frozenset[str]().union(*(c.reading.concepts for c in candidates))
    unknown = [label for name, label in named.items() if name not in known]
    return f"These documents say nothing on this about {_listed(unknown)}." if unknown else None


@check("one sentence names them together")
def _apart(named: Mapping[str, str], together: Sequence[Candidate]) -> str | None:
    if compared("sentences that name them together", len(together), 1):
        return None
    about = f" about {_listed(list(named.values()))} together" if named else " about this"
    return f"These documents say nothing{about}."


@check("such a sentence holds a value of the kind asked for")
def _valueless(
    wanted: frozenset[str],
    named: Mapping[str, str],
    together: Sequence[Candidate],
    predicates: Sequence[Predicate],
) -> str | None:
    if not wanted or any(wanted & c.reading.dimensions for c in together):
        return None
    compared("such sentences with a value of the kind", 0, 1)
    for candidate in together:
        lost(candidate.hit.sentence.span, Reason.VALUELESS)
    about = f" for {_listed(list(named.values()))}" if named else " for this"
    called = [p.label for p in predicates if wanted & {*p.expects}]
    what = (
        called[0]
        if called and "date" not in wanted
        else _listed([DIMENSIONS.get(d, d) for d in sorted(wanted)], "or")
    )
    return f"These documents give no {what}{about}."


@check("such a sentence holds a number of what is to be counted")
def _uncounted(question: Question, together: Sequence[Candidate]) -> str | None:
    """Whether no sentence that holds a number has what is to be counted."""
    if not question.counted:
        return None
    for candidate in together:
        shares = [m.share for m in candidate.hit.matches if m.word in question.counted]
        if "number" in candidate.reading.dimensions and compared(
            "likeness of a word beside a number", max(shares, default=1.0), SAME
        ):
            return None
    return f"These documents give no number of {' '.join(question.counted)} for this."


@check("such a sentence states the metric asked for")
def _unstated(question: Question, together: Sequence[Candidate], ontology: Ontology) -> str | None:
    """Whether a metric is asked for that no sentence names, states or has the words of."""
    if question.kind in _OPEN:
        return None
    for concept in question.concepts:
        if concept.type != "metric":
            continue
        names = {name.lower() for name in ontology.names.get(concept.id, ())}
        stating = {p.id for p in ontology.predicates.values() if names & {*p.names}}
        if not stating and " " not in concept.label:
            continue  # "speed" says too little to be missed
        words = terms(concept.label)
        if not any(
            concept.id in c.reading.concepts
            or any(claim.predicate in stating for claim in c.reading.claims)
            or words <= terms(" ".join(m.word for m in c.hit.matches if m.share >= SAME))
            for c in together
        ):
            return f"These documents give no {concept.label} for this."
    return None


@check("such a sentence stands beside the year asked for")
def _other_years(question: Question, together: Sequence[Candidate]) -> str | None:
    absent = [
        year
        for year in sorted(years(question.text))
        if not any(year in c.hit.passage.text for c in together)
    ]
    return f"These documents give nothing on this for {_listed(absent)}." if absent else None


@check("such a sentence tells what is asked about the thing, not just of it")
def _nothing_else(
    question: Question, named: Mapping[str, str], together: Sequence[Candidate]
) -> str | None:
    """Whether all that is known of the named things has nothing of what is asked about them."""
    if not named or question.kind in {Kind.DEFINITION, *_OPEN}:
        return None
    stated = {claim.predicate for c in together for claim in c.reading.claims}
    if stated & {*question.predicates[:1]} - _COMMON:
        return None
    asked = [
        [match for match in c.hit.matches if match.word not in question.named_words]
        for c in together
    ]
    if not asked[0] or compared(
        "share of the words beside the name", max(covered(matches) for matches in asked), MIN_ASKED
    ):
        return None
    words = _listed([f"“{match.word}”" for match in asked[0]])
    return f"These documents say nothing on {words} of {_listed(list(named.values()))}."


@check("such a sentence carries enough of the question")
def _unsupported(question: Question, together: Sequence[Candidate]) -> str | None:
    least = MIN_SUPPORT if question.concepts else MIN_STRANGE
    enough = compared("share of the question", max(support(c) for c in together), least)
    return None if enough else "These documents do not say this."


def _holds(candidate: Candidate, named: Mapping[str, str], question: Question) -> bool:
    """Whether it names all named things, or one where several sentences make the answer."""
    found = named.keys() & candidate.reading.concepts
    two = question.kind is Kind.YES_NO and len(named) > 1  # "has the A more than the B?"
    if (question.kind in _OPEN or two) and found:
        return True
    if len(found) < len(named):
        lost(candidate.hit.sentence.span, Reason.UNNAMED, lacks=sorted(named.keys() - found))
    return len(found) == len(named)


def _wanted(question: Question, ontology: Ontology) -> frozenset[str]:
    """Dimensions of which the value must be one."""
    if question.expects:
        return question.expects
    if question.kind is not Kind.QUANTITY or not question.predicates:
        return frozenset()
    dimensions = {unit.dimension for unit in ontology.units.values()}
    expects = {*ontology.predicates[question.predicates[0]].expects}
    # A named thing's property is a figure; of a phase it may be told in words.
    measured = expects & dimensions if question.named else expects
    return frozenset(measured) if dimensions >= measured else frozenset()


def _listed(names: list[str], joint: str = "and") -> str:
    """Names as running text.

    >>> _listed(["A", "B", "C"])
    'A, B and C'
    """
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def support(candidate: Candidate) -> float:
    """How much of the question a sentence carries, in [0, 1]."""
    return (candidate.hit.score + candidate.hit.coverage) / 2
