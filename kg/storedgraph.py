"""The graph of an index too large for memory: its names at hand, its claims looked up."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from kg.claim import Claim, Selection
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger

if TYPE_CHECKING:
    from kg.ontology import Ontology

ABOUT = 500  # claims with one concept at an end, or that link two, that are read at once
EACH = 10  # of one property and subject or phase, where there are very many of that
EDGES = 500  # claims, or as many as there are pairs, that link the concepts of a neighbourhood


class StoredGraph(KnowledgeGraph):
    """What the documents say; concepts and their names are in memory, claims are not.

    Each call reads the claims that it gives, and none is kept: a list without a limit is as long as
    the index is large.
    """

    def __init__(self, ledger: Ledger, ontology: "Ontology") -> None:
        """Read the names.

        Args:
            ledger: The claims.
            ontology: The vocabulary.
        """
        self._ontology = ontology
        self._ledger = ledger
        found = [*ledger.concepts(), *ledger.phases()]
        self._name({c.id: ontology.concepts.get(c.id, c) for c in found})

    def _selected(self, wanted: Selection, limit: int | None, offset: int) -> tuple[Claim, ...]:
        return self._ledger.select(wanted, limit, offset)

    def _counted(self, wanted: Selection) -> int:
        return self._ledger.total(wanted)

    def about(self, concept: str) -> tuple[Claim, ...]:
        """Claims with this concept as subject or object, in order; of a great many, some."""
        return self._ledger.about(self.concept(concept).id, ABOUT)

    def bearing(self, concepts: Collection[str]) -> tuple[tuple[Claim, ...], bool]:
        """The claims with one of these as subject or as phase, by id, in the order of sources.

        Of what very many say, some of each property; with them, whether these are all.
        """
        return self._ledger.bearing(concepts, EACH)

    def claim(self, id_: str) -> Claim | None:
        """The claim of that id, if there is one."""
        return self._ledger.claim(id_)

    def claims_by_concept(self) -> Mapping[str, int]:
        """How many claims have each concept at an end, by id; one with it at both counts twice."""
        found = self._ledger.ends()
        return {id_: found[id_] for id_ in self._concepts}

    def predicates(self) -> Mapping[str, int]:
        """How many claims there are of each property."""
        return self._ledger.predicates()

    def claims_by_document(self) -> Mapping[str, int]:
        """How many claims each document makes."""
        return self._ledger.documents()

    def beside(self, concept: str) -> Mapping[str, int]:
        """The ids of what is linked to a concept, by id, with how many claims link the two."""
        linked: Counter[str] = self._ledger.beside(concept)
        return {**dict.fromkeys(self._vocabulary.get(concept, ()), 0), **linked}

    def degree(self, concept: str) -> int:
        """How many ends of links are at a concept, by id."""
        known = self._vocabulary.get(concept, {})
        return self._ledger.degree(concept) + sum(map(len, known.values()))

    def _linking(self, concepts: Collection[str]) -> tuple[Iterable[Claim], bool]:
        return self._ledger.linking(concepts, EDGES)

    def _between(self, one: str, other: str) -> Iterable[Claim]:
        return self._ledger.between(one, other, ABOUT)
