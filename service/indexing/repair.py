"""A damaged index in, one whose derived parts are made again out; what cannot be is said.

    check -> tables -> model -> documents -> words -> vectors.faiss -> check

The documents themselves are never written: where one is not what was read, only its file helps.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.entry import Entry
from corpus.errors import IndexUnusableError
from corpus.fault import RESTORE, Fault, Part
from corpus.inspection import inspected
from corpus.mending import Mender
from corpus.store import Store
from kg.extraction import Extractor
from kg.ontology import default_ontology
from retrieval.derived import name_of, refresh
from retrieval.embed import Encoder
from service.engines.entries import embedded, entries
from service.engines.model import model_meta
from service.indexing.integrity import Report, check

SLACK = 1e-3  # by which a vector may differ on another processor
ROWS = frozenset({Part.DOCUMENTS, Part.PASSAGES, Part.SENTENCES, Part.CLAIMS})


class Repair(BaseModel):
    """What was made again, and what is still wrong.

    Attributes:
        done: What was done, in order.
        report: The check afterwards; its faults are what could not be repaired.
    """

    model_config = ConfigDict(frozen=True)

    done: tuple[str, ...]
    report: Report


def repair(folder: Path, load: Callable[[str | None], Encoder], model: str | None = None) -> Repair:
    """Make again what is damaged of what follows from the documents.

    Args:
        folder: Where the index is.
        load: Gives the encoder of a model's name.
        model: The model, where the index does not record it.

    Raises:
        IndexUnusableError: The index cannot be written, or `model` is not what made it.
    """
    found = check(folder)
    job = _Job(folder, found, load, model)
    if any(fault.part is Part.DATABASE and not fault.derived for fault in found.faults):
        return Repair(done=(), report=_left(found))  # nothing could be read to make anything from
    if any(fault.part is Part.DATABASE for fault in found.faults):
        job.tables()
        found = check(folder)
    job.model(found.faults)
    job.words(found.faults)  # first: rows that belong to nothing would be in the way
    job.documents(found.faults)
    job.words(check(folder).faults)
    job.file(check(folder).faults)
    return Repair(done=tuple(job.done), report=_left(check(folder)))


def _left(found: Report) -> Report:
    """What is wrong once all was tried: nobody is told to try it again, but with a model named."""
    if any(fault.part is Part.MODEL for fault in found.faults):
        return found
    told = tuple(replace(one, remedy=RESTORE) if one.derived else one for one in found.faults)
    return found.model_copy(update={"faults": told})


class _Job:
    """The steps, each noted once done."""

    def __init__(
        self, folder: Path, found: Report, load: Callable[[str | None], Encoder], model: str | None
    ) -> None:
        self.done: list[str] = []
        self._folder = folder
        self._mender = Mender(folder)
        self._recorded = found.model
        self._asked = model
        self._load = load
        self._encoder: Encoder | None = None
        self._extractor: Extractor | None = None
        if model is not None and found.model not in (None, model):
            what = f"the index in {str(folder)!r} was made by the model {found.model!r}"
            raise IndexUnusableError(what, f"leave out --model {model}")

    def tables(self) -> None:
        """Tables and indexes."""
        made = self._mender.tables()
        self.done.append("made the database's indexes again, and wrote its pages anew")
        self.done += [f"made {name!r} again, empty" for name in made]

    def model(self, faults: Iterable[Fault]) -> None:
        """The record of the model, where it is named."""
        if self._asked and any(fault.part is Part.MODEL for fault in faults):
            self._check_made_by(self._loaded())
            self._mender.meta(model_meta(self._loaded()))
            self.done.append(f"recorded the model {self._loaded().name!r}")

    def documents(self, faults: Iterable[Fault]) -> None:
        """What follows from each document that something is wrong with."""
        parts: dict[str, set[Part]] = {}
        for fault in faults:
            if fault.document is not None and fault.derived:
                parts.setdefault(fault.document, set()).add(fault.part)
        known = self._asked or self._recorded
        for name, damaged in parts.items() if known else ():
            if damaged != {Part.WORDS} and (entry := self._whole(name)) is not None:
                self._document(entry, damaged)

    def words(self, faults: Iterable[Fault]) -> None:
        """The word index."""
        if any(fault.part is Part.WORDS for fault in faults):
            self._mender.words()
            self.done.append("made the word index again")

    def file(self, faults: Iterable[Fault]) -> None:
        """The file of vectors, where those of the database are sound."""
        if any(fault.part is not Part.WORDS and fault.part is not Part.FILE for fault in faults):
            return
        with Store.open(self._folder) as store:
            if refresh(store, int(store.meta["dimension"])):
                self.done.append(f"made {name_of(store)} again")

    def _check_made_by(self, encoder: Encoder) -> None:
        """Refuse a model that gives other vectors than are there."""
        with inspected(self._folder) as held:
            entries = (held.entry(name)[0] for name in held.ids())
            entry = next((one for one in entries if one is not None and one.vectors), None)
        if entry is not None and not _alike(entry, embedded(entry, encoder)):
            what = f"the vectors in {str(self._folder)!r} were not made by {encoder.name!r}"
            raise IndexUnusableError(what, "name the model that made them with --model")

    def _document(self, entry: Entry, damaged: set[Part]) -> None:
        if damaged & ROWS:
            (fresh,) = entries([entry.document], self._reading(), self._loaded())
            made = "passages, claims and vectors"
        else:
            fresh = embedded(entry, self._loaded())
            made = "vectors"
        if self._mender.replace_derived(fresh):
            self.done.append(f"made the {made} of {entry.document.id!r} again")

    def _whole(self, name: str) -> Entry | None:
        """A document that is still there and what was read."""
        with inspected(self._folder) as held:
            return held.entry(name)[0] if name in held.ids() else None

    def _reading(self) -> Extractor:
        if self._extractor is None:
            self._extractor = Extractor(default_ontology())
        return self._extractor

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._load(self._asked or self._recorded)
        return self._encoder


def _alike(held: Entry, fresh: Entry) -> bool:
    """Whether most vectors are the same but for the last bits, which depend on the processor."""
    units = [unit for unit in held.vectors if unit in fresh.vectors]
    return 2 * sum(_near(held.vectors[unit], fresh.vectors[unit]) for unit in units) > len(units)


def _near(left: bytes, right: bytes) -> bool:
    if len(left) != len(right):
        return False
    rows = [np.frombuffer(vector, np.float32) for vector in (left, right)]
    return np.allclose(rows[0], rows[1], atol=SLACK)
