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
    """What is not in the documents, as a sentence for the user; None where an answer is supported."""
    if not candidates:
        return "These documents say nothing about this."
    named = {c.id: c.label for c in question.concepts if c.type in NAMED}
    known = frozenset().union(*(c.concepts for c in candidates))
    unknown = [label for name, label in named.items() if name not in known]
    if unknown:
        return f"These documents do not speak of {_listed(unknown)} in connection with this."
    together = [c for c in candidates if named.keys() <= c.concepts or _is_open(question, c, named)]
    if not together:
        return f"These documents do not speak of {_listed(list(named.values()))} together."
    wanted = _wanted(question, ontology)
    if wanted and not any(wanted & c.dimensions for c in together):
        about = f" for {_listed(list(named.values()))}" if named else ""
        return f"These documents give no {_listed(sorted(wanted), 'or')}{about}."
    years = set(_YEAR.findall(question.text))
    if not all(any(year in c.hit.passage.text for c in together) for year in years):
        return f"These documents give nothing on this for {_listed(sorted(years))}."
    if max(c.hit.coverage for c in together) < MIN_COVERAGE:
        return "These documents do not say this."
    return None


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
