"""Candidates and the sides of a comparison in, the sentences that say both best out.

One sentence on all sides, or one for each. What each set has that speaks for it is weighed; the
weights were learned on the comparisons of the question sets, two of which are not in this
repository. What benchmarks/weights.py finds from the others answers four comparisons fewer.
"""

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from itertools import cycle, pairwise, product

from kg.ontology import Ontology
from retrieval.hit import covered
from retrieval.terms import terms
from service.evidence.candidate import Candidate
from service.question.question import PHASES

WEIGHTS = {
    "mean": 1.0,
    "least": 0.6,
    "several": 0.1,
    "together": 0.8,
    "adjacent": 0.2,
    "parallel": 0.65,
    "aspect": 0.2,
    "aspects": 0.2,
    "prose": -0.2,
    "row": 0.2,
    "focused": 1.0,
    "contrast": 0.2,
    "valued": 0.5,
}
NEAR = 0.6  # share of the best score that a sentence needs
FEWEST = 2  # sides
_FEW = 10  # sentences of each side that are tried together


class Pairing:
    """Finds what says both sides of one comparison."""

    def __init__(
        self,
        sides: Sequence[str],
        unknown: Container[str],
        measures: Set[str],
        telling: Mapping[str, float],
        ontology: Ontology,
    ) -> None:
        """Know what is compared.

        Args:
            sides: Ids of the things or phases, or names that no concept has.
            unknown: Names that no concept has.
            measures: Dimensions of the property that they are compared by; none where it has none.
            telling: What it tells, in [0, 1], that a claim has a property.
            ontology: The vocabulary.
        """
        self._sides, self._telling, self._measures = tuple(sides), telling, measures
        self._words = {side: terms(side) for side in sides if side in unknown}
        names = (n for side in sides for n in ontology.names.get(side, ()))
        self._names = frozenset(word for name in names for word in name.lower().split())

    def best(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The best set; none where a side is missing."""
        sets = list(self.sets(candidates))
        found = max(sets, key=lambda said: (self.score(said), -said[0].span.start), default=())
        return tuple(dict.fromkeys(found))

    def sets(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, ...]]:
        """What says all sides; nothing does where there are not two."""
        wanted = {*self._sides}
        if len(wanted) < FEWEST:
            return
        held = [(wanted & (_concepts(c) | self._named(c)), c) for c in candidates]
        yield from ((c,) for found, c in held if found == wanted)
        of_side = [[c for found, c in held if found == {side}][:_FEW] for side in self._sides]
        yield from product(*of_side) if all(of_side) else ()

    def _named(self, candidate: Candidate) -> set[str]:
        """The sides that it names, of those that are no concepts; else the headings above it."""
        reading = candidate.reading
        said = {side for side, words in self._words.items() if words <= terms(reading.text)}
        above = terms(reading.within)
        return said or {side for side, words in self._words.items() if words <= above}

    def score(self, said: Sequence[Candidate]) -> float:
        """How well a set compares."""
        return sum(WEIGHTS[name] * value for name, value in self.features(said).items())

    def features(self, said: Sequence[Candidate]) -> dict[str, float]:
        """What speaks for a set of sentences and against it, by name."""
        several = len(said) > 1
        aspects = [covered(m for m in c.hit.matches if m.word not in self._names) for c in said]
        prose = all(c.is_prose for c in said)
        passages = {c.hit.passage.id for c in said}
        return {
            "mean": sum(c.score for c in said) / len(said),
            "least": min(c.score for c in said),
            "several": float(several),
            "together": float(several and len(passages) == 1),
            "adjacent": float(several and all(abs(distance(a, b)) == 1 for a, b in pairwise(said))),
            "parallel": self._parallel(said),
            "aspect": sum(aspects) / len(aspects),
            "aspects": min(aspects),
            "prose": float(prose),
            "row": float(not prose and not several),
            "focused": sum(c.hit.focused for c in said) / len(said),
            "contrast": float(any(c.reading.contrasts for c in said)),
            "valued": float(bool(self._measures) and all(map(self._is_valued, said))),
        }

    def _is_valued(self, candidate: Candidate) -> bool:
        """Whether it has a figure for what is compared."""
        return bool(self._measures & candidate.reading.dimensions)

    def _parallel(self, said: Sequence[Candidate]) -> float:
        """What the most telling property tells that is stated of all sides."""
        of_sides = zip(cycle(said), self._sides, strict=False)
        shared = set.intersection(*(_properties(c, side) for c, side in of_sides))
        return max((self._telling[name] for name in shared), default=0.0)


def distance(one: Candidate, other: Candidate) -> int:
    """How many sentences after `one` the `other` stands; 0 where they share no passage."""
    passage = one.hit.passage
    pair = (one.hit.sentence, other.hit.sentence)
    if not all(passage.span.covers(sentence.span) for sentence in pair):
        return 0
    if not all(sentence in passage.sentences for sentence in pair):
        return 0
    before, after = map(passage.sentences.index, pair)
    return after - before


def _concepts(candidate: Candidate) -> frozenset[str]:
    """What it is about; its own phase, not those that a title above it names as well."""
    return candidate.reading.concepts - {*PHASES} | candidate.reading.phases


def _properties(candidate: Candidate, side: str) -> set[str]:
    claims = candidate.reading.claims
    return {claim.predicate for claim in claims if side in {claim.phase, claim.subject.id}}
