"""Where an index is, in; the index out, whatever keeps it."""

from pathlib import Path

from corpus import opening
from corpus.address import Place
from corpus.index import Index
from corpus.store import Store


def open_index(place: Place, *, create: bool = False) -> Index:
    """Open an index; with `create`, for writing, and made where there is none.

    Raises:
        IndexUnusableError: It is missing, damaged, cannot be reached or cannot be written.
    """
    if isinstance(place, Path):
        return Store.open(place, create=create)
    from corpus.milvus.store import MilvusStore  # noqa: PLC0415 - an extra

    return MilvusStore.open(place, create=create)


def check_writable(place: Place) -> None:
    """Refuse a place where no index can be written, without making one.

    Raises:
        IndexUnusableError: As opening it for writing would.
    """
    if isinstance(place, Path):
        opening.check_writable(place)
        return
    from corpus.milvus.client import Server  # noqa: PLC0415 - an extra

    Server.open(place).close()


def is_there(place: Place) -> bool:
    """Whether an index is there.

    Raises:
        IndexUnusableError: The server that should have it cannot be reached.
    """
    if isinstance(place, Path):
        return (place / opening.FILE).is_file()
    from corpus.milvus.client import Server  # noqa: PLC0415 - an extra
    from corpus.milvus.view import read  # noqa: PLC0415 - an extra

    server = Server.open(place)
    try:
        return read(server) is not None
    finally:
        server.close()
