"""Documents in; the words they use, which of these are names, and what each is about out."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from corpus.document import Document
from kg.language.english import is_english
from retrieval.lexical import fold
from retrieval.terms import terms

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
OPENING = 200  # characters in which a document says what it is about


@dataclass(frozen=True)
class Vocabulary:
    """The words of an index.

    Attributes:
        words: All of them, lower-cased.
        capitals: Those that are always written with a capital or a digit, lower-cased.
        names: Those among them that no dictionary has: companies, products, acronyms.
        topics: By document id, the terms of its title and id, and those of its opening as well.
    """

    words: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    topics: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = ()

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Self:
        """Read the words off documents.

        >>> found = Vocabulary.of([Document("a", "A", "Veyra trains on GPUs. Veyra-2 costs less.")])
        >>> sorted(found.names)
        ['gpus', 'veyra', 'veyra-2']
        """
        small: Counter[str] = Counter()
        named: set[str] = set()
        unseen: set[str] = set()  # words of titles and ids, whose capitals tell nothing
        topics = []
        for document in documents:
            title = f"{document.title} {document.id.replace('_', ' ')}"
            unseen |= {fold(word) for word in _WORD.findall(title)}
            for written in _WORD.findall(document.text):
                word = fold(written)
                small[word] += written.islower() and not any(map(str.isdigit, word))
                named |= {word} if not written.islower() or any(map(str.isdigit, word)) else set()
            opening = terms(f"{title} {document.text[:OPENING]}")
            topics.append((document.id, terms(title), opening))
        words = frozenset({*small, *unseen})
        capitals = frozenset(w for w in named if not small[w] and w[0].isalpha())
        names = frozenset(w for w in capitals if not is_english(w))
        return cls(words, capitals, names, tuple(topics))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems of all words."""
        return terms(" ".join(sorted(self.words)))

    def about(self, document_id: str, *, opening: bool) -> frozenset[str]:
        """The terms that tell what a document is about; none for an unknown one.

        Args:
            document_id: Which.
            opening: Whether its first words count too, not just its title.
        """
        for name, title, start in self.topics:
            if name == document_id:
                return start if opening else title
        return frozenset()
