"""The parts of a knowledge base whose index is too large for memory; all are looked up."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from corpus.document import Document
from corpus.errors import NotFoundError
from corpus.store import Store
from kg.agreement.alike import Meaning
from kg.agreement.groups import Agreement
from kg.claim import Claim
from kg.ledger import Ledger
from kg.ontology import Ontology

REMEMBERED = 1024  # documents that are kept
BESIDE = 40  # claims of one property and subject that a claim is compared with


class StoredDocuments(Mapping[str, Document]):
    """Documents by id, read when they are asked for."""

    def __init__(self, store: Store) -> None:
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


def accord_near(
    claims: Iterable[Claim], ledger: Ledger, ontology: Ontology, meaning: Meaning
) -> Agreement:
    """How the sources stand on what some claims say: the properties of their subjects."""
    topics = dict.fromkeys((claim.predicate, claim.subject.id) for claim in claims)
    near = [
        claim
        for predicate, subject in topics
        for claim in ledger.stating(predicate, (subject,), BESIDE)
        if claim.subject.id == subject
    ]
    return Agreement(near, ontology, meaning)
