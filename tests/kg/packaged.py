"""The packaged corpus as the extractors read it."""

import warnings
from functools import cache

from corpus.document import Document
from corpus.load import load_file
from corpus.packaged import packaged_documents
from corpus.structure import read_blocks
from kg.claim import Claim
from kg.extraction import Extractor
from kg.ontology import default_ontology


@cache
def packaged() -> tuple[tuple[Claim, ...], tuple[Document, ...]]:
    """The packaged corpus and all that is read from it."""
    documents = tuple(load_file(path) for path in packaged_documents())
    extractor = Extractor(default_ontology())
    with warnings.catch_warnings():
        # textblob leaves its lexicon's file for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        claims = [c for d in documents for c in extractor.extract(d, read_blocks(d))]
    return tuple(claims), documents
