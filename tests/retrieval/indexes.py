"""Small indexes written by hand, embedded by whatever encoder a test brings."""

import re
from collections.abc import Mapping
from pathlib import Path

from corpus.address import Place, place_of
from corpus.context import context_text, passage_unit, sentence_unit
from corpus.document import Document, Passage, Sentence, Span
from corpus.index import Index
from corpus.indexes import open_index
from corpus.store import Entry, Store
from retrieval.embed import Encoder

FOLDER, MILVUS = KINDS = ("folder", "milvus")  # what keeps an index
SIGN = "[ad] "  # a paragraph that begins so is boilerplate


def entry(name: str, text: str, encoder: Encoder, title: str = "") -> Entry:
    """A document whose passages are its lines and whose sentences end with a stop."""
    document = Document(name, title or name, text)
    passages = tuple(_passage(name, found) for found in re.finditer(r"[^\n]+", text))
    vectors: dict[str, bytes] = {}
    for passage in passages:
        whole = context_text(document.title, passage.path, passage.text)
        vectors[passage_unit(passage)] = encoder.encode([whole])[0].tobytes()
        for sentence in passage.sentences:
            whole = context_text(document.title, sentence.context, sentence.text)
            vectors[sentence_unit(sentence)] = encoder.encode([whole])[0].tobytes()
    return Entry(document, passages, vectors=vectors)


def index(folder: Path, texts: Mapping[str, str], encoder: Encoder) -> Store:
    """An open store of these documents, by id; close it."""
    store = Store.open(folder, create=True)
    store.replace_all([entry(name, text, encoder) for name, text in texts.items()])
    return store


def index_in(kind: str, folder: Path, texts: Mapping[str, str], encoder: Encoder) -> Index:
    """The same in a folder, or by Milvus Lite in a file there."""
    if kind == FOLDER:
        return index(folder, texts, encoder)
    store = open_index(milvus_at(folder), create=True)
    store.replace_all([entry(name, text, encoder) for name, text in texts.items()])
    return store


def milvus_at(folder: Path) -> Place:
    """Where Milvus Lite may keep an index."""
    return place_of(f"milvus://{folder}/lite.db/papers")


def _passage(name: str, found: re.Match[str]) -> Passage:
    sentences = tuple(
        Sentence(Span(name, found.start() + s.start(), found.start() + s.end()), s.group())
        for s in re.finditer(r"[^\s.][^.]*\.?", found.group())
    )
    ad = found.group().startswith(SIGN)
    return Passage(Span(name, *found.span()), found.group(), (), sentences, boilerplate=ad)
