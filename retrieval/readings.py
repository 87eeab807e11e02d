"""Sentences read word by word, kept beside the index, so that a start need not read them again.

`readings.bin` is derived: what it lacks is read anew, and all of it where it is missing, damaged or
of another index or model.

    float16 rows | a byte of marks a row | JSON | SHA-256 of all before | length of the JSON
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Self

import numpy as np
from numpy.typing import NDArray

FILE = "readings.bin"
DIGEST_BYTES = 32
LENGTH_BYTES = 8
OWN, TELLING = 1, 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as it is compared: its tokens, and which are its own, and no stop words.

    Many are laid side by side, so each ends with a token of zeros: nothing is nearer than 0, and
    no reading is empty.

    Attributes:
        columns: A column for each token, of the precision of float16; columns since a question's
            rows are multiplied with them in less than half the time.
        marks: Of each token, whether it is the sentence's own, not of what stands above it; and
            whether it is no stop word.
    """

    columns: NDArray[np.float32]
    marks: NDArray[np.bool_]

    @classmethod
    def of(
        cls, rows: NDArray[np.floating], own: NDArray[np.bool_], telling: NDArray[np.bool_]
    ) -> Self:
        """A reading of which there is a row for each token."""
        columns = np.zeros((rows.shape[1], len(rows) + 1), dtype=np.float32)
        columns[:, :-1] = rows.T
        marks = np.zeros((2, len(rows) + 1), dtype=np.bool_)
        marks[:, :-1] = own, telling
        return cls(columns, marks)

    @property
    def rows(self) -> NDArray[np.float32]:
        """A row for each token that the sentence has."""
        return self.columns[:, :-1].T

    @property
    def own(self) -> NDArray[np.bool_]:
        """Of each of these, whether it is the sentence's own."""
        return self.marks[0, :-1]

    @property
    def telling(self) -> NDArray[np.bool_]:
        """Of each of these, whether it is no stop word."""
        return self.marks[1, :-1]


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of an index's sentences, by what was read.

    Attributes:
        vectors: The rows of all.
        marks: For each row, whether it is the sentence's own and whether it tells.
        places: First row and number of rows, by the digest of what was read.
    """

    vectors: NDArray[np.float16]
    marks: NDArray[np.uint8]
    places: Mapping[str, tuple[int, int]]

    @classmethod
    def none(cls) -> Self:
        """No readings at all."""
        return cls(np.empty((0, 0), dtype=np.float16), np.empty(0, dtype=np.uint8), {})

    @classmethod
    def open(cls, folder: Path, made_of: Mapping[str, str]) -> Self:
        """What was kept in a folder, if it is whole and was made of the same; else none."""
        try:
            data = np.memmap(folder / FILE, dtype=np.uint8, mode="r")
            found = _read(data, made_of)
        except (OSError, ValueError):  # missing, or too short for anything
            return cls.none()
        return cls(*found) if found else cls.none()

    def __contains__(self, part: tuple[str, str]) -> bool:
        """Whether a text under what stands above it was read."""
        return key(*part) in self.places

    def get(self, above: str, text: str) -> Reading | None:
        """The reading of a text under what stands above it."""
        place = self.places.get(key(above, text))
        if place is None:
            return None
        rows = slice(place[0], sum(place))
        marks = self.marks[rows]
        return Reading.of(self.vectors[rows], marks & OWN != 0, marks & TELLING != 0)


def key(above: str, text: str) -> str:
    """Digest of what is read.

    >>> key("Title. ", "Text.") == key("Title.", " Text.")
    False
    """
    return hashlib.sha256(f"{len(above)} {above}{text}".encode()).hexdigest()[:32]


def keep(folder: Path, made_of: Mapping[str, str], readings: Iterable[tuple[str, Reading]]) -> None:
    """Replace the file in one step; where the folder cannot be written, do without it."""
    found = dict(readings)
    if not found:
        return
    places = {}
    start = 0
    for name, one in found.items():
        places[name] = start, len(one.own)
        start += len(one.own)
    rows = np.concatenate([one.rows.astype(np.float16) for one in found.values()])
    marks = np.concatenate([OWN * one.own + TELLING * one.telling for one in found.values()])
    described = json.dumps([dict(made_of), rows.shape, places]).encode()
    content = rows.tobytes() + marks.astype(np.uint8).tobytes() + described
    fresh = folder / f"{FILE}.{token_hex(4)}"
    try:
        length = len(described).to_bytes(LENGTH_BYTES, "big")
        fresh.write_bytes(content + hashlib.sha256(content).digest() + length)
        fresh.replace(folder / FILE)
    except OSError:  # it is derived: a later start makes it again
        fresh.unlink(missing_ok=True)


def is_damaged(folder: Path) -> bool:
    """Whether there is a file that is not what was written."""
    try:
        return _described(np.memmap(folder / FILE, dtype=np.uint8, mode="r")) is None
    except OSError:
        return False
    except ValueError:  # too short for anything
        return True


def _described(data: NDArray[np.uint8]) -> tuple[int, int] | None:
    """Where the description is, if the digest vouches for it and for all before it."""
    end = len(data) - LENGTH_BYTES - DIGEST_BYTES
    start = end - int.from_bytes(data[-LENGTH_BYTES:].tobytes(), "big")
    if start < 0:
        return None
    digest = data[end : end + DIGEST_BYTES].tobytes()
    return (start, end) if hashlib.sha256(data[:end].data).digest() == digest else None


def _read(
    data: NDArray[np.uint8], made_of: Mapping[str, str]
) -> tuple[NDArray[np.float16], NDArray[np.uint8], dict[str, tuple[int, int]]] | None:
    if (place := _described(data)) is None:
        return None
    start, end = place
    wanted, (count, width), places = json.loads(data[start:end].tobytes())
    if wanted != dict(made_of):
        return None
    content = np.asarray(data)  # it stays mapped, but what is cut from it is a plain array
    rows = content[: 2 * count * width].view(np.float16).reshape(count, width)
    marks = content[2 * count * width : start]
    return rows, marks, {name: tuple(at) for name, at in places.items()}
