"""A folder of indexes in, each as a collection out, opened when it is first asked for.

A name is one part of an address and of a path; it is checked for its shape before it is either.
"""

import re
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Condition, Lock

from corpus.errors import IndexUnusableError, InvalidInputError, NotFoundError
from corpus.opening import FILE
from corpus.store import Store
from retrieval.embed import Encoder
from service.api.board import under_way
from service.api.collection import JOBS, Collection
from service.api.loans import Loans, TakenError
from service.api.problems import ConflictError
from service.engines.model import model_meta
from service.indexing.backup import OURS

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
MOST = 1_000  # collections that can be made by a call
PATIENCE = 5.0  # seconds in which readers may end before a collection is not removed after all
# What the names in an index's folder start with.
_OWN = (*OURS, JOBS)
Ending = Callable[[], Awaitable[None]]
_NAME = re.compile(NAME.removesuffix("$") + r"\Z")


@dataclass(eq=False)
class _Place:
    """Where a collection is while it is open."""

    changing: Lock = field(default_factory=Lock)  # held while it is opened or removed
    collection: Collection | None = None
    identity: tuple[int, int] | None = None  # of the file that it was opened from
    users: int = 0
    leaving: bool = False


class Shelf:
    """The collections in a folder. Close it, then end what it gave back."""

    def __init__(
        self,
        folder: Path | None,
        opened: Callable[[Path], Collection],
        default: Path | None,
        *,
        shared: bool = False,
    ) -> None:
        """Look at a folder.

        Args:
            folder: Where the collections are; None where there are none.
            opened: Opens the collection in a folder.
            default: The folder of the default collection, if it has one; it may be among them.
            shared: Whether other processes may have them open, too.
        """
        self.folder = folder
        self._opened = opened
        self._default = default
        self._loans = Loans(folder) if shared and folder else None
        self._gone: list[Ending] = []  # of what other processes have deleted
        self._places: dict[str, _Place] = {}
        self._changed = Condition()  # guards the places

    def names(self) -> list[str]:
        """The collections that there are, in order."""
        self._reap()
        if self.folder is None:
            return []
        try:
            found = [one.name for one in self.folder.iterdir()]
        except OSError:
            return []
        return sorted(name for name in found if self._holds(name))

    def found(self, name: str) -> Path:
        """The folder of a collection.

        Raises:
            NotFoundError: There is none of that name.
        """
        if self.folder is None or not self._holds(name):
            raise _unknown(name)
        return self.folder / name

    def is_open(self, name: str) -> bool:
        """Whether a collection can be lent at once."""
        place = self._places.get(name)
        return place is not None and place.collection is not None and not self._stale(name, place)

    def open(self, name: str) -> None:
        """Have a collection ready; that may take its time.

        Raises:
            NotFoundError: There is none of that name.
            IndexUnusableError: Its index is damaged.
            ModelUnusableError: The model that made it cannot be loaded.
        """
        self._reap()
        self.found(name)
        with self._changed:
            place = self._places.setdefault(name, _Place())
        with place.changing:
            if place.collection is None:
                place.identity = _identity(self.found(name))
                place.collection = self._opened(self.found(name))

    @contextmanager
    def lent(self, name: str) -> Iterator[Collection]:
        """A collection that is open, and stays so for as long as this is held.

        Raises:
            NotFoundError: It has gone.
            IndexUnusableError: It is just being deleted.
        """
        with ExitStack() as held:
            if self._loans:
                try:
                    held.enter_context(self._loans.shared(name))
                except TakenError as error:
                    raise _leaving(name) from error
            yield held.enter_context(self._used(name))

    @contextmanager
    def _used(self, name: str) -> Iterator[Collection]:
        """The same, as far as this process is concerned."""
        with self._changed:
            place = self._places.get(name)
            if place is None or place.collection is None or self._stale(name, place):
                raise _unknown(name)
            if place.leaving:
                raise _leaving(name)
            place.users += 1
            collection = place.collection
        try:
            yield collection
        finally:
            with self._changed:
                place.users -= 1
                self._changed.notify_all()

    def opened(self) -> list[str]:
        """The collections that are open, in order."""
        self._reap()
        return sorted(name for name in list(self._places) if self.is_open(name))

    def make(self, name: str, encoder: Encoder) -> None:
        """Make an empty collection, whole or not at all.

        Raises:
            InvalidInputError: No collection can have that name.
            ConflictError: There is one already, or no room for more.
            IndexUnusableError: It cannot be written.
        """
        if not _NAME.match(name):
            what = f"no collection can have the name {name[:80]!r}"
            remedy = "use 1 to 64 letters, digits, hyphens and underscores, the first no hyphen"
            raise InvalidInputError(what, remedy)
        if self.folder is None:
            what = "there is no folder for collections"
            raise ConflictError(what, "name one with `phasebook serve --collections DIR`")
        if len(self.names()) >= MOST:
            what = f"there are {MOST:,} collections"
            raise ConflictError(what, "delete some, or serve others from another folder")
        if (self.folder / name).exists():
            raise _taken(name)
        fresh = self.folder / f".made-{token_hex(8)}"
        try:
            with Store.open(fresh, create=True) as store:
                store.replace_all([], model_meta(encoder))
            _renamed(fresh, self.folder / name)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def remove(self, name: str) -> Collection | None:
        """Delete a collection with all that is in it; what was open of it is given back, closed.

        Raises:
            NotFoundError: There is none of that name.
            ConflictError: It is in use, or not to be removed so.
            IndexUnusableError: It cannot be deleted.
        """
        self._check_removable(self.found(name))
        with self._changed:
            place = self._places.setdefault(name, _Place())
        with place.changing:
            folder = self.found(name)
            with self._alone(place, name):
                taken, place.collection = place.collection, None
                if taken:
                    taken.close()
                    taken.live.close()
                _deleted(folder)
                return taken

    def close(self) -> list[Ending]:
        """Close all collections; what is given back ends them."""
        found = [place.collection for place in self._places.values() if place.collection]
        for collection in found:
            collection.close()
            collection.live.close()
        return [collection.end for collection in found] + self._gone

    def _reap(self) -> None:
        """Close what another process has deleted; by then nobody used it, nor will."""
        gone = [(n, place) for n, place in list(self._places.items()) if self._stale(n, place)]
        for name, place in gone:
            with place.changing:
                if self._stale(name, place) and place.collection:
                    taken, place.collection = place.collection, None
                    taken.close()
                    taken.live.close()
                    if taken.rewriter:
                        self._gone.append(taken.rewriter.close)

    def _stale(self, name: str, place: _Place) -> bool:
        """Whether another process has deleted what is open; there may be a new one of its name."""
        if self._loans is None or self.folder is None or place.collection is None:
            return False
        return _identity(self.folder / name) != place.identity

    def _holds(self, name: str) -> bool:
        """Whether there is an index in a folder of that name."""
        if self.folder is None or not _NAME.match(name):
            return False
        with suppress(OSError):
            return (self.folder / name / FILE).is_file()
        return False

    def _check_removable(self, folder: Path) -> None:
        own = self._default and self._default.resolve()
        if folder.is_symlink() or folder.resolve() == own:
            what = f"the collection {folder.name!r} is the default one, or a link to elsewhere"
            raise ConflictError(what, "remove it by hand")
        strange = [one.name for one in folder.iterdir() if not one.name.startswith(_OWN)]
        if strange:
            what = f"the folder of {folder.name!r} holds what is no index, such as {strange[0]!r}"
            raise ConflictError(what, "put that elsewhere, or remove the folder by hand")

    @contextmanager
    def _alone(self, place: _Place, name: str) -> Iterator[None]:
        """Lend a collection to nobody else, once nobody has it."""
        with self._changed:
            place.leaving = True
            self._changed.wait_for(lambda: not place.users, PATIENCE)
            in_use = place.users or (place.collection and place.collection.jobs.busy)
        try:
            with ExitStack() as held:
                if self._loans and not in_use:
                    in_use = not self._left(held, self._loans, name)
                if in_use:
                    what = f"the collection {name!r} is in use"
                    raise ConflictError(what, "try again when its requests and jobs have ended")
                yield
        finally:
            place.leaving = False

    def _left(self, held: ExitStack, loans: Loans, name: str) -> bool:
        """Whether no process uses it, nor will while it is held."""
        try:
            held.enter_context(loans.alone(name, PATIENCE))
        except TakenError:
            return False
        return not under_way(self.found(name) / JOBS)


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a collection from another that had its name; None where there is none."""
    try:
        file = (folder / FILE).stat()
    except OSError:
        return None
    return file.st_dev, file.st_ino


def _leaving(name: str) -> IndexUnusableError:
    what = f"the collection {name!r} is being deleted"
    return IndexUnusableError(what, "use another")


def _renamed(fresh: Path, folder: Path) -> None:
    try:
        fresh.rename(folder)
    except OSError as error:
        if folder.exists():
            raise _taken(folder.name) from error
        what = f"the collection {folder.name!r} cannot be written ({error.strerror})"
        raise IndexUnusableError(what, "make the folder of the collections writable") from error


def _deleted(folder: Path) -> None:
    """Delete a folder; under its name it is gone at once."""
    gone = folder.with_name(f".removed-{token_hex(8)}")
    try:
        folder.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        what = f"the collection {folder.name!r} cannot be deleted ({error.strerror})"
        raise IndexUnusableError(what, "make its folder writable") from error


def _taken(name: str) -> ConflictError:
    what = f"there is a collection or a folder {name!r} already"
    return ConflictError(what, "use it, choose another name, or delete it first")


def _unknown(name: str) -> NotFoundError:
    what = f"no collection {name[:80]!r}"
    return NotFoundError(what, "GET /v1/collections lists them")
