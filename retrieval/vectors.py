"""A vector in, the passages with the nearest ones out: the only module that knows FAISS.

`vectors.faiss` is derived from the store's vectors and is made again whenever it is missing,
damaged or of another generation. Behind FAISS's own bytes (which FAISS reads alone, too) stands
what it was made of, so that both are replaced in one step:

    FAISS index | JSON {"state", "units"} | SHA-256 of all before | length of the JSON

Of what state of the store it was made is told by generation and fingerprint together: a store put
back from a copy may come to the same generation by another way. Nothing here waits for the disk:
what a power cut leaves of the file fails its digest.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from time import time
from typing import TYPE_CHECKING

import numpy as np

from corpus.context import SENTENCE
from corpus.errors import IndexUnusableError
from corpus.index import Units
from corpus.store import Store
from retrieval.embed import Vectors

if TYPE_CHECKING:
    import faiss

FILE = "vectors.faiss"
DIGEST_BYTES = 32
LENGTH_BYTES = 8
ABANDONED = 600  # seconds after which nobody is still writing a file


class VectorIndex:
    """The vectors of the passages, searched exactly by inner product.

    Attributes:
        units: The passages' ids; the n-th is that of the n-th row.
    """

    def __init__(self, index: "faiss.Index", units: Sequence[str]) -> None:
        self._index = index
        self.units = tuple(units)
        self._rows = {unit: row for row, unit in enumerate(self.units)}

    @classmethod
    def empty(cls, dimension: int) -> "VectorIndex":
        """That of no passages."""
        import faiss  # noqa: PLC0415 - heavy

        return cls(faiss.IndexFlatIP(dimension), ())

    @classmethod
    def open(cls, store: Store, dimension: int) -> "VectorIndex":
        """Read the index beside the store, or make it again from the store."""
        file = store.folder / FILE
        with store.snapshot():
            state = state_of(store)
            found = _read(file, state, dimension)
            if found is None:
                found = _build(store, dimension)
                _write(file, found, state)
        return found

    @classmethod
    def refresh(cls, store: Store, dimension: int) -> bool:
        """Make the file again unless it is what the store's vectors make; whether that was done.

        Raises:
            IndexUnusableError: It cannot be written.
        """
        if condition(store, dimension) is Condition.SAME:
            return False
        try:
            (store.folder / FILE).unlink(missing_ok=True)
        except OSError as error:
            what = f"{str(store.folder / FILE)!r} cannot be written ({error.strerror})"
            raise IndexUnusableError(what, "make its folder writable") from error
        cls.open(store, dimension)
        return True

    def after(self, gone: Collection[str], fresh: Mapping[str, bytes]) -> "VectorIndex":
        """The index without some units and with others, in the order of a new one.

        This one may still be searched by others, so it is copied; nothing is read from the store.
        """
        import faiss  # noqa: PLC0415 - heavy

        width = self._index.d
        kept = [row for unit, row in self._rows.items() if unit not in gone]
        added = np.frombuffer(b"".join(fresh.values()), dtype=np.float32).reshape(-1, width)
        rows = np.concatenate([self._index.reconstruct_n()[kept], added])
        units = [*(self.units[row] for row in kept), *fresh]
        order = sorted(range(len(units)), key=units.__getitem__)
        index = faiss.IndexFlatIP(width)
        index.add(rows[order])
        return VectorIndex(index, [units[place] for place in order])

    def save(self, store: Store) -> None:
        """Replace the file beside `store`, whose vectors these are, where that can be written."""
        _write(store.folder / FILE, self, state_of(store))

    def search(
        self, vector: Vectors, k: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k passages with the highest cosine, best first; of `allowed` only, where given."""
        import faiss  # noqa: PLC0415 - heavy

        params = None
        if allowed is not None:
            rows = np.array(sorted(self._rows[unit] for unit in allowed if unit in self._rows))
            k = min(k, len(rows))
            selector = faiss.IDSelectorBatch(rows.astype(np.int64))
            params = faiss.SearchParameters()
            params.sel = selector  # FAISS does not own it: it lives until the search is done
        k = min(k, self._index.ntotal)
        if k == 0:
            return []
        scores, found = self._index.search(vector[np.newaxis], k, params=params)
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [(self.units[row], score) for row, score in pairs if row >= 0]

    def fits(self, dimension: int) -> bool:
        """Whether its vectors have that dimension, and a name each."""
        return bool(self._index.d == dimension and self._index.ntotal == len(self.units))

    def to_bytes(self, state: str) -> bytes:
        """The file's content."""
        import faiss  # noqa: PLC0415 - heavy

        made_of = json.dumps({"state": state, "units": self.units}).encode()
        content = faiss.serialize_index(self._index).tobytes() + made_of
        length = len(made_of).to_bytes(LENGTH_BYTES, "big")
        return content + hashlib.sha256(content).digest() + length


def state_of(store: Store) -> str:
    """What a file must have been made of to be used with the store."""
    return f"{store.generation} {store.fingerprint()}"


def _read(file: Path, state: str, dimension: int) -> VectorIndex | None:
    """The index in the file; None where it is missing, damaged or of other vectors."""
    found = _contents(file)
    if found is None or found[1] != state or not found[0].fits(dimension):
        return None
    return found[0]


def _contents(file: Path) -> tuple[VectorIndex, str] | None:
    """The index in the file, and of what it was made; None where it is missing or damaged."""
    import faiss  # noqa: PLC0415 - heavy

    try:
        data = file.read_bytes()
    except OSError:
        return None
    end = len(data) - LENGTH_BYTES - DIGEST_BYTES
    start = end - int.from_bytes(data[-LENGTH_BYTES:], "big")
    if start < 0 or hashlib.sha256(data[:end]).digest() != data[end:-LENGTH_BYTES]:
        return None
    made_of = json.loads(data[start:end])  # the digest vouches for all that follows
    index = faiss.deserialize_index(np.frombuffer(data[:start], dtype=np.uint8))
    return VectorIndex(index, made_of["units"]), made_of["state"]


class Condition(StrEnum):
    """How the file stands to the store."""

    SAME = "is what the store's vectors make"
    MISSING = "is not there yet"
    OLD = "is of another state of the index"
    DAMAGED = "is damaged"
    OTHER = "holds other vectors than the store"


def condition(store: Store, dimension: int) -> Condition:
    """Hold the file against the store; only what is damaged or other is a fault."""
    file = store.folder / FILE
    if not file.exists():
        return Condition.MISSING
    with store.snapshot():
        found = _contents(file)
        if found is None:
            return Condition.DAMAGED
        held, state = found
        if state != state_of(store):
            return Condition.OLD
        same = held.to_bytes(state) == _build(store, dimension).to_bytes(state)
        return Condition.SAME if same else Condition.OTHER


def _build(store: Store, dimension: int) -> VectorIndex:
    import faiss  # noqa: PLC0415 - heavy

    wanted = {passage.id for passage in store.passages()}
    found = [(unit, data) for unit, data in store.vectors() if unit in wanted]
    rows = np.frombuffer(b"".join(data for _, data in found), dtype=np.float32)
    index = faiss.IndexFlatIP(dimension)
    index.add(rows.reshape(len(found), dimension))
    return VectorIndex(index, [unit for unit, _ in found])


def _write(file: Path, index: VectorIndex, state: str) -> None:
    """Replace the file in one step; where the folder cannot be written, do without it."""
    fresh = file.with_name(f"{FILE}.{token_hex(4)}")
    with suppress(OSError):  # it is derived: the next start makes it again
        try:
            fresh.write_bytes(index.to_bytes(state))
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
        for left in file.parent.glob(f"{FILE}.*"):  # by writers that were killed
            if time() - left.stat().st_mtime > ABANDONED:
                left.unlink()


def sentence_vectors(store: Units, dimension: int) -> tuple[dict[str, int], Vectors]:
    """Row of each sentence's unit, and the rows."""
    found = list(store.vectors(SENTENCE))
    rows = np.frombuffer(b"".join(data for _, data in found), dtype=np.float32)
    return {unit: row for row, (unit, _) in enumerate(found)}, rows.reshape(len(found), dimension)
