"""What every shell asks of its input before the knowledge base sees it."""

from collections.abc import Iterable

from corpus.errors import InvalidInputError
from service.knowledge_base import KnowledgeBase


def checked_question(question: str, limit: int) -> str:
    """The question, if it has words and is not too long.

    >>> checked_question("How long?", 5)
    Traceback (most recent call last):
        ...
    corpus.errors.InvalidInputError: the question has 9 characters, 5 are the limit: ask it shorter
    """
    if not any(character.isalnum() for character in question):
        what = f"the question has no words: {question[:20]!r}"
        raise InvalidInputError(what, f"ask one of 1 to {limit:,} characters")
    if any("\ud800" <= character <= "\udfff" for character in question):
        what = "the question holds bytes or escapes that are no text"
        raise InvalidInputError(what, "write it in UTF-8")
    if len(question) > limit:
        what = f"the question has {len(question):,} characters, {limit:,} are the limit"
        raise InvalidInputError(what, "ask it shorter")
    return question


def checked_documents(kb: KnowledgeBase, ids: Iterable[str]) -> frozenset[str]:
    """The ids, if each names a document; `kb.document` refuses the others."""
    return frozenset(kb.document(name).id for name in ids)
