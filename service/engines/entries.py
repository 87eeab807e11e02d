"""A document in, its entry out: structure -> split -> extract -> embed.

Each document by itself: the others make no difference, wherever and in whatever order they are
read.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from corpus.context import context_text, passage_unit, sentence_unit
from corpus.document import Document, Passage
from corpus.entry import Entry, Record
from corpus.split import split
from corpus.structure import read_blocks
from kg.record import CLAIM, to_json
from retrieval.embed import Encoder

if TYPE_CHECKING:
    from kg.extraction import Extractor

BATCH = 128  # texts embedded between two reports of progress; those of like length go together


class Progress(Protocol):
    """Told how far each stage of some work is: "extract", then "embed", in an order of its own."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """`done` of `total`; the last call of a stage has them equal."""
        ...


def silent(stage: str, done: int, total: int, /) -> None:
    """Progress that nobody watches."""


def entries(
    documents: Sequence[Document],
    extractor: "Extractor",
    encoder: Encoder,
    progress: Progress = silent,
) -> list[Entry]:
    """What an index holds of documents."""
    return list(_embed(list(_extract(documents, extractor, progress)), encoder, progress))


def embedded(entry: Entry, encoder: Encoder) -> Entry:
    """An entry with its vectors made anew."""
    return next(_embed([entry], encoder, silent))


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
        distinct = list(dict.fromkeys(units.values()))
        known: dict[str, bytes] = {}
        for start in range(0, len(distinct), BATCH):
            progress("embed", done + start, total)
            batch = distinct[start : start + BATCH]
            rows = encoder.encode(batch)
            known |= {text: row.tobytes() for text, row in zip(batch, rows, strict=True)}
        done += len(units)
        vectors = {unit: known[text] for unit, text in units.items()}
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
