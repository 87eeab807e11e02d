"""An index's documents and their structure, read once: spans in, quotes and sentences out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from corpus.document import Block, Document, Kind, Passage, Sentence, Span
from corpus.errors import NotFoundError
from corpus.structure import read_blocks
from kg.claim import Claim, Concept
from kg.naming.mention import MentionFinder
from kg.ontology import Ontology
from retrieval.memory import remember
from service.evidence.citation import Citation
from service.evidence.enumeration import Enumeration, enumerations
from service.evidence.wording import Wording, Wordsmith, clean, finish
from service.question.question import is_named

_SPEAKER = re.compile(r"(?:\*\*|__)?(?P<who>[A-Z][^:*_\n.?!]{0,40})(?:\*\*|__)?:(?:\*\*|__)?\s+")
_SPOKEN = frozenset({Kind.PARAGRAPH, Kind.ANSWER})
REMEMBERED = 4_096  # documents whose structure is kept
CITED = 10_000  # citations kept, some 500 bytes each


class Library:
    """Documents by id, with the blocks that tell what a fragment belongs to."""

    def __init__(
        self,
        documents: Iterable[Document] | Mapping[str, Document],
        finder: MentionFinder,
        ontology: Ontology,
        remembered: int = REMEMBERED,
        headings: Callable[[Span], tuple[str, ...] | None] = lambda _: None,
    ) -> None:
        """Take the documents.

        Args:
            documents: By id.
            finder: Finds names in labels.
            ontology: The vocabulary.
            remembered: Of how many documents the structure is kept.
            headings: Those above a span, where they are known without its document's structure.
        """
        self._documents: Mapping[str, Document] = (
            documents
            if isinstance(documents, Mapping)
            else {document.id: document for document in documents}
        )
        self._finder = finder
        self._ontology = ontology
        self._remembered = remembered
        self._headings = headings
        self._blocks: dict[str, tuple[Block, ...]] = {}
        self._wordsmiths: dict[str, Wordsmith] = {}
        self._lists: dict[str, dict[Sentence, Enumeration]] = {}
        self._citations = lru_cache(maxsize=CITED)(self._citation)

    def after(self, documents: Iterable[Document], finder: MentionFinder) -> "Library":
        """The library of an index that has changed; what it knows of the same documents stays.

        Structure is the document's own, but how its lists and rows read depends on the names known.
        """
        found = Library(documents, finder, self._ontology)
        same = {name for name, one in found._documents.items() if self._documents.get(name) is one}
        found._blocks = {k: v for k, v in list(self._blocks.items()) if k in same}
        if finder is self._finder:
            found._wordsmiths = {k: v for k, v in list(self._wordsmiths.items()) if k in same}
            found._lists = {k: v for k, v in list(self._lists.items()) if k in same}
        return found

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def __len__(self) -> int:
        return len(self._documents)

    def document(self, document_id: str) -> Document:
        """The document of that id.

        Raises:
            NotFoundError: Where there is none.
        """
        if document_id not in self._documents:
            what = f"no document {document_id!r} in this index"
            raise NotFoundError(
                what, "list the documents: an id is a file's name without its ending"
            )
        return self._documents[document_id]

    def word(self, sentence: Sentence) -> Wording:
        """What the sentence says, readable by itself, and what is to be quoted for it."""
        whole = self._enumerated(sentence.span.document).get(sentence)
        if whole is not None:
            return whole.wording
        return self._wordsmith(sentence.span.document).word(sentence)

    def focused(self, sentence: Sentence, *asks: Callable[[str], bool]) -> Wording | None:
        """Only those cells of a table's row whose headers are asked about; None if it is no row.

        Args:
            sentence: Any sentence.
            asks: Tell whether a header is asked about; the first counts that picks some out.
        """
        wordsmith = self._wordsmith(sentence.span.document)
        return next(filter(None, (wordsmith.focused(sentence, asked) for asked in asks)), None)

    def lists(self, passage: Passage) -> tuple[Sentence, ...]:
        """The lists of the document that the passage holds a part of, each to be ranked whole."""
        found = self._enumerated(passage.span.document)
        return tuple(sentence for sentence in found if sentence.span.overlaps(passage.span))

    def is_prose(self, sentence: Sentence) -> bool:
        """Whether it is a list told in sentences: one that says "two reasons", and they."""
        found = self._enumerated(sentence.span.document)
        return sentence in found and found[sentence].prose

    def is_list(self, sentence: Sentence) -> bool:
        """Whether it is a whole list."""
        return sentence in self._enumerated(sentence.span.document)

    def items(self, sentence: Sentence) -> tuple[str, ...]:
        """The words of each thing in a list; none for a sentence that is no list."""
        whole = self._enumerated(sentence.span.document).get(sentence)
        return whole.items if whole else ()

    def parts(self, sentence: Sentence) -> tuple[Span, ...]:
        """Where the items of a list stand, if they stand apart; else nothing."""
        whole = self._enumerated(sentence.span.document).get(sentence)
        return whole.places if whole else ()

    def _enumerated(self, document_id: str) -> dict[Sentence, Enumeration]:
        known = self._lists.get(document_id)
        if known is not None:
            return known
        blocks = self._structure(document_id)
        found = enumerations(self.document(document_id), blocks, self._names_thing)
        return remember(self._lists, document_id, {e.sentence: e for e in found}, self._remembered)

    def subject(self, claim: Claim) -> Concept:
        """What a claim is about, with the capitals that its document gives the name."""
        thing = claim.subject
        if not thing.label.islower():
            return thing
        text = self.document(claim.source.document).text
        found = re.search(rf"\b{re.escape(thing.label)}\b", text, re.IGNORECASE)
        return replace(thing, label=found.group()) if found else thing

    def speaker(self, span: Span) -> Span | None:
        """The name of whoever says it, where it opens the line of a conversation."""
        text = self.document(span.document).text
        blocks = self._structure(span.document)
        said = next((b.span for b in blocks if b.kind in _SPOKEN and b.span.covers(span)), None)
        if said is None:
            return None
        line = text.rfind("\n", 0, said.start) + 1
        found = _SPEAKER.fullmatch(text, line, said.start)
        return Span(span.document, *found.span("who")) if found else None

    def stated(self, span: Span) -> Wording:
        """What a claim's source says: a row or pair in words, prose as it stands."""
        return self._wordsmith(span.document).word(Sentence(span, self._words(span)))

    def _words(self, span: Span) -> str:
        return span.of(self.document(span.document).text)

    def quoted(self, span: Span) -> Wording:
        """The words at `span` as they stand, but for markup."""
        return Wording(finish(clean(self._words(span))), span)

    def citation(self, span: Span) -> Citation:
        """Quote the words at `span`, with the innermost heading that they stand under."""
        return self._citations(span)

    def _citation(self, span: Span) -> Citation:
        path = self._headings(span)
        if path is None:
            blocks = self._structure(span.document)
            path = next((b.path for b in blocks if b.span.overlaps(span)), ())
        return Citation.of(self.document(span.document), span, clean(path[-1]) if path else "")

    def _structure(self, document_id: str) -> tuple[Block, ...]:
        known = self._blocks.get(document_id)
        if known is not None:
            return known
        return remember(
            self._blocks, document_id, read_blocks(self.document(document_id)), self._remembered
        )

    def _wordsmith(self, document_id: str) -> Wordsmith:
        known = self._wordsmiths.get(document_id)
        if known is not None:
            return known
        document, blocks = self.document(document_id), self._structure(document_id)
        made = Wordsmith(document, blocks, self._names_thing)
        return remember(self._wordsmiths, document_id, made, self._remembered)

    def _names_thing(self, text: str) -> bool:
        """Whether a label names what has properties: a phase, a product, a company."""
        found = (concept for _, _, concept in self._finder.find(text))
        return any(c.type == "phase" or is_named(c, self._ontology) for c in found)
