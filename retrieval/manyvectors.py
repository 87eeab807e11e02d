"""The nearest passages among so many that comparing each would take too long: an inverted file.

The vectors are kept in lists around centres, and a question looks into the lists nearest to it.
Into how many is measured when the file is made: as few as find, of the ten that are truly nearest
to each of some of the index's own sentences, the share `RECALL`. Where only some documents may be
looked at, every list is: what is found there is exact.

`vectors.ivf` is derived from the store, as `vectors.faiss` is, and mapped, not read:

    FAISS index | names' letters | names' ends | JSON | SHA-256 of the JSON | length of the JSON

A start reads the JSON, which names the state of the store, the parts' sizes and the digest of all
before it; the whole is held against that digest by `condition`, as `phasebook check` does. So that
no power cut leaves half a file under that name, it is on the disk before it gets it.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from weakref import finalize

import numpy as np

from corpus.context import SENTENCE
from corpus.errors import IndexUnusableError
from corpus.store import Store
from retrieval.encoding import Vectors
from retrieval.names import Names
from retrieval.vectors import Condition, VectorIndex, state_of

if TYPE_CHECKING:
    import faiss

FILE = "vectors.ivf"
RECALL = 0.97  # of the ten nearest
NEAREST = 10
ASKED = 200  # sentences that measure it
DIGEST_BYTES = 32
LENGTH_BYTES = 8
CHUNK = 16_384  # vectors in memory at once
LISTS = 4  # times the root of the number of vectors
TRAINED = 64  # vectors a list by which the centres are found
ROUNDS = 8  # of finding them
HALF_MADE = 8  # characters that the name of a file has behind it while it is made
INT8 = "int8"  # what an index says of its vectors where each number is to take a byte


@dataclass(frozen=True, slots=True)
class Made:
    """What a file says of itself.

    Attributes:
        state: Of the store whose vectors it holds.
        count: How many there are.
        precision: "float32", or `INT8`.
        recall: What was measured.
        index: Bytes of FAISS's own.
        letters: Bytes of the names.
        content: SHA-256 of all that stands before this.
    """

    state: str
    count: int
    precision: str
    recall: float
    index: int
    letters: int
    content: str


class ManyVectors:
    """The vectors of very many passages, in a mapped file; what came since stands beside it."""

    def __init__(
        self,
        index: "faiss.IndexIVF",
        names: Names,
        made: Made,
        gone: frozenset[str] = frozenset(),
        fresh: VectorIndex | None = None,
    ) -> None:
        """Take what a file holds, and what has changed.

        Args:
            index: The vectors; the id of each is the row of its name.
            names: The passages' ids.
            made: What the file says of itself.
            gone: Passages of it that are no longer there.
            fresh: Others that are.
        """
        self._index = index
        self._names = names
        self.made = made
        self._gone = gone
        self._fresh = fresh

    @classmethod
    def open(cls, store: Store, dimension: int) -> "ManyVectors":
        """Map the file beside the store, or make it again from the store.

        Raises:
            IndexUnusableError: It is missing and cannot be written.
        """
        file = store.folder / FILE
        with store.snapshot():
            found = _mapped(file, state_of(store), dimension) or _opened(store, dimension)
        if found is None:
            what = f"{str(file)!r} cannot be read back"
            raise IndexUnusableError(what, "check the disk and its free space")
        return found

    def after(self, gone: Collection[str], fresh: Mapping[str, bytes]) -> "ManyVectors":
        """These without some passages and with others, until a later start makes the file again."""
        former = self._fresh or VectorIndex.empty(self._index.d)
        lost = {name for name in gone if self._names.row(name) is not None}
        beside = former.after(gone, fresh)
        return ManyVectors(self._index, self._names, self.made, self._gone | lost, beside)

    def save(self, store: Store) -> None:
        """Nothing: the file is made again when an index is opened whose state is another."""

    def search(
        self, vector: Vectors, k: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k passages with the highest cosine, best first; of `allowed` only, where given."""
        scores, rows = self._index.search(vector[np.newaxis], k, params=self._params(allowed))
        pairs = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        found = [(self._names[row], score) for row, score in pairs if row >= 0]
        if self._fresh is not None:
            found += self._fresh.search(vector, k, allowed)
            found.sort(key=lambda one: (-one[1], one[0]))
        return found[:k]

    def _params(self, allowed: Collection[str] | None) -> "faiss.SearchParametersIVF":
        """Where to look: only what is allowed, in all lists; else what is still there, in a few."""
        import faiss  # noqa: PLC0415 - heavy

        params = faiss.SearchParametersIVF()  # it keeps alive what is given to it
        params.nprobe = self._index.nprobe if allowed is None else self._index.nlist
        if allowed is not None:
            kept = (name for name in allowed if name not in self._gone)
            params.sel = faiss.IDSelectorBatch(self._rows(kept))
        elif self._gone:
            params.sel = faiss.IDSelectorNot(faiss.IDSelectorBatch(self._rows(self._gone)))
        return params

    def _rows(self, names: Collection[str] | Iterator[str]) -> "np.typing.NDArray[np.int64]":
        rows = (self._names.row(name) for name in names)
        return np.array(sorted(row for row in rows if row is not None), dtype=np.int64)


def refresh(store: Store, dimension: int) -> bool:
    """Make the file again unless it is whole and of the store's state; whether that was done.

    Raises:
        IndexUnusableError: It cannot be written.
    """
    with _making(store.folder):
        if condition(store) is Condition.SAME:
            return False
        _make(store, dimension, store.folder)
        return True


def condition(store: Store) -> Condition:
    """Hold the whole file against its digest, and its state against the store's."""
    file = store.folder / FILE
    if not file.exists():
        return Condition.MISSING
    made = _described(file)
    if made is None or _digest(file, made) != made.content:
        return Condition.DAMAGED
    return Condition.SAME if made.state == state_of(store) else Condition.OLD


def _mapped(file: Path, state: str, dimension: int) -> ManyVectors | None:
    """What the file holds; None where it is missing, cut off, or of another state or model."""
    import faiss  # noqa: PLC0415 - heavy

    made = _described(file)
    if made is None or made.state != state:
        return None
    index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP)
    if not isinstance(index, faiss.IndexIVF) or (index.d, index.ntotal) != (dimension, made.count):
        return None
    # FAISS would start threads for each search, to read ahead what is in memory most of the time.
    lists = index.invlists and faiss.downcast_InvertedLists(index.invlists)
    if isinstance(lists, faiss.OnDiskInvertedLists):
        lists.prefetch_nthread = 0
    letters = np.memmap(file, np.uint8, "r", made.index, made.letters)
    ends = np.memmap(file, np.int64, "r", made.index + made.letters, made.count)
    return ManyVectors(index, Names(letters, ends), made)


def _described(file: Path) -> Made | None:
    """What the file says of itself; None where it is missing, or its end is damaged or cut off."""
    with suppress(OSError, ValueError, TypeError), file.open("rb") as source:
        size = source.seek(-LENGTH_BYTES, os.SEEK_END)
        length = int.from_bytes(source.read(), "big")
        start = source.seek(size - DIGEST_BYTES - length)
        described, digest = source.read(length), source.read(DIGEST_BYTES)
        made = Made(**json.loads(described))
        whole = made.index + made.letters + 8 * made.count == start
        if whole and hashlib.sha256(described).digest() == digest:
            return made
    return None


def _digest(file: Path, made: Made) -> str:
    left = made.index + made.letters + 8 * made.count
    hashed = hashlib.sha256()
    with file.open("rb") as source:
        while left:
            data = source.read(min(left, 1 << 20))
            hashed.update(data)
            left -= len(data)
    return hashed.hexdigest()


def _opened(store: Store, dimension: int) -> ManyVectors | None:
    """Make the file and map it: beside the store, or for this process alone where none can be."""
    if not os.access(store.folder, os.W_OK):
        scratch = TemporaryDirectory(prefix="phasebook-")
        _make(store, dimension, Path(scratch.name))
        found = _mapped(Path(scratch.name) / FILE, state_of(store), dimension)
        if found is not None:
            finalize(found, scratch.cleanup)
        return found
    with _making(store.folder):
        found = _mapped(store.folder / FILE, state_of(store), dimension)  # another has made it
        if found is None:
            _make(store, dimension, store.folder)
            found = _mapped(store.folder / FILE, state_of(store), dimension)
        return found


@contextmanager
def _making(folder: Path) -> Iterator[None]:
    """One process at a time; what others left half made that were killed is deleted.

    Raises:
        IndexUnusableError: Nothing can be written there.
    """
    from filelock import FileLock  # noqa: PLC0415 - for large indexes alone

    try:
        lock = FileLock(folder / f"{FILE}.lock")
        with lock:
            for left in folder.glob(f"{FILE}.{'?' * HALF_MADE}"):
                left.unlink(missing_ok=True)
            yield
    except OSError as error:
        what = f"{str(folder / FILE)!r} cannot be made ({error})"
        raise IndexUnusableError(what, "make its folder writable, with room for it") from error


def _make(store: Store, dimension: int, folder: Path) -> None:
    """Replace the file in a folder by one of the store's vectors.

    Raises:
        IndexUnusableError: It cannot be written.
    """
    import faiss  # noqa: PLC0415 - heavy

    precision = store.meta.get("vectors", "float32")
    names = Names.of(store.passage_units())
    index = _trained(store, len(names), dimension, int8=precision == INT8)
    for units, rows in _chunks(store, dimension):
        places = [names.row(unit) for unit in units]
        index.add_with_ids(rows, np.array(places, dtype=np.int64))
    recall = _settle(index, names, store, dimension)
    file = folder / FILE
    fresh = file.with_name(f"{FILE}.{token_hex(HALF_MADE // 2)}")
    try:
        faiss.write_index(index, str(fresh))
        size = fresh.stat().st_size
        made = Made(state_of(store), len(names), precision, recall, size, len(names.letters), "")
        _complete(fresh, names, made)
        fresh.replace(file)
    except (OSError, RuntimeError) as error:  # FAISS raises the latter
        what = f"{str(file)!r} cannot be written ({error})"
        raise IndexUnusableError(what, "make its folder writable, with room for it") from error
    finally:
        fresh.unlink(missing_ok=True)


def _complete(file: Path, names: Names, made: Made) -> None:
    """Write what stands behind FAISS's own, and wait for the disk to have all."""
    with file.open("ab") as target:
        target.write(names.letters.tobytes())
        target.write(names.ends.tobytes())
    described = json.dumps({**asdict(made), "content": _digest(file, made)}).encode()
    with file.open("ab") as target:
        target.write(described + hashlib.sha256(described).digest())
        target.write(len(described).to_bytes(LENGTH_BYTES, "big"))
        target.flush()
        os.fsync(target.fileno())


def _trained(store: Store, count: int, dimension: int, *, int8: bool) -> "faiss.IndexIVF":
    """An index without vectors, whose centres were found by some of them."""
    import faiss  # noqa: PLC0415 - heavy

    lists = max(min(int(LISTS * count**0.5), count // TRAINED), 1)
    step = max(count // (lists * TRAINED), 1)
    sample = np.concatenate([rows for _, rows in _chunks(store, dimension, step)])
    centres = faiss.IndexFlatIP(dimension)
    product = faiss.METRIC_INNER_PRODUCT
    index: faiss.IndexIVF
    if int8:
        byte = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexIVFScalarQuantizer(centres, dimension, lists, byte, product)
    else:
        index = faiss.IndexIVFFlat(centres, dimension, lists, product)
    index.cp.niter = ROUNDS
    index.cp.max_points_per_centroid = TRAINED
    index.cp.min_points_per_centroid = 1  # of a few vectors, too, without a warning
    index.train(sample)
    return index


def _settle(index: "faiss.IndexIVF", names: Names, store: Store, dimension: int) -> float:
    """Have as few lists looked into as find the share `RECALL`; what is found then."""
    asked = _sentences(store, dimension)
    nearest = _nearest(asked, store, dimension)
    index.nprobe = 1
    while True:
        rows = index.search(asked, NEAREST)[1].tolist()
        recall = _share([[names[row] for row in one if row >= 0] for one in rows], nearest)
        if recall >= RECALL or index.nprobe >= index.nlist:
            return recall
        index.nprobe = min(2 * index.nprobe, index.nlist)


def _sentences(store: Store, dimension: int) -> Vectors:
    """Vectors of sentences from documents spread over all; of passages where none has any."""
    names = list(store.digests())
    found = []
    for name in names[:: max(len(names) // ASKED, 1)]:
        units = store.vectors_of(name)
        found += [data for unit, data in units if unit.startswith(SENTENCE)][:1] or [
            data for _, data in units[:1]
        ]
    return np.frombuffer(b"".join(found), dtype=np.float32).reshape(-1, dimension)


def _nearest(asked: Vectors, store: Store, dimension: int) -> list[list[str]]:
    """The passages that are truly nearest to each."""
    best: list[list[tuple[float, str]]] = [[] for _ in asked]
    for units, rows in _chunks(store, dimension):
        scores = asked @ rows.T
        few = np.argpartition(-scores, min(NEAREST, len(units)) - 1, axis=1)[:, :NEAREST]
        for place, columns in enumerate(few.tolist()):
            fresh = [(float(scores[place, column]), units[column]) for column in columns]
            best[place] = sorted([*best[place], *fresh], reverse=True)[:NEAREST]
    return [[unit for _, unit in found] for found in best]


def _share(found: list[list[str]], nearest: list[list[str]]) -> float:
    """How many of the nearest were found."""
    had = sum(len({*one} & {*other}) for one, other in zip(found, nearest, strict=True))
    return had / max(sum(map(len, nearest)), 1)


def _chunks(store: Store, dimension: int, every: int = 1) -> Iterator[tuple[list[str], Vectors]]:
    """The passages' ids and vectors, some at a time; of one passage in `every`."""
    vectors = store.passage_vectors(every)
    while found := list(islice(vectors, CHUNK)):
        rows = np.frombuffer(b"".join(data for _, data in found), dtype=np.float32)
        yield [unit for unit, _ in found], rows.reshape(len(found), dimension)
