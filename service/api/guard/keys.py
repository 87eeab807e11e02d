"""API keys: a file of digests in, keys made, found and removed.

A key is shown once, when it is made. The file holds its SHA-256 alone. A slow hash (scrypt) is for
what people think up: it makes guessing dear. Here are 256 random bits, which nobody guesses, and a
slow hash would only let strangers keep the processor busy with wrong keys.
"""

import hashlib
import hmac
import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import InvalidInputError, NotFoundError

_BYTES = 32


class Key(BaseModel):
    """Who may call, and for what; not the key itself.

    Attributes:
        id: What it is called in lists and logs; its text begins with it.
        name: Whose it is.
        write: Whether it may change documents.
        made: When, in UTC.
        digest: SHA-256 of its text, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8}$")
    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
    write: bool
    made: datetime
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def scope(self) -> str:
        """What it may do, in a word."""
        return "write" if self.write else "read"


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: tuple[Key, ...] = ()


class Keys:
    """The keys in a file; read again whenever that has changed. Safe to use from many threads."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = Lock()
        self._read: tuple[tuple[int, int, int], tuple[Key, ...]] | None = None

    def all(self) -> tuple[Key, ...]:
        """The keys that there are now, oldest first; none where there is no file.

        Raises:
            InvalidInputError: The file cannot be read.
        """
        try:
            found = self.file.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unusable(error) from error
        version = (found.st_mtime_ns, found.st_size, found.st_ino)
        with self._lock:
            if self._read is None or self._read[0] != version:
                self._read = version, self._parsed()
            return self._read[1]

    def find(self, text: str) -> Key | None:
        """The key of that text, found in the same time whichever it is like."""
        digest = _digest(text)
        found = None
        for key in self.all():
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found

    def add(self, name: str | None = None, *, write: bool = False) -> tuple[Key, str]:
        """Make a key; with it comes its text, which is kept nowhere.

        Raises:
            InvalidInputError: The name cannot be, or is taken.
        """
        id_ = secrets.token_hex(4)
        text = f"phasebook_{id_}_{secrets.token_urlsafe(_BYTES)}"
        now = datetime.now(UTC).replace(microsecond=0)
        try:
            key = Key(id=id_, name=name or id_, write=write, made=now, digest=_digest(text))
        except ValidationError as error:
            what = f"a key cannot be called {name!r}"
            raise InvalidInputError(what, "give 1 to 100 characters that can be shown") from error
        with self._writing():
            known = self.all()
            if any(key.name in {other.id, other.name} for other in known):
                what = f"there is a key called {key.name!r} already"
                raise InvalidInputError(what, "choose another name, or remove that key first")
            self._write((*known, key))
        return key, text

    def remove(self, name: str) -> Key:
        """Take a key away, by its id or name.

        Raises:
            NotFoundError: There is none of that name.
        """
        with self._writing():
            known = self.all()
            found = next((key for key in known if name in {key.id, key.name}), None)
            if found is None:
                what = f"there is no key {name!r} in {str(self.file)!r}"
                raise NotFoundError(what, "`phasebook key list` prints those that there are")
            self._write(tuple(key for key in known if key is not found))
        return found

    def _writing(self) -> FileLock:
        """Have one process write at a time."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self.file.with_suffix(".lock"))

    def _write(self, keys: tuple[Key, ...]) -> None:
        """Put a new file, which only its owner can read, in the place of the former."""
        content = _Content(keys=keys).model_dump(mode="json")
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=self.file.parent, prefix=self.file.name, delete=False
        ) as file:
            try:
                json.dump(content, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(self.file)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _parsed(self) -> tuple[Key, ...]:
        try:
            return _Content.model_validate_json(self.file.read_bytes()).keys
        except (OSError, ValidationError) as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> InvalidInputError:
        reason = error.strerror if isinstance(error, OSError) else "it is not as it was written"
        what = f"the keys in {str(self.file)!r} cannot be read ({reason})"
        return InvalidInputError(what, "restore that file, or delete it and make new keys")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
