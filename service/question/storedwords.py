"""The words of an index too large for memory, looked up in its word index one by one."""

from collections.abc import Callable, Iterable, Iterator, Set
from functools import lru_cache

from corpus.index import Index
from kg.ontology import Ontology, all_names
from retrieval.lexical import words
from service.question.vocabulary import Vocabulary, topic_of, writings

LOOKED = 20  # passages in which it is looked how a word is written
REMEMBERED = 4096  # documents of which it is kept what they are about


class Looked(Set[str]):
    """A set of words that is asked for one at a time.

    It can be told whether a word is in it, not which are: those that it lists are the few that
    are known beforehand.
    """

    def __init__(self, holds: Callable[[str], bool], listed: Iterable[str] = ()) -> None:
        self._holds = holds
        self._listed = frozenset(listed)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self._listed or self._holds(word))

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def __or__(self, other: Set[str]) -> "Looked":  # type: ignore[override]
        return Looked(self._holds, self._listed | {*other})

    def __ge__(self, other: Set[str]) -> bool:
        return all(word in self for word in other)


class StoredVocabulary(Vocabulary):
    """The words of a store.

    A mistyped word is put right only to one of the ontology's or of asking: to compare it to all
    words of the documents would take longer the more there are.
    """

    def __init__(self, store: Index, ontology: Ontology) -> None:
        known = {word for name, _ in all_names(ontology) for word in words(name)}
        held = lru_cache(100_000)(lambda word: bool(store.having(word, 1)))
        written = lru_cache(10_000)(lambda word: _is_capital(word, store))
        super().__init__(Looked(held, store.held_of(known)), Looked(written))
        self.__dict__["terms"] = Looked(held)  # in place of the property of that name
        topic = lru_cache(REMEMBERED)(lambda name: topic_of(store.document(name)))
        self.__dict__["_topic"] = topic

    def about(self, document_id: str, *, opening: bool) -> frozenset[str]:
        """The terms that tell what a document is about."""
        topic: Callable[[str], tuple[str, frozenset[str], frozenset[str]]] = self.__dict__["_topic"]
        _, title, start = topic(document_id)
        return start if opening else title


def _is_capital(word: str, store: Index) -> bool:
    """Whether some passages that have a word all write it with a capital or a digit."""
    found = store.texts_having(word, LOOKED)
    small = [plain for text in found for plain in writings(word, text)]
    return word[:1].isalpha() and bool(small) and not any(small)
