"""Candidates in; what the documents lack out, or nothing where they do say it.

A decision list. Knowing a thing and knowing of a property is not knowing that thing's property: one
sentence, row or pair must hold the named things, the value of the kind asked for and most of the
question's weight together.
"""

import re

from kg.ontology import Ontology
from service.answer import Kind
from service.candidate import NAMED, Candidate
from service.question import Question

# Below this share of the question's weight in any one sentence, nothing supports an answer.
MIN_COVERAGE = 0.45
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def missing(
    question: Question, candidates: tuple[Candidate, ...], ontology: Ontology
) -> str | None:
    """What the documents lack, as a sentence for the user; None where they support an answer."""
    named = {c.id: c.label for c in question.concepts if c.type in NAMED}
    together = [c for c in candidates if named.keys() <= c.concepts or _is_open(question, c, named)]
    return (
        _unmentioned(named, candidates)
        or _apart(named, together)
        or _valueless(_wanted(question, ontology), named, together)
        or _other_years(question, together)
        or _unsupported(together)
    )


def _unmentioned(named: dict[str, str], candidates: tuple[Candidate, ...]) -> str | None:
    known = frozenset[str]().union(*(c.concepts for c in candidates))
    unknown = [label for name, label in named.items() if name not in known]
    return f"These documents say nothing on this about {_listed(unknown)}." if unknown else None


def _apart(named: dict[str, str], together: list[Candidate]) -> str | None:
    if together:
        return None
    about = f" about {_listed(list(named.values()))} together" if named else " about this"
    return f"These documents say nothing{about}."


def _valueless(
    wanted: frozenset[str], named: dict[str, str], together: list[Candidate]
) -> str | None:
    if not wanted or any(wanted & c.dimensions for c in together):
        return None
    about = f" for {_listed(list(named.values()))}" if named else " here"
    return f"These documents give no {_listed(sorted(wanted), 'or')}{about}."


def _other_years(question: Question, together: list[Candidate]) -> str | None:
    years = sorted(set(_YEAR.findall(question.text)))
    absent = [y for y in years if not any(y in c.hit.passage.text for c in together)]
    return f"These documents give nothing on this for {_listed(absent)}." if absent else None


def _unsupported(together: list[Candidate]) -> str | None:
    enough = max(c.hit.coverage for c in together) >= MIN_COVERAGE
    return None if enough else "These documents do not say this."


def _is_open(question: Question, candidate: Candidate, named: dict[str, str]) -> bool:
    """Whether the question is about several things that no one sentence need hold together."""
    return question.kind in {Kind.COMPARISON, Kind.LIST, Kind.CONFLICT} and bool(
        named.keys() & candidate.concepts
    )


def _wanted(question: Question, ontology: Ontology) -> frozenset[str]:
    """Dimensions of which the value must be one."""
    if question.expects:
        return question.expects
    if question.kind is not Kind.QUANTITY or not question.predicates:
        return frozenset()
    dimensions = {unit.dimension for unit in ontology.units.values()}
    expects = ontology.predicates[question.predicates[0]].expects
    return frozenset(expects) if expects and dimensions.issuperset(expects) else frozenset()


def _listed(names: list[str], joint: str = "and") -> str:
    """Names as running text.

    >>> _listed(["A", "B", "C"])
    'A, B and C'
    """
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
