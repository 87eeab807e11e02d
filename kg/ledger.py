"""The claims of an index too large for memory, read where they are asked for.

What each question needs is found by the indexes that `prepare` makes in the store, on what the
records' JSON says (`kg/record.py`): the claims about a concept, or of a property.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from corpus.index import Records
from kg.claim import Claim, Concept, Selection
from kg.identity import phase_of, place
from kg.record import CLAIM, from_json

SUBJECT, OBJECT, PHASE, PREDICATE = "subject.id", "object.concept.id", "phase", "predicate"
REMEMBERED = 2048  # documents whose claims are kept

INDEXES = {
    "subject": (SUBJECT, "subject.label", "subject.type"),
    "object": (OBJECT, "object.concept.label", "object.concept.type"),
    "predicate_subject": (PREDICATE, SUBJECT),
    "predicate_phase": (PREDICATE, PHASE),
}


class Ledger:
    """The claims of a store; safe to share between threads."""

    def __init__(self, store: Records) -> None:
        self._store = store
        self.of = lru_cache(REMEMBERED)(self._of)
        self.count = lru_cache(100_000)(self._count)

    @staticmethod
    def prepare(store: Records) -> None:
        """Make the indexes, where they are not there yet."""
        for name, paths in INDEXES.items():
            store.index_records(name, paths)

    def __len__(self) -> int:
        return self._store.count(CLAIM)

    def _of(self, document: str) -> tuple[Claim, ...]:
        """What a document says, in the order in which it was written."""
        return tuple(from_json(record.body) for record in self._store.records(CLAIM, document))

    def about(self, concept: str, limit: int) -> tuple[Claim, ...]:
        """Claims with a concept at an end, in the order of their sources; of each end the limit."""
        return self._first(({SUBJECT: concept}, {OBJECT: concept}), limit)

    def _count(self, concept: str) -> int:
        """How many claims have a concept at an end."""
        ends = (SUBJECT, OBJECT)
        return sum(self._store.count_where(CLAIM, {end: concept}) for end in ends)

    def stating(self, predicate: str, named: Iterable[str], limit: int) -> tuple[Claim, ...]:
        """Claims of a property; of those about any of these things or phases, where some are given.

        Args:
            predicate: The property.
            named: Concepts that are their subject or phase.
            limit: How many of each.
        """
        wanted = [{PREDICATE: predicate, end: name} for name in named for end in (SUBJECT, PHASE)]
        return self._first(wanted or [{PREDICATE: predicate}], limit)

    def select(self, wanted: Selection, limit: int | None, offset: int) -> tuple[Claim, ...]:
        """The claims that are wanted; those of one document in order."""
        if wanted.document is not None:
            said = filter(wanted.has, self.of(wanted.document))
            return tuple(sorted(said, key=place)[offset:][:limit])
        asked = {SUBJECT: wanted.subject, PREDICATE: wanted.predicate, PHASE: wanted.phase}
        given = {path: value for path, value in asked.items() if value is not None}
        most = -1 if limit is None else limit  # what SQLite takes for no limit
        found = self._store.records_where(CLAIM, given, most, offset)
        return tuple(from_json(record.body) for record in found)

    def concepts(self) -> list[Concept]:
        """Every concept at an end of a claim, by id."""
        found: dict[str, Concept] = {}
        for name in ("subject", "object"):
            for id_, label, kind, _ in self._store.values_of(CLAIM, INDEXES[name]):
                if id_ is not None:
                    found.setdefault(str(id_), Concept(str(id_), str(label), str(kind)))
        return [found[id_] for id_ in sorted(found)]

    def predicates(self) -> Counter[str]:
        """How many claims there are of each property."""
        rows = self._store.values_of(CLAIM, (PREDICATE,))
        return Counter({str(name): int(count or 0) for name, count in rows})

    def phases(self) -> list[Concept]:
        """The phases that claims hold for."""
        rows = self._store.values_of(CLAIM, INDEXES["predicate_phase"])
        return [phase_of(id_) for id_ in sorted({str(one) for _, one, _ in rows if one})]

    def _first(self, wanted: Iterable[dict[str, str]], limit: int) -> tuple[Claim, ...]:
        claims = {
            record.id: from_json(record.body)
            for one in wanted
            for record in self._store.records_where(CLAIM, one, limit)
        }
        return tuple(sorted(claims.values(), key=place))
