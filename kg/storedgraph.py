"""The graph of an index too large for memory: its names at hand, its claims looked up."""

from typing import TYPE_CHECKING

from kg.claim import Claim, Selection
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger

if TYPE_CHECKING:
    from kg.ontology import Ontology

ABOUT = 1000  # claims with one concept at an end that are read at once


class StoredGraph(KnowledgeGraph):
    """What the documents say; concepts and their names are in memory, claims are not.

    What needs every claim (`graph`, a list without a limit) reads them all, and keeps them as long
    as this state of the index is open.
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

    def about(self, concept: str) -> tuple[Claim, ...]:
        """Claims with this concept as subject or object, in order; of a great many, some."""
        return self._ledger.about(self.concept(concept).id, ABOUT)
