"""The one place that knows the order: a question in, an answer out.

    question -> analyse -> Question
             -> retriever.gather -> Evidence (passages, sentences, claims)
             -> composer.compose -> Answer (statements -> citations -> spans)

Everything that people see (HTTP, command line, web page) is a shell around `KnowledgeBase`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple, Self

from corpus.address import Place
from corpus.document import Document, Passage, Span
from corpus.index import Index
from corpus.indexes import open_index
from kg.agreement.groups import Agreement, Standing, Verdict
from kg.claim import Claim, Concept, Mention, Text
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger
from kg.measure.quantity import find_quantities
from kg.naming.mention import MentionFinder
from kg.naming.unseen import Found
from kg.ontology import Ontology, default_ontology
from kg.record import CLAIM, from_json
from kg.storedgraph import StoredGraph
from retrieval.embed import Encoder, load_encoder
from retrieval.gather import Retriever
from retrieval.hit import Evidence, Hit, Query
from retrieval.leaf import Leaf
from retrieval.memory import Memory, remember, weakly
from retrieval.stopwatch import Lap, Stopwatch
from retrieval.stored import StoredRetriever, StoredShelf, is_many
from service.answer.answer import Answer
from service.answer.compose import Composer
from service.answer.pairing import Pairing
from service.engines.model import check_model
from service.evidence.accord import MOST, Remembered, accord, succeed
from service.evidence.citation import Citation
from service.evidence.claims import Claims, HeldClaims, StoredClaims
from service.evidence.library import Library
from service.evidence.reading import Reader
from service.evidence.stored import DETAILED, FEW, StoredAccord, StoredDocuments, StoredHeadings
from service.evidence.trace import Trace, listening
from service.evidence.weigh import Weigher
from service.monitoring.outcome import Outcome, told
from service.question.kind import Kind
from service.question.question import ASKED, Question, analyse
from service.question.storedwords import StoredVocabulary
from service.question.vocabulary import Vocabulary, Words

# Kinds that a list may answer, besides the ones that ask for one.
_LISTED = frozenset({Kind.LIST, Kind.CAUSE, Kind.DEFINITION, Kind.ENTITY})
Load = Callable[[str | None], Encoder]
READ = 256  # questions kept as they were read, from when they are heard until they are answered
READ_AHEAD = 2_048  # sentences
AT_HAND = READ_AHEAD // 2  # sentences at most that are all kept, with the headings above them
ANSWERS = 1024  # kept of one state of the index, some 5 kB each


class _Asked(NamedTuple):
    """What an answer depends on, in one state of the index."""

    question: str
    top_k: int
    documents: frozenset[str]


class KnowledgeBase:
    """An index opened for questions; safe to call from many threads.

    Make it with `open`, and close it or use it as a context manager.

    Attributes:
        ontology: The vocabulary.
        graph: The claims of all documents.
        fingerprint: "sha256:..." of all that is indexed.
        generation: The number of the state of the index that this is.
        encoder: The model that made its vectors.
        place: Where it is.
    """

    graph: KnowledgeGraph
    generation: int
    fingerprint: str
    _leaves: list[Leaf]
    _retriever: Retriever
    _names: list[tuple[str, Concept]]
    _finder: MentionFinder
    _words: dict[Leaf, Words]
    _vocabulary: Vocabulary
    _library: Library
    _composer: Composer
    _stored: StoredAccord | None

    def __init__(
        self, store: Index, encoder: Encoder, ontology: Ontology, former: Self | None = None
    ) -> None:
        """Read an index.

        Args:
            store: Where it is; closed with this. It goes on seeing what it sees now.
            encoder: The model that made its vectors.
            ontology: The vocabulary.
            former: The index before it changed: what it knows of the same documents stays.
        """
        self.ontology = ontology
        self._store = store
        self.encoder = encoder
        self.place = store.place
        self._ledger: Ledger | None = Ledger(store) if is_many(store) else None
        if former and (former._ledger is None) != (self._ledger is None):
            former = None  # it has grown, or shrunk, past what is held in memory
        most = MOST if self._ledger is None else FEW
        self._meaning: Remembered = former._meaning if former else Remembered(encoder.encode, most)
        if self._ledger is not None:
            self._look_up(self._ledger, former)
        else:
            self._read_all(former)

    def _look_up(self, ledger: Ledger, former: Self | None) -> None:
        """Open an index that is too large for memory."""
        store, ontology = self._store, self.ontology
        self._stored = StoredAccord(ledger, ontology, self._meaning)
        with store.snapshot():
            self.generation = store.generation
            self.fingerprint = store.fingerprint()
            before = former._retriever if former else None
            known = before if isinstance(before, StoredRetriever) else None
            self._leaves = []
            self._retriever = StoredRetriever(store, self.encoder, ledger, known)
            self.graph = StoredGraph(ledger, ontology)
        self._find_names(former)
        self._words = {}
        self._vocabulary = StoredVocabulary(store, ontology)
        headings = StoredHeadings(StoredShelf(store)).above
        self._library = Library(StoredDocuments(store), self._finder, ontology, DETAILED, headings)
        self._compose_of(StoredClaims(ledger))

    def _read_all(self, former: Self | None) -> None:
        """Read an index as a whole."""
        store, ontology, encoder = self._store, self.ontology, self.encoder
        self._stored = None
        with store.snapshot():
            self.generation = store.generation
            self.fingerprint = store.fingerprint()
            self._leaves = _leaves(store, former._leaves if former else ())
            claims = tuple(claim for leaf in self._leaves for claim in leaf.claims)
            self._retriever = (
                former._retriever.after(store, self._leaves)
                if former
                else Retriever(store, encoder, leaves=self._leaves)
            )
        documents = [leaf.document for leaf in self._leaves]
        self.graph = KnowledgeGraph.of(claims, ontology)
        self._find_names(former)
        known: dict[Leaf, Words] = former._words if former else {}
        self._words = {leaf: known.get(leaf) or Words.of(leaf.document) for leaf in self._leaves}
        self._vocabulary = Vocabulary.joined([*self._words.values()])
        self._library = (
            former._library.after(documents, self._finder)
            if former
            else Library(documents, self._finder, ontology)
        )
        self._compose_of(HeldClaims(claims))
        self._meaning.keep(frozenset(c.object.text for c in claims if isinstance(c.object, Text)))
        if former:
            succeed(self.graph, former.graph, ontology)

    def _find_names(self, former: Self | None) -> None:
        """Know the names that the documents brought."""
        self._names = _names(self.graph, self.ontology)
        same = former is not None and former._names == self._names
        self._finder = (
            former._finder if former and same else MentionFinder(self.ontology, self._names)
        )

    def _compose_of(self, claims: Claims) -> None:
        """Make what answers are made with."""
        ontology, finder, vocabulary = self.ontology, self._finder, self._vocabulary
        self._reader = Reader(ontology, finder, self._library, claims)
        weigher = Weigher(ontology, vocabulary, self._reader, claims)
        about = weakly(self._accord_about)
        self._composer = Composer(ontology, self._library, weigher, claims, about)
        self._laps: dict[str, tuple[Lap, ...]] = {}
        self._is_read = False
        self._read = Memory[str, Question](
            lambda several: [analyse(one, ontology, finder, vocabulary) for one in several], READ
        )
        self._answers = Memory[_Asked, Answer](weakly(self._answer_all), ANSWERS)

    def _accord_about(self, claims: Iterable[Claim]) -> Agreement:
        """How the sources stand to each other on what some claims say."""
        return self._stored.about(claims) if self._stored else self.accord()

    def verdict(self, claim: Claim) -> Verdict:
        """How a claim stands to those of other documents."""
        return (self._stored or self.accord()).verdict(claim)

    @classmethod
    def open(cls, place: Place, *, model: str | None = None, load: Load = load_encoder) -> Self:
        """Open the index at `place` with the model that made it, or refuse `model` if it did not.

        Args:
            place: Where it is.
            model: The model; that which made the index where none is given.
            load: Loads a model.

        Raises:
            IndexUnusableError: Where the index is missing, damaged, or made by another model.
            ModelUnusableError: Where the model cannot be loaded.
        """
        with open_index(place) as store, ThreadPoolExecutor(1) as pool:
            loading = pool.submit(load, model or store.meta.get("model"))
            _prepare()  # beside the loading of the model, which is not Python's work
            return cls.of(store, loading.result())

    @classmethod
    def of(cls, store: Index, encoder: Encoder, former: Self | None = None) -> Self:
        """The index of a store as it is now; the store may be written, or closed, afterwards.

        Raises:
            IndexUnusableError: Where the index is damaged, or made by another model.
        """
        if is_many(store):
            Ledger.prepare(store)
        held = store.held()
        try:
            check_model(held, encoder)
            return cls(held, encoder, default_ontology(), former)
        except BaseException:
            held.close()
            raise

    @property
    def in_memory(self) -> bool:
        """Whether all of it is held there, so that nothing waits for the index."""
        return self._ledger is None

    @property
    def at_hand(self) -> bool:
        """Whether all that answers are made of was read, so that one takes some milliseconds."""
        return self._is_read

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return len(self._retriever)

    @property
    def claim_count(self) -> int:
        """How many claims the documents make."""
        return self.graph.total()

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return len(self._library)

    def accord(self) -> Agreement:
        """How the sources stand to each other."""
        return accord(self.graph, self.ontology, self._meaning)

    def standing(self, subject: str | None = None) -> Standing:
        """How the sources stand to each other, on one subject, by its id, or on all."""
        if self._stored is not None:
            return self._stored.on(subject) if subject else self._stored.standing()
        found = self.accord()
        return found.on(subject) if subject else Standing(found.groups, found.explained)

    def warm(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Do ahead what the first questions would wait for, until `stopped`."""
        if self._ledger is not None:
            self._retriever.warm(stopped)
            return
        _ = self.accord().groups
        self._retriever.warm(stopped, self._library.lists)
        ranked = self._retriever.ranked(self._library.lists)
        for passage, sentence in ranked[:READ_AHEAD]:
            if stopped():
                return
            self._reader.read(passage, sentence)
        self._is_read = len(ranked) <= AT_HAND

    def renew(self) -> None:
        """Let the index's log be reused that is kept for this state of it, if it is the last."""
        self._store.renew()

    def save(self) -> None:
        """Write what is derived of this state of the index, so that the next start is quick."""
        self._retriever.save()

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

    def knows(self, question: str, top_k: int, documents: frozenset[str] = frozenset()) -> bool:
        """Whether the answer to a question is remembered."""
        return bool(self._answers.known([_Asked(question, top_k, documents)]))

    def hear(self, questions: Sequence[str]) -> None:
        """Do ahead for several questions at once what their answers would wait for the model for.

        What comes of it is remembered for a while, so each had better be asked soon. The time that
        it takes is that of the answer that is made first.
        """
        watch = Stopwatch()
        with watch.stage("read"):
            searched = [self.read(question).searched for question in questions]
        with watch.stage("encode"):
            self._retriever.hear(searched)
        for question in questions:
            remember(self._laps, question, tuple(watch.laps), READ)

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
        asked = _Asked(question, top_k, documents)
        if trace:
            return self._answer(asked, trace)
        if known := self._answers.known([asked]).get(asked):
            told(Outcome(known.kind, known.answered, ()))
        return self._answers.one(asked)

    def _answer_all(self, several: Sequence["_Asked"]) -> list[Answer]:
        return [self._answer(asked) for asked in several]

    def _answer(self, asked: "_Asked", trace: Trace | None = None) -> Answer:
        watch = trace.watch if trace else Stopwatch()
        with watch.stage("read"):
            read = self.read(asked.question)
        evidence = self._gather(read, asked.documents, asked.top_k, watch)
        with watch.stage("compose"), listening(trace):
            answer = self._composer.compose(read, evidence)
        ahead = self._laps.pop(asked.question, ())
        told(Outcome(answer.kind, answer.answered, (*ahead, *watch.laps)))
        if trace:
            trace.question, trace.evidence = read, evidence
        return answer

    def gather(self, question: str, *, top_k: int = 5) -> Evidence:
        """What is found for a question, before an answer is made of it."""
        return self._gather(self.read(question), frozenset(), top_k, Stopwatch())

    def _gather(
        self, read: Question, documents: frozenset[str], top_k: int, watch: Stopwatch
    ) -> Evidence:
        whole = self._library.lists if read.kind in _LISTED else None
        return self._retriever.gather(self._query(read, documents), top_k, watch, whole)

    def read(self, question: str) -> Question:
        """What a question asks for."""
        return self._read.one(question)

    def pairing(self, question: Question) -> Pairing:
        """What tells which sentences say both sides of what a question compares."""
        return self._composer.pairing(question)

    def search(self, text: str, k: int) -> tuple[Hit, ...]:
        """The `k` best passages for a text, with their scores."""
        return self._retriever.search(self._query(self.read(text), frozenset()), k)

    def documents(self) -> list[Document]:
        """All documents, ordered by id."""
        return list(self._library)

    def each_document(self) -> Iterator[Document]:
        """All documents, ordered by id, one after the other."""
        return iter(self._library)

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


def _prepare() -> None:
    """Make what every index needs of the vocabulary; it is kept."""
    find_quantities("", default_ontology())
    MentionFinder(default_ontology())


def _leaves(store: Index, former: Sequence[Leaf]) -> list[Leaf]:
    """All documents in order; those that did not change are the very same."""
    known = {leaf.document.id: leaf for leaf in former}
    found = []
    for name, digest in store.digests().items():
        leaf = known.get(name)
        if leaf is None or leaf.digest != digest:
            said = (from_json(record.body) for record in store.records(CLAIM, name))
            passages = tuple(store.passages(name))
            leaf = Leaf(store.document(name), passages, tuple(said), digest)
        found.append(leaf)
    return found


def _names(graph: KnowledgeGraph, ontology: Ontology) -> list[tuple[str, Concept]]:
    """Names that the documents brought, so that questions can use them too; no units among them."""
    units = {name for unit in ontology.units.values() for name in unit.names}
    return [
        (name, concept)
        for concept in graph.concepts()
        for name in graph.names(concept.id)
        if name not in units
    ]
