"""A knowledge base and a question set in, a `Trial` for each question out."""

import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from corpus.errors import InvalidInputError
from service.api import convert, schema
from service.evaluation.item import Item
from service.evaluation.judge import faults
from service.knowledge_base import KnowledgeBase

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """A question, its answer, and what is wrong with it.

    Attributes:
        item: What was asked.
        answer: As it is shown.
        support: How much of the question the best sentence carries, also where it was refused.
        faults: Why the answer is wrong; empty where it is right.
        milliseconds: How long it took.
    """

    item: Item
    answer: schema.Answer
    support: float
    faults: tuple[str, ...]
    milliseconds: float

    @property
    def has_right_answer(self) -> bool:
        """Whether something was answered, and rightly; a refusal, even a right one, is none."""
        return self.answer.answered and not self.faults


def examine(
    kb: KnowledgeBase, items: Sequence[Item], top_k: int, progress: Progress = lambda *_: None
) -> tuple[Trial, ...]:
    """Ask every question and judge the answers.

    What the first questions would wait for is done ahead, and is in no question's time.

    Args:
        kb: Whom to ask.
        items: The questions.
        top_k: How many passages to list with each answer.
        progress: Told before each question how many are done, and of how many.

    Raises:
        InvalidInputError: Where the documents of no answerable question are indexed.
    """
    texts = {document.id: document.text for document in kb.documents()}
    _check_documents(items, texts)
    kb.warm()
    trials = []
    for number, item in enumerate(items):
        progress(number, len(items))
        start = time.perf_counter()
        said = kb.ask(item.question, top_k=top_k)
        answer = convert.answer(kb, said, 0.0)
        took = 1e3 * (time.perf_counter() - start)
        trials.append(Trial(item, answer, said.support, faults(item, answer, texts), took))
    progress(len(items), len(items))
    return tuple(trials)


def _check_documents(items: Sequence[Item], known: Container[str]) -> None:
    answerable = [item for item in items if item.answerable]
    absent = [name for item in answerable for name in item.lacks(known)]
    if answerable and all(item.lacks(known) for item in answerable):
        what = f"the index holds none of the questions' documents, such as {absent[0]!r}"
        raise InvalidInputError(what, "name the index of those documents with --index")
