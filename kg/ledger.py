"""The claims of an index too large for memory, read where they are asked for.

What each question needs is found by the indexes that `prepare` makes in the store, on what the
records' JSON says (`kg/record.py`). Whatever is asked, claims come in the order of their sources.
"""

from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

from corpus.index import Records, Wanted
from kg.claim import Claim, Concept, Selection
from kg.identity import phase_of, place
from kg.record import CLAIM, from_json

SUBJECT, OBJECT, PHASE, PREDICATE = "subject.id", "object.concept.id", "phase", "predicate"
COMPARED, COMPARAND = "comparand", "comparand.id"
DOCUMENT = "document"
START = "source[1]"
PLACE = (DOCUMENT, START, "source[2]", "id")
REMEMBERED = 512  # documents whose claims are kept
MANY = 2_000  # claims about one concept, or that hold for one phase, from which some are read

NAMED = {
    "subject": (SUBJECT, "subject.label", "subject.type"),
    "object": (OBJECT, "object.concept.label", "object.concept.type"),
    COMPARED: (COMPARAND, "comparand.label", "comparand.type"),
}
INDEXES = {
    **NAMED,
    "subject_place": (SUBJECT, *PLACE),
    "object_place": (OBJECT, *PLACE),
    "phase_place": (PHASE, *PLACE),
    "predicate_place": (PREDICATE, *PLACE),
    "predicate_subject": (PREDICATE, SUBJECT, *PLACE),
    "predicate_phase": (PREDICATE, PHASE, *PLACE),
    "link": (SUBJECT, OBJECT, *PLACE),
    "link_back": (OBJECT, SUBJECT),
    "id": ("id",),
}


class _Named(NamedTuple):
    """The concepts that claims are about, by id; how many ends of claims are at each."""

    concepts: list[Concept]
    ends: Counter[str]


class Ledger:
    """The claims of a store; safe to share between threads."""

    def __init__(self, store: Records) -> None:
        self._store = store
        self._said: OrderedDict[str, tuple[Claim, ...]] = OrderedDict()
        self._lock = Lock()  # of that

    @staticmethod
    def prepare(store: Records) -> None:
        """Make the indexes, where they are not there yet and the store can be written."""
        store.index_records(INDEXES)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Claim]:
        """Every claim, in order, read as it goes."""
        for document in self._documents:
            yield from self._in_place(document)

    def of(self, document: str) -> tuple[Claim, ...]:
        """What a document says, in the order in which it was written."""
        return self.each([document])[0]

    def each(self, documents: Sequence[str]) -> list[tuple[Claim, ...]]:
        """What each of some documents says; what was read last is kept."""
        with self._lock:
            known = {name: self._said[name] for name in documents if name in self._said}
        missing = [name for name in dict.fromkeys(documents) if name not in known]
        if missing:
            known |= self._read(missing)
            with self._lock:
                self._said |= known
                while len(self._said) > REMEMBERED:
                    self._said.popitem(last=False)
        return [known[name] for name in documents]

    def _read(self, documents: Sequence[str]) -> dict[str, tuple[Claim, ...]]:
        said: dict[str, list[Claim]] = {name: [] for name in documents}
        order = (DOCUMENT, "position")
        for record in self._store.records_where(CLAIM, {DOCUMENT: documents}, order=order):
            claim = from_json(record.body)
            said[claim.source.document].append(claim)
        return {name: tuple(claims) for name, claims in said.items()}

    def about(self, concept: str, limit: int) -> tuple[Claim, ...]:
        """Claims with a concept at an end, in the order of their sources; of each end the limit."""
        return self._first(({SUBJECT: concept}, {OBJECT: concept}), limit)

    def count(self, concept: str) -> int:
        """How many ends of claims are at a concept."""
        return self._named.ends[concept]

    def speaking(self, concepts: Collection[str]) -> dict[str, list[str]]:
        """By concept, the documents with claims that have it at an end, in order."""
        found: dict[str, set[str]] = {concept: set() for concept in concepts}
        for end in (SUBJECT, OBJECT):
            for concept, name, _ in self._store.values_of(CLAIM, (end, DOCUMENT), {end: concepts}):
                found[str(concept)].add(str(name))
        return {concept: sorted(names) for concept, names in found.items()}

    def spoken(self, documents: Collection[str]) -> list[tuple[str, int, frozenset[str], int]]:
        """What documents speak of: where claims begin, the concepts at their ends, how many do."""
        paths = (DOCUMENT, START, SUBJECT, OBJECT)
        rows = self._store.values_of(CLAIM, paths, {DOCUMENT: documents})
        return [
            (str(name), int(start or 0), frozenset(map(str, filter(None, ends))), int(count or 0))
            for name, start, *ends, count in rows
        ]

    def on(self, topics: Iterable[tuple[str, str]], limit: int) -> tuple[Claim, ...]:
        """Claims of properties of subjects, given in pairs; of each the limit."""
        return self._first([{PREDICATE: one, SUBJECT: other} for one, other in topics], limit)

    def stating(self, predicate: str, named: Iterable[str], limit: int) -> tuple[Claim, ...]:
        """Claims of a property; of those about any of these things or phases, where some are given.

        Args:
            predicate: The property.
            named: Concepts that are their subject or phase.
            limit: How many of each.
        """
        wanted = [{PREDICATE: predicate, end: name} for name in named for end in (SUBJECT, PHASE)]
        return self._first(wanted or [{PREDICATE: predicate}], limit)

    def bearing(self, concepts: Iterable[str], each: int) -> tuple[tuple[Claim, ...], bool]:
        """The claims with one of some concepts as subject, or as the phase that they hold for.

        Args:
            concepts: Their ids.
            each: How many of one property and concept, where very many are about that.

        Returns:
            The claims, and whether these are all.
        """
        found: list[Claim] = []
        complete = True
        for concept in sorted(concepts):
            ends = {SUBJECT: self._named.ends[concept], PHASE: self._phases[concept]}
            for end, count in ends.items():
                if count <= MANY:
                    found += self._first([{end: concept}], -1) if count else ()
                    continue
                asked = [{PREDICATE: name, end: concept} for name in self.predicates()]
                some = self._first(asked, each)
                complete = complete and len(some) == self._store.count_where(CLAIM, {end: concept})
                found += some
        unique = {claim.id: claim for claim in found}
        return tuple(sorted(unique.values(), key=place)), complete

    def comparable(self, concept: str, limit: int) -> tuple[Claim, ...]:
        """Claims with a concept at an end, or as what is compared with; of each the limit."""
        return self._first(({end: concept} for end in (SUBJECT, OBJECT, COMPARAND)), limit)

    def between(self, one: str, other: str, limit: int) -> tuple[Claim, ...]:
        """Claims that link two concepts, of either direction the limit."""
        ends = ({SUBJECT: one, OBJECT: other}, {SUBJECT: other, OBJECT: one})
        return self._first(ends, limit)

    def linking(self, concepts: Collection[str], most: int) -> tuple[tuple[Claim, ...], bool]:
        """The claims that link two of some concepts, in no order.

        Args:
            concepts: Their ids.
            most: How many; of more, as many of each pair, and at least one.

        Returns:
            The claims, and whether these are all.
        """
        both = {SUBJECT: concepts, OBJECT: concepts}
        pairs = self._store.values_of(CLAIM, (SUBJECT, OBJECT), both)
        total = sum(int(count or 0) for *_, count in pairs)
        if total <= most:
            return self._first([both], -1), True
        each = max(most // len(pairs), 1)
        found = self._first([{SUBJECT: str(s), OBJECT: str(o)} for s, o, _ in pairs], each)
        return found, len(found) == total

    def beside(self, concept: str) -> Counter[str]:
        """The concepts that claims link to one, with how many do."""
        found: Counter[str] = Counter()
        for here, there in ((SUBJECT, OBJECT), (OBJECT, SUBJECT)):
            for other, count in self._store.values_of(CLAIM, (there,), {here: concept}):
                if other is not None and other != concept:
                    found[str(other)] += int(count or 0)
        return found

    def degree(self, concept: str) -> int:
        """How many ends of links between concepts are at one."""
        ends = self._store.values_of(CLAIM, (OBJECT,), {SUBJECT: concept})
        out = sum(int(count or 0) for other, count in ends if other is not None)
        return out + self._store.count_where(CLAIM, {OBJECT: concept})

    def select(self, wanted: Selection, limit: int | None, offset: int) -> tuple[Claim, ...]:
        """The claims that are wanted, in order."""
        if wanted.document is not None:
            said = filter(wanted.has, self.of(wanted.document))
            return tuple(sorted(said, key=place)[offset:][:limit])
        given = _paths(wanted)
        if not given:
            return self._page(offset, len(self) if limit is None else offset + limit)
        most = -1 if limit is None else limit  # what SQLite takes for no limit
        found = self._store.records_where(CLAIM, given, most, offset, PLACE)
        return tuple(from_json(record.body) for record in found)

    def total(self, wanted: Selection) -> int:
        """How many claims are wanted."""
        if wanted.document is not None:
            return sum(map(wanted.has, self.of(wanted.document)))
        given = _paths(wanted)
        return self._store.count_where(CLAIM, given) if given else len(self)

    def concepts(self) -> list[Concept]:
        """Every concept at an end of a claim, or compared with, by id."""
        return self._named.concepts

    def claim(self, id_: str) -> Claim | None:
        """The claim of that id, if there is one."""
        found = self._store.records_where(CLAIM, {"id": id_}, 1)
        return from_json(found[0].body) if found else None

    def ends(self) -> Counter[str]:
        """How many ends of claims are at each concept."""
        return self._named.ends

    def predicates(self) -> Counter[str]:
        """How many claims there are of each property."""
        return self._predicates

    @cached_property
    def _predicates(self) -> Counter[str]:
        rows = self._store.values_of(CLAIM, (PREDICATE,))
        return Counter({str(name): int(count or 0) for name, count in rows})

    def documents(self) -> Mapping[str, int]:
        """How many claims each document makes, by id in order."""
        return self._counts

    def phases(self) -> list[Concept]:
        """The phases that claims hold for."""
        return [phase_of(id_) for id_ in sorted(self._phases)]

    @cached_property
    def _phases(self) -> Counter[str]:
        """How many claims hold for each phase."""
        rows = self._store.values_of(CLAIM, (PHASE,))
        return Counter({str(id_): int(count or 0) for id_, count in rows if id_ is not None})

    @cached_property
    def _named(self) -> "_Named":
        found: dict[str, Concept] = {}
        ends: Counter[str] = Counter()
        for end, paths in NAMED.items():
            for id_, label, kind, count in self._store.values_of(CLAIM, paths):
                if id_ is not None:
                    found.setdefault(str(id_), Concept(str(id_), str(label), str(kind)))
                    ends[str(id_)] += int(count or 0) if end != COMPARED else 0
        return _Named([found[id_] for id_ in sorted(found)], ends)

    @cached_property
    def _counts(self) -> dict[str, int]:
        rows = self._store.values_of(CLAIM, (DOCUMENT,))
        return {name: int(count or 0) for name, count in sorted((str(n), c) for n, c in rows)}

    @cached_property
    def _documents(self) -> list[str]:
        return [*self._counts]

    @cached_property
    def _ends(self) -> list[int]:
        """How many claims there are up to the end of each document."""
        return [*accumulate(self._counts.values())]

    def _in_place(self, document: str) -> list[Claim]:
        return sorted(self._read([document])[document], key=place)

    def _page(self, first: int, last: int) -> tuple[Claim, ...]:
        """Those of all claims from one number to another."""
        found: list[Claim] = []
        number = bisect_right(self._ends, first)
        before = self._ends[number - 1] if number else 0
        for document in self._documents[number:]:
            if before + len(found) >= last:
                break
            found += self._in_place(document)
        return tuple(found[first - before : last - before])

    def _first(self, wanted: Iterable[Wanted], limit: int) -> tuple[Claim, ...]:
        """Claims that are wanted for any of several reasons, as many for each, in order."""
        order = PLACE if limit >= 0 else ()  # all of them are put in order below
        found = self._store.records_for(CLAIM, [*wanted], limit, order)
        claims = {record.id: record.body for record in found}
        return tuple(sorted(map(from_json, claims.values()), key=place))


def _paths(wanted: Selection) -> dict[str, str]:
    """What is wanted of a claim's record."""
    asked = {SUBJECT: wanted.subject, PREDICATE: wanted.predicate, PHASE: wanted.phase}
    return {path: value for path, value in asked.items() if value is not None}
