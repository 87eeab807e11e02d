"""A graph in, N-Quads document by document out: for indexes of any size, and any triple store.

What one document says is a named graph of its own, and so a part of its own; what they share comes
last, in the default graph. All parts together are the lines of the export as a whole.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.document import Document
from kg.claim import Claim
from kg.export.catalogue import described
from kg.export.rdf import lines
from kg.export.triples import Base, Model, Used, agents_of
from kg.graph import KnowledgeGraph

if TYPE_CHECKING:
    from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of N-Quads.

    Attributes:
        document: The id of the document that says them; None for what is shared.
        lines: In order, each once.
    """

    document: str | None
    lines: Iterable[str]


class Bulk:
    """The parts of an export, made one by one.

    Args:
        kg: The graph.
        read: Gives a document by its id.
        ontology: The vocabulary.
        base: Where IRIs start.
    """

    def __init__(
        self,
        kg: KnowledgeGraph,
        read: Callable[[str], Document],
        ontology: "Ontology",
        base: str,
    ) -> None:
        self._kg = kg
        self._read = read
        self._ontology = ontology
        self._base = Base(base)
        self._agents = agents_of(kg.concepts(), ontology)

    def parts(self, documents: Iterable[Document]) -> Iterator[Part]:
        """What each document says, then what they share."""
        used, ids = Used(), []
        for document in documents:
            model = self._model(self._kg.claims(document=document.id), [document])
            used.add(model.used())
            ids.append(document.id)
            graph = self._base.graph(document.id)
            yield Part(document.id, lines(model.said_by(document), graph))
        yield Part(None, self._shared(used, ids))

    def _shared(self, used: Used, documents: list[str]) -> Iterator[str]:
        """Subject by subject, which is what shortcuts are made of."""
        yield from lines([*self._model([], []).terms(used), *described(self._base, documents)])
        for concept in self._kg.concepts():
            claims = self._kg.claims(subject=concept.id)
            names = sorted({claim.source.document for claim in claims})
            yield from lines(self._model(claims, map(self._read, names)).shortcuts())

    def _model(self, claims: Iterable[Claim], documents: Iterable[Document]) -> Model:
        return Model(claims, documents, self._ontology, self._base.root, self._agents)
