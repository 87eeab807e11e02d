"""The one place that knows the order: a question in, an answer out.

    question -> analyse -> Question
             -> retriever.gather -> Evidence (passages, sentences, claims)
             -> composer.compose -> Answer (statements -> citations -> spans)

Everything that people see (HTTP, command line, web page) is a shell around `KnowledgeBase`.
"""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.document import Document, Passage, Span
from corpus.store import Store
from kg.agreement.groups import Agreement
from kg.claim import Concept, Mention
from kg.graph import KnowledgeGraph
from kg.naming.mention import MentionFinder
from kg.naming.unseen import Found
from kg.ontology import Ontology, default_ontology
from kg.record import from_json
from retrieval.embed import Encoder, load_encoder
from retrieval.gather import Retriever
from retrieval.hit import Evidence, Hit, Query
from retrieval.stopwatch import Stopwatch
from service.accord import Kept, accord
from service.answer import Answer, Citation, Kind
from service.build import CLAIM, check_model
from service.compose import Composer
from service.library import Library
from service.question import ASKED, Question, analyse
from service.reading import Reader
from service.trace import Trace, listening
from service.vocabulary import Vocabulary
from service.weigh import Weigher


class KnowledgeBase:
    """An index opened for questions; safe to call from many threads.

    Make it with `open`, and close it or use it as a context manager.

    Attributes:
        ontology: The vocabulary.
        graph: The claims of all documents.
        fingerprint: "sha256:..." of all that is indexed.
    """

    def __init__(self, store: Store, encoder: Encoder, ontology: Ontology) -> None:
        self.ontology = ontology
        self._store = store
        self._encoder = encoder
        with store.snapshot():
            documents = store.documents()
            claims = tuple(from_json(record.body) for record in store.records(CLAIM))
            self.fingerprint = store.fingerprint()
        self.graph = KnowledgeGraph.of(claims, ontology)
        self._finder = MentionFinder(ontology, _names(self.graph, ontology))
        self._vocabulary = Vocabulary.of(documents)
        self._library = Library(documents, self._finder, ontology)
        self._retriever = Retriever(store, encoder, claims)
        reader = Reader(ontology, self._finder, self._library, claims)
        weigher = Weigher(ontology, self._vocabulary, reader, claims)
        self._composer = Composer(ontology, self._library, weigher, claims, self.accord)

    @classmethod
    def open(cls, folder: Path, *, model: str | None = None) -> Self:
        """Open the index in `folder` with the model that made it, or refuse `model` if it did not.

        Raises:
            IndexUnusableError: Where the index is missing, damaged, or made by another model.
            ModelUnusableError: Where the model cannot be loaded.
        """
        store = Store.open(folder)
        try:
            encoder = load_encoder(model or store.meta.get("model"))
            check_model(store, encoder)
            return cls(store, encoder, default_ontology())
        except BaseException:
            store.close()
            raise

    def accord(self) -> Agreement:
        """How the sources stand to each other."""
        kept = Kept(self._store.folder, self.fingerprint)
        return accord(self.graph, self.ontology, self._encoder.encode, kept)

    def warm(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Do ahead what the first questions would wait for, until `stopped`."""
        self.accord()
        self._retriever.warm(stopped)

    def close(self) -> None:
        """Let go of the index's files."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(
        self,
        question: str,
        *,
        top_k: int = 5,
        documents: frozenset[str] = frozenset(),
        trace: Trace | None = None,
    ) -> Answer:
        """Answer a question from the documents, or say what they lack.

        Args:
            question: As typed.
            top_k: How many passages to list with the answer.
            documents: Ids of the documents to look in; empty for all.
            trace: Told what is decided on the way, for `explain`.
        """
        watch = trace.watch if trace else Stopwatch()
        with watch.stage("read"):
            read = self.read(question)
        evidence = self._gather(read, documents, top_k, watch)
        with watch.stage("compose"), listening(trace):
            answer = self._composer.compose(read, evidence)
        if trace:
            trace.question, trace.evidence = read, evidence
        return answer

    def gather(self, question: str, *, top_k: int = 5) -> Evidence:
        """What is found for a question, before an answer is made of it."""
        return self._gather(self.read(question), frozenset(), top_k, Stopwatch())

    def _gather(
        self, read: Question, documents: frozenset[str], top_k: int, watch: Stopwatch
    ) -> Evidence:
        wholes = self._library.lists if read.kind is Kind.LIST else None
        return self._retriever.gather(self._query(read, documents), top_k, watch, wholes)

    def read(self, question: str) -> Question:
        """What a question asks for."""
        return analyse(question, self.ontology, self._finder, self._vocabulary)

    def search(self, text: str, k: int) -> tuple[Hit, ...]:
        """The `k` best passages for a text, with their scores."""
        return self._retriever.search(self._query(self.read(text), frozenset()), k)

    def documents(self) -> list[Document]:
        """All documents, ordered by id."""
        return list(self._library)

    def document(self, document_id: str) -> Document:
        """One document.

        Raises:
            NotFoundError: Where there is none of that id.
        """
        return self._library.document(document_id)

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in order.

        Raises:
            NotFoundError: Where there is no such document.
        """
        return self._store.passages(self.document(document_id).id)

    def named_in(self, text: str) -> list[Found]:
        """The concepts that a text names, with their places."""
        return self._finder.find(text)

    def mentions(self, document_id: str) -> list[Mention]:
        """The concepts that a document names, where it names them, in order.

        Raises:
            NotFoundError: Where there is no such document.
        """
        text = self.document(document_id).text
        return [
            Mention(Span(document_id, start, end), concept)
            for start, end, concept in self.named_in(text)
        ]

    def citation(self, span: Span) -> Citation:
        """Quote the words at `span`, with the heading they stand under."""
        return self._library.citation(span)

    def _query(self, question: Question, documents: frozenset[str]) -> Query:
        named = (concept.id for concept in question.concepts)
        instances = (name for kind in question.kinds for name in self._instances(kind))
        concepts = tuple(dict.fromkeys([*named, *instances]))
        return Query(question.searched, concepts, documents, question.predicates[:ASKED])

    def _instances(self, kind: str) -> list[str]:
        """What the documents name of a kind, so that "which TPUs" finds a TPU v5."""
        return sorted(self.graph.narrower(kind) - {kind}) if kind in self.graph else []


def _names(graph: KnowledgeGraph, ontology: Ontology) -> list[tuple[str, Concept]]:
    """Names that the documents brought, so that questions can use them too; no units among them."""
    units = {name for unit in ontology.units.values() for name in unit.names}
    return [
        (name, concept)
        for concept in graph.concepts()
        for name in graph.names(concept.id)
        if name not in units
    ]
