"""Two texts, documents or indexes in, what one says and the other does not out."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.address import Place
from corpus.document import Document
from corpus.errors import NotFoundError
from corpus.index import Index
from corpus.indexes import open_index
from corpus.load import load_file
from corpus.opening import FILE
from corpus.structure import read_blocks
from kg.ontology import default_ontology
from kg.record import CLAIM, from_json
from service.indexing.change import Difference, Stated, difference, stated


def compared(before: str, after: str, index: Place, max_bytes: int) -> Difference:
    """What changed from one to the other.

    Each is a file, the folder of an index, or the id of a document of the index at `index`; a
    path is taken for one where it exists.

    Raises:
        PhasebookError: One of them is none of these, or cannot be read.
    """
    sides = (_said(name, index, max_bytes) for name in (before, after))
    return difference(*(list(side) for side in sides))


def _said(name: str, index: Place, max_bytes: int) -> Iterable[Stated]:
    path = Path(name)
    if path.is_file():
        return _read(load_file(path, max_bytes=max_bytes))
    if (path / FILE).is_file():
        with open_index(path) as store, store.snapshot():
            return list(_held(store, [*store.digests()]))
    with open_index(index) as store, store.snapshot():
        try:
            return list(_held(store, [store.document(name).id]))
        except NotFoundError as error:
            what = f"{name!r} is no file, no folder of an index and no document of the index"
            raise NotFoundError(
                what, "check the path, or list the documents for their ids"
            ) from error


def _read(document: Document) -> list[Stated]:
    from kg.extraction import Extractor  # noqa: PLC0415 - heavy

    claims = Extractor(default_ontology()).extract(document, read_blocks(document))
    return stated(claims, {document.id: document})


def _held(store: Index, names: Iterable[str]) -> Iterator[Stated]:
    for name in names:
        document = store.document(name)
        claims = (from_json(record.body) for record in store.records(CLAIM, name))
        yield from stated(claims, {name: document})
