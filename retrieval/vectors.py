"""A vector in, the passages with the nearest ones out: the only module that knows FAISS.

`vectors.faiss` is derived from the store's vectors and is made again whenever it is missing,
damaged or of another generation. Behind FAISS's own bytes (which FAISS reads alone, too) stands
what it was made of, so that both are replaced in one step:

    FAISS index | JSON {"generation", "units"} | SHA-256 of all before | length of the JSON
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import numpy as np

from corpus.context import SENTENCE
from corpus.store import Store
from retrieval.embed import Vectors

if TYPE_CHECKING:
    import faiss

FILE = "vectors.faiss"
DIGEST_BYTES = 32
LENGTH_BYTES = 8


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
    def open(cls, store: Store, dimension: int) -> "VectorIndex":
        """Read the index beside the store, or make it again from the store."""
        file = store.folder / FILE
        with store.snapshot():
            generation = store.generation
            found = _read(file, generation, dimension)
            if found is None:
                found = _build(store, dimension)
                _write(file, found, generation)
        return found

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

    def save(self, file: Path, generation: int) -> None:
        """Replace the file in one step; where the folder cannot be written, do without it."""
        _write(file, self, generation)

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

    def to_bytes(self, generation: int) -> bytes:
        """The file's content."""
        import faiss  # noqa: PLC0415 - heavy

        made_of = json.dumps({"generation": generation, "units": self.units}).encode()
        content = faiss.serialize_index(self._index).tobytes() + made_of
        length = len(made_of).to_bytes(LENGTH_BYTES, "big")
        return content + hashlib.sha256(content).digest() + length


def _read(file: Path, generation: int, dimension: int) -> VectorIndex | None:
    """The index in the file; None where it is missing, damaged or of other vectors."""
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
    if made_of["generation"] != generation:
        return None
    index = faiss.deserialize_index(np.frombuffer(data[:start], dtype=np.uint8))
    if index.d != dimension or index.ntotal != len(made_of["units"]):
        return None
    return VectorIndex(index, made_of["units"])


def _build(store: Store, dimension: int) -> VectorIndex:
    import faiss  # noqa: PLC0415 - heavy

    wanted = {passage.id for passage in store.passages()}
    found = [(unit, data) for unit, data in store.vectors() if unit in wanted]
    rows = np.frombuffer(b"".join(data for _, data in found), dtype=np.float32)
    index = faiss.IndexFlatIP(dimension)
    index.add(rows.reshape(len(found), dimension))
    return VectorIndex(index, [unit for unit, _ in found])


def _write(file: Path, index: VectorIndex, generation: int) -> None:
    """Replace the file in one step; where the folder cannot be written, do without it."""
    fresh = file.with_name(f"{FILE}.{token_hex(4)}")
    try:
        fresh.write_bytes(index.to_bytes(generation))
        fresh.replace(file)
    except OSError:  # it is derived: the next start makes it again
        fresh.unlink(missing_ok=True)


def sentence_vectors(store: Store, dimension: int) -> tuple[dict[str, int], Vectors]:
    """Row of each sentence's unit, and the rows."""
    found = list(store.vectors(SENTENCE))
    rows = np.frombuffer(b"".join(data for _, data in found), dtype=np.float32)
    return {unit: row for row, (unit, _) in enumerate(found)}, rows.reshape(len(found), dimension)
