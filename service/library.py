"""An index's documents and their structure, read once: spans in, quotes and sentences out."""

from collections.abc import Iterable, Iterator

from corpus.document import Block, Document, Sentence, Span
from corpus.errors import NotFoundError
from corpus.structure import read_blocks
from kg.mention import MentionFinder
from service.answer import Citation
from service.wording import clean, word


class Library:
    """Documents by id, with the blocks that tell what a fragment belongs to."""

    def __init__(self, documents: Iterable[Document], finder: MentionFinder) -> None:
        self._documents = {document.id: document for document in documents}
        self._finder = finder
        self._blocks: dict[str, tuple[Block, ...]] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def document(self, document_id: str) -> Document:
        """The document of that id.

        Raises:
            NotFoundError: Where there is none.
        """
        if document_id not in self._documents:
            what = f"no document {document_id!r} in this index"
            raise NotFoundError(what, "`phasebook build` prints what it reads; ids are file stems")
        return self._documents[document_id]

    def blocks(self, document_id: str) -> tuple[Block, ...]:
        """The document's structure."""
        if document_id not in self._blocks:
            self._blocks[document_id] = read_blocks(self.document(document_id))
        return self._blocks[document_id]

    def word(self, sentence: Sentence) -> str:
        """What the sentence says, readable by itself."""
        name = sentence.span.document
        return word(sentence, self.document(name), self.blocks(name), self._owner)

    def citation(self, span: Span) -> Citation:
        """Quote the words at `span`, with the innermost heading that they stand under."""
        path = next((b.path for b in self.blocks(span.document) if b.span.overlaps(span)), ())
        return Citation.of(self.document(span.document), span, clean(path[-1]) if path else "")

    def _owner(self, block: Block) -> str:
        """The innermost heading that names something, unless the key names something itself."""
        text = self.document(block.span.document).text
        if self._finder.find(block.labels[0].of(text)):
            return ""
        return next((clean(h) for h in reversed(block.path) if self._finder.find(h)), "")
