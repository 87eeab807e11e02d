"""The parts of a knowledge base whose index is too large for memory; all are looked up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from corpus.document import Document, Span
from corpus.errors import NotFoundError
from corpus.index import Index
from kg.agreement.alike import Meaning
from kg.agreement.groups import Agreement, Standing, Verdict
from kg.claim import Claim
from kg.ledger import Ledger
from kg.ontology import Ontology
from retrieval.shelf import Shelf

REMEMBERED = 256  # documents that are kept
DETAILED = 256  # documents whose structure is kept
FEW = 4_096  # values told in words whose vectors are kept, 1.5 kB each
MARKUP = 10  # characters that may stand before the words of a heading
COMPARED = 32  # sets of claims whose comparison is kept, some hundreds of claims each
TOPICS = 512  # properties of one subject whose comparison is kept, `BESIDE` claims each at most
MOST = 2_000  # claims that are compared where a subject is named
TOGETHER = 500  # where none is: of many subjects, each brings words that were never encoded
BESIDE = 40  # claims of one property and subject that a claim is compared with


class StoredDocuments(Mapping[str, Document]):
    """Documents by id, read when they are asked for."""

    def __init__(self, store: Index) -> None:
        self._store = store
        self._read = lru_cache(REMEMBERED)(store.document)

    def __getitem__(self, name: str) -> Document:
        try:
            return self._read(name)
        except NotFoundError as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.digests())

    def __len__(self) -> int:
        return len(self._store.digests())


class StoredHeadings:
    """The headings above spans: those of the passages that they begin in, which share them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def above(self, span: Span) -> tuple[str, ...] | None:
        """The headings, outermost first; None where the span begins in no passage.

        Nor are they known where that passage opens with a heading, which stands under others.
        """
        found = self._shelf.at([Span(span.document, span.start, span.start + 1)])
        if not found:
            return None
        path, opening = found[0].path, found[0].text
        last = path[-1] if path else ""
        return None if last and last in opening[: len(last) + MARKUP] else path


class StoredAccord:
    """How the sources stand to each other, compared as far as it is asked for, and kept."""

    def __init__(self, ledger: Ledger, ontology: Ontology, meaning: Meaning) -> None:
        self._ledger = ledger
        self._ontology = ontology
        self._meaning = meaning
        self._on = lru_cache(COMPARED)(self._compared)
        self._each = lru_cache(TOPICS)(self._compared)

    def about(self, claims: Iterable[Claim]) -> Agreement:
        """On what some claims say: the same properties of the same subjects."""
        topics = dict.fromkeys((claim.predicate, claim.subject.id) for claim in claims)
        return self._on(tuple(topics))

    def on(self, subject: str, most: int = MOST) -> Standing:
        """On one subject, by its id; of very many claims, on some."""
        names = [subject, *self._measured.get(subject, ())]
        claims = {c for name in names for c in self._ledger.comparable(name, most + 1)}
        found = Agreement(claims, self._ontology, self._meaning)
        return found.on(subject, complete=len(claims) <= most)

    def standing(self) -> Standing:
        """On all subjects, those of which most is said first, until many claims are compared."""
        ends = self._ledger.ends()
        found: list[Standing] = []
        left = TOGETHER
        for subject in sorted(ends, key=lambda name: (-ends[name], name)):
            if left < 0:
                found.append(Standing((), (), complete=False))
                break
            found.append(self.on(subject, left))
            left -= sum(len(group.claims) for group in found[-1].groups)
        return Standing.joined(found)

    @cached_property
    def _measured(self) -> dict[str, list[str]]:
        """By phase, the costs and measures that are compared as its own."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, phase in self._ontology.phase.items():
            if phase != name:
                found[phase].append(name)
        return found

    def verdict(self, claim: Claim) -> Verdict:
        """How a claim stands to those of other documents."""
        return self._each(((claim.predicate, claim.subject.id),)).verdict(claim)

    def _compared(self, topics: tuple[tuple[str, str], ...]) -> Agreement:
        near = self._ledger.on(topics, BESIDE)
        return Agreement(near, self._ontology, self._meaning)
