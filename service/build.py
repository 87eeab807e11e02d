"""Files in, an index out: load -> structure -> split -> extract -> embed -> store.

Everything is read before anything is written, and written in one transaction: a build that fails
leaves the former index as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from corpus.address import Place
from corpus.context import context_text, passage_unit, sentence_unit
from corpus.document import Document, Passage
from corpus.entry import Entry, Record
from corpus.errors import IndexUnusableError, UnreadableError
from corpus.index import State
from corpus.indexes import check_writable, open_index
from corpus.load import find_files, load_file
from corpus.packaged import packaged_documents
from corpus.split import split
from corpus.structure import read_blocks
from kg.ontology import default_ontology
from kg.record import CLAIM, to_json
from retrieval.embed import Encoder

if TYPE_CHECKING:
    from kg.extraction import Extractor

BATCH = 32  # texts embedded between two reports of progress
MAX_BYTES = 20_000_000


class Progress(Protocol):
    """Told how far each stage of a build is: "read", "extract", "embed", "store", in this order."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """`done` of `total` files, documents or texts; the last call of a stage has them equal."""
        ...


class Skipped(NamedTuple):
    """An input that could not be indexed, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build put into the index.

    Attributes:
        documents: How many were read.
        passages: How many passages they have.
        claims: How many claims they make.
        skipped: The inputs that are not in the index.
        complete: Whether nothing was skipped that had to be read.
        seconds: How long it took.
    """

    documents: int
    passages: int
    claims: int
    skipped: tuple[Skipped, ...]
    complete: bool
    seconds: float


def silent(stage: str, done: int, total: int, /) -> None:
    """Progress that nobody watches."""


def build(
    paths: Sequence[Path],
    place: Place,
    encoder: Encoder,
    *,
    keep_going: bool = False,
    progress: Progress = silent,
    max_bytes: int = MAX_BYTES,
) -> BuildReport:
    """Index files and folders in place of whatever is at `place`.

    Args:
        paths: What to index; nothing for the packaged corpus.
        place: Where the index is, or is made.
        encoder: The model; it takes the place of the former index's.
        keep_going: Whether unreadable inputs may be missing from a complete build.
        progress: Told how far it is.
        max_bytes: Size of the largest file that is read.

    Raises:
        UnreadableError: None of the inputs can be read.
        IndexUnusableError: The index cannot be written; the former, if any, is untouched.
    """
    from kg.extraction import Extractor  # noqa: PLC0415 - heavy

    began = perf_counter()
    documents, skipped = _read(paths or packaged_documents(), max_bytes, progress)
    check_writable(place)  # before the work, not after it
    made = entries(documents, Extractor(default_ontology()), encoder, progress)
    progress("store", 0, 1)
    with open_index(place, create=True) as store:
        store.replace_all(made, model_meta(encoder))
    progress("store", 1, 1)
    return BuildReport(
        documents=len(made),
        passages=sum(len(entry.passages) for entry in made),
        claims=sum(len(entry.records) for entry in made),
        skipped=skipped,
        complete=keep_going or not skipped,
        seconds=perf_counter() - began,
    )


def entries(
    documents: Sequence[Document],
    extractor: "Extractor",
    encoder: Encoder,
    progress: Progress = silent,
) -> list[Entry]:
    """What an index holds of documents, each by itself: the others make no difference."""
    return list(_embed(list(_extract(documents, extractor, progress)), encoder, progress))


def embedded(entry: Entry, encoder: Encoder) -> Entry:
    """An entry with its vectors made anew."""
    return next(_embed([entry], encoder, silent))


def model_meta(encoder: Encoder) -> dict[str, str]:
    """What an index records of the model that made its vectors."""
    return {"model": encoder.name, "dimension": str(encoder.dimension)}


def check_model(store: State, encoder: Encoder) -> None:
    """Refuse to search or extend an index with another model than made it.

    Raises:
        IndexUnusableError: Naming both models and the remedy.
    """
    made = store.meta
    if not made.keys() >= model_meta(encoder).keys():
        what = f"the index in {str(store.place)!r} was never finished"
        raise IndexUnusableError(what, "make it with `phasebook build`")
    if any(made[key] != value for key, value in model_meta(encoder).items()):
        what = (
            f"the index in {str(store.place)!r} was made by the model {made['model']!r}"
            f" ({made['dimension']} dimensions), not by {encoder.name!r} ({encoder.dimension})"
        )
        remedy = f"use --model {made['model']}, or make it again with `phasebook build`"
        raise IndexUnusableError(what, remedy)


def _read(
    paths: Iterable[Path], max_bytes: int, progress: Progress
) -> tuple[list[Document], tuple[Skipped, ...]]:
    """Load every file that can be; of two with one id, the first."""
    files, failures = found_files(paths)
    documents: dict[str, tuple[Path, Document]] = {}
    for done, file in enumerate(files):
        progress("read", done, len(files))
        try:
            document = load_file(file, max_bytes=max_bytes)
            _check_new(document, file, documents)
        except UnreadableError as error:
            failures.append((file, error))
        else:
            documents[document.id] = (file, document)
    progress("read", len(files), len(files))
    if not documents:
        raise _nothing(failures)
    skipped = tuple(Skipped(path, str(error)) for path, error in failures)
    return [document for _, document in documents.values()], skipped


def found_files(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, UnreadableError]]]:
    """The files to read, each once, and the paths that lead to none."""
    files: dict[Path, Path] = {}
    failures: list[tuple[Path, UnreadableError]] = []
    for path in paths:
        try:
            for file in find_files([path]):
                files.setdefault(file.resolve(), file)
        except UnreadableError as error:
            failures.append((path, error))
    return list(files.values()), failures


def _check_new(document: Document, file: Path, known: dict[str, tuple[Path, Document]]) -> None:
    if document.id in known:
        other = known[document.id][0]
        what = f"{str(file)!r} has the same name as {str(other)!r}, and so the same id"
        raise UnreadableError(what, "rename one of them")


def _nothing(failures: Sequence[tuple[Path, UnreadableError]]) -> UnreadableError:
    if len(failures) == 1:
        return failures[0][1]
    reasons = "; ".join(error.what for _, error in failures[:3])
    more = f"; and {len(failures) - 3} more" if len(failures) > 3 else ""  # noqa: PLR2004 - shown
    what = f"there is nothing to read ({reasons}{more})"
    return UnreadableError(what, "name at least one file that can be read")


def _extract(
    documents: Sequence[Document], extractor: "Extractor", progress: Progress
) -> Iterator[Entry]:
    """Entries as yet without vectors."""
    for done, document in enumerate(documents):
        progress("extract", done, len(documents))
        blocks = read_blocks(document)
        claims = {claim.id: claim for claim in extractor.extract(document, blocks)}
        records = tuple(Record(id_, CLAIM, to_json(claim)) for id_, claim in claims.items())
        yield Entry(document, split(document, blocks), records)
    progress("extract", len(documents), len(documents))


def _embed(entries: Sequence[Entry], encoder: Encoder, progress: Progress) -> Iterator[Entry]:
    """The entries with their vectors."""
    texts = [_unit_texts(entry.document.title, entry.passages) for entry in entries]
    total = sum(len(units) for units in texts)
    done = 0
    for entry, units in zip(entries, texts, strict=True):
        vectors: dict[str, bytes] = {}
        names = list(units)
        for start in range(0, len(names), BATCH):
            progress("embed", done, total)
            batch = names[start : start + BATCH]
            encoded = encoder.encode([units[name] for name in batch])
            vectors |= {name: row.tobytes() for name, row in zip(batch, encoded, strict=True)}
            done += len(batch)
        yield Entry(entry.document, entry.passages, entry.records, vectors)
    progress("embed", total, total)


def _unit_texts(title: str, passages: Sequence[Passage]) -> dict[str, str]:
    """What is embedded of a document: its passages and sentences, each with what is above it."""
    texts: dict[str, str] = {}
    for passage in passages:
        texts[passage_unit(passage)] = context_text(title, passage.path, passage.text)
        for sentence in passage.sentences:
            texts[sentence_unit(sentence)] = context_text(title, sentence.context, sentence.text)
    return texts
