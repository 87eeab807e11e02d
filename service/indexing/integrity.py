"""An index in, a report of what is wrong with it out: every span, digest, claim and vector.

Nothing is written, nobody waits, and all is read of one generation: a server may go on meanwhile.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from pydantic import BaseModel, ConfigDict, computed_field

from corpus.entry import Entry, Record
from corpus.errors import IndexDamagedError
from corpus.fault import Fault, Part, derived, lost
from corpus.inspection import Inspection, inspected
from corpus.store import Store
from kg.claim import Quantity, Text
from kg.record import CLAIM, from_json
from retrieval import readings
from retrieval.derived import condition, name_of
from retrieval.vectors import FILE, Condition


class Report(BaseModel):
    """What was checked and what was found.

    Attributes:
        index: The folder.
        generation: Of which generation.
        model: The model that made its vectors, as recorded.
        checked: How many there are of each part that can be counted.
        faults: What is wrong.
        notes: What is as it may be, and worth knowing.
        seconds: How long it took.
    """

    model_config = ConfigDict(frozen=True)

    index: Path
    generation: int | None = None
    model: str | None = None
    checked: dict[Part, int] = {}
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float

    @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(folder: Path) -> Report:
    """Verify the index in `folder`.

    Raises:
        IndexUnusableError: There is none, it is of another version, or it cannot be opened.
    """
    began = perf_counter()
    checker = _Checker()
    try:
        with inspected(folder) as held:
            checker.database(held)
        notes = tuple(checker.file(folder))
    except IndexDamagedError as error:
        notes = ("the rest was not checked, for it cannot be read",)
        if not any(fault.part is Part.DATABASE for fault in checker.faults):
            checker.faults.append(lost(Part.DATABASE, error.what))
    return Report(
        index=folder,
        generation=checker.generation,
        model=checker.model,
        checked=dict(checker.counts),
        faults=tuple(checker.faults),
        notes=notes,
        seconds=perf_counter() - began,
    )


class _Checker:
    """Goes through an index, and counts."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.counts: Counter[Part] = Counter()
        self.generation: int | None = None
        self.model: str | None = None
        self._dimension: int | None = None

    def database(self, held: Inspection) -> None:
        """All that is in the database, document by document."""
        self.generation, self.model, self._dimension = held.generation, held.model, held.dimension
        for fault in held.database():
            self.faults.append(fault)  # one by one: what follows may not be readable
        for name in held.ids():
            entry, faults = held.entry(name)
            self.counts[Part.DOCUMENTS] += 1
            self.faults += faults
            if entry is not None:
                self._count(entry)
                self.faults += _claim_faults(entry)
        self.faults += held.words()

    def file(self, folder: Path) -> Iterator[str]:
        """The file of vectors, against those of the database where they are as they should be."""
        parts = {fault.part for fault in self.faults}
        if self._dimension is None or parts & {Part.DATABASE, Part.DOCUMENTS, Part.VECTORS}:
            yield f"{FILE} was not checked, for it follows from what is damaged"
            return
        if readings.is_damaged(folder):
            yield f"{readings.FILE} is damaged: it is passed over, and made again"
        with Store.open(folder) as store:
            name, found = name_of(store), condition(store, self._dimension)
        if found in (Condition.MISSING, Condition.OLD):
            yield f"{name} {found}: it is made again at the next opening"
        elif found is not Condition.SAME:
            self.faults.append(derived(Part.FILE, f"{name} {found}"))

    def _count(self, entry: Entry) -> None:
        self.counts[Part.PASSAGES] += len(entry.passages)
        self.counts[Part.SENTENCES] += sum(len(passage.sentences) for passage in entry.passages)
        self.counts[Part.CLAIMS] += len(entry.records)
        self.counts[Part.VECTORS] += len(entry.vectors)


def _claim_faults(entry: Entry) -> Iterator[Fault]:
    for record in entry.records:
        said = _misquoted(entry, record) if record.kind == CLAIM else "is of no known kind"
        if said:
            yield derived(Part.CLAIMS, f"the claim {record.id!r} {said}", entry.document.id)


def _misquoted(entry: Entry, record: Record) -> str | None:
    """What is wrong with a claim's evidence."""
    try:
        claim = from_json(record.body)
        name = claim.id
    except IndexDamagedError:
        return "cannot be read"
    source, text = claim.source, entry.document.text
    if name != record.id:
        return f"says what {name!r} would"
    if source.document != entry.document.id or source.end > len(text):
        return f"rests on {source.document!r} {source.start}-{source.end}, where no words are"
    quoted = source.of(text)
    if isinstance(claim.object, Text | Quantity) and claim.object.text not in quoted:
        return f"quotes {claim.object.text!r}, which its evidence {quoted!r} does not hold"
    return None
