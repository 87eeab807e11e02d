"""How the sources of a knowledge base stand to each other, found once for each of its graphs."""

from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg.agreement.groups import Agreement
from kg.graph import KnowledgeGraph

if TYPE_CHECKING:
    from kg.agreement.alike import Meaning
    from kg.ontology import Ontology

_found: WeakKeyDictionary[KnowledgeGraph, Agreement] = WeakKeyDictionary()
_lock = Lock()


def accord(
    graph: KnowledgeGraph, ontology: "Ontology", meaning: "Meaning | None" = None
) -> Agreement:
    """The agreement of all claims of a graph; later calls take what the first one found."""
    with _lock:
        if graph not in _found:
            _found[graph] = Agreement(graph.claims(), ontology, meaning)
        return _found[graph]
