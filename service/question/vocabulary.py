"""Documents in; the words they use, which of these are names, and what each is about out."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from corpus.document import Document
from kg.language.english import is_english
from retrieval.lexical import STOP_WORDS, fold
from retrieval.terms import terms

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
OPENING = 200  # characters in which a document says what it is about


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one document, lower-cased.

    Attributes:
        small: Those that it also writes without a capital.
        named: Those that it writes with a capital or a digit.
        title: Those of its title and id, whose capitals tell nothing.
        topic: What `Vocabulary.topics` has of it.
    """

    small: frozenset[str]
    named: frozenset[str]
    title: frozenset[str]
    topic: tuple[str, frozenset[str], frozenset[str]]

    @classmethod
    def of(cls, document: Document) -> Self:
        """Read them off a document."""
        title = _called(document)
        small: set[str] = set()
        named: set[str] = set()
        for written in _WORD.findall(document.text):
            word = fold(written)
            (small if _is_plain(written, word) else named).add(word)
        return cls(
            frozenset(small),
            frozenset(named),
            frozenset(fold(word) for word in _WORD.findall(title)),
            topic_of(document),
        )


def _called(document: Document) -> str:
    return f"{document.title} {document.id.replace('_', ' ')}"


def topic_of(document: Document) -> tuple[str, frozenset[str], frozenset[str]]:
    """What `Vocabulary.topics` has of a document."""
    title = _called(document)
    return document.id, terms(title), terms(f"{title} {document.text[:OPENING]}")


def writings(word: str, text: str) -> list[bool]:
    """Of each time a text has a word, lower-cased, whether it is written without a capital.

    >>> writings("apple", "Apple sells an apple.")
    [False, True]
    """
    found = ((written, fold(written)) for written in _WORD.findall(text))
    return [_is_plain(written, folded) for written, folded in found if folded == word]


def _is_plain(written: str, folded: str) -> bool:
    return written.islower() and not any(map(str.isdigit, folded))


@dataclass(frozen=True)
class Vocabulary:
    """The words of an index.

    Attributes:
        words: All of them, lower-cased.
        capitals: Those that are always written with a capital or a digit, lower-cased.
        topics: By document id, the terms of its title and id, and those of its opening as well.
    """

    words: Set[str] = frozenset()
    capitals: Set[str] = frozenset()
    topics: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = ()

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Self:
        """Read the words off documents.

        >>> found = Vocabulary.of([Document("a", "A", "Veyra trains on GPUs. Apples cost less.")])
        >>> sorted(found.capitals)
        ['apples', 'gpus', 'veyra']
        """
        return cls.joined([Words.of(document) for document in documents])

    @classmethod
    def joined(cls, documents: "Sequence[Words]") -> Self:
        """The words of documents that were read one by one."""
        small = frozenset[str]().union(*(found.small for found in documents))
        named = frozenset[str]().union(*(found.named for found in documents))
        words = frozenset[str]().union(small, named, *(found.title for found in documents))
        capitals = frozenset(w for w in named - small if w[0].isalpha())
        return cls(words, capitals, tuple(found.topic for found in documents))

    def is_name(self, word: str) -> bool:
        """Whether a word, lower-cased, is a company, a product or an acronym of the documents.

        These are always written with a capital or a digit, and no dictionary has them. The
        dictionary takes a tenth of a start to load: only words that come up are looked up in it.
        """
        return word in self.capitals and not is_english(word)

    def has_name(self, text: str) -> bool:
        """Whether a text has a word that is always written with a capital, of more than digits."""
        return any(fold(word) in self.capitals for word in _WORD.findall(text))

    def known(self, units: frozenset[str]) -> Set[str]:
        """All words, and the names of units, lower-cased."""
        if units not in self._known:
            self._known[units] = self.words | {name.lower() for name in units}
        return self._known[units]

    @cached_property
    def _known(self) -> dict[frozenset[str], Set[str]]:
        return {}

    @cached_property
    def spelt(self) -> Sequence[str]:
        """What a mistyped word may have been meant to be, in order."""
        return sorted(self.words | STOP_WORDS)

    @cached_property
    def terms(self) -> Set[str]:
        """The stems of all words."""
        return terms(" ".join(sorted(self.words)))

    def about(self, document_id: str, *, opening: bool) -> frozenset[str]:
        """The terms that tell what a document is about; none for an unknown one.

        Args:
            document_id: Which.
            opening: Whether its first words count too, not just its title.
        """
        title, start = self._topics.get(document_id, (frozenset[str](), frozenset[str]()))
        return start if opening else title

    @cached_property
    def _topics(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        return {name: (title, start) for name, title, start in self.topics}
