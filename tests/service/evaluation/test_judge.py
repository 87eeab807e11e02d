"""Promises of service/evaluation/judge.py: the shared scorer's verdicts, with a stricter eye."""

import json
from itertools import product
from types import ModuleType

import pytest

from service.api.schema import Answer
from service.evaluation.examine import Trial
from service.evaluation.item import Item
from service.evaluation.judge import DIRECT_WORDS, MAX_WORDS, faults, is_direct
from service.knowledge_base import KnowledgeBase
from tests.service.evaluation.trials import trial

TEXTS = {"one": "The H200 has 141 GB of memory.", "two": "It costs $30,000."}
ITEM = Item(
    id="q",
    question="How much memory does the H200 have?",
    kind="quantity",
    answerable=True,
    must=(("141",), ("GB|gigabytes",)),
    must_not=("B200",),
    documents=("one",),
    evidence=("141 gb",),
)


def changed(given: Answer, **changes: object) -> Answer:
    """An answer with other values."""
    return Answer.model_validate(given.model_dump() | changes)


def said(text: str = "The H200 has 141 GB [1].", *documents: str) -> Answer:
    """An answer that quotes whole documents."""
    citations = [
        {"document": d, "start": 0, "end": len(TEXTS[d]), "quote": TEXTS[d], "title": d}
        for d in documents or ("one",)
    ]
    numbered = [{"id": n, "section": "", **cited} for n, cited in enumerate(citations, 1)]
    return changed(trial(1.0, wrong=False).answer, answer=text, citations=numbered)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (said(), ()),
        (said("the h200 has 141\ngigabytes [1]."), ()),
        (said("It has 80 GB [1]."), ("answer lacks '141'",)),
        (said("141 GB, unlike the B200 [1]."), ("answer has 'B200'",)),
        (said("141 GB " + "x " * (MAX_WORDS - 2)), ()),
        (said("141 GB " + "x " * (MAX_WORDS - 1)), ("81 words",)),
        (said("141 GB [1].", "two"), ("cites ['two'], none of ['one']", "no citation quotes the")),
        (said("141 GB [1][2].", "two", "one"), ()),
        (trial(None, wrong=True).answer, ("abstained",)),
    ],
)
def test_what_a_question_asks_of_its_answer(answer: Answer, found: tuple[str, ...]) -> None:
    """Its words, their number, what is cited and what is quoted."""
    given = faults(ITEM, answer, TEXTS)
    assert len(given) == len(found)
    assert all(fault.startswith(start) for fault, start in zip(given, found, strict=True))


def test_sources_that_differ_are_all_cited() -> None:
    """Whatever else is."""
    item = _item(documents=["one"], documents_all=["one", "two"], must=[], evidence=[])
    assert faults(item, said("Both.", "two", "one"), TEXTS) == ()
    assert faults(item, said("One.", "one"), TEXTS) == ("cites ['one'], not all of ['one', 'two']",)


def test_what_cannot_be_answered_is_refused() -> None:
    """Whatever the answer would be."""
    item = _item(answerable=False, kind="unanswerable")
    assert faults(item, trial(None, wrong=False).answer, TEXTS) == ()
    assert faults(item, said(), TEXTS) == ("answered what the documents do not say",)


@pytest.mark.parametrize("change", [{"start": 1}, {"quote": "141 GB"}, {"document": "three"}])
def test_a_quote_stands_where_the_citation_says(change: dict[str, object]) -> None:
    """Elsewhere in the document is not enough."""
    (cited,) = said().citations
    answer = changed(said(), citations=[cited.model_dump() | change])
    assert "a quote is not in its document" in faults(ITEM, answer, TEXTS)


def test_direct_answers_begin_with_what_was_asked() -> None:
    """Within the first forty words."""
    words = "so " * (DIRECT_WORDS - 2)
    assert is_direct(ITEM, said(f"{words}141 GB and so on."))
    assert not is_direct(ITEM, said(f"{words}about 141 GB."))


def test_verdicts_equal_the_shared_scorers(
    score: ModuleType, packaged_trials: tuple[Trial, ...], knowledge_base: KnowledgeBase
) -> None:
    """To the word: for each question's answer, whole or damaged, and for all others' answers."""
    texts = {document.id: document.text for document in knowledge_base.documents()}
    answers = [
        answer for each in packaged_trials for answer in (each.answer, *_damaged(each.answer))
    ]
    replies = [json.loads(answer.model_dump_json()) for answer in answers]
    verdicts = set[bool]()
    items = [each.item for each in packaged_trials]
    for item, (answer, reply) in product(items, zip(answers, replies, strict=True)):
        found = faults(item, answer, texts)
        assert list(found) == score.judge(_line(item), reply, texts)
        assert is_direct(item, answer) == score.is_direct(_line(item), answer.answer)
        verdicts.add(not found)
    assert verdicts == {True, False}


def _damaged(answer: Answer) -> list[Answer]:
    """What the judge has to see: no citation, a false quote, too many words."""
    false = [cited.model_dump() | {"quote": "not said by anyone"} for cited in answer.citations]
    return [
        changed(answer, citations=[]),
        changed(answer, citations=false),
        changed(answer, answer=answer.answer + " and so on" * MAX_WORDS),
    ]


def _item(**changes: object) -> Item:
    return Item.model_validate(ITEM.model_dump() | changes)


def _line(item: Item) -> dict[str, object]:
    line: dict[str, object] = json.loads(item.model_dump_json())
    return line
